"""The tables of a dataset as text while a scenario changes them, and each row's last change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor

from pydantic import ValidationError

from trainopt.dataset import Dataset, records_of
from trainopt.dataset.cells import cell_text
from trainopt.dataset.sheet import Record
from trainopt.dataset.wording import nearest
from trainopt.errors import shown
from trainopt.scenario.form import Change, Value, as_cell, reader
from trainopt.tables import TABLES

Shows = Callable[[str, Mapping[str, str]], bool]
"""Whether a row of a table, given by its filled cells, is one that a change can mean."""

_Index = dict[tuple[str, ...], set[int]]


def every_row(_table: str, _cells: Mapping[str, str]) -> bool:
    """Every row can be meant."""
    return True


class ChangedRows:
    """All tables as text, by line, while they are changed.

    `touched` has each row's last change, and `removed` the one that deleted it, by table and line.
    """

    def __init__(self, dataset: Dataset, shows: Shows = every_row) -> None:
        self.tables = {name: {r.line: r for r in records_of(dataset, name)} for name in TABLES}
        self.touched: dict[tuple[str, int], Change] = {}
        self.removed: dict[tuple[str, int], Change] = {}
        self.places = dataset.places
        self._shows = shows
        self._indices: dict[str, dict[tuple[str, ...], _Index]] = defaultdict(dict)

    @property
    def records(self) -> dict[str, list[Record]]:
        """The rows by table."""
        return {name: list(rows.values()) for name, rows in self.tables.items()}

    def change(self, change: Change) -> list[str]:
        """Make the change, or say what keeps it from being made."""
        name = change.table.name
        rows = self.tables[name]
        if change.action == "insert":
            cells = {column: as_cell(value) for column, value in change.values.items()}
            self._put(change, Record(max(rows, default=1) + 1, _filled(cells)))
            return []
        found = [rows[line] for line in self._matching(change) if self._shows(name, rows[line].cells)]
        if not found:
            seen = [record for record in rows.values() if self._shows(name, record.cells)]
            return [_matches_nothing(change, seen)]
        if change.action == "delete":
            for record in found:
                self._take(name, record)
                self.removed[name, record.line] = change
            return []
        return [problem for record in found for problem in self._edit(change, record)]

    def _edit(self, change: Change, record: Record) -> Iterator[str]:
        cells = dict(record.cells)
        for column, value in change.values.items():
            old = cells.get(column, "")
            if change.action == "set":
                cells[column] = as_cell(value)
            elif old.isdigit():
                cells[column] = str(_calculated(change.action, int(old), value))
            else:
                what = f"is no whole number (got {shown(old)})" if old else "is blank"
                place = self.places.place(change.table.file, record.line)
                yield f"{column} {what} in {place}: cannot {change.action}"
        self._take(change.table.name, record)
        self._put(change, Record(record.line, _filled(cells)))

    def _matching(self, change: Change) -> Iterable[int]:
        """The lines of the rows that match, in order."""
        name, columns = change.table.name, tuple(change.where)
        if not columns:
            return sorted(self.tables[name])
        index = self._indices[name].get(columns)
        if index is None:
            index = self._indices[name][columns] = defaultdict(set)
            for record in self.tables[name].values():
                index[_key(name, columns, record)].add(record.line)
        wanted = (_meaning(name, column, as_cell(value)) for column, value in change.where.items())
        return sorted(index.get(tuple(wanted), ()))

    def _take(self, name: str, record: Record) -> None:
        del self.tables[name][record.line]
        for columns, index in self._indices[name].items():
            index[_key(name, columns, record)].discard(record.line)

    def _put(self, change: Change, record: Record) -> None:
        name = change.table.name
        self.tables[name][record.line] = record
        self.touched[name, record.line] = change
        for columns, index in self._indices[name].items():
            index[_key(name, columns, record)].add(record.line)


def _key(name: str, columns: tuple[str, ...], record: Record) -> tuple[str, ...]:
    return tuple(_meaning(name, column, record.cells.get(column, "")) for column in columns)


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}


def _calculated(action: str, old: int, value: Value) -> int:
    """The sum, or the product rounded down, without the errors of binary fractions."""
    factor = Fraction(str(value))
    return floor(old + factor if action == "add" else old * factor)


@lru_cache(maxsize=100_000)
def _meaning(name: str, column: str, text: str) -> str:
    """The text in its one form; of a blank cell what it stands for, if that is one value."""
    table = TABLES[name]
    if not text:
        field = table.row.model_fields[column]
        return "" if field.is_required() else cell_text(field.default)
    return canonical_cell(name, column, text)


@lru_cache(maxsize=100_000)
def canonical_cell(name: str, column: str, text: str) -> str:
    """The text of a cell in its one form, as it is written; as it stands where it cannot be read."""
    try:
        return cell_text(reader(TABLES[name], column).validate_python(text))
    except ValidationError:
        return text


def _matches_nothing(change: Change, records: Collection[Record]) -> str:
    if not change.where:
        return f"{change.table.file} has no rows"
    wanted = ", ".join(f"{column} = {shown(as_cell(value))}" for column, value in change.where.items())
    hints = (
        nearest(as_cell(value), {record.cells.get(column, "") for record in records})
        for column, value in change.where.items()
        if not any(record.cells.get(column) == as_cell(value) for record in records)
    )
    return f"no row matches {wanted}{next((hint for hint in hints if hint), '')}"
