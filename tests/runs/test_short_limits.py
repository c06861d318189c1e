"""Five seconds give a plan of three hundred cohorts, by hand and at night, however busy the machine is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.generated import thinned
from tests.support.processes import assert_whole_and_verified
from tests.support.running import table, trainopt
from trainopt.dataset import write_dataset
from trainopt.errors import ExitCode
from trainopt.problem import build_problem

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset = thinned("medium", 1, demand=4)
    assert len(build_problem(dataset).cohorts) >= 300
    folder = tmp_path_factory.mktemp("short") / "data"
    write_dataset(dataset, folder)
    return folder


@pytest.mark.parametrize("command", ["solve", "nightly"])
def test_there_is_a_plan(data: Path, tmp_path: Path, command: str) -> None:
    night = ("--store", tmp_path / "store.db") if command == "nightly" else ()
    ran = trainopt(command, data, *night, "--out", tmp_path / "out", "--time-limit", "5s")
    assert ran.code in (0, ExitCode.HELD_BACK), ran.err  # a night may hold it back: no bound in time
    plan = tmp_path / "out" / "run" if night else tmp_path / "out"
    assert_whole_and_verified(data, plan)
    assert len(table(plan / "assignments.csv")) > 300
