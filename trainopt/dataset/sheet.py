"""A table as read: its text as it stands there, its sound rows typed, and the faults of single rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.in_force import InForce
from trainopt.dataset.wording import as_column, nearest
from trainopt.errors import Fault, shown
from trainopt.kinds import LONGEST_CELL, is_id, looks_like, seemingly
from trainopt.tables import Row, Settings, Table


@dataclass(frozen=True)
class Record:
    """A row: the first line it stands on, and its filled cells by column."""

    line: int
    cells: dict[str, str]


@dataclass
class Content:
    """What a file or a sheet holds.

    `records` are its rows, `remnants` what can still be told of the rows whose cells cannot: no more
    than the first cell of a row of the wrong length, nothing of a row with broken quotes. `readable` is
    false where it could not be read as a table with a header at all; `header_is_sound` where no cell
    can stand in a column that is not the table's. `unread` are the cells, by line and column, of which a
    fault says that they show no value.
    """

    columns: tuple[str, ...] = ()
    records: list[Record] = field(default_factory=list)
    remnants: list[dict[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    readable: bool = True
    header_is_sound: bool = True
    unread: set[tuple[int, str]] = field(default_factory=set)


def unreadable(fault: Fault) -> Content:
    """What a file or a sheet holds that cannot be read as a table, for this reason."""
    return Content(faults=[fault], readable=False)


COLUMN_MISSING = "the required column is missing"


def header_faults(table: Table, line: int, cells: Mapping[int, str]) -> Iterator[tuple[int | None, Fault]]:
    """Every fault of a header's cells by number from 0, with that number; None where one is missing."""
    absent = table.columns.keys() - {cell.lower() for cell in cells.values()}
    seen: set[str] = set()
    for number, cell in cells.items():
        name = cell.lower()
        if not name:
            yield number, Fault(table.file, line, "", f"column {number + 1} has no name")
        elif name in seen:
            yield number, Fault(table.file, line, as_column(name), "the column stands there twice")
        elif name not in table.columns:
            hint = nearest(name, absent or table.columns)
            yield number, Fault(table.file, line, as_column(cell), f"no such column in {table.file}{hint}")
        seen.add(name)
    for name in table.required:
        if name in absent:
            yield None, Fault(table.file, line, name, COLUMN_MISSING)


def add_record(content: Content, table: Table, line: int, cells: Iterable[tuple[str, str]]) -> None:
    """Take up a row from the text of each column, and the faults of cells that are too long.

    Where files were joined, their headers stand between the rows: each is a fault, and is no row.
    """
    known, named = table.columns, list(cells)
    if len(named) > 1 and all(name == cell.lower() for name, cell in named):
        content.faults.append(Fault(table.file, line, "", "repeats the header; delete the row"))
        return
    content.records.append(Record(line, {name: cell for name, cell in named if cell and name in known}))
    for name, cell in named:
        if len(cell) > LONGEST_CELL:
            content.faults.append(_too_long(table, line, name, cell))


def content_of(table: Table, records: Iterable[Record]) -> Content:
    """Rows that no file holds, as one would hold them: what is too long in them is a fault, too."""
    content = Content(tuple(table.columns), list(records))
    for record in content.records:
        for name, cell in record.cells.items():
            if len(cell) > LONGEST_CELL:
                content.faults.append(_too_long(table, record.line, name, cell))
    return content


def _too_long(table: Table, line: int, column: str, cell: str) -> Fault:
    message = f"has {len(cell):,} characters, at most {LONGEST_CELL:,} can be (got {shown(cell)})"
    return Fault(table.file, line, column, message)


Key = tuple[str, ...]


@dataclass
class Sheet:
    """A table of a dataset while it is being read.

    `rows` holds the rows in which no fault has been found so far, `content` all of them as text, and
    `keys` by line what tells a row from the others.
    """

    table: Table
    rows: list[Any] = field(default_factory=list)
    content: Content = field(default_factory=Content)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[int, Key] = field(default_factory=dict)

    def at(self, line: int) -> str:
        """`line 7`, or `row 7` in a workbook."""
        return f"{self.table.form.line} {line}"

    @property
    def sound(self) -> bool:
        """Whether no fault has been found in the table so far."""
        return not self.faults

    def fault(self, line: int, column: str, message: str, got: object = None) -> Fault:
        """A fault of this table, with the value that is to blame if there is one."""
        return Fault(
            self.table.file, line, column, message if got is None else f"{message} (got {shown(got)})"
        )

    def blame(self, faults: Iterable[Fault]) -> None:
        """Take up faults, and leave out of `rows` those they blame and all others with the same key.

        Of rows with the same key it is not known which is meant.
        """
        found = list(faults)
        if not found:
            return
        self.faults += found
        lines = {fault.line for fault in found}
        keys = {self.keys[line] for line in lines if line in self.keys}
        self.rows = [r for r in self.rows if r.line not in lines and self.keys.get(r.line) not in keys]

    def cell(self, line: int, column: str) -> str:
        """The text of a cell, blank where it is blank."""
        return self._by_line.get(line, {}).get(column, "")

    def tells(self, *columns: str) -> bool:
        """Whether every row shows what stands in these columns.

        Where one does not, nothing can be said to be missing from the table.
        """
        cells = [*(record.cells for record in self.content.records), *self.content.remnants]
        return self.content.readable and all(column in row for row in cells for column in columns)

    def texts(self, column: str) -> set[str]:
        """Every text in a column, also in rows that are faulty."""
        return {str(getattr(row, column)) for row in self.rows} | self.unclear(column)

    def may_have(self, column: str, text: str) -> bool:
        """Whether a row, sound or not, has a text in a column, or one that cannot be told may have it."""
        return not self.tells(column) or text in self.texts(column)

    def unclear(self, column: str) -> set[str]:
        """The texts of a column in the faulty rows: what is said of them elsewhere may be due to that."""
        sound = {row.line for row in self.rows}
        faulty = [record.cells for record in self.content.records if record.line not in sound]
        return {cells[column] for cells in (*faulty, *self.content.remnants) if column in cells}

    def meant(self, column: str) -> set[str]:
        """What ids seem to be meant in a column where none stands, by their letters and digits alone.

        Whoever names such an id elsewhere is not to blame.
        """
        return {seemingly(text) for text in self.unclear(column) if not is_id(text)}

    @cached_property
    def _by_line(self) -> dict[int, dict[str, str]]:
        return {record.line: record.cells for record in self.content.records}


@dataclass
class Sheets:
    """All tables as read, the settings where they are sound, and the plan in force where there is one."""

    tables: dict[str, Sheet]
    settings: Settings | None
    in_force: InForce | None = None

    @cached_property
    def known_cohorts(self) -> set[str]:
        """The cohorts that the plan in force or actuals.csv has."""
        published = set(self.in_force.of_cohort) if self.in_force else set()
        return published | self["actuals"].texts("cohort_id")

    def __getitem__(self, name: str) -> Sheet:
        return self.tables[name]

    def sound(self, *names: str) -> bool:
        """Whether no fault has been found in any of these tables so far."""
        return all(self.tables[name].sound for name in names)

    def blame(self, faults: Iterable[Fault]) -> None:
        """Take up faults, each in its table."""
        found = list(faults)
        for sheet in self.tables.values():
            sheet.blame(fault for fault in found if fault.file == sheet.table.file)


def absent(table: Table, what: str) -> Sheet:
    """A table that is not there: empty where it may be, else a fault. `what` is the file or the sheet."""
    if table.optional:
        return Sheet(table)
    missing = Fault(table.file, 0, "", f"the {what} is missing")
    return Sheet(table, content=Content(readable=False), faults=[missing])


def typed(table: Table, content: Content, deadline: Deadline = NEVER) -> Sheet:
    """Type the rows. Under a faulty header no row is sound: a cell may lack its column.

    Raises NoPlanInTime where the time is up.
    """
    sheet = Sheet(table, [], content, list(content.faults))
    broken = {fault.line for fault in content.faults}
    for record in content.records:
        deadline.check()
        row, faults = _typed(sheet, record)
        sheet.faults += faults
        if row is not None and content.header_is_sound and record.line not in broken:
            sheet.rows.append(row)
    sheet.keys = dict(row_keys(sheet))
    return sheet


def _typed(sheet: Sheet, record: Record) -> tuple[Row | None, list[Fault]]:
    try:
        row = sheet.table.row.model_validate({"line": record.line, **record.cells})
    except ValidationError as error:
        return None, list(_cell_faults(sheet, record, error))
    faults = [
        sheet.fault(record.line, column, message, record.cells.get(column))
        for column, message in row.contradictions()
    ]
    return (None if faults else row), faults


def _cell_faults(sheet: Sheet, record: Record, error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors():
        column = str(detail["loc"][0])
        cell = record.cells.get(column)
        if cell is None:
            if column in sheet.content.columns and (record.line, column) not in sheet.content.unread:
                yield sheet.fault(record.line, column, "must be filled")
        elif len(cell) <= LONGEST_CELL:
            cause = detail.get("ctx", {}).get("error", detail["msg"])
            hint = looks_like(str(detail["input"]))
            yield sheet.fault(record.line, column, f"{cause}{hint}", detail["input"])


def row_keys(sheet: Sheet) -> Iterator[tuple[int, Key]]:
    """Every row's line and key, with numbers as numbers where the row is sound."""
    columns = sheet.table.key
    needed = [column for column in columns if column in sheet.table.required]
    typed = {row.line: row for row in sheet.rows}
    for record in sheet.content.records if columns else ():
        row = typed.get(record.line)
        if row is not None:
            values = (getattr(row, column) for column in columns)
            yield record.line, tuple("" if value is None else str(value) for value in values)
        elif all(column in record.cells for column in needed):
            yield record.line, tuple(record.cells.get(column, "") for column in columns)
