"""What changed in the data: row by row and cell by cell, by table and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainopt.dataset import Dataset, records_of
from trainopt.dataset.settings import FILE
from trainopt.tables import TABLES

RowCells = Mapping[str, str]


@dataclass(frozen=True)
class DataChange:
    """A row that was added or removed, or a cell that was changed; a blank cell is blank.

    `key` are the row's key columns that are filled, or all filled ones of a table without a key. `column`
    is blank for a row that was added or removed, and `after` or `before` holds the rest of it. `touched`
    are the cells that name what the row is about, before and after, by column; `first` and `last` are the
    days from and to which it counts, blank where open.
    """

    table: str
    key: str
    change: str
    column: str
    before: str
    after: str
    touched: tuple[tuple[str, str], ...]
    first: str = ""
    last: str = ""

    def __str__(self) -> str:
        return f"{self.table}: {self.key}: {self.what}"

    @property
    def what(self) -> str:
        """The change without where it is."""
        if self.change == "changed":
            return f"{self.column} {self.before or 'blank'} → {self.after or 'blank'}".strip()
        rest = self.after or self.before
        return f"row {self.change}{', ' if rest else ''}{rest}"


def data_changes(before: Dataset, after: Dataset) -> list[DataChange]:
    """Everything that differs, in the order of the tables and of their keys; the settings first."""
    changes = list(_settings_changes(before, after))
    for name in TABLES:
        changes += _table_changes(name, before, after)
    return changes


def _settings_changes(before: Dataset, after: Dataset) -> Iterator[DataChange]:
    old, new = (_settings(dataset) for dataset in (before, after))
    for key in old:
        if old[key] != new[key]:
            yield DataChange(FILE.removesuffix(".toml"), key, "changed", "", old[key], new[key], ())


def _settings(dataset: Dataset) -> dict[str, str]:
    def text(value: object) -> str:
        return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)

    return {key: text(value) for key, value in dataset.settings}


def _table_changes(name: str, before: Dataset, after: Dataset) -> Iterator[DataChange]:
    old, new = _rows(name, before), _rows(name, after)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield _row_change(name, key, "removed", old[key])
        elif key not in old:
            yield _row_change(name, key, "added", new[key])
        else:
            yield from _cell_changes(name, key, old[key], new[key])


def _rows(name: str, dataset: Dataset) -> dict[tuple[str, ...], RowCells]:
    """The rows by key. A table without a key has whole rows as theirs, a row that stands there twice once."""
    columns = list(TABLES[name].key) or list(TABLES[name].columns)
    return {
        tuple(record.cells.get(column, "") for column in columns): record.cells
        for record in records_of(dataset, name)
    }


def _key_text(name: str, key: tuple[str, ...]) -> str:
    columns = list(TABLES[name].key) or list(TABLES[name].columns)
    return " ".join(f"{column}={cell}" for column, cell in zip(columns, key, strict=True) if cell)


def _row_change(name: str, key: tuple[str, ...], change: str, cells: RowCells) -> DataChange:
    keys = TABLES[name].key or tuple(TABLES[name].columns)
    rest = " ".join(f"{c}={cells[c]}" for c in TABLES[name].columns if c in cells and c not in keys)
    sides = (rest, "") if change == "removed" else ("", rest)
    return DataChange(name, _key_text(name, key), change, "", *sides, _touched(name, cells), *_days(cells))


def _cell_changes(name: str, key: tuple[str, ...], old: RowCells, new: RowCells) -> Iterator[DataChange]:
    touched = tuple(sorted({*_touched(name, old), *_touched(name, new)}))
    days = _days(old, new)
    for column in TABLES[name].columns:
        before, after = old.get(column, ""), new.get(column, "")
        if before != after:
            yield DataChange(name, _key_text(name, key), "changed", column, before, after, touched, *days)


def _days(*rows: RowCells) -> tuple[str, str]:
    """The first and the last day on which any of the rows counts."""
    first = [row.get("first_day") or row.get("valid_from") or "" for row in rows]
    last = [row.get("last_day") or row.get("valid_to") or "" for row in rows]
    return min(first), "" if "" in last else max(last)


def _touched(name: str, cells: RowCells) -> tuple[tuple[str, str], ...]:
    """The cells that hold an id: what the row is about."""
    named = [column for column in TABLES[name].columns if column.endswith("_id") or column == "resource"]
    return tuple((column, cells[column]) for column in named if cells.get(column))
