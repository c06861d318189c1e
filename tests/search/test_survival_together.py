"""Where several solver processes work on one plan: whatever happens to one or all, the plan is whole."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.generated import thinned
from tests.support.processes import (
    OVERRUN,
    PATIENCE,
    Running,
    assert_whole_and_verified,
    command_line,
    finds_children,
    is_at_work,
    killed_at_last,
    solvers_under,
    wait_until,
)
from tests.support.running import ended
from trainopt.dataset import write_dataset
from trainopt.problem import build_problem
from trainopt.problem.options import find_options, size
from trainopt.search.params import WHOLE_OPTIONS

pytestmark = [finds_children, pytest.mark.slow]

LIMIT = 10


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than is solved whole."""
    found = thinned("medium", 1, demand=4)
    assert size(find_options(build_problem(found))) > WHOLE_OPTIONS
    folder = tmp_path_factory.mktemp("together") / "larger"
    write_dataset(found, folder)
    return folder


def planned(run: Running, workers: int) -> list[int]:
    """The solver processes, once all of them work on a plan together."""
    run.until_planned()
    solvers = run.solvers(workers)
    wait_until(lambda: all(map(is_at_work, solvers)))
    return solvers


@pytest.mark.alone
def test_where_one_is_killed_and_another_hangs_the_run_goes_on_to_its_limit(
    dataset: Path, tmp_path: Path
) -> None:
    with killed_at_last() as runs:
        run = Running(dataset, tmp_path / "plan", LIMIT, "--workers", "3")
        runs.append(run)
        solvers = planned(run, 3)
        os.kill(solvers[1], signal.SIGSTOP)
        os.kill(solvers[2], signal.SIGKILL)
        wait_until(lambda: {*solvers_under(run.process.pid)} - {*solvers})
        ran = ended(run.process, PATIENCE)
        assert ran.code == 0
        assert "Traceback" not in ran.err
        assert run.elapsed() <= LIMIT + OVERRUN
    manifest = json.loads((run.out / "manifest.json").read_text())
    assert manifest["stopped"] == "time limit"
    assert manifest["method"] in ("ruin and recreate", "large neighbourhoods")
    assert_whole_and_verified(dataset, run.out)


class TestAllOfThem:
    @pytest.fixture
    def run(self, dataset: Path, tmp_path: Path) -> Iterator[Running]:
        with killed_at_last() as runs:
            runs.append(Running(dataset, tmp_path / "plan", 60, "--workers", "2"))
            planned(runs[0], 2)
            yield runs[0]

    def test_killed_again_and_again_the_plan_is_kept_and_the_cause_said(self, run: Running) -> None:
        run.kill_solvers_to_the_end()
        ran = ended(run.process, PATIENCE)
        assert ran.code == 0
        assert "the solver process died" in ran.out
        assert_whole_and_verified(run.dataset, run.out)

    def test_they_go_with_their_parent(self, run: Running) -> None:
        solvers = run.solvers(2)
        run.process.kill()
        run.process.wait()
        wait_until(lambda: not any(map(command_line, solvers)))
        assert_whole_and_verified(run.dataset, run.out)

    def test_an_interrupt_ends_them_also_where_one_hangs_and_leaves_a_whole_plan(self, run: Running) -> None:
        solvers = run.solvers(2)
        os.kill(solvers[1], signal.SIGSTOP)
        os.killpg(run.process.pid, signal.SIGINT)
        ran = ended(run.process, PATIENCE)
        assert ran.code == 130
        assert "Traceback" not in ran.err
        assert not any(map(command_line, solvers))
        assert_whole_and_verified(run.dataset, run.out)
