"""What part of a class each cohort takes at least: whole cohorts seldom fill the last seat.

Classes of 200 have room for one cohort of 120 alone, so it takes all of such a class and not three fifths.
Any shares will do of which no cohorts that fit into a class together take more than the whole (a dual
feasible function of Fekete and Schepers); the best for a course are the duals of its packing into classes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.kernel.market import WHOLE_CLASS, Shares
from trainopt.problem import Problem
from trainopt.problem.options import Options

MOST_PACKINGS = 200
"""So many ways of filling a class are looked at besides those of one size."""

MOST_WORK = 100_000
"""With more seats than this, times the sizes that cohorts have, each takes no more than its seats."""

LOOKED_AT_PER_SECOND = 5e6
"""Seats times sizes that are looked at in a second of a processor, about."""

NEARLY = 1 + 1e-6
"""A packing that takes no more than so many wholes is not worth a row of its own."""

Packing = Mapping[int, int]
"""How many cohorts of each size a class has."""


@dataclass(frozen=True)
class Fullest:
    """Of all packings that fit into a class, the one that is worth most."""

    worth: float
    packing: Packing


@dataclass
class Work:
    """Seats times sizes that may still be looked at; without any, cohorts take no more than their seats."""

    left: float = math.inf


def find_shares(problem: Problem, options: Options, work: Work | None = None) -> Shares:
    """By course and room of a class, what its cohorts take; the same for all openings of both."""
    openings, demanded, work = options.openings, _demanded(problem, options), work or Work()
    sizes = 1 + max((size for wanted in demanded.values() for size in wanted), default=0)
    kind = np.zeros(len(openings) + 1, dtype=np.int32)
    kinds: dict[tuple[str, int], int] = {}
    parts = [np.zeros(sizes, dtype=np.int32)]
    for course, found in openings.of_course.items():
        for opening, room in zip(found.tolist(), openings.room[found].tolist(), strict=True):
            if (course, room) not in kinds:
                kinds[course, room] = len(parts)
                parts.append(np.zeros(sizes, dtype=np.int32))
                for size, share in shares_of(room, demanded[course], work).items():
                    parts[-1][size] = share
            kind[opening] = kinds[course, room]
    return Shares(kind, np.array(parts))


def _demanded(problem: Problem, options: Options) -> dict[str, Counter[int]]:
    """By course, how many cohorts of each size want it."""
    demanded: dict[str, Counter[int]] = {course: Counter() for course in options.openings.of_course}
    for group in problem.groups:
        if len(options.by_group[group.index][0]):
            for step in problem.demands[group.demand].steps:
                demanded[step.course_id][group.size] += group.count
    return demanded


def shares_of(room: int, wanted: Mapping[int, int], work: Work | None = None) -> dict[int, int]:
    """By size, the parts of WHOLE_CLASS that a cohort takes of a class with so much room.

    `wanted` is how many cohorts there are of each size. Whatever the program says, its shares are divided by
    the most that any packing has of them.
    """
    work = work or Work()
    sizes = sorted(size for size in wanted if size <= room)
    if not sizes:
        return {}
    if len(sizes) * room > min(MOST_WORK, work.left / 2):
        return {size: size * WHOLE_CLASS // room for size in sizes}
    duals: list[float] = []
    packings: list[Packing] = [{size: room // size} for size in sizes]
    for _ in range(MOST_PACKINGS):
        work.left -= len(sizes) * room
        duals = _duals(sizes, [wanted[size] for size in sizes], packings)
        fullest = find_fullest(room, dict(zip(sizes, duals, strict=True)))
        if fullest.worth <= NEARLY or work.left <= 0:
            break
        packings.append(fullest.packing)
    return _whole(room, dict(zip(sizes, duals, strict=True)))


def _whole(room: int, duals: Mapping[int, float]) -> dict[int, int]:
    """Whole parts that no packing has more of than WHOLE_CLASS."""
    shares = {size: max(round(dual * WHOLE_CLASS), 0) for size, dual in duals.items()}
    most = max(round(find_fullest(room, shares).worth), WHOLE_CLASS)
    return {size: share * WHOLE_CLASS // most for size, share in shares.items()}


def _duals(sizes: Sequence[int], wanted: Sequence[int], packings: Sequence[Packing]) -> list[float]:
    """Maximise Σ wanted · share, where the shares of each packing come to at most 1."""
    from ortools.math_opt.python import mathopt  # where nothing is priced it is not read

    model = mathopt.Model()
    shares = {size: model.add_variable(lb=0.0, ub=1.0) for size in sizes}
    for packing in packings:
        model.add_linear_constraint(mathopt.fast_sum(n * shares[size] for size, n in packing.items()) <= 1.0)
    model.maximize(mathopt.fast_sum(n * shares[size] for size, n in zip(sizes, wanted, strict=True)))
    found: list[float] = mathopt.solve(model, mathopt.SolverType.GLOP).variable_values(list(shares.values()))
    return found


def find_fullest(room: int, worth: Mapping[int, float]) -> Fullest:
    """The packing of cohorts, as many of each size as one likes, that is worth most: by seats, one by one."""
    best, last = [0.0] * (room + 1), [0] * (room + 1)
    for seats in range(1, room + 1):
        best[seats] = best[seats - 1]
        for size, value in worth.items():
            if size <= seats and best[seats - size] + value > best[seats]:
                best[seats], last[seats] = best[seats - size] + value, size
    packing: Counter[int] = Counter()
    seats = room
    while seats > 0:
        packing[last[seats]] += last[seats] > 0
        seats -= last[seats] or 1
    del packing[0]
    return Fullest(best[room], packing)
