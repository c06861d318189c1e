"""What a plan draws from the weekly pools, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trainopt.check.view import PlanView, SeenPlacement, first_of, view_of
from trainopt.plan.placements import Plan
from trainopt.problem import Problem


def load(problem: Problem, plan: Plan) -> dict[tuple[int, int], int]:
    """What an allowed plan draws from each pool in each week: (pool, week) to units or trainees."""
    drawn = all_draws(view_of(problem, plan))
    return {
        (pool, week): sum(amount for amount, _ in uses)
        for pool, weekly in drawn.items()
        for week, uses in weekly.items()
    }


def expected_load(problem: Problem, plan: Plan) -> dict[tuple[int, int], int]:
    """The expected trainees of an allowed plan, in hundredths, by pool that trainees draw on and week."""
    view = view_of(problem, plan)
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for pool, weeks, _, one in (*_trainees_drawn(view), *_arrivals_drawn(view)):
        for week in weeks:
            expected[pool, week] += one.expected
    return dict(expected)


Uses = dict[int, dict[int, list[tuple[int, SeenPlacement]]]]


def all_draws(view: PlanView) -> Uses:
    """By pool and week, what is drawn and by whom."""
    drawn: Uses = defaultdict(lambda: defaultdict(list))
    for pool, weeks, amount, one in (*_trainees_drawn(view), *_resources_drawn(view), *_arrivals_drawn(view)):
        for week in weeks:
            drawn[pool][week].append((amount, one))
    return drawn


_Draw = tuple[int, range, int, SeenPlacement]
"""A pool, the weeks, what is drawn in each of them, and by whom."""


def _trainees_drawn(view: PlanView) -> Iterator[_Draw]:
    problem = view.problem
    for one in view.held:
        of_unit = problem.units[one.unit].pools if one.unit is not None else ()
        for pool in (*one.pools, *of_unit) if one.weeks else ():
            yield pool, one.weeks, one.size, one


def _resources_drawn(view: PlanView) -> Iterator[_Draw]:
    for held in view.by_class.values():
        one = first_of(held)
        for pool, units in one.holds:
            yield pool, one.weeks, units, one


def _arrivals_drawn(view: PlanView) -> Iterator[_Draw]:
    """Who starts a step in a nation and was not there on the step before."""
    for held in view.by_cohort.values():
        nation_of = {one.placement.step: one.nation_id for one in held}
        for one in held:
            before = nation_of.get(one.placement.step - 1)
            if one.nation is not None and one.end is not None and before != one.nation_id:
                first = range(max(one.start, 0), max(one.start + 1, 0))
                yield view.problem.nations[one.nation].arrivals, first, one.size, one
