"""Chance that falls the same on every Python: all from `Random.random`, whose sequence is promised."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance.

    The methods of `Random` that pick and shuffle may change between versions, and so did `sum` of floats.
    """

    def __init__(self, seed: int) -> None:
        self._roll = Random(seed).random

    def share(self, least: float, most: float) -> float:
        """A number from `least` to below `most`."""
        return least + (most - least) * self._roll()

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int((most - least + 1) * self._roll())

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._roll() < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely as the others."""
        return options[self.whole(0, len(options) - 1)]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, each as likely as its weight."""
        left = self._roll() * fsum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in any order."""
        mixed = list(options)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.whole(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def some(self, count: int, part: float) -> set[int]:
        """About this part of the numbers below `count`, but at least one of them and not all."""
        wanted = min(max(1, round(count * part)), count - 1)
        return set(self.shuffled(range(count))[:wanted])
