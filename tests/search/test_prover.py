"""When bounds are proven, what they may spend, and that what is told holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.generated import thinned
from trainopt.check import terms
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options, impossible_weight, size
from trainopt.search import prover
from trainopt.search.core import Core, CoreSolved
from trainopt.search.cpsat import Outcome, SolvedTier, SolverEffort
from trainopt.search.greedy import greedy_plan
from trainopt.search.messages import Bounded
from trainopt.search.params import Clock, Params
from trainopt.search.parts import Part, Unmet, find_parts, promising, solve_part, together
from trainopt.search.prover import LATER_AGAIN, Prover


@pytest.fixture(scope="module")
def problem() -> Problem:
    return build_problem(thinned("small", 3, demand=2, capacity=2))


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Assignment:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def without_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """What prices prove of lateness is asked in test_prover_prices.py."""
    monkeypatch.setattr(Prover, "_prove_by_prices", lambda *_: None)


def prover_of(problem: Problem, params: Params, clock: Clock | None = None) -> tuple[Prover, list[Bounded]]:
    told: list[Bounded] = []
    clock = clock or Clock.start(params.seconds)
    return Prover(problem, find_options(problem), params, clock, told.append), told


@pytest.mark.parametrize(("seconds", "later"), [(20, 0.5), (60, 0.5), (600, 0.05)])
def test_the_first_tier_is_due_at_once_and_the_others_later(
    problem: Problem, seconds: float, later: float
) -> None:
    asked, _ = prover_of(problem, Params(seconds=seconds))
    assert asked.is_due(0.0)
    asked.tier = 1
    assert not asked.is_due(later - 0.01)
    assert asked.is_due(later)


@pytest.mark.parametrize(
    ("known", "due"), [({}, False), ({0: 5}, True), ({0: 4}, False), ({0: 5, 1: 7}, True)]
)
def test_a_later_tier_is_due_at_once_where_those_before_it_are_proven(
    problem: Problem, known: dict[int, int], due: bool
) -> None:
    asked, _ = prover_of(problem, Params(seconds=600))
    asked.known = lambda tier, _: known.get(tier, 0)
    asked.tier = 1
    assert asked.is_due(0.0, [5, 7, 9]) == due
    assert not asked.is_due(0.0)
    asked.tier = 2
    assert asked.is_due(0.0, [5, 7, 9]) == (known == {0: 5, 1: 7})


def test_a_tier_that_is_known_to_be_proven_is_not_bounded_again(problem: Problem, plan: Assignment) -> None:
    asked, told = prover_of(problem, Params(seconds=600, workers=1))
    asked.known = lambda tier, values: values[tier]
    asked.tier = 1
    assert asked.prove_next(plan) is None
    assert told == []


def test_what_the_tiers_before_do_not_need_is_for_those_behind(problem: Problem, plan: Assignment) -> None:
    """Nothing is left of it where steps are counted."""
    for repeatable in (False, True):
        asked, _ = prover_of(problem, Params(seconds=10, workers=1, repeatable=repeatable))
        asked.known = lambda tier, values: values[tier]
        before = asked._relaxation_seconds(1)
        for _ in range(2):
            asked._spare(asked.tier, took=0.1)
        asked.tier = 2
        shares = 2 * (prover.PARTS_SHARE + prover.FIRST_SHARE)
        assert asked.spared == pytest.approx(0.0 if repeatable else shares * 10 - 0.2)
        most = prover.MOST_PER_OPTION * size(asked.options)
        assert asked._relaxation_seconds(1) == pytest.approx(min(before + asked.spared, most))


def test_a_core_is_solved_where_the_duals_tell_options_apart(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its better plan is handed back, and what it proves is told if it is more than the relaxation's."""
    better, bound = dict(plan), 10**6
    for outside, solved in ((None, 1), (bound, 1), (0, 0)):
        asked, told = prover_of(problem, Params(seconds=600, workers=1))
        asked.tier = 1
        core = Core(asked.options, outside)
        monkeypatch.setattr(prover, "find_core", lambda *_, core=core: core)
        monkeypatch.setattr(prover, "solve_core", lambda *_: CoreSolved(better, bound))
        assert asked.prove_next(plan) is (better if solved else None)
        assert [one.bound for one in told[1:]] == [bound] * solved


def test_no_core_is_solved_under_a_cap_on_changes(problem: Problem, plan: Assignment) -> None:
    capped = replace(problem, most_changes=0)
    asked, told = prover_of(capped, Params(seconds=600, workers=1))
    asked.tier = 1
    assert asked.prove_next(plan) is None
    assert len(told) == 1


@pytest.mark.parametrize(("seconds", "again"), [(60, False), (600, True)])
def test_in_a_long_run_the_later_tiers_are_due_once_more(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch, seconds: float, again: bool
) -> None:
    asked, _ = prover_of(problem, Params(seconds=seconds))
    proven: list[int] = []
    monkeypatch.setattr(asked, "_prove_by_relaxation", lambda tier, _: proven.append(tier))
    monkeypatch.setattr(asked, "_has_time_for_relaxation", lambda _: True)
    asked.tier = tiers = len(problem.objective)
    assert not asked.is_due(LATER_AGAIN - 0.01)
    assert asked.is_due(LATER_AGAIN) == again
    while asked.is_due(1.0):
        asked.prove_next(plan)
    worth = [tier for tier in range(1, tiers) if values_of(problem, plan)[tier] > 0]
    assert proven == worth * again


def values_of(problem: Problem, plan: Assignment) -> list[int]:
    values = terms(problem, plan_of(problem, plan))
    return [values[name] for name in problem.objective]


def test_a_later_tier_has_a_share_of_the_time_but_no_more_than_its_options_need(problem: Problem) -> None:
    options = size(find_options(problem))
    enough = prover.MOST_PER_OPTION * options / prover.LATER_SHARE
    for seconds, needed in ((0.5 * enough, 0.5), (enough, 1.0), (20 * enough, 1.0)):
        asked, _ = prover_of(problem, Params(seconds=seconds, workers=1))
        assert asked._relaxation_seconds(1) == pytest.approx(needed * prover.MOST_PER_OPTION * options)


def test_a_later_tier_at_0_needs_no_bound(problem: Problem, plan: Assignment) -> None:
    asked, told = prover_of(problem, Params(seconds=600, workers=1))
    asked.tier = problem.objective.index("changes")  # of which there is none without a plan in force
    asked.prove_next(plan)
    assert told == []


def test_what_parts_prove_is_told_as_it_grows_and_then_the_relaxation(
    problem: Problem, plan: Assignment
) -> None:
    asked, told = prover_of(problem, Params(seconds=600, workers=1))
    asked.prove_next(plan)
    assert asked.tier == 1
    *parts, relaxed = [bound.bound for bound in told]
    assert parts == sorted(set(parts))
    assert parts[-1] > impossible_weight(problem, find_options(problem))
    assert relaxed >= 0.999 * parts[-1] - 1
    assert all(bound.tier == 0 and bound.kept == () for bound in told)


@pytest.mark.parametrize(("seconds", "bounds"), [(600.0, 1), (0.5, 0)])
def test_where_the_relaxation_has_too_little_time_it_is_not_begun(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch, seconds: float, bounds: int
) -> None:
    asked, told = prover_of(problem, Params(seconds=seconds, workers=1))
    asked.tier = 1
    monkeypatch.setattr(asked, "_solve_core", lambda *_: None)
    asked.prove_next(plan)
    assert len(told) == bounds
    assert (asked.relaxation is not None) == bool(bounds)


def test_parts_bound_unmet_only_where_it_is_the_first_tier(problem: Problem, plan: Assignment) -> None:
    behind = replace(problem, objective=("lateness", "unmet"))
    asked, told = prover_of(behind, Params(seconds=600, workers=1))
    asked.prove_by_parts(plan)
    assert told == []


def test_parts_end_when_their_time_is_up(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes all that it may, so there are as many as that makes."""
    asked, _ = prover_of(problem, Params(seconds=600, workers=1))
    allowed = []

    def took(_part: Part, _plan: Assignment, seconds: float) -> float:
        allowed.append(seconds)
        return seconds

    monkeypatch.setattr(asked, "_prove_part", took)
    asked.prove_by_parts(plan)
    assert sum(allowed) == pytest.approx(prover.PARTS_SHARE * 600)
    assert max(allowed) == pytest.approx(prover.PARTS_SHARE * 600 * prover.LARGEST_PART)


@pytest.mark.parametrize("room", [1.01, 0.99])
def test_a_part_is_begun_only_where_it_is_given_time_for_its_options(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch, room: float
) -> None:
    options = find_options(problem)
    parts = promising(find_parts(problem, options), plan)
    smallest = min(parts, key=lambda part: part.options)
    needed = smallest.options * prover.PART_SECONDS_PER_OPTION
    seconds = room * needed / prover.PARTS_SHARE / prover.LARGEST_PART
    asked, _ = prover_of(problem, Params(seconds=seconds, workers=1), Clock.start(600))
    begun = []

    def took(part: Part, _plan: Assignment, _seconds: float) -> float:
        begun.append(part.courses)
        return 0.0

    monkeypatch.setattr(asked, "_prove_part", took)
    asked.prove_by_parts(plan)
    assert begun == ([smallest.courses] if room > 1 else [])


@pytest.mark.parametrize(
    ("outcome", "looks"),
    [
        (Outcome.FEASIBLE, [5, 7]),
        (Outcome.FEASIBLE, [5, 4]),
        (Outcome.FEASIBLE, [4]),
        (Outcome.FEASIBLE, [0]),
        (Outcome.FEASIBLE, [-114]),
        (Outcome.OPTIMAL, [5]),
        (Outcome.UNKNOWN, [None]),
    ],
)
def test_a_part_is_given_all_its_time_only_where_a_first_look_raises_the_bound(
    problem: Problem,
    plan: Assignment,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Outcome,
    looks: list[int | None],
) -> None:
    """Proven before: 4. Both looks together take no more than the part may."""
    asked, _ = prover_of(problem, Params(seconds=600, workers=1, repeatable=True))
    part = promising(find_parts(problem, asked.options), plan)[0]
    asked.proven.append(Unmet(part.cohorts, 4))
    given: list[float] = []

    def solve(_p: Problem, _o: Options, _part: Part, _plan: Assignment, effort: SolverEffort) -> SolvedTier:
        assert effort.deterministic is not None
        given.append(effort.deterministic / prover.WORK_PER_SECOND)
        return SolvedTier(outcome, None, looks[len(given) - 1], effort.deterministic)

    monkeypatch.setattr(prover, "solve_part", solve)
    took = asked._prove_part(part, plan, 100.0)
    assert given == pytest.approx([100 * prover.FIRST_LOOK, 100 * (1 - prover.FIRST_LOOK)][: len(looks)])
    assert took == pytest.approx(sum(given))
    assert together(asked.proven) == max(4, *(bound or 0 for bound in looks))


@pytest.mark.parametrize(("times", "looks"), [(2.1, 2), (1.9, 1)])
def test_a_part_that_needs_more_than_half_of_its_time_for_a_look_is_given_all_at_once(
    problem: Problem, plan: Assignment, monkeypatch: pytest.MonkeyPatch, times: float, looks: int
) -> None:
    asked, _ = prover_of(problem, Params(seconds=600, workers=1, repeatable=True))
    part = promising(find_parts(problem, asked.options), plan)[0]
    least = prover.PART_SECONDS_PER_OPTION * part.options
    given: list[float] = []

    def solve(_p: Problem, _o: Options, _part: Part, _plan: Assignment, effort: SolverEffort) -> SolvedTier:
        assert effort.deterministic is not None
        given.append(effort.deterministic / prover.WORK_PER_SECOND)
        return SolvedTier(Outcome.FEASIBLE, None, 5, effort.deterministic)

    monkeypatch.setattr(prover, "solve_part", solve)
    asked._prove_part(part, plan, times * least)
    assert given == pytest.approx([least, (times - 1) * least] if looks == 2 else [times * least])


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [8.0, 5000.0])
def test_what_a_repeatable_run_spends_on_bounds_does_not_depend_on_the_clock(
    problem: Problem, plan: Assignment, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of a process starts when the process does, which is later on a busy machine."""
    works: list[float | None] = []

    def solve(p: Problem, o: Options, part: Part, start: Assignment, effort: SolverEffort) -> object:
        works.append(effort.deterministic)
        return solve_part(p, o, part, start, replace(effort, deterministic=0.01))

    monkeypatch.setattr(prover, "solve_part", solve)
    spent = set()
    for late in (0.1, 0.3, 1.0, 2.0):
        params, clock = Params(seconds=seconds, repeatable=True), Clock.start(seconds - late)
        asked, _ = prover_of(problem, params, clock)
        works.clear()
        asked.prove_by_parts(plan)
        assert works
        efforts = [asked._relaxation_effort(tier) for tier in range(len(problem.objective))]
        times = tuple(asked._has_time_for_relaxation(tier) for tier in range(len(problem.objective)))
        spent.add((times, tuple(works), *((effort.iterations, effort.threads) for effort in efforts)))
    assert len(spent) == 1
