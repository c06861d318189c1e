"""Between a plan and a point of the whole model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.peers.pattern import Pattern
from benchmarks.peers.rows import Ints
from benchmarks.peers.slots import Slot, slots_by_fill
from benchmarks.peers.whole import WholeModel
from trainopt.plan.placements import Assignment, Seat


def assignment_at(model: WholeModel, point: Ints) -> dict[int, tuple[Seat, ...]]:
    """The plan that a point means."""
    assignment: dict[int, tuple[Seat, ...]] = {}
    for cohort, first in enumerate(model.first):
        pattern = model.patterns[model.group_of[cohort]]
        if point[first]:
            held = (next(c.slot for c in step if point[first + c.column]) for step in pattern.steps)
            assignment[cohort] = tuple(Seat(slot.row.index, slot.start, slot.number) for slot in held)
    return assignment


def point_of(model: WholeModel, assignment: Assignment) -> Ints:
    """All columns' values for an allowed plan, its like cohorts and like classes put in the model's order."""
    point = np.zeros(len(model.rows.lower), dtype=np.int64)
    by_seat = {Seat(s.row.index, s.start, s.number): s for s in model.slots}
    slot_of = slots_by_fill(model.problem, by_seat, assignment)
    for cohort, seats in _first_cohorts_placed(model, assignment):
        pattern = model.patterns[model.group_of[cohort]]
        slots = [slot_of[seat] for seat in seats]
        first = model.first[cohort]
        point[first] = 1
        for step, slot in zip(pattern.steps, slots, strict=True):
            column = next(choice.column for choice in step if choice.slot is slot)
            point[first + column] = 1
            point[slot.index] = 1
            point[model.taken(slot)] += pattern.group.size
            if (slot.index, pattern.demand.unit) in model.of_unit:
                point[model.of_unit[slot.index, pattern.demand.unit]] = 1
        for column in _moves(pattern, slots):
            point[first + column] = 1
    return point


def _first_cohorts_placed(
    model: WholeModel, assignment: Assignment
) -> Iterator[tuple[int, tuple[Seat, ...]]]:
    """The ways of each group's placed cohorts, dealt out anew to its first cohorts."""
    for group in model.problem.groups:
        ways = [assignment[index] for index in group.cohorts if index in assignment]
        yield from zip(group.cohorts, ways, strict=False)


def _moves(pattern: Pattern, slots: list[Slot]) -> Iterator[int]:
    """The columns of the moves of a cohort that goes through these classes."""
    for (step, nation, week), column in pattern.moves.items():
        before, after = slots[step - 1], slots[step]
        if after.row.nation == nation != before.row.nation and week in (None, after.start):
            yield column
