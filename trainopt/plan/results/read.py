"""What a file or a sheet holds, as typed rows of a result table, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

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
    needed |= {*table.required}
    columns = {name: _TypedColumn.of(table, name, content.records) for name in table.columns}
    cells = zip(*(column.cells for column in columns.values()), strict=True)
    lines = [dict(zip(columns, row, strict=True)) for row in cells]
    if any(column.unreadable or (column.blanks and name in needed) for name, column in columns.items()):
        for record, line in zip(content.records, lines, strict=True):
            faults += _faults(table, record, line, needed)
    numbers = [record.line for record in content.records]
    return ResultRows(lines, numbers, frozenset(content.columns)), faults


@dataclass(frozen=True)
class _TypedColumn:
    """The cells of a column, None for a blank one; whether some are blank, or not what the column holds."""

    cells: list[Any]
    blanks: bool
    unreadable: bool

    @classmethod
    def of(cls, table: WrittenTable, name: str, records: Sequence[Record]) -> _TypedColumn:
        """Of these rows. The same text is read once: most stand in many of them."""
        texts = [record.cells.get(name) for record in records]
        adapter = table.adapters[name]
        known = {text: None if text is None else _typed_cell(adapter, text) for text in set(texts)}
        unreadable = any(isinstance(cell, Unreadable) for cell in known.values())
        return cls([known[text] for text in texts], None in known, unreadable)


def _typed_cell(adapter: TypeAdapter[Any], text: str) -> Any:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        detail = error.errors()[0]
        cause = detail.get("ctx", {}).get("error", detail["msg"])
        return Unreadable(text, f"{cause}{looks_like(text)}")


def _faults(table: WrittenTable, record: Record, line: Line, needed: frozenset[str]) -> Iterator[Fault]:
    for name, value in line.items():
        if isinstance(value, Unreadable):
            message = f"{value.message} (got {shown(value.text)})"
            yield Fault(table.file, record.line, name, message)
        elif value is None and name in needed:
            yield Fault(table.file, record.line, name, "must be filled")
