"""Openings: every capacity row in every one of its start weeks, as arrays, before any group is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.problem.entities import CapacityRow
from trainopt.problem.indexed import Problem

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

MORE_CLASSES = 4
OPENING = "the weeks in which classes can start were gone through"

PLENTY = 2**31 - 1
"""More hundredths of trainees than any class has."""


@dataclass(frozen=True)
class Openings:
    """One entry per opening, ordered by course, start week and row.

    All arrays have one entry per opening. `class_min` and `seats` are the fewest and the most planned
    trainees in a class, `expected_min` the fewest expected ones, in hundredths (0 where rule 6 counts planned
    ones). `most` is how many classes can start there at the most, with all pools to themselves, `room` how
    many trainees one class can have: its seats, or the beds or the ceiling where they are fewer;
    `expected_room` hundredths of expected ones (`PLENTY` where rule 6 counts planned ones). `joins` are seats
    in a class that has begun, of the unit `company`, -1 for any. `of_course` gives the openings of each
    course, `at` one by row and start week.
    """

    row: Ints
    site: Ints
    nation: Ints
    start: Ints
    end: Ints
    class_min: Ints
    seats: Ints
    expected_min: Ints
    most: Ints
    room: Ints
    expected_room: Ints
    joins: Bools
    company: Ints
    of_course: dict[str, Ints]
    at: dict[tuple[int, int], int]

    def __len__(self) -> int:
        return len(self.row)


def usable_openings(problem: Problem, deadline: Deadline = NEVER) -> Openings:
    """The openings that can have a class at all: their pools, alone, would allow one."""
    return _openings(problem, _most_classes, _most_trainees, _most_expected, deadline)


def all_openings(problem: Problem) -> Openings:
    """Every opening, as if there were room for a class of any size and for more classes than can be.

    More by as many as pinned cohorts go through the course, but at most `MORE_CLASSES`, which keeps the
    model small; a contradiction that needs still more classes in one week does not name parallel_classes.
    """
    pinned = Counter(
        course_id
        for cohort in problem.cohorts
        if any(cohort.pins)
        for course_id in {step.course_id for step in problem.demands[cohort.demand].steps}
    )

    def most_classes(_: Problem, row: CapacityRow, __: int) -> int:
        return max(row.parallel, 1) + min(pinned[row.course_id], MORE_CLASSES)

    return _openings(problem, most_classes, lambda *_: problem.all_trainees, lambda *_: PLENTY)


Measure = Callable[[Problem, CapacityRow, int], int]


def _openings(
    problem: Problem,
    most_classes: Measure,
    most_trainees: Measure,
    most_expected: Measure,
    deadline: Deadline = NEVER,
) -> Openings:
    entries = [
        (row, start, most)
        for row in deadline.watched(sorted(problem.rows, key=lambda row: row.course_id), OPENING)
        for start in row.starts
        if (most := most_classes(problem, row, start)) > 0
    ]
    entries.sort(key=lambda entry: (entry[0].course_id, entry[1], entry[0].index))
    courses = np.array([row.course_id for row, _, _ in entries], dtype=object)

    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    return Openings(
        row=column([row.index for row, _, _ in entries]),
        site=column([row.site for row, _, _ in entries]),
        nation=column([row.nation for row, _, _ in entries]),
        start=column([start for _, start, _ in entries]),
        end=column([start + row.duration - 1 for row, start, _ in entries]),
        class_min=column([row.sizes.least for row, _, _ in entries]),
        seats=column([row.sizes.seats for row, _, _ in entries]),
        expected_min=column([row.sizes.expected_least for row, _, _ in entries]),
        most=column([most for _, _, most in entries]),
        room=column([most_trainees(problem, row, start) for row, start, _ in entries]),
        expected_room=column([most_expected(problem, row, start) for row, start, _ in entries]),
        joins=np.array([row.joins is not None for row, _, _ in entries], dtype=np.bool_),
        company=column([-1 if row.company is None else row.company for row, _, _ in entries]),
        of_course={course: np.flatnonzero(courses == course) for course in sorted(set(courses))},
        at={(row.index, start): i for i, (row, start, _) in enumerate(entries)},
    )


def _least(problem: Problem, pool: int, weeks: range) -> int | None:
    """The least available in the weeks; None where there is no limit."""
    available = problem.pools[pool].available
    return min((most for week in weeks if (most := available[week]) is not None), default=None)


def _most_trainees(problem: Problem, row: CapacityRow, start: int) -> int:
    """Most trainees in one class: its seats, or the beds or the nation's ceiling where they are fewer."""
    weeks = range(start, start + row.duration)
    limits = [limit for pool in row.pools if (limit := _least(problem, pool, weeks)) is not None]
    return min([row.sizes.seats, *limits])


def _most_expected(_: Problem, row: CapacityRow, __: int) -> int:
    """Hundredths of expected trainees in one class."""
    most = row.sizes.expected_most
    return PLENTY if most is None else most


def _most_classes(problem: Problem, row: CapacityRow, start: int) -> int:
    """Most classes that can start together, with all pools to themselves."""
    weeks = range(start, start + row.duration)
    most = row.parallel
    for pool, units in row.holds:
        limit = _least(problem, pool, weeks)
        if limit is not None:
            most = min(most, limit // units)
    for pool in row.pools:
        limit = _least(problem, pool, weeks)
        if limit is not None:
            most = min(most, limit // row.sizes.least)
    return most
