"""Generated datasets cut down to a size that suits a test."""

from __future__ import annotations

from dataclasses import replace

from trainopt.dataset import Dataset
from trainopt.generate.generate import generate


def thinned(size: str, seed: int, *, demand: int, capacity: int = 1) -> Dataset:
    """Every n-th row of its demand and of its capacity, and neither pins nor actuals."""
    dataset = generate(size, seed)
    return replace(
        dataset,
        demand=dataset.demand[::demand],
        capacity=dataset.capacity[::capacity],
        pins=(),
        actuals=(),
        warnings=(),
    )
