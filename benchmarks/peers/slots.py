"""The classes that may run: for every opening as many slots as classes could start in it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow
from trainopt.problem.options import Options


@dataclass(frozen=True)
class Slot:
    """A class that may run, the `number`th of its capacity row from week `start`, for `room` trainees."""

    index: int
    row: CapacityRow
    start: int
    number: int
    room: int

    @property
    def end(self) -> int:
        """The class's last week."""
        return self.start + self.row.duration - 1


def make_slots(problem: Problem, options: Options) -> dict[int, list[Slot]]:
    """The slots of each opening that some cohort can use."""
    openings = options.openings
    cohorts = np.zeros(len(openings), dtype=np.int64)
    trainees = np.zeros(len(openings), dtype=np.int64)
    for group in problem.groups:
        for step in options.by_group[group.index]:
            cohorts[step] += group.count
            trainees[step] += group.count * group.size
    most = np.minimum(np.minimum(openings.most, cohorts), trainees // openings.class_min)
    slots: dict[int, list[Slot]] = defaultdict(list)
    index = 0
    for opening in np.flatnonzero(most).tolist():
        row, start = problem.rows[openings.row[opening]], int(openings.start[opening])
        for number in range(1, int(most[opening]) + 1):
            slots[opening].append(Slot(index, row, start, number, int(openings.room[opening])))
            index += 1
    return dict(slots)


def slots_by_fill(problem: Problem, slots: Mapping[Seat, Slot], assignment: Assignment) -> dict[Seat, Slot]:
    """A slot for each class of a plan: of one opening's classes the fuller one first."""
    taken: dict[Seat, int] = defaultdict(int)
    for cohort, seats in assignment.items():
        for seat in seats:
            taken[seat] += problem.cohorts[cohort].size
    used: dict[tuple[int, int], int] = defaultdict(int)
    slot_of = {}
    for seat in sorted(taken, key=lambda seat: (-taken[seat], seat)):
        used[seat.row, seat.start] += 1
        slot_of[seat] = slots[Seat(seat.row, seat.start, used[seat.row, seat.start])]
    return slot_of
