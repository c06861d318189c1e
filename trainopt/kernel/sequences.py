"""The classes of a plan as an order in which they follow each other, where that covers the problem.

It covers plans in which every class has whom it must have: one cohort that shares with nobody, or all who
need the course. Then a plan is an order of the classes, a row for each, and weeks that follow from both. What
two classes cannot have at once is a place: a room with one bed, an instructor, a row of one class at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainopt.kernel.arrays import firsts
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Demand
from trainopt.problem.openings import Bools
from trainopt.problem.options import Options


class ClassMember(NamedTuple):
    """A cohort in a class, with the step that it does there."""

    cohort: int
    step: int


@dataclass(frozen=True)
class RowChoice:
    """A row that a class can be in, the weeks in which it can start there, and what it draws on by limit.

    A limit is a pool's index, or less than 0 that on the classes of a row at a time.
    """

    row: CapacityRow
    starts: Bools
    draws: Mapping[int, int]


@dataclass(frozen=True)
class SequencedClass:
    """A class of a plan: where it is, who is in it, and where it could be."""

    seat: Seat
    members: tuple[ClassMember, ...]
    choices: tuple[RowChoice, ...]


@dataclass(frozen=True)
class SequencedPlan:
    """A plan as an order of classes. `places` are the limits that no two classes share at a time."""

    problem: Problem
    cohorts: tuple[int, ...]
    classes: tuple[SequencedClass, ...]
    places: tuple[int, ...]

    def order(self) -> list[int]:
        """The classes in the order of their weeks."""
        return sorted(range(len(self.classes)), key=lambda one: self.classes[one].seat.start)

    def chosen(self) -> list[int]:
        """By class, which of all choices it has."""
        begins = self.choice_firsts()
        return [
            first + next(at for at, choice in enumerate(one.choices) if choice.row.index == one.seat.row)
            for first, one in zip(begins, self.classes, strict=False)
        ]

    def choice_firsts(self) -> list[int]:
        """By class, which of all choices is its first; behind the last one how many there are."""
        return firsts(len(one.choices) for one in self.classes)

    def assignment(self, choices: Sequence[int], starts: Sequence[int]) -> dict[int, tuple[Seat, ...]]:
        """The plan in which each class has this choice and starts in this week."""
        every = [choice for one in self.classes for choice in one.choices]
        at: dict[ClassMember, Seat] = {}
        for number, one in enumerate(self.classes):
            seat = Seat(every[choices[number]].row.index, starts[number], number)
            at.update(dict.fromkeys(one.members, seat))
        return {
            cohort: tuple(at[ClassMember(cohort, step)] for step in range(self.steps(cohort)))
            for cohort in self.cohorts
        }

    def steps(self, cohort: int) -> int:
        """How many steps a cohort has."""
        return len(_demand(self.problem, cohort).steps)


def is_sequenced(problem: Problem) -> bool:
    """Whether the search for an order covers a problem, and makes what it pursues better.

    Everything before `lateness` in the objective must be settled by who is placed.
    """
    if "lateness" not in problem.objective or problem.under_way:
        return False
    before = problem.objective[: problem.objective.index("lateness")]
    return {*before} <= {"unmet", "changes"} and problem.published is None and problem.most_changes is None


def sequenced(problem: Problem, options: Options, plan: Assignment) -> SequencedPlan | None:
    """A plan as an order of classes; None where that does not cover it."""
    if not plan or not is_sequenced(problem) or not all(_is_plain(_demand(problem, one)) for one in plan):
        return None
    members: dict[Seat, list[ClassMember]] = defaultdict(list)
    for cohort, seats in sorted(plan.items()):
        for step, seat in enumerate(seats):
            members[seat].append(ClassMember(cohort, step))
    finder = _Finder(problem, options, members)
    if not finder.are_settled():
        return None
    classes = tuple(finder.classes())
    places = _places(problem, classes)
    if places is None or not _may_arrive(problem, classes):
        return None
    return SequencedPlan(problem, tuple(sorted(plan)), classes, places)


def _demand(problem: Problem, cohort: int) -> Demand:
    return problem.demands[problem.cohorts[cohort].demand]


def _is_plain(demand: Demand) -> bool:
    return all(step.max_wait is None and step.location == "any" for step in demand.steps)


class _Finder:
    """Finds where the classes of a plan could be."""

    def __init__(
        self, problem: Problem, options: Options, members: Mapping[Seat, Sequence[ClassMember]]
    ) -> None:
        self.problem = problem
        self.members = members
        self.openings = options.openings
        self.options = options
        self.group = {cohort: group.index for group in problem.groups for cohort in group.cohorts}
        self.seats: dict[str, int] = defaultdict(int)
        for row in problem.rows:
            self.seats[row.course_id] = max(self.seats[row.course_id], row.sizes.seats)

    def are_settled(self) -> bool:
        """Whether every class has whom it must have, in whole trainees."""
        needs: dict[str, list[int]] = defaultdict(list)
        for cohort in self.problem.cohorts:
            for step in self.problem.demands[cohort.demand].steps:
                needs[step.course_id].append(cohort.size)
        return all(self._is_settled(seat, needs) for seat in self.members)

    def _is_settled(self, seat: Seat, needs: Mapping[str, Sequence[int]]) -> bool:
        row, members = self.problem.rows[seat.row], self.members[seat]
        if row.joins is not None or row.sizes.expected_least or row.sizes.expected_most is not None:
            return False
        sizes = needs[row.course_id]
        if len(members) > 1:
            return len(members) == len(sizes)
        return len(sizes) == 1 or sum(sorted(sizes)[:2]) > self.seats[row.course_id]

    def classes(self) -> Iterator[SequencedClass]:
        """All classes, with where they could be."""
        for seat, members in self.members.items():
            yield SequencedClass(seat, tuple(members), tuple(self._choices(members)))

    def _choices(self, members: Sequence[ClassMember]) -> Iterator[RowChoice]:
        starts: dict[int, Bools] = {}
        for number, member in enumerate(members):
            found = self._starts(member)
            starts = {
                row: weeks & starts[row] if number else weeks
                for row, weeks in found.items()
                if not number or row in starts
            }
        trainees = sum(self.problem.cohorts[member.cohort].size for member in members)
        for index, weeks in sorted(starts.items()):
            row = self.problem.rows[index]
            if row.joins is None and row.sizes.least <= trainees <= row.sizes.seats:
                draws = self._draws(row, members)
                yield RowChoice(row, weeks & self._has_room(row, draws), draws)

    def _starts(self, member: ClassMember) -> dict[int, Bools]:
        """By row, the weeks in which a cohort can start its step."""
        found = self.options.by_group[self.group[member.cohort]][member.step]
        weeks: dict[int, Bools] = {}
        for row in np.unique(self.openings.row[found]).tolist():
            weeks[row] = np.zeros(self.problem.weeks, dtype=np.bool_)
            weeks[row][self.openings.start[found][self.openings.row[found] == row]] = True
        return weeks

    def _draws(self, row: CapacityRow, members: Sequence[ClassMember]) -> dict[int, int]:
        draws: dict[int, int] = defaultdict(int, {-1 - row.index: 1})
        for pool, units in row.holds:
            draws[pool] += units
        for member in members:
            unit = self.problem.units[_demand(self.problem, member.cohort).unit]
            for pool in (*row.pools, *unit.pools):
                draws[pool] += self.problem.cohorts[member.cohort].size
        return draws

    def _has_room(self, row: CapacityRow, draws: Mapping[int, int]) -> Bools:
        """The weeks from which on every pool has what the class draws, as long as it takes."""
        lacking = np.zeros(self.problem.weeks, dtype=np.bool_)
        for pool, amount in draws.items():
            if pool >= 0:
                available = self.problem.pools[pool].available
                lacking |= np.array([most is not None and most < amount for most in available])
        until = np.concatenate([[0], np.cumsum(lacking)])
        ends = np.minimum(np.arange(self.problem.weeks) + row.duration, self.problem.weeks)
        roomy: Bools = until[ends] == until[:-1]
        return roomy


def _places(problem: Problem, classes: Sequence[SequencedClass]) -> tuple[int, ...] | None:
    """The limits that no two classes share at a time; None where some may and others may not."""
    least: dict[int, dict[int, int]] = defaultdict(dict)
    most: dict[int, dict[int, int]] = defaultdict(dict)
    users: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for number, one in enumerate(classes):
        for choice in one.choices:
            for limit, amount in choice.draws.items():
                least[limit][number] = min(amount, least[limit].get(number, amount))
                most[limit][number] = max(amount, most[limit].get(number, amount))
                users[limit].add((number, choice.row.index))
    places = []
    for limit in least:
        low, high = _available(problem, limit)
        if low is None or sum(most[limit].values()) <= low or len(least[limit]) < 2:
            continue
        if high is None or sum(sorted(least[limit].values())[:2]) <= high:
            return None
        places.append(limit)
    return tuple(_largest(places, users))


def _available(problem: Problem, limit: int) -> tuple[int | None, int | None]:
    """The least and the most there is of a limit in a week; None where there is no end to it."""
    if limit < 0:
        parallel = problem.rows[-1 - limit].parallel
        return parallel, parallel
    available = problem.pools[limit].available
    limited = [most for most in available if most is not None]
    return min(limited, default=None), max(limited) if len(limited) == len(available) else None


def _largest(places: Iterable[int], users: Mapping[int, set[tuple[int, int]]]) -> Iterator[int]:
    """The places without those whose users all use another one, too."""
    kept: list[int] = []
    for place in sorted(places, key=lambda one: (-len(users[one]), one)):
        if not any(users[place] <= users[other] for other in kept):
            kept.append(place)
            yield place


def _may_arrive(problem: Problem, classes: Sequence[SequencedClass]) -> bool:
    """Whether all could arrive in a nation at once, so that nobody is kept from it."""
    everybody = sum(problem.cohorts[member.cohort].size for one in classes for member in one.members)
    nations = {choice.row.nation for one in classes for choice in one.choices}
    limits = [most for one in nations for most in problem.pools[problem.nations[one].arrivals].available]
    return all(most is None or most >= everybody for most in limits)
