"""The columns that decide a plan: seats taken, classes opened, moves between nations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from trainopt.model.linear import LinearModel
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Demand, Group
from trainopt.problem.options import Options

Key = tuple[int, int]
"""A group and one of its steps, counted from 0."""


@dataclass(frozen=True)
class Slot:
    """One of the classes that can start in an opening. Slots of one opening are exchangeable."""

    index: int
    opening: int
    number: int
    running: int
    row: CapacityRow
    start: int

    @property
    def end(self) -> int:
        """The last week of a class in this slot."""
        return self.start + self.row.duration - 1


@dataclass
class Columns:
    """The model while it is built: the columns by what they mean, and the rows in `linear`.

    `seats[group, step]` are (slot, column) pairs: how many cohorts of the group are in the slot's class.
    `taken[slot]` is the sum of trainees in the class. `leave[group, step][nation, week]` counts cohorts
    that end the step before in the nation in the week and go on in another one, `arrive` those that start
    the step in the nation in the week and come from another one. `of_unit[slot, unit]` is 1 where the
    class is the unit's.
    """

    problem: Problem
    options: Options
    linear: LinearModel = field(default_factory=LinearModel)
    slots: list[Slot] = field(default_factory=list)
    slots_of: dict[int, list[Slot]] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)
    seats: dict[Key, list[tuple[Slot, int]]] = field(default_factory=dict)
    inside: dict[int, list[tuple[Group, int]]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, int] = field(default_factory=dict)
    leave: dict[Key, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))
    arrive: dict[Key, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))
    of_unit: dict[tuple[int, int], int] = field(default_factory=dict)

    def demand(self, group: Group) -> Demand:
        """The group's demand."""
        return self.problem.demands[group.demand]

    def nations_matter(self, group: Group, step: int) -> bool:
        """Whether it makes a difference to rules or tiers in which nation the step before was held."""
        problem = self.problem
        if step == 0 or self.demand(group).steps[step].location != "any":
            return False
        limited = any(problem.pools[n.arrivals].available is not None for n in problem.nations)
        return bool(problem.transfer_weeks or limited or "transfers" in problem.objective)


def make_columns(problem: Problem, options: Options) -> Columns:
    """The columns of the whole model, with their bounds; no rows yet but the sums."""
    columns = Columns(problem, options)
    _add_slots(columns)
    for group in problem.groups:
        if len(options.by_group[group.index][0]):
            columns.placed[group.index] = columns.linear.column(0, group.count)
            _add_seats(columns, group)
    for slot in columns.slots:
        terms = [(column, group.size) for group, column in columns.inside[slot.index]]
        columns.taken[slot.index] = columns.linear.sum_of(6, terms, slot.row.class_max)
    return columns


def _add_slots(columns: Columns) -> None:
    """As many slots per opening as classes could run there with all who could come."""
    problem, openings = columns.problem, columns.options.openings
    cohorts = np.zeros(len(openings), dtype=np.int64)
    trainees = np.zeros(len(openings), dtype=np.int64)
    for group in problem.groups:
        for step in columns.options.by_group[group.index]:
            cohorts[step] += group.count
            trainees[step] += group.count * group.size
    most = np.minimum(np.minimum(openings.most, cohorts), trainees // np.maximum(openings.class_min, 1))
    for opening in np.flatnonzero(most > 0):
        row = problem.rows[openings.row[opening]]
        slots = columns.slots_of[int(opening)] = []
        for number in range(int(most[opening])):
            running = columns.linear.column(0, 1)
            start = int(openings.start[opening])
            slots.append(Slot(len(columns.slots), int(opening), number, running, row, start))
            columns.slots.append(slots[-1])


def _add_seats(columns: Columns, group: Group) -> None:
    for step, openings in enumerate(columns.options.by_group[group.index]):
        seats = columns.seats[group.index, step] = []
        for opening in openings:
            for slot in columns.slots_of[int(opening)]:
                column = columns.linear.column(0, min(group.count, slot.row.class_max // group.size))
                seats.append((slot, column))
                columns.inside[slot.index].append((group, column))
