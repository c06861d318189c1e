"""The columns that decide a plan: seats taken, classes opened, moves between nations.

The model is of some groups, the free ones, beside a ledger of what all others take: of all groups beside
an empty ledger it is the whole model, of a few beside a plan's ledger a neighbourhood of that plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from trainopt.model.linear import LinearModel, Terms
from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Demand, Group
from trainopt.problem.openings import PLENTY, Ints
from trainopt.problem.options import Options

GroupStep = tuple[int, int]
"""A group and one of its steps, counted from 0."""


@dataclass(frozen=True)
class Slot:
    """A class of at most `room` trainees that free groups can be in.

    Slots of one opening that are not running yet are exchangeable.
    `running` is the column that says whether the class runs; None where it runs already, with `base`
    trainees of groups that are not free, `base_expected` hundredths of them expected, of the unit `unit`
    where units may not mix.
    """

    index: int
    opening: int
    number: int
    running: int | None
    row: CapacityRow
    start: int
    room: int
    base: int = 0
    base_expected: int = 0
    unit: int | None = None

    @property
    def end(self) -> int:
        """The last week of a class in this slot."""
        return self.start + self.row.duration - 1

    @property
    def seats(self) -> int:
        """Seats that are not taken by groups that are not free."""
        return self.room - self.base

    @property
    def expected_seats(self) -> int:
        """Hundredths of expected trainees for whom there are seats besides, however many are planned."""
        most = self.row.sizes.expected_most
        return PLENTY if most is None else most - self.base_expected

    def if_running(self, factor: int) -> Terms:
        """`factor` times whether the class runs, as a sum; nothing where it runs anyway."""
        return [] if self.running is None else [(self.running, factor)]


class SeatColumn(NamedTuple):
    """The column of a group's step in a class."""

    group: Group
    step: int
    column: int


@dataclass
class Columns:
    """The model while it is built: the columns by what they mean, and the rows in `linear`.

    `seats[group, step]` are (slot, column) pairs: how many cohorts of the group are in the slot's class.
    `taken[slot]` is the sum of free trainees in the class. `leave[group, step][nation, week]` counts cohorts
    that end the step before in the nation in the week and go on in another one, `arrive` those that start
    the step in the nation in the week and come from another one. `of_unit[slot, unit]` is 1 where the
    class is the unit's.
    """

    problem: Problem
    options: Options
    groups: Sequence[Group]
    ledger: Ledger
    group_at: dict[int, Group] = field(init=False)
    linear: LinearModel = field(default_factory=LinearModel)
    slots: list[Slot] = field(default_factory=list)
    slots_of: dict[int, list[Slot]] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)
    seats: dict[GroupStep, list[tuple[Slot, int]]] = field(default_factory=dict)
    inside: dict[int, list[SeatColumn]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, int] = field(default_factory=dict)
    leave: dict[GroupStep, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))
    arrive: dict[GroupStep, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))
    of_unit: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.group_at = {group.index: group for group in self.groups}

    def demand(self, group: Group) -> Demand:
        """The group's demand."""
        return self.problem.demands[group.demand]

    def nations_matter(self, group: Group, step: int) -> bool:
        """Whether it makes a difference to rules or tiers in which nation the step before was held."""
        problem = self.problem
        if step == 0 or self.demand(group).steps[step].location != "any":
            return False
        limited = any(problem.pools[n.arrivals].limited for n in problem.nations)
        return bool(problem.transfer_weeks or limited or "transfers" in problem.objective)


def make_columns(problem: Problem, options: Options, groups: Sequence[Group], ledger: Ledger) -> Columns:
    """The columns of the free groups beside the ledger, with their bounds; no rows yet but the sums."""
    columns = Columns(problem, options, groups, ledger)
    _add_slots(columns)
    for group in groups:
        if len(options.by_group[group.index][0]):
            columns.placed[group.index] = columns.linear.column(0, group.count)
            _add_seats(columns, group)
    for slot in columns.slots:
        terms = [(seat.column, seat.group.size) for seat in columns.inside[slot.index]]
        columns.taken[slot.index] = columns.linear.sum_of(6, terms, slot.seats)
    return columns


def _add_slots(columns: Columns) -> None:
    """The classes there are in openings of the free groups, and as many more as these could fill."""
    openings, ledger = columns.options.openings, columns.ledger
    reached, most = _most_new(columns)
    for opening in reached:
        row = columns.problem.rows[int(openings.row[opening])]
        start = int(openings.start[opening])
        room = int(openings.room[opening])
        slots = columns.slots_of[int(opening)] = []
        standing = ledger.classes.get(int(opening), [])
        for running in standing:
            slot = Slot(
                len(columns.slots) + len(slots), int(opening), running.number, None, row, start, room,
                running.trainees, running.expected, running.unit,
            )  # fmt: skip
            slots.append(slot)
        number = max((running.number for running in standing), default=0)
        for _ in range(int(most[opening])):
            number += 1
            column = columns.linear.column(0, 1)
            slots.append(
                Slot(len(columns.slots) + len(slots), int(opening), number, column, row, start, room)
            )
        columns.slots += slots


def _most_new(columns: Columns) -> tuple[Ints, Ints]:
    """The openings of the free groups, and for every opening how many more classes they could fill there."""
    openings, ledger = columns.options.openings, columns.ledger
    cohorts = np.zeros(len(openings), dtype=np.int64)
    trainees = np.zeros(len(openings), dtype=np.int64)
    expected = np.zeros(len(openings), dtype=np.int64)
    for group in columns.groups:
        for number, step in enumerate(columns.options.by_group[group.index]):
            cohorts[step] += group.count
            trainees[step] += group.count * group.size
            expected[step] += group.count * group.expected[number].most
    reached = np.flatnonzero(cohorts > 0)
    most = np.minimum(np.minimum(openings.most, cohorts), trainees // np.maximum(openings.class_min, 1))
    counted = openings.expected_min > 0
    most[counted] = np.minimum(most, expected // np.maximum(openings.expected_min, 1))[counted]
    rows = openings.row[reached]
    running = ledger.running[rows[:, None], ledger.weeks[reached]].max(axis=1)
    # Beside nobody parallel_classes is the rows' business: a contradiction is sought with it lifted.
    left = np.where(running > 0, ledger.parallel[rows] - running, most[reached])
    most[reached] = np.minimum(most[reached], left)
    return reached, most


def _add_seats(columns: Columns, group: Group) -> None:
    unit = columns.demand(group).unit
    for step, openings in enumerate(columns.options.by_group[group.index]):
        seats = columns.seats[group.index, step] = []
        for opening in openings:
            for slot in columns.slots_of[int(opening)]:
                most = min(group.count, slot.seats // group.size)
                if least := group.expected[step].least:
                    most = min(most, slot.expected_seats // least)
                if most and slot.unit in (None, unit):
                    column = columns.linear.column(0, most)
                    seats.append((slot, column))
                    columns.inside[slot.index].append(SeatColumn(group, step, column))
