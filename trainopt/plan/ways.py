"""Ways through a pipeline that some limits bar: the fewest limits that, lifted, let a cohort through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from trainopt.limits import LIMITS, Limit
from trainopt.plan.ledger import Ledger
from trainopt.plan.needs import Need, StepNeeds
from trainopt.plan.paths import OpeningChoice, best_path
from trainopt.problem import Problem
from trainopt.problem.entities import Cohort
from trainopt.problem.openings import Bools, Ints

BARRED = np.iinfo(np.int64).max // 4

MOST_LIMITS = 4
"""A way that more limits bar is no advice."""


@dataclass(frozen=True)
class Lifting:
    """Which limits are lifted: these, or with None all `but` one."""

    limits: frozenset[Limit] | None = None
    but: Limit | None = None

    def kept(self, need: Need) -> Bools:
        """By opening, whether the need keeps nobody out."""
        kept: Bools = need.short == 0
        if self.limits is None:
            if self.but is None or self.but.kind != need.kind:
                kept = np.ones_like(kept)
            else:
                kept |= need.owner != self.but.owner
            return kept
        for kind, owner in self.limits:
            if kind == need.kind:
                kept = kept | (need.owner == owner)
        return kept


NOTHING = Lifting(frozenset())


@dataclass(frozen=True)
class Short:
    """By how much a limit falls short on a way, and in which weeks."""

    amount: int
    weeks: tuple[int, ...]


@dataclass(frozen=True)
class Way:
    """A way of cohorts that go together, and what falls short on it; nothing where it is free.

    `path` has the capacity row and the start week of each step. `price` is what lifting the limits asks,
    in thousandths: see `Need.price`.
    """

    cohorts: tuple[int, ...]
    path: tuple[tuple[int, int], ...]
    short: dict[Limit, Short]
    price: int


class Finder:
    """Finds ways for cohorts of one group, together, beside a ledger of the others.

    `problem` says how their steps may follow each other, the ledger's says all else. `steps` are what they
    lack, by step, at the openings of the ledger that they could use.
    """

    def __init__(
        self, problem: Problem, ledger: Ledger, party: Sequence[Cohort], steps: Sequence[StepNeeds]
    ) -> None:
        self.problem = problem
        self.ledger = ledger
        self.party = party
        self.steps = steps

    def ways(self) -> list[Way]:
        """The free way if there is one; else one for each limit that alone bars a way; else those of a few.

        Ways of several limits: the one with the fewest, and for each of its limits the best that does
        without. What asks least comes first.
        """
        if not all(len(step.found) for step in self.steps):
            return []
        free = self.free()
        if free is not None:
            return [free]
        found = list(self.alone(sorted(self._sufficient()))) or list(self._of_several())
        return sorted(found, key=lambda way: (way.price, sorted(way.short)))

    def free(self) -> Way | None:
        """A way that asks for nothing."""
        return self._way(NOTHING)

    def first(self, kinds: Sequence[str]) -> Way | None:
        """The way of a single limit, of the first kind that has one; else the one with the fewest limits."""
        order = sorted(self._sufficient(), key=lambda limit: (kinds.index(limit.kind), limit.owner))
        return next(self.alone(order), None) or self._way(Lifting())

    def alone(self, limits: Iterable[Limit]) -> Iterator[Way]:
        """The ways that these limits open, each alone."""
        ways = (self._way(Lifting(frozenset([limit]))) for limit in limits)
        return (way for way in ways if way is not None)

    def _of_several(self) -> Iterator[Way]:
        best = self._way(Lifting())
        if best is None:
            return
        seen = [best]
        for limit in best.short:
            other = self._way(Lifting(but=limit))
            if other is not None and other.short.keys() not in [way.short.keys() for way in seen]:
                seen.append(other)
        yield from (way for way in seen if len(way.short) <= MOST_LIMITS)

    def _sufficient(self) -> set[Limit]:
        """The limits of which one alone may do: each step is free somewhere, or barred there by it alone.

        Steps that are free somewhere ask for nothing; where all are, but not one after the other, any limit
        that alone bars an opening may be the one. Arrivals count by the step before, so they always may.
        """
        arrivals = {limit for step in self.steps for limit in _limits(step.arriving)}
        asked = [_alone(step) for step in self.steps if not _is_free(step)]
        alone = reduce(set.intersection, asked) if asked else set().union(*map(_alone, self.steps))
        return alone | arrivals

    def _way(self, lifting: Lifting) -> Way | None:
        """The way that asks least but for arrivals, with nothing short but limits that are lifted."""
        choices = [_choice(step, lifting) for step in self.steps]
        if not all(len(choice.found) for choice in choices):
            return None
        problem, openings = self.problem, self.ledger.openings
        demand = problem.demands[self.party[0].demand]
        path = best_path(problem, openings, demand, choices)
        return None if path is None else self._along(path, lifting)

    def _along(self, path: Sequence[int], lifting: Lifting) -> Way:
        """What falls short on a path."""
        amounts: dict[Limit, int] = defaultdict(int)
        weeks: dict[Limit, set[int]] = defaultdict(set)
        price, origin = 0, self.problem.demands[self.party[0].demand].origin
        before = None if origin is None else origin.nation
        for step, opening in zip(self.steps, path, strict=True):
            position = int(np.flatnonzero(step.found == opening)[0])
            nation = int(self.ledger.openings.nation[opening])
            needs = [*_cheapest(step, position, lifting)]
            needs += [step.arriving] if nation != before else []
            before = nation
            price += sum(int(need.price[position]) for need in needs)
            for limit, short in (found for need in needs for found in need.at(position)):
                amounts[limit] = max(amounts[limit], short)
                weeks[limit] |= self._short_weeks(limit, opening)
        short_of = {limit: Short(amount, tuple(sorted(weeks[limit]))) for limit, amount in amounts.items()}
        openings = self.ledger.openings
        places = tuple((int(openings.row[at]), int(openings.start[at])) for at in path)
        return Way(tuple(cohort.index for cohort in self.party), places, short_of, price)

    def _short_weeks(self, limit: Limit, opening: int) -> set[int]:
        """In which weeks of the opening the limit falls short; all of them where it is no pool."""
        openings = self.ledger.openings
        start, end = int(openings.start[opening]), int(openings.end[opening])
        if limit.kind == "arrivals":
            return {start}
        if not LIMITS[limit.kind].weekly:
            return set(range(start, end + 1))
        row = self.ledger.problem.rows[int(openings.row[opening])]
        trainees = sum(cohort.size for cohort in self.party)
        needed = dict(row.holds).get(limit.owner, trainees)
        return {week for week in range(start, end + 1) if self.ledger.room[limit.owner, week] < needed}


def _choice(step: StepNeeds, lifting: Lifting) -> OpeningChoice:
    price = np.minimum(*_prices(step, lifting))
    good = price < BARRED
    return OpeningChoice(step.found[good], price[good], lifting.kept(step.arriving)[good])


def _prices(step: StepNeeds, lifting: Lifting) -> list[Ints]:
    """The price of either way into a class, by opening."""
    return [np.where(there, _price(needs, lifting), BARRED) for there, needs in step.ways()]


def _price(needs: Sequence[Need], lifting: Lifting) -> Ints:
    """By opening: what falls short there, `BARRED` where it is not lifted."""
    price = np.zeros(len(needs[0].short), dtype=np.int64)
    barred = np.zeros(len(price), dtype=np.bool_)
    for need in needs:
        price += need.price
        barred |= ~lifting.kept(need)
    price[barred] = BARRED
    return price


def _cheapest(step: StepNeeds, position: int, lifting: Lifting) -> tuple[Need, ...]:
    """What the cheaper way into a class takes at an opening."""
    joining, opening = _prices(step, lifting)
    ways = step.ways()
    return ways[0][1] if joining[position] <= opening[position] else ways[1][1]


def _is_free(step: StepNeeds) -> bool:
    """Whether nothing falls short at some opening of the step."""
    return any((_barring(needs)[there] == 0).any() for there, needs in step.ways())


def _alone(step: StepNeeds) -> set[Limit]:
    """The limits that alone bar some opening of the step."""
    return {
        limit
        for there, needs in step.ways()
        for position in np.flatnonzero(there & (_barring(needs) == 1))
        for need in needs
        for limit, _ in need.at(int(position))
    }


def _barring(needs: Sequence[Need]) -> Ints:
    """By opening, how many limits are in the way."""
    barring: Ints = np.sum([need.short > 0 for need in needs], axis=0, dtype=np.int64)
    return barring


def _limits(need: Need) -> set[Limit]:
    return {Limit(need.kind, int(owner)) for owner in np.unique(need.owner[need.short > 0])}
