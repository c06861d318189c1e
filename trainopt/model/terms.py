"""The terms of the objective as sums over the columns: one function per term, in the contract's order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainopt.model.columns import Columns
from trainopt.model.linear import Terms
from trainopt.tables import TERMS as TERM_NAMES


@dataclass(frozen=True)
class Term:
    """`constant` + Σ coefficient · column; less is better."""

    terms: Terms
    constant: int = 0


def unmet(c: Columns) -> Term:
    """Σ priority · size · (cohorts - placed)."""
    weights = {g.index: c.demand(g).priority * g.size for g in c.groups}
    every = sum(weights[group.index] * group.count for group in c.groups)
    return Term([(column, -weights[group]) for group, column in c.placed.items()], every)


def lateness(c: Columns) -> Term:
    """Σ priority · size · weeks from due to the end of the last step, over seats of last steps."""
    terms: Terms = []
    for (index, step), seats in c.seats.items():
        group = c.group_at[index]
        demand = c.demand(group)
        if step == len(demand.steps) - 1:
            weight = demand.priority * group.size
            terms += [(column, weight * max(slot.end - demand.due, 0)) for slot, column in seats]
    return Term(terms)


def changes(c: Columns) -> Term:
    """Σ trainees of published steps from as_of's week on - Σ size · seats at the published places."""
    problem = c.problem
    free = {index for group in c.groups for index in group.cohorts}
    held: Terms = []
    every = problem.changes_gone
    for cohort_id, number in problem.published_ahead:
        index = problem.cohort_index.get(cohort_id)
        if index in free and problem.is_open(cohort_id, number):
            every += problem.cohorts[index].size
    for (index, number), seats in c.seats.items():
        group = c.group_at[index]
        place = group.published[number]
        if place is not None and place.start >= problem.as_of:
            at = (place.site, place.start)
            held += [(column, -group.size) for slot, column in seats if (slot.row.site, slot.start) == at]
    return Term(held, every)


def transfers(c: Columns) -> Term:
    """Σ size · arrivals from another nation; 0 where no rule or tier asks (`Columns.nations_matter`)."""
    terms = [
        (column, c.group_at[index].size)
        for (index, _), arriving in c.arrive.items()
        for column in arriving.values()
    ]
    for group in c.groups:
        origin = c.demand(group).origin
        for slot, column in c.seats.get((group.index, 0), ()) if origin is not None else ():
            if origin is not None and slot.row.nation != origin.nation:
                terms.append((column, group.size))
    return Term(terms)


def waiting(c: Columns) -> Term:
    """Σ size · (start of a step - week after the end of the one before)."""
    terms: Terms = []
    for (index, step), seats in c.seats.items():
        group = c.group_at[index]
        origin = c.demand(group).origin
        if step > 0:
            terms += [(column, group.size * slot.start) for slot, column in seats]
        elif origin is not None:
            terms += [(column, group.size * (slot.start - origin.end - 1)) for slot, column in seats]
        if step < len(c.demand(group).steps) - 1:
            terms += [(column, -group.size * (slot.end + 1)) for slot, column in seats]
    return Term(terms)


def cost(c: Columns) -> Term:
    """Σ cost_per_class · running + Σ cost_per_trainee · taken."""
    terms: Terms = []
    for slot in c.slots:
        terms += slot.if_running(slot.row.cost_per_class)
        terms.append((c.taken[slot.index], slot.row.cost_per_trainee))
    return Term(terms)


_FUNCTIONS = (unmet, lateness, changes, transfers, waiting, cost)
MODEL_TERMS: dict[str, Callable[[Columns], Term]] = {function.__name__: function for function in _FUNCTIONS}
assert tuple(MODEL_TERMS) == TERM_NAMES
