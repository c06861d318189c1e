"""The house keeps its order: who may import whom, who uses the solver, who opens files, who prints.

Each rule is a function from a module's source to its offences, and is tried on planted ones below.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

import trainopt
from tests.support.root import ROOT

PACKAGE = ROOT / "trainopt"

# The parts of the house (modules and packages of trainopt): each may import those above it, and itself.
ORDER = (
    "errors",
    "wording",
    "extras",
    "words",
    "limits",
    "kinds",
    "tables",
    "dictionary",
    "dataset",
    "mapping",
    "scenario",
    "problem",
    "plan",
    "check",
    "generate",
    "model",
    "kernel",
    "search",
    "explain",
    "simulate",
    "runs",
    "service",
    "report",
    "web",
    "client",
    "cli",
)
MAY_IMPORT = {part: {*ORDER[: ORDER.index(part)], part} for part in ORDER}
MAY_IMPORT["kernel"].remove("model")  # they stand side by side
MAY_IMPORT["report"].remove("service")  # they, too
MAY_IMPORT["simulate"].remove("explain")  # so do these
MAY_IMPORT["plan"].add("check")  # one level: a plan's tables are made with the checker's figures
# A plan may come first.
MAY_IMPORT["cli"] |= {"", *trainopt.__all__}  # the command line calls what users call
MAY_IMPORT["generate"] = {"errors", "kinds", "limits", "tables", "dataset", "plan", "generate"}
EXEMPT_FROM_ORDER = {"", "__main__", "api"}  # the public names and the two ways in

SOLVER_IN = {"model", "search"}
FILES_IN = {"dataset", "mapping", "plan", "runs", "report"}
SYSTEM_FILES_IN = {"search.machine"}  # it asks Linux, which answers in files
PRINTING_IN = {"cli"}
SQL_IN = {"runs.store", "service"}
NO_SQL = {"sqlalchemy.Connection"}  # a transaction that is handed on
DECIDING = {"trainopt.service.access.allowed", "trainopt.service.access.require"}

OPENING = {"open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes"} | {
    f"{verb}_{kind}" for verb in ("read", "to") for kind in ("csv", "excel", "parquet")
}
NOT_A_FILE = {"webbrowser.open"}
PRINTING = {"print", "builtins.print", "pprint.pprint", "sys.stdout.write", "sys.stderr.write"} | {
    *(f"{click}.{verb}" for click in ("click", "rich_click") for verb in ("echo", "secho", "echo_via_pager")),
    *("rich.print", "rich.print_json", "rich.get_console", "rich.console.Console"),
}


@dataclass(frozen=True)
class Module:
    """A module of trainopt: `parts` is its dotted name below the package, so ("dataset", "sheet")."""

    parts: tuple[str, ...]
    tree: ast.Module
    is_package: bool = False

    @property
    def part(self) -> str:
        """The part of the house it belongs to; empty for `trainopt/__init__.py`."""
        return self.parts[0] if self.parts else ""


def module(name: str, source: str, is_package: bool = False) -> Module:
    """A module from its dotted name below trainopt and its source."""
    return Module(tuple(name.split(".")) if name else (), ast.parse(source), is_package)


# What a module imports and calls


class Import(NamedTuple):
    """One imported name, in full; `local` is what it is called here, empty where it keeps its full name."""

    line: int
    name: str
    local: str


def imports(a_module: Module) -> Iterator[Import]:
    """Every import anywhere in the module."""
    for node in ast.walk(a_module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, alias.asname or "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = imported_from(a_module, node)
            for alias in node.names:
                yield Import(node.lineno, f"{source}.{alias.name}", alias.asname or alias.name)


def imported_from(a_module: Module, node: ast.ImportFrom) -> str:
    """The absolute name of the module that a `from … import` names, relative or not."""
    if node.level == 0:
        return node.module or ""
    here = ("trainopt", *a_module.parts)
    up = node.level - 1 if a_module.is_package else node.level
    return ".".join((*here[: len(here) - up], *filter(None, [node.module])))


def calls(a_module: Module) -> Iterator[tuple[int, str]]:
    """Line and name of every call; a name that was imported is given in full, whatever it is called here."""
    full = {found.local: found.name for found in imports(a_module) if found.local}
    for node in ast.walk(a_module.tree):
        if isinstance(node, ast.Call):
            first, dot, rest = dotted(node.func).partition(".")
            yield node.lineno, full.get(first, first) + dot + rest


def dotted(node: ast.expr) -> str:
    """`a.b.c` as text; what is no plain name in it becomes `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


# The rules


def order_offences(a_module: Module) -> list[str]:
    """Imports of a part that does not stand before the module's own."""
    if a_module.part in EXEMPT_FROM_ORDER:
        return []
    if a_module.part not in ORDER:
        return [f"1: {a_module.part} has no place in ORDER"]
    return [
        f"{line}: {a_module.part} must not import {name}"
        for line, name, _ in imports(a_module)
        if imported_part(name) not in {*MAY_IMPORT[a_module.part], None}
    ]


def imported_part(name: str) -> str | None:
    """The part of the house that an imported name is from; None for a name from elsewhere."""
    top, _, below = name.partition(".")
    return below.partition(".")[0] if top == "trainopt" else None


def solver_offences(a_module: Module) -> list[str]:
    """Imports of ortools outside the parts that may know the solver."""
    if a_module.part in SOLVER_IN:
        return []
    return [
        f"{line}: imports {name}" for line, name, _ in imports(a_module) if name.split(".")[0] == "ortools"
    ]


def file_offences(a_module: Module) -> list[str]:
    """Calls that open a file outside the parts that may."""
    if a_module.part in FILES_IN or ".".join(a_module.parts) in SYSTEM_FILES_IN:
        return []
    return [
        f"{line}: {name} opens a file"
        for line, name in calls(a_module)
        if name.rpartition(".")[2] in OPENING and name not in NOT_A_FILE
    ]


def printing_offences(a_module: Module) -> list[str]:
    """Calls that print outside the command line."""
    if a_module.part in PRINTING_IN:
        return []
    return [f"{line}: {name} prints" for line, name in calls(a_module) if name in PRINTING]


def sql_offences(a_module: Module) -> list[str]:
    """Imports of what SQL is made with outside the store and the service."""
    if ".".join(a_module.parts[:2]) in SQL_IN or a_module.part in SQL_IN:
        return []
    return [
        f"{line}: imports {name}"
        for line, name, _ in imports(a_module)
        if name.split(".")[0] == "sqlalchemy" and name not in NO_SQL
    ]


def deciding_offences(a_module: Module) -> list[str]:
    """Imports of what says who may do what outside the service: others call its functions."""
    if a_module.part == "service":
        return []
    return [f"{line}: imports {name}" for line, name, _ in imports(a_module) if name in DECIDING]


RULES = (
    order_offences,
    solver_offences,
    file_offences,
    printing_offences,
    sql_offences,
    deciding_offences,
)


def offences(a_module: Module) -> list[str]:
    """What the module does against any rule, each with its line."""
    return [offence for rule in RULES for offence in rule(a_module)]


# The real package


def package_modules() -> dict[str, Module]:
    """Every module of trainopt by its path."""
    return {path.relative_to(PACKAGE.parent).as_posix(): read_module(path) for path in PACKAGE.rglob("*.py")}


def read_module(path: Path) -> Module:
    """The module that a file of the package holds."""
    is_package = path.stem == "__init__"
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    name = ".".join(parts[:-1] if is_package else parts)
    return module(name, path.read_text(encoding="utf-8"), is_package)


def test_the_package_keeps_its_order() -> None:
    modules = package_modules()
    assert modules
    assert [f"{path}:{offence}" for path, found in modules.items() for offence in offences(found)] == []


# Planted offences


@pytest.mark.parametrize(
    ("name", "source", "offence"),
    [
        ("tables", "from trainopt.dataset import read", "1: tables must not import trainopt.dataset.read"),
        ("tables", "import trainopt.plan as p", "1: tables must not import trainopt.plan"),
        ("tables", "from trainopt import plan", "1: tables must not import trainopt.plan"),
        ("tables", "import trainopt", "1: tables must not import trainopt"),
        ("tables", "from trainopt import Plan", "1: tables must not import trainopt.Plan"),
        ("tables", "from . import plan", "1: tables must not import trainopt.plan"),
        ("tables", "from .plan import Plan", "1: tables must not import trainopt.plan.Plan"),
        ("model.rules", "from ..search import tiers", "1: model must not import trainopt.search.tiers"),
        ("kernel", "from trainopt.model import build", "1: kernel must not import trainopt.model.build"),
        ("model.rules", "def f():\n    import trainopt.cli", "2: model must not import trainopt.cli"),
        ("plan", "from trainopt.model import build", "1: plan must not import trainopt.model.build"),
        (
            "generate",
            "from trainopt.problem import Problem",
            "1: generate must not import trainopt.problem.Problem",
        ),
        ("runs", "from trainopt.cli import main", "1: runs must not import trainopt.cli.main"),
        ("helpers", "", "1: helpers has no place in ORDER"),
        ("check", "import ortools", "1: imports ortools"),
        ("check", "from ortools.sat.python import cp_model", "1: imports ortools.sat.python.cp_model"),
        ("", "import ortools", "1: imports ortools"),
        ("problem", "open('x')", "1: open opens a file"),
        ("problem", "p.open()", "1: p.open opens a file"),
        ("problem", "(folder / 'x').write_text('')", "1: ?.write_text opens a file"),
        ("problem", "from io import open as look\nlook('x')", "2: io.open opens a file"),
        ("problem", "import pandas as pd\npd.read_csv(p)", "2: pandas.read_csv opens a file"),
        ("cli", "p.read_text()", "1: p.read_text opens a file"),
        ("plan", "print(1)", "1: print prints"),
        ("web", "import click\nclick.echo(1)", "2: click.echo prints"),
        ("web", "from rich_click import echo as say\nsay(1)", "2: rich_click.echo prints"),
        ("runs", "from rich import print as show\nshow(1)", "2: rich.print prints"),
        ("runs", "from rich.console import Console\nConsole()", "2: rich.console.Console prints"),
        ("runs", "import sys\nsys.stderr.write('')", "2: sys.stderr.write prints"),
        ("__main__", "print(1)", "1: print prints"),
        (
            "report",
            "from trainopt.service import people",
            "1: report must not import trainopt.service.people",
        ),
        ("service", "from trainopt.report import words", "1: service must not import trainopt.report.words"),
        ("runs.history", "from sqlalchemy import select", "1: imports sqlalchemy.select"),
        ("web", "import sqlalchemy", "1: imports sqlalchemy"),
        (
            "web",
            "from trainopt.service.access import allowed",
            "1: imports trainopt.service.access.allowed",
        ),
    ],
)
def test_an_offence_is_found(name: str, source: str, offence: str) -> None:
    assert offences(module(name, source)) == [offence]


@pytest.mark.parametrize(
    ("name", "source", "is_package"),
    [
        ("", "from trainopt.cli import main", True),
        ("__main__", "from trainopt.cli import main\nmain()", False),
        ("dataset", "from . import sheet\nfrom ..tables import Site\nfrom .sheet import read", True),
        ("dataset.sheet", "from . import csvfile\nfrom trainopt.errors import InputError", False),
        ("check", "from trainopt.plan import Plan", False),
        ("generate", "from trainopt.dataset import write", False),
        ("cli", "from trainopt.generate import generate\nprint(1)", False),
        ("cli", "import trainopt\ntrainopt.solve()", False),
        ("model.terms", "from ortools.sat.python import cp_model", False),
        ("search", "import ortools.pdlp", False),
        ("plan", "path.open()\nframe.to_csv(path)", False),
        ("cli", "import webbrowser\nwebbrowser.open('http://localhost')", False),
        ("problem", "'print(1)'\nresult.print()", False),
        ("runs.store.folders", "from sqlalchemy import select", False),
        ("runs.history", "from sqlalchemy import Connection", False),
        (
            "service.people",
            "from sqlalchemy import select\nfrom trainopt.service.access import allowed",
            False,
        ),
        ("web", "from trainopt.service import people", False),
    ],
)
def test_what_is_allowed_is_no_offence(name: str, source: str, is_package: bool) -> None:
    assert offences(module(name, source, is_package)) == []
