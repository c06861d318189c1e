"""One CSV file as records: text cells with the line an editor shows, and every fault of the file's form."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from trainopt.dataset.content import Content, add_record, header_faults
from trainopt.dataset.wording import counted
from trainopt.errors import Fault, shown
from trainopt.kinds import is_id
from trainopt.tables import Table

SEPARATORS = ",;\t"
LARGEST_FILE = 256 * 1024 * 1024
DEGREES = ("latitude", "longitude")
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
    faults = [fault for _, fault in header_faults(table, line, header)]
    names = tuple(cell.lower() for cell in header)
    result = Content(names, faults=faults, header_is_sound=not faults)
    for line, cells in rows:
        _read_row(result, table, line, cells, separator)
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


def _read_row(result: Content, table: Table, line: int, cells: list[str] | str, separator: str) -> None:
    if isinstance(cells, str):
        result.faults.append(Fault(table.file, line, "", cells))
        result.remnants.append({})
    elif len(cells) != len(result.columns):
        message = f"the row has {counted(len(cells), 'cell')}, the header {len(result.columns)}"
        result.faults.append(Fault(table.file, line, "", message))
        # An unquoted separator shifts all cells after it, and one of a wrong kind leaves no first cell.
        result.remnants.append({result.columns[0]: cells[0]} if is_id(cells[0]) else {})
    else:
        named = zip(result.columns, cells, strict=True)
        add_record(result, table, line, ((name, _as_written(name, cell, separator)) for name, cell in named))


def _as_written(name: str, cell: str, separator: str) -> str:
    return _decimal_point(cell) if name in DEGREES and separator == ";" else cell


def _decimal_point(cell: str) -> str:
    """A decimal comma as a point; a cell that has both stays as it is, and is a fault."""
    return cell if "." in cell else cell.replace(",", ".", 1)
