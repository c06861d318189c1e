"""The sheets of a spreadsheet as grids of cells: a workbook's, or the one of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from trainopt.dataset.csvfile import NotParted, named_separator, raw_rows
from trainopt.dataset.documents import decode
from trainopt.dataset.limits import LARGEST_FILE
from trainopt.dataset.plain import Unread, read_named
from trainopt.dataset.workbook import is_workbook, open_sheets
from trainopt.dataset.workbook_cells import Cells, no_value
from trainopt.dataset.workbook_parts import cell_name
from trainopt.errors import DatasetFaults, Fault
from trainopt.tables import MOST_ROWS

LOOKED_AT = 50
"""So many lines of a CSV file tell its separator."""


@dataclass(frozen=True)
class SheetGrid:
    """A sheet; `has_cells` where people know its cells by letter and row, as in a workbook."""

    name: str
    cells: Cells
    has_cells: bool = True

    @property
    def rows(self) -> range:
        """Its rows, counted from 0."""
        return range(len(self.cells.values))

    @cached_property
    def columns(self) -> range:
        """Its columns, counted from 0."""
        return range(max(map(len, self.cells.values), default=0))

    def text(self, row: int, column: int, kind: type = str) -> str:
        """What stands in a cell; of merged cells of one column, what stands in the first."""
        row = self._first_rows.get((row, column), row)
        if row not in self.rows or column >= len(self.cells.values[row]):
            return ""
        return self.cells.text(row, column, kind)

    def own_text(self, row: int, column: int) -> str:
        """What stands in a cell itself."""
        return "" if (row, column) in self._first_rows else self.text(row, column)

    def unread(self, row: int, column: int) -> str:
        """Why a cell shows no value; blank where it does."""
        return no_value(self.cells, self._first_rows.get((row, column), row), column)

    def fault(self, row: int, column: int, name: str, message: str) -> Fault:
        """A fault at a cell, of the column `name` of a table."""
        cell = cell_name(row, column) if self.has_cells else ""
        return Fault(self.name, row + 1, name, message, cell)

    def place(self, row: int, column: int) -> str:
        """A cell as messages call it."""
        return self.fault(row, column, "", "").place

    @cached_property
    def _first_rows(self) -> dict[tuple[int, int], int]:
        """Of cells merged with those above them, the row of the first."""
        return {
            (row, column): first
            for (first, column), (last, _) in self.cells.merged
            for row in range(first + 1, min(last + 1, len(self.cells.values)))
        }


def open_grids(path: Path) -> list[SheetGrid]:
    """Every sheet of a workbook that can be read, or the one of a CSV file.

    Raises DatasetFaults where it cannot be read, UsageError where nothing is installed that reads it.
    """
    if not is_workbook(path):
        return [_csv_grid(path)]
    sheets = open_sheets(path, None, "").cells
    grids = [SheetGrid(name, cells) for name, cells in sheets.items() if not cells.refused]
    if not grids:
        reasons = [Fault(name, 0, "", cells.refused) for name, cells in sheets.items()]
        raise DatasetFaults(reasons or [Fault(path.name, 0, "", "has no sheet")])
    return grids


def _csv_grid(path: Path) -> SheetGrid:
    try:
        text = decode(path.name, read_named(path, LARGEST_FILE))
        if isinstance(text, Fault):
            raise DatasetFaults([text])
        rows = dict(_lines(path.name, text))
    except Unread as error:
        raise DatasetFaults([Fault(path.name, 0, "", str(error))]) from error
    except NotParted as error:
        raise DatasetFaults([Fault(path.name, error.line, "", str(error))]) from error
    last = max(rows, default=0)
    if last > MOST_ROWS:
        raise DatasetFaults([Fault(path.name, last, "", f"has more than {MOST_ROWS:,} lines")])
    values = [rows.get(line, []) for line in range(1, last + 1)]
    return SheetGrid(path.name, Cells(values), has_cells=False)


def _lines(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line, under the separator that parts most cells of the first ones."""
    separators, text = named_separator(text)
    start = "".join(text.splitlines(keepends=True)[:LOOKED_AT])

    def parted(separator: str) -> int:
        return sum(len(cells) for _, cells in raw_rows(start, separator) if not isinstance(cells, str))

    separator = max(separators, key=parted)
    faults = []
    for line, cells in raw_rows(text, separator):
        if isinstance(cells, str):
            faults.append(Fault(name, line, "", cells))
        else:
            yield line, cells
    if faults:
        raise DatasetFaults(faults)
