"""What cohorts lack at openings beside a plan: which limits, and by how much each falls short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trainopt.limits import Limit
from trainopt.plan.ledger import Ledger
from trainopt.problem.entities import CapacityRow, Cohort
from trainopt.problem.openings import Bools, Ints
from trainopt.tables import HUNDRED

NOWHERE = -1


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

    @cached_property
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


class Lacking:
    """What cohorts of one group, together, lack at openings of one step, by its number, limit by limit."""

    def __init__(self, ledger: Ledger, party: Sequence[Cohort], number: int, found: Ints) -> None:
        self.problem, self.openings, self.ledger, self.found = ledger.problem, ledger.openings, ledger, found
        self.size = sum(cohort.size for cohort in party)
        self.expected = sum(cohort.expected[number] for cohort in party)
        self.rows = self.openings.row[found]
        self.demand = self.problem.demands[party[0].demand]
        self.unit = self.problem.units[self.demand.unit]

    def needs(self, more: Iterable[Need] = ()) -> StepNeeds:
        """All of it; `more` is needed wherever they go besides."""
        short = self._fewest_seats_short()
        return StepNeeds(
            found=self.found,
            always=(*self._room(), *more),
            joinable=short != NOWHERE,
            joining=(self.need("seats", self.rows, short, self.openings.seats[self.found]),),
            opening=tuple(self._a_class()),
            arriving=self._arrivals(),
        )

    def need(self, kind: str, owner: Ints, short: Ints, scale: Ints | int) -> Need:
        """A need, of no less than nothing."""
        return Need(kind, owner, np.maximum(short, 0), np.broadcast_to(np.int64(scale), short.shape))

    def _fewest_seats_short(self) -> Ints:
        """The fewest seats that a class which the party may join is short of; -1 where none runs."""
        short = np.full(len(self.found), NOWHERE, dtype=np.int64)
        for position, opening in enumerate(self.found.tolist()):
            classes = self.ledger.classes.get(opening, ())
            joinable = [one for one in classes if one.unit in (None, self.demand.unit)]
            if joinable:
                row = self.problem.rows[int(self.openings.row[opening])]
                short[position] = min(self._seats_short(row, one.trainees, one.expected) for one in joinable)
        return short

    def _seats_short(self, row: CapacityRow, trainees: int = 0, expected: int = 0) -> int:
        """How many seats a class with so many in it is short of for the party: by how much class_max."""
        sizes = row.sizes
        planned = max(trainees + self.size - sizes.seats, 0)
        short = -(-planned * row.class_max // max(sizes.seats, row.class_max))  # more may be overbooked then
        if sizes.expected_most is not None:
            short = max(short, -((sizes.expected_most - expected - self.expected) // HUNDRED))
        return short

    def _a_class(self) -> Iterator[Need]:
        """What a further class with the party alone in it takes."""
        most, least = self.openings.seats[self.found], self.openings.class_min[self.found]
        rows = [self.problem.rows[row] for row in self.rows.tolist()]
        seats_short = np.array([self._seats_short(row) for row in rows], dtype=np.int64)
        expected_short = -((self.expected - self.openings.expected_min[self.found]) // HUNDRED)
        parallel = self.ledger.parallel[self.rows]
        running = self.ledger.running[self.rows[:, None], self.ledger.weeks[self.found]].max(
            axis=1, initial=0
        )
        yield self.need("classes", self.rows, running + 1 - parallel, parallel)
        yield self.need("seats", self.rows, seats_short, most)
        yield self.need("class_min", self.rows, np.maximum(least - self.size, expected_short), least)
        for pools, units in self.ledger.holds.values():
            yield self._pool("resource", pools[self.rows], units[self.rows])

    def _pool(self, kind: str, pools: Ints, amount: Ints | int) -> Need:
        weeks = self.ledger.weeks[self.found]
        room = self.ledger.room[pools[:, None], weeks].min(axis=1, initial=np.iinfo(np.int64).max)
        short: Ints = np.where(np.asarray(amount) > 0, amount - room, 0)
        return self.need(kind, pools, short, self.ledger.most[pools])

    def _room(self) -> Iterator[Need]:
        for pools in self.ledger.trainee_pools(self.rows, self.demand.unit):
            yield self._pool(self.problem.pools[pools[0]].kind, pools, self.size)

    def _arrivals(self) -> Need:
        pools = self.ledger.arrival_pool[self.openings.nation[self.found]]
        room = self.ledger.room[pools, self.openings.start[self.found]]
        return self.need("arrivals", pools, self.size - room, self.ledger.most[pools])
