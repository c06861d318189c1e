"""Changes one thing at a time in the checker, the model and the bounds, and says what no test notices.

    .venv/bin/python scripts/mutants.py [--every N] [PATH …]

A change is a comparison, an operation, a number or a condition put wrong. It is made in memory, and the
tests of the module are run on it in a process of its own. `--every 5` tries each fifth change only. What
survived is printed with its line; the exit code is the number of survivors, at most 100.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import signal
import sys
import time
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = ["tests/model/test_rules.py", "tests/model/test_terms.py"]
TESTS = {
    "trainopt/check": [*RULES, "tests/model/test_sums.py"],
    "trainopt/model": [
        *RULES,
        "tests/model",
        "tests/search/test_cpsat.py",
        "tests/search/test_against_oracle.py",
    ],
    "trainopt/search/bounds.py": ["tests/search/test_duals.py", "tests/search/test_bounds.py"],
}
SECONDS = 600
"""What runs for longer counts as noticed: a change can make a loop endless."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub,
    ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Every change of a module: where and what it is, and the module with it."""
    for number, node in enumerate(ast.walk(tree)):
        for kind in range(len(_changed(node))):
            changed = copy.deepcopy(tree)
            target = next(other for at, other in enumerate(ast.walk(changed)) if at == number)
            before = ast.unparse(node)
            what, change = _changed(target)[kind]
            change()
            yield f"{getattr(node, 'lineno', 0)}: {what}: {before[:70]}", changed


def _changed(node: ast.AST) -> list[tuple[str, _Change]]:
    """The changes of one node, each as what it is and how it is made."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            return [("comparison", _Change(node, "ops", [SWAPPED[type(op)]()]))]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPPED:
            return [("operator", _Change(node, "op", SWAPPED[type(op)]()))]
        case ast.UnaryOp(op=ast.Not()):
            return [("not", _Change(node, "op", ast.UAdd()))]
        case ast.UnaryOp(op=ast.USub()):
            return [("sign", _Change(node, "op", ast.UAdd()))]
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return [("number", _Change(node, "value", value + 1))]
        case ast.Call(func=ast.Name(id=name)) if name in OTHER_CALL:
            return [("call", _Change(node.func, "id", OTHER_CALL[name]))]
        case ast.If() | ast.IfExp():
            condition = ast.Constant(value=True), ast.Constant(value=False)
            return [(f"always {c.value}", _Change(node, "test", c)) for c in condition]
    return []


class _Change:
    def __init__(self, node: ast.AST, field: str, value: object) -> None:
        self.node, self.field, self.value = node, field, value

    def __call__(self) -> None:
        setattr(self.node, self.field, self.value)


class _Changed(MetaPathFinder, Loader):
    """Imports one module from a changed tree in place of its file."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        self.path, self.tree = path, tree

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self.name:
            return None
        return spec_from_loader(name, _Compiled(name, str(self.path), self.tree))


class _Compiled(SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, _: str) -> object:
        return compile(ast.fix_missing_locations(self.tree), self.path, "exec")


def is_noticed(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether some test fails with the module as it is in the tree."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        sys.meta_path.insert(0, _Changed(path, tree))
        import pytest

        os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])))
    _, status = os.waitpid(child, 0)
    return status != 0


def tests_of(path: Path) -> list[str]:
    """The tests of a module."""
    name = path.relative_to(ROOT).as_posix()
    return next(tests for prefix, tests in TESTS.items() if name.startswith(prefix))


def main() -> int:
    """Try all changes of the modules given, or of all that have tests here."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("paths", nargs="*", default=list(TESTS))
    chosen = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import numpy  # noqa: F401  what takes longest

    survivors = 0
    for given in chosen.paths:
        files = sorted((ROOT / given).rglob("*.py")) if (ROOT / given).is_dir() else [ROOT / given]
        for file in files:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            tried = list(changes(tree))[:: chosen.every]
            began, left = time.monotonic(), []
            for what, changed in tried:
                if not is_noticed(file, changed, tests_of(file)):
                    left.append(what)
                    print(f"survived {file.relative_to(ROOT)}:{what}", flush=True)
            survivors += len(left)
            seconds = time.monotonic() - began
            print(
                f"{file.relative_to(ROOT)}: {len(tried)} tried, {len(left)} survived, {seconds:.0f} s",
                flush=True,
            )
    return min(survivors, 100)


if __name__ == "__main__":
    sys.exit(main())
