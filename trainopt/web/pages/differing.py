"""What differs in rows, as pages show it: table by table, each row with its cells before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainopt.service.differences import RowEdit, columns_of, key_columns
from trainopt.service.versions import RowChange
from trainopt.web.addresses import history_of, row_in_draft

MOST_ROWS = 300
"""Rows that a page shows of a difference, unless all are asked for."""


@dataclass(frozen=True)
class CellShown:
    """A cell before and after; blank where it was, or is, blank."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowShown:
    """A row that differs: changed, added or removed; `address` is where more of it is shown."""

    name: str
    kind: str
    cells: tuple[CellShown, ...]
    address: str
    change: RowChange | None = None


@dataclass(frozen=True)
class TableDiffering:
    """A table with the rows of it that differ."""

    table: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True)
class Differing:
    """What differs: `count` rows in all, of which the tables hold as many as a page shows."""

    tables: tuple[TableDiffering, ...]
    count: int

    @property
    def left_out(self) -> int:
        """How many rows are not among those shown."""
        return self.count - sum(len(table.rows) for table in self.tables)


def differing(edits: Sequence[RowEdit | RowChange], *, whole: bool = False, draft: int = 0) -> Differing:
    """Edits, or what a version did, by tables in their order; the first of them unless `whole`.

    Rows lead to their history, those of a `draft` to themselves in it.
    """
    shown = edits if whole else edits[:MOST_ROWS]
    tables = dict.fromkeys(edit.table for edit in shown)
    found = (
        TableDiffering(table, tuple(rows_of((e for e in shown if e.table == table), draft)))
        for table in tables
    )
    return Differing(tuple(found), len(edits))


def rows_of(edits: Iterable[RowEdit | RowChange], draft: int = 0) -> list[RowShown]:
    """Each row that differs."""
    return [_row(edit, draft) for edit in edits]


def _row(edit: RowEdit | RowChange, draft: int) -> RowShown:
    before, after = edit.before or {}, edit.after or {}
    kind = "added" if edit.before is None else "removed" if edit.after is None else "changed"
    names = [c for c in columns_of(edit.table, before, after) if before.get(c) != after.get(c)]
    keys = set(key_columns(edit.table)) if kind != "changed" else set()
    cells = [CellShown(c, before.get(c, ""), after.get(c, "")) for c in names if c not in keys]
    name = " · ".join(filter(None, edit.key))
    if isinstance(edit, RowEdit) and draft:
        return RowShown(name, kind, tuple(cells), row_in_draft(edit, draft))
    change = edit if isinstance(edit, RowChange) else None
    return RowShown(name, kind, tuple(cells), history_of(edit.table, edit.key), change)
