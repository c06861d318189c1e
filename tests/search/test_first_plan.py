"""The first plan: made at once by the process that watches, before any solver process is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support import small, stand_ins
from tests.support.kernels import needs_kernel
from tests.support.moves import EVERYBODY, basic
from trainopt.check import check, terms
from trainopt.errors import Interrupted
from trainopt.plan.placements import Plan, plan_of
from trainopt.search import first, method, probes
from trainopt.search.effort import Effort, Progress
from trainopt.search.first import LEAST_PROCESSOR_SECONDS, LEAVES, Patience, first_plan
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped

pytestmark = pytest.mark.slow

PROBLEM = small.problem(demand=EVERYBODY, **basic(2))


def never() -> Patience:
    """Patience of ten minutes."""
    return Patience(Effort.of(Params(seconds=600)))


def say_nothing(_: str) -> None:
    pass


def test_it_is_made_from_nothing() -> None:
    tried: list[str] = []
    found = first_plan(PROBLEM, None, never(), tried.append)
    assert found is not None
    assert (found.by, tried) == ("greedy", ["greedy"])
    assert check(PROBLEM, plan_of(PROBLEM, found.assignment)) == []


def test_it_is_made_from_the_plan_in_force() -> None:
    before = first_plan(PROBLEM, None, never(), say_nothing)
    assert before is not None
    found = first_plan(PROBLEM, plan_of(PROBLEM, before.assignment), never(), say_nothing)
    assert found is not None
    assert found.by == "repair"
    assert plan_of(PROBLEM, found.assignment) == plan_of(PROBLEM, before.assignment)


def test_where_the_plan_in_force_cannot_hold_the_pins_it_is_made_from_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def from_nothing_alone(
        _: object, __: object, ___: object, base: Plan | None = None, ____: object = ()
    ) -> Any:
        return {} if base is None else None

    monkeypatch.setattr("trainopt.search.first.greedy_plan", from_nothing_alone)
    tried: list[str] = []
    found = first_plan(PROBLEM, Plan(), never(), tried.append)
    assert found is not None
    assert (found.by, tried) == ("greedy", ["repair", "greedy"])


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem is so large that the kernel is quicker."""
    monkeypatch.setattr(first, "LARGE_OPTIONS", 0)
    monkeypatch.setattr(method, "WHOLE_OPTIONS", -1)


def repeatable() -> Patience:
    return Patience(Effort.of(Params(seconds=600, repeatable=True)))


@needs_kernel
@pytest.mark.usefixtures("large")
def test_in_a_repeatable_run_of_a_large_problem_it_is_the_kernels() -> None:
    found = first_plan(PROBLEM, None, repeatable(), say_nothing)
    assert found is not None
    assert found.by == "kernel"
    assert check(PROBLEM, plan_of(PROBLEM, found.assignment)) == []
    assert first_plan(PROBLEM, None, repeatable(), say_nothing) == found


@needs_kernel
@pytest.mark.usefixtures("large")
def test_once_the_kernel_has_one_nobody_goes_on_with_the_greedy_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: object, __: object, expired: Callable[[], bool]) -> None:
        while not expired():
            time.sleep(0.01)

    monkeypatch.setattr(first, "greedy_plan", endless)
    found = first_plan(PROBLEM, None, never(), say_nothing)
    assert found is not None
    assert found.by == "kernel"


@needs_kernel
@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("way", [stand_ins.say_nothing, stand_ins.crash_at_once], ids=["hangs", "is gone"])
def test_whatever_becomes_of_the_kernel_there_is_the_greedy_plan(
    monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    monkeypatch.setattr(first, "Probes", lambda: probes.Probes(way))
    began = time.monotonic()
    found = first_plan(PROBLEM, None, never(), say_nothing)
    assert found is not None
    assert found.by == "greedy"
    assert time.monotonic() - began < 600 * (1 - LEAVES)  # it did not wait for the kernel


@needs_kernel
@pytest.mark.usefixtures("large")
def test_where_neither_holds_the_pins_there_is_none() -> None:
    """A class takes at least 8, and D1 has six trainees."""
    pinned = small.problem(
        courses=small.courses("BASIC,Basic,2,8,12,yes", "LEADER,Leader,1,2,12,yes"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")("D1,U1,ONE,6,2026-05-10"),
        pins=small.pins("D1-01,1,DE-1,2026-04-27"),
    )
    assert first_plan(pinned, None, repeatable(), say_nothing) is None


@needs_kernel
@pytest.mark.usefixtures("large")
def test_who_stops_the_run_does_not_wait_for_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "Probes", lambda: probes.Probes(stand_ins.say_nothing))
    patience = repeatable()
    patience.effort.stop.set()
    began = time.monotonic()
    first_plan(PROBLEM, None, patience, say_nothing)
    assert time.monotonic() - began < 600 * (1 - LEAVES)


@pytest.mark.parametrize("way", [stand_ins.hang, stand_ins.crash], ids=["hangs", "is gone"])
def test_it_is_there_whatever_becomes_of_the_solver_process(
    monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    monkeypatch.setattr("trainopt.search.team.solve_in_child", way)
    seen: list[Progress] = []
    effort = Effort.of(Params(seconds=4, workers=1))
    result = optimise(PROBLEM, replace(effort, observer=seen.append))
    assert result.terms["unmet"] < terms(PROBLEM, Plan())["unmet"]
    assert result.stopped in (Stopped.TIME, Stopped.CRASHED)
    assert next(progress.working for progress in seen if progress.plan is not None) == "greedy"


def test_a_run_that_was_stopped_makes_none() -> None:
    effort = Effort.of(Params(seconds=60))
    effort.stop.set()
    with pytest.raises(Interrupted):
        optimise(PROBLEM, effort)


# When it places nobody else, with a limit of ten seconds and half a second of reserve


class Times:
    """A clock of the wall and one of the processor, both set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, elapsed: float) -> None:
        self.worked = 0.0
        self.clock = Clock(time.monotonic() - elapsed, 10)
        monkeypatch.setattr("time.thread_time", lambda: self.worked)

    def patience(self, *, repeatable: bool = False, stop: threading.Event | None = None) -> Patience:
        return Patience(Effort(Params(repeatable=repeatable), self.clock, stop or threading.Event()))

    def pass_by(self, seconds: float, worked: float) -> None:
        self.clock.began -= seconds
        self.worked += worked


LEAST = LEAST_PROCESSOR_SECONDS


@pytest.mark.parametrize(
    ("elapsed", "passed", "worked", "over"),
    [
        (0.5, 7.0, 7.0, False),
        (0.5, 7.3, 7.0, True),
        (9.0, 0.9, 0.9, False),
        (9.0, 1.1, 1.1, True),
        (60.0, 0.9, 0.9, False),
        (60.0, 1.1, 1.1, True),
        (60.0, 30.0, 0.9, False),
    ],
    ids=[
        *("in time", "four fifths of the time are over", "a moment is left", "a moment is over"),
        *("far too late", "a moment after that", "far too late on a machine that is busy"),
    ],
)
def test_it_has_most_of_the_time_and_a_moment_of_a_processor_in_any_case(
    monkeypatch: pytest.MonkeyPatch, elapsed: float, passed: float, worked: float, over: bool
) -> None:
    times = Times(monkeypatch, elapsed)
    patience = times.patience()
    times.pass_by(passed, worked * LEAST)
    assert patience.is_over() is over


def test_a_repeatable_one_goes_on_until_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    times = Times(monkeypatch, 0.5)
    patience = times.patience(repeatable=True)
    times.pass_by(9.0, 9.0)
    assert not patience.is_over()
    times.pass_by(0.6, 0.6)
    assert patience.is_over()


def test_one_that_is_stopped_is_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    patience = Times(monkeypatch, 0.0).patience(stop=stop)
    assert not patience.is_over()
    stop.set()
    assert patience.is_over()


def test_where_the_limit_is_over_before_anything_is_planned_there_is_a_first_plan() -> None:
    """As on a machine so busy that reading took as long: everybody who fits is in it."""
    late = Clock(time.monotonic() - 60, 10)
    result = optimise(PROBLEM, Effort(Params(seconds=10), late))
    in_time = optimise(PROBLEM, Params(seconds=30))
    assert result.stopped is Stopped.TIME
    assert result.terms["unmet"] == in_time.terms["unmet"]
