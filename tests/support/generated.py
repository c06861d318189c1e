"""Generated datasets cut down to a size that suits a test, and the files of one."""

from __future__ import annotations

from dataclasses import replace

from trainopt.dataset import Dataset, records_of
from trainopt.dataset.writer import rows_text, settings_text
from trainopt.generate.generate import generate
from trainopt.tables import TABLES


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


def file_texts(dataset: Dataset) -> list[str]:
    """The files of a dataset as text: its settings, then each of its tables."""
    rows = {name: [record.cells for record in records_of(dataset, name)] for name in TABLES}
    return [settings_text(dataset.settings), *(rows_text(TABLES[name], rows[name]) for name in TABLES)]
