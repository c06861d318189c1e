"""One word for one thing: a public name of a class, a type, a registry or a fact stands in one module."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.support.root import ROOT

PACKAGE = ROOT / "trainopt"

ROWS_AND_ENTITIES = {"Demand", "Nation", "Pin", "Site", "Unit"}
"""A row of a table in trainopt/tables/rows.py, and what it becomes in trainopt/problem/entities.py."""

COLLECTIONS = (ast.Dict, ast.Tuple, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
MIGRATIONS = "runs/store/migrations/"
"""Each is what it was, whatever the others say."""


def named(tree: ast.Module) -> Iterator[str]:
    """The names of classes, types and registries that a module defines for others.

    A registry is a collection with a name in capitals: what is enumerated so says of what it is.
    """
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        if is_type_variable(node):
            continue
        for target in targets(node):
            if enumerates(node) or (target[0].isupper() and not target.isupper()):
                yield target


def is_type_variable(node: ast.stmt) -> bool:
    """Whether a statement names what stands for any type, which is of no use to others."""
    value = getattr(node, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar"


def enumerates(node: ast.stmt) -> bool:
    """Whether a statement gives a name in capitals a collection."""
    value = getattr(node, "value", None)
    made = isinstance(value, ast.Call) and ast.unparse(value.func) in {"frozenset", "tuple", "dict", "set"}
    return (made or isinstance(value, COLLECTIONS)) and any(name.isupper() for name in targets(node))


def facts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names in capitals that hold one thing, with what it is; and functions with what they do."""
    for node in tree.body:
        value = getattr(node, "value", None)
        if value is not None and not enumerates(node) and not is_type_variable(node):
            yield from ((name, ast.dump(value)) for name in targets(node) if name.isupper())
        if isinstance(node, ast.FunctionDef) and len(node.body) > 1 and ast.get_docstring(node):
            yield node.name, ast.dump(ast.Module(node.body[1:], []))


def targets(node: ast.stmt) -> list[str]:
    """The names that a statement gives a value."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        found = node.targets
    elif isinstance(node, ast.AnnAssign):
        found = [node.target]
    return [one.id for one in found if isinstance(one, ast.Name)]


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module by its path in the package, migrations aside."""
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        if not place.startswith(MIGRATIONS):
            yield place, ast.parse(path.read_text(encoding="utf-8"))


def test_every_name_stands_in_one_module() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        for name in named(tree):
            if not name.startswith("_"):
                homes[name].add(path)
    doubled = {name: sorted(found) for name, found in homes.items() if len(found) > 1}
    pairs = {name: ["problem/entities.py", "tables/rows.py"] for name in sorted(ROWS_AND_ENTITIES)}
    assert doubled == pairs


def test_no_fact_and_no_function_is_written_twice() -> None:
    homes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, tree in modules():
        for name, what in facts(tree):
            if not name.startswith("_"):
                homes[name, what].add(path)
    assert {name: sorted(found) for (name, _), found in homes.items() if len(found) > 1} == {}


def test_facts_are_found() -> None:
    source = 'A = 2**60\nB = (1, 2)\ndef f() -> int:\n    """One."""\n    return 1\n'
    assert [name for name, _ in facts(ast.parse(source))] == ["A", "f"]


def test_what_is_named_is_found() -> None:
    """So that the test above can fail."""
    source = (
        "class A:\n    class Inner: ...\nKeys = dict[str, A]\nKINDS: tuple[A, ...] = ()\nMOST = 3\nb = 2\n"
    )
    assert list(named(ast.parse(source))) == ["A", "Keys", "KINDS"]
