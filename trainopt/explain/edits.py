"""Edits of a dataset that have no number yet, and rows that change in some weeks alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import runs
from trainopt.explain.spans import Span, before_and_after, span_of
from trainopt.tables import TABLES, Row, Validity

V = TypeVar("V", bound=Validity)


@dataclass(frozen=True)
class Edit:
    """A change of a scenario that has no number yet."""

    table: str
    action: str
    where: Mapping[str, Any]
    values: Mapping[str, Any]


def edited(dataset: Dataset, edits: Sequence[Edit]) -> Dataset:
    """The dataset with the edits made, unchecked: what the edits of a further limit begin from."""
    for edit in edits:
        rows = dataset.rows(edit.table)
        if edit.action == "insert":
            changed = [*rows, TABLES[edit.table].row.model_construct(**edit.values)]
        else:
            changed = [kept for row in rows for kept in _edited_row(row, edit)]
        tables: dict[str, Any] = {edit.table: tuple(changed)}
        dataset = replace(dataset, **tables)
    return dataset


def _edited_row(row: Row, edit: Edit) -> Iterator[Row]:
    """The row as the edit leaves it: nothing where it is deleted."""
    if keys(row, edit.table) != edit.where:
        yield row
    elif edit.action == "set":
        yield row.model_copy(update=dict(edit.values))


def keys(row: Row, table: str) -> dict[str, Any]:
    """What finds the row: its key, or all its cells where the table has none; blank ones too."""
    columns = TABLES[table].columns
    names = [name for name, column in columns.items() if column.key] or list(columns)
    return {name: "" if (value := getattr(row, name)) is None else value for name in names}


def set_cells(row: Row, table: str, **values: Any) -> Edit:
    """Other cells in the row."""
    return Edit(table, "set", keys(row, table), values)


def inserted(row: Row, table: str) -> Edit:
    """A new row."""
    cells = {name: getattr(row, name) for name in TABLES[table].columns}
    return Edit(table, "insert", {}, {name: cell for name, cell in cells.items() if cell is not None})


def replaced(row: Row, table: str, rows: Iterable[Row]) -> Iterator[Edit]:
    """Other rows in the place of one."""
    yield Edit(table, "delete", keys(row, table), {})
    for other in rows:
        yield inserted(other, table)


def changed_in(
    table: str, rows: Iterable[V], weeks: Iterable[int], calendar: Calendar, change: Callable[[V], V]
) -> Iterator[Edit]:
    """Rows of one owner with a change in some weeks alone: a row that is valid longer is divided."""
    wanted = set(weeks)
    for row in rows:
        span = span_of(row.valid_from, row.valid_to, calendar)
        inside = sorted(wanted & set(span.weeks))
        changed = change(row)
        if len(inside) == len(span.weeks):
            cells = {name: getattr(changed, name) for name in TABLES[table].columns}
            yield set_cells(row, table, **{n: c for n, c in cells.items() if c != getattr(row, n)})
        elif inside:
            parts = [(part, row) for part in before_and_after(span, inside)]
            parts += [(Span(first, last), changed) for first, last in runs(inside)]
            parts.sort(key=lambda entry: entry[0].first)
            yield from replaced(row, table, [valid_in(kept, span, part, calendar) for part, kept in parts])


def valid_in(row: V, whole: Span, part: Span, calendar: Calendar) -> V:
    """The row, valid in a part of the weeks in which it was."""
    days: dict[str, date | None] = {
        "valid_from": row.valid_from if part.first == whole.first else calendar.monday(part.first),
        "valid_to": row.valid_to if part.last == whole.last else calendar.sunday(part.last),
    }
    return row.model_copy(update=days)
