"""Who is urgent weighs more while annealing looks for plans, and not where the best plan is judged."""

from __future__ import annotations

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from trainopt.check import check, terms
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import assignment_of, plan_of
from trainopt.problem import build_problem
from trainopt.problem.options import find_options

pytestmark = needs_kernel

ONE_CLASS = small.problem(
    capacity=small.offers("DE-1,BASIC,1,2026-03-30,2026-04-12,,"),
    demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
        "D1,U1,ONE,10,2026-05-10", "D2,U2,ONE,7,2026-05-10"
    ),
)
"""A class of 12, which has room for the one or the other."""


@pytest.mark.parametrize(("urgency", "stands"), [((0, 0), 0), ((0, 2), 0), ((0, 4), 1), ((4, 4), 0)])
def test_who_is_urgent_enough_takes_the_place_of_who_weighs_more(
    urgency: tuple[int, int], stands: int
) -> None:
    with Kernel(ONE_CLASS, find_options(ONE_CLASS), 1) as kernel:
        kernel.load(assignment_of(ONE_CLASS, small.plan("D1-01 1 DE-1 03-30 a")))
        kernel.urge(urgency)
        for _ in range(50):
            kernel.run(0, -3.0, 20)  # colder than cold: only what is better is taken
        plan, values = kernel.plan()
        assert list(plan) == [stands]
        assert values["unmet"] == (7, 10)[stands]
        assert list(kernel.best()) == [0]
        assert kernel.terms["unmet"] == 7


def test_nobody_is_urgent_any_more_once_that_is_said() -> None:
    with Kernel(ONE_CLASS, find_options(ONE_CLASS), 1) as kernel:
        kernel.urge((0, 4))
        kernel.load(assignment_of(ONE_CLASS, small.plan("D2-01 1 DE-1 03-30 a")))
        kernel.run(0, -3.0, 1_000)
        assert list(kernel.plan()[0]) == [1]
        kernel.urge((0, 0))
        kernel.run(0, -3.0, 1_000)
        assert list(kernel.plan()[0]) == [0]


@pytest.mark.parametrize(("urgency", "first"), [((0, 100), 1), ((100, 0), 0)])
def test_who_is_urgent_comes_first_where_everybody_is_placed(urgency: tuple[int, int], first: int) -> None:
    for seed in range(1, 7):
        with Kernel(ONE_CLASS, find_options(ONE_CLASS), seed) as kernel:
            kernel.urge(urgency)
            kernel.place_everybody()
            assert list(kernel.plan()[0]) == [first]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_urgency_every_plan_breaks_no_rule_and_terms_are_as_counted(seed: int) -> None:
    problem = build_problem(thinned("small", seed, demand=2))
    with Kernel(problem, find_options(problem), seed) as kernel:
        kernel.place_everybody()
        kernel.urge([problem.weight(cohort) * (cohort.index % 3) for cohort in problem.cohorts])
        for heat in (1.0, 0.5, 0.0):
            kernel.run(0, heat, 2_000)
            for found, values in (kernel.plan(), (kernel.best(), kernel.terms)):
                plan = plan_of(problem, found)
                assert check(problem, plan) == []
                assert terms(problem, plan) == values
