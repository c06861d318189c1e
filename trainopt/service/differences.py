"""Datasets as text by table and key, what differs between two of them row by row, and that as changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from trainopt.dataset import Dataset, dataset_of, records_of
from trainopt.dataset.in_force import InForce
from trainopt.dataset.settings import FILE, read_settings
from trainopt.dataset.sheet import Record
from trainopt.dataset.writer import settings_text
from trainopt.errors import DatasetFaults
from trainopt.runs.nightly.differences import RowCells
from trainopt.tables import CSV, TABLES, Settings

PLAN = "plan"
"""How the settings are called among the tables: one row without a key, its cells as plan.toml writes them."""

RowKey = tuple[str, ...]
TextRows = dict[RowKey, RowCells]
TextTables = dict[str, TextRows]
"""A dataset as text: by table and key each row's filled cells, in the order of the table."""

NO_KEY: RowKey = ()


@dataclass(frozen=True)
class RowEdit:
    """A row as it was and as it is to be; None where it is not there.

    `change` is the number of the draft's change, 0 where that is not known.
    """

    table: str
    key: RowKey
    before: RowCells | None
    after: RowCells | None
    change: int = 0

    @property
    def columns(self) -> list[str]:
        """The columns that differ, where the row is there before and after."""
        before, after = self.before or {}, self.after or {}
        return [c for c in columns_of(self.table, before, after) if before.get(c) != after.get(c)]


def columns_of(table: str, *rows: RowCells) -> list[str]:
    """The columns of a table in order; of the settings those that these rows have."""
    if table == PLAN:
        return sorted({column for row in rows for column in row})
    return list(TABLES[table].columns)


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """The columns that tell a row from the others; of a closure all of them."""
    return () if table == PLAN else tuple(TABLES[table].key) or tuple(TABLES[table].columns)


def key_of(table: str, cells: RowCells) -> RowKey:
    """What tells the row from the others."""
    return tuple([cells.get(column, "") for column in key_columns(table)])


def text_of(dataset: Dataset) -> TextTables:
    """A dataset as text. Of closures that say the same, one."""
    records = {name: records_of(dataset, name) for name in TABLES}
    return text_of_records(settings_text(dataset.settings), records)


def text_of_records(settings: str, records: Mapping[str, Iterable[Record]]) -> TextTables:
    """Rows as text by table and key, and the settings as plan.toml has them."""
    found: TextTables = {PLAN: {NO_KEY: settings_as_text(settings)}}
    for name, rows in records.items():
        found[name] = rows_as_text(name, rows)
    return found


def settings_as_text(settings: str) -> RowCells:
    """The settings by key, as plan.toml has them."""
    lines = [line.partition(" = ") for line in settings.split("\n") if line]
    return {key: value for key, _, value in lines}


def rows_as_text(table: str, records: Iterable[Record]) -> TextRows:
    """Rows by key."""
    return {key_of(table, record.cells): record.cells for record in records}


def edits_between(before: TextTables, after: TextTables) -> list[RowEdit]:
    """Every row that differs: of each table those that are in both or gone, then those that are new."""
    return [edit for table in after for edit in _edits_of(table, before.get(table, {}), after[table])]


def _edits_of(table: str, before: TextRows, after: TextRows) -> Iterator[RowEdit]:
    if after is before:
        return
    for key, cells in before.items():
        now = after.get(key)
        if now is not cells and now != cells:
            yield RowEdit(table, key, cells, now)
    for key, cells in after.items():
        if key not in before:
            yield RowEdit(table, key, None, cells)


def dataset_from(text: TextTables, in_force: InForce | None) -> Dataset:
    """The dataset that the rows make; a row's line is its place in its table. Raises DatasetFaults."""
    records = {
        name: [Record(line, dict(row)) for line, row in enumerate(text[name].values(), start=2)]
        for name in TABLES
    }
    return dataset_of(settings_from(text), records, None, in_force)


def settings_from(text: TextTables) -> Settings:
    """The settings that stand beside the rows. Raises DatasetFaults."""
    toml = "".join(f"{key} = {value}\n" for key, value in text[PLAN][NO_KEY].items())
    settings, faults = read_settings(toml.encode())
    if settings is None:
        raise DatasetFaults(faults)
    return settings


def row_at(text: TextTables, file: str, line: int) -> tuple[str, RowKey] | None:
    """The table and key of the row that stands in a line; None where that is no row's."""
    if file == FILE:
        return PLAN, NO_KEY
    table = file.removesuffix(CSV.ending)
    keys = list(text.get(table, ()))
    return (table, keys[line - 2]) if 2 <= line < len(keys) + 2 else None


def changes_of(edits: Iterable[RowEdit]) -> list[dict[str, Any]]:
    """The edits as changes, as a scenario holds them."""
    return [_change(edit) for edit in edits]


def _change(edit: RowEdit) -> dict[str, Any]:
    if edit.before is None:
        return {"table": edit.table, "insert": dict(edit.after or {})}
    where = dict(zip(key_columns(edit.table), edit.key, strict=True))
    change: dict[str, Any] = {"table": edit.table} | ({"where": where} if where else {})
    if edit.after is None:
        return change | {"delete": True}
    values: Mapping[str, Any] = {column: edit.after.get(column, "") for column in edit.columns}
    if edit.table == PLAN:
        values = {key: setting_value(text) for key, text in values.items()}
    return change | {"set": dict(values)}


def setting_value(text: str) -> Any:
    """A value of plan.toml as JSON has it: a day is its text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def edits_as_json(edits: Iterable[RowEdit]) -> str:
    """Edits as the store keeps them."""
    rows = [[edit.table, list(edit.key), edit.before, edit.after, edit.change] for edit in edits]
    return json.dumps(rows, ensure_ascii=False)


def edits_from_json(text: str) -> tuple[RowEdit, ...]:
    """Edits as they were kept."""
    return tuple(RowEdit(table, tuple(key), *rest) for table, key, *rest in json.loads(text))


def row_words(table: str, cells: RowCells | None) -> str:
    """A row as one text, for those who choose between two: its filled cells in order."""
    if cells is None:
        return ""
    return "; ".join(f"{c} = {cells[c]}" for c in columns_of(table, cells) if c in cells)
