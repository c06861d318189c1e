"""One CSV file as records: text cells with the line an editor shows, and every fault of the file's form."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.documents import decode
from trainopt.dataset.limits import LARGEST_FILE, MOST_CELLS_PER_ROW, MOST_COLUMNS, MOST_LINES
from trainopt.dataset.sheet import Content, add_record, header_faults, unreadable
from trainopt.errors import Fault, shown
from trainopt.kinds import is_id
from trainopt.tables import Table
from trainopt.wording import counted

SEPARATORS = ",;\t"
NO_CONTENT = f"{SEPARATORS} "
"""What a line may hold and still say nothing, whatever separates the cells of the others."""
SEPARATOR_NAMED = re.compile(rf'"?sep=([^"\r\n])"?[{SEPARATORS} ]*(?=[\r\n])', re.IGNORECASE)
"""A first line that says what separates the cells, as Excel takes it."""


def read_csv(data: bytes, table: Table, deadline: Deadline = NEVER) -> Content:
    """Read a table from its file's bytes; never raises for what stands in it.

    Raises NoPlanInTime where the time is up.
    """
    text = decode(table.file, data)
    if isinstance(text, Fault):
        return unreadable(text)
    try:
        return _read(text, table, deadline)
    except NotParted as error:
        return unreadable(Fault(table.file, error.line, "", str(error)))


class NotParted(Exception):
    """The file is not read as rows of cells; the message says why, as the end of a line."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def _read(text: str, table: Table, deadline: Deadline) -> Content:
    (line, header), separator, rows = _header_and_rows(text, table)
    if isinstance(header, str):
        return unreadable(Fault(table.file, line, "", header))
    rest = list(_measured(rows, table, deadline))
    named = _named_or_filled(header, [cells for _, cells in rest])
    faults = [fault for _, fault in header_faults(table, line, named)]
    names = tuple(cell.lower() for cell in named.values())
    result = Content(names, faults=faults, header_is_sound=not faults)
    form = _Form(table, separator, len(header), tuple(named))
    for line, cells in rest:
        _read_row(result, form, line, cells)
        deadline.check()
    return result


Raw = tuple[int, list[str] | str]
"""A row's first line and its stripped cells, or what is wrong with its quoting."""


def _header_and_rows(text: str, table: Table) -> tuple[Raw, str, Iterator[Raw]]:
    """The first row that is not blank under the separator that fits it best, and the rows after it."""

    def recognised(separator: str) -> tuple[int, int]:
        _, cells = next(raw_rows(text, separator), (0, ""))
        if isinstance(cells, str):
            return 0, 0
        return sum(cell.lower() in table.columns for cell in cells), len(cells)

    separators, text = named_separator(text)
    separator = max(separators, key=recognised)
    rows = raw_rows(text, separator)
    line, cells = next(rows, (1, "is empty; its first line must name its columns"))
    if isinstance(cells, list) and recognised(separator)[0] == 0:
        cells = f"has no header line: this one names no column of {table.file} (got {shown(cells[0])})"
    return (line, cells), separator, rows


def named_separator(text: str) -> tuple[str, str]:
    """The separators that may be meant, and the text without a first line that names one.

    That line stays as a blank one, so that lines keep their numbers. Raises NotParted where it names another.
    """
    named = SEPARATOR_NAMED.match(text)
    if named is None:
        return SEPARATORS, text
    if named[1] not in SEPARATORS:
        raise NotParted(
            1, f"names {shown(named[1])} as its separator, which must be a comma, a semicolon or a tab"
        )
    return named[1], text[named.end() :]


def raw_rows(text: str, separator: str) -> Iterator[Raw]:
    """The rows that are not blank. Raises NotParted."""
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number in count():
        line = reader.line_num + 1
        if number > MOST_LINES:
            raise NotParted(line, f"has more than {MOST_LINES:,} lines")
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _quoting_fault(str(error))
            continue
        if len(cells) > MOST_COLUMNS:
            raise NotParted(line, f"has {len(cells):,} cells, at most {MOST_COLUMNS:,} can be")
        if any(cells):
            stripped = [cell.strip() for cell in cells]
            if any(cell.strip(NO_CONTENT) for cell in stripped):
                yield line, stripped


def _measured(rows: Iterator[Raw], table: Table, deadline: Deadline) -> Iterator[Raw]:
    """The rows, as long as there are no more of them than can be."""
    cells_read = 0
    for number, (line, cells) in enumerate(rows, start=1):
        deadline.check()
        cells_read += len(cells) if isinstance(cells, list) else 1
        if number > table.most_rows:
            raise NotParted(line, f"has more than {table.most_rows:,} rows")
        if cells_read > MOST_CELLS_PER_ROW * table.most_rows:
            raise NotParted(line, f"has more than {MOST_CELLS_PER_ROW * table.most_rows:,} cells")
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

    def as_meant(self, named: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        """The cells of a row; a decimal comma, which a file with semicolons may have, as a point."""
        if self.separator != ";":
            return named
        decimals = self.table.decimals
        return ((name, _decimal_point(cell) if name in decimals else cell) for name, cell in named)


def _read_row(result: Content, form: _Form, line: int, cells: list[str] | str) -> None:
    file = form.table.file
    if isinstance(cells, str):
        result.faults.append(Fault(file, line, "", cells))
        result.remnants.append({})
    elif not form.fits(cells):
        message = f"the row has {counted(len(cells), 'cell')}, the header {form.width}"
        if len(cells) > form.width and form.separator == ",":
            message += "; a text with a comma stands in quotes"
        result.faults.append(Fault(file, line, "", message))
        # An unquoted separator shifts all cells after it, and one of a wrong kind leaves no first cell.
        is_told = form.columns[0] == 0 and is_id(cells[0])
        result.remnants.append({result.columns[0]: cells[0]} if is_told else {})
    else:
        named = zip(result.columns, [cells[number] for number in form.columns], strict=True)
        add_record(result, form.table, line, form.as_meant(named))


def _decimal_point(cell: str) -> str:
    """A decimal comma as a point; a cell that has both stays as it is, and is a fault."""
    return cell if "." in cell else cell.replace(",", ".", 1)
