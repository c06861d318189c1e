"""The kernel's arrays, made from a problem and its options: the one place that does."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from trainopt.check import terms
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem
from trainopt.problem.entities import Cohort, Demand, Step
from trainopt.problem.options import Options
from trainopt.tables import TERMS

NONE = -1
"""Stands for no class, no cohort, no site."""

NO_ORIGIN = -2
"""Stands for the origin of a cohort that has not begun."""

LOCATIONS = {"any": 0, "same_nation": 1, "same_site": 2}

# More than any pool is drawn on, and far from where 32 bits end.
PLENTY = 10**9

# Lateness and waiting together, and cost, stay below this: so does the weighted sum of terms below 64 bits.
LARGEST_TERM = 2**42

Int32s: TypeAlias = npt.NDArray[np.int32]
Array: TypeAlias = npt.NDArray[np.int32] | npt.NDArray[np.int64]

COUNT, LONG = ctypes.c_int32, ctypes.c_int64
INTS, LONGS = ctypes.POINTER(ctypes.c_int32), ctypes.POINTER(ctypes.c_int64)
"""What a field of the kernel's structures is: a number, or where many begin."""


class CProblem(ctypes.Structure):
    """`Problem` of problem.h, field by field; what each means stands there."""

    _fields_ = (
        ("weeks", COUNT),
        ("openings", COUNT),
        ("rows", COUNT),
        ("pools", COUNT),
        ("sites", COUNT),
        ("nations", COUNT),
        ("units", COUNT),
        ("demands", COUNT),
        ("courses", COUNT),
        ("cohorts", COUNT),
        ("seats", COUNT),
        ("lists", COUNT),
        ("transfer_weeks", COUNT),
        ("terms_always", LONG * len(TERMS)),
        ("opening_row", INTS),
        ("opening_site", INTS),
        ("opening_nation", INTS),
        ("opening_course", INTS),
        ("opening_start", INTS),
        ("opening_end", INTS),
        ("opening_class_min", INTS),
        ("opening_seats", INTS),
        ("opening_expected_min", INTS),
        ("opening_expected_max", INTS),
        ("row_parallel", INTS),
        ("row_mixed", INTS),
        ("row_cost_per_class", LONGS),
        ("row_cost_per_trainee", LONGS),
        ("row_hold_first", INTS),
        ("hold_pool", INTS),
        ("hold_units", INTS),
        ("row_pool_first", INTS),
        ("row_pool", INTS),
        ("pool_room", INTS),
        ("row_running", INTS),
        ("nation_arrivals", INTS),
        ("unit_pool_first", INTS),
        ("unit_pool", INTS),
        ("cohort_size", INTS),
        ("cohort_weight", INTS),
        ("cohort_due", INTS),
        ("cohort_unit", INTS),
        ("cohort_demand", INTS),
        ("cohort_pinned", INTS),
        ("cohort_origin_nation", INTS),
        ("cohort_origin_end", INTS),
        ("cohort_seat", INTS),
        ("seat_expected", INTS),
        ("seat_list", INTS),
        ("seat_max_wait", INTS),
        ("seat_location", INTS),
        ("seat_published_site", INTS),
        ("seat_published_start", INTS),
        ("list_first", INTS),
        ("list_opening", INTS),
    )


@dataclass(frozen=True)
class Arrays:
    """A problem as the kernel reads it. `held` keeps the memory that it points to.

    `first_seats` says by cohort which of all seats is its first; the last entry is how many there are.
    """

    problem: CProblem
    first_seats: tuple[int, ...]
    held: tuple[Array, ...]


def is_countable(problem: Problem) -> bool:
    """Whether the kernel's numbers are large enough: it counts in 32 bits and sums in 64."""
    weights = sum(problem.weight(cohort) for cohort in problem.cohorts)
    seats = sum(cohort.size * len(_steps(problem, cohort)) for cohort in problem.cohorts)
    per_trainee = max((row.cost_per_class + row.cost_per_trainee for row in problem.rows), default=0)
    largest = (weights + seats) * _longest(problem), seats * per_trainee
    return problem.most_trainees < PLENTY and weights < PLENTY and max(largest) < LARGEST_TERM


def _longest(problem: Problem) -> int:
    """The most weeks that anybody is late or waits: they may count from long before the horizon."""
    origins = [demand.origin.end for demand in problem.demands if demand.origin is not None]
    return problem.weeks - min([0, *(demand.due for demand in problem.demands), *origins])


def arrays_of(problem: Problem, options: Options) -> Arrays:
    """All that the kernel needs to know of a problem and its options."""
    values: dict[str, Iterable[int]] = {
        **_openings(options),
        **_rows(problem),
        **_pools(problem, options),
        **_cohorts(problem),
        **_seats(problem),
        **_lists(problem, options),
    }
    types = dict(CProblem._fields_)
    held = {name: array_of(found, types[name] is LONGS) for name, found in values.items()}
    made = CProblem(
        **_counts(problem, options, held),
        terms_always=(LONG * len(TERMS))(*_terms_always(problem)),
        **{name: pointer_to(array) for name, array in held.items()},
    )
    return Arrays(made, tuple(held["cohort_seat"].tolist()), tuple(held.values()))


def array_of(values: Iterable[int], is_long: bool) -> Array:
    """An array of its own; an empty one has one entry, so that it can be pointed to."""
    found = values if isinstance(values, np.ndarray) else np.array(list(values), dtype=np.int64)
    found = found if len(found) else np.zeros(1, dtype=np.int64)
    return found.astype(np.int64) if is_long else found.astype(np.int32)


def pointer_to(array: Array) -> object:
    """An array as C takes it."""
    return array.ctypes.data_as(LONGS if array.dtype == np.int64 else INTS)


def _counts(problem: Problem, options: Options, held: dict[str, Array]) -> dict[str, int]:
    return {
        "weeks": problem.weeks,
        "openings": len(options.openings),
        "rows": len(problem.rows),
        "pools": len(problem.pools),
        "sites": len(problem.sites),
        "nations": len(problem.nations),
        "units": len(problem.units),
        "demands": len(problem.demands),
        "courses": len(options.openings.of_course),
        "cohorts": len(problem.cohorts),
        "seats": int(held["cohort_seat"][-1]),
        "lists": len(held["list_first"]) - 1,
        "transfer_weeks": problem.transfer_weeks,
    }


def firsts(counts: Iterable[int]) -> list[int]:
    """Where each of the lists that follow each other begins, and where the last one ends."""
    return list(accumulate(counts, initial=0))


def _openings(options: Options) -> dict[str, Iterable[int]]:
    openings = options.openings
    course = np.zeros(len(openings), dtype=np.int64)
    for number, found in enumerate(openings.of_course.values()):
        course[found] = number
    return {
        "opening_row": openings.row,
        "opening_site": openings.site,
        "opening_nation": openings.nation,
        "opening_course": course,
        "opening_start": openings.start,
        "opening_end": openings.end,
        "opening_class_min": openings.class_min,
        "opening_seats": openings.seats,
        "opening_expected_min": openings.expected_min,
        "opening_expected_max": openings.expected_room,
    }


def _rows(problem: Problem) -> dict[str, Iterable[int]]:
    rows = problem.rows
    holds = [hold for row in rows for hold in row.holds]
    pools = [_limited(problem, row.pools) for row in rows]
    return {
        "row_parallel": [row.parallel for row in rows],
        "row_mixed": [row.mixed_units for row in rows],
        "row_cost_per_class": [row.cost_per_class for row in rows],
        "row_cost_per_trainee": [row.cost_per_trainee for row in rows],
        "row_hold_first": firsts(len(row.holds) for row in rows),
        "hold_pool": [pool for pool, _ in holds],
        "hold_units": [units for _, units in holds],
        "row_pool_first": firsts(map(len, pools)),
        "row_pool": [pool for row in pools for pool in row],
    }


def _limited(problem: Problem, pools: Iterable[int]) -> list[int]:
    """Those that limit something: nobody needs to know what is left of the others."""
    return [pool for pool in pools if problem.pools[pool].limited]


def _pools(problem: Problem, options: Options) -> dict[str, Iterable[int]]:
    empty = Ledger(problem, options.openings)
    of_units = [_limited(problem, unit.pools) for unit in problem.units]
    return {
        "pool_room": np.minimum(empty.room, PLENTY).ravel(),
        "row_running": empty.running.ravel(),
        "nation_arrivals": [nation.arrivals for nation in problem.nations],
        "unit_pool_first": firsts(map(len, of_units)),
        "unit_pool": [pool for unit in of_units for pool in unit],
    }


def _cohorts(problem: Problem) -> dict[str, Iterable[int]]:
    demands = [problem.demands[cohort.demand] for cohort in problem.cohorts]
    return {
        "cohort_size": [cohort.size for cohort in problem.cohorts],
        "cohort_weight": [problem.weight(cohort) for cohort in problem.cohorts],
        "cohort_due": [demand.due for demand in demands],
        "cohort_unit": [demand.unit for demand in demands],
        "cohort_demand": [cohort.demand for cohort in problem.cohorts],
        "cohort_origin_nation": [_origin_nation(demand) for demand in demands],
        "cohort_origin_end": [demand.origin.end if demand.origin else 0 for demand in demands],
        "cohort_pinned": [any(pin is not None for pin in cohort.pins) for cohort in problem.cohorts],
        "cohort_seat": firsts(len(demand.steps) for demand in demands),
    }


def _seats(problem: Problem) -> dict[str, Iterable[int]]:
    seats = [(c, number, step) for c in problem.cohorts for number, step in enumerate(_steps(problem, c))]
    places = [_published(problem, cohort, number) for cohort, number, _ in seats]
    return {
        "seat_expected": [cohort.expected[number] for cohort, number, _ in seats],
        "seat_max_wait": [problem.weeks if s.max_wait is None else s.max_wait for _, _, s in seats],
        "seat_location": [LOCATIONS[step.location] for _, _, step in seats],
        "seat_published_site": [site for site, _ in places],
        "seat_published_start": [start for _, start in places],
    }


def _origin_nation(demand: Demand) -> int:
    if demand.origin is None:
        return NO_ORIGIN
    return NONE if demand.origin.nation is None else demand.origin.nation


def _steps(problem: Problem, cohort: Cohort) -> Sequence[Step]:
    return problem.demands[cohort.demand].steps


def _published(problem: Problem, cohort: Cohort, number: int) -> tuple[int, int]:
    """Where a step was published, if `changes` counts it."""
    place = cohort.published[number] if problem.published is not None else None
    return (NONE, NONE) if place is None or place.start < problem.as_of else (place.site, place.start)


def _terms_always(problem: Problem) -> list[int]:
    """What each term counts in every plan, such as published steps of cohorts or sites that are gone."""
    published = sum(
        cohort.size
        for cohort in problem.cohorts
        for number in range(len(_steps(problem, cohort)))
        if _published(problem, cohort, number) != (NONE, NONE)
    )
    unmet = sum(problem.weight(cohort) for cohort in problem.cohorts)
    counted = {"unmet": unmet, "changes": published}
    empty = terms(problem, plan_of(problem, {}))
    return [empty[name] - counted.get(name, 0) for name in TERMS]


def _lists(problem: Problem, options: Options) -> dict[str, Iterable[int]]:
    """The options of each step of each group, one list for all its cohorts."""
    found = [step for group in problem.groups for step in options.by_group[group.index]]
    first_of_group = firsts(len(_steps(problem, problem.cohorts[g.cohorts[0]])) for g in problem.groups)
    group_of = {index: group.index for group in problem.groups for index in group.cohorts}
    return {
        "list_first": firsts(map(len, found)),
        "list_opening": np.concatenate([np.zeros(0, dtype=np.int64), *found]),
        "seat_list": [
            first_of_group[group_of[cohort.index]] + number
            for cohort in problem.cohorts
            for number in range(len(_steps(problem, cohort)))
        ],
    }
