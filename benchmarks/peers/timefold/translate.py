"""A problem as the whole numbers that the Java program reads, and its plans as assignments.

The order in which numbers are written is that in which `java/contest/Input.java` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.peers.slots import Slot, make_slots, slots_by_fill
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Group
from trainopt.problem.options import Options

NONE = -1
"""Stands for no limit, no tier and no longest wait."""

LOCATIONS = {"any": 0, "same_nation": 1, "same_site": 2}
PLANNED_TERMS = ("unmet", "lateness", "transfers", "waiting", "cost")
PLAN = "plan"
"""The word with which a line begins that is a plan."""


@dataclass(frozen=True)
class Found:
    """A plan of the peer, and what it takes it to be worth in the tiers that it pursues, the first ones."""

    values: tuple[int, ...]
    assignment: dict[int, tuple[Seat, ...]]


@dataclass
class Instance:
    """A problem on its way to the peer and back.

    `openings` are those with slots, as the peer counts them, and `slots` by opening those of each; `cells`
    number what limits a week: (pool, week), or (-1 - capacity row, week) for its parallel classes.
    """

    problem: Problem
    options: Options
    slots: list[list[Slot]]
    number_of: dict[int, int]
    cells: dict[tuple[int, int], int] = field(default_factory=dict)
    available: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, problem: Problem, options: Options) -> Instance:
        """The problem; raises ValueError for one that compares with a published plan."""
        if problem.published is not None:
            raise ValueError("the Timefold peer knows no published plan")
        by_opening = make_slots(problem, options)
        numbers = {opening: number for number, opening in enumerate(by_opening)}
        return cls(problem, options, list(by_opening.values()), numbers)

    def text(self, seed: int, seconds: tuple[float, float], start: Assignment) -> str:
        """All that the program reads: how it searches, the problem, and the plan it begins with.

        `seconds` are those of the first tier alone, then those of all tiers.
        """
        # Cells are numbered as they come up, so what has them is worked out before they are written.
        body = [*self._openings(), *self._units(), *self._patterns(), *self._cohorts(), *self._start(start)]
        milliseconds = [round(1000 * limit) for limit in seconds]
        head = [seed, *milliseconds, self.problem.transfer_weeks, *self._levels(), len(self._courses())]
        cells = [len(self.available), *self.available]
        return " ".join(map(str, [*head, *cells, *body])) + "\n"

    def found(self, line: str) -> Found | None:
        """The plan that a line of the program means; None for a line that is none."""
        word, _, rest = line.partition(" ")
        if word != PLAN:
            return None
        numbers = iter(map(int, rest.split()))
        values = tuple(next(numbers) for _ in range(next(numbers)))
        return Found(values[: len(self.problem.objective)], dict(self._placed(numbers)))

    def _placed(self, numbers: Iterator[int]) -> Iterator[tuple[int, tuple[Seat, ...]]]:
        for cohort in numbers:
            steps = self.problem.demands[self.problem.cohorts[cohort].demand].steps
            slots = [self.slots[next(numbers)][next(numbers)] for _ in steps]
            yield cohort, tuple(Seat(slot.row.index, slot.start, slot.number) for slot in slots)

    def _levels(self) -> list[int]:
        """By term, the tier in which it is pursued."""
        tiers = self.problem.objective
        return [tiers.index(term) if term in tiers else NONE for term in PLANNED_TERMS]

    def _courses(self) -> dict[str, int]:
        names = sorted({step.course_id for demand in self.problem.demands for step in demand.steps})
        return {name: number for number, name in enumerate(names)}

    def _cell(self, owner: int, week: int, available: int | None) -> int:
        """The number of a limit in a week; NONE where there is none."""
        if available is None:
            return NONE
        number = self.cells.setdefault((owner, week), len(self.available))
        if number == len(self.available):
            self.available.append(available)
        return number

    def _pool(self, pool: int, week: int) -> int:
        return self._cell(pool, week, self.problem.pools[pool].available[week])

    def _openings(self) -> Iterator[int]:
        yield len(self.slots)
        for opening, slots in zip(self.number_of, self.slots, strict=True):
            slot, row = slots[0], slots[0].row
            yield from (row.site, row.nation, slot.start, slot.end)
            yield from (int(self.options.openings.class_min[opening]), slot.room, int(not row.mixed_units))
            yield from (row.cost_per_class, row.cost_per_trainee, len(slots))
            yield self._pool(self.problem.nations[row.nation].arrivals, slot.start)
            weeks = range(slot.start, slot.end + 1)
            trainees = [self._pool(pool, week) for pool in row.pools for week in weeks]
            limited = [cell for cell in trainees if cell != NONE]
            yield from (len(limited), *limited)
            draws = list(self._draws(row, weeks))
            yield len(draws)
            for cell, units in draws:
                yield from (cell, units)

    def _draws(self, row: CapacityRow, weeks: range) -> Iterator[tuple[int, int]]:
        """(cell, units) of what a running class takes: one of the row's parallel classes, and resources."""
        for week in weeks:
            yield self._cell(-1 - row.index, week, row.parallel), 1
            for pool, units in row.holds:
                cell = self._pool(pool, week)
                if cell != NONE:
                    yield cell, units

    def _units(self) -> Iterator[int]:
        yield len(self.problem.units)
        for unit in self.problem.units:
            yield len(unit.pools)
            for pool in unit.pools:
                yield self.problem.weeks
                yield from (self._pool(pool, week) for week in range(self.problem.weeks))

    def _patterns(self) -> Iterator[int]:
        courses = self._courses()
        yield len(self.problem.groups)
        for group in self.problem.groups:
            demand = self.problem.demands[group.demand]
            yield from (group.size, demand.priority, demand.due, demand.unit, int(any(group.pins)))
            yield len(demand.steps)
            for step, options in zip(demand.steps, self._options(group), strict=True):
                longest = NONE if step.max_wait is None else step.max_wait
                yield from (courses[step.course_id], longest, LOCATIONS[step.location])
                yield from (len(options), *options)

    def _options(self, group: Group) -> Iterator[list[int]]:
        """By step, the openings that it can use, by start week."""
        for step in self.options.by_group[group.index]:
            usable = [self.number_of[opening] for opening in step.tolist() if opening in self.number_of]
            yield sorted(usable, key=lambda number: (self.slots[number][0].start, number))

    def _cohorts(self) -> Iterator[int]:
        group_of = {cohort: group.index for group in self.problem.groups for cohort in group.cohorts}
        yield len(self.problem.cohorts)
        yield from (group_of[cohort.index] for cohort in self.problem.cohorts)

    def _start(self, start: Assignment) -> Iterator[int]:
        slot_of = slots_by_fill(self.problem, self._by_seat(), start)
        opening_of = {slot.index: number for number, slots in enumerate(self.slots) for slot in slots}
        yield len(start)
        for cohort, seats in start.items():
            yield cohort
            for seat in seats:
                slot = slot_of[seat]
                yield from (opening_of[slot.index], slot.number - 1)

    def _by_seat(self) -> Mapping[Seat, Slot]:
        return {Seat(s.row.index, s.start, s.number): s for slots in self.slots for s in slots}
