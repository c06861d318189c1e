"""What one cohort lacks at every opening it could ever use: which limit, and by how much it falls short.

The openings are those of a loosened dataset, in which closures, validity, windows and allowed nations stand
in nobody's way; each of these is then one more limit of the opening, beside seats, classes and pools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainopt.dataset import Dataset
from trainopt.dataset.calendar import closed_weeks
from trainopt.explain.situation import Situation
from trainopt.limits import Limit
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.problem import build_problem
from trainopt.problem.entities import Cohort, Pool
from trainopt.problem.openings import Bools, Ints
from trainopt.problem.options import every_option

NOWHERE = -1


WEEKS_SCALE = 4
"""So many weeks of another window, validity or closure ask as much as doubling a pool."""


@dataclass(frozen=True)
class Need:
    """One kind of limit at some openings: whose it is, and by how much it falls short (0: it does not).

    `scale` is how much there is of it, or for weeks and nations how many weigh as much as that: what half a
    pool is worth beside half a class size. All arrays have an entry per opening.
    """

    kind: str
    owner: Ints
    short: Ints
    scale: Ints

    @property
    def price(self) -> Ints:
        """What lifting it asks, by opening, in thousandths: each limit one, and its shortage by its scale."""
        price: Ints = np.where(self.short > 0, 1000 + 1000 * self.short // np.maximum(self.scale, 1), 0)
        return price

    def at(self, position: int) -> Iterator[tuple[Limit, int]]:
        """The limit and its shortage at one opening, if it falls short there."""
        if self.short[position]:
            yield Limit(self.kind, int(self.owner[position])), int(self.short[position])


@dataclass(frozen=True)
class StepNeeds:
    """What the cohort lacks at the openings `found` of one step.

    `always` is needed wherever it goes; then either what it takes to join a class that runs there
    (`joining`; where none runs `joinable` is false) or what it takes to have a further one (`opening`).
    `arriving` counts only where the step before was held in another nation, or there is none.
    """

    found: Ints
    always: tuple[Need, ...]
    joinable: Bools
    joining: tuple[Need, ...]
    opening: tuple[Need, ...]
    arriving: Need

    def ways(self) -> tuple[tuple[Bools, tuple[Need, ...]], ...]:
        """The two ways into a class: where there is such a way, and what it takes."""
        return (self.joinable, (*self.always, *self.joining)), (
            np.ones_like(self.joinable),
            (*self.always, *self.opening),
        )


class Loosened:
    """A situation's dataset without closures, validity, windows and allowed nations, for some cohorts.

    Capacity rows that are not the only ones of their site and course stay as valid as they are.
    """

    def __init__(self, situation: Situation, cohorts: Iterable[int]) -> None:
        self.situation = situation
        real = situation.problem
        self.problem = replace(
            build_problem(_loose(situation.dataset)),
            pools=tuple(pool.without_limit() for pool in real.pools),
            pins=real.pins,
            cohorts=real.cohorts,
        )
        self.group_of = {index: group for group in self.problem.groups for index in group.cohorts}
        groups = {self.group_of[index].index: self.group_of[index] for index in cohorts}
        self.openings, self.options = every_option(self.problem, groups.values())
        self.closed_until = _closed_until(situation)

    def ledger(self, without: Iterable[int] = ()) -> Ledger:
        """What the plan leaves free of the real pools, over the openings, without some cohorts."""
        gone = set(without)
        rest = {index: seats for index, seats in self.situation.assignment.items() if index not in gone}
        return ledger_of(self.situation.problem, self.openings, rest)

    def needs(self, party: Sequence[Cohort], ledger: Ledger, latest: int) -> list[StepNeeds]:
        """By step, what cohorts of one group lack beside the ledger to go together and end by `latest`."""
        found = self.options[self.group_of[party[0].index].index]
        return [
            _Lacking(self, ledger, party, step, step_found, latest).needs
            for step, step_found in enumerate(found)
        ]


def _closed_until(situation: Situation) -> Ints:
    """By capacity row and week, in how many weeks before it the row is closed; and after the last."""
    problem = situation.problem
    closed = np.zeros((len(problem.rows), problem.weeks + 1), dtype=np.int64)
    for row in problem.rows:
        nation, site = problem.nations[row.nation].nation_id, problem.sites[row.site].site_id
        closures = situation.dataset.closures
        weeks = closed_weeks(closures, nation, site, row.course_id, problem.calendar)
        closed[row.index, [week + 1 for week in weeks]] = 1
    return closed.cumsum(axis=1)


def _loose(dataset: Dataset) -> Dataset:
    keys = Counter((row.site_id, row.course_id) for row in dataset.capacity)
    capacity = tuple(
        row.model_copy(update={"valid_to": None, **_from_the_start(row.start_every_weeks)})
        if keys[row.site_id, row.course_id] == 1
        else row
        for row in dataset.capacity
    )
    units = tuple(unit.model_copy(update={"allowed_nations": None}) for unit in dataset.units)
    demand = tuple(one.model_copy(update={"ready_from": None, "latest": None}) for one in dataset.demand)
    return replace(dataset, capacity=capacity, closures=(), units=units, demand=demand)


def _from_the_start(every: int) -> dict[str, None]:
    """A row on a grid of its own keeps its first day: an earlier one would move all its start weeks."""
    return {"valid_from": None} if every == 1 else {}


class _Lacking:
    """The needs of one cohort's step, limit by limit."""

    def __init__(
        self, loosened: Loosened, ledger: Ledger, party: Sequence[Cohort], step: int, found: Ints, latest: int
    ) -> None:
        self.problem, self.openings, self.closed_until = (
            ledger.problem, loosened.openings, loosened.closed_until,
        )  # fmt: skip
        self.ledger, self.step, self.found, self.latest = ledger, step, found, latest
        self.size = sum(cohort.size for cohort in party)
        self.rows = self.openings.row[found]
        self.demand = self.problem.demands[party[0].demand]
        self.unit = self.problem.units[self.demand.unit]

    @property
    def needs(self) -> StepNeeds:
        free = self._most_free_seats()
        return StepNeeds(
            found=self.found,
            always=(*self._room(), *self._times(), self._nation()),
            joinable=free >= 0,
            joining=(self._need("seats", self.rows, self.size - free, self._of_rows("class_max")),),
            opening=tuple(self._a_class()),
            arriving=self._arrivals(),
        )

    def _need(self, kind: str, owner: Ints, short: Ints, scale: Ints | int) -> Need:
        return Need(kind, owner, np.maximum(short, 0), np.broadcast_to(np.int64(scale), short.shape))

    def _of_rows(self, name: str) -> Ints:
        """An attribute of the capacity row of each opening."""
        return np.array([getattr(self.problem.rows[row], name) for row in self.rows], dtype=np.int64)

    def _most_free_seats(self) -> Ints:
        """The most seats free in a class that the party may join; -1 where none runs."""
        free = np.full(len(self.found), NOWHERE, dtype=np.int64)
        for position, opening in enumerate(self.found):
            row = self.problem.rows[self.rows[position]]
            for running in self.ledger.classes.get(int(opening), ()):
                if row.mixed_units or running.unit == self.demand.unit:
                    free[position] = max(free[position], row.class_max - running.trainees)
        return free

    def _a_class(self) -> Iterator[Need]:
        """What a further class with the party alone in it takes."""
        most, least, parallel = map(self._of_rows, ("class_max", "class_min", "parallel"))
        running = self.ledger.running[self.rows[:, None], self.ledger.weeks[self.found]].max(
            axis=1, initial=0
        )
        yield self._need("classes", self.rows, running + 1 - parallel, parallel)
        yield self._need("seats", self.rows, self.size - most, most)
        yield self._need("class_min", self.rows, least - self.size, least)
        for pools, units in self.ledger.holds.values():
            yield self._pool("resource", pools[self.rows], units[self.rows])

    def _pool(self, kind: str, pools: Ints, amount: Ints | int) -> Need:
        weeks = self.ledger.weeks[self.found]
        room = self.ledger.room[pools[:, None], weeks].min(axis=1, initial=np.iinfo(np.int64).max)
        short: Ints = np.where(np.asarray(amount) > 0, amount - room, 0)
        return self._need(kind, pools, short, self._sizes(pools))

    def _sizes(self, pools: Ints) -> Ints:
        """The most there is of each pool in any week; 1 where there is no limit."""
        return np.array([_most(self.problem.pools[pool]) for pool in pools], dtype=np.int64)

    def _room(self) -> Iterator[Need]:
        for pools in self.ledger.trainee_pools(self.rows, self.demand.unit):
            yield self._pool(self.problem.pools[pools[0]].kind, pools, self.size)

    def _arrivals(self) -> Need:
        pools = self.ledger.arrival_pool[self.openings.nation[self.found]]
        room = self.ledger.room[pools, self.openings.start[self.found]]
        return self._need("arrivals", pools, self.size - room, self._sizes(pools))

    def _times(self) -> Iterator[Need]:
        start, end = self.openings.start[self.found], self.openings.end[self.found]
        first, last = map(self._of_rows, ("first_week", "last_week"))
        invalid: Ints = np.maximum(first - start, 0) + np.maximum(end - last, 0)
        yield self._need("validity", self.rows, invalid, WEEKS_SCALE)
        closed = self.closed_until[self.rows, end + 1] - self.closed_until[self.rows, start]
        yield self._need("closure", self.rows, closed, WEEKS_SCALE)
        demand = np.full(len(self.found), self.demand.index)
        if self.step == 0:
            yield self._need("ready_from", demand, self.demand.ready - start, WEEKS_SCALE)
        yield self._need("latest", demand, end - self.latest, WEEKS_SCALE)

    def _nation(self) -> Need:
        nations = self.openings.nation[self.found]
        allowed = np.isin(nations, sorted(self.unit.nations))
        return self._need("nation", nations, (~allowed).astype(np.int64), 1)


def _most(pool: Pool) -> int:
    """The most there is in any week; 1 where there never is a limit."""
    return max((most for most in pool.available if most is not None), default=1)
