"""What a plan leaves free: seats in its classes, classes that could still run, room in every pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Pool
from trainopt.problem.openings import PLENTY, Bools, Ints, Openings

SeatChange = Mapping[int, tuple[Seat, ...] | None]
"""Cohorts with the seats they get; None for cohorts that are not placed any more."""


@dataclass
class RunningClass:
    """A class of a plan while it changes: its unit where units may not mix, and who is in it.

    `expected` are hundredths of trainees.
    """

    opening: int
    number: int
    unit: int | None
    trainees: int = 0
    expected: int = 0
    cohorts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """For one cohort and some openings, what stands in its way; one entry per opening in each array.

    `join`: a class there has the seats. `parallel`: another class could run. `enough`: the cohort alone
    reaches the minimum. `resources`: by name, a further class would have what it needs. `room`: by kind of
    limit, room for its trainees in all weeks. `arrive`: room to arrive in the nation.
    """

    join: Bools
    parallel: Bools
    enough: Bools
    resources: dict[str, Bools]
    room: dict[str, Bools]
    arrive: Bools

    def can_open(self) -> Bools:
        """Whether a further class could be opened, however few were in it."""
        openable = self.parallel.copy()
        for enough in self.resources.values():
            openable &= enough
        return openable

    def has_room(self) -> Bools:
        """Whether the pools of trainees have room."""
        roomy = np.ones_like(self.join)
        for enough in self.room.values():
            roomy &= enough
        return roomy


class Ledger:
    """The classes of a plan and what they leave free. Raises nothing; callers ask before they place."""

    def __init__(self, problem: Problem, openings: Openings) -> None:
        self.problem = problem
        self.openings = openings
        everyone = problem.most_trainees
        self.room: Ints = np.array(
            [[everyone if a is None else a for a in pool.available] for pool in problem.pools], dtype=np.int64
        ).reshape(len(problem.pools), problem.weeks)
        self.most: Ints = np.array([_most(pool) for pool in problem.pools], dtype=np.int64)
        self.running: Ints = np.zeros((len(problem.rows), problem.weeks), dtype=np.int64)
        self.parallel: Ints = np.array([row.parallel for row in problem.rows], dtype=np.int64)
        self.free: Ints = np.zeros(len(openings), dtype=np.int64)
        # By opening, the fewest hundredths of expected trainees in any of its classes, and whether it has
        # several: then each must be asked whether it has the seats.
        self.least_expected: Ints = np.zeros(len(openings), dtype=np.int64)
        self.several: Bools = np.zeros(len(openings), dtype=np.bool_)
        self.expected_most: Ints = np.array([_expected_most(row) for row in problem.rows], dtype=np.int64)
        self.classes: dict[int, list[RunningClass]] = defaultdict(list)
        self.paths: dict[int, tuple[RunningClass, ...]] = {}
        self._index_openings()
        self._leave_out_begun()

    def _leave_out_begun(self) -> None:
        """Of what there is, that which classes take that have begun; they may take more than there is."""
        for at, amount in self.problem.begun_load.items():
            self.room[at] = max(self.room[at] - amount, 0)
        for (row, week), classes in self.problem.begun_running.items():
            self.running[row, week] = min(classes, self.parallel[row])

    def _index_openings(self) -> None:
        openings, problem = self.openings, self.problem
        longest = max((int(d) for d in openings.end - openings.start), default=0) + 1
        self.weeks: Ints = np.minimum(
            openings.start[:, None] + np.arange(longest)[None, :], openings.end[:, None]
        )
        self.row_pools: Ints = np.array([row.pools for row in problem.rows], dtype=np.int64)
        self.arrival_pool = np.array([nation.arrivals for nation in problem.nations], dtype=np.int64)
        names = sorted({problem.pools[pool].resource for row in problem.rows for pool, _ in row.holds})
        self.holds: dict[str, tuple[Ints, Ints]] = {}
        for name in names:
            pools = np.zeros(len(problem.rows), dtype=np.int64)
            units = np.zeros(len(problem.rows), dtype=np.int64)
            for row in problem.rows:
                for pool, per_class in row.holds:
                    if problem.pools[pool].resource == name:
                        pools[row.index], units[row.index] = pool, per_class
            self.holds[name] = (pools, units)

    def fit(self, found: Ints, cohort: Cohort, number: int) -> Fit:
        """How a cohort fits at a step, by its number, into each of the openings `found` of its course."""
        openings, weeks = self.openings, self.weeks[found]
        rows = openings.row[found]
        demand = self.problem.demands[cohort.demand]
        size, expected = cohort.size, cohort.expected[number]
        resources = {}
        for name, (pools, units) in self.holds.items():
            needed = units[rows]
            if needed.any():
                resources[name] = self.room[pools[rows][:, None], weeks].min(axis=1) >= needed
        arrival_pool = self.arrival_pool[openings.nation[found]]
        return Fit(
            join=self._may_join(found, demand.unit, size, expected),
            parallel=self.running[rows[:, None], weeks].max(axis=1) < self.parallel[rows],
            enough=(openings.class_min[found] <= size) & (openings.expected_min[found] <= expected),
            resources=resources,
            room={
                self.problem.pools[pools[0]].kind: self.room[pools[:, None], weeks].min(axis=1) >= size
                for pools in self.trainee_pools(rows, demand.unit)
            },
            arrive=self.room[arrival_pool, openings.start[found]] >= size,
        )

    def trainee_pools(self, rows: Ints, unit: int) -> Iterator[Ints]:
        """For each pool that trainees of the unit in classes of these rows draw on: its index, by row."""
        if len(rows):
            yield from self.row_pools[rows].T
            yield from (np.full(len(rows), pool) for pool in self.problem.units[unit].pools)

    def _may_join(self, found: Ints, unit: int, size: int, expected: int) -> Bools:
        """Whether a class of each opening has the seats; one of the unit's where units may not mix."""
        join: Bools = self.free[found] >= size
        if not len(found):
            return join
        row = self.problem.rows[self.openings.row[found[0]]]
        own = None if row.mixed_units else unit
        if row.sizes.expected_most is not None:
            join &= self.least_expected[found] + expected <= self.expected_most[self.openings.row[found]]
        elif row.mixed_units:
            return join
        for position in np.flatnonzero(join & (self.several[found] | (own is not None))).tolist():
            classes = self.classes[int(found[position])]
            join[position] = any(c.unit == own and self._takes(c, size, expected) for c in classes)
        return join

    def _seats_left(self, running: RunningClass) -> int:
        return self._row(running).sizes.seats - running.trainees

    def _row(self, running: RunningClass) -> CapacityRow:
        return self.problem.rows[int(self.openings.row[running.opening])]

    def _takes(self, running: RunningClass, size: int, expected: int) -> bool:
        """Whether a class has seats for so many planned trainees and hundredths of expected ones."""
        sizes = self._row(running).sizes
        return running.trainees + size <= sizes.seats and (
            sizes.expected_most is None or running.expected + expected <= sizes.expected_most
        )

    def is_too_small(self, running: RunningClass) -> bool:
        """Whether a class may not run as it is."""
        return self.is_too_few(running, running.trainees, running.expected)

    def is_too_few(self, running: RunningClass, trainees: int, expected: int) -> bool:
        """Whether so many planned trainees and hundredths of expected ones may not be all of a class.

        The minimum is that of the openings: where a contradiction is sought, they have none.
        """
        opening, openings = running.opening, self.openings
        return bool(trainees < openings.class_min[opening] or expected < openings.expected_min[opening])

    def part_of_minimum(self, running: RunningClass) -> float:
        """How much of its minimum a class has, as rule 6 counts it."""
        least = int(self.openings.expected_min[running.opening])
        if least:
            return running.expected / least
        return running.trainees / float(self.openings.class_min[running.opening])

    def is_running(self, seat: Seat) -> bool:
        """Whether the very class named runs."""
        return self._class_at(self.openings.at[seat.row, seat.start], seat.number) is not None

    def has_seats(self, seat: Seat, cohort: Cohort, number: int) -> bool:
        """Whether the very class named runs, and has seats for the cohort at this step of its."""
        row = self.problem.rows[seat.row]
        unit = None if row.mixed_units else self.problem.demands[cohort.demand].unit
        running = self._class_at(self.openings.at[seat.row, seat.start], seat.number)
        if running is None or running.unit != unit:
            return False
        return self._takes(running, cohort.size, cohort.expected[number])

    def _class_at(self, opening: int, number: int) -> RunningClass | None:
        return next((running for running in self.classes[opening] if running.number == number), None)

    def place(self, cohort: Cohort, path: Sequence[int]) -> None:
        """Put a cohort into a class of each opening: the fullest that has room, else a new one."""
        self._arrive(cohort, path, -1)
        self.paths[cohort.index] = tuple(
            self._enter(cohort, number, opening) for number, opening in enumerate(path)
        )

    def place_in(self, cohort: Cohort, seats: Sequence[Seat]) -> None:
        """Put a cohort into the very classes named."""
        path = [self.openings.at[seat.row, seat.start] for seat in seats]
        self._arrive(cohort, path, -1)
        entered = []
        for number, (opening, seat) in enumerate(zip(path, seats, strict=True)):
            running = self._class_at(opening, seat.number) or self._open(opening, cohort, seat.number)
            entered.append(self._take(cohort, number, running, 1))
        self.paths[cohort.index] = tuple(entered)

    def remove(self, cohort: Cohort) -> None:
        """Take a placed cohort out of all its classes; a class left empty is closed."""
        path = self.paths.pop(cohort.index)
        self._arrive(cohort, [running.opening for running in path], 1)
        for number, running in enumerate(path):
            self._take(cohort, number, running, -1)
            if not running.cohorts:
                self.classes[running.opening].remove(running)
                self._run(running.opening, -1)
            self._update_free(running.opening)

    def seats(self, index: int) -> tuple[Seat, ...] | None:
        """A cohort's seats; None where it is not placed."""
        openings = self.openings
        path = self.paths.get(index)
        if path is None:
            return None
        return tuple(
            Seat(int(openings.row[c.opening]), int(openings.start[c.opening]), c.number) for c in path
        )

    def assignment(self) -> dict[int, tuple[Seat, ...]]:
        """The plan as it stands."""
        return {index: seats for index in sorted(self.paths) if (seats := self.seats(index)) is not None}

    def changes(self, without: Container[int] = ()) -> int:
        """The term `changes` of the plan as it stands, of cohorts in the data, `without` some of them."""
        problem = self.problem
        total = 0
        for (cohort_id, number), place in problem.published_ahead.items():
            index = problem.cohort_index.get(cohort_id)
            if index is None or index in without or not problem.is_open(cohort_id, number):
                continue
            step = number - problem.demands[problem.cohorts[index].demand].begun
            path = self.paths.get(index, ())
            at = self._place_of(path[step - 1].opening) if step <= len(path) else None
            if at != (problem.site_index.get(place.site_id), place.start):
                total += problem.cohorts[index].size
        return total

    def _place_of(self, opening: int) -> tuple[int, int]:
        return int(self.openings.site[opening]), int(self.openings.start[opening])

    def exchange(self, after: SeatChange) -> bool:
        """Give cohorts other seats, or none. False where that breaks a limit: then all stays as it was."""
        before = {index: self.seats(index) for index in after}
        touched = self._put(after)
        if self._is_sound(touched):
            return True
        self._put(before)
        return False

    def _put(self, after: SeatChange) -> set[int]:
        """Take the cohorts out and put them where they shall be; the openings touched."""
        touched: set[int] = set()
        for index in after:
            if index in self.paths:
                touched |= {running.opening for running in self.paths[index]}
                self.remove(self.problem.cohorts[index])
        for index, seats in after.items():
            if seats is not None:
                self.place_in(self.problem.cohorts[index], seats)
                touched |= {running.opening for running in self.paths[index]}
        return touched

    def _is_sound(self, touched: set[int]) -> bool:
        """Whether no pool is overdrawn, and the classes of these openings may run as they are."""
        if (self.room < 0).any() or (self.running > self.parallel[:, None]).any():
            return False
        return all(self._may_run(running) for opening in touched for running in self.classes[opening])

    def _may_run(self, running: RunningClass) -> bool:
        row = self.problem.rows[self.openings.row[running.opening]]
        units = {self.problem.demands[self.problem.cohorts[index].demand].unit for index in running.cohorts}
        one_unit = row.mixed_units or units == {running.unit}
        sizes = row.sizes
        enough = running.trainees >= sizes.least and running.expected >= sizes.expected_least
        return one_unit and enough and self._takes(running, 0, 0)

    def _arrive(self, cohort: Cohort, path: Sequence[int], sign: int) -> None:
        origin = self.problem.demands[cohort.demand].origin
        before = None if origin is None else origin.nation
        for opening in path:
            nation = int(self.openings.nation[opening])
            if nation != before:
                self.room[self.arrival_pool[nation], self.openings.start[opening]] += sign * cohort.size
            before = nation

    def _enter(self, cohort: Cohort, number: int, opening: int) -> RunningClass:
        row = self.problem.rows[self.openings.row[opening]]
        unit = None if row.mixed_units else self.problem.demands[cohort.demand].unit
        fitting = [
            running
            for running in self.classes[opening]
            if running.unit == unit and self._takes(running, cohort.size, cohort.expected[number])
        ]
        if fitting:
            running = min(fitting, key=lambda running: (self._seats_left(running), running.number))
        else:
            free = max((running.number for running in self.classes[opening]), default=0) + 1
            running = self._open(opening, cohort, free)
        return self._take(cohort, number, running, 1)

    def _open(self, opening: int, cohort: Cohort, number: int) -> RunningClass:
        row = self.problem.rows[self.openings.row[opening]]
        unit = None if row.mixed_units else self.problem.demands[cohort.demand].unit
        running = RunningClass(opening, number, unit)
        self.classes[opening].append(running)
        self._run(opening, 1)
        return running

    def _run(self, opening: int, sign: int) -> None:
        row = self.problem.rows[self.openings.row[opening]]
        weeks = slice(int(self.openings.start[opening]), int(self.openings.end[opening]) + 1)
        self.running[row.index, weeks] += sign
        for pool, units in row.holds:
            self.room[pool, weeks] -= sign * units

    def _take(self, cohort: Cohort, number: int, running: RunningClass, sign: int) -> RunningClass:
        opening = running.opening
        running.trainees += sign * cohort.size
        running.expected += sign * cohort.expected[number]
        if sign > 0:
            running.cohorts[cohort.index] = cohort.size
        else:
            del running.cohorts[cohort.index]
        weeks = slice(int(self.openings.start[opening]), int(self.openings.end[opening]) + 1)
        row = self.problem.rows[self.openings.row[opening]]
        unit = self.problem.units[self.problem.demands[cohort.demand].unit]
        for pool in (*row.pools, *unit.pools):
            self.room[pool, weeks] -= sign * cohort.size
        self._update_free(opening)
        return running

    def _update_free(self, opening: int) -> None:
        classes = self.classes[opening]
        self.free[opening] = max((self._seats_left(running) for running in classes), default=0)
        self.least_expected[opening] = min((running.expected for running in classes), default=0)
        self.several[opening] = len(classes) > 1


def _expected_most(row: CapacityRow) -> int:
    """Hundredths of expected trainees in one class of the row."""
    most = row.sizes.expected_most
    return PLENTY if most is None else most


def _most(pool: Pool) -> int:
    """The most there is in any week; 1 where there never is a limit."""
    return max((most for most in pool.available if most is not None), default=1)


def ledger_of(problem: Problem, openings: Openings, assignment: Assignment) -> Ledger:
    """The ledger of a plan that breaks no rule."""
    ledger = Ledger(problem, openings)
    for index, seats in assignment.items():
        ledger.place_in(problem.cohorts[index], seats)
    return ledger
