"""What beds, ceilings and other weekly limits leave for those who take free seats, in each run.

Every class to come counts as planned; one that has started counts as many as came. So whoever takes a seat
that the plan gave to nobody exceeds no limit.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from trainopt.problem import Problem
from trainopt.simulate.odds import Counts
from trainopt.simulate.programme import PlayedClass, Programme, Whereabouts

NO_LIMIT = 2**40

Use = tuple[int, range]
"""A pool, and the weeks in which a trainee draws on it."""


class Room:
    """By pool and week what is left in each run."""

    def __init__(self, programme: Programme, runs: int) -> None:
        self.runs = runs
        self._planned = _left_as_planned(programme)
        self._left: dict[int, NDArray[np.int64]] = {}

    def least(self, uses: Iterable[Use]) -> Counts:
        """How many more there is room for, in each run."""
        found = np.full(self.runs, NO_LIMIT)
        for pool, weeks in uses:
            if pool in self._planned and len(weeks):
                left = self._left.get(pool, self._planned[pool])
                found = np.minimum(found, left[weeks.start : weeks.stop].min(axis=0))
        return found.clip(0)

    def take(self, uses: Iterable[Use], more: Counts) -> None:
        """So many more draw on these than before; fewer where it is below 0."""
        if not more.any():
            return
        for pool, weeks in uses:
            if pool in self._planned and len(weeks):
                if pool not in self._left:
                    self._left[pool] = np.repeat(self._planned[pool], self.runs, axis=1)
                self._left[pool][weeks.start : weeks.stop] -= more


def _left_as_planned(programme: Programme) -> dict[int, NDArray[np.int64]]:
    """By limited pool a column of what the plan leaves of it in each week."""
    drawn = programme.drawn
    return {
        pool.index: np.array(
            [
                [NO_LIMIT if most is None else most - drawn.get((pool.index, week), 0)]
                for week, most in enumerate(pool.available)
            ],
            dtype=np.int64,
        )
        for pool in programme.problem.pools
        if pool.limited
    }


def uses_of(
    problem: Problem, at: PlayedClass, unit: int | None, before: Whereabouts | None
) -> tuple[Use, ...]:
    """What a trainee of a unit draws on in a class, who was elsewhere before."""
    pools = at.pools if unit is None else (*at.pools, *problem.units[unit].pools)
    uses = [(pool, at.weeks) for pool in pools]
    if at.arrivals is not None and (before is None or before.nation_id != at.nation_id):
        uses.append((at.arrivals, at.weeks[:1]))
    return tuple(uses)
