"""An allowed plan with what its placements refer to: what the result tables are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trainopt.plan.placements import Placement, Plan
from trainopt.plan.reasons import Reason
from trainopt.problem import Problem
from trainopt.problem.entities import BegunStep, Cohort, Demand


@dataclass(frozen=True)
class HeldStep:
    """A step that is held, with what it refers to, whether it has begun or is planned.

    Of its trainees so many hundredths are `expected`.
    `demand` is that of the table, None where it is gone. `is_last`: its cohort needs nothing after it.
    """

    placement: Placement
    demand: Demand | None
    demand_id: str
    unit_id: str
    pipeline_id: str
    course_id: str
    nation_id: str
    end: int
    trainees: int
    expected: int
    class_min: int
    class_max: int
    is_last: bool
    pinned: bool

    @property
    def weeks_late(self) -> int:
        """Weeks by which it ends after due, 0 when on time."""
        return 0 if self.demand is None else max(self.end - self.demand.due, 0)


@dataclass(frozen=True)
class AllowedPlan:
    """A plan that breaks no rule, its problem, and the reasons of who is unmet."""

    problem: Problem
    plan: Plan
    reasons: Mapping[int, Reason]

    @cached_property
    def held(self) -> list[HeldStep]:
        """The placements in the order of cohorts and steps."""
        begun = self.problem.begun_at
        return [
            self._planned(placement) if step is None else self._begun(placement, step)
            for placement in self.plan.placements
            for step in [begun.get((placement.cohort_id, placement.step))]
        ]

    def _planned(self, placement: Placement) -> HeldStep:
        problem = self.problem
        cohort = problem.cohorts[problem.cohort_index[placement.cohort_id]]
        needs = problem.demands[cohort.demand]
        demand = needs if needs.rest_of is None else problem.demands[needs.rest_of]
        number = placement.step - needs.begun - 1
        course_id = needs.steps[number].course_id
        row = problem.row_at[problem.site_index[placement.site_id], course_id, placement.start]
        return HeldStep(
            placement=placement,
            demand=demand,
            demand_id=demand.demand_id,
            unit_id=problem.units[demand.unit].unit_id,
            pipeline_id=demand.pipeline_id,
            course_id=course_id,
            nation_id=problem.nations[row.nation].nation_id,
            end=placement.start + row.duration - 1,
            trainees=cohort.size,
            expected=cohort.expected[number],
            class_min=row.class_min,
            class_max=row.class_max,
            is_last=number == len(needs.steps) - 1,
            pinned=cohort.pins[number] is not None,
        )

    def _begun(self, placement: Placement, step: BegunStep) -> HeldStep:
        who = self.problem.under_way_by_id[placement.cohort_id]
        return HeldStep(
            placement=placement,
            demand=None if who.demand is None else self.problem.demands[who.demand],
            demand_id=step.demand_id,
            unit_id=step.unit_id,
            pipeline_id=step.pipeline_id,
            course_id=step.course_id,
            nation_id=step.nation_id,
            end=step.end,
            trainees=step.trainees,
            expected=step.expected,
            class_min=step.class_min,
            class_max=step.class_max,
            is_last=who.finished and who.demand is not None and step.step == len(who.steps),
            pinned=True,
        )

    @cached_property
    def last_steps(self) -> dict[str, HeldStep]:
        """Of each cohort that is placed, or has finished, its last step."""
        return {held.placement.cohort_id: held for held in self.held if held.is_last}

    @cached_property
    def unmet(self) -> list[Cohort]:
        """The cohorts that are not placed."""
        return [cohort for cohort in self.problem.cohorts if cohort.cohort_id not in self.last_steps]

    def monday(self, week: int) -> date:
        """A start as the tables show it."""
        return self.problem.calendar.monday(week)

    def sunday(self, week: int) -> date:
        """An end as the tables show it."""
        return self.problem.calendar.sunday(week)
