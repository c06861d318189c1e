"""The kernel where `unmet` is not the first tier, and where some cohorts are in focus."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, permutations

import pytest

from tests.support import oracle, small
from tests.support.kernels import needs_kernel, pursue_all_tiers
from tests.support.tiny_cases import SEEDS_OF_PLANS, Tiny, tiny
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import assignment_of, plan_of
from trainopt.problem.options import find_options
from trainopt.tables import TERMS

pytestmark = needs_kernel

# An order in which `unmet` is not first


@pytest.mark.slow
def test_it_finds_the_optimum_of_nearly_every_order_of_tiers_and_never_better() -> None:
    """Where a term is preferred to `unmet`, whoever is placed must cost it nothing."""
    reached = wanted = 0
    for number, order in enumerate(islice(permutations(TERMS), 0, None, 3)):
        case = ordered(tiny(number % len(SEEDS_OF_PLANS), with_published=bool(number % 2)), order)
        optimum = oracle.optimum(case.instance, case.published)
        with Kernel(case.problem, find_options(case.problem), 1) as kernel:
            pursue_all_tiers(kernel, 400)
            if optimum is not None and kernel.has_plan:
                plan = plan_of(case.problem, kernel.best())
                case.assert_allowed(plan)
                assert case.value(plan) == tuple(kernel.values()) >= optimum, order
                wanted += 1
                reached += tuple(kernel.values()) == optimum
    assert reached >= 0.9 * wanted


def ordered(case: Tiny, order: tuple[str, ...]) -> Tiny:
    return replace(
        case,
        instance=replace(case.instance, objective=order),
        problem=replace(case.problem, objective=order),
    )


@pytest.mark.parametrize(
    ("objective", "placed"),
    [
        (("unmet", "lateness"), {0, 1, 2}),
        (("lateness", "unmet"), {1, 2}),  # D1 would be late wherever it is
        (("cost", "unmet"), {1}),  # nothing is free but PL-1
        (("waiting", "lateness", "cost", "unmet"), {1}),
        (("waiting", "unmet", "cost"), {0, 1, 2}),
    ],
)
def test_who_would_cost_what_is_preferred_to_unmet_is_left_out(
    objective: tuple[str, ...], placed: set[int]
) -> None:
    problem = small.problem(
        capacity=small.table("site_id,course_id,parallel_classes,cost_per_class")(
            "DE-1,BASIC,1,500", "PL-1,BASIC,1,0"
        ),
        units=small.units("U1,First,,DE", "U2,Second,,PL"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            "D1,U1,ONE,6,2026-03-08", "D2,U2,ONE,6,2026-05-10", "D3,U1,ONE,6,2026-05-10"
        ),
    )
    problem = replace(problem, objective=objective)
    with Kernel(problem, find_options(problem), 1) as kernel:
        pursue_all_tiers(kernel, 1_000)
        assert kernel.best().keys() == placed


def test_who_is_pinned_is_placed_with_whomever_the_class_needs() -> None:
    """A class takes at least 8, so that D1 cannot stay alone: D2 would be one week late with it, D3 two."""
    problem = small.problem(
        courses=small.courses("BASIC,Basic,2,8,12,yes", "LEADER,Leader,1,2,12,yes"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            "D1,U1,ONE,6,2026-05-10", "D2,U2,ONE,6,2026-05-03", "D3,U2,ONE,6,2026-04-26"
        ),
        capacity=small.offers("DE-1,BASIC,1,2026-04-20,,,"),
        pins=small.pins("D1-01,1,DE-1,2026-04-27"),
    )
    problem = replace(problem, objective=("lateness", "unmet"))
    both = "D1-01 1 DE-1 04-27 a; D3-01 1 DE-1 04-27 a"
    with Kernel(problem, find_options(problem), 1) as kernel:
        kernel.load(assignment_of(problem, small.plan(both)))
        assert kernel.terms["lateness"] == 12
        kernel.run(0, 0.0, 2_000)
        assert kernel.values() == [6, 6]


# Focus


APART = small.problem(
    pipelines=small.steps("ONE,1,BASIC,,", "TWO,1,LEADER,,"),
    units=small.units("U1,First,,DE", "U2,Second,,PL"),
    demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
        "D1,U1,ONE,6,2026-03-15", "D2,U2,TWO,6,2026-03-08"
    ),
)
"""Two cohorts that share nothing, so that what is around the one is not around the other."""

BOTH_LATE = "D1-01 1 DE-1 04-13 a; D2-01 1 PL-1 04-13 a"


@pytest.mark.parametrize("focus", [(1, 0), (0, 7)])
def test_all_steps_can_be_around_who_is_in_focus(focus: tuple[int, int]) -> None:
    with Kernel(APART, find_options(APART), 1) as kernel:
        kernel.load(assignment_of(APART, small.plan(BOTH_LATE)))
        kernel.focus_on(focus)
        kernel.run(1, 0.0, 1_000, focus=1.0)
        starts = [seats[0].start for _, seats in sorted(kernel.plan()[0].items())]
    assert starts == [0 if weight else 6 for weight in focus]


@pytest.mark.parametrize(("weights", "share"), [((0, 0), 1.0), ((1, 0), 0.5), ((1, 0), 0.0)])
def test_without_weights_and_beside_the_share_steps_are_around_anybody(
    weights: tuple[int, int], share: float
) -> None:
    with Kernel(APART, find_options(APART), 1) as kernel:
        kernel.load(assignment_of(APART, small.plan(BOTH_LATE)))
        kernel.focus_on(weights)
        kernel.run(1, 0.0, 1_000, focus=share)
        assert kernel.terms["lateness"] == 0


def test_who_is_in_focus_and_not_placed_is_put_in_and_who_has_no_option_is_passed_over() -> None:
    nowhere = small.problem(capacity="site_id,course_id,parallel_classes\nDE-1,BASIC,1")
    with Kernel(nowhere, find_options(nowhere), 1) as kernel:
        kernel.load({})
        kernel.focus_on([0, 0, 1])  # D3 needs LEADER, which is nowhere
        kernel.run(0, 0.0, 100, focus=1.0)
        assert kernel.terms["unmet"] == 6
    with Kernel(APART, find_options(APART), 1) as kernel:
        kernel.load({})
        kernel.focus_on([0, 1])
        kernel.run(1, 0.0, 100, focus=1.0)
        assert list(kernel.best()) == [1]


def test_weights_may_sum_to_all_but_what_numbers_hold() -> None:
    with Kernel(APART, find_options(APART), 1) as kernel:
        kernel.load(assignment_of(APART, small.plan(BOTH_LATE)))
        kernel.focus_on([0, 2**31 - 1])
        kernel.run(1, 0.0, 1_000, focus=1.0)
        starts = [seats[0].start for _, seats in sorted(kernel.plan()[0].items())]
    assert starts == [6, 0]
