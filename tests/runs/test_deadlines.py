"""A limit holds in each stage before the first plan, and what is found once is not found again."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import trainopt
from tests.support.generated import thinned
from tests.support.running import table, write_small
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.errors import Interrupted, NoPlanInTime
from trainopt.plan.ledger import Ledger
from trainopt.plan.reasons import UNSOUGHT, explain_unmet
from trainopt.problem import Problem, build_problem, options
from trainopt.problem.openings import usable_openings
from trainopt.problem.options import find_options
from trainopt.runs.hold import hold
from trainopt.runs.reason_time import LEAST_SECONDS, ReasonTime
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.params import Clock, Params

DATA = thinned("small", 1, demand=1)

OVER = Deadline(-math.inf)
STOPPED = Deadline(stopped=lambda: True)


def fresh() -> Problem:
    """A problem of which nothing has been found yet."""
    return build_problem(DATA)


STAGES: dict[str, Callable[[Deadline], object]] = {
    "problem": lambda deadline: build_problem(DATA, deadline=deadline),
    "openings": lambda deadline: usable_openings(fresh(), deadline),
    "options": lambda deadline: find_options(fresh(), deadline),
    "holding": lambda deadline: hold(DATA, deadline=deadline),
}
stages = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)


@stages
def test_a_stage_ends_where_its_time_is_over(stage: Callable[[Deadline], object]) -> None:
    with pytest.raises(NoPlanInTime, match="the time was up while"):
        stage(OVER)


@stages
def test_a_stage_ends_where_the_run_is_stopped(stage: Callable[[Deadline], object]) -> None:
    with pytest.raises(Interrupted, match="before there was any plan, while"):
        stage(STOPPED)


@stages
def test_a_stage_goes_on_where_there_is_time(stage: Callable[[Deadline], object]) -> None:
    assert stage(NEVER) is not None


class Asks:
    """Says yes from one question on, and counts them."""

    def __init__(self, most: float) -> None:
        self.most, self.asked = most, 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self.most


LOOPS: dict[str, Callable[[Deadline], object]] = {
    "problem": lambda deadline: build_problem(DATA, deadline=deadline),
    "options": lambda deadline: find_options(fresh(), deadline),
}


@pytest.mark.parametrize("stage", LOOPS.values(), ids=LOOPS)
def test_a_stage_looks_again_for_each_cohort_or_group(stage: Callable[[Deadline], object]) -> None:
    counted = Asks(math.inf)
    stage(Deadline(stopped=counted))
    assert counted.asked > len(fresh().groups)
    with pytest.raises(Interrupted):
        stage(Deadline(stopped=Asks(counted.asked - 1)))


def test_how_far_it_came_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("trainopt.dataset.deadline.time.monotonic", lambda: now[0])
    watched = Deadline(1.0).watched("abc", "sums were made")
    assert next(watched) == "a"
    now[0] = 2.0
    with pytest.raises(NoPlanInTime, match="while sums were made: 1 of 3 done"):
        next(watched)


def test_what_was_not_found_to_the_end_is_not_kept() -> None:
    problem = fresh()
    with pytest.raises(NoPlanInTime):
        find_options(problem, OVER)
    assert find_options(problem) is find_options(problem, OVER)


def test_another_problem_has_options_of_its_own() -> None:
    problem = fresh()
    found = find_options(problem)
    other = replace(problem, transfer_weeks=problem.weeks)
    assert find_options(other) is not found
    assert find_options(problem) is found


def test_options_are_found_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(problem: Problem, deadline: Deadline = NEVER) -> object:
        calls.append(problem)
        return usable_openings(problem, deadline)

    monkeypatch.setattr(options, "usable_openings", counted)
    trainopt.solve(write_small(tmp_path / "data"), tmp_path / "plan", Params(seconds=3, workers=1))
    assert len(calls) == 1


def test_a_greedy_plan_asks_no_more_once_its_time_is_over() -> None:
    problem = fresh()
    asks = Asks(3)
    plan = greedy_plan(problem, find_options(problem), asks)
    assert asks.asked == 4
    assert plan is not None
    assert len(plan) < len(greedy_plan(problem, find_options(problem)) or ())


def test_reasons_are_sought_until_the_time_is_over() -> None:
    problem = fresh()
    found = find_options(problem)
    ledger = Ledger(problem, found.openings)
    whole = explain_unmet(problem, found, ledger)
    cut = explain_unmet(problem, found, ledger, expired=Asks(2))
    assert cut.keys() == whole.keys()
    told = [index for index, reason in cut.items() if reason != UNSOUGHT]
    assert len({problem.groups.index(g) for g in problem.groups for i in g.cohorts if i in told}) == 2
    assert all(cut[index] == whole[index] for index in told)
    assert UNSOUGHT not in whole.values()


def test_a_plan_is_written_without_the_reasons_for_which_there_was_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReasonTime, "is_over", lambda self: True)
    trainopt.solve(DATA, tmp_path / "plan", Params(seconds=3, workers=1))
    unmet = table(tmp_path / "plan" / "unmet.csv")
    assert unmet
    assert {line["reason"] for line in unmet} == {""}


@pytest.mark.parametrize(
    ("elapsed", "stopped", "repeatable", "over"),
    [
        (LEAST_SECONDS / 2, False, False, False),
        (LEAST_SECONDS / 2, True, False, False),
        (5.0, False, False, False),
        (5.0, True, False, True),
        (11.0, False, False, True),
        (11.0, True, True, False),
    ],
)
def test_when_reasons_are_sought_no_more(
    elapsed: float, stopped: bool, repeatable: bool, over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("trainopt.search.params.time.monotonic", lambda: now[0])
    stop = threading.Event()
    patience = ReasonTime(Effort(Params(repeatable=repeatable), Clock(0.0, 60.0), stop), until=10.0)
    now[0] = elapsed
    if stopped:
        stop.set()
    assert patience.is_over() is patience.over is over
    assert patience.seconds == elapsed
