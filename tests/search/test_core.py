"""The core of a problem: what is proven of it is proven of every plan, and it has better plans."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.problems.assignment import Assignment as Places
from tests.support import small
from tests.support.tiny_cases import Tiny, best, tiny
from trainopt.check import check, terms
from trainopt.dataset import write_dataset
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options, size
from trainopt.search.bounds import Proof, ProofEffort, Relaxation, relaxed
from trainopt.search.core import Core, ReducedCosts, find_core, solve_core
from trainopt.search.greedy import greedy_plan

EFFORT = ProofEffort(seconds=600.0, iterations=2_000, threads=1)

SEEDS = range(6)


def priced(problem: Problem, tier: int, kept: Sequence[int]) -> tuple[ReducedCosts, Proof]:
    model = relaxed(problem, find_options(problem))
    proof = Relaxation(problem, model).prove(tier, kept, EFFORT)
    return ReducedCosts(model, proof), proof


def planned(problem: Problem) -> Assignment:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    return found


def value_of(case: Tiny, plan: Assignment) -> tuple[int, ...]:
    return case.value(plan_of(case.problem, plan))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [0, 6])
def test_what_a_core_proves_is_below_the_optimum_that_is_counted_out(seed: int, most: int) -> None:
    """Tier by tier, those before it at their optimum, with more options than that in a better plan's way."""
    case, optimum = tiny(seed), best(seed)
    problem, options = case.problem, find_options(case.problem)
    plan: Assignment | None = greedy_plan(problem, options)
    if optimum is None or plan is None:
        return
    for tier, least in enumerate(optimum):
        kept, value = optimum[:tier], value_of(case, plan)[tier]
        prices, _ = priced(problem, tier, kept)
        core = find_core(problem, options, prices, plan, value, most)
        found = solve_core(problem, core, tier, kept, plan, small.EFFORT)
        assert found.bound <= least
        if found.better is not None:
            case.assert_allowed(plan_of(problem, found.better))
            assert value_of(case, found.better)[: tier + 1] <= (*kept, value - 1)
        whole = solve_core(problem, Core(options, None), tier, kept, plan, small.EFFORT)
        assert whole.bound == least
        plan = plan if whole.better is None else whole.better
        assert value_of(case, plan)[: tier + 1] == optimum[: tier + 1]


# Six jobs at six places.
COSTS = tuple(tuple((7 * place + 5 * job) % 11 + place * job % 4 for job in range(6)) for place in range(6))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder: Path = tmp_path_factory.mktemp("places") / "dataset"
    write_dataset(Places("own", COSTS).dataset(), folder)
    return build_problem(folder)


def cost(problem: Problem, plan: Assignment) -> int:
    return terms(problem, plan_of(problem, plan))["cost"]


def test_a_plan_is_read_off_the_relaxation_of_an_assignment_and_is_proven(places: Problem) -> None:
    options, plan = find_options(places), planned(places)
    prices, proof = priced(places, 1, (0,))
    core = find_core(places, options, prices, plan, cost(places, plan), 18)
    assert size(core.options) < size(options)
    found = solve_core(places, core, 1, (0,), plan, small.EFFORT)
    assert found.better is not None
    assert check(places, plan_of(places, found.better)) == []
    assert cost(places, found.better) == proof.bound == found.bound


def test_a_core_has_the_plans_own_options_and_those_that_cost_least(places: Problem) -> None:
    options, plan = find_options(places), planned(places)
    prices, proof = priced(places, 1, (0,))
    value = cost(places, plan)
    for most in (0, 10, 36):
        core = find_core(places, options, prices, plan, value, most)
        for group in places.groups:
            (kept,), (found,) = core.options.by_group[group.index], options.by_group[group.index]
            (seat,) = plan[group.cohorts[0]]
            assert options.openings.at[seat.row, seat.start] in kept
            left_out = [opening for opening in found if opening not in kept]
            price = dict(zip(found.tolist(), prices.of(group, 0, found).tolist(), strict=True))
            assert all(proof.bound_with(price[opening]) >= (core.outside or 0) for opening in left_out)
        assert size(core.options) <= most + len(plan)


def test_options_that_no_better_plan_can_use_are_in_no_core(places: Problem) -> None:
    """With the optimum in hand there is no better plan: nothing but its own options is left."""
    options = find_options(places)
    prices, proof = priced(places, 1, (0,))
    best_of_all = solve_core(places, Core(options, None), 1, (0,), planned(places), small.EFFORT).better
    assert best_of_all is not None
    core = find_core(places, options, prices, best_of_all, proof.bound, 36)
    assert size(core.options) == len(best_of_all)
    assert core.outside is not None
    assert core.outside >= proof.bound
