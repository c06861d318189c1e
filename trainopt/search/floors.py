"""What a plan must have of a term because of each cohort's own ways: bounds at once, without any solver.

Wherever a cohort goes it is late by no less than its earliest way, and waits, moves and costs no less than
its best ways do; others only take room from it. A plan may leave cohorts out instead, but no more of them
than `unmet` says, so it saves no more than the fractional knapsack of that capacity, in which each cohort has
its weight and what it adds at least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.check import terms
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem
from trainopt.problem.entities import Demand, Group
from trainopt.problem.openings import Bools, Ints, Openings
from trainopt.problem.options import GroupOptions, Options, impossible_weight
from trainopt.search.messages import ANY_VALUE, Bounded

KEPT_AS = "floors"
NO_WAY = 2**60
"""More than any way has of a term."""


@dataclass(frozen=True)
class Floor:
    """What each of so many like cohorts adds to a term at least, and its weight in `unmet`."""

    least: int
    weight: int
    count: int


class Floors:
    """The floors of a problem whose plans keep `unmet` at a value: those of the terms behind it."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem = problem
        self.options = options
        self.impossible = impossible_weight(problem, options)
        self.always = terms(problem, plan_of(problem, {}))
        self._begun: dict[str, tuple[Iterator[Group], list[Floor]]] = {}
        self._bounds: dict[tuple[str, int], int] = {}

    def bounds(self, values: Sequence[int], expired: Callable[[], bool] = lambda: False) -> list[Bounded]:
        """For plans with as few unmet as one of these values, tier by tier, what each tier behind has.

        Of a large problem it takes seconds. Once `expired` says so no more of it is found; the next call
        goes on from there.
        """
        objective = self.problem.objective
        at = objective.index("unmet")
        found = []
        for tier in range(at + 1, len(objective)):
            if objective[tier] in LEAST and self._is_found(objective[tier], expired):
                kept = tuple(values[at] if number == at else ANY_VALUE for number in range(tier))
                found.append(Bounded(tier, self.bound(objective[tier], values[at]), kept))
        return found

    def _is_found(self, term: str, expired: Callable[[], bool]) -> bool:
        """Whether the floors of a term are there; they are found if there is time."""
        if self._kept_as(term) in self.problem.kept:
            return True
        groups, floors = self._begun.setdefault(term, (iter(self.problem.groups), []))
        while not expired():
            group = next(groups, None)
            if group is None:
                found = sorted(floors, key=lambda one: -one.least / one.weight)
                self.problem.kept[self._kept_as(term)] = found
                return True
            floors.extend(self._floors(term, group))
        return False

    @staticmethod
    def _kept_as(term: str) -> str:
        """Each term by itself, whole as it is: a thread may pickle the problem while others are found."""
        return f"{KEPT_AS} of {term}"

    def bound(self, term: str, unmet: int) -> int:
        """What every plan with so many unmet, in weighted trainees, has of a term at least."""
        if (term, unmet) not in self._bounds:
            self._is_found(term, lambda: False)
            floors: list[Floor] = self.problem.kept[self._kept_as(term)]
            self._bounds[term, unmet] = (
                self.always[term]
                + sum(one.least * one.count for one in floors)
                - saved(floors, max(unmet - self.impossible, 0))
            )
        return self._bounds[term, unmet]

    def _floors(self, term: str, group: Group) -> Iterator[Floor]:
        """Of a group that can be placed: the least of a cohort of it over all its ways, if it is any."""
        demand, options = self.problem.demands[group.demand], self.options.by_group[group.index]
        if len(options[0]):
            least = LEAST[term](_Ways(self.problem, self.options.openings, group, demand, options))
            if least > 0:
                yield Floor(least, demand.priority * group.size, group.count)


def saved(floors: Sequence[Floor], capacity: int) -> int:
    """The most that leaving out cohorts of so much weight can save, the last one in part; rounded up.

    The floors come by what each saves for its weight, most first.
    """
    total = 0
    for one in floors:
        if capacity < one.weight * one.count:
            return total - (-one.least * capacity // one.weight)
        total += one.least * one.count
        capacity -= one.weight * one.count
    return total


@dataclass(frozen=True)
class _Ways:
    """The ways of a group's cohort through its options."""

    problem: Problem
    openings: Openings
    group: Group
    demand: Demand
    options: GroupOptions

    def cheapest(
        self,
        first: Callable[[Ints], Ints],
        own: Callable[[Ints], Ints],
        between: Callable[[Ints, Ints], Ints],
    ) -> int:
        """The least sum over all ways: `first` of the first step, `own` of each, `between` of two in turn."""
        at = self.options[0]
        prices = first(at) + own(at)
        for number, after in enumerate(self.options[1:], 1):
            linked = np.where(self._allowed(number, at, after), between(at, after), NO_WAY)
            prices = np.minimum((prices[:, None] + linked).min(axis=0) + own(after), NO_WAY)
            at = after
        return int(prices.min())

    def _allowed(self, number: int, before: Ints, after: Ints) -> Bools:
        """Rule 3: which openings may follow which."""
        openings, step = self.openings, self.demand.steps[number]
        gap, abroad = self.gaps(before, after), self.abroad(before, after)
        allowed: Bools = gap >= np.where(abroad, self.problem.transfer_weeks, 0)
        if step.max_wait is not None:
            allowed &= gap <= step.max_wait
        if step.location == "same_nation":
            allowed &= ~abroad
        if step.location == "same_site":
            allowed &= openings.site[before][:, None] == openings.site[after]
        return allowed

    def gaps(self, before: Ints, after: Ints) -> Ints:
        """The empty weeks between two steps."""
        found: Ints = self.openings.start[after] - self.openings.end[before][:, None] - 1
        return found

    def abroad(self, before: Ints, after: Ints) -> Bools:
        """Whether two steps are in different nations."""
        found: Bools = self.openings.nation[before][:, None] != self.openings.nation[after]
        return found

    def nothing(self, at: Ints) -> Ints:
        """For openings that cost nothing."""
        return np.zeros(len(at), dtype=np.int64)


def _least_lateness(ways: _Ways) -> int:
    late = int(ways.openings.end[ways.options[-1]].min()) - ways.demand.due
    return ways.demand.priority * ways.group.size * max(late, 0)


def _least_transfers(ways: _Ways) -> int:
    origin = ways.demand.origin

    def first(at: Ints) -> Ints:
        home = -1 if origin is None or origin.nation is None else origin.nation
        return (ways.openings.nation[at] != home).astype(np.int64) if origin is not None else ways.nothing(at)

    moves = ways.cheapest(first, ways.nothing, lambda one, other: ways.abroad(one, other).astype(np.int64))
    return ways.group.size * moves


def _least_waiting(ways: _Ways) -> int:
    origin = ways.demand.origin

    def first(at: Ints) -> Ints:
        if origin is None:
            return ways.nothing(at)
        found: Ints = np.maximum(ways.openings.start[at] - origin.end - 1, 0)
        return found

    return ways.group.size * ways.cheapest(first, ways.nothing, ways.gaps)


def _least_cost(ways: _Ways) -> int:
    """A full class's share of what the class costs; nothing of one that has begun anyway."""

    def own(at: Ints) -> Ints:
        size = ways.group.size
        rows = [ways.problem.rows[row] for row in ways.openings.row[at].tolist()]
        shares = [0 if row.joins else row.cost_per_class * size // row.sizes.seats for row in rows]
        trainees = [size * row.cost_per_trainee for row in rows]
        found: Ints = np.array([one + share for one, share in zip(trainees, shares, strict=True)], np.int64)
        return found

    return ways.cheapest(ways.nothing, own, lambda one, other: np.zeros((len(one), len(other)), np.int64))


LEAST: dict[str, Callable[[_Ways], int]] = {
    "lateness": _least_lateness,
    "transfers": _least_transfers,
    "waiting": _least_waiting,
    "cost": _least_cost,
}
"""By term, what a cohort adds to it at least. Of `changes` a cohort that is left out has all."""
