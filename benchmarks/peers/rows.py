"""Columns and rows of whole numbers in flat arrays, small enough for millions of coefficients."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass
class Sum:
    """`constant` + Σ factors[i] · columns[i]."""

    columns: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, column: int, factor: int) -> None:
        """One more column; a column may come once only."""
        if factor:
            self.columns.append(column)
            self.factors.append(factor)

    def at(self, point: Ints) -> int:
        """The sum's value at a point."""
        chosen = point[np.array(self.columns, dtype=np.int64)]
        return self.constant + int(chosen @ np.array(self.factors, dtype=np.int64))


def _whole() -> array[int]:
    return array("q")


@dataclass
class Rows:
    """Every column lies between `lower` and `upper`; every row's sum between `low` and `high`.

    Row i has the coefficients from `ends[i - 1]` (0 for the first) to `ends[i]`; None is an open side.
    """

    lower: array[int] = field(default_factory=_whole)
    upper: array[int] = field(default_factory=_whole)
    columns: array[int] = field(default_factory=_whole)
    factors: array[int] = field(default_factory=_whole)
    ends: array[int] = field(default_factory=_whole)
    low: list[int | None] = field(default_factory=list)
    high: list[int | None] = field(default_factory=list)

    def new_columns(self, count: int, upper: int) -> int:
        """So many columns from 0 to `upper`; the first one's index."""
        first = len(self.lower)
        self.lower.extend([0] * count)
        self.upper.extend([upper] * count)
        return first

    def row(self, columns: Sequence[int], factors: Sequence[int], low: int | None, high: int | None) -> None:
        """One more row; no column comes twice in it."""
        self.columns.extend(columns)
        self.factors.extend(factors)
        self.ends.append(len(self.columns))
        self.low.append(low)
        self.high.append(high)

    def at_most(self, total: Sum, high: int) -> None:
        """One more row: the sum is at most `high`."""
        self.row(total.columns, total.factors, None, high - total.constant)
