"""One word for one thing: a public name of a class, a type or a registry stands in one module."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.support.root import ROOT

PACKAGE = ROOT / "trainopt"

ROWS_AND_ENTITIES = {"Demand", "Nation", "Pin", "Site", "Unit"}
"""A row of a table in trainopt/tables/rows.py, and what it becomes in trainopt/problem/entities.py."""

REGISTRIES = {"KEYS", "KINDS", "RULES", "TERMS"}
"""What is enumerated once; whatever else is enumerated like that says of what it is."""


def named(tree: ast.Module) -> Iterator[str]:
    """The names of classes, types and registries that a module defines for others."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        for target in targets(node):
            if target in REGISTRIES or (target[0].isupper() and not target.isupper()):
                yield target


def targets(node: ast.stmt) -> list[str]:
    """The names that a statement gives a value."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        found = node.targets
    elif isinstance(node, ast.AnnAssign):
        found = [node.target]
    return [one.id for one in found if isinstance(one, ast.Name)]


def test_every_name_stands_in_one_module() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for name in named(ast.parse(path.read_text(encoding="utf-8"))):
            if not name.startswith("_"):
                homes[name].add(path.relative_to(PACKAGE).as_posix())
    doubled = {name: sorted(found) for name, found in homes.items() if len(found) > 1}
    pairs = {name: ["problem/entities.py", "tables/rows.py"] for name in sorted(ROWS_AND_ENTITIES)}
    assert doubled == pairs


def test_what_is_named_is_found() -> None:
    """So that the test above can fail."""
    source = (
        "class A:\n    class Inner: ...\nKeys = dict[str, A]\nKINDS: tuple[A, ...] = ()\nMOST = 3\nb = 2\n"
    )
    assert list(named(ast.parse(source))) == ["A", "Keys", "KINDS"]
