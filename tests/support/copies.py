"""A dataset several times over, in copies that have nothing to do with each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trainopt.dataset import Dataset
from trainopt.tables import TABLES, Row

ID_KINDS = ("id", "cohort id", "ids separated by a space")


def copies(dataset: Dataset, number: int) -> Dataset:
    """So many copies of the rows, each with ids of its own; units are hosted by nations of their copy."""
    nations = tuple(nation.nation_id for nation in dataset.nations)
    hosted = [
        unit.model_copy(update={"allowed_nations": unit.allowed_nations or nations}) for unit in dataset.units
    ]
    tables: dict[str, Any] = {name: dataset.rows(name) for name in TABLES} | {"units": hosted}
    copied = {
        name: tuple(_copy(name, row, f"x{copy}") for copy in range(number) for row in rows)
        for name, rows in tables.items()
    }
    return replace(dataset, **copied)  # type: ignore[arg-type]


def _copy(table: str, row: Row, prefix: str) -> Row:
    columns = TABLES[table].columns.keys() - {"resource"}  # of which there are few kinds, however many owners
    ids = [name for name in columns if TABLES[table].written(name) in ID_KINDS]
    return row.model_copy(update={name: _with_prefix(getattr(row, name), prefix) for name in ids})


def _with_prefix(value: Any, prefix: str) -> Any:
    if isinstance(value, tuple):
        return tuple(prefix + one for one in value)
    return value and prefix + value
