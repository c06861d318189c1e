"""A plan seen against its problem: every placement with what the problem knows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.entities import BegunStep, CapacityRow, Cohort, Demand, Step


@dataclass(frozen=True)
class SeenPlacement:
    """A placement that can be judged: its cohort and step are known.

    `expected` are hundredths of trainees. `row` is None where no class can be. Of a step that has `begun` the
    place is that which it really has. `number` is which of the steps that its cohort still needs it is, from
    0; `demand` is that of these steps.
    """

    placement: Placement
    course_id: str
    size: int
    expected: int
    site: int | None
    nation_id: str
    nation: int | None
    unit: int | None
    row: CapacityRow | None
    end: int | None
    cohort: Cohort | None
    demand: Demand | None
    number: int
    begun: BegunStep | None = None

    @property
    def start(self) -> int:
        """Its first week, which may lie before the horizon."""
        return self.placement.start if self.begun is None else self.begun.start

    @property
    def weeks(self) -> range:
        """Its weeks within the horizon."""
        if self.begun is not None:
            return self.begun.weeks
        return range(0) if self.end is None else range(self.placement.start, self.end + 1)

    @property
    def step(self) -> Step | None:
        """The pipeline's word on it; None of a step that has begun."""
        return None if self.demand is None or self.begun else self.demand.steps[self.number]

    @property
    def is_last(self) -> bool:
        """Whether its cohort needs nothing after it."""
        return self.demand is not None and self.number == len(self.demand.steps) - 1

    @property
    def pools(self) -> tuple[int, ...]:
        """What its trainees draw on, beside their unit's."""
        if self.begun is not None:
            return self.begun.pools
        return self.row.pools if self.row else ()

    @property
    def holds(self) -> tuple[tuple[int, int], ...]:
        """What its class draws on."""
        if self.begun is not None:
            return self.begun.holds
        return self.row.holds if self.row else ()

    @property
    def is_pinned(self) -> bool:
        """Whether its cohort is pinned, or was frozen, where it is."""
        place = None if self.cohort is None else self.cohort.pins[self.number]
        return place is not None and (place.site, place.start) == (self.site, self.placement.start)

    @property
    def counts(self) -> bool:
        """Whether it counts in the terms: nothing does of a cohort whose demand is gone."""
        return self.begun is None or self.begun.counts


@dataclass(frozen=True)
class PlanView:
    """A plan seen against its problem: what is held by cohort and by class."""

    problem: Problem
    held: tuple[SeenPlacement, ...]
    unknown: tuple[Placement, ...]
    by_cohort: dict[str, list[SeenPlacement]]
    by_class: dict[str, list[SeenPlacement]]


def begun_in(held: Sequence[SeenPlacement]) -> list[SeenPlacement]:
    """Who in a class has begun it."""
    return [one for one in held if one.begun is not None]


def first_of(held: Sequence[SeenPlacement]) -> SeenPlacement:
    """Who a class is told by: of those who have begun it, if there are any, who is in it longest."""
    begun = begun_in(held)
    return max(begun, key=lambda one: one.weeks.stop) if begun else held[0]


def view_of(problem: Problem, plan: Plan) -> PlanView:
    """Every placement with what is known of it; those of which nothing is are `unknown`."""
    held: list[SeenPlacement] = []
    unknown: list[Placement] = []
    by_cohort: dict[str, list[SeenPlacement]] = defaultdict(list)
    by_class: dict[str, list[SeenPlacement]] = defaultdict(list)
    for placement in plan.placements:
        one = _begun(problem, placement) or _held(problem, placement)
        if one is None:
            unknown.append(placement)
            continue
        held.append(one)
        by_cohort[placement.cohort_id].append(one)
        by_class[placement.class_id].append(one)
    for steps in by_cohort.values():
        steps.sort(key=lambda one: one.placement.step)
    return PlanView(problem, tuple(held), tuple(unknown), dict(by_cohort), dict(by_class))


def _begun(problem: Problem, placement: Placement) -> SeenPlacement | None:
    """A placement of a step that has begun; None of any other."""
    step = problem.begun_at.get((placement.cohort_id, placement.step))
    if step is None:
        return None
    row = None if step.row is None else problem.rows[step.row]
    return SeenPlacement(
        placement, step.course_id, step.trainees, step.expected, step.site, step.nation_id, step.nation,
        step.unit, row, step.end, None, None, -1, step,
    )  # fmt: skip


def _held(problem: Problem, placement: Placement) -> SeenPlacement | None:
    index = problem.cohort_index.get(placement.cohort_id)
    if index is None:
        return None
    cohort = problem.cohorts[index]
    demand = problem.demands[cohort.demand]
    number = placement.step - demand.begun - 1
    if not 0 <= number < len(demand.steps):
        return None
    course_id = demand.steps[number].course_id
    site, nation, nation_id, row = problem.site_index.get(placement.site_id), None, "", None
    if site is not None:
        nation = problem.sites[site].nation
        nation_id = problem.nations[nation].nation_id
        row = problem.row_at.get((site, course_id, placement.start))
    end = None if row is None else placement.start + row.duration - 1
    return SeenPlacement(
        placement, course_id, cohort.size, cohort.expected[number], site, nation_id, nation, demand.unit,
        row, end, cohort, demand, number,
    )  # fmt: skip
