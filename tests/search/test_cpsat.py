"""CP-SAT's answers as they are read: bounds in whole numbers, also where a float has none any more."""

from __future__ import annotations

import pytest

from tests.support import small
from trainopt.model.linear import LinearModel
from trainopt.model.terms import Term
from trainopt.search.cpsat import TierModel


def at_least(low: int) -> LinearModel:
    """One column x of at least `low`, and y of 0 or 1 with x + y ≥ low + 1."""
    linear = LinearModel()
    x, y = linear.column(low, low + 10), linear.column(0, 1)
    linear.row(0, [(x, 1), (y, 1)], low + 1, None)
    return linear


@pytest.mark.parametrize("constant", [0, 7, -(2**58), 2**58], ids=["none", "small", "negative", "large"])
@pytest.mark.parametrize("power", [4, 40, 52, 53, 54, 57])
def test_the_bound_is_the_optimum_to_the_last_digit(power: int, constant: int) -> None:
    """x = low and y = 1 are best: an odd sum, which no float above 2**53 is."""
    linear = at_least(2**power // 8)
    bounds: list[int] = []
    term = Term([(0, 8), (1, 3)], constant)
    solved = TierModel(linear).minimise(term, None, small.EFFORT, lambda _: None, bounds.append)
    optimum = 2**power // 8 * 8 + 3 + constant
    assert solved.bound == optimum
    assert max(bounds, default=0) <= optimum


def test_a_term_without_columns_is_its_constant() -> None:
    solved = TierModel(at_least(3)).minimise(Term([], 5), None, small.EFFORT, lambda _: None, lambda _: None)
    assert solved.bound == 5


@pytest.mark.parametrize("factor", [10**9, 10**15, 10**18])
def test_sums_of_any_length_have_bounds_below_them(factor: int) -> None:
    """With x between 10**6 and 10**6 + 10 the term is 10**15 to 10**24: more than 64 bits hold."""
    term = Term([(0, 8 * factor + 1), (1, 3 * factor)], factor)
    optimum = (8 * factor + 1) * 10**6 + 3 * factor + factor
    model = TierModel(at_least(10**6))
    solved = model.minimise(term, None, small.EFFORT, lambda _: None, lambda _: None)
    assert solved.values == [10**6, 1]
    assert solved.bound is not None
    assert 0.999 * optimum <= solved.bound <= optimum
    model.keep(term, optimum)
    kept = model.minimise(Term([(0, -1)]), None, small.EFFORT, lambda _: None, lambda _: None)
    assert kept.values is not None
    assert kept.values[0] == 10**6
