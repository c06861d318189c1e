"""What a file or a sheet holds, as typed rows of a result table, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from trainopt.dataset.sheet import Content, Record
from trainopt.errors import Fault, shown
from trainopt.kinds import looks_like
from trainopt.plan.results.table import Line, WrittenTable


@dataclass(frozen=True)
class ResultRows:
    """The rows of a result table as read.

    `numbers` are the lines on which they stand, `columns` those that the file has: in the rows all stand.
    """

    lines: list[Line]
    numbers: list[int]
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unreadable:
    """A cell that is not what its column holds, and what is wrong with it."""

    text: str
    message: str


def typed_rows(table: WrittenTable, content: Content, *, whole: bool) -> tuple[ResultRows, list[Fault]]:
    """The rows, and every fault. In a table that is `whole` no column is missing, and no cell is blank but
    where it may be; else both may be, the columns aside that every plan must have.
    """
    faults = list(content.faults)
    if content.header_is_sound and content.readable and whole:
        header = content.records[0].line - 1 if content.records else 1
        missing = [name for name in table.expected if name not in content.columns]
        faults += [Fault(table.file, header, name, "the column is missing") for name in missing]
    if faults:
        return ResultRows([], []), faults
    needed = (
        frozenset(name for name in table.columns if not table.may_be_blank(name)) if whole else frozenset()
    )
    readers = {name: _reader(table, name) for name in table.columns}
    lines = [
        {name: read(record.cells.get(name)) for name, read in readers.items()} for record in content.records
    ]
    for record, line in zip(content.records, lines, strict=True):
        faults += _faults(table, record, line, needed | {*table.required})
    numbers = [record.line for record in content.records]
    return ResultRows(lines, numbers, frozenset(content.columns)), faults


def _reader(table: WrittenTable, name: str) -> Callable[[str | None], Any]:
    """What reads the cells of a column. The same text is read once: most stand in many rows."""
    adapter, known = table.adapters[name], {}

    def read(text: str | None) -> Any:
        if text is None:
            return None
        if text not in known:
            try:
                known[text] = adapter.validate_python(text)
            except ValidationError as error:
                detail = error.errors()[0]
                cause = detail.get("ctx", {}).get("error", detail["msg"])
                known[text] = Unreadable(text, f"{cause}{looks_like(text)}")
        return known[text]

    return read


def _faults(table: WrittenTable, record: Record, line: Line, needed: frozenset[str]) -> Iterator[Fault]:
    for name, value in line.items():
        if isinstance(value, Unreadable):
            message = f"{value.message} (got {shown(value.text)})"
            yield Fault(table.file, record.line, name, message)
        elif value is None and name in needed:
            yield Fault(table.file, record.line, name, "must be filled")
