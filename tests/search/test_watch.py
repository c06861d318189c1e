"""The process that watches: whom it starts, whom it tells what, when it ends, and what it calls the end."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import small
from tests.support.moves import APART, BESIDE, EVERYBODY, JOIN, basic, change, placed
from trainopt.errors import NoPlanInTime, TrainoptError
from trainopt.plan.placements import Plan
from trainopt.search.child import Job, SolverTask
from trainopt.search.effort import Effort
from trainopt.search.messages import (
    Bounded,
    Chosen,
    Failed,
    Finished,
    Found,
    Message,
    Moved,
    MoveVerdict,
    Order,
    Tried,
)
from trainopt.search.optimise import RETRIES, _Watch
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped
from trainopt.search.team import Team

PROBLEM = small.problem(demand=EVERYBODY, **basic(2))
PLAN = placed(change(PROBLEM, APART))
FOUND = Found(PLAN, "the test")
BROKEN = Found(placed({**PLAN, **change(PROBLEM, f"{JOIN}; D3-01 1 DE-1 03-02 a")}), "the test")
TOGETHER = Chosen("neighbourhoods", together=True)


class Nobody(Team):
    """A team without processes: `jobs` are those started, `ended` those ended; `weights` is their memory."""

    def __init__(self) -> None:
        super().__init__(PROBLEM, Params(), Clock.start(600))
        self.jobs: list[Job] = []
        self.ended: list[int] = []
        self.weights: dict[int, int] = {}

    def start(self, number: int) -> None:
        member: Any = SimpleNamespace(number=number, outbox=queue.SimpleQueue())
        member.end = lambda: self.ended.append(number)
        self.members[number] = member

    def spawn(self, job: Job) -> None:
        if job.number not in self.members:
            self.start(job.number)
        self.jobs.append(job)

    def memory(self) -> dict[int, int]:
        return {number: size for number, size in self.weights.items() if number in self.members}

    def told(self, number: int) -> list[SolverTask | Order | None]:
        outbox = self.members[number].outbox
        return [outbox.get() for _ in range(outbox.qsize())]


class Watched(_Watch):
    """A watch over nobody, which hears what it is given and makes no plan itself."""

    nobody: Nobody

    def _plan_first(self) -> None:
        pass

    def hear(self, *messages: tuple[int, Message]) -> None:
        for number, message in messages:
            self._take(number, message)


def watched(messages: Iterable[tuple[int, Message]] = (), **params: Any) -> Watched:
    watch = Watched(PROBLEM, Effort(Params(**{"workers": 3, **params}), Clock.start(600)))
    watch.team = watch.nobody = Nobody()
    watch._spawn(0)
    watch.hear(*messages)
    return watch


def moved(after: str) -> Moved:
    wanted = change(PROBLEM, after)
    return Moved({index: PLAN.get(index) for index in wanted}, wanted, 0)


# Whom it starts


def test_the_others_start_once_it_is_clear_that_several_work_together() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER)])
    assert [(job.number, job.start, job.bounds) for job in watch.nobody.jobs] == [
        (0, None, False),
        (1, PLAN, False),
        (2, PLAN, True),
    ]


def test_all_hear_who_is_in_focus_and_whether_the_start_was_made_for_other_data() -> None:
    watch = watched()
    watch.focus, watch.warm = (1, 0, 2), True
    watch.hear((0, FOUND), (0, TOGETHER))
    assert [(job.focus, job.warm) for job in watch.nobody.jobs[1:]] == [((1, 0, 2), True)] * 2


@pytest.mark.parametrize(("base", "warm"), [(None, False), (small.plan(APART), True)])
def test_the_start_counts_as_made_for_other_data_where_a_plan_was_repaired(
    base: Plan | None, warm: bool
) -> None:
    watch = _Watch(PROBLEM, Effort(Params(), Clock.start(600)), base)
    watch._plan_first()
    assert (watch.incumbent.plan is not None, watch.warm) == (True, warm)


@pytest.mark.parametrize("params", [{"workers": 1}, {"repeatable": True}], ids=["one worker", "repeatable"])
def test_one_alone_proves_bounds_too(params: dict[str, Any]) -> None:
    watch = watched([(0, FOUND), (0, TOGETHER)], **params)
    assert [(job.number, job.bounds) for job in watch.nobody.jobs] == [(0, True)]


def test_where_the_whole_model_is_solved_nobody_else_starts() -> None:
    watch = watched([(0, FOUND), (0, Chosen("the whole model", together=False))])
    assert [job.number for job in watch.nobody.jobs] == [0]


def test_one_that_is_lost_starts_again_from_the_plan_as_it_is_by_then() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER), (1, moved(BESIDE))])
    watch._lost(2)
    assert watch.nobody.jobs[-1] == Job(2, placed({**PLAN, **change(PROBLEM, BESIDE)}), bounds=True)
    assert sorted(watch.nobody.members) == [0, 1, 2]


def test_some_times_in_all() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER)])
    for number in (2, 1, 2, 1, 0):
        watch._lost(number)
    assert len(watch.nobody.jobs) == 3 + RETRIES
    assert watch.nobody.members == {}
    assert watch._is_over() is Stopped.CRASHED


def test_one_that_has_finished_does_not_start_again() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER), (1, Finished(in_time=True))])
    watch._lost(1)
    assert sorted(watch.nobody.members) == [0, 2]


# Whom it tells what


def test_a_move_that_holds_is_told_to_all_one_that_does_not_to_its_sender() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER), (1, moved(BESIDE)), (2, moved(JOIN)), (0, moved("D3-01 -"))])
    first = MoveVerdict(1, moved(BESIDE))
    third = MoveVerdict(0, moved("D3-01 -"))
    assert watch.nobody.told(0) == [first, third]
    assert watch.nobody.told(1) == [first, third]
    assert watch.nobody.told(2) == [first, MoveVerdict(2, None), third]


# When it ends


@pytest.mark.parametrize(
    ("messages", "lost", "stopped"),
    [
        ([], [], None),
        ([(0, FOUND)], [], None),
        ([(0, FOUND), (0, Finished(in_time=True))], [], None),
        ([(0, FOUND), (0, Finished(in_time=True))], [0], Stopped.FINISHED),
        ([(0, FOUND), (0, Finished(in_time=False))], [0], Stopped.TIME),
        ([(0, FOUND), (0, TOGETHER), (0, Finished(True)), (1, Finished(True))], [0, 1], None),
        (
            [(0, FOUND), (0, TOGETHER), *((n, Finished(in_time=n != 1)) for n in range(3))],
            [0, 1, 2],
            Stopped.TIME,
        ),
        ([(0, Failed("Traceback"))], [0], Stopped.CRASHED),
        ([(0, BROKEN)], [], Stopped.CRASHED),
    ],
    ids=[
        *("at work", "with a plan", "finished but not gone", "finished", "its time was up"),
        *("one still at work", "the time of one was up", "a bug", "a plan that breaks rules"),
    ],
)
def test_it_is_over(messages: list[tuple[int, Message]], lost: list[int], stopped: Stopped | None) -> None:
    watch = watched(messages)
    for number in lost:
        watch._lost(number)
    assert watch._is_over() is stopped


@pytest.mark.parametrize(
    ("gap", "bounds", "stopped"),
    [
        (0.0, (6, 0), None),
        (0.0, (12, 0), Stopped.FINISHED),
        (0.5, (6, 0), Stopped.GAP),
        (0.49, (6, 0), None),
        (0.5, (12, 0), Stopped.FINISHED),
    ],
    ids=["a gap", "none", "one that is enough", "one that is not", "none, where one would be enough"],
)
def test_it_is_over_where_the_gap_is_small_enough(
    gap: float, bounds: tuple[int, int], stopped: Stopped | None
) -> None:
    """12 trainees are unmet in the plan; all else is 0."""
    watch = watched([(0, FOUND), (0, TOGETHER), (2, Bounded(0, bounds[0], ()))], gap=gap)
    assert watch.incumbent.values == {**dict.fromkeys(PROBLEM.objective, 0), "unmet": 12}
    assert watch._is_over() is stopped


# Bounds


def test_a_bound_above_the_plan_is_a_bug_that_is_told_and_no_bound() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER), (2, Bounded(0, 6, ())), (2, Bounded(0, 18, ()))])
    assert watch.tiers()[0].bound == 6
    assert watch._is_over() is Stopped.CRASHED
    assert "unmet was said to be at least 18; a plan that was checked has 12" in str(watch.error)


def test_a_bound_that_a_later_plan_refutes_is_a_bug_too() -> None:
    watch = watched([(2, Bounded(0, 13, ())), (2, Bounded(1, 5, (11,)))])
    assert watch.error is None
    watch.hear((0, FOUND))
    assert watch.error is not None
    assert [tier.bound for tier in watch.tiers()] == [0] * 6


def test_a_bound_of_plans_with_better_tiers_before_it_refutes_nothing() -> None:
    watch = watched([(0, FOUND), (2, Bounded(1, 5, (11,)))])
    assert watch.error is None


def slow_floors(watch: Watched, until: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the floors never come to an end, and the run be stopped once so many have a job."""

    def by_floors(_: object, expired: Callable[[], bool]) -> list[Bounded]:
        if len(watch.nobody.jobs) >= until:
            watch.effort.stop.set()
        assert any(expired() for _ in range(1000)), "nobody else is heard"
        return []

    monkeypatch.setattr(watch.proven, "by_floors", by_floors)


def test_while_bounds_are_found_the_others_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.search.floors_owed.MOMENT", 0.0)
    watch = watched([(0, FOUND)])
    slow_floors(watch, 3, monkeypatch)
    watch.team.heard.put((watch.team.members[0], TOGETHER))
    watch._bound_by_floors()
    assert watch._follow() is Stopped.INTERRUPTED
    assert [job.number for job in watch.nobody.jobs] == [0, 1, 2]


@pytest.mark.parametrize("repeatable", [False, True])
def test_what_is_not_found_in_a_moment_is_owed_but_in_a_repeatable_run(
    monkeypatch: pytest.MonkeyPatch, repeatable: bool
) -> None:
    monkeypatch.setattr("trainopt.search.floors_owed.MOMENT", 0.0)
    watch = watched([(0, FOUND)], repeatable=repeatable)
    watch._bound_by_floors()
    assert watch.floors.owed is not repeatable


@pytest.mark.parametrize("repeatable", [False, True])
def test_the_limit_and_whoever_stops_the_run_end_the_bounds(
    monkeypatch: pytest.MonkeyPatch, repeatable: bool
) -> None:
    stopped, over = watched([(0, FOUND)], repeatable=repeatable), watched([(0, FOUND)], repeatable=repeatable)
    assert not stopped.effort.over
    stopped.effort.stop.set()
    over.effort.clock.seconds = 0.0
    for watch in (stopped, over):
        slow_floors(watch, 10, monkeypatch)
        watch._bound_by_floors()
        assert watch.floors.owed


# What trials left out


def test_what_trials_left_out_is_a_share_of_those_of_all() -> None:
    tried = [
        (0, Tried(10, {"cost": 1})),
        (1, Tried(10, {"cost": 10, "waiting": 2})),
        (0, Tried(30, {"cost": 20})),
    ]
    watch = watched(tried)
    assert watch.tried.left_out(PROBLEM.objective) == {"waiting": 0.05, "cost": 0.75}
    assert watch.tried.trials == 40
    assert watched().tried.left_out(PROBLEM.objective) == {}


# Memory


def short_of_memory(messages: Iterable[tuple[int, Message]]) -> Watched:
    watch = watched(messages, memory=10**12)
    watch.nobody.weights = {0: 10**10, 1: 2 * 10**12, 2: 10**11}
    return watch


def test_the_heaviest_is_ended_and_starts_again() -> None:
    watch = short_of_memory([(0, FOUND), (0, TOGETHER)])
    watch._weigh()
    assert watch.nobody.ended == [1]
    assert [job.number for job in watch.nobody.jobs] == [0, 1, 2, 1]


def test_nobody_is_ended_where_there_is_memory_enough() -> None:
    watch = short_of_memory([(0, FOUND), (0, TOGETHER)])
    watch.nobody.weights[1] = 10**11
    watch._weigh()
    assert watch.nobody.ended == []


def test_where_nobody_is_left_for_lack_of_memory_that_is_what_is_said() -> None:
    watch = short_of_memory([(0, FOUND), (0, TOGETHER)])
    watch.nobody.weights = dict.fromkeys(range(3), 10**12)
    for _ in range(10):
        watch._weigh()
    assert watch._is_over() is Stopped.MEMORY


# What comes of it


def test_a_plan_and_then_a_bug_is_a_plan_with_the_bug_told() -> None:
    watch = watched()
    watch.nobody.heard = fed(watch, (0, FOUND), (0, Failed("Traceback")))
    result = watch.run()
    assert (result.stopped, result.terms["unmet"]) == (Stopped.CRASHED, 12)
    assert isinstance(result.bug, TrainoptError)


def test_no_plan_and_nobody_left_is_an_error_that_says_so() -> None:
    watch = watched()
    watch.crashes = RETRIES
    watch.nobody.heard = fed(watch, (0, None))
    with pytest.raises(NoPlanInTime, match="the solver process died"):
        watch.run()


def fed(watch: Watched, *said: tuple[int, Message | None]) -> Any:
    """What the processes say once the run has begun."""
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    spawn = watch.nobody.spawn

    def spawn_and_say(job: Job) -> None:
        spawn(job)
        for number, message in said:
            heard.put((watch.nobody.members[number], message))

    watch.nobody.spawn = spawn_and_say  # type: ignore[method-assign]
    return heard
