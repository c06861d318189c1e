"""What is left of a model has the same points and the same terms, and says no more than it must."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from trainopt.generate.generate import generate
from trainopt.model.build import build_neighbourhood
from trainopt.model.linear import LinearModel, LinearRow
from trainopt.model.reduced import reduced
from trainopt.model.terms import Term
from trainopt.model.translate import point_of
from trainopt.plan.ledger import ledger_of
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan

Side = int | None


def model(*bounds: tuple[int, int]) -> LinearModel:
    """Columns between bounds, no rows."""
    linear = LinearModel()
    for lower, upper in bounds:
        linear.column(lower, upper)
    return linear


def row(low: Side, coefficients: dict[int, int], high: Side) -> LinearRow:
    """`low` ≤ Σ coefficient · column ≤ `high`."""
    return LinearRow(0, tuple(coefficients), tuple(coefficients.values()), low, high)


def points(linear: LinearModel) -> list[tuple[int, ...]]:
    """All feasible points, in order."""
    ranges = (range(low, high + 1) for low, high in zip(linear.lower, linear.upper, strict=True))
    return [point for point in product(*ranges) if not linear.broken(point)]


def value(term: Term, point: Sequence[int]) -> int:
    return term.constant + sum(k * point[column] for column, k in term.terms)


def some_model(dice: Random) -> LinearModel:
    """Up to five columns and rows, of which about half have no feasible point at all."""
    linear = model(
        *((low, low + dice.randint(0, 3)) for low in dice.choices(range(-2, 3), k=dice.randint(1, 5)))
    )
    columns = range(len(linear.lower))
    for _ in range(dice.randint(0, 5)):
        chosen = dice.choices(columns, k=dice.randint(1, 3))  # a column may be in a row twice
        factors = [dice.choice([-3, -2, -1, 1, 2, 3]) for _ in chosen]
        low = dice.choice([None, dice.randint(-6, 4)])
        high = dice.choice([None, dice.randint(-4, 6) if low is None else low + dice.randint(0, 4)])
        entry = LinearRow(0, tuple(chosen), tuple(factors), low, high)
        dice.choice([linear.rows, linear.cuts]).append(entry)
    return linear


@pytest.mark.parametrize("seed", range(300))
def test_the_points_and_the_terms_are_the_same(seed: int) -> None:
    dice = Random(seed)
    linear = some_model(dice)
    term = Term([(column, dice.randint(-3, 3)) for column in range(len(linear.lower))], dice.randint(-5, 5))
    left = reduced(linear)
    found = points(left.linear)
    assert [tuple(left.whole(point)) for point in found] == points(linear)
    for point in found:
        assert tuple(left.point(left.whole(point))) == point
        assert value(left.term(term), point) == value(term, left.whole(point))


def test_some_of_those_models_have_points_and_some_have_none() -> None:
    counts = [len(points(some_model(Random(seed)))) for seed in range(300)]
    assert min(counts) == 0
    assert sum(count > 0 for count in counts) > 150


@pytest.mark.parametrize(
    ("bounds", "rows", "kept", "left"),
    [
        ([(0, 5), (0, 5)], [row(None, {0: 1, 1: 1}, 10)], [0, 1], []),
        ([(0, 5), (0, 5)], [row(None, {0: 1, 1: 1}, 9)], [0, 1], [row(None, {0: 1, 1: 1}, 9)]),
        ([(0, 5), (0, 5)], [row(0, {0: 1, 1: 1}, 9)], [0, 1], [row(None, {0: 1, 1: 1}, 9)]),
        ([(0, 5)], [row(1, {0: 2}, 7)], [0], []),
        ([(0, 5), (2, 2)], [row(3, {0: 1, 1: 2}, 6)], [0], []),
        ([(0, 5), (2, 2), (0, 1)], [row(1, {0: 1, 1: -1, 2: 2}, None)], [0, 2], [row(3, {0: 1, 1: 2}, None)]),
        ([(0, 1), (0, 9), (0, 9)], [row(None, {0: 3}, 2), row(0, {0: 9, 1: -1}, None)], [2], []),
    ],
    ids=[
        "a row that always holds",
        "a row that may break",
        "a side that always holds",
        "what is left of it after rounding always holds",
        "one column is left",
        "a column of one value",
        "no class, nobody in it",
    ],
)
def test_what_is_left(
    bounds: list[tuple[int, int]], rows: list[LinearRow], kept: list[int], left: list[LinearRow]
) -> None:
    linear = model(*bounds)
    linear.rows += rows
    found = reduced(linear)
    assert found.kept.tolist() == kept
    assert found.linear.rows == left


def test_of_a_plan_s_neighbourhood_less_is_left_and_the_plan_is_in_it() -> None:
    problem = build_problem(generate("small", 3))
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start is not None
    free = [group for group in problem.groups if len(options.by_group[group.index][0])][:30]
    own = {index: start[index] for group in free for index in group.cohorts if index in start}
    others = {index: seats for index, seats in start.items() if index not in own}
    whole = build_neighbourhood(problem, options, free, ledger_of(problem, options.openings, others))
    point = point_of(whole, own)
    left = reduced(whole.linear)
    assert 0 < len(left.linear.rows) < len(whole.linear.rows)
    assert 0 < len(left.linear.lower) < len(whole.linear.lower)
    assert left.linear.broken(left.point(point)) == []
    assert left.whole(left.point(point)) == point
