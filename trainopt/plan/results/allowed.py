"""An allowed plan with what its placements refer to: what the result tables are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trainopt.plan.placements import Placement, Plan
from trainopt.plan.reasons import Reason
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand


@dataclass(frozen=True)
class HeldStep:
    """A placement with what it refers to."""

    placement: Placement
    cohort: Cohort
    demand: Demand
    row: CapacityRow

    @property
    def end(self) -> int:
        """The last week."""
        return self.placement.start + self.row.duration - 1

    @property
    def is_last(self) -> bool:
        """Whether it is the pipeline's last step."""
        return self.placement.step == len(self.demand.steps)

    @property
    def weeks_late(self) -> int:
        """Weeks by which it ends after due, 0 when on time."""
        return max(self.end - self.demand.due, 0)


@dataclass(frozen=True)
class AllowedPlan:
    """A plan that breaks no rule, its problem, and the reasons of who is unmet."""

    problem: Problem
    plan: Plan
    reasons: Mapping[int, Reason]

    @cached_property
    def held(self) -> list[HeldStep]:
        """The placements in the order of cohorts and steps."""
        problem = self.problem
        held = []
        for placement in self.plan.placements:
            cohort = problem.cohorts[problem.cohort_index[placement.cohort_id]]
            demand = problem.demands[cohort.demand]
            course_id = demand.steps[placement.step - 1].course_id
            row = problem.row_at[problem.site_index[placement.site_id], course_id, placement.start]
            held.append(HeldStep(placement, cohort, demand, row))
        return held

    @cached_property
    def last_steps(self) -> dict[int, HeldStep]:
        """Of each placed cohort, its last step."""
        return {held.cohort.index: held for held in self.held if held.is_last}

    @cached_property
    def unmet(self) -> list[Cohort]:
        """The cohorts that are not placed."""
        return [cohort for cohort in self.problem.cohorts if cohort.index not in self.last_steps]

    def monday(self, week: int) -> date:
        """A start as the tables show it."""
        return self.problem.calendar.monday(week)

    def sunday(self, week: int) -> date:
        """An end as the tables show it."""
        return self.problem.calendar.sunday(week)

    def site_id(self, row: CapacityRow) -> str:
        """The row's site."""
        return self.problem.sites[row.site].site_id

    def nation_id(self, row: CapacityRow) -> str:
        """The row's nation."""
        return self.problem.nations[row.nation].nation_id
