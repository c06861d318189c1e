"""What is missing is said with the command that installs it here, which never asks an index for trainopt."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support.root import ROOT
from trainopt import extras
from trainopt.extras import install_command, missing, packages_of

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PYPROJECT["optional-dependencies"]


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_packages_are_those_of_the_project(extra: str) -> None:
    found = {str(Requirement(package)) for package in packages_of(extra)}
    assert found == {str(Requirement(package)) for package in EXTRAS[extra]}


def test_in_the_projects_folder_it_installs_what_is_locked() -> None:
    words = shlex.split(install_command("plot"))
    assert words[:4] == [sys.executable, "-m", "pip", "install"]
    assert words[-4:] == [":all:", "--require-hashes", "-r", str(ROOT / "requirements" / "all.lock")]


@pytest.mark.parametrize("extra", EXTRAS)
def test_elsewhere_it_installs_the_packages(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "LOCK", ROOT / "none")
    monkeypatch.setattr(sys, "executable", "/opt/my python/bin/python")
    words = shlex.split(install_command(extra))
    assert words == ["/opt/my python/bin/python", "-m", "pip", "install", *packages_of(extra)]


def test_where_the_environment_has_no_pip_uv_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert install_command("plot").startswith(f"uv pip install --python {sys.executable} ")


def test_the_command_is_one_that_pip_takes() -> None:
    """All is installed here: there is nothing to fetch."""
    words = [*shlex.split(install_command("postgres")), "--dry-run", "--no-index", "--quiet"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def named_extras(source: str) -> Iterator[str]:
    """The extras that a module's calls of `missing` name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "missing":
            yield str(ast.literal_eval(node.args[1]))


def test_every_extra_is_named_where_it_is_missed() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "trainopt").rglob("*.py")]
    assert {extra for source in sources for extra in named_extras(source)} == set(EXTRAS)
    assert str(missing("this needs plotly", "report")) == f"this needs plotly: {install_command('report')}"


# Docs

INSTALLS = re.compile(r"(?:pip|pipx|uv|uvx|poetry|conda|pip3)\b[^\n`]*?\b(?:install|add|run)\b([^\n`]*)")


def bare_installs(text: str) -> list[str]:
    """What a text tells to install of trainopt by its name, which an index would be asked for."""
    return [
        word
        for arguments in INSTALLS.findall(text)
        for word in shlex.split(arguments.replace("'", "").replace('"', "").replace("\\", ""))
        if re.match(r"trainopt(?:$|[\[=<>~!@])", word)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pip install trainopt", ["trainopt"]),
        ("`pip install 'trainopt[excel]'`", ["trainopt[excel]"]),
        ("python -m pip install -U trainopt==1.0 x", ["trainopt==1.0"]),
        ("uv tool install trainopt", ["trainopt"]),
        ("pip install ./trainopt", []),
        ("pip install /opt/trainopt", []),
        ("pip install --require-hashes -r requirements/all.lock", []),
        ("needs trainopt[excel]", []),
    ],
)
def test_what_asks_an_index_for_it(text: str, found: list[str]) -> None:
    assert bare_installs(text) == found


def pages() -> list[Path]:
    folders = [ROOT / "docs", ROOT / "deploy", ROOT / "data", ROOT / "notebooks", ROOT / "trainopt"]
    inside = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *inside]


def test_nothing_tells_to_install_trainopt_from_an_index() -> None:
    texts = {path: path.read_bytes().decode("utf-8", errors="ignore") for path in pages()}
    assert {path.name: found for path, text in texts.items() if (found := bare_installs(text))} == {}
