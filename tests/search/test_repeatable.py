"""With --repeatable, equal runs write equal files, whatever Python's hashes and the clock are like."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.faulty.base import BASE, TABLES
from tests.support.faulty.sound import other_way_round
from tests.support.generated import thinned
from tests.support.processes import (
    PATIENCE,
    Running,
    assert_whole_and_verified,
    finds_children,
    killed_at_last,
    send,
    solvers_under,
    without_seconds,
)
from tests.support.running import contents, ended, trainopt, write_mini
from trainopt.dataset import write_dataset
from trainopt.kernel.engine import is_available
from trainopt.problem import build_problem
from trainopt.problem.options import find_options, size
from trainopt.search.params import WHOLE_OPTIONS

pytestmark = [finds_children, pytest.mark.alone, pytest.mark.slow]

LIMITS, PAUSE = (20, 60, 180), 3.0


def few(folder: Path) -> Path:
    return write_mini(folder, BASE)


def many(folder: Path) -> Path:
    """More than are solved whole."""
    dataset = thinned("medium", 1, demand=4)
    assert size(find_options(build_problem(dataset))) > WHOLE_OPTIONS
    write_dataset(dataset, folder)
    return folder


LARGE = "ruin and recreate" if is_available() else "large neighbourhoods"
DATASETS = {"the whole model": few, LARGE: many}


@pytest.fixture(scope="module", params=DATASETS)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def twice(method: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Running, Running]:
    """Two runs at once, with a limit that their counts fit into on a machine as slow or busy as this one."""
    folder = tmp_path_factory.mktemp("repeatable")
    dataset = DATASETS[method](folder / "dataset")
    for limit in LIMITS:
        (folder / f"{limit}").mkdir()
        runs = run_twice(dataset, folder / f"{limit}", limit)
        if not any(was_cut_short(run) for run in runs):
            return runs
    pytest.fail(f"cut short within {LIMITS[-1]} s")


def run_twice(dataset: Path, folder: Path, limit: int) -> tuple[Running, Running]:
    """Each with hashes of its own; the solver of the second one pauses for a while."""
    with killed_at_last() as runs:
        for name, seed in (("one", "1"), ("two", "77")):
            runs.append(Running(dataset, folder / name, limit, "--repeatable", PYTHONHASHSEED=seed))
        runs[1].until_planned()
        solvers = solvers_under(runs[1].process.pid)
        for number, pause in ((signal.SIGSTOP, PAUSE), (signal.SIGCONT, 0.0)):
            for solver in solvers:
                send(solver, number)
            time.sleep(pause)
        assert [ended(run.process, PATIENCE).code for run in runs] == [0, 0]
        return runs[0], runs[1]


def was_cut_short(run: Running) -> bool:
    """Whether time was up before the count was: such a run says that it cannot be repeated."""
    return json.loads((run.out / "manifest.json").read_text())["repeatable"] is not True


def test_the_runs_were_not_cut_short(twice: tuple[Running, Running], method: str) -> None:
    for run in twice:
        manifest = json.loads((run.out / "manifest.json").read_text())
        assert (manifest["repeatable"], manifest["method"]) == (True, method)


def test_equal_runs_write_equal_tables(twice: tuple[Running, Running]) -> None:
    one, two = (contents(run.out) for run in twice)
    assert [name for name in one if name != "manifest.json" and one[name] != two[name]] == []


def test_only_seconds_differ_in_the_manifest(twice: tuple[Running, Running]) -> None:
    one, two = ((run.out / "manifest.json").read_bytes() for run in twice)
    assert without_seconds(one) == without_seconds(two)


def test_the_plan_is_whole_and_verified(twice: tuple[Running, Running]) -> None:
    assert_whole_and_verified(twice[0].dataset, twice[0].out)


def test_rows_in_another_order_give_the_same_plan(tmp_path: Path) -> None:
    """Their order means nothing, of all tables."""
    plans = []
    changes: dict[str, Callable[[str], str]] = {"one": str, "other": other_way_round}
    for name, change in changes.items():
        data = write_mini(tmp_path / name, BASE | {file: change(BASE[file]) for file in TABLES})
        words = ("--time-limit", f"{LIMITS[-1]}s", "--repeatable", "--quiet")
        ran = trainopt("solve", data, "--out", tmp_path / f"{name}-plan", *words)
        assert ran.code == 0, ran.err
        plans.append(
            {file: text for file, text in contents(tmp_path / f"{name}-plan").items() if ".csv" in file}
        )
    assert plans[0] == plans[1]
