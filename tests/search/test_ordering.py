"""The order of classes in a run: rounds, what is sent of them, turns with CP-SAT, what is left alone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from benchmarks.problems.jobshop import JobShop
from benchmarks.problems.tardiness import Job, Tardiness
from tests.project.test_published import makespans
from tests.support import small
from tests.support.shops import greedy_of, posed
from trainopt.check import check, terms
from trainopt.kernel.engine import is_available
from trainopt.kernel.sequences import sequenced
from trainopt.kernel.sequencing import Sequencing
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search import tiers
from trainopt.search.child import Job as Task
from trainopt.search.messages import Bounded, Found, Message, Working
from trainopt.search.ordering import CHUNK, COLD, HOT, MORE_CLASSES, STEP_SECONDS, Ordering, _week_later
from trainopt.search.params import MOST_PARAMS, Clock, Params
from trainopt.search.tiers import Search

pytestmark = pytest.mark.skipif(not is_available(), reason="there is no compiled kernel here")

REPEATABLE = Params(seconds=2, workers=1, repeatable=True)

# Dispatching begins with the job that has most work left, which here is the wrong one to begin with.
SHOP = JobShop("own", (({0: 3}, {1: 3}), ({0: 2}, {1: 4}), ({1: 2}, {0: 3})), 2)

# So short that neither orders before the model nor CP-SAT's first turn come to the best of a flexible shop.
BRIEF = Params(seconds=0.1, workers=1, repeatable=True)


def flexible_shop(jobs: int, machines: int) -> JobShop:
    """Five operations a job, each on two of the machines."""
    dice = Random(1)

    def operation() -> dict[int, int]:
        return {machine: dice.randint(1, 6) for machine in dice.sample(range(machines), 2)}

    return JobShop("own", tuple(tuple(operation() for _ in range(5)) for _ in range(jobs)), machines)


ONE_MACHINE = Tardiness("own", tuple(Job(1 + n % 3, 1 + n % 4, 4 + n % 5) for n in range(9)))


def ordering(problem: Problem, told: list[Message], **given: Any) -> Ordering:
    given.setdefault("proven", lambda tier, values: 0)
    clock = Clock.start(600)
    return Ordering(problem, find_options(problem), REPEATABLE, clock, told.append, **given)


def lateness(problem: Problem, plan: Assignment) -> int:
    assert check(problem, plan_of(problem, plan)) == []
    return terms(problem, plan_of(problem, plan))["lateness"]


def backwards(problem: Problem) -> Assignment:
    """A plan far from the best: one after the other, the last first."""
    plan, week = {}, 0
    for index, (seat,) in sorted(greedy_of(problem).items(), reverse=True):
        plan[index] = (seat._replace(start=week),)
        week += problem.rows[seat.row].duration
    return plan


def test_a_better_plan_is_sent_and_the_best_is_given() -> None:
    problem = posed(ONE_MACHINE)
    told: list[Message] = []
    start = backwards(problem)
    best = ordering(problem, told).improved(start, 1.0)
    assert lateness(problem, best) < lateness(problem, start)
    assert [one.assignment for one in told if isinstance(one, Found)] == [best]
    assert [one.tier for one in told if isinstance(one, Working)] == [1]


def test_where_nothing_is_better_the_start_itself_is_given_and_nothing_is_sent() -> None:
    problem = posed(ONE_MACHINE)
    told: list[Message] = []
    best = ordering(problem, []).improved(greedy_of(problem), 1.0)
    least = lateness(problem, best)
    assert ordering(problem, told, proven=lambda tier, values: least).improved(best, 10**6) is best
    assert not any(isinstance(one, Found) for one in told)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_where_there_is_no_time_the_start_itself_is_given_and_nothing_is_sent(seconds: float) -> None:
    problem = posed(ONE_MACHINE)
    told: list[Message] = []
    start = backwards(problem)
    assert ordering(problem, told).improved(start, seconds) is start
    assert told == []


def test_every_process_thread_and_round_has_a_seed_of_its_own() -> None:
    problem = posed(ONE_MACHINE)
    threads, numbers = 3, (0, 1, 2, MOST_PARAMS["workers"] - 1)
    made = [
        ordering(problem, [], threads=threads, number=number, rounds=rounds)
        for number in numbers
        for rounds in range(4)
    ]
    seeds = {one._seed(thread) for one in made for thread in range(threads)}
    assert len(seeds) == len(made) * threads


def test_a_round_has_other_seeds_than_the_one_before() -> None:
    problem = posed(ONE_MACHINE)
    one = ordering(problem, [])
    before = one._seed(0)
    one.improved(backwards(problem), 0.01)
    assert one._seed(0) != before


def test_the_best_of_all_threads_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    start = backwards(problem)
    one = ordering(problem, [], threads=3)
    plans = {one._seed(thread): (weeks, {thread: ()}) for thread, weeks in enumerate((2, 1, 3))}
    monkeypatch.setattr(Ordering, "_round", lambda _, plan, seed, *rest: plans[seed])
    assert one.improved(start, 1.0) == {1: ()}


def test_what_is_as_late_as_the_start_is_no_better(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    told: list[Message] = []
    start = backwards(problem)
    before = lateness(problem, start)
    monkeypatch.setattr(Ordering, "_round", lambda *_: (before, {0: ()}))
    assert ordering(problem, told).improved(start, 1.0) is start
    monkeypatch.setattr(Ordering, "_round", lambda *_: (before - 1, {0: ()}))
    assert ordering(problem, told).improved(start, 1.0) == {0: ()}
    assert [one.assignment for one in told if isinstance(one, Found)] == [{0: ()}]


def test_a_round_cools_and_in_a_repeatable_run_its_steps_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    start = backwards(problem)
    warm: list[int] = []
    steps: list[int] = []

    def run(self: Sequencing, temperature: int, count: int) -> int:
        warm.append(temperature)
        steps.append(count)
        return 0

    monkeypatch.setattr(Sequencing, "run", run)
    ordering(problem, []).improved(start, 0.1)
    weights = [problem.weight(cohort) for cohort in problem.cohorts]
    week = sum(weights) / len(weights)
    assert warm[0] == round(HOT * week)
    assert warm == sorted(warm, reverse=True)
    assert warm[-1] == max(round(COLD * week), 1)
    assert {*steps} == {CHUNK}
    assert sum(steps) == pytest.approx(0.1 / STEP_SECONDS / (len(weights) + MORE_CLASSES), abs=CHUNK)


def test_a_week_later_is_counted_for_those_who_end_together() -> None:
    shop = posed(SHOP)
    plan = sequenced(shop, find_options(shop), greedy_of(shop))
    assert plan is not None
    assert _week_later(plan) == len(SHOP.jobs)
    alone = posed(Tardiness("own", (Job(1, 2, 3), Job(1, 5, 3))))
    plan = sequenced(alone, find_options(alone), greedy_of(alone))
    assert plan is not None
    assert _week_later(plan) == (2 + 5) / 2


def test_where_memory_is_short_the_start_itself_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    start = backwards(problem)

    def short(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(Sequencing, "__init__", short)
    assert ordering(problem, []).improved(start, 1.0) is start


def test_rounds_go_on_as_long_as_they_find_something(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    plans: list[Assignment] = [greedy_of(problem), {0: ()}, {1: ()}]
    lengths: list[float] = []

    def improved(self: Ordering, start: Assignment, seconds: float) -> Assignment:
        lengths.append(seconds)
        return plans[min(len(lengths), 2)]

    monkeypatch.setattr(Ordering, "improved", improved)
    assert ordering(problem, []).until_nothing_comes(plans[0], 100.0) is plans[2]
    assert lengths == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("seconds", "found"), [(0.4, []), (0.5, [0.5]), (1.4, [0.5]), (1.5, [0.5, 1.0]), (3.6, [0.5, 1.0, 2.0])]
)
def test_a_round_begins_where_there_is_time_for_all_of_it(
    monkeypatch: pytest.MonkeyPatch, seconds: float, found: list[float]
) -> None:
    problem = posed(ONE_MACHINE)
    lengths: list[float] = []

    def improved(self: Ordering, start: Assignment, length: float) -> Assignment:
        lengths.append(length)
        return dict(start)

    monkeypatch.setattr(Ordering, "improved", improved)
    ordering(problem, []).until_nothing_comes(greedy_of(problem), seconds)
    assert lengths == found


def test_a_plan_that_it_does_not_cover_is_left_as_it_is() -> None:
    problem = small.problem()
    start = greedy_of(problem)
    told: list[Message] = []
    assert not ordering(problem, told).covers(start)
    assert ordering(problem, told).until_nothing_comes(start, 100.0) is start
    assert told == []


# In a run


def run(
    problem: Problem, start: Assignment | None, params: Params, seconds_left: float = 600
) -> list[Message]:
    told: list[Message] = []
    Search(problem, params, Clock.start(seconds_left), told.append).run(Task(0, start, bounds=False))
    return told


@pytest.mark.parametrize("params", [REPEATABLE, Params(workers=2)], ids=["repeatable", "by clock"])
def test_a_job_shop_is_solved_to_proof_in_turns(params: Params) -> None:
    problem = posed(SHOP)
    told = run(problem, greedy_of(problem), params)
    best = [one.assignment for one in told if isinstance(one, Found)]
    optimum = min(makespans(SHOP)) * len(SHOP.jobs)
    assert lateness(problem, best[-1] if best else greedy_of(problem)) == optimum
    assert max(one.bound for one in told if isinstance(one, Bounded) and one.tier == 1) == optimum


def test_the_kernel_goes_on_from_the_best_order(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = posed(ONE_MACHINE)
    starts: list[Assignment] = []

    def annealed(self: Search, options: Any, start: Assignment, *_: Any) -> Assignment:
        starts.append(start)
        return start

    monkeypatch.setattr(tiers, "is_solved_whole", lambda *_: False)
    monkeypatch.setattr(Search, "_annealed", annealed)
    start = backwards(problem)
    told = run(problem, start, REPEATABLE)
    assert lateness(problem, starts[0]) < lateness(problem, start)
    assert [one.assignment for one in told if isinstance(one, Found)][-1] == starts[0]


def test_a_repeatable_run_comes_to_the_same_plans_whatever_time_is_left() -> None:
    """On a shop to which the turn of orders behind CP-SAT's first one matters."""
    problem = posed(flexible_shop(8, 5))
    start = greedy_of(problem)
    runs = [run(problem, start, BRIEF, seconds_left) for seconds_left in (600, 300)]
    once, again = ([one for one in told if isinstance(one, Found)] for told in runs)
    assert [one.by for one in once].count("order of classes") == 2
    assert [one.assignment for one in once] == [one.assignment for one in again]


def test_in_a_repeatable_run_what_is_proven_at_once_has_no_turn_of_orders() -> None:
    problem = posed(SHOP)
    told = run(problem, greedy_of(problem), REPEATABLE)
    assert [one.what for one in told if isinstance(one, Working)].count("order of classes") == 1
