"""The documentation is built without a warning, loads nothing from elsewhere, and shows what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import trainopt
from tests.support.root import ROOT
from tests.support.shown import SOLVED, blocks, run_page
from trainopt.model.rules import MODEL_RULES
from trainopt.model.terms import MODEL_TERMS
from trainopt.plan.reasons import CODES

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))
RUN_ELSEWHERE = {"nightly.md", "operating.md"}
"""Pages with tests of their own."""

GENERATED = {"cli.md", "data-dictionary.md", "plan-dictionary.md", "answers-dictionary.md"}
RUN = {"console", "python", "output", "toml"}

ALIASES = {"ColumnValues", "Observer", "PublishedPlan", "Where"}
"""Names of types that have no docstring of their own; a table of the page says what they are."""

BUILD = "python -m sphinx -W docs docs/_build"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# What is shown


def kinds(name: str) -> set[str]:
    return {block.kind for block in blocks(page(name))}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in RUN_ELSEWHERE and kinds(name) & RUN])
def test_a_page_runs(name: str, tmp_path: Path, example_plan: Path) -> None:
    run_page(page(name), tmp_path, {SOLVED: example_plan})


@pytest.mark.parametrize("name", [name for name in PAGES if name not in GENERATED | RUN_ELSEWHERE])
def test_every_block_is_run(name: str) -> None:
    """But for the way to set up, which is the script's name."""
    assert kinds(name) <= RUN | {"{toctree}", "{eval-rst}", "sh"}
    lines = {line for block in blocks(page(name), "sh") for line in block.text.splitlines()}
    assert lines <= set(SET_UP)
    fences = re.findall(r"^ *(?:```|~~~)", page(name), flags=re.MULTILINE)
    assert fences == ["```"] * 2 * len(blocks(page(name)))


SET_UP = tuple(line for block in blocks(page("start.md"), "sh") for line in block.text.splitlines())


def test_the_ways_to_set_up_are_the_script_and_pips_with_what_is_locked() -> None:
    assert SET_UP[0] == "./run"
    assert [line.split()[:4] for line in SET_UP[1:]] == [
        ["python3", "-m", "venv", ".venv"],
        [".venv/bin/python", "-m", "pip", "install"],
        [".venv/bin/python", "-m", "pip", "install"],
    ]


@pytest.mark.parametrize("line", [line for line in SET_UP if " pip " in line])
def test_pip_takes_them(line: str) -> None:
    """All that they ask for is installed here already: nothing is fetched."""
    words = [sys.executable, *line.split()[1:], "--dry-run", "--no-index", "--quiet"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_formulas_name_every_rule_and_every_term() -> None:
    named = re.findall(r"^`(\w+)`", page("model.md"), flags=re.MULTILINE)
    assert sorted(named) == sorted([*(rule.__name__ for rule in MODEL_RULES), *MODEL_TERMS])


def test_the_reasons_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `([\w:<>]+)` \| (.*) \|$", page("explain.md"), flags=re.MULTILINE)
    assert {code: meaning for code, meaning in rows if code in CODES or ":" in code} == CODES


# The build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built as the README says."""
    assert BUILD in (ROOT / "README.md").read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("docs")
    _, *arguments = BUILD.replace("docs/_build", str(folder / "html")).split()
    # Nothing is left in docs/, and what another run has left is not looked at.
    options = ["-q", "-E", "-d", str(folder / "trees")]
    ran = subprocess.run(
        [sys.executable, *arguments, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return folder / "html"


class Loaded(HTMLParser):
    """Addresses that a page loads by itself, and all that its links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        addresses = [named[name] for name in ("src", "href", "srcset", "data") if name in named]
        (self.links if tag == "a" else self.loads).extend(addresses)


def parsed(path: Path) -> Loaded:
    parser = Loaded()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def foreign(addresses: list[str]) -> list[str]:
    return [address for address in addresses if re.match(r"(?:[a-z]+:)?//", address)]


def loaded_by_styles(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.css"):
        yield from re.findall(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", path.read_text("utf-8"))


def test_every_page_is_built(built: Path) -> None:
    made = {path.stem for path in built.glob("*.html")}
    assert {Path(name).stem for name in PAGES} <= made
    decisions = {path.stem for path in (DOCS / "decisions").glob("0*.md")}
    assert decisions == {path.stem for path in (built / "decisions").glob("*.html")}


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert pages
    assert {page.name: found for page in pages if (found := foreign(parsed(page).loads))} == {}
    styles = ["".join(groups) for groups in loaded_by_styles(built)]
    assert foreign(styles) == []


@pytest.mark.parametrize(
    "loads",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link href="//example.org/a.css">',
        '<img src="http://example.org/a.png">',
    ],
)
def test_what_is_loaded_from_elsewhere(loads: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f'<a href="https://example.org">a link</a><img src="here.png">{loads}', encoding="utf-8")
    assert len(foreign(parsed(path).loads)) == 1


def test_formulas_are_mathml(built: Path) -> None:
    """Each one, and no LaTeX is left in the text."""
    html = (built / "model.html").read_text(encoding="utf-8")
    source = page("model.md")
    displayed = source.count("$$") // 2
    inline = len(re.findall(r"\$[^$]+\$", source.replace("$$", "")))
    assert displayed > len(MODEL_RULES)
    assert html.count("<math") > displayed
    assert html.count('display="block"') == displayed
    assert inline
    text = re.sub(r"<[^>]*>", "", html)
    assert "\\" not in text
    assert "$" not in text


def test_every_public_name_has_its_docstring(built: Path) -> None:
    html = (built / "api.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'id="trainopt\.(\w+)"', html))
    types = {name for name in trainopt.__all__ if not callable(getattr(trainopt, name)) or name in ALIASES}
    assert shown == set(trainopt.__all__) - types
    assert [name for name in types if f">{name}<" not in html] == []
