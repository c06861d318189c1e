"""Prices that have climbed for some steps."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from trainopt.kernel.market import Market
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.search.packing import find_shares
from trainopt.search.parts import Unmet
from trainopt.search.pricing import ONE, PricedBound, Pricing


def climbed(
    problem: Problem,
    options: Options,
    steps: int,
    unmet: int = 0,
    proven: Sequence[Unmet] = (),
    compiled: ctypes.CDLL | None = None,
) -> PricedBound:
    """What the prices prove after so many steps for plans with so many unmet."""
    market = Market(problem, options, find_shares(problem, options), ONE, compiled)
    return Pricing(problem, options, market, proven).climb(unmet, steps)


def priced_at(problem: Problem, options: Options, seed: int, unmet: int) -> PricedBound:
    """What prices prove that were drawn by chance."""
    dice = np.random.default_rng(seed)
    market = Market(problem, options, find_shares(problem, options), ONE)
    pricing = Pricing(problem, options, market)
    for prices in (pricing.class_prices, pricing.unit_prices, pricing.left_out):
        prices.at = dice.random(prices.at.shape) * dice.integers(0, 2, prices.at.shape) * 8
    return pricing.climb(unmet, 0)
