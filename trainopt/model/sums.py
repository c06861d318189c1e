"""Terms as sums that a solver can hold, whose whole numbers end at 64 bits, which costs do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from trainopt.model.linear import LinearRow, Terms
from trainopt.model.terms import Term

LARGEST_SUM = 2**60
"""No sum that a solver is given can be larger than this; CP-SAT refuses what can reach 2**62."""


@dataclass(frozen=True)
class Sum:
    """A term that is at least `constant` + `unit` · Σ coefficient · column, and just that where `unit` is 1.

    Larger units are for terms whose own sum would be too large. Columns count something and are never
    negative, so coefficients are rounded down.
    """

    columns: tuple[int, ...]
    coefficients: tuple[int, ...]
    constant: int
    unit: int = 1

    def term_at_least(self, least: int) -> int:
        """What the term is at least where the sum of coefficients is at least this."""
        return self.constant + self.unit * least

    def row_keeping(self, value: int) -> LinearRow:
        """A row that every point keeps whose term is at most this; with unit 1 no other point does."""
        return LinearRow(0, self.columns, self.coefficients, None, (value - self.constant) // self.unit)


def as_sum(term: Term, upper: Sequence[int]) -> Sum:
    """The term as a sum that no point within the columns' upper bounds makes larger than LARGEST_SUM."""
    kept = [(column, k) for column, k in term.terms if k]
    unit = 1
    while (largest := _largest(kept, upper)) > LARGEST_SUM:
        unit *= -(-largest // LARGEST_SUM)
        kept = _in_units(term.terms, unit)
    return Sum(tuple(column for column, _ in kept), tuple(k for _, k in kept), term.constant, unit)


def _largest(terms: Terms, upper: Sequence[int]) -> int:
    return sum(abs(k) * upper[column] for column, k in terms)


def _in_units(terms: Terms, unit: int) -> Terms:
    """The coefficients of every column together, in units, rounded down."""
    together: dict[int, int] = defaultdict(int)
    for column, k in terms:
        together[column] += k
    return [(column, k // unit) for column, k in together.items() if k // unit]
