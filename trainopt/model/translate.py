"""Between a plan and a point of the model: seats to columns, counts back to cohorts first in, first out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from trainopt.model.build import Model
from trainopt.model.columns import Columns, GroupStep, Slot
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem.entities import Group


def point_of(model: Model, assignment: Assignment) -> list[int]:
    """All columns' values for an allowed plan of the free groups, beside those of the ledger."""
    c = model.columns
    values: dict[int, int] = defaultdict(int)
    slot_of = _slots_in_order(c, assignment)
    column_of = {(key, slot.index): column for key, seats in c.seats.items() for slot, column in seats}
    for group in c.groups:
        for index in group.cohorts:
            seats = assignment.get(index)
            if seats is None:
                continue
            values[c.placed[group.index]] += 1
            for step, seat in enumerate(seats):
                slot = slot_of[seat]
                if slot.running is not None:
                    values[slot.running] = 1
                values[column_of[(group.index, step), slot.index]] += 1
                unit = c.of_unit.get((slot.index, c.demand(group).unit))
                if unit is not None:
                    values[unit] = 1
            _moves(c, group, [slot_of[seat] for seat in seats], values)
    return c.linear.complete(values)


def _slots_in_order(c: Columns, assignment: Assignment) -> dict[Seat, Slot]:
    """A slot for each class: its own if it runs anyway, else the fuller class first."""
    taken: dict[Seat, int] = defaultdict(int)
    for group in c.groups:
        for index in group.cohorts:
            for seat in assignment.get(index, ()):
                taken[seat] += group.size
    slot_of: dict[Seat, Slot] = {}
    unused: dict[int, list[Slot]] = {}
    for seat in sorted(taken, key=lambda seat: (-taken[seat], seat)):
        opening = c.options.openings.at[seat.row, seat.start]
        slots = c.slots_of[opening]
        standing = next((s for s in slots if s.running is None and s.number == seat.number), None)
        if opening not in unused:
            unused[opening] = [slot for slot in slots if slot.running is not None]
        slot_of[seat] = standing or unused[opening].pop(0)
    return slot_of


def _moves(c: Columns, group: Group, slots: Sequence[Slot], values: dict[int, int]) -> None:
    for step in range(1, len(slots)):
        before, after = slots[step - 1], slots[step]
        if before.row.nation != after.row.nation and c.nations_matter(group, step):
            values[c.leave[group.index, step][before.row.nation, before.end]] += 1
            values[c.arrive[group.index, step][after.row.nation, after.start]] += 1


def assignment_at(model: Model, values: Sequence[int]) -> dict[int, tuple[Seat, ...]]:
    """The plan of the free groups at a feasible point of the model."""
    assignment: dict[int, tuple[Seat, ...]] = {}
    for group in model.columns.groups:
        if group.index in model.columns.placed:
            paths = _paths(model.columns, group, values)
            assignment |= zip(group.cohorts, paths, strict=False)
    return assignment


def _paths(c: Columns, group: Group, values: Sequence[int]) -> list[tuple[Seat, ...]]:
    """The way of each placed cohort of the group through its classes, earliest first."""
    counts = [_slots_taken(c, (group.index, step), values) for step in range(len(c.demand(group).steps))]
    paths = [[slot] for slot in counts[0]]
    for step in range(1, len(counts)):
        _go_on(c, group, step, paths, counts[step], values)
    ways = [tuple(Seat(slot.row.index, slot.start, slot.number) for slot in path) for path in paths]
    return sorted(ways, key=lambda way: ([seat.start for seat in way], way))


def _slots_taken(c: Columns, key: GroupStep, values: Sequence[int]) -> list[Slot]:
    """A step's slots, each as often as cohorts of the group are in it."""
    return [slot for slot, column in c.seats[key] for _ in range(values[column])]


def _go_on(
    c: Columns, group: Group, step: int, paths: list[list[Slot]], slots: list[Slot], values: Sequence[int]
) -> None:
    """Put each path's next slot at its end: within each pool, first in, first out."""
    leaving = {place: values[column] for place, column in c.leave[group.index, step].items()}
    arriving = {place: values[column] for place, column in c.arrive[group.index, step].items()}
    out: dict[int | None, list[list[Slot]]] = defaultdict(list)
    into: dict[int | None, list[Slot]] = defaultdict(list)
    for path in sorted(paths, key=lambda path: (path[-1].end, path[-1].index)):
        out[_pool(c, group, step, path[-1], path[-1].end, leaving)].append(path)
    for slot in sorted(slots, key=lambda slot: (slot.start, slot.index)):
        into[_pool(c, group, step, slot, slot.start, arriving)].append(slot)
    for pool, waiting in out.items():
        for path, slot in zip(waiting, into[pool], strict=True):
            path.append(slot)


def _pool(
    c: Columns, group: Group, step: int, slot: Slot, week: int, moving: dict[tuple[int, int], int]
) -> int | None:
    """Where the cohort waits: at a place, or None between nations while `moving` has any left there."""
    location = c.demand(group).steps[step].location
    if location == "same_site":
        return slot.row.site
    if location == "any" and not c.nations_matter(group, step):
        return 0
    place = (slot.row.nation, week)
    if moving.get(place, 0) > 0:
        moving[place] -= 1
        return None
    return slot.row.nation
