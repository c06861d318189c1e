"""A workbook's parts, unpacked and measured before anything is made of them.

A workbook comes by mail from anywhere. It is a ZIP archive of XML, so a few kilobytes can stand for many
gigabytes; what reads it is handed nothing but the parts that were unpacked and found small enough here.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from trainopt.dataset.limits import MIB, MOST_COLUMNS
from trainopt.dataset.plain import Unread, is_there, read_inside
from trainopt.errors import shown
from trainopt.tables import MOST_ROWS

MOST_AREA = 2_000_000
MOST_AREA_IN_ALL = 3 * MOST_AREA
MOST_SHEETS = 1_000
MOST_TEXT = 64 * 1024**2
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, MemoryError),
)
"""What zipfile raises for an archive that is damaged, or packed in a way that it does not know."""


@dataclass
class Scan:
    """By row and column, counted from 0: error values, and formulas that were never calculated.

    `hidden` are the rows that a filter or a planner hides, `area` is how many cells there are from A1 on.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hidden: list[int] = field(default_factory=list)
    area: int = 0


def check_sheets(count: int, area: int) -> None:
    """Raise Refused for a workbook of more sheets than can be, or of more cells in all of them."""
    if count > MOST_SHEETS:
        raise Refused(f"has {count:,} sheets, at most {MOST_SHEETS:,} can be")
    if area > MOST_AREA_IN_ALL:
        raise Refused(f"has more than {MOST_AREA_IN_ALL:,} cells in all of its sheets")


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
        self.scan.area = self.rows * self.columns
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.scan.area > MOST_AREA:
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


LARGEST_WORKBOOK = 64 * MIB
MOST_PARTS = 2_000
LARGEST_PARTS = 128 * MIB
"""All parts of XML together, unpacked."""
MOST_PACKED = 200
"""How many times smaller than its content a part of more than a MiB may be; sheets are 5 to 30 times."""
LONGEST_TEXT = 32_767
"""Spreadsheets hold no longer text in a cell."""
OLD_FILE = b"\xd0\xcf\x11\xe0"
WORKBOOK = "xl/workbook.xml"
NO_WORKBOOK = (
    "is no workbook that can be read, or is cut off: copy it here again, or save it as .xlsx (Excel workbook)"
)

Parts = dict[str, bytes]
"""The parts of XML by name."""


class Refused(Exception):
    """The file is not read; the message says why, as the end of a line that begins with its name."""


def read_parts(path: Path, main: str = WORKBOOK) -> tuple[bytes, Parts]:
    """The file as it is, and its parts of XML, `main` among them.

    Raises Refused where it is no workbook or too large.
    """
    data = _read(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _measured(archive.infolist())
            # What a part unpacks to never exceeds the size that was measured: zipfile stops there.
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except DAMAGED as error:
        raise Refused(f"{NO_WORKBOOK} ({error})") from error
    if main not in parts:
        raise Refused(NO_WORKBOOK)
    return data, parts


def _read(path: Path) -> bytes:
    if not is_there(path):
        raise Refused("no such file")
    try:
        data = read_inside(path.parent, path.name, LARGEST_WORKBOOK)
    except Unread as error:
        raise Refused(str(error)) from error
    if data.startswith(OLD_FILE):
        raise Refused("is locked by a password or is an old .xls: save it as .xlsx without a password")
    return data


def _measured(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The parts of XML, of each name the last; pictures and the like are left packed."""
    if len(entries) > MOST_PARTS:
        raise Refused(f"has {len(entries):,} parts, at most {MOST_PARTS:,} can be")
    kept = {e.filename: e for e in entries if e.filename.endswith((".xml", ".rels"))}
    size = sum(entry.file_size for entry in kept.values())
    if size > LARGEST_PARTS:
        raise Refused(f"unpacks to {size // MIB:,} MiB, at most {LARGEST_PARTS // MIB} MiB can be")
    for entry in kept.values():
        if entry.file_size > MIB and entry.file_size > MOST_PACKED * max(entry.compress_size, 1):
            raise Refused(f"is packed more than {MOST_PACKED} times: it looks like a ZIP bomb")
    return list(kept.values())


def packed(parts: Parts) -> io.BytesIO:
    """The parts as a workbook again, not compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    made.seek(0)
    return made


Attributes = dict[str, str]


def walk(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Go through a part of XML, names without their prefix. Raises Refused where it is none."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(f"{NO_WORKBOOK} ({error})") from error


def _refuse_entities(*_: object) -> None:
    raise Refused(f"{NO_WORKBOOK} (it declares a document type)")


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relationship(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids = (value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
            sheets[attributes.get("name", "")] = next(iter(ids), "")

    walk(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relationship)
    walk(parts[WORKBOOK], sheet)
    return {name: targets[rid] for name, rid in sheets.items() if targets.get(rid) in parts}


def text_lengths(parts: Parts) -> list[int]:
    """How long each of the texts is that cells share. Raises Refused where one is too long for a cell."""
    lengths: list[int] = []

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)
            if lengths[-1] > LONGEST_TEXT:
                raise Refused(f"holds a text of more than {LONGEST_TEXT:,} characters")

    walk(_shared_texts(parts), start, text=text)
    return lengths


def _shared_texts(parts: Parts) -> bytes:
    names: Iterable[str] = (name for name in parts if name.lower() == "xl/sharedstrings.xml")
    return parts.get(next(iter(names), ""), b"<none/>")
