"""The rules of a plan as rows: one function per rule, in the contract's order.

Rules 2, 4 and 5 are in the columns already: a group has a column only for openings in its window, of its
course, in an allowed nation, on a start week of a capacity row (see `trainopt.problem.options`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from trainopt.limits import Limit
from trainopt.model.columns import Columns, Slot
from trainopt.model.flow import followed
from trainopt.model.linear import Terms
from trainopt.problem.entities import Place, Pool


def placed_whole(c: Columns) -> None:
    """Rule 1: every cohort is on all its steps or on none. Σ seats of a step = placed, for each step."""
    for (group, _), seats in c.seats.items():
        c.linear.row(1, [*((column, 1) for _, column in seats), (c.placed[group], -1)], 0, 0)


def in_order(c: Columns) -> None:
    """Rule 3: steps follow each other with the gaps and places allowed, as flows in time."""
    for group in c.groups:
        for step in range(1, len(c.demand(group).steps)):
            if (group.index, step) in c.seats:
                followed(c, group, step)


def class_size(c: Columns) -> None:
    """Rule 6: class_min · running ≤ base + taken ≤ seats · running; no seat where no class runs."""
    for slot in c.slots:
        taken, row, sizes = c.taken[slot.index], slot.row, slot.row.sizes
        least, most = Limit("class_min", row.index), Limit("seats", row.index)
        if slot.running is None:
            c.linear.row(6, [(taken, 1)], sizes.least - slot.base, slot.seats)
            continue
        if not sizes.expected_least:
            c.linear.row(6, [(taken, 1), (slot.running, -sizes.least)], 0, None, least)
        c.linear.row(6, [(taken, 1), (slot.running, -sizes.seats)], None, 0, most)
        for seat in c.inside[slot.index]:
            c.linear.cut(6, [(seat.column, 1), (slot.running, -c.linear.upper[seat.column])], 0)


def expected_size(c: Columns) -> None:
    """Rule 6, `expected`: class_min · running ≤ base + Σ expected · seats ≤ class_max · running, hundredths.

    Where a group's expected trainees are between two numbers, each side has the one that forbids less.
    """
    for slot in c.slots:
        sizes, inside = slot.row.sizes, c.inside[slot.index]
        if sizes.expected_least:
            terms = [(seat.column, seat.group.expected[seat.step].most) for seat in inside]
            least = Limit("class_min", slot.row.index)
            if slot.running is None:
                c.linear.row(6, terms, sizes.expected_least - slot.base_expected, None)
            else:
                c.linear.row(6, [*terms, (slot.running, -sizes.expected_least)], 0, None, least)
        if sizes.expected_most is not None:
            terms = [(seat.column, seat.group.expected[seat.step].least) for seat in inside]
            most = Limit("seats", slot.row.index)
            if slot.running is None:
                c.linear.row(6, terms, None, slot.expected_seats)
            else:
                c.linear.row(6, [*terms, (slot.running, -sizes.expected_most)], None, 0, most)


def one_unit(c: Columns) -> None:
    """Rule 6, `mixed_units = no`: a class is of at most one unit, and only its cohorts have seats in it."""
    for slot in c.slots:
        by_unit: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for seat in c.inside[slot.index]:
            by_unit[c.demand(seat.group).unit].append((seat.column, c.linear.upper[seat.column]))
        if slot.row.mixed_units or slot.running is None or len(by_unit) < 2:
            continue
        for unit, seats in by_unit.items():
            c.of_unit[slot.index, unit] = c.linear.column(0, 1)
            for column, upper in seats:
                c.linear.row(6, [(column, 1), (c.of_unit[slot.index, unit], -upper)], None, 0)
        units = [(c.of_unit[slot.index, unit], 1) for unit in by_unit]
        c.linear.row(6, [*units, *slot.if_running(-1)], None, 0)


def like_slots_in_order(c: Columns) -> None:
    """No rule, but of the plans that differ in the classes' numbers alone only one: fuller classes first."""
    for slots in c.slots_of.values():
        for first, second in pairwise(slot for slot in slots if slot.running is not None):
            c.linear.row(0, [(c.taken[first.index], 1), (c.taken[second.index], -1)], 0, None)
            c.linear.row(0, [*first.if_running(1), *second.if_running(-1)], 0, None)


def parallel_classes(c: Columns) -> None:
    """Rule 7: Σ classes of a capacity row running in a week ≤ parallel_classes."""
    by_row: dict[int, list[Slot]] = defaultdict(list)
    for slot in c.slots:
        by_row[slot.row.index].append(slot)
    for slots in by_row.values():
        row = slots[0].row
        limit = Limit("classes", row.index)
        for week, running in _weekly((slot, slot.if_running(1)) for slot in slots).items():
            unused = row.parallel - int(c.ledger.running[row.index, week])
            if len(running) > unused:
                c.linear.row(7, running, None, unused, limit, week)


def resources(c: Columns) -> None:
    """Rule 8: Σ per_class · classes running that draw on a pool ≤ what is available, week by week."""
    drawn: dict[int, list[tuple[Slot, Terms]]] = defaultdict(list)
    for slot in c.slots:
        for pool, units in slot.row.holds:
            drawn[pool].append((slot, slot.if_running(units)))
    for pool, uses in drawn.items():
        _limit_weekly(c, c.problem.pools[pool], uses)


def beds_and_ceilings(c: Columns) -> None:
    """Rule 8: Σ trainees in classes at a site ≤ beds, in a nation ≤ max_trainees, week by week."""
    drawn: dict[int, list[tuple[Slot, Terms]]] = defaultdict(list)
    for slot in c.slots:
        for pool in slot.row.pools:
            drawn[pool].append((slot, [(c.taken[slot.index], 1)]))
    for pool, uses in drawn.items():
        _limit_weekly(c, c.problem.pools[pool], uses)


def away(c: Columns) -> None:
    """Rule 8: Σ trainees of a unit in classes ≤ max_away, week by week."""
    drawn: dict[int, list[tuple[Slot, Terms]]] = defaultdict(list)
    for (index, _), seats in c.seats.items():
        group = c.group_at[index]
        for pool in c.problem.units[c.demand(group).unit].pools:
            drawn[pool] += [(slot, [(column, group.size)]) for slot, column in seats]
    for pool, uses in drawn.items():
        _limit_weekly(c, c.problem.pools[pool], uses)


def arrivals(c: Columns) -> None:
    """Rule 8: Σ trainees who start a step in a nation and were not there before ≤ max_weekly_arrivals."""
    arriving: dict[tuple[int, int], Terms] = defaultdict(list)
    for (index, step), seats in c.seats.items():
        size, origin = c.group_at[index].size, c.demand(c.group_at[index]).origin
        for slot, column in seats if step == 0 else ():
            if origin is None or origin.nation != slot.row.nation:
                arriving[slot.row.nation, slot.start].append((column, size))
        for place, column in c.arrive[index, step].items():
            arriving[place].append((column, size))
    for (nation, week), terms in arriving.items():
        pool = c.problem.pools[c.problem.nations[nation].arrivals]
        if pool.available[week] is not None:
            c.linear.row(8, terms, None, int(c.ledger.room[pool.index, week]), pool.limit, week)


def pins_hold(c: Columns) -> None:
    """Rule 9: Σ seats of a pinned step at the pin's place = cohorts pinned there."""
    cohorts = c.problem.cohort_index
    group_of = {index: group for group in c.groups for index in group.cohorts}
    for pin in c.problem.pins:
        group = group_of.get(cohorts[pin.cohort_id])
        if group is None:
            continue
        number = pin.step - c.demand(group).begun - 1
        place = group.pins[number]
        seats = c.seats.get((group.index, number), [])
        there = [(column, 1) for slot, column in seats if Place(slot.row.site, slot.start) == place]
        c.linear.row(9, there, group.count, None, pin)


MODEL_RULES: tuple[Callable[[Columns], None], ...] = (
    placed_whole,
    in_order,
    class_size,
    expected_size,
    one_unit,
    like_slots_in_order,
    parallel_classes,
    resources,
    beds_and_ceilings,
    away,
    arrivals,
    pins_hold,
)


def _limit_weekly(c: Columns, pool: Pool, uses: Iterable[tuple[Slot, Terms]]) -> None:
    for week, terms in _weekly(uses).items() if pool.limited else ():
        if pool.available[week] is None:
            continue
        room = int(c.ledger.room[pool.index, week])
        if sum(c.linear.upper[column] * units for column, units in terms) > room:
            c.linear.row(8, terms, None, room, pool.limit, week)


def _weekly(uses: Iterable[tuple[Slot, Terms]]) -> dict[int, Terms]:
    """What is used in each week by the classes running in it; weeks with the same users only once."""
    weekly: dict[int, Terms] = defaultdict(list)
    for slot, terms in uses:
        for week in range(slot.start, slot.end + 1):
            weekly[week] += terms
    return dict(weekly)
