"""Bounds by prices: never above an optimum that was counted out, and reached where classes are short."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.support import small
from tests.support.kernels import needs_kernel
from tests.support.priced import climbed, priced_at
from tests.support.small import offers, sizes, table
from tests.support.tiny_cases import best, tiny
from trainopt.problem import Problem
from trainopt.problem.options import find_options, impossible_weight
from trainopt.search.parts import Unmet
from trainopt.search.pricing import ONE, PricedBound, largest_price, open_pricing

pytestmark = needs_kernel

CASES = [*((seed, False) for seed in range(150)), *((seed, True) for seed in range(50))]
STEPS = 60

demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")


# Against brute force


@cache
def pairs(seed: int, with_published: bool) -> tuple[tuple[int, int], ...]:
    """What prices prove with the fewest unmet, climbed and by chance, beside the least lateness then.

    Nothing where no plan holds the pins, or where lateness comes before `unmet`.
    """
    optimum, problem = best(seed, with_published), tiny(seed, with_published).problem
    objective = problem.objective
    if optimum is None or "lateness" not in objective[objective.index("unmet") :]:
        return ()
    unmet, late = optimum[objective.index("unmet")], optimum[objective.index("lateness")]
    options = find_options(problem)
    everybody = frozenset(range(len(problem.cohorts)))
    proven = (
        Unmet(everybody, unmet - impossible_weight(problem, options)) if objective[0] == "unmet" else None
    )
    found = [
        climbed(problem, options, STEPS, unmet),
        climbed(problem, options, STEPS, unmet, [] if proven is None else [proven]),
        priced_at(problem, options, seed, unmet),
    ]
    # More may be unmet than in the optimum of a problem where that comes first: such plans have more ways.
    return tuple((one.bound(unmet + more), late) for one in found for more in (0, 1, 7))


def test_no_optimum_is_below_what_prices_prove() -> None:
    every = [pair for case in CASES for pair in pairs(*case)]
    assert all(0 <= bound <= late for bound, late in every)
    assert sum(late > 0 for _, late in every) > 100


def test_they_say_something_and_sometimes_all() -> None:
    late = [pair for case in CASES for pair in pairs(*case)[:1] if pair[1] > 0]
    assert sum(bound > 0 for bound, _ in late) > 0.6 * len(late)
    assert sum(bound == value for bound, value in late) > 0.2 * len(late)


# What they count


def one_class_a_fortnight(*demands: str, seats: int = 6) -> Problem:
    """Classes of two weeks, one at a time, the first from 03-02 on."""
    return small.problem(
        demand=demand(*demands),
        capacity=sizes(f"DE-1,BASIC,1,4,{seats}"),
    )


def bound_of(problem: Problem, unmet: int = 0, steps: int = 600) -> int:
    return climbed(problem, find_options(problem), steps, unmet).bound(unmet)


def test_who_must_come_after_another_is_late() -> None:
    """Three cohorts of 6, all due by the end of the first class: two and four weeks late."""
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1")
    assert 0.95 * 36 < bound_of(problem) <= 36
    assert bound_of(one_class_a_fortnight("D1,U1,ONE,18,6,2026-04-12,1")) == 0


def test_who_is_left_out_is_not_late() -> None:
    """The last one, four weeks late, may be left out; then one more; then all."""
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1")
    assert 0.9 * 12 < bound_of(problem, 6) <= 12
    assert bound_of(problem, 12) == 0
    assert bound_of(problem, 18) == 0


def test_prices_for_some_unmet_prove_more_where_there_are_fewer() -> None:
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1")
    found = climbed(problem, find_options(problem), 600, 6)
    bounds = [found.bound(unmet) for unmet in (12, 6, 0)]
    assert bounds == sorted(bounds)
    assert bounds[0] < bounds[1] < bounds[2] <= 36


def test_cohorts_stay_whole() -> None:
    """Classes of 10 have room for one cohort of 6, those of 12 for two."""
    demands = "D1,U1,ONE,24,6,2026-03-15,1"
    assert 0.95 * 24 < bound_of(one_class_a_fortnight(demands, seats=12)) <= 24
    assert 0.95 * 72 < bound_of(one_class_a_fortnight(demands, seats=10)) <= 72


def test_who_cannot_be_placed_is_no_choice() -> None:
    """A cohort of 9 fits no class: that it is unmet lets nobody else be left out."""
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1", "D2,U2,ONE,9,9,2026-03-15,1")
    assert impossible_weight(problem, find_options(problem)) == 9
    assert 0.95 * 36 < bound_of(problem, 9) <= 36


def test_what_parts_prove_leaves_less_to_choose() -> None:
    """6 of D1 are unmet in every plan, for another reason than room: then nobody of D2 may be."""
    problem = small.problem(
        demand=demand("D1,U1,ONE,12,6,2026-05-10,1", "D2,U1,TWO,18,6,2026-03-22,1"),
        capacity=offers("DE-1,BASIC,9,,,,", "DE-1,LEADER,1,2026-03-16,,2026-03-16,1"),
        courses=small.courses("BASIC,Basic,2,1,6,", "LEADER,Leader,1,1,6,"),
    )
    options = find_options(problem)
    of_first = frozenset(index for index, one in enumerate(problem.cohorts) if one.cohort_id.startswith("D1"))
    alone = climbed(problem, options, 800, 6).bound(6)
    together = climbed(problem, options, 800, 6, [Unmet(of_first, 6)]).bound(6)
    assert alone <= 6 < 0.9 * 18 < together <= 18


def test_a_climb_goes_on_from_where_the_last_one_ended_and_ends_when_it_is_told() -> None:
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1")
    pricing = open_pricing(problem, find_options(problem))
    first = pricing.climb(0, 300).bound(0)
    assert pricing.climb(0, 0) is pricing.best
    before = pricing.left_out.at.copy()
    assert pricing.climb(0, 300, lambda: True).bound(0) >= first
    assert np.array_equal(pricing.left_out.at, before)


def test_a_bound_is_rounded_up() -> None:
    assert PricedBound(least=5 * ONE + 1, left_out=ONE, impossible=2, always=3).bound(2) == 9
    assert PricedBound(least=5 * ONE, left_out=ONE, impossible=2, always=3).bound(4) == 6
    assert PricedBound(least=5 * ONE, left_out=ONE, impossible=2, always=3).bound(99) == 3


@pytest.mark.parametrize("units", [1, 10**6])
def test_no_sum_of_prices_leaves_64_bits(units: int) -> None:
    problem = one_class_a_fortnight("D1,U1,ONE,18,6,2026-03-15,1")
    rows = tuple(replace(row, holds=((0, units),)) for row in problem.rows)
    most = largest_price(replace(problem, rows=rows), 3)
    assert most * problem.weeks * (1 + units) * 2**20 < 2**62
    assert most * 18 * (1 + 3) < 2**62
