"""What is explained: a plan that breaks no rule of its dataset, and its cohorts that are unmet or late."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trainopt.check import terms
from trainopt.dataset import Dataset
from trainopt.dataset.wording import nearest
from trainopt.errors import UsageError, shown
from trainopt.plan.begun import with_begun
from trainopt.plan.given import check_allowed
from trainopt.plan.placements import Plan, Seat, assignment_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.entities import Cohort, Demand
from trainopt.problem.options import find_options
from trainopt.scenario.rows import BaseRows

MOST_EXPLAINED = 1000
"""So many demands are explained, or changes of capacity verified, at a time."""


@dataclass(frozen=True)
class Situation:
    """A dataset with an allowed plan. `assignment` has the seats of the cohorts that are placed.

    `made` is how many seconds it took to make the problem and its options, where it was asked.
    """

    dataset: Dataset
    problem: Problem
    plan: Plan
    assignment: Mapping[int, tuple[Seat, ...]]
    made: float = field(default=0.0, compare=False)

    def demand(self, cohort: Cohort) -> Demand:
        """The cohort's demand."""
        return self.problem.demands[cohort.demand]

    def weeks_late(self, index: int) -> int:
        """By how many weeks the cohort's last step ends after its due week; 0 where it is unmet."""
        if index not in self.assignment:
            return 0
        last = self.assignment[index][-1]
        end = last.start + self.problem.rows[last.row].duration - 1
        return max(end - self.demand(self.problem.cohorts[index]).due, 0)

    def weeks_certain(self, index: int) -> int:
        """By how many weeks it is late whatever anybody gives: its courses take longer than it has."""
        demand = self.demand(self.problem.cohorts[index])
        shortest: dict[str, int] = {}
        for row in self.problem.rows:
            shortest[row.course_id] = min(row.duration, shortest.get(row.course_id, row.duration))
        needed = sum(shortest[step.course_id] for step in demand.steps)
        pin = self.problem.cohorts[index].pins[0]
        first = max(demand.ready, self.problem.as_of) if pin is None else pin.start
        return max(first + needed - 1 - demand.due, 0)

    def last_week_that_does(self, index: int) -> int:
        """The last week in which its training is of use; of one that is late, in which it is on time."""
        demand = self.demand(self.problem.cohorts[index])
        return min(demand.due, demand.latest) if index in self.assignment else demand.latest

    @cached_property
    def base_rows(self) -> BaseRows:
        """The rows of the dataset, as changes start from them."""
        return BaseRows.of(self.dataset)

    def make_rows(self) -> None:
        """Make the rows that threads begin from: each would make them for itself."""
        _ = self.base_rows

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The tiers' values."""
        found = terms(self.problem, self.plan)
        return tuple(found[term] for term in self.problem.objective)


def situation_of(dataset: Dataset, plan: Plan) -> Situation:
    """Index a plan against its dataset. Raises PlanFaults with every rule that it breaks."""
    dataset = with_begun(dataset, plan)
    began = time.monotonic()
    problem = build_problem(dataset)
    find_options(problem)
    made = time.monotonic() - began
    check_allowed(problem, plan)
    return Situation(dataset, problem, plan, assignment_of(problem, plan), made)


def subjects(
    found: Situation, demand: str | None = None, cohort: str | None = None, unit: str | None = None
) -> list[int]:
    """The cohorts that are unmet or late, of a demand, a unit or one alone, those with the most weight first.

    Unmet cohorts come before late ones; a late one weighs its trainees times the weeks it is late.
    Raises UsageError where there is no such demand, cohort or unit.
    """
    problem = found.problem
    _known("demand", demand, {d.demand_id for d in problem.demands})
    _known("cohort", cohort, set(problem.cohort_index))
    _known("unit", unit, {u.unit_id for u in problem.units})
    units = _with_subordinates(found.dataset, unit)
    chosen = [
        one.index
        for one in problem.cohorts
        if (demand is None or found.demand(one).demand_id == demand)
        and (cohort is None or one.cohort_id == cohort)
        and (unit is None or problem.units[found.demand(one).unit].unit_id in units)
        and (one.index not in found.assignment or found.weeks_late(one.index))
    ]
    return sorted(chosen, key=lambda index: _rank(found, index))


def _rank(found: Situation, index: int) -> tuple[bool, int, int]:
    weight = found.problem.weight(found.problem.cohorts[index])
    return index in found.assignment, -weight * max(found.weeks_late(index), 1), index


def _known(what: str, name: str | None, known: set[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(f"there is no {what} {shown(name)} in the dataset{nearest(str(name), known)}")


def _with_subordinates(dataset: Dataset, unit: str | None) -> set[str]:
    """The unit and all below it."""
    units = {unit} if unit is not None else set()
    while more := {u.unit_id for u in dataset.units if u.parent_unit_id in units} - units:
        units |= more
    return units
