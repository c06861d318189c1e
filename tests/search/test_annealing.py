"""A solver process with the kernel: when it pursues which tier, what it says, and what becomes of a crash."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tests.search.test_watch import FOUND, PLAN, TOGETHER, watched
from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from trainopt.check import check
from trainopt.errors import UsageError
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search import method, tiers
from trainopt.search.annealing import (
    CHAIN_REHEAT,
    FOCUS_SHARE,
    REHEAT,
    Annealing,
    Round,
    rounds,
    stages,
    warmth,
)
from trainopt.search.child import Job
from trainopt.search.greedy import greedy_plan
from trainopt.search.messages import (
    ANNEALED,
    BY_NEIGHBOURHOODS,
    WHOLE,
    Chosen,
    Finished,
    Found,
    Message,
    Order,
    Shared,
    Tried,
)
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.prover import Prover
from trainopt.search.tiers import Search

REPEATABLE = Params(seconds=2, workers=1, repeatable=True)


# Stages


@pytest.mark.parametrize(
    ("tiers", "until"),
    [(1, [1.0]), (2, [0.65, 1.0]), (3, [0.65, 0.825, 1.0]), (4, [0.65, 0.825, 0.9125, 1.0])],
)
def test_every_tier_has_time_and_the_stages_fill_a_round(tiers: int, until: list[float]) -> None:
    found = stages(tiers, 0.7, 0.3)
    assert [stage.tier for stage in found] == [*range(tiers)]
    assert [stage.until for stage in found] == pytest.approx(until)
    assert [stage.heat for stage in found] == [0.7] + [0.3] * (tiers - 1)


# Rounds

OPTIONS = 10_000  # whose first round has a second


def lengths(seconds: float, number: int = 0) -> list[float]:
    return [one.seconds for one in rounds(3, OPTIONS, seconds, number)]


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (0.0, []),
        (0.3, [0.3]),
        (1.9, [1.9]),
        (2.1, [1, 1.1]),
        (6.9, [1, 2, 3.9]),
        (7.1, [1, 2, 4.1]),
        (11.0, [1, 2, 4, 4]),
    ],
)
def test_rounds_double_and_the_last_one_has_what_is_too_little_for_two(
    seconds: float, found: list[float]
) -> None:
    assert lengths(seconds) == pytest.approx(found)


@pytest.mark.parametrize("seconds", [10, 60, 600, 3600])
def test_the_last_round_has_a_third_of_the_time_at_least(seconds: float) -> None:
    found = lengths(seconds)
    assert sum(found) == pytest.approx(seconds)
    assert found[-1] >= seconds / 3


def test_a_run_does_the_same_under_a_longer_limit_until_its_last_round() -> None:
    short, long = lengths(60), lengths(600)
    assert short[:-1] == long[: len(short) - 1]


def test_islands_end_their_rounds_at_different_times() -> None:
    first = [lengths(600, number)[0] for number in range(16)]
    assert first[0] == 1.0
    assert all(1.0 <= one < 2.0 for one in first)
    assert min(two - one for one, two in pairwise(sorted(first))) > 0.02


def test_only_the_first_round_begins_hot() -> None:
    heats = [[stage.heat for stage in one.stages] for one in rounds(3, OPTIONS, 60)]
    assert heats[0] == [1.0, 1.0, 1.0]
    assert {tuple(heat) for heat in heats[1:]} == {(REHEAT, CHAIN_REHEAT, CHAIN_REHEAT)}


# What it says


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Problem:
    """A problem that counts as too large to be solved whole."""
    monkeypatch.setattr(method, "WHOLE_OPTIONS", 0)
    return build_problem(thinned("small", 1, demand=2))


def searched(problem: Problem, *, compiled: bool = True) -> list[Message]:
    messages: list[Message] = []
    start = greedy_plan(problem, find_options(problem))
    assert start is not None
    search = Search(problem, REPEATABLE, Clock.start(600), messages.append)
    search.run(Job(0, start, bounds=False, compiled=compiled))
    return messages


@needs_kernel
def test_it_says_every_better_plan_and_ends(large: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.search.annealing.SEND_EVERY", 0.0)
    monkeypatch.setattr("trainopt.search.annealing.SEND_PER_SEAT", 0.0)
    messages = searched(large)
    assert Chosen(ANNEALED, together=True) in messages
    assert messages[-1] == Finished(in_time=True)
    plans = [plan_of(large, message.assignment) for message in messages if isinstance(message, Found)]
    assert len(plans) > 1
    assert all(check(large, plan) == [] for plan in plans)


@needs_kernel
@pytest.mark.parametrize("repeatable", [True, False])
def test_it_says_how_much_was_tried(large: Problem, repeatable: bool) -> None:
    start = greedy_plan(large, find_options(large))
    messages: list[Message] = []
    params = Params(seconds=2, workers=1, repeatable=repeatable)
    Search(large, params, Clock.start(2), messages.append).run(Job(0, start, bounds=False))
    tried = [message.trials for message in messages if isinstance(message, Tried)]
    assert tried == sorted(tried)
    assert tried[-1] > 0


@pytest.mark.parametrize("why", ["not compiled", "after a crash", "numbers too large"])
def test_without_the_kernel_it_searches_by_neighbourhoods(
    large: Problem, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "not compiled":
        monkeypatch.setattr(tiers, "is_available", lambda: False)
    if why == "numbers too large":
        monkeypatch.setattr(tiers, "is_countable", lambda _: False)
    messages = searched(large, compiled=why != "after a crash")
    assert Chosen(BY_NEIGHBOURHOODS, together=True) in messages


class Crowded:
    """Stands for the compiled library where memory is short: to open a kernel, or to load a plan."""

    def __init__(self, *, opens: bool) -> None:
        self.opens = opens
        self.closed = 0

    def kernel_open(self, *_: object) -> int:
        return int(self.opens)

    def kernel_load(self, *_: object) -> int:
        return 0

    def kernel_close(self, _: object) -> None:
        self.closed += 1


@pytest.mark.parametrize("opens", [False, True], ids=["to open", "to load"])
@needs_kernel
def test_where_memory_is_short_for_the_kernel_the_search_goes_on_without_it(
    large: Problem, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    crowded = Crowded(opens=opens)
    monkeypatch.setattr("trainopt.kernel.engine.library", lambda: crowded)
    messages = searched(large)
    assert Chosen(BY_NEIGHBOURHOODS, together=True) in messages
    assert isinstance(messages[-1], Finished)
    assert crowded.closed == opens


@needs_kernel
def test_a_small_problem_is_solved_whole_where_memory_is_short_for_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trainopt.kernel.engine.library", lambda: Crowded(opens=False))
    messages = searched(small.problem())
    assert Chosen(WHOLE, together=False) in messages
    assert messages[-1] == Finished(in_time=True)


# Several runs on small problems


@pytest.mark.parametrize(("seconds", "runs"), [(4, 1), (8, 2), (60, 5)])
def test_the_best_of_several_runs_is_taken_before_a_small_problem_is_solved_whole(
    monkeypatch: pytest.MonkeyPatch, seconds: float, runs: int
) -> None:
    problem = small.problem()
    options = find_options(problem)
    best = greedy_plan(problem, options)
    assert best
    found: list[tuple[float, int]] = []

    def run(self: Search, *given: Any) -> Any:
        found.append((given[3], given[4]))
        return best if given[4] == 0 else {}

    monkeypatch.setattr(Search, "_annealed", run)
    monkeypatch.setattr(tiers, "POLISH_PER_OPTION", 1.0)
    params = Params(seconds=seconds, workers=1, repeatable=True)
    search = Search(problem, params, Clock.start(600), lambda _: None)
    assert search._annealed_in_brief(options, {}) == best
    assert [number for _, number in found] == list(range(runs))
    assert sum(time for time, _ in found) == pytest.approx(0.25 * seconds)


def test_where_the_first_run_is_no_better_there_are_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small.problem()
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start
    numbers: list[int] = []

    def run(self: Search, *given: Any) -> Any:
        numbers.append(given[4])
        return start

    monkeypatch.setattr(Search, "_annealed", run)
    monkeypatch.setattr(tiers, "POLISH_PER_OPTION", 1.0)
    search = Search(problem, Params(seconds=60, repeatable=True), Clock.start(600), lambda _: None)
    assert search._annealed_in_brief(options, start) == start
    assert numbers == [0]


def test_a_run_that_makes_it_worse_or_has_no_memory_leaves_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small.problem()
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start
    search = Search(problem, REPEATABLE, Clock.start(600), lambda _: None)
    nothing: tuple[Any, ...] = ({}, None)
    for found in nothing:
        monkeypatch.setattr(Search, "_annealed", lambda *_, found=found: found)
        assert search._annealed_in_brief(options, start) == start


# Plans made for other data


@pytest.mark.parametrize(("seconds", "heat"), [(5.0, 0.1), (20.0, 0.2), (600.0, 0.5)])
def test_a_round_from_a_plan_for_other_data_begins_nearly_cold(seconds: float, heat: float) -> None:
    assert warmth(seconds, 25_000) == pytest.approx(heat)


def test_all_tiers_of_the_first_round_from_a_plan_for_other_data_are_as_warm() -> None:
    first = next(rounds(3, OPTIONS, 60, warm=True))
    assert [stage.heat for stage in first.stages] == [warmth(1.0, OPTIONS)] * 3


@needs_kernel
@pytest.mark.parametrize(("warm", "least", "most"), [(False, 0.9, 1.0), (True, 0.05, 0.5)])
def test_what_was_repaired_is_searched_from_nearly_cold(
    large: Problem, monkeypatch: pytest.MonkeyPatch, warm: bool, least: float, most: float
) -> None:
    heats: list[float] = []
    run = Kernel.run

    def noted(kernel: Kernel, tier: int, heat: float, *rest: Any) -> None:
        heats.append(heat)
        run(kernel, tier, heat, *rest)

    monkeypatch.setattr(Kernel, "run", noted)
    start = greedy_plan(large, find_options(large))
    search = Search(large, REPEATABLE, Clock.start(600), lambda _: None)
    search.run(Job(0, start, bounds=False, warm=warm))
    assert least <= max(heats) <= most


@needs_kernel
def test_time_that_later_tiers_do_not_need_goes_to_the_first_one_that_is_not_proven(large: Problem) -> None:
    """`changes` is 0 without a plan in force, so that its stage ends at once."""
    two = replace(large, objective=("unmet", "changes"))
    with Kernel(two, find_options(two), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.run([Round(found.time, stages(2))])
        assert kernel.values()[0] > 0
        assert found._passed() >= 1.0


@needs_kernel
def test_it_ends_early_where_no_tier_can_become_better(large: Problem) -> None:
    one = replace(large, objective=("changes",))
    with Kernel(one, find_options(one), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.run([Round(found.time, stages(1))])
        assert found.steps == 0


@needs_kernel
@pytest.mark.parametrize("is_better", [True, False])
def test_it_goes_on_from_a_plan_that_the_prover_found_where_that_is_better(
    large: Problem, is_better: bool
) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as other:
        other.place_everybody()
        other.run(0, 0.0, 500)
        good, values = other.best(), other.values()
    with Kernel(large, options, 1) as kernel:
        kernel.place_everybody()
        worse = kernel.best()
        found = annealing(kernel, [])
        if not is_better:
            kernel.load(good)
        before = kernel.values()
        found.prover = Proving(good if is_better else worse)
        found._prove()
        assert kernel.values() == values
        assert (kernel.values() < before) == is_better


class Proving(Prover):
    """Has one plan to hand back."""

    def __init__(self, plan: Assignment) -> None:
        self.plan = plan

    def is_due(self, passed: float, values: Sequence[int] | None = None) -> bool:
        return True

    def prove_next(self, plan: Assignment) -> Assignment:
        return self.plan


# Focus


@needs_kernel
def test_who_is_in_focus_is_before_others_in_the_first_third_and_not_later(
    large: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tuple(int(cohort.index == 3) for cohort in large.cohorts)
    given: list[Sequence[int]] = []
    shares: list[float] = []
    run = Kernel.run

    def watched_run(kernel: Kernel, tier: int, heat: float, steps: int, focus: float = 0.0) -> None:
        shares.append(focus)
        run(kernel, tier, heat, steps, focus)

    monkeypatch.setattr(Kernel, "run", watched_run)
    monkeypatch.setattr(Kernel, "focus_on", lambda _, weights: given.append(weights))
    start = greedy_plan(large, find_options(large))
    search = Search(large, REPEATABLE, Clock.start(600), lambda _: None)
    search.run(Job(0, start, bounds=False, focus=weights))
    assert given == [weights]
    assert shares == sorted(shares, reverse=True)
    assert {*shares} == {0.0, FOCUS_SHARE}
    assert 0.3 < shares.count(FOCUS_SHARE) / len(shares) < 0.37


@pytest.mark.parametrize(
    ("focus", "message"),
    [
        ([1], "focus has 1 numbers for 3 cohorts"),
        ([1, 0, -1], "focus must be whole numbers from 0 to 1,000 (got -1)"),
        ([1, 0, 1001], "focus must be whole numbers from 0 to 1,000 (got 1001)"),
        ([1, 0, 0.5], "focus must be whole numbers from 0 to 1,000 (got 0.5)"),
    ],
)
def test_a_focus_that_cannot_be_meant_is_refused(focus: list[int], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        optimise(small.problem(), focus=focus)
    assert str(raised.value) == message


# Where there is nothing to place


@needs_kernel
@pytest.mark.parametrize("seconds", [2, 0])
def test_where_nobody_has_an_option_there_is_the_empty_plan(seconds: float) -> None:
    problem = small.problem(capacity="site_id,course_id,parallel_classes\nDE-1,LEADER,1")
    messages: list[Message] = []
    params = Params(seconds=seconds, workers=1, repeatable=True)
    Search(problem, params, Clock.start(600), messages.append).run(Job(0, {}, bounds=False))
    assert isinstance(messages[-1], Finished)
    assert [message.assignment for message in messages if isinstance(message, Found)] == [{}]


# Others' plans


def annealing(kernel: Kernel, orders: list[Order]) -> Annealing:
    heard: queue.SimpleQueue[Order] = queue.SimpleQueue()
    for order in orders:
        heard.put(order)
    return Annealing(
        kernel, REPEATABLE, Clock.start(600), 2.0, 100, lambda _: None, lambda *_: 0, orders=heard
    )  # fmt: skip


@needs_kernel
def test_it_goes_on_from_another_ones_plan_where_that_is_better(large: Problem) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as one, Kernel(large, options, 2) as other:
        one.place_everybody()
        other.load({})
        better = Shared(one.best(), one.terms)
        worse = Shared(other.best(), other.terms)
        found = annealing(other, [worse, better])
        found._take_over()
        assert other.values() == one.values()
        annealing(one, [worse])._take_over()
        assert one.terms == better.terms


@needs_kernel
def test_a_plan_within_the_cap_on_changes_is_better_than_any_beyond_it(large: Problem) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as kernel:
        kernel.place_everybody()
        first = plan_of(large, kernel.best())
    before = build_problem(thinned("small", 1, demand=2), small.published_by(large, first))
    capped = replace(before, most_changes=0)
    with Kernel(capped, find_options(capped), 1) as kernel:
        kernel.load({})
        found = annealing(kernel, [])
        assert found._rank({**kernel.terms, "changes": 0, "unmet": 10**9}) < found.told


def test_a_better_plan_of_one_process_is_told_to_the_others_alone() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER)])
    watch.hear((1, Found(PLAN, "again")))  # no better
    assert [watch.nobody.told(number) for number in (0, 1, 2)] == [[], [], []]
    better = {**PLAN}
    watch.incumbent.plan = None
    watch.hear((1, Found(better, "better")))
    values = watch.incumbent.values
    assert [watch.nobody.told(number) for number in (0, 1, 2)] == [
        [Shared(better, values)],
        [],
        [Shared(better, values)],
    ]


# Crashes


@pytest.mark.parametrize("faulty", [True, False])
def test_after_a_fault_of_compiled_code_all_go_on_without_the_kernel(
    faulty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = not faulty
    watch = watched([(0, FOUND), (0, TOGETHER)])
    monkeypatch.setattr(watch.nobody.members[1], "end", lambda: faulty)
    watch._lost(1)
    assert watch.nobody.jobs[-1] == Job(1, PLAN, bounds=False, compiled=compiled)
    later = watch.nobody.jobs[3:]
    assert {job.number for job in later} == ({1} if compiled else {0, 1, 2})
    assert all(job.compiled is compiled for job in later)
