"""The tables of a dataset as text while a scenario changes them, and each row's last change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor

from pydantic import ValidationError

from trainopt.dataset import Dataset
from trainopt.dataset.cells import cell_text
from trainopt.dataset.sheet import Record
from trainopt.dataset.sound_rows import SoundRows
from trainopt.dataset.wording import nearest
from trainopt.errors import shown
from trainopt.scenario.form import Change, Value, as_cell, reader
from trainopt.tables import TABLES

Shows = Callable[[str, Mapping[str, str]], bool]
"""Whether a row of a table, given by its filled cells, is one that a change can mean."""

_Key = tuple[str, ...]

MOST_INDICES = 8
"""Of the rows that changes start from so many are kept, each by other columns."""


def every_row(_table: str, _cells: Mapping[str, str]) -> bool:
    """Every row can be meant."""
    return True


class BaseRows:
    """The rows that changes start from, which stay as they are, found by what stands in some columns."""

    def __init__(self, sound: SoundRows) -> None:
        self.sound = sound
        self.lines_by = lru_cache(MOST_INDICES)(self._lines_by)

    @classmethod
    def of(cls, dataset: Dataset) -> BaseRows:
        """The rows of a dataset."""
        return cls(SoundRows.of(dataset))

    def _lines_by(self, table: str, columns: tuple[str, ...]) -> Mapping[_Key, list[int]]:
        """The lines of a table's rows by the meaning of these columns."""
        found: dict[_Key, list[int]] = defaultdict(list)
        for record in self.sound.records[table].values():
            found[_key(table, columns, record)].append(record.line)
        return found


class ChangedRows:
    """All tables as text, by line, while they are changed. What no change touches is the base's own table.

    In the order of the changes `touched` has each row's last one, and `removed` the one that deleted it, by
    table and line.
    """

    def __init__(self, base: BaseRows, shows: Shows = every_row) -> None:
        self.tables: dict[str, Mapping[int, Record]] = dict(base.sound.records)
        self.touched: dict[tuple[str, int], Change] = {}
        self.removed: dict[tuple[str, int], Change] = {}
        self.places = base.sound.dataset.places
        self._base = base
        self._shows = shows
        self._own: dict[str, dict[int, Record]] = {}
        self._last: dict[str, int] = {}
        self._indices: dict[str, dict[tuple[str, ...], dict[_Key, set[int]]]] = defaultdict(dict)

    @property
    def records(self) -> dict[str, list[Record]]:
        """The rows by table."""
        return {name: list(rows.values()) for name, rows in self.tables.items()}

    @property
    def tables_touched(self) -> list[str]:
        """The tables of which something was changed, in the order of the contract."""
        return [name for name in self.tables if name in self._own]

    def change(self, change: Change) -> list[str]:
        """Make the change, or say what keeps it from being made."""
        name = change.table.name
        if change.action == "insert":
            cells = {column: as_cell(value) for column, value in change.values.items()}
            self._put(change, Record(self._new_line(name), _filled(cells)))
            return []
        rows = self.tables[name]
        found = [rows[line] for line in self._matching(change) if self._shows(name, rows[line].cells)]
        if not found:
            seen = [record for record in rows.values() if self._shows(name, record.cells)]
            return [_matches_nothing(change, seen)]
        if change.action == "delete":
            for record in found:
                self._take(name, record)
                self.removed[name, record.line] = change
                self._last.pop(name, None)
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

    def _new_line(self, name: str) -> int:
        """The line after the last one."""
        last = self._last.get(name)
        self._last[name] = (max(self.tables[name], default=1) if last is None else last) + 1
        return self._last[name]

    def _matching(self, change: Change) -> Iterable[int]:
        """The lines of the rows that match, in order."""
        name, columns = change.table.name, tuple(change.where)
        if not columns:
            return sorted(self.tables[name])
        index = self._indices[name].get(columns)
        if index is None:
            index = self._indices[name][columns] = defaultdict(set)
            for table, line in self.touched:
                if table == name and line in self.tables[name]:
                    index[_key(name, columns, self.tables[name][line])].add(line)
        wanted = tuple(_meaning(name, column, as_cell(value)) for column, value in change.where.items())
        as_before = (
            line
            for line in self._base.lines_by(name, columns).get(wanted, ())
            if (name, line) not in self.touched and (name, line) not in self.removed
        )
        return sorted({*as_before, *index.get(wanted, ())})

    def _rows_of(self, name: str) -> dict[int, Record]:
        """The rows of a table, to be changed."""
        if name not in self._own:
            self._own[name] = dict(self.tables[name])
            self.tables[name] = self._own[name]
        return self._own[name]

    def _take(self, name: str, record: Record) -> None:
        del self._rows_of(name)[record.line]
        for columns, index in self._indices[name].items():
            index[_key(name, columns, record)].discard(record.line)

    def _put(self, change: Change, record: Record) -> None:
        name = change.table.name
        self._rows_of(name)[record.line] = record
        self.touched.pop((name, record.line), None)
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
