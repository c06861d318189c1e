"""The terms of the objective, each counted from the placements alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from trainopt.check.view import PlanView, SeenPlacement
from trainopt.tables import TERMS as TERM_NAMES


def unmet(view: PlanView) -> int:
    """Σ over cohorts not placed: priority · trainees."""
    placed = {one.cohort.index for one in view.held if one.cohort is not None}
    return sum(view.problem.weight(c) for c in view.problem.cohorts if c.index not in placed)


def lateness(view: PlanView) -> int:
    """Σ over cohorts placed: priority · trainees · weeks from due to the end of the last step."""
    problem = view.problem
    late = sum(
        problem.weight(one.cohort) * max(one.end - one.demand.due, 0)
        for one in view.held
        if one.is_last and one.cohort is not None and one.demand is not None and one.end is not None
    )
    for who in problem.under_way:
        if who.finished and who.demand is not None:
            demand = problem.demands[who.demand]
            late += demand.priority * who.size * max(who.steps[-1].end - demand.due, 0)
    return late


def changes(view: PlanView) -> int:
    """Σ trainees of published steps from as_of's week on that are held elsewhere, at another time or not."""
    problem = view.problem
    held = {
        (o.placement.cohort_id, o.placement.step): (o.placement.site_id, o.placement.start) for o in view.held
    }
    total = 0
    for key, step in (problem.published or {}).items():
        if step.start >= problem.as_of and held.get(key) != (step.site_id, step.start):
            total += problem.trainees_of(key[0], step)
    return total


def _pairs(view: PlanView) -> Iterator[tuple[SeenPlacement, SeenPlacement]]:
    for held in view.by_cohort.values():
        yield from pairwise(one for one in held if one.counts)


def transfers(view: PlanView) -> int:
    """Σ trainees over consecutive steps in different nations."""
    return sum(after.size for before, after in _pairs(view) if before.nation_id != after.nation_id)


def waiting(view: PlanView) -> int:
    """Σ trainees · empty weeks between consecutive steps."""
    return sum(
        after.size * max(after.placement.start - before.end - 1, 0)
        for before, after in _pairs(view)
        if before.end is not None
    )


def cost(view: PlanView) -> int:
    """Σ cost_per_class over classes + Σ cost_per_trainee over trainees in classes, EUR."""
    counted = [one for one in view.held if one.counts]
    classes = {one.placement.class_id: one.row.cost_per_class for one in counted if one.row}
    return sum(classes.values()) + sum(one.row.cost_per_trainee * one.size for one in counted if one.row)


_FUNCTIONS = (unmet, lateness, changes, transfers, waiting, cost)
TERM_FUNCTIONS: dict[str, Callable[[PlanView], int]] = {
    function.__name__: function for function in _FUNCTIONS
}
assert tuple(TERM_FUNCTIONS) == TERM_NAMES
