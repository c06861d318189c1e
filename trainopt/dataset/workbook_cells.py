"""The cells of a sheet as a table's content: what planners type, as the text that a CSV file would hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from trainopt.dataset.cells import number_text
from trainopt.dataset.sheet import Content, add_record, header_faults, unreadable
from trainopt.dataset.workbook_parts import MOST_AREA, Scan, cell_name, column_letters
from trainopt.errors import Fault, shown
from trainopt.tables import Table

Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, by row and column."""


@dataclass(frozen=True)
class Cells:
    """A sheet's cells from A1 on, by row; what is merged in it, and what the values do not show."""

    values: Sequence[Sequence[Any]] = ()
    merged: Sequence[Merged] = ()
    scan: Scan = field(default_factory=Scan)
    refused: str = ""

    def text(self, row: int, column: int, kind: type = str) -> str:
        """The text of a cell in a column of this kind; an error value as it is shown."""
        return self.scan.errors.get((row, column)) or text_of(self.values[row][column], kind)

    def blank(self, row: int, column: int) -> bool:
        """Whether nothing stands in a cell."""
        return not self.text(row, column) and (row, column) not in self.scan.uncalculated


def cells_of(values: Sequence[Sequence[Any]], merged: Sequence[Merged], scan: Scan) -> Cells:
    """The cells of a sheet; it is refused where its merged ranges cover more rows than can be."""
    covered = sum(max(0, min(last + 1, len(values)) - first) for (first, _), (last, _) in merged)
    if covered > MOST_AREA:
        return Cells(refused="merges too many cells; split those that need not be one")
    return Cells(values, merged, scan)


def text_of(value: object, kind: type = str) -> str:
    """A cell's value as text: 3.0 as 3, days as YYYY-MM-DD, TRUE as yes where yes or no is meant.

    `kind` is what its column holds, one of `Table.kinds`.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        yes, no = ("yes", "no") if kind is bool else ("TRUE", "FALSE")
        return yes if value else no
    if isinstance(value, int | float):
        return number_text(value if kind in (float, object) else _as_shown(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return str(value)
    return str(value)


def _as_shown(value: float) -> float:
    """3 for 3.0000000000000004, which a formula such as =0.1*30 gives and a spreadsheet shows as 3."""
    shown_as = float(f"{value:.15g}")
    return shown_as if shown_as.is_integer() else value


Letters = dict[str, str]
"""Of each column of a sheet by its name, the letters over it."""


def content_of(table: Table, cells: Cells) -> tuple[Content, Letters]:
    """A sheet as the table's content, and where its columns stand. Never raises for what stands in it."""
    if cells.refused:
        return unreadable(Fault(table.file, 0, "", cells.refused)), {}
    filled = [row for row in range(len(cells.values)) if not _is_blank(cells, row)]
    if not filled:
        return unreadable(Fault(table.file, 0, "", "is empty; its first row must name its columns")), {}
    top = filled[0]
    columns = [c for c in range(len(cells.values[top])) if any(not cells.blank(r, c) for r in filled)]
    header = [cells.text(top, column) for column in columns]
    if not any(name.lower() in table.columns for name in header):
        first = next(name for name in header if name)
        message = f"has no header row: this one names no column of {table.file} (got {shown(first)})"
        return unreadable(Fault(table.file, top + 1, "", message, f"A{top + 1}")), {}
    content = _with_header(table, top, dict(zip(columns, header, strict=True)))
    names = dict(zip(columns, content.columns, strict=True))
    for row in filled[1:]:
        add_record(content, table, row + 1, _read_row(content, table, cells, row, names))
    _blame_merged(content, table, cells, top, names)
    return content, {name: column_letters(column) for column, name in names.items()}


def _is_blank(cells: Cells, row: int) -> bool:
    return all(cells.blank(row, column) for column in range(len(cells.values[row])))


def _with_header(table: Table, top: int, header: dict[int, str]) -> Content:
    """Content without rows; what is wrong with the header is said at its cells."""
    faults = []
    for number, fault in header_faults(table, top + 1, header):
        column = next(iter(header)) if number is None else number
        message = fault.message if fault.column else f"column {column_letters(column)} has no name"
        cell = cell_name(top, column)
        faults.append(Fault(fault.file, fault.line, fault.column, message, cell))
    names = tuple(name.lower() for name in header.values())
    return Content(names, faults=faults, header_is_sound=not faults)


def _read_row(
    content: Content, table: Table, cells: Cells, row: int, names: dict[int, str]
) -> Iterator[tuple[str, str]]:
    """The text of each column; a cell that shows no value is a fault, and is left out."""
    for column, name in names.items():
        problem = no_value(cells, row, column)
        if problem:
            content.faults.append(Fault(table.file, row + 1, name, problem, cell_name(row, column)))
            content.unread.add((row + 1, name))
        else:
            yield name, cells.text(row, column, table.kinds.get(name, str))


def no_value(cells: Cells, row: int, column: int) -> str:
    """Why a cell shows no value, and what to do; blank where it does."""
    error = cells.scan.errors.get((row, column))
    if error is not None:
        return f"shows the error {shown(error or '#N/A')}; mend its formula or type a value"
    if (row, column) in cells.scan.uncalculated:
        return "holds a formula that was never calculated; open and save the workbook in a spreadsheet"
    return ""


def _blame_merged(content: Content, table: Table, cells: Cells, top: int, names: dict[int, str]) -> None:
    """A merged range has one value for several rows or columns: which of them it is for is not known."""
    last = len(cells.values) - 1
    for (first_row, first), (last_row, end) in sorted(cells.merged):
        covered = [column for column in names if first <= column <= end]
        rows = range(max(first_row, top), min(last_row, last) + 1)
        if not covered or not rows:
            continue
        where = f"{cell_name(first_row, first)}:{cell_name(last_row, end)}"
        message = f"the cells {where} are merged; split them and fill each"
        content.faults.append(
            Fault(table.file, rows[0] + 1, names[covered[0]], message, cell_name(rows[0], covered[0]))
        )
        content.unread.update((row + 1, names[column]) for row in rows for column in covered)
        content.header_is_sound &= first_row > top
