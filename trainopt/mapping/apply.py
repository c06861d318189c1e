"""A spreadsheet of one's own layout as rows of the tables, and as a dataset that takes them up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from trainopt.dataset import Dataset, dataset_of, records_of
from trainopt.dataset.rules import keys_are_unique
from trainopt.dataset.sheet import Content, Record, Sheet, Sheets, typed
from trainopt.dataset.wording import nearest
from trainopt.errors import DatasetFaults, Fault, shown
from trainopt.mapping.form import SpreadsheetMap, TableMap
from trainopt.mapping.grid import SheetGrid, open_grids
from trainopt.mapping.layout import find_layout, heading_rows
from trainopt.mapping.names import KnownIds
from trainopt.mapping.rows import OwnRow, read_rows
from trainopt.tables import CSV, TABLES

BASE = 10_000_000
"""Rows of a spreadsheet have lines from here on, which no file has: messages tell them from a dataset's."""
NAMED_ROW = re.compile(r"(?:[\w.]+(?::|![A-Z]+)|(?:line|row) )(1[0-9]{7})\b")
"""A row as messages name it, by such a line."""


@dataclass(frozen=True)
class Mapped:
    """What a spreadsheet says: the rows of each table that its map names, and how they are taken up."""

    tables: dict[str, list[OwnRow]]
    agreeing: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def texts(self, table: str) -> list[dict[str, str]]:
        """The cells of each row of a table by column, blank ones left out."""
        return [row.cells for row in self.tables[table]]

    def records(self) -> dict[str, list[Record]]:
        """The rows by table, with lines that tell where they come from."""
        lines = {id(row): line for line, row in enumerate(self._all(), start=BASE)}
        return {
            name: [Record(lines[id(row)], dict(row.cells)) for row in rows]
            for name, rows in self.tables.items()
        }

    def taken_up(self, like: Dataset) -> Dataset:
        """The dataset with these rows in place of those that they agree with.

        Raises DatasetFaults with every fault, by sheet and cell where it is one of the spreadsheet's.
        """
        own = self.records()
        records = {name: [*self._left(like, name), *own.get(name, ())] for name in TABLES}
        try:
            return dataset_of(like.settings, records, like.places, like.in_force)
        except DatasetFaults as error:
            faults = [self.located(fault) for fault in error.faults]
            raise DatasetFaults(faults, [self.located(fault) for fault in error.warnings]) from None

    def _left(self, like: Dataset, table: str) -> Iterator[Record]:
        """The rows of a dataset that agree with none of the spreadsheet's."""
        columns = self.agreeing.get(table, ())
        gone = {tuple(row.cells.get(name, "") for name in columns) for row in self.tables.get(table, ())}
        for record in records_of(like, table):
            if tuple(record.cells.get(name, "") for name in columns) not in gone:
                yield record

    def located(self, fault: Fault) -> Fault:
        """A fault of one of these rows at its cell, and such rows in its words by theirs."""
        rows = self._all()

        def place(found: re.Match[str]) -> str:
            row = rows[int(found[1]) - BASE]
            return row.fault("", "").place

        message = NAMED_ROW.sub(place, fault.message)
        if fault.line < BASE:
            return replace(fault, message=message)
        return rows[fault.line - BASE].fault(fault.column, message)

    def _all(self) -> list[OwnRow]:
        return [row for rows in self.tables.values() for row in rows]


def map_spreadsheet(path: Path, mapping: SpreadsheetMap, like: Dataset | None = None) -> Mapped:
    """The rows that a spreadsheet has for the tables, as its map says.

    Names are looked up in `like` and in the spreadsheet's own tables. Raises DatasetFaults with every fault,
    by sheet and cell, of what cannot be read or can stand in no table; UsageError where nothing is installed
    that reads it.
    """
    grids = open_grids(path)
    names = KnownIds(like)
    order = list(TABLES)
    rows: dict[str, list[OwnRow]] = defaultdict(list)
    agreeing: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    # A table comes after those to whose names it may refer.
    for table in sorted(mapping.table, key=lambda table: order.index(table.table)):
        grid = _grid(grids, table, faults)
        if grid is None:
            continue
        layout = find_layout(table, grid, _end(table, grid, mapping, grids))
        found, problems = ([], layout.faults) if layout.faults else read_rows(layout, names)
        faults += problems
        rows[table.table] += found
        agreeing[table.table] = table.agreeing
        names.add(table.table, [row.cells for row in found])
    mapped = Mapped(dict(rows), agreeing)
    faults += _row_faults(mapped, {(fault.file, fault.line) for fault in faults})
    if faults:
        raise DatasetFaults(faults)
    return mapped


def _grid(grids: list[SheetGrid], table: TableMap, faults: list[Fault]) -> SheetGrid | None:
    """The sheet that a map means: the one it names, else the first. A CSV file has one without a name."""
    if table.sheet is None or not grids[0].has_cells:
        return grids[0]
    by_name: Mapping[str, SheetGrid] = {grid.name.strip().casefold(): grid for grid in grids}
    found = by_name.get(table.sheet.strip().casefold())
    if found is None:
        hint = nearest(table.sheet, [grid.name for grid in grids])
        faults.append(Fault(table.sheet, 0, "", f"there is no such sheet (got {shown(table.sheet)}){hint}"))
    return found


def _end(table: TableMap, grid: SheetGrid, mapping: SpreadsheetMap, grids: list[SheetGrid]) -> int:
    """The row at which the next table below on the same sheet begins, else the one after the last."""
    own = max(heading_rows(table, grid), default=0)
    others = [
        heading_rows(other, grid)
        for other in mapping.table
        if other is not table and _grid(grids, other, []) is grid
    ]
    return min((rows[0] for rows in others if rows and rows[0] > own), default=len(grid.rows))


def _row_faults(mapped: Mapped, known: set[tuple[str, int]]) -> list[Fault]:
    """The faults of single rows, and of rows of one table among each other; rows known to be faulty aside."""
    sheets: dict[str, Sheet] = {}
    for name, records in mapped.records().items():
        table = replace(TABLES[name], form=CSV)
        sheets[name] = typed(table, Content(tuple(table.columns), records))
    found = Sheets(sheets, None)
    found.blame(list(keys_are_unique(found)))
    faults = [mapped.located(fault) for sheet in sheets.values() for fault in sheet.faults]
    return [fault for fault in faults if (fault.file, fault.line) not in known]
