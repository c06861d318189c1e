"""From an order of classes to weeks: the compiled kernel finds those that plain Python finds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from benchmarks.problems.jobshop import JobShop
from tests.support.kernels import needs_kernel
from tests.support.orders import ordered, weeks_of
from tests.support.shops import greedy_of, posed
from trainopt.kernel.sequences import SequencedPlan, sequenced
from trainopt.kernel.sequencing import Sequencing
from trainopt.plan.placements import Seat
from trainopt.problem.options import find_options

pytestmark = needs_kernel

NEVER = 2**63 - 1
"""The lateness of an order in which somebody finds no weeks."""
SEEDS = range(60)


def assert_found_alike(plan: SequencedPlan) -> None:
    found = weeks_of(plan)
    with Sequencing(plan, 1) as search:
        assert search.lateness == (NEVER if found is None else found.lateness)
        if found is not None:
            assert search.best() == plan.assignment(plan.chosen(), found.starts)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_class_takes_the_earliest_weeks_that_are_left(seed: int) -> None:
    assert_found_alike(ordered(seed))


def test_some_orders_leave_somebody_without_weeks_and_most_do_not() -> None:
    """So that both are tried above."""
    lost = sum(weeks_of(ordered(seed)) is None for seed in SEEDS)
    assert 0 < lost < len(SEEDS) / 2


def test_of_an_order_in_which_somebody_finds_no_weeks_no_step_is_made() -> None:
    plan = next(plan for plan in map(ordered, SEEDS) if weeks_of(plan) is None)
    with Sequencing(plan, 1) as search:
        assert search.run(1, 100) == 0
        assert search.lateness == NEVER


@pytest.mark.parametrize("seed", range(20))
def test_weeks_may_be_many(seed: int) -> None:
    """Sets of weeks are words of 64 bits: classes begin, end and lie at any of their edges."""
    dice = Random(seed)
    lengths = [dice.choice((1, 2, 31, 32, 33, 62, 63, 64, 65)) for _ in range(4)]
    jobs = tuple(({dice.randint(0, 1): length},) for length in lengths)
    problem = posed(JobShop("long", jobs, 2))
    plan = sequenced(problem, find_options(problem), greedy_of(problem))
    assert plan is not None
    order = dice.sample(range(len(jobs)), len(jobs))
    at = {number: place for place, number in enumerate(order)}
    classes = [
        replace(
            one, seat=Seat(one.seat.row, at[one.members[0].cohort] if len(one.members) == 1 else 9, place)
        )
        for place, one in enumerate(plan.classes)
    ]
    assert_found_alike(replace(plan, classes=tuple(classes)))
