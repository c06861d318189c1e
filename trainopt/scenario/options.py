"""Changes as a command line or a cell has them: `capacity:PL-01/BCT:parallel_classes=1`.

What they say becomes the scenario that a TOML file would hold, and is judged as that is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.reader import Dataset, dataset_given
from trainopt.dataset.source import Where
from trainopt.errors import UsageError, shown
from trainopt.kinds import day_of
from trainopt.scenario.form import Scenario, scenario_of, table_called

SOURCE = "the options"
"""What faults of a scenario that stands in no file name in its place."""

CHANGE_FORMS = {
    "close": "SITE:MONTH, such as GB-02:2027-05, PL-01/BCT:2027-05 or GB:2027-05-03..2027-05-16",
    "add": "TABLE:KEY:COLUMN=N, such as capacity:PL-01/BCT:parallel_classes=1",
    "set": "TABLE:KEY:COLUMN=VALUE, such as sites:GB-02:beds=300",
    "scale": "TABLE:KEY:COLUMN=FACTOR, such as sites:GB-02:beds=0.8",
    "delete": "TABLE:KEY, such as demand:D7",
}
"""How each change is written."""


def scenario_from(
    dataset: Dataset | Where,
    *,
    close: Sequence[str] = (),
    add: Sequence[str] = (),
    set: Sequence[str] = (),
    scale: Sequence[str] = (),
    delete: Sequence[str] = (),
    name: str | None = None,
    deadline: Deadline = NEVER,
) -> Scenario:
    """The scenario that changes in words make, in the order of the parameters; named after them.

    `close` takes `SITE:MONTH`, `add` `TABLE:KEY:COLUMN=N`, and so on: `CHANGE_FORMS` has all. A key is the
    values of the table's key columns with `/` between them; those left blank or out are any. Raises
    UsageError where one is written in no such way, NoPlanInTime where the dataset is not read by the
    deadline. What is wrong with the data that they name shows when they are applied.

    >>> scenario = trainopt.scenario_from("data/example", close=["DE-01:2027-05"], name="DE-01 shut in May")
    >>> [change.action for change in scenario.changes]
    ['insert']
    """
    data = dataset_given(dataset, deadline)
    given = {"set": set, "add": add, "scale": scale, "delete": delete}
    changes = [_closed(text, data) for text in close]
    changes += [_changed(action, text) for action, texts in given.items() for text in texts]
    words = [f"close {text}" for text in close]
    words += [f"{action} {text}" for action, texts in given.items() for text in texts]
    return scenario_of(SOURCE, {"name": name or ", ".join(words)[:1000], "change": changes})


def _closed(text: str, dataset: Dataset) -> dict[str, Any]:
    """A row of closures: a site, a nation, a course or a site's course, in a month or from day to day."""
    what, _, when = text.partition(":")
    place, _, course = what.partition("/")
    days = _days(when)
    if days is None or not what.strip("/"):
        raise _unreadable("close", text)
    row: dict[str, Any] = {"course_id": course} if course else {}
    if place:
        nations = {nation.nation_id for nation in dataset.nations}
        row["nation_id" if place in nations else "site_id"] = place
    return {"table": "closures", "insert": {**row, "first_day": days[0], "last_day": days[1]}}


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last day of `2027-05`, `05.2027`, `2027-05-03` or `3.5.2027..2027-06`."""
    first, dots, last = text.partition("..")
    try:
        return _ends(first)[0], _ends(last if dots else first)[1]
    except ValueError:
        return None


def _ends(text: str) -> tuple[date, date]:
    """The first and the last day of a month or of a day. Raises ValueError for what is neither."""
    month = re.fullmatch(r"([0-9]{4})-([0-9]{2})|([0-9]{1,2})\.([0-9]{4})", text)
    if month:
        first = date(int(month[1] or month[4]), int(month[2] or month[3]), 1)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    day = day_of(text)
    if day is None:
        raise ValueError(text)
    return day, day


def _changed(action: str, text: str) -> dict[str, Any]:
    """A change of the rows of a table that have a key."""
    parts = text.split(":", 1 if action == "delete" else 2)
    if len(parts) != (2 if action == "delete" else 3):
        raise _unreadable(action, text)
    change: dict[str, Any] = {"table": parts[0], "where": _where(parts[0], parts[1])}
    if action == "delete":
        return change | {"delete": True}
    column, equals, value = parts[2].partition("=")
    if not equals or not column:
        raise _unreadable(action, text)
    return change | {action: {column.strip(): value_of(value)}}


def _where(table: str, key: str) -> Mapping[str, Any]:
    """The values of a key by its columns; the first where the table has fewer than there are values."""
    known = table_called(table)
    columns = () if known is None else known.key
    values = key.split("/")
    if known is not None and not columns:
        raise UsageError(f"{known.name} has no key: name its rows by where in a TOML file (got {shown(key)})")
    if known is not None and len(values) > len(columns):
        raise UsageError(
            f"the key of {known.name} has {len(columns)} columns, not {len(values)} (got {shown(key)})"
        )
    return {column: value_of(value) for column, value in zip(columns, values, strict=False) if value.strip()}


def value_of(text: str) -> str | int | Decimal | date:
    """A value as TOML would hold it: a number, a day, or else a text."""
    text = text.strip()
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"-?\d{1,18}\.\d{1,18}", text):
        return Decimal(text)
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text
    except ValueError:
        return text


def values_of(text: str) -> dict[str, Any]:
    """`site_id=PL-01; course_id=BCT` by column. Raises ValueError where a part has no `=`."""
    values: dict[str, Any] = {}
    for part in filter(str.strip, text.split(";")):
        column, equals, value = part.partition("=")
        if not equals:
            raise ValueError(f"must be COLUMN=VALUE, with ; between several (got {shown(part.strip())})")
        values[column.strip()] = value_of(value)
    return values


def _unreadable(action: str, text: str) -> UsageError:
    return UsageError(f"--{action} must be {CHANGE_FORMS[action]} (got {shown(text)})")
