"""Any duals prove a bound: rough, wrong or huge ones a poor one, never one above a feasible point's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from tests.search.test_bounds import EFFORT, at_the_limit
from tests.support.tiny_cases import best, tiny
from trainopt.model.linear import LinearRow
from trainopt.problem import Problem
from trainopt.problem.openings import Ints
from trainopt.problem.options import find_options
from trainopt.search.bounds import Floats, Proof, ProofEffort, Relaxation, Solution, _Rows, _sound, relaxed

TRIED = range(16)
SCALES = (1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e12, 1e15, 1e18, 1e30)

Spoil = Callable[[Floats, np.random.Generator], Floats]
SPOILED: dict[str, Spoil] = {
    "none at all": lambda duals, _: np.zeros_like(duals),
    "as solved": lambda duals, _: duals,
    "a little off": lambda duals, dice: duals * (1 + 1e-3 * dice.normal(size=len(duals))),
    "a little more": lambda duals, dice: duals + 1e-6 * dice.normal(size=len(duals)),
    "far off": lambda duals, dice: 10 * duals * dice.normal(size=len(duals)),
    "of the wrong sign": lambda duals, _: -duals,
    "rounded": lambda duals, _: np.rint(duals),
    "mixed up": lambda duals, dice: dice.permutation(duals),
    "one huge": lambda duals, dice: np.where(dice.permutation(len(duals)) == 0, 1e12, duals),
}


def at_random(scale: float) -> Spoil:
    return lambda duals, dice: scale * dice.normal(size=len(duals))


SPOILED |= {f"random, {scale:g}": at_random(scale) for scale in SCALES}

every_spoil = pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)


class Spoiled(Relaxation):
    """A relaxation of a tiny problem with its duals spoiled."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem, relaxed(problem, find_options(problem)))
        self.solved: dict[int, Solution] = {}
        self.tier = 0
        self.spoil: Spoil = SPOILED["as solved"]

    def _solve(self, costs: Ints, rows: _Rows, effort: ProofEffort) -> Solution:
        if self.tier not in self.solved:
            self.solved[self.tier] = super()._solve(costs, rows, effort)
        solved = self.solved[self.tier]
        return replace(solved, duals=self.spoil(solved.duals, np.random.default_rng(self.tier)))

    def bounds(self, optimum: Sequence[int]) -> Iterator[int]:
        for self.tier in range(len(optimum)):
            yield self.bound(self.tier, optimum[: self.tier], EFFORT)


@cache
def relaxation_of(seed: int) -> Spoiled:
    return Spoiled(tiny(seed).problem)


def spoiled_bounds(seed: int, spoil: Spoil) -> list[int]:
    """By tier; none where no plan holds the pins."""
    relaxation = relaxation_of(seed)
    relaxation.spoil = spoil
    return list(relaxation.bounds(best(seed) or ()))


@every_spoil
def test_spoiled_duals_prove_nothing_above_the_optimum(spoil: Spoil) -> None:
    for seed in TRIED:
        pairs = zip(spoiled_bounds(seed, spoil), best(seed) or (), strict=True)
        assert all(0 <= bound <= value for bound, value in pairs), seed


def test_duals_that_are_a_little_off_lose_little() -> None:
    as_solved, off, far_off = (
        sum(sum(spoiled_bounds(seed, SPOILED[name])) for seed in TRIED)
        for name in ("as solved", "a little off", "far off")
    )
    assert as_solved >= off > 0.9 * as_solved > far_off


@pytest.mark.parametrize("scale", SCALES)
def test_at_the_limits_of_the_contract_too(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    relaxation, optimum = at_the_limit()
    dice = np.random.default_rng(1)

    def at_random(costs: Ints, rows: _Rows, effort: ProofEffort) -> Solution:
        return Solution(np.zeros(len(costs)), np.zeros(len(costs)), scale * dice.normal(size=len(rows)))

    monkeypatch.setattr(relaxation, "_solve", at_random)
    for _ in range(10):
        bounds = [relaxation.bound(tier, optimum[:tier], EFFORT) for tier in range(len(optimum))]
        assert all(0 <= bound <= value for bound, value in zip(bounds, optimum, strict=True))


# Random rows and columns with a point that is known to be feasible


class Made:
    """Rows around a random point, with whole numbers of up to some sizes; each side may be open or tight."""

    def __init__(self, dice: Random, coefficient: int, box: int, cost: int) -> None:
        columns, rows = dice.randint(1, 6), dice.randint(1, 6)
        self.lower = [dice.randint(-box, box) * dice.randint(0, 1) for _ in range(columns)]
        self.upper = [low + dice.randint(0, box) for low in self.lower]
        self.point = [
            dice.choice([low, high, dice.randint(low, high)])
            for low, high in zip(self.lower, self.upper, strict=True)
        ]
        self.costs = [dice.randint(-cost, cost) for _ in range(columns)]
        self.rows = [self._row(dice, coefficient) for _ in range(rows)]

    def _row(self, dice: Random, coefficient: int) -> LinearRow:
        columns = [dice.randrange(len(self.point)) for _ in range(dice.randint(0, 4))]  # doubled ones too
        coefficients = [dice.randint(-coefficient, coefficient) for _ in columns]
        total = sum(k * self.point[column] for column, k in zip(columns, coefficients, strict=True))
        low = dice.choice([None, total, total - dice.randint(0, coefficient)])
        high = dice.choice([None, total, total + dice.randint(0, coefficient)])
        return LinearRow(0, tuple(columns), tuple(coefficients), low, high)

    @property
    def value(self) -> int:
        return sum(cost * x for cost, x in zip(self.costs, self.point, strict=True))

    def bound(self, duals: Sequence[float]) -> int:
        """What the duals prove, rounded up."""
        proof = self.proof(duals)
        return -(-proof.least // proof.unit)

    def proof(self, duals: Sequence[float]) -> Proof:
        """The same with what each column adds."""
        relaxation = Relaxation.__new__(Relaxation)
        relaxation.lower = np.array(self.lower, dtype=np.int64)
        relaxation.upper = np.array(self.upper, dtype=np.int64)
        costs = np.array(self.costs, dtype=np.int64)
        rows = _Rows.of(self.rows, len(self.point))
        return relaxation._evaluate(costs, rows, np.array(duals, dtype=np.float64))

    def by_hand(self, duals: Sequence[int]) -> int:
        """The right side of the inequality in the head of `trainopt.search.bounds`, number by number."""
        reduced = list(self.costs)
        total = 0
        for row, y in zip(self.rows, duals, strict=True):
            side = row.low if y > 0 else row.high
            if side is not None:
                total += y * side
                for column, k in zip(row.columns, row.coefficients, strict=True):
                    reduced[column] -= y * k
        box = zip(reduced, self.lower, self.upper, strict=True)
        return total + sum(min(r * low, r * high) for r, low, high in box)


SIZES = {
    "small numbers": (5, 5, 5),
    "large coefficients": (10**9, 10, 10**9),
    "a large box": (10, 10**12, 10),
    "large costs": (10, 10, 10**15),
    "all of them large": (10**6, 10**6, 10**9),
}

every_size = pytest.mark.parametrize(("coefficient", "box", "cost"), SIZES.values(), ids=SIZES)


@pytest.mark.slow
@every_size
@pytest.mark.parametrize("scale", SCALES)
def test_no_duals_prove_more_than_a_feasible_point_has(
    coefficient: int, box: int, cost: int, scale: float
) -> None:
    for seed in range(40):
        dice = Random(seed)
        made = Made(dice, coefficient, box, cost)
        duals = [scale * dice.choice([0.0, 1.0, -1.0, dice.gauss(0, 1)]) for _ in made.rows]
        assert made.bound(duals) <= made.value, seed
        proof = made.proof(duals)
        above = [x - low for x, low in zip(made.point, made.lower, strict=True)]
        added = sum(more * x for more, x in zip(proof.more.tolist(), above, strict=True))
        assert proof.least + added <= made.value * proof.unit, seed


@every_size
def test_whole_duals_of_no_great_size_prove_all_that_the_inequality_says(
    coefficient: int, box: int, cost: int
) -> None:
    for seed in range(60):
        dice = Random(seed)
        made = Made(dice, coefficient, min(box, 10**9), cost)
        duals = [dice.randint(-3, 3) for _ in made.rows]
        assert made.by_hand(duals) <= made.bound(duals) <= made.value, seed


def test_what_is_proven_is_rounded_up() -> None:
    """x + y ≥ 1 / 2 for whole x and y of 0 or 1, as 2x + 2y ≥ 1: one of them is 1."""
    made = Made(Random(1), 1, 1, 1)
    made.lower, made.upper, made.point, made.costs = [0, 0], [1, 1], [1, 0], [1, 1]
    made.rows = [LinearRow(0, (0, 1), (2, 2), 1, None)]
    assert made.bound([0.5]) == 1


@pytest.mark.parametrize(
    ("found", "used"),
    [
        ([1.0, -2.5], [1.0, -2.5]),
        ([1.0], [0.0, 0.0]),
        ([1.0, 2.0, 3.0], [0.0, 0.0]),
        ([1.0, float("nan")], [0.0, 0.0]),
        ([float("inf"), 1.0], [0.0, 0.0]),
        ([], [0.0, 0.0]),
    ],
    ids=["sound", "too few", "too many", "no number", "endless", "none"],
)
def test_duals_that_are_none_are_not_used(found: list[float], used: list[float]) -> None:
    """PDLP may end without any, or with numbers that mean nothing."""
    assert _sound(found, 2).tolist() == used
