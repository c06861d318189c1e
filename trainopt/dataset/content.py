"""What a table's file or sheet holds, as text: its header, its rows, and the faults of their form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trainopt.dataset.wording import as_column, nearest
from trainopt.errors import Fault, shown
from trainopt.kinds import LONGEST_CELL
from trainopt.tables import Table


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
            yield None, Fault(table.file, line, name, "the required column is missing")


def add_record(content: Content, table: Table, line: int, cells: Iterable[tuple[str, str]]) -> None:
    """Take up a row from the text of each column, and the faults of cells that are too long."""
    record = Record(line, {})
    content.records.append(record)
    for name, cell in cells:
        if len(cell) > LONGEST_CELL:
            message = f"has {len(cell):,} characters, at most {LONGEST_CELL:,} can be"
            content.faults.append(Fault(table.file, line, name, f"{message} (got {shown(cell)})"))
        if cell and name in table.columns:
            record.cells[name] = cell
