"""What every plan has of lateness at least, by prices of limits: a Lagrangian bound in whole numbers.

Take a price, not below 0, for every class of a capacity row and every unit of a pool in each week, and one
for each weighted trainee who is left out. Every plan with at most so many unmet is late by no less than

    what all cohorts come to, each on its way that is cheapest in weeks late and prices, or left out,
    - the prices of all classes and pools that there are, and of all who may be unmet

(Held, Wolfe and Crowder, Validation of subgradient optimization, 1974). That holds whatever the prices are,
and is counted in whole numbers. They climb by what is asked for beyond what there is. Cohorts stay whole and
take of a class what `packing` says, which the linear relaxation does not know; and asking all cohorts once
takes milliseconds, so there are prices for datasets for which a relaxation has no time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from trainopt.check import terms
from trainopt.kernel.market import WHOLE_CLASS, Amounts, Bids, Market
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem
from trainopt.problem.openings import Ints
from trainopt.problem.options import Options, impossible_weight
from trainopt.search.packing import Work, find_shares
from trainopt.search.parts import Unmet

PRICED_TERM = "lateness"
"""The term that is priced, in the weeks of a weighted trainee."""

ONE = 2**10
"""Prices are whole multiples of one week of a weighted trainee in so many."""

MOST = 2**61
"""No sum of prices may be larger: the kernel adds them in 64 bits."""

LEFT_OUT = 5.0
"""The price of being left out to begin with, in weeks."""

LONGEST_STRIDE, SHORTEST_STRIDE = 0.1, 0.002
"""How far a price goes at the most in the first step and in the last one, in weeks for a seat."""

INERTIA, SPREAD = 0.9, 0.99
"""What a step keeps of where those before it went, and of how far (Kingma and Ba, Adam, 2015)."""


@dataclass(frozen=True)
class PricedBound:
    """What prices prove of every plan: `least`, less `left_out` for each weighted trainee who may be unmet.

    Both in ONEs of a week; `impossible` are the weighted trainees whom no plan can place, `always` the weeks
    that every plan has.
    """

    least: int
    left_out: int
    impossible: int
    always: int

    def bound(self, unmet: int) -> int:
        """What every plan with so many unmet, in weighted trainees, has at least."""
        least = self.least - self.left_out * max(unmet - self.impossible, 0)
        return self.always + max(-(-least // ONE), 0)


def largest_price(problem: Problem, others: int) -> int:
    """The most that a price may be, in ONEs, where what is left out has so many others: no sum exceeds MOST.

    A seat is priced by its class, whose shares are counted in WHOLE_CLASS, and by trainee in its pools.
    """
    units = max((sum(units for _, units in row.holds) for row in problem.rows), default=0)
    pools = max((len(row.pools) for row in problem.rows), default=0)
    pools += max((len(unit.pools) for unit in problem.units), default=0)
    of_class, of_trainee = problem.weeks * (1 + units), problem.weeks * pools + 1
    every = sum(
        (of_class + cohort.size * of_trainee) * len(problem.demands[cohort.demand].steps)
        + problem.weight(cohort) * (1 + others)
        for cohort in problem.cohorts
    )
    return min(MOST // max(every, 1), MOST // (of_class * WHOLE_CLASS))


@dataclass
class _Climb:
    """Numbers that climb by the slope at each step, each by its own scale; none leaves 0 to `most`."""

    at: Amounts
    scale: Amounts
    most: float
    direction: Amounts = field(init=False)
    spread: Amounts = field(init=False)

    def begin(self) -> None:
        """Forget where it went."""
        self.direction, self.spread = np.zeros_like(self.at), np.zeros_like(self.at)

    def step(self, number: int, slope: Amounts, stride: float) -> None:
        """One step, the `number`th from 1."""
        slope = slope * self.scale
        self.direction = INERTIA * self.direction + (1 - INERTIA) * slope
        self.spread = SPREAD * self.spread + (1 - SPREAD) * slope * slope
        direction = self.direction / (1 - INERTIA**number)
        size = np.sqrt(self.spread / (1 - SPREAD**number)) + 1e-3
        self.at = np.clip(self.at + self.scale * stride * direction / size, 0.0, self.most)

    def whole(self) -> Ints:
        """The numbers in ONEs."""
        found: Ints = np.rint(self.at * ONE).astype(np.int64)
        return found


class Pricing:
    """The prices of a problem: they begin at 0, and each climb goes on from where the one before ended.

    `proven` of parts has prices, too: whoever must be left out there anyway costs less to leave out.
    """

    def __init__(
        self, problem: Problem, options: Options, market: Market, proven: Sequence[Unmet] = ()
    ) -> None:
        self.market = market
        self.impossible = impossible_weight(problem, options)
        self.always = terms(problem, plan_of(problem, {}))[PRICED_TERM]
        groups = market.groups
        self.weights: Ints = np.array(
            [problem.demands[group.demand].priority * group.size for group in groups], dtype=np.int64
        )
        self.counts: Ints = np.array([group.count for group in groups], dtype=np.int64)
        self.parts = np.array(
            [[not unmet.cohorts.isdisjoint(group.cohorts) for group in groups] for unmet in proven],
            dtype=np.int64,
        ).reshape(len(proven), len(groups))
        self.owed: Ints = np.array([unmet.bound for unmet in proven], dtype=np.int64)
        self._begin(problem)
        self.best = PricedBound(0, 0, self.impossible, self.always)

    def _begin(self, problem: Problem) -> None:
        """All prices are 0 but that of being left out, which is what a few weeks late come to."""
        seats = np.array([max(row.sizes.seats, 1) for row in problem.rows], dtype=np.float64)
        of_unit = np.ones(len(problem.pools))
        for row in problem.rows:
            for pool, units in row.holds:
                of_unit[pool] = max(of_unit[pool], row.sizes.seats / units)
        most = largest_price(problem, len(self.owed)) // 2 / ONE  # rounding may make it more
        classes, room = self.market.classes, self.market.room
        self.class_prices = _Climb(
            np.zeros(classes.shape), np.broadcast_to(seats[:, None], classes.shape), most
        )
        self.unit_prices = _Climb(np.zeros(room.shape), np.broadcast_to(of_unit[:, None], room.shape), most)
        self.left_out = _Climb(np.full(1, min(LEFT_OUT, most)), np.ones(1), most)
        self.in_parts = _Climb(np.zeros(len(self.owed)), np.ones(len(self.owed)), most)

    def climb(
        self,
        unmet: int,
        steps: int,
        expired: Callable[[], bool] = lambda: False,
        first: float = LONGEST_STRIDE,
    ) -> PricedBound:
        """So many steps for plans with so many unmet; the best bound of such plans that was ever met."""
        for prices in (self.class_prices, self.unit_prices, self.left_out, self.in_parts):
            prices.begin()
        for number in range(1, steps + 1):
            bids = self._look(unmet)
            if expired():
                break
            self._step(number, unmet, bids, first * (SHORTEST_STRIDE / first) ** (number / steps))
        self._look(unmet)
        return self.best

    def _look(self, unmet: int) -> Bids:
        """What is asked for at these prices; what they prove is kept if it is better."""
        class_prices, unit_prices = self.class_prices.whole(), self.unit_prices.whole()
        left_out, in_parts = int(self.left_out.whole()[0]), self.in_parts.whole()
        bids = self.market.ask(class_prices, unit_prices, self.weights * (left_out - in_parts @ self.parts))
        least = bids.least + _product(in_parts, self.owed)
        least -= _product(class_prices, self.market.classes) + _product(unit_prices, self.market.room)
        found = PricedBound(least, left_out, self.impossible, self.always)
        if found.bound(unmet) > self.best.bound(unmet):
            self.best = found
        return bids

    def _step(self, number: int, unmet: int, bids: Bids, stride: float) -> None:
        left = bids.left * self.counts * self.weights
        allowed = max(unmet - self.impossible, 0)
        self.class_prices.step(number, bids.classes - self.market.classes, stride)
        self.unit_prices.step(number, bids.drawn - self.market.room, stride)
        self.left_out.step(number, np.array([float(left.sum() - allowed)]), stride)
        self.in_parts.step(number, (self.owed - self.parts @ left).astype(np.float64), stride)


def _product(prices: Ints, there: Ints) -> int:
    """What all that is there costs, in whole numbers of any length where something has a price."""
    used = np.nonzero(prices)
    return sum(map(int.__mul__, prices[used].tolist(), there[used].tolist()))


def open_pricing(
    problem: Problem, options: Options, proven: Sequence[Unmet] = (), work: Work | None = None
) -> Pricing:
    """The prices of a problem, which the compiled kernel asks for; so much work is for shares of classes."""
    market = Market(problem, options, find_shares(problem, options, work), late=ONE)
    return Pricing(problem, options, market, proven)
