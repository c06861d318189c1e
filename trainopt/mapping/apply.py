"""A spreadsheet of one's own layout as rows of the tables, and as a dataset that takes them up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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
from trainopt.mapping.taking_over import PlacesTaken
from trainopt.tables import CSV, MOST_ROWS, TABLES

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
        lines = {id(row): line for line, row in enumerate(self._all, start=BASE)}
        return {
            name: [Record(lines[id(row)], dict(row.cells)) for row in rows]
            for name, rows in self.tables.items()
        }

    def taken_up(self, like: Dataset) -> Dataset:
        """The dataset with these rows in place of those that they agree with.

        Of columns that their map does not fill they take over what those say. Raises DatasetFaults with
        every fault, by sheet and cell where it is one of the spreadsheet's.
        """
        own = self.records()
        records = {name: list(self._beside(like, name, own.get(name, ()))) for name in TABLES}
        try:
            return dataset_of(like.settings, records, like.places, like.in_force)
        except DatasetFaults as error:
            faults = [self.located(fault) for fault in error.faults]
            raise DatasetFaults(faults, [self.located(fault) for fault in error.warnings]) from None

    def _beside(self, like: Dataset, table: str, own: Sequence[Record]) -> Iterator[Record]:
        """The rows of a dataset that agree with none of the spreadsheet's, then these."""
        columns = self.agreeing.get(table, ())
        agreed = {tuple(one.cells.get(name, "") for name in columns) for one in own}
        gone: list[Record] = []
        for record in records_of(like, table):
            if tuple(record.cells.get(name, "") for name in columns) in agreed:
                gone.append(record)
            else:
                yield record
        taken = PlacesTaken(table, (record.cells for record in gone))
        for one in own:
            yield replace(one, cells=taken.left_to(one.cells, self.row_at(one.line).filled) | one.cells)

    def located(self, fault: Fault) -> Fault:
        """A fault of one of these rows at its cell, and such rows in its words by theirs."""

        def place(found: re.Match[str]) -> str:
            line = int(found[1])
            is_ours = line - BASE < len(self._all)  # else somebody's own text, as a number of a telephone
            return self.row_at(line).fault("", "").place if is_ours else found[0]

        message = NAMED_ROW.sub(place, fault.message)
        if fault.line < BASE:
            return replace(fault, message=message)
        return self.row_at(fault.line).fault(fault.column, message)

    def row_at(self, line: int) -> OwnRow:
        """The row of a line that `records` gave."""
        return self._all[line - BASE]

    @cached_property
    def _all(self) -> list[OwnRow]:
        return [row for rows in self.tables.values() for row in rows]


@dataclass(frozen=True)
class MapRead:
    """What a spreadsheet says by a map, and its faults.

    `unclear` are those of headings and cells that cannot be told, and of rows with the key of another;
    `faulty` those of cells that can stand in no table.
    """

    mapped: Mapped
    unclear: tuple[Fault, ...]
    faulty: tuple[Fault, ...]


def map_spreadsheet(path: Path, mapping: SpreadsheetMap, like: Dataset | None = None) -> Mapped:
    """The rows that a spreadsheet has for the tables, as its map says.

    Names are looked up in `like` and in the spreadsheet's own tables. Raises DatasetFaults with every fault,
    by sheet and cell, of what cannot be read or can stand in no table; UsageError where nothing is installed
    that reads it.
    """
    read = read_mapped(open_grids(path), mapping, KnownIds.of(like))
    faults = [*read.unclear, *read.faulty]
    if faults:
        raise DatasetFaults(faults)
    return read.mapped


def read_mapped(grids: Sequence[SheetGrid], mapping: SpreadsheetMap, names: KnownIds) -> MapRead:
    """The rows that sheets have for the tables, as a map says, with their faults.

    Raises DatasetFaults where they are too many.
    """
    order = list(TABLES)
    rows: dict[str, list[OwnRow]] = defaultdict(list)
    agreeing: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    # A table comes after those to whose names it may refer.
    for table in sorted(mapping.table, key=lambda table: order.index(table.table)):
        grid = grid_of(grids, table)
        if grid is None:
            faults.append(no_sheet(grids, table))
            continue
        layout = find_layout(table, grid, end_of(table, grid, mapping, grids))
        found, problems = ([], layout.faults) if layout.faults else read_rows(layout, names)
        faults += problems
        rows[table.table] += found
        if sum(map(len, rows.values())) > MOST_ROWS:
            raise DatasetFaults([Fault(grid.name, 0, "", f"has more than {MOST_ROWS:,} rows")])
        agreeing[table.table] = table.agreeing
        names.add(table.table, [row.cells for row in found])
    mapped = Mapped(dict(rows), agreeing)
    known = {(fault.file, fault.line) for fault in faults}
    twice, faulty = (
        [one for one in kind if (one.file, one.line) not in known] for kind in _row_faults(mapped)
    )
    return MapRead(mapped, (*faults, *twice), tuple(faulty))


def grid_of(grids: Sequence[SheetGrid], table: TableMap) -> SheetGrid | None:
    """The sheet that a map means: the one it names, else the first; None where there is no such sheet.

    A CSV file has one without a name.
    """
    if table.sheet is None or not grids[0].has_cells:
        return grids[0]
    by_name: Mapping[str, SheetGrid] = {grid.name.strip().casefold(): grid for grid in grids}
    return by_name.get(table.sheet.strip().casefold())


def no_sheet(grids: Sequence[SheetGrid], table: TableMap) -> Fault:
    """The fault of a map that names a sheet which is not there."""
    name = table.sheet or ""
    hint = nearest(name, [grid.name for grid in grids])
    return Fault(name, 0, "", f"there is no such sheet (got {shown(name)}){hint}")


def end_of(table: TableMap, grid: SheetGrid, mapping: SpreadsheetMap, grids: Sequence[SheetGrid]) -> int:
    """The row at which the next table below on the same sheet begins, else the one after the last."""
    own = max(heading_rows(table, grid), default=0)
    others = [
        heading_rows(other, grid)
        for other in mapping.table
        if other is not table and grid_of(grids, other) is grid
    ]
    return min((rows[0] for rows in others if rows and rows[0] > own), default=len(grid.rows))


def _row_faults(mapped: Mapped) -> tuple[list[Fault], list[Fault]]:
    """The faults of rows that have the key of another, and those of single cells."""
    sheets: dict[str, Sheet] = {}
    for name, records in mapped.records().items():
        table = replace(TABLES[name], form=CSV)
        sheets[name] = typed(table, Content(tuple(table.columns), records))
    twice = list(keys_are_unique(Sheets(sheets, None)))
    faulty = [fault for sheet in sheets.values() for fault in sheet.faults]
    return list(map(mapped.located, twice)), list(map(mapped.located, faulty))
