"""Rows and columns of whole numbers: the model before any solver has seen it.

Every rule and every term is linear in counts, so one form serves exact search, neighbourhoods and bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from trainopt.limits import Limit
from trainopt.problem.entities import Pin

Terms = list[tuple[int, int]]
"""A sum: (column, coefficient) pairs."""

Cause = Limit | Pin
"""What of the data a row stands for."""


class LinearRow(NamedTuple):
    """`low` ≤ Σ coefficient · column ≤ `high`, with None for an open side, and the rule it belongs to.

    `cause` is the limit or the pin behind it, `week` the week in which it limits what there is.
    """

    rule: int
    columns: tuple[int, ...]
    coefficients: tuple[int, ...]
    low: int | None
    high: int | None
    cause: Cause | None = None
    week: int | None = None


class OnlyIf(NamedTuple):
    """A row that need not hold where the column `present` is 0."""

    present: int
    row: LinearRow


class OneOf(NamedTuple):
    """A column has one of some values, ascending; only where the column `present` is 1 if there is one."""

    column: int
    values: tuple[int, ...]
    present: int | None = None


class Interval(NamedTuple):
    """So many weeks from the week that is a column's value on, where the column `present` is 1."""

    start: int
    weeks: int
    present: int


class Drawn(NamedTuple):
    """In no week do the intervals that are there draw more than `capacity` together, each its amount.

    `fixed` is what is drawn anyway, as (first week, weeks, amount).
    """

    rule: int
    intervals: tuple[Interval, ...]
    amounts: tuple[int, ...]
    capacity: int
    fixed: tuple[tuple[int, int, int], ...] = ()


@dataclass
class LinearModel:
    """Columns with whole bounds and rows over them. Auxiliary columns are sums of earlier ones.

    `cuts` are rows that every whole point of the others keeps anyway, and fractional ones may not. A model in
    which weeks are values of columns has besides what no row can say: `only_if`, `one_of` and `drawn`.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    rows: list[LinearRow] = field(default_factory=list)
    cuts: list[LinearRow] = field(default_factory=list)
    sums: list[tuple[int, Terms]] = field(default_factory=list)
    only_if: list[OnlyIf] = field(default_factory=list)
    one_of: list[OneOf] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)

    def column(self, lower: int, upper: int) -> int:
        """A new column; its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def row(
        self,
        rule: int,
        terms: Iterable[tuple[int, int]],
        low: int | None,
        high: int | None,
        cause: Cause | None = None,
        week: int | None = None,
    ) -> None:
        """A new row; one without columns stays only where it cannot hold."""
        kept = [term for term in terms if term[1]]
        if kept:
            columns, coefficients = zip(*kept, strict=True)
            self.rows.append(LinearRow(rule, columns, coefficients, low, high, cause, week))
        elif (low is not None and low > 0) or (high is not None and high < 0):
            self.rows.append(LinearRow(rule, (), (), low, high, cause, week))

    def row_only_if(self, present: int, rule: int, terms: Terms, low: int | None, high: int | None) -> None:
        """A new row that holds where the column `present` is 1."""
        columns, coefficients = zip(*terms, strict=True)
        self.only_if.append(OnlyIf(present, LinearRow(rule, columns, coefficients, low, high)))

    def cut(self, rule: int, terms: Terms, high: int) -> None:
        """A new cut: Σ coefficient · column ≤ `high`."""
        columns, coefficients = zip(*terms, strict=True)
        self.cuts.append(LinearRow(rule, columns, coefficients, None, high))

    def sum_of(self, rule: int, terms: Terms, upper: int) -> int:
        """A new column that equals the sum and lies between 0 and `upper`."""
        column = self.column(0, upper)
        self.sums.append((column, terms))
        self.row(rule, [*terms, (column, -1)], 0, 0)
        return column

    def complete(self, values: dict[int, int]) -> list[int]:
        """All columns' values from those of the columns that are no sums; what is not given is 0."""
        complete = [0] * len(self.lower)
        for column, value in values.items():
            complete[column] = value
        for column, terms in self.sums:
            complete[column] = sum(coefficient * complete[c] for c, coefficient in terms)
        return complete

    def broken(self, values: Sequence[int]) -> list[LinearRow | OneOf | Drawn]:
        """The rows, cuts and others that the values break; empty for a feasible point."""
        on_condition = (row for present, row in self.only_if if values[present])
        return [
            *(row for row in [*self.rows, *self.cuts, *on_condition] if not _holds(row, values)),
            *(one for one in self.one_of if not _is_one_of(one, values)),
            *(drawn for drawn in self.drawn if _most_drawn(drawn, values) > drawn.capacity),
        ]


def _holds(row: LinearRow, values: Sequence[int]) -> bool:
    total = sum(c * values[column] for column, c in zip(row.columns, row.coefficients, strict=True))
    return (row.low is None or row.low <= total) and (row.high is None or total <= row.high)


def _is_one_of(one: OneOf, values: Sequence[int]) -> bool:
    return (one.present is not None and not values[one.present]) or values[one.column] in one.values


def _most_drawn(drawn: Drawn, values: Sequence[int]) -> int:
    """The most that is drawn in any week."""
    weekly: Counter[int] = Counter()
    there = [
        (values[interval.start], interval.weeks, amount)
        for interval, amount in zip(drawn.intervals, drawn.amounts, strict=True)
        if values[interval.present]
    ]
    for first, weeks, amount in [*there, *drawn.fixed]:
        weekly.update(dict.fromkeys(range(first, first + weeks), amount))
    return max(weekly.values(), default=0)
