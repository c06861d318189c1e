"""What must be known of a sheet before it is read: its size, error values, formulas without a value.

What reads the cells keeps a whole rectangle of them in memory, takes an error value for a blank, and a
formula that no spreadsheet has calculated too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trainopt.dataset.limits import MOST_COLUMNS
from trainopt.dataset.workbook_parts import Attributes, Refused, walk
from trainopt.errors import shown
from trainopt.tables import MOST_ROWS

MOST_AREA = 2_000_000
MOST_TEXT = 64 * 1024**2


@dataclass
class Scan:
    """By row and column, counted from 0: error values, and formulas that were never calculated.

    `hidden` are the rows that a filter or a planner hides.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hidden: list[int] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """`D7` for row 6 and column 3, both counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """`A`, … `Z`, `AA` for a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan_sheet(data: bytes, lengths: list[int]) -> Scan:
    """Go through a sheet's cells. Raises Refused where it is too large."""
    scanner = _Scanner(lengths)
    walk(data, scanner.start, scanner.end, scanner.text)
    return scanner.scan


class _Scanner:
    def __init__(self, lengths: list[int]) -> None:
        self.scan = Scan()
        self.lengths = lengths
        self.row, self.column = -1, -1
        self.rows, self.columns, self.characters = 0, 0, 0
        self.kind = ""
        self.has_formula = False
        self.inside = ""
        self.value = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.row = _number(attributes.get("r"), self.row + 2) - 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.scan.hidden.append(self.row)
        elif name == "c":
            self._enter(attributes)
        elif name == "f":
            self.has_formula = True
        elif name in ("v", "t"):
            self.inside = name

    def _enter(self, attributes: Attributes) -> None:
        self.row, self.column = _position(attributes.get("r", ""), self.row, self.column + 1)
        self.kind, self.has_formula, self.value = attributes.get("t", ""), False, ""
        self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_AREA:
            where = cell_name(self.row, self.column)
            raise Refused(
                f"uses cells as far as {where}; at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and "
                f"{MOST_AREA:,} cells can be; delete the rows and columns that are not needed"
            )

    def text(self, characters: str) -> None:
        if self.inside:
            self.characters += len(characters)
            if self.inside == "v":
                self.value += characters

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.inside = ""
        elif name == "c":
            self._leave()

    def _leave(self) -> None:
        here = (self.row, self.column)
        if self.kind == "e":
            self.scan.errors[here] = self.value
        elif self.has_formula and not self.value and self.kind != "str":
            self.scan.uncalculated.add(here)
        elif self.kind == "s":
            self.characters += self._shared_length()
        if self.characters > MOST_TEXT:
            raise Refused(f"holds more than {MOST_TEXT // 1024**2} MiB of text")

    def _shared_length(self) -> int:
        index = int(self.value) if re.fullmatch("[0-9]{1,9}", self.value) else -1
        return self.lengths[index] if 0 <= index < len(self.lengths) else 0


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch("[1-9][0-9]{0,6}", text):
        raise Refused(f"has a row {shown(text)}, which no sheet has")
    return int(text)


def _position(name: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell as D7, both from 0; where it has no name, those it has by its place.

    Raises Refused for a name that no sheet has: what reads the cells takes all digits for a row, and asks for
    so much memory that the process ends.
    """
    if not name:
        return max(row, 0), column
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", name)
    if found is None:
        raise Refused(f"has a cell {shown(name)}, which no sheet has")
    number = 0
    for letter in found.group(1):
        number = number * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, number - 1
