"""A workbook of LibreOffice (.ods) as sheets of cells, measured while it is gone through.

A cell or a row says how often it stands there, so a few bytes can stand for all the cells of a sheet. Blank
ones are only counted; of others no more are made than a sheet of a dataset may have.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trainopt.dataset.limits import MIB, MOST_COLUMNS
from trainopt.dataset.workbook_cells import Cells, Merged, cells_of
from trainopt.dataset.workbook_parts import (
    LONGEST_TEXT,
    MOST_AREA,
    MOST_TEXT,
    Attributes,
    Refused,
    Scan,
    cell_name,
    check_sheets,
    read_parts,
    walk,
)
from trainopt.tables import MOST_ROWS

ENDING = ".ods"
CONTENT = "content.xml"
NO_VALUE = object()
"""A cell with a formula that no spreadsheet has calculated."""
BREAKS = {"tab": "\t", "line-break": "\n"}
"""Elements that stand for a character."""
COVERED = "covered-table-cell"
CELLS = ("table-cell", COVERED)
ASIDE = ("annotation", "shapes", "forms")
"""What stands beside the cells: notes, pictures, buttons."""


@dataclass
class OdsSheet:
    """A sheet: its cells, and whether it is hidden."""

    name: str
    hidden: bool
    cells: Cells


def read_ods(path: Path) -> tuple[bytes, list[OdsSheet]]:
    """The file as it is, and its sheets in order. Raises Refused where it is no workbook or too large."""
    data, parts = read_parts(path, CONTENT)
    reader = _Reader()
    walk(parts[CONTENT], reader.start, reader.end, reader.text)
    return data, reader.sheets


@dataclass
class _Cell:
    """The cell that is being read: what its value is, and the text that it shows."""

    attributes: Attributes
    shown: list[str] = field(default_factory=list)

    def value(self) -> Any:
        """Its value as calamine would give it: a number, a day, a yes or no, or a text; "" where blank."""
        kind = self.attributes.get("value-type", "")
        text = "".join(self.shown).rstrip("\n")
        if not kind and not text:
            return NO_VALUE if "formula" in self.attributes else ""
        read = VALUES.get(kind)
        if read is not None:
            with suppress(KeyError, ValueError):
                return read(self.attributes)
        return text

    @property
    def error(self) -> str:
        """What it shows where its formula has failed, such as #N/A; else blank."""
        is_error = "error" in (self.attributes.get("calcext:value-type"), self.attributes.get("value-type"))
        text = "".join(self.shown).rstrip("\n")
        return text or "#N/A" if is_error else ""


def _day(attributes: Attributes) -> date | datetime:
    text = attributes["date-value"]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _float(attributes: Attributes) -> float:
    return float(attributes["value"])


VALUES: dict[str, Callable[[Attributes], Any]] = {
    "float": _float,
    "currency": _float,
    "percentage": _float,
    "date": _day,
    "boolean": lambda attributes: attributes["boolean-value"] == "true",
}
"""How the value of a cell is read, by its kind; of any other it is the text that it shows."""


@dataclass
class _Row:
    """The row that is being read: its cells to the last that is filled, and the blank ones after that."""

    attributes: Attributes
    cells: list[Any] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)
    blanks: int = 0

    @property
    def column(self) -> int:
        """Of the next cell, from 0."""
        return len(self.cells) + self.blanks

    def add(self, value: Any, error: str, times: int) -> None:
        if error or not isinstance(value, str) or value:
            first = self.column
            self.cells += [""] * self.blanks + [value] * times
            self.errors |= dict.fromkeys(range(first, first + times), error) if error else {}
            self.blanks = 0
        else:
            self.blanks += times


@dataclass
class _Table:
    """The sheet that is being read: `row` is the next one, from 0."""

    name: str
    hidden: bool
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    scan: Scan = field(default_factory=Scan)
    row: int = 0
    width: int = 0

    def add(self, row: _Row) -> None:
        times = _number(row.attributes, "number-rows-repeated")
        if row.cells:
            self._check_area(self.row + times - 1, len(row.cells) - 1)
            self.rows += [[] for _ in range(self.row - len(self.rows))]
            for _ in range(times):
                self._note(row, len(self.rows))
                self.rows.append(["" if cell is NO_VALUE else cell for cell in row.cells])
        self.row += times

    def _note(self, row: _Row, number: int) -> None:
        """What the values of a row do not show."""
        self.scan.errors |= {(number, column): error for column, error in row.errors.items()}
        for column, cell in enumerate(row.cells):
            if cell is NO_VALUE:
                self.scan.uncalculated.add((number, column))
        if row.attributes.get("visibility", "visible") != "visible":
            self.scan.hidden.append(number)

    def _check_area(self, row: int, column: int) -> None:
        self.width = max(self.width, column + 1)
        if row >= MOST_ROWS or column >= MOST_COLUMNS or (row + 1) * self.width > MOST_AREA:
            where = cell_name(row, column)
            raise Refused(
                f"uses cells as far as {where}; at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and "
                f"{MOST_AREA:,} cells can be; delete the rows and columns that are not needed"
            )

    def note_merged(self, cell: _Cell, column: int) -> None:
        wide, high = (_number(cell.attributes, f"number-{what}-spanned") for what in ("columns", "rows"))
        if wide > 1 or high > 1:
            self.merged.append(((self.row, column), (self.row + high - 1, column + wide - 1)))

    def cells(self) -> Cells:
        return cells_of([row + [""] * (self.width - len(row)) for row in self.rows], self.merged, self.scan)


class _Reader:
    """Takes the elements of the content one by one. A sheet that is too large is refused by itself."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.table: _Table | None = None
        self.row: _Row | None = None
        self.cell: _Cell | None = None
        self.aside = 0
        self.characters = 0

    def start(self, name: str, given: Attributes) -> None:
        attributes = _plain(given)
        if name in ASIDE:
            self.aside += 1
        elif name == "style":
            self.style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table" and not self.aside:
            hidden = attributes.get("style-name", "") in self.hidden_styles
            self.table = _Table(attributes.get("name", ""), hidden)
        elif self.table is not None and not self.aside:
            self._start_inside(name, attributes)

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        if name == "table-row":
            self.row = _Row(attributes)
        elif name in CELLS:
            self.cell = _Cell(attributes)
        elif name == "s":
            self.text(" " * min(_number(attributes, "c"), LONGEST_TEXT))
        elif name in BREAKS:
            self.text(BREAKS[name])

    def text(self, characters: str) -> None:
        if self.cell is not None and not self.aside:
            self.characters += len(characters)
            if self.characters > MOST_TEXT:
                raise Refused(f"holds more than {MOST_TEXT // MIB} MiB of text")
            self.cell.shown.append(characters)

    def end(self, name: str) -> None:
        if name in ASIDE:
            self.aside -= 1
        elif self.table is None or self.aside:
            return
        elif name == "table":
            self.table.scan.area = len(self.table.rows) * self.table.width
            self.sheets.append(OdsSheet(self.table.name, self.table.hidden, self.table.cells()))
            check_sheets(len(self.sheets), sum(sheet.cells.scan.area for sheet in self.sheets))
            self.table = self.row = self.cell = None
        else:
            try:
                self._end_inside(name, self.table)
            except Refused as error:
                self.sheets.append(OdsSheet(self.table.name, self.table.hidden, Cells(refused=str(error))))
                self.table = self.row = self.cell = None

    def _end_inside(self, name: str, table: _Table) -> None:
        if name == "table-row" and self.row is not None:
            table.add(self.row)
            self.row = None
        elif self.cell is None or self.row is None:
            return
        elif name == "p":
            self.cell.shown.append("\n")
        elif name in CELLS:
            self._end_cell(self.cell, self.row, table, covered=name == COVERED)
            self.cell = None

    def _end_cell(self, cell: _Cell, row: _Row, table: _Table, *, covered: bool) -> None:
        times = _number(cell.attributes, "number-columns-repeated")
        value = "" if covered else cell.value()
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise Refused(f"holds a text of more than {LONGEST_TEXT:,} characters")
        if (value != "" or cell.error) and row.column + times > MOST_COLUMNS:
            raise Refused(f"has more than {MOST_COLUMNS:,} columns; delete those that are not needed")
        table.note_merged(cell, row.column)
        row.add(value, "" if covered else cell.error, times)


def _plain(attributes: Attributes) -> Attributes:
    """Attributes without their prefix, but LibreOffice's own kind of value, which has the name of another."""
    return {
        name if name.startswith("calcext:") else name.rpartition(":")[2]: value
        for name, value in attributes.items()
    }


def _number(attributes: Attributes, name: str) -> int:
    """How often something stands there; once where nothing is said."""
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text)):
        raise Refused(f"repeats something {text[:20]!r} times")
    return int(text)
