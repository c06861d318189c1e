"""One CSV file as records: text cells with the line an editor shows, and every fault of the file's form."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset.content import Content, add_record, header_faults
from trainopt.dataset.wording import counted
from trainopt.errors import Fault, shown
from trainopt.kinds import is_id
from trainopt.tables import Table

SEPARATORS = ",;\t"
LARGEST_FILE = 256 * 1024 * 1024
ENCODINGS = {  # UTF-32's mark begins as UTF-16's does
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}


def decode(path: Path) -> str | Fault:
    """The file's text, or the fault that keeps it from being read."""
    name = path.name
    try:
        if not path.is_file():
            return Fault(name, 0, "", "is not a file")
        if path.stat().st_size > LARGEST_FILE:
            return Fault(name, 0, "", f"is larger than {LARGEST_FILE // 1024**2} MiB")
        data = path.read_bytes()
    except OSError as error:
        return Fault(name, 0, "", f"cannot be read: {error.strerror}")
    advice = "save it as CSV UTF-8" if path.suffix == ".csv" else "save it as UTF-8"
    for encoding, marks in ENCODINGS.items():
        if data.startswith(marks):
            return Fault(name, 1, "", f"is {encoding}; {advice}")
    if b"\0" in data:
        return Fault(name, _line_at(data, data.index(b"\0")), "", f"holds a NUL byte; {advice}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        line = _line_at(data, error.start)
        return Fault(name, line, "", f"is not UTF-8; {advice} (got byte 0x{byte:02x})")


def _line_at(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def read_csv(path: Path, table: Table) -> Content:
    """Read a table's file; never raises for what stands in it."""
    text = decode(path)
    if isinstance(text, Fault):
        return Content(faults=[text], readable=False)
    (line, header), separator, rows = _header_and_rows(text, table)
    if isinstance(header, str):
        return Content(faults=[Fault(table.file, line, "", header)], readable=False)
    rest = list(rows)
    named = _named_or_filled(header, [cells for _, cells in rest])
    faults = [fault for _, fault in header_faults(table, line, named)]
    names = tuple(cell.lower() for cell in named.values())
    result = Content(names, faults=faults, header_is_sound=not faults)
    form = _Form(table, separator, len(header), tuple(named))
    for line, cells in rest:
        _read_row(result, form, line, cells)
    return result


Raw = tuple[int, list[str] | str]
"""A row's first line and its stripped cells, or what is wrong with its quoting."""


def _header_and_rows(text: str, table: Table) -> tuple[Raw, str, Iterator[Raw]]:
    """The first row that is not blank under the separator that fits it best, and the rows after it."""

    def recognised(separator: str) -> tuple[int, int]:
        _, cells = next(_rows(text, separator), (0, ""))
        if isinstance(cells, str):
            return 0, 0
        return sum(cell.lower() in table.columns for cell in cells), len(cells)

    separator = max(SEPARATORS, key=recognised)
    rows = _rows(text, separator)
    line, cells = next(rows, (1, "has no header line"))
    if isinstance(cells, list) and recognised(separator)[0] == 0:
        cells = f"has no header line: this one names no column of {table.file} (got {shown(cells[0])})"
    return (line, cells), separator, rows


def _rows(text: str, separator: str) -> Iterator[Raw]:
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _quoting_fault(str(error))
            continue
        if any(cells):
            yield line, cells


def _quoting_fault(error: str) -> str:
    if "end of data" in error:
        return "a quote is opened and never closed"
    return "has text after a closing quote"


def _named_or_filled(header: list[str], rows: Iterable[list[str] | str]) -> dict[int, str]:
    """The header's cells by number from 0, but those without a name in whose column nothing stands.

    A row with more cells than the header says nothing: a separator too many has shifted its cells.
    """
    nameless = {number for number, cell in enumerate(header) if not cell}
    for cells in rows if nameless else ():
        if not isinstance(cells, str) and len(cells) <= len(header):
            nameless -= {number for number, cell in enumerate(cells) if cell}
    return {number: cell for number, cell in enumerate(header) if number not in nameless}


@dataclass(frozen=True)
class _Form:
    """How a file's rows are read: its table, its separator, the header's cells, and those that count."""

    table: Table
    separator: str
    width: int
    columns: tuple[int, ...]

    def fits(self, cells: list[str]) -> bool:
        """Whether a row has a cell for each column; of those passed over at the end it may lack some."""
        return self.columns[-1] < len(cells) <= self.width

    def as_meant(self, name: str, cell: str) -> str:
        """A decimal comma, which a file with semicolons may have, as a point."""
        return _decimal_point(cell) if self.separator == ";" and name in self.table.decimals else cell


def _read_row(result: Content, form: _Form, line: int, cells: list[str] | str) -> None:
    file = form.table.file
    if isinstance(cells, str):
        result.faults.append(Fault(file, line, "", cells))
        result.remnants.append({})
    elif not form.fits(cells):
        message = f"the row has {counted(len(cells), 'cell')}, the header {form.width}"
        result.faults.append(Fault(file, line, "", message))
        # An unquoted separator shifts all cells after it, and one of a wrong kind leaves no first cell.
        is_told = form.columns[0] == 0 and is_id(cells[0])
        result.remnants.append({result.columns[0]: cells[0]} if is_told else {})
    else:
        named = zip(result.columns, (cells[number] for number in form.columns), strict=True)
        add_record(result, form.table, line, ((name, form.as_meant(name, cell)) for name, cell in named))


def _decimal_point(cell: str) -> str:
    """A decimal comma as a point; a cell that has both stays as it is, and is a fault."""
    return cell if "." in cell else cell.replace(",", ".", 1)
