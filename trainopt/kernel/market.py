"""What prices of limits prove, as the compiled library counts it: prices in, what all cohorts cost out."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trainopt.kernel.arrays import COUNT, INTS, LONGS, Int32s, arrays_of
from trainopt.kernel.library import library
from trainopt.kernel.market_arrays import DOUBLES, CAsked, CMarket
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.openings import Ints
from trainopt.problem.options import Options

Amounts = npt.NDArray[np.float64]

WHOLE_CLASS = 2**20
"""What part of a class is all of it: `SHARE_BITS` of prices.h."""


@dataclass(frozen=True)
class Shares:
    """What part of a class a cohort takes at least, in parts of WHOLE_CLASS.

    `kind` says by opening which row of `parts` is its own; these have an entry for each size of a cohort. Of
    no class do all who fit into it take more than the whole.
    """

    kind: Int32s
    parts: Int32s


@dataclass(frozen=True)
class Bids:
    """What all groups cost at the least, and what they ask for.

    `classes` by capacity row and week, `drawn` by pool and week, `left` by group whether it is left out.
    """

    least: int
    classes: Amounts
    drawn: Amounts
    left: Int32s


class Market:
    """The groups of a problem that can be placed, each asked what its cohorts would do at some prices.

    `classes` is how many may run by capacity row and week, `room` what there is by pool and week: both
    beside what has begun. `late` is what a week costs a weighted trainee.
    """

    def __init__(
        self,
        problem: Problem,
        options: Options,
        shares: Shares,
        late: int,
        compiled: ctypes.CDLL | None = None,
    ) -> None:
        found = compiled or library()
        if found is None:
            raise RuntimeError("there is no compiled kernel here: ask is_available() first")
        self._compiled, self._arrays, self._shares = found, arrays_of(problem, options), shares
        self.groups: list[Group] = [one for one in problem.groups if len(options.by_group[one.index][0])]
        self._cohorts = _counts([group.cohorts[0] for group in self.groups])
        self._numbers = _counts([group.count for group in self.groups])
        self._market = CMarket(
            groups=len(self.groups),
            group_cohort=_ints(self._cohorts),
            group_count=_ints(self._numbers),
            opening_kind=_ints(shares.kind),
            share=_ints(shares.parts),
            sizes=shares.parts.shape[1],
            late=late,
        )
        self._read_limits(problem)

    def _read_limits(self, problem: Problem) -> None:
        shape, pools = (len(problem.rows), problem.weeks), (len(problem.pools), problem.weeks)
        of = self._arrays.problem
        parallel = np.array([row.parallel for row in problem.rows], dtype=np.int64)[:, None]
        self.classes: Ints = np.maximum(parallel - _read(of.row_running, shape), 0)
        self.room: Ints = np.maximum(_read(of.pool_room, pools), 0)

    def ask(self, class_prices: Ints, unit_prices: Ints, left_out: Ints) -> Bids:
        """What everybody does at these prices, of which none is below 0. Raises MemoryError.

        A class's by row and week, a unit's or a trainee's by pool and week, and by group that of leaving one
        of its cohorts out.
        """
        bids = Bids(
            0,
            np.zeros(self.classes.shape),
            np.zeros(self.room.shape),
            np.zeros(max(len(self.groups), 1), dtype=np.int32),
        )
        asked = CAsked(_doubles(bids.classes), _doubles(bids.drawn), _ints(bids.left))
        short = COUNT(0)
        least = self._compiled.market_least(
            ctypes.byref(self._arrays.problem),
            ctypes.byref(self._market),
            *(_longs(prices) for prices in (class_prices, unit_prices, left_out)),
            ctypes.byref(asked),
            ctypes.byref(short),
        )
        if short.value:
            raise MemoryError("the kernel has too little memory")
        return Bids(least, bids.classes, bids.drawn, bids.left[: len(self.groups)])


def _counts(values: Sequence[int]) -> Int32s:
    return np.array([*values, 0], dtype=np.int32)


def _read(pointer: object, shape: tuple[int, int]) -> Ints:
    """An array that the kernel reads, by owner and week."""
    if not shape[0]:
        return np.zeros(shape, dtype=np.int64)
    found: Int32s = np.ctypeslib.as_array(pointer, shape)
    return found.astype(np.int64)


def _ints(array: Int32s) -> object:
    return array.ctypes.data_as(INTS)


def _longs(array: Ints) -> object:
    return array.ctypes.data_as(LONGS)


def _doubles(array: Amounts) -> object:
    return array.ctypes.data_as(DOUBLES)
