"""A plan: which step of which cohort is held where, from which week, in which class. Also a broken one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trainopt.dataset.source import Places
from trainopt.problem import Problem


class Seat(NamedTuple):
    """A class by capacity row, start week and a number that tells classes of one opening apart."""

    row: int
    start: int
    number: int


Assignment = Mapping[int, tuple[Seat, ...]]
"""By placed cohort, its seat on every step: how the search holds a plan."""


@dataclass(frozen=True, order=True)
class Placement:
    """A cohort's step in a class. `step` counts from 1, `start` is a week of the horizon.

    `line` is where it stands in assignments.csv, 0 for a plan that was not read from there.
    """

    cohort_id: str
    step: int
    site_id: str
    start: int
    class_id: str
    line: int = 0


@dataclass(frozen=True)
class Plan:
    """Placements in the order of cohorts and steps; `places` say where those that were read stand."""

    placements: tuple[Placement, ...] = ()
    places: Places = field(default_factory=Places, compare=False)

    def __repr__(self) -> str:
        cohorts = len({placement.cohort_id for placement in self.placements})
        return f"Plan({len(self.placements):,} placements of {cohorts:,} cohorts)"

    def digest(self) -> str:
        """SHA-256 of who is where, which tells plans apart whatever file they come from."""
        held = [(one.cohort_id, one.step, one.site_id, one.start, one.class_id) for one in self.placements]
        return hashlib.sha256(repr(sorted(held)).encode()).hexdigest()

    def by_cohort(self) -> dict[str, list[Placement]]:
        """The placements of each placed cohort, in the order of its steps."""
        cohorts: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.placements:
            cohorts[placement.cohort_id].append(placement)
        return cohorts


def class_name(site_id: str, course_id: str, start: str, number: int) -> str:
    """`<site_id>.<course_id>.<start>.<n>`."""
    return f"{site_id}.{course_id}.{start}.{number}"


def plan_of(problem: Problem, assignment: Assignment) -> Plan:
    """Names for indices; classes of one opening are numbered in the order of their first cohorts' ids.

    What has begun is in every plan, with the classes that it has.
    """
    names = {index: problem.cohorts[index].cohort_id for index in assignment}
    first: dict[Seat, str] = {}
    for index, seats in assignment.items():
        for seat in seats:
            first[seat] = min(first.get(seat, names[index]), names[index])
    class_ids = _class_ids(problem, sorted(first, key=lambda seat: (seat.row, seat.start, first[seat])))
    placements = [
        Placement(
            names[index],
            problem.demands[problem.cohorts[index].demand].begun + step,
            problem.sites[problem.rows[seat.row].site].site_id,
            seat.start,
            class_ids[seat],
        )
        for index, seats in assignment.items()
        for step, seat in enumerate(seats, 1)
    ]
    return Plan(tuple(sorted([*placements, *begun_placements(problem)])))


def begun_placements(problem: Problem) -> list[Placement]:
    """What has begun."""
    return [
        Placement(step.cohort_id, step.step, step.site_id, step.start, step.class_id)
        for step in problem.begun_at.values()
    ]


def _class_ids(problem: Problem, seats: Iterable[Seat]) -> dict[Seat, str]:
    counts: dict[tuple[int, int], int] = defaultdict(int)
    class_ids: dict[Seat, str] = {}
    for seat in seats:
        row = problem.rows[seat.row]
        if row.joins is not None:
            class_ids[seat] = row.joins
        monday = problem.calendar.monday(seat.start).isoformat()
        place = problem.sites[row.site].site_id, row.course_id, monday
        while seat not in class_ids:
            counts[seat.row, seat.start] += 1
            name = class_name(*place, counts[seat.row, seat.start])
            if name not in problem.begun_classes:
                class_ids[seat] = name
    return class_ids


def unplaced(problem: Problem, plan: Plan) -> int:
    """The trainees of the cohorts that a plan does not place, each counted once."""
    placed = {placement.cohort_id for placement in plan.placements}
    return sum(cohort.size for cohort in problem.cohorts if cohort.cohort_id not in placed)


def assignment_of(problem: Problem, plan: Plan) -> dict[int, tuple[Seat, ...]]:
    """Indices for names, for a plan that breaks no rule."""
    numbers: dict[str, int] = {}
    assignment: dict[int, tuple[Seat, ...]] = {}
    for cohort_id, placements in plan.by_cohort().items():
        planned = [one for one in placements if problem.is_open(cohort_id, one.step)]
        if not planned:
            continue
        cohort = problem.cohorts[problem.cohort_index[cohort_id]]
        steps = problem.demands[cohort.demand].steps
        seats = []
        for placement, step in zip(planned, steps, strict=True):
            site = problem.site_index[placement.site_id]
            row = problem.joining.get(placement.class_id)
            if row is None:
                row = problem.row_at[site, step.course_id, placement.start]
            number = numbers.setdefault(placement.class_id, len(numbers))
            seats.append(Seat(row.index, placement.start, number))
        assignment[cohort.index] = tuple(seats)
    return assignment
