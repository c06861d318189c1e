"""How many of so many: binomial by person, with odds that swing together in a class and in a nation.

Somebody of `percent` comes with the probability p = expit(a + s·z + t·y), where z is standard normal for the
class, y for the nation, s and t are the shocks, and a is such that the mean of p is percent / 100 exactly: a
logit-normal mixture of binomials. So shocks widen what comes out and leave its mean alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trainopt.simulate.chances import Chances
from trainopt.simulate.rates import EVERYBODY

Counts = NDArray[np.int64]
"""A whole number for each run."""
Swing = NDArray[np.float64]
"""By how much the logarithm of the odds swings in each run."""

GRID = np.linspace(-9.0, 9.0, 1801)
WEIGHTS = np.exp(-(GRID**2) / 2)
HALVINGS = 60  # of an interval of 200, down to what a float tells apart


def expit(x: Swing) -> Swing:
    """1 / (1 + e⁻ˣ)."""
    found: Swing = 1.0 / (1.0 + np.exp(-x))
    return found


@lru_cache(maxsize=64)
def _centres(shock: float) -> NDArray[np.float64]:
    """By percent from 0 to 99, the centre at which odds that swing by `shock` have that mean."""
    wanted = np.arange(EVERYBODY) / EVERYBODY
    weights = WEIGHTS / WEIGHTS.sum()
    low, high = np.full(EVERYBODY, -100.0), np.full(EVERYBODY, 100.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        means: Swing = expit(middle[:, None] + shock * GRID) @ weights
        short = means < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    found: Swing = (low + high) / 2
    return found


def probabilities(percent: int, shock: float, swing: Swing) -> NDArray[np.float64]:
    """The probability in each run, for a percent below 100. `shock` is the standard deviation of `swing`."""
    centre = float(_centres(shock)[percent])
    return expit(centre + swing)


def how_many(draw: np.random.Generator, of: Counts, percent: int, shock: float, swing: Swing) -> Counts:
    """How many of so many, in each run."""
    if percent == EVERYBODY:
        return of
    return draw.binomial(of, probabilities(percent, shock, swing))


@dataclass(frozen=True)
class Draws:
    """Random numbers for so many runs, of a stream for each thing by its name.

    What one thing draws does not depend on what else there is, nor on any order: plans that are simulated
    with the same seed have the same luck as far as they are the same.
    """

    seed: int
    block: int
    runs: int

    def of(self, kind: str, name: str) -> np.random.Generator:
        """The stream of a thing."""
        digest = hashlib.blake2b(f"{kind}\0{name}".encode(), digest_size=16).digest()
        entropy = [self.seed, self.block, int.from_bytes(digest)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))

    def normals(self, kind: str, name: str) -> NDArray[np.float64]:
        """Two rows of standard normals, for coming and for passing."""
        return self.of(kind, name).standard_normal((2, self.runs))


def shock_of(chances: Chances) -> float:
    """The standard deviation of a swing: both shocks together."""
    return float(np.hypot(chances.class_shock, chances.nation_shock))
