"""What one more of each capacity is worth by the duals of the linear relaxation, month by month.

The dual of a row says by how much the optimum of the relaxation falls for one more on its right side. The
relaxation opens classes in part, so its prices are estimates of what a plan of whole classes would gain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainopt.limits import Limit
from trainopt.model.build import Model
from trainopt.model.columns import Slot
from trainopt.problem import Problem
from trainopt.search.bounds import Solution

LEAST_WORTH = 0.01
"""Prices below it are the solver's inaccuracy."""


@dataclass(frozen=True, order=True)
class Spot:
    """A limit in a month, `YYYY-MM`: that of the Monday of the week."""

    limit: Limit
    month: str


@dataclass
class Price:
    """What one more is worth in the month, and in which weeks of it it is worth anything."""

    worth: float
    weeks: set[int]


def prices(problem: Problem, model: Model, solution: Solution) -> dict[Spot, Price]:
    """Of each limit in each month, what one more in all its weeks is worth, in the tier's own unit.

    Pools count in each week: the sum over the weeks. A further class is held once: the best start week
    of the month. A seat more is worth what it is in all classes that start in the month.
    """
    found: dict[Spot, Price] = defaultdict(lambda: Price(0.0, set()))
    weekly = _weekly(model, solution)
    for (limit, week), worth in weekly.items():
        if limit.kind != "classes":
            _add(found[Spot(limit, month(problem, week))], worth, {week})
    for slot, worth in _seats(model, solution):
        spot = Spot(Limit("seats", slot.row.index), month(problem, slot.start))
        _add(found[spot], worth, set(range(slot.start, slot.end + 1)))
    for slot, worth in _classes(model, solution, weekly):
        price = found[Spot(Limit("classes", slot.row.index), month(problem, slot.start))]
        if worth > price.worth:
            price.worth, price.weeks = worth, set(range(slot.start, slot.end + 1))
    return {spot: price for spot, price in found.items() if price.worth >= LEAST_WORTH}


def month(problem: Problem, week: int) -> str:
    """The month of the week's Monday."""
    return f"{problem.calendar.monday(week):%Y-%m}"


def _add(price: Price, worth: float, weeks: set[int]) -> None:
    price.worth += worth
    price.weeks |= weeks


def _weekly(model: Model, solution: Solution) -> Mapping[tuple[Limit, int], float]:
    """What one more of a pool, or of the classes that may run, is worth in each week."""
    worth: dict[tuple[Limit, int], float] = defaultdict(float)
    for row, dual in zip(model.linear.rows, solution.duals, strict=False):
        if isinstance(row.cause, Limit) and row.week is not None and dual < 0:
            worth[row.cause, row.week] -= float(dual)
    return worth


def _seats(model: Model, solution: Solution) -> Iterator[tuple[Slot, float]]:
    """What a seat more in a slot's class is worth: the price of a seat times how much of the class runs."""
    slots = {slot.running: slot for slot in model.columns.slots if slot.running is not None}
    for row, dual in zip(model.linear.rows, solution.duals, strict=False):
        if isinstance(row.cause, Limit) and row.cause.kind == "seats" and dual < 0:
            running, seats = row.columns[-1], -row.coefficients[-1]
            slot = slots[running]
            # The row counts planned trainees, or hundredths of expected ones: so many for each of class_max.
            yield slot, -float(dual * solution.columns[running]) * seats / slot.row.class_max


def _classes(
    model: Model, solution: Solution, weekly: Mapping[tuple[Limit, int], float]
) -> Iterator[tuple[Slot, float]]:
    """What a further class beside a slot's is worth: what the slot would save if there were more of it."""
    for slot in model.columns.slots:
        if slot.running is not None:
            limit = Limit("classes", slot.row.index)
            parallel = sum(weekly.get((limit, week), 0.0) for week in range(slot.start, slot.end + 1))
            yield slot, parallel + max(-float(solution.reduced[slot.running]), 0.0)
