"""Every public function has an example in its docstring, which is run beside `data/example` and its plan.

`plans/nights.db` is a store of which the first run is a night that was published.
"""

from __future__ import annotations

import doctest
import inspect
from contextlib import chdir
from pathlib import Path
from shutil import copytree

import pytest

import trainopt
from tests.support.root import ROOT

FUNCTIONS = [name for name in trainopt.__all__ if inspect.isfunction(getattr(trainopt, name))]
FINDER = doctest.DocTestFinder(recurse=False)


@pytest.fixture(scope="module")
def beside_the_example(tmp_path_factory: pytest.TempPathFactory, example_plan: Path) -> Path:
    """A folder with the example's data, and its plan in `plans/example`."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "data").symlink_to(ROOT / "data")
    copytree(example_plan, folder / "plans" / "example")
    with trainopt.open_store(folder / "plans" / "nights.db") as store:
        order = trainopt.NightOrder(ROOT / "data" / "example", trainopt.Params(seconds=5))
        assert trainopt.nightly(order, store).run == 1
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_says_what_happens(name: str, beside_the_example: Path) -> None:
    function = getattr(trainopt, name)
    (example,) = FINDER.find(function, name, globs={"trainopt": trainopt, "Path": Path})
    assert example.examples
    told: list[str] = []
    with chdir(beside_the_example):
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        assert runner.run(example, out=told.append).failed == 0, "".join(told)
