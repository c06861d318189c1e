"""Whatever a public function takes or returns is public too, as far as it is ours."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

import trainopt

NOT_PROMISED = {"Dataset", "Held", "InForce", "Plan.places", "Problem", "Table"}
"""What these are made of may change: they serve the rules and the reading, not callers."""


def annotated(name: str) -> Iterator[tuple[str, str]]:
    """What a public function takes and returns, and what a result or an order is made of, by its place."""
    thing = getattr(trainopt, name)
    if inspect.isfunction(thing):
        yield from ((f"{name}({part})", str(text)) for part, text in thing.__annotations__.items())
    elif is_dataclass(thing) and name not in NOT_PROMISED:
        parts = ((f"{name}.{part}", str(text)) for part, text in thing.__annotations__.items())
        yield from (part for part in parts if part[0] not in NOT_PROMISED)


def ours(text: str, module: ModuleType) -> Iterator[str]:
    """The names in an annotation that trainopt defines, of classes and of types with a name."""
    told = type_checking_names(module)
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Name):
            found: Any = getattr(module, node.id, None)
            here = "" if found is None or inspect.ismodule(found) else module.__name__
            home = found.__module__ if inspect.isclass(found) else told.get(node.id, here)
            if home.split(".")[0] == "trainopt":
                yield node.id


def type_checking_names(module: ModuleType) -> dict[str, str]:
    """The names that a module imports, also those for type checkers alone, and where from."""
    tree = ast.parse(inspect.getsource(module))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: node.module or "" for node in imports for alias in node.names}


def test_what_is_taken_and_returned_is_public() -> None:
    public = set(trainopt.__all__)
    missing = {
        f"{place}: {found}"
        for name in trainopt.__all__
        if name != "__version__"
        for place, text in annotated(name)
        for found in ours(text, inspect.getmodule(getattr(trainopt, name)) or trainopt)
        if found not in public
    }
    assert sorted(missing) == []
