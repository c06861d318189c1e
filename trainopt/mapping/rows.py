"""The rows that a sheet has for a table, each cell with the place that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from trainopt.errors import Fault
from trainopt.mapping.cells import Reading
from trainopt.mapping.dates import Period
from trainopt.mapping.form import ColumnMap, TableMap, WeeksMap
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.headings import plain
from trainopt.mapping.layout import Layout
from trainopt.mapping.names import KnownIds
from trainopt.tables import MOST_ROWS

Filled = tuple[int, str, Period]
"""Of a row, a column that is a week or month: what stands in it, and the weeks that it is for."""


@dataclass(frozen=True)
class OwnRow:
    """A row of a table: its cells as text by column, and where each stands on the sheet.

    `filled` are the columns that its map fills, also those that are blank in this row.
    """

    table: str
    cells: dict[str, str]
    grid: SheetGrid
    row: int
    columns: dict[str, int] = field(default_factory=dict)
    filled: tuple[str, ...] = ()

    def fault(self, column: str, message: str) -> Fault:
        """A fault of a column of the row, at the cell it came from; of none, at the row's first."""
        place = self.columns.get(column, min(self.columns.values(), default=0))
        return self.grid.fault(self.row, place, column, message)


def read_rows(layout: Layout, names: KnownIds) -> tuple[list[OwnRow], list[Fault]]:
    """Every row of the table on the sheet, and the faults of cells that cannot be told."""
    reader = _Reader(layout, names)
    names.add(layout.table.table, reader.own_names())
    every = (row for number in reader.data_rows() for row in reader.rows(number))
    rows = list(islice(every, MOST_ROWS + 1))  # one more tells that they are too many
    for column, said in layout.table.columns.items():
        if said.numbered is not None:
            for count, row in enumerate(rows, start=1):
                row.cells[column] = f"{said.numbered}{count}"
    return rows, reader.faults


@dataclass
class _Reader:
    """Reads a table row by row; `above` is what stood last in columns that are filled down."""

    layout: Layout
    names: KnownIds
    faults: list[Fault] = field(default_factory=list)
    above: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> TableMap:
        """The map of the table."""
        return self.layout.table

    def own_names(self) -> Iterator[dict[str, str]]:
        """The key and the name of each row: a row may name another of its own table, above it or below."""
        key = self.table.form.key[:1]
        used = [(name, self.layout.columns[name]) for name in (*key, "name") if name in self.layout.columns]
        for row in self.data_rows():
            yield {name: self.layout.grid.text(row, column) for name, column in used}

    def data_rows(self) -> Iterator[int]:
        """The rows that say something: not blank, no total, none after a blank one where that is the end."""
        used = {*self.layout.columns.values(), *self.layout.periods}
        begun = False
        for row in self.layout.rows:
            if not any(self.layout.grid.own_text(row, column) for column in used):
                if begun and self.table.until_blank:
                    return
            elif not self._is_passed_over(row):
                begun = True
                yield row

    def _is_passed_over(self, row: int) -> bool:
        """Whether a text of the row begins with one of the words of rows that are not read."""
        grid = self.layout.grid
        texts = [plain(grid.own_text(row, column)) for column in grid.columns] if self.table.skip else []
        return any(
            re.match(rf"{re.escape(plain(word))}(?!\w)", text) for text in texts for word in self.table.skip
        )

    def rows(self, number: int) -> Iterator[OwnRow]:
        """The rows of the table that one of the sheet gives: one, or one for each filled week."""
        filled = tuple(self.table.filled())
        row = OwnRow(self.table.table, {}, self.layout.grid, number, filled=filled)
        for name, said in self.table.columns.items():
            self._fill(row, name, said)
        if self.table.weeks is None:
            yield row
        else:
            yield from self._by_weeks(row, self.table.weeks)

    def _fill(self, row: OwnRow, name: str, said: ColumnMap) -> None:
        """Put in a cell what the map says."""
        text = said.value or ""
        if name in self.layout.columns:
            column = row.columns[name] = self.layout.columns[name]
            reading = Reading(self.table.form, name, said.values, said.dates, said.year)
            text = self._read(row, column, reading)
        if said.fill_down:
            text = self.above[name] = text or self.above.get(name, "")
        if text:
            row.cells[name] = text

    def _read(self, row: OwnRow, column: int, reading: Reading) -> str:
        """The text of a cell; where it cannot be told, a fault and nothing."""
        problem = self.layout.grid.unread(row.row, column)
        try:
            if problem:
                raise ValueError(problem)
            text = self.layout.grid.text(row.row, column, reading.kind)
            return reading.said(text, self.names)
        except ValueError as error:
            self.faults.append(self.layout.grid.fault(row.row, column, reading.column, str(error)))
            return ""

    def _by_weeks(self, row: OwnRow, weeks: WeeksMap) -> Iterator[OwnRow]:
        """A row for each filled week; neighbours that say the same are one where they have a last day."""
        reading = Reading(self.table.form, weeks.value, weeks.values)
        filled = [
            (column, text, period)
            for column, period in self.layout.periods.items()
            if (text := self._read(row, column, reading))
        ]
        for column, text, period in _joined(filled) if weeks.last else filled:
            cells = {**row.cells, weeks.value: text, weeks.first: period.first.isoformat()}
            if weeks.last:
                cells[weeks.last] = period.last.isoformat()
            places = dict.fromkeys(weeks.columns().values(), column)
            yield OwnRow(row.table, cells, row.grid, row.row, row.columns | places, row.filled)


def _joined(filled: list[Filled]) -> Iterator[Filled]:
    """Weeks that follow each other with the same text as one period."""
    current: Filled | None = None
    for column, text, period in filled:
        if current and current[1] == text and _meet(current, period):
            current = (current[0], text, Period(current[2].first, period.last))
            continue
        if current:
            yield current
        current = (column, text, period)
    if current:
        yield current


def _meet(before: Filled, after: Period) -> bool:
    return (after.first - before[2].last).days == 1
