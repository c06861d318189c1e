"""Terms as sums within 64 bits: what they prove and keep of the term, however large it is."""

from __future__ import annotations

from random import Random

import pytest

from trainopt.model.linear import LinearRow
from trainopt.model.sums import LARGEST_SUM, Sum, as_sum
from trainopt.model.terms import Term

UPPER = [1, 10**3, 10**6]


def least_of(coefficients: list[int]) -> int:
    """The least value of a term without a constant within the upper bounds."""
    return sum(min(k * most, 0) for k, most in zip(coefficients, UPPER, strict=True))


def held(row: LinearRow, point: list[int]) -> bool:
    assert row.low is None
    assert row.high is not None
    return summed(row.columns, row.coefficients, point) <= row.high


def summed(columns: tuple[int, ...], coefficients: tuple[int, ...], point: list[int]) -> int:
    return sum(k * point[column] for column, k in zip(columns, coefficients, strict=True))


def test_a_term_that_fits_stays_as_it_is() -> None:
    assert as_sum(Term([(0, 3), (1, -5), (2, 0)], 7), UPPER) == Sum((0, 1), (3, -5), 7)


def test_the_coefficients_of_a_column_count_together_in_larger_units() -> None:
    found = as_sum(Term([(2, 2**59), (2, -(2**59)), (0, 2**61)]), UPPER)
    assert found.columns == (0,)
    assert 0 <= 2**61 - found.unit * found.coefficients[0] < found.unit


@pytest.mark.parametrize("digits", [3, 12, 15, 18, 25])
def test_what_is_said_of_the_sum_holds_of_the_term(digits: int) -> None:
    for seed in range(50):
        dice = Random(seed)
        term = Term([(column, dice.randint(-(10**digits), 10**digits)) for column in range(3)], 10**digits)
        found = as_sum(term, UPPER)
        assert (
            sum(abs(k) * UPPER[c] for c, k in zip(found.columns, found.coefficients, strict=True))
            <= LARGEST_SUM
        )
        for point in ([dice.randint(0, most) for most in UPPER] for _ in range(20)):
            value = term.constant + sum(k * point[column] for column, k in term.terms)
            proven = found.term_at_least(summed(found.columns, found.coefficients, point))
            assert value - found.unit * sum(point) <= proven <= value
            assert held(found.row_keeping(value), point)
            assert not held(found.row_keeping(proven - found.unit), point)
            assert found.unit > 1 or proven == value
