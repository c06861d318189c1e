"""The project's own files: locks that are whole, and nothing in any file that holds on one machine only."""

import re
import subprocess
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.root import ROOT

RUN_LOCK = ROOT / "requirements" / "run.lock"
ALL_LOCK = ROOT / "requirements" / "all.lock"
DEV_LOCK = ROOT / "requirements" / "dev.lock"
SET_UP = {"excel", "calendar", "report", "web"}
"""Extras that ./run sets up too."""


# The locks


def locked(text: str) -> dict[str, list[str]]:
    """Every requirement of a lock (`name==version ; marker`) with its hashes."""
    lines = [line for line in text.replace("\\\n", "").splitlines() if not line.lstrip().startswith("#")]
    requirement_lines = [line.split("--hash=") for line in lines if line.strip()]
    return {requirement.strip(): [h.strip() for h in hashes] for requirement, *hashes in requirement_lines}


def pins(lock: Path) -> dict[str, str]:
    """The locked version of every distribution."""
    requirements = [Requirement(text) for text in locked(lock.read_text(encoding="utf-8"))]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in requirements}


def declared(extras: Collection[str], groups: bool) -> Iterator[Requirement]:
    """What pyproject.toml asks for: to run and to build, with extras, and with `groups` all else too."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = pyproject["project"]
    wanted = [*project["dependencies"], *pyproject["build-system"]["requires"]]
    wanted += [text for extra in extras for text in project["optional-dependencies"][extra]]
    if groups:
        wanted += [text for group in pyproject["dependency-groups"].values() for text in group]
    return (Requirement(text) for text in wanted if isinstance(text, str))


def holds(found: dict[str, str], requirement: Requirement) -> bool:
    """Whether the pins hold the requirement in a version that it allows."""
    version = found.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version)


@pytest.mark.parametrize("lock", [RUN_LOCK, ALL_LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_a_lock_pins_everything_with_hashes_and_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    for requirement, hashes in locked(text).items():
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", requirement)
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in hashes), requirement
    assert "://" not in text
    assert "-index" not in text
    assert " @ " not in text


PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]


@pytest.mark.parametrize(
    ("lock", "extras", "groups"),
    [(RUN_LOCK, SET_UP, False), (ALL_LOCK, EXTRAS, False), (DEV_LOCK, EXTRAS, True)],
    ids=["run", "all", "dev"],
)
def test_a_lock_holds_every_dependency(lock: Path, extras: Collection[str], groups: bool) -> None:
    found = pins(lock)
    wanted = list(declared(extras, groups))
    assert wanted
    assert [str(r) for r in wanted if not holds(found, r)] == []


def test_each_lock_is_a_part_of_the_next() -> None:
    assert pins(RUN_LOCK).items() <= pins(ALL_LOCK).items() <= pins(DEV_LOCK).items()


# Every file


MACHINE_PATH = re.compile(
    r"(?<![\w.~-])/(?:root|home|work|workspace|Users)/[\w.]|\b[A-Z]:\\Users\\|\bfile:///\w"
)
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|anaconda\.org)\b"
)


def strays(text: str) -> list[str]:
    """What in a text names a place on one machine, or a package registry."""
    return [found.group() for pattern in (MACHINE_PATH, REGISTRY) for found in pattern.finditer(text)]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file that git tracks, or would."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git work tree")
    for name in filter(None, listed.split("\0")):
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            continue


def test_no_file_names_a_machine_or_a_registry() -> None:
    this_file = Path(__file__).relative_to(ROOT).as_posix()
    found = {name: strays(text) for name, text in tracked_texts() if name != this_file}
    assert found
    assert {name: stray for name, stray in found.items() if stray} == {}


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("see /home/ann/x", ["/home/a"]),
        ("venv='/workspace/.venv/bin'", ["/workspace/."]),
        ("from file:///opt/x", ["file:///o"]),
        (r"C:\Users\ann", ["C:\\Users\\"]),
        ("--index-url https://pypi.org/simple", ["pypi.org"]),
        ("https://example.org/home/page", []),
        ("./home/done, docs/home/x, ~/home/x", []),
    ],
)
def test_what_is_a_stray(text: str, stray: list[str]) -> None:
    assert strays(text) == stray


# Links


FENCED = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(<?([^)\s>]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|#|//")


def relative_links(markdown: str) -> list[str]:
    """The files that a page links to, without what follows `#`; code blocks do not count."""
    targets = ["".join(groups) for groups in LINK.findall(FENCED.sub("", markdown))]
    return [target.partition("#")[0] for target in targets if not ELSEWHERE.match(target)]


def test_every_relative_link_resolves() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT).as_posix()}: {link}"
        for page in pages
        for link in relative_links(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_which_links_count() -> None:
    page = """
[a](docs/a.md#part) ![b](b.png "title") [c](https://example.org) [d](#here) [e](mailto:x@example.org)
<img src="f.svg">
```
[not](this.md)
```
[g]: g.md
"""
    assert relative_links(page) == ["docs/a.md", "b.png", "f.svg", "g.md"]
