"""The model in which weeks are values: a class is an interval whose first week is a column.

The model of slots (`columns.py`) has a column for every week in which a step could begin. Where few cohorts
have many weeks to choose from that is large, and CP-SAT, which knows intervals that must not overlap, does
better with a column for the week. Here cohorts are named, and each step of a cohort is in one capacity row,
in a class of that row that it is alone in, or in one of as many classes as any plan can have there.

It covers whom a dataset alone describes: not people under way, nor a published plan, nor rules that count
expected trainees. The model of slots has all of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from trainopt.model.linear import Interval, LinearModel, OneOf, Terms
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Demand, Group
from trainopt.problem.options import Options

CohortStep = tuple[int, int]
"""A cohort and one of its steps, counted from 0."""


class TimedClass(NamedTuple):
    """A class of a row that several can be in: whether it runs, and from which week, as columns."""

    running: int
    start: int


class RowUser(NamedTuple):
    """A step of a cohort that can be in a row: the weeks in which it can start there."""

    cohort: int
    step: int
    weeks: tuple[int, ...]


@dataclass(frozen=True)
class UsableRow:
    """A capacity row, who can be in it, and how many classes any plan has there; 0 where each is alone."""

    row: CapacityRow
    members: tuple[RowUser, ...]
    classes: int


def find_usable_rows(problem: Problem, options: Options) -> list[UsableRow]:
    """The rows that somebody can use."""
    members: dict[int, list[RowUser]] = defaultdict(list)
    openings = options.openings
    for group in problem.groups:
        for step, found in enumerate(options.by_group[group.index]):
            weeks: dict[int, list[int]] = defaultdict(list)
            for opening in found:
                weeks[int(openings.row[opening])].append(int(openings.start[opening]))
            for row, starts in weeks.items():
                members[row] += [RowUser(cohort, step, tuple(sorted(starts))) for cohort in group.cohorts]
    return [_offer(problem, problem.rows[row], tuple(found)) for row, found in sorted(members.items())]


def _offer(problem: Problem, row: CapacityRow, members: tuple[RowUser, ...]) -> UsableRow:
    sizes = sorted(problem.cohorts[member.cohort].size for member in members)
    if sizes[0] >= row.sizes.least and (len(sizes) == 1 or sum(sizes[:2]) > row.sizes.seats):
        return UsableRow(row, members, 0)
    weeks = sorted({week for member in members for week in member.weeks})
    in_turn, free_from = 0, -1
    for week in weeks:
        if week >= free_from:
            in_turn, free_from = in_turn + 1, week + row.duration
    classes = min(len(members), sum(sizes) // row.sizes.least, in_turn * row.parallel)
    return UsableRow(row, members if classes else (), classes)


def literals(offers: Sequence[UsableRow]) -> int:
    """How many yes-or-no columns say where everybody is: what the model is as large as."""
    return sum(len(offer.members) * (1 + offer.classes) for offer in offers)


def is_timed(problem: Problem) -> bool:
    """Whether the model covers a problem."""
    plain = all(
        row.joins is None and not row.sizes.expected_least and row.sizes.expected_most is None
        for row in problem.rows
    )
    return plain and not problem.under_way and problem.published is None and problem.most_changes is None


@dataclass
class Timed:
    """The columns by what they mean, and the rows in `linear`.

    By cohort: `placed`, and `late`, weeks. By cohort and step: `start`, the week; `inside`, by row, whether
    it is there; `moved`, whether the step before was in another nation; `wait`, weeks since then; `arrived`,
    by nation, whether the cohort was elsewhere before. `classes` are those of each row that several can be
    in,
    `joined` says by cohort, step and row in which of them a cohort is, `of_unit` by row, class and unit
    whether it is the unit's.
    """

    problem: Problem
    options: Options
    offers: Sequence[UsableRow]
    linear: LinearModel = field(default_factory=LinearModel)
    placed: dict[int, int] = field(default_factory=dict)
    start: dict[CohortStep, int] = field(default_factory=dict)
    inside: dict[CohortStep, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    moved: dict[CohortStep, int] = field(default_factory=dict)
    classes: dict[int, list[TimedClass]] = field(default_factory=dict)
    joined: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    of_unit: dict[tuple[int, int, int], int] = field(default_factory=dict)
    arrived: dict[tuple[int, int, int], int] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)
    wait: dict[CohortStep, int] = field(default_factory=dict)

    def demand(self, cohort: int) -> Demand:
        """The cohort's demand."""
        return self.problem.demands[self.problem.cohorts[cohort].demand]

    def groups(self) -> Iterator[Group]:
        """The groups that can be placed."""
        return (group for group in self.problem.groups if len(self.options.by_group[group.index][0]))

    def pairs(self) -> Iterator[CohortStep]:
        """The steps that have one before them, of cohorts that can be placed."""
        return ((cohort, step) for cohort, step in self.start if step > 0)

    def weeks(self, cohort: int, step: int) -> Terms:
        """How long the step takes, as a sum."""
        rows = self.problem.rows
        return [(column, rows[row].duration) for row, column in self.inside[cohort, step].items()]

    def gap(self, cohort: int, step: int) -> Terms:
        """The empty weeks between the step before and this one, as a sum."""
        before = [(column, -weeks) for column, weeks in self.weeks(cohort, step - 1)]
        return [(self.start[cohort, step], 1), (self.start[cohort, step - 1], -1), *before]

    def by_nation(self, cohort: int, step: int) -> Mapping[int, Terms]:
        """Whether the step is in a nation, as a sum, by nation."""
        found: dict[int, Terms] = defaultdict(list)
        for row, column in self.inside[cohort, step].items():
            found[self.problem.rows[row].nation].append((column, 1))
        return found

    def by_site(self, cohort: int, step: int) -> Mapping[int, Terms]:
        """Whether the step is at a site, as a sum, by site."""
        found: dict[int, Terms] = defaultdict(list)
        for row, column in self.inside[cohort, step].items():
            found[self.problem.rows[row].site].append((column, 1))
        return found

    def stay(self, cohort: int, step: int, row: int) -> Interval:
        """The weeks of a cohort in a row."""
        weeks = self.problem.rows[row].duration
        return Interval(self.start[cohort, step], weeks, self.inside[cohort, step][row])

    def held(self, offer: UsableRow) -> list[Interval]:
        """The weeks of the classes of a row."""
        if not offer.classes:
            return [self.stay(member.cohort, member.step, offer.row.index) for member in offer.members]
        classes = self.classes[offer.row.index]
        return [Interval(one.start, offer.row.duration, one.running) for one in classes]


def make_timed(problem: Problem, options: Options, offers: Sequence[UsableRow]) -> Timed:
    """The columns with their values; no rows yet."""
    timed = Timed(problem, options, offers)
    for group in timed.groups():
        for cohort in group.cohorts:
            timed.placed[cohort] = timed.linear.column(0, 1)
            for step, found in enumerate(options.by_group[group.index]):
                weeks = tuple(sorted({int(week) for week in options.openings.start[found]}))
                timed.start[cohort, step] = _week(timed.linear, weeks)
    for offer in offers:
        _add_offer(timed, offer)
    for cohort, step in timed.pairs():
        if len({*timed.by_nation(cohort, step), *timed.by_nation(cohort, step - 1)}) > 1:
            timed.moved[cohort, step] = timed.linear.column(0, 1)
    return timed


def _week(linear: LinearModel, weeks: tuple[int, ...]) -> int:
    column = linear.column(weeks[0], weeks[-1])
    if len(weeks) <= weeks[-1] - weeks[0]:
        linear.one_of.append(OneOf(column, weeks))
    return column


def _add_offer(timed: Timed, offer: UsableRow) -> None:
    row, linear = offer.row.index, timed.linear
    for member in offer.members:
        column = timed.inside[member.cohort, member.step][row] = linear.column(0, 1)
        linear.one_of.append(OneOf(timed.start[member.cohort, member.step], member.weeks, column))
    if not offer.classes:
        return
    weeks = tuple(sorted({week for member in offer.members for week in member.weeks}))
    timed.classes[row] = [TimedClass(linear.column(0, 1), _week(linear, weeks)) for _ in range(offer.classes)]
    for cohort, step, _ in offer.members:
        timed.joined[cohort, step, row] = [linear.column(0, 1) for _ in range(offer.classes)]
    if not offer.row.mixed_units:
        for unit in sorted({timed.demand(member.cohort).unit for member in offer.members}):
            for number in range(offer.classes):
                timed.of_unit[row, number, unit] = linear.column(0, 1)


def point_of(timed: Timed, assignment: Assignment) -> list[int]:
    """All columns' values for an allowed plan."""
    values = list(timed.linear.lower)
    numbers = _numbered(timed, assignment, values)
    for group in timed.groups():
        ways = [assignment[cohort] for cohort in group.cohorts if cohort in assignment]
        ways.sort(key=lambda way: ([seat.start for seat in way], way))
        for cohort, way in zip(group.cohorts, ways, strict=False):
            values[timed.placed[cohort]] = 1
            for step, seat in enumerate(way):
                _set_seat(timed, cohort, step, seat, numbers, values)
            _set_between(timed, cohort, way, values)
    return values


def _numbered(timed: Timed, assignment: Assignment, values: list[int]) -> dict[Seat, int]:
    """By class of a row that several can be in, its number there: in the order of their weeks."""
    found = sorted({seat for way in assignment.values() for seat in way if seat.row in timed.classes})
    numbers: dict[Seat, int] = {}
    taken: dict[int, int] = defaultdict(int)
    for seat in found:
        numbers[seat] = taken[seat.row]
        taken[seat.row] += 1
        one = timed.classes[seat.row][numbers[seat]]
        values[one.running], values[one.start] = 1, seat.start
    return numbers


def _set_seat(
    timed: Timed, cohort: int, step: int, seat: Seat, numbers: Mapping[Seat, int], values: list[int]
) -> None:
    values[timed.start[cohort, step]] = seat.start
    values[timed.inside[cohort, step][seat.row]] = 1
    if seat.row in timed.classes:
        values[timed.joined[cohort, step, seat.row][numbers[seat]]] = 1
        unit = timed.of_unit.get((seat.row, numbers[seat], timed.demand(cohort).unit))
        if unit is not None:
            values[unit] = 1


def _set_between(timed: Timed, cohort: int, way: Sequence[Seat], values: list[int]) -> None:
    rows = timed.problem.rows
    nations = [None, *(rows[seat.row].nation for seat in way)]
    last = way[-1].start + rows[way[-1].row].duration - 1
    values[timed.late[cohort]] = max(last - timed.demand(cohort).due, 0)
    for step, after in enumerate(way):
        nation, moved = nations[step + 1], nations[step] != nations[step + 1]
        if moved and nation is not None and (cohort, step, nation) in timed.arrived:
            values[timed.arrived[cohort, step, nation]] = 1
        if step == 0:
            continue
        before = way[step - 1]
        if (cohort, step) in timed.moved:
            values[timed.moved[cohort, step]] = int(moved)
        values[timed.wait[cohort, step]] = after.start - before.start - rows[before.row].duration


def assignment_at(timed: Timed, values: Sequence[int]) -> dict[int, tuple[Seat, ...]]:
    """The plan at a feasible point."""
    taken: dict[tuple[int, int], int] = defaultdict(int)

    def seat(cohort: int, step: int) -> Seat:
        row = next(row for row, column in timed.inside[cohort, step].items() if values[column])
        start = values[timed.start[cohort, step]]
        if row in timed.classes:
            columns = timed.joined[cohort, step, row]
            return Seat(row, start, 1 + next(n for n, column in enumerate(columns) if values[column]))
        taken[row, start] += 1
        return Seat(row, start, taken[row, start])

    return {
        cohort: tuple(seat(cohort, step) for step in range(len(timed.demand(cohort).steps)))
        for cohort, column in timed.placed.items()
        if values[column]
    }
