"""A scenario as written: what can be told to be wrong with it before any dataset is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from trainopt.dataset.cells import cell_text
from trainopt.dataset.wording import nearest
from trainopt.errors import Fault, shown
from trainopt.kinds import LONGEST_CELL, looks_like, word_of
from trainopt.tables import TABLES, Table

ACTIONS = ("set", "add", "scale", "delete", "insert")
"""What a change does with rows: one of these."""

LARGEST = 10**18
"""Beyond every number of a dataset: larger ones are taken for a mistake."""

SCENARIO_KEYS = ("name", "description", "change", "grid")

Value = str | int | bool | Decimal | date | list[str]
ColumnValues = Mapping[str, Value]


@dataclass(frozen=True)
class Change:
    """One change: what `action` does, with `values` by column, to the rows of a table that match `where`.

    `number` counts from 1. `where` is empty where all rows are meant, `values` where rows are deleted.
    """

    number: int
    table: Table
    action: str
    where: ColumnValues = field(default_factory=dict)
    values: ColumnValues = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Change({self.number}, {self.action} {self.table.name})"


@dataclass(frozen=True)
class Scenario:
    """A scenario: its name, the file it came from, and its changes in order.

    `faults` are those that show without a dataset, each with its change's number, 0 where it is the file's;
    `changes` has the changes without any. `apply_scenarios` raises them with those that a dataset shows.
    """

    name: str
    file: str
    changes: tuple[Change, ...]
    description: str = ""
    faults: tuple[tuple[int, Fault], ...] = ()

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, {len(self.changes):,} changes)"


def scenario_of(source: str, values: Mapping[str, Any], problems: Sequence[str] = ()) -> Scenario:
    """A scenario from what a TOML file holds; `source` is what messages call the place it comes from.

    `problems` are those that its grid has.
    """
    return _Form(source, problems).scenario(values)


class _Form:
    """Collects the faults of a scenario while it is made."""

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        self.file = file
        self.faults: list[tuple[int, Fault]] = []
        for problem in problems:
            self.blame("grid", problem)

    def blame(self, key: str, message: str, number: int = 0) -> None:
        self.faults.append((number, Fault(self.file, 0, key, message)))

    def scenario(self, values: Mapping[str, Any]) -> Scenario:
        for key in values:
            if key not in SCENARIO_KEYS:
                self.blame(key, f"no such key in a scenario{nearest(key, SCENARIO_KEYS)}")
        name = values.get("name")
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_CELL:
            self.blame("name", "must be set to a text of 1 to 1,000 characters")
        description = values.get("description", "")
        if not isinstance(description, str):
            self.blame("description", f"must be a text (got {shown(description)})")
        given = values.get("change", [])
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.blame("change", "must be a list of tables: [[change]]")
            given = []
        changes = [self.change(number, one) for number, one in enumerate(given, start=1)]
        sound = tuple(change for change in changes if change is not None)
        return Scenario(str(name), self.file, sound, str(description), tuple(self.faults))

    def change(self, number: int, given: Mapping[str, Any]) -> Change | None:
        """The change; None where it has no table or not one action."""
        name = given.get("table")
        table = table_called(name) if isinstance(name, str) else None
        problems = list(_table_problems(name)) if table is None else list(_action_problems(given))
        where = f"change {number}" + (f" ({name})" if isinstance(name, str) and name else "")
        if table is not None and not problems:
            action = next(action for action in ACTIONS if action in given)
            rows, values = given.get("where", {}), {} if action == "delete" else given[action]
            problems = [*_named_twice(table, "where", rows), *_named_twice(table, action, values)]
            change = Change(number, table, action, _by_column(table, rows), _by_column(table, values))
            problems += _value_problems(change)
            if not problems:
                return change
        for message in problems:
            self.blame(where, message, number)
        return None


def table_called(name: str) -> Table | None:
    """The table of a name, as headings of columns in any case; None where there is none."""
    return TABLES.get(word_of(name, TABLES) or name)


def _column(table: Table, name: str) -> str:
    """The column that is meant, as written where there is none."""
    return word_of(name, table.columns) or name


def _by_column(table: Table, values: ColumnValues) -> ColumnValues:
    return {_column(table, name): value for name, value in values.items()}


def _named_twice(table: Table, key: str, values: ColumnValues) -> Iterator[str]:
    """The columns that are there more than once, in another case each time."""
    counts = Counter(_column(table, name) for name in values)
    yield from (f"{key}: {column} is named twice" for column, count in counts.items() if count > 1)


def place_of(change: Change) -> str:
    """How messages name a change: `change 2 (capacity)`."""
    return f"change {change.number} ({change.table.name})"


def _table_problems(name: object) -> Iterator[str]:
    if name is None:
        yield "names no table"
    else:
        yield f"no such table{nearest(str(name), TABLES)} (got {shown(name)})"


def _action_problems(given: Mapping[str, Any]) -> Iterator[str]:
    known = ("table", "where", *ACTIONS)
    for key in given:
        if key not in known:
            yield f"no such key {shown(key)} in a change{nearest(key, known)}"
    actions = [action for action in ACTIONS if action in given]
    if len(actions) != 1:
        got = f" (got {', '.join(actions)})" if actions else ""
        yield f"must have one of {', '.join(ACTIONS)}{got}"
    for key in ("where", "set", "add", "scale", "insert"):
        if key in given and not isinstance(given[key], dict):
            yield f"{key} must be a table: {{ column = value }}"
    if given.get("delete", True) is not True:
        yield "delete can only be true"
    if "insert" in given and "where" in given:
        yield "a row that is inserted is looked for nowhere: leave out where"


def _value_problems(change: Change) -> Iterator[str]:
    """What is wrong with columns and the kinds of values."""
    if not change.values and change.action != "delete":
        yield f"{change.action} changes nothing"
    for key, values in (("where", change.where), (change.action, change.values)):
        for column, value in values.items():
            if column not in change.table.columns:
                known = change.table.columns
                yield f"no such column {shown(column)} in {change.table.file}{nearest(column, known)}"
            elif not _is_value(value):
                kinds = "a text, a number, a date or a list of ids"
                yield f"{key}: {column} must be {kinds} (got {shown(value)})"
            elif key == "where":
                yield from _unreadable(change.table, column, as_cell(value))
            elif change.action in ("add", "scale"):
                yield from _wrong_number(key, column, value)


def _unreadable(table: Table, column: str, text: str) -> Iterator[str]:
    """Why the text can stand in no row's column."""
    if text:
        try:
            reader(table, column).validate_python(text)
        except ValidationError as error:
            detail = error.errors()[0]
            cause = detail.get("ctx", {}).get("error", detail["msg"])
            yield f"where: {column}: {cause}{looks_like(text)} (got {shown(text)})"


def reader(table: Table, column: str) -> TypeAdapter[Any]:
    """What reads a cell of the column."""
    return _reader(table.name, column)


@cache
def _reader(table: str, column: str) -> TypeAdapter[Any]:
    field = TABLES[table].row.model_fields[column]
    kind: Any = Annotated[(field.annotation, *field.metadata, column)]
    return TypeAdapter(kind)


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    if isinstance(value, (int, Decimal)):
        return -LARGEST < value < LARGEST
    return isinstance(value, (str, date)) and not isinstance(value, datetime)


def _wrong_number(action: str, column: str, value: Value) -> Iterator[str]:
    """What is added is whole, what is multiplied by any number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        yield f"{action}: {column} must be given a number (got {shown(value)})"
    elif action == "add" and value % 1:
        yield f"{action}: {column} must be given a whole number (got {shown(value)})"


def as_cell(value: object) -> str:
    """A value of a scenario as the text of a cell."""
    return cell_text(tuple(value) if isinstance(value, list) else value).strip()
