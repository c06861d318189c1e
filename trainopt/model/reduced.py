"""What is left of a model when columns that can have one value only and rows that always hold fall away.

Of a neighbourhood of a crowded plan that is more than half: most classes that could be opened have no
instructors. The points are the same, so are the values of all terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trainopt.model.linear import LinearModel, LinearRow
from trainopt.model.terms import Term
from trainopt.problem.openings import Bools, Ints

MOST_SWEEPS = 30
"""Bounds of columns follow from each other along a pipeline's weeks; what is left after so many is little."""

OPEN = 2**60
"""An open side of a row: beyond every sum of its columns."""


@dataclass(frozen=True)
class Reduced:
    """A model that is left, and the way back: `kept` are its columns in the whole one.

    `values` are those of all columns of the whole one; they count where a column is not kept.
    """

    linear: LinearModel
    kept: Ints
    values: Ints

    def point(self, whole: Sequence[int]) -> list[int]:
        """A point of the whole model as one of this."""
        return [whole[column] for column in self.kept.tolist()]

    def whole(self, point: Sequence[int]) -> list[int]:
        """A point of this model as one of the whole one."""
        values = self.values.copy()
        values[self.kept] = point
        found: list[int] = values.tolist()
        return found

    def term(self, term: Term) -> Term:
        """A term of the whole model over the columns of this one."""
        number = {column: new for new, column in enumerate(self.kept.tolist())}
        constant = sum(k * int(self.values[column]) for column, k in term.terms if column not in number)
        kept = [(number[column], k) for column, k in term.terms if column in number]
        return Term(kept, term.constant + constant)


def reduced(linear: LinearModel) -> Reduced:
    """The model without columns of one value and rows that always hold."""
    rows = _Entries.of([*linear.rows, *linear.cuts])
    lower, upper = rows.tightened(_ints(linear.lower), _ints(linear.upper))
    free = lower < upper
    kept = np.flatnonzero(free)
    left = LinearModel(lower[kept].tolist(), upper[kept].tolist(), rows.left(lower, upper, free))
    return Reduced(left, kept, lower)


@dataclass(frozen=True)
class _Entries:
    """Rows as arrays: for each entry its row, column and coefficient, for each row its sides."""

    rows: Sequence[LinearRow]
    row: Ints
    column: Ints
    coefficient: Ints
    low: Ints
    high: Ints

    @classmethod
    def of(cls, rows: Sequence[LinearRow]) -> _Entries:
        return cls(
            rows,
            np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows]),
            _ints([column for row in rows for column in row.columns]),
            _ints([k for row in rows for k in row.coefficients]),
            _ints([-OPEN if row.low is None else row.low for row in rows]),
            _ints([OPEN if row.high is None else row.high for row in rows]),
        )

    def tightened(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """The columns' bounds, as tight as single rows make them; no tighter where nothing is feasible."""
        for _ in range(MOST_SWEEPS):
            low, high = self._swept(lower, upper)
            if (low > high).any() or ((low == lower).all() and (high == upper).all()):
                break
            lower, upper = low, high
        return lower, upper

    def _swept(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """Once through all rows: what the other columns of a row leave to each."""
        least, most = self._entries(lower, upper)
        row_least, row_most = self._sums(least), self._sums(most)
        at_most = (self.high - row_least)[self.row] + least
        at_least = (self.low - row_most)[self.row] + most
        size = np.abs(self.coefficient)
        up, down = at_most // size, -(-at_least // size)
        positive = self.coefficient > 0
        lower, upper = lower.copy(), upper.copy()
        np.minimum.at(upper, self.column, np.where(positive, up, -down))
        np.maximum.at(lower, self.column, np.where(positive, down, -up))
        return lower, upper

    def _entries(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """The least and the most that each entry can be."""
        low, high = self.coefficient * lower[self.column], self.coefficient * upper[self.column]
        return np.minimum(low, high), np.maximum(low, high)

    def _sums(self, entries: Ints) -> Ints:
        sums: Ints = np.zeros(len(self.rows), dtype=np.int64)
        np.add.at(sums, self.row, entries)
        return sums

    def left(self, lower: Ints, upper: Ints, free: Bools) -> list[LinearRow]:
        """The rows that can still break, over the free columns; a side that cannot break is open."""
        row_least, row_most = map(self._sums, self._entries(lower, upper))
        below, above = row_least < self.low, row_most > self.high
        fixed = self._sums(np.where(free[self.column], 0, self.coefficient * lower[self.column]))
        low, high = (self.low - fixed).tolist(), (self.high - fixed).tolist()
        kept = free[self.column] & (below | above)[self.row]
        columns = (np.cumsum(free) - 1)[self.column[kept]].tolist()
        coefficients = self.coefficient[kept].tolist()
        ends = np.cumsum(np.bincount(self.row[kept], minlength=len(self.rows))).tolist()
        return [
            LinearRow(
                self.rows[row].rule,
                tuple(columns[start:end]),
                tuple(coefficients[start:end]),
                low[row] if below[row] else None,
                high[row] if above[row] else None,
            )
            for row, (start, end) in enumerate(pairwise([0, *ends]))
            if below[row] or above[row]
        ]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
