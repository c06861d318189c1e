"""A draft's changes applied to its base: the rows that they edit, and what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from trainopt.dataset.settings import checked_settings
from trainopt.dataset.sheet import Record
from trainopt.dataset.writer import settings_text
from trainopt.errors import Fault
from trainopt.runs.nightly.differences import RowCells
from trainopt.scenario.apply import Blamed, TriedScenario, try_scenario
from trainopt.scenario.form import scenario_of
from trainopt.service.actors import ALL, Scope
from trainopt.service.contents import DataAtHand
from trainopt.service.differences import (
    NO_KEY,
    PLAN,
    RowEdit,
    RowKey,
    TextRows,
    TextTables,
    edits_between,
    key_of,
    rows_as_text,
    settings_as_text,
)
from trainopt.service.scopes import Reaches
from trainopt.tables import CSV, Settings

RawChange = Mapping[str, Any]


@dataclass(frozen=True)
class Applied:
    """What a draft makes of its base, and what is wrong with that.

    `places` are the rows that it touches, by table and line, and `said` the texts that its changes hold.
    """

    base: DataAtHand
    scopes: tuple[Scope, ...]
    text: TextTables
    edits: tuple[RowEdit, ...]
    blamed: tuple[Blamed, ...]
    places: Mapping[tuple[str, int], RowCells]
    said: frozenset[str]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.blamed

    @cached_property
    def reaches(self) -> Reaches:
        """What scopes show of what it makes."""
        return Reaches(self.text, self.base.reaches._under_way)


def apply_changes(base: DataAtHand, scopes: Sequence[Scope], changes: Sequence[RawChange]) -> Applied:
    """Apply changes, as a scenario's TOML or JSON has them, as whoever plans in these scopes.

    They mean rows that the scopes show, and no others. Whether the rows may be changed is not asked here.
    What was made of a base is kept as long as that.
    """
    text = changes_as_json(changes)
    made: Applied = base.made.get(
        (tuple(scopes), text), lambda: _apply(base, tuple(scopes), changes_from_json(text))
    )
    return made


def changes_as_json(changes: Sequence[RawChange]) -> str:
    """Changes as the store keeps them: numbers with all their digits, days as text."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return float(value)
        return str(value)

    return json.dumps(list(changes), ensure_ascii=False, default=plain)


def changes_from_json(text: str) -> list[dict[str, Any]]:
    """Changes as they were kept: numbers that are not whole as decimals."""
    found: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)
    return found


def _apply(base: DataAtHand, scopes: tuple[Scope, ...], changes: list[dict[str, Any]]) -> Applied:
    settings, blamed = _settings_after(base.dataset.settings, changes)
    scenario = scenario_of("draft", {"name": "draft", "change": _without_plan(changes)})
    skipped = {number for number, change in enumerate(changes, start=1) if _is_of_plan(change)}
    scenario = replace(
        scenario,
        changes=tuple(change for change in scenario.changes if change.number not in skipped),
        faults=tuple(entry for entry in scenario.faults if entry[0] not in skipped),
    )
    shows = base.reaches

    def shown(table: str, cells: Mapping[str, str]) -> bool:
        return ALL in scopes or shows.cut(scopes, table, cells) is not None

    tried = try_scenario(base.rows, scenario, shown, settings)
    faults = (*blamed, *tried.faults)
    text = _text_after(base, settings, tried, sound=not faults)
    return Applied(
        base,
        scopes,
        text,
        _edits(base, text, tried),
        faults,
        _places(tried),
        frozenset(_texts(changes)),
    )


def _text_after(base: DataAtHand, settings: Settings, tried: TriedScenario, *, sound: bool) -> TextTables:
    """The base's text, and of the tables touched what is made of them: as it is written where it is `sound`,
    else as it was given.
    """
    text = dict(base.text)
    if settings != base.dataset.settings:
        text[PLAN] = {NO_KEY: settings_as_text(settings_text(settings))}
    for name in tried.rows.tables_touched:
        judged = tried.judged if sound else None
        records = tried.rows.tables[name] if judged is None else judged.records(name)
        text[name] = _rows_after(name, base, records)
    return text


def _rows_after(name: str, base: DataAtHand, records: Mapping[int, Record]) -> TextRows:
    """Rows by key. Where none comes, goes or is called otherwise, they stand where the base has them."""
    before = base.rows.sound.records[name]
    if list(before) == list(records):
        changed = [(before[line], now) for line, now in records.items() if before[line] is not now]
        keyed = [(key_of(name, was.cells), key_of(name, now.cells), now.cells) for was, now in changed]
        if all(was == now for was, now, _ in keyed):
            return base.text[name] | {key: cells for _, key, cells in keyed}
    return rows_as_text(name, records.values())


def _texts(value: Any) -> Iterator[str]:
    """Every text in changes as they were given."""
    if isinstance(value, str):
        yield value
        yield from value.split()
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _texts(inner))


def _places(tried: TriedScenario) -> dict[tuple[str, int], RowCells]:
    """The rows that were touched and are there, by table and line."""
    tables = tried.rows.tables
    return {
        (table, line): tables[table][line].cells
        for table, line in tried.rows.touched
        if line in tables[table]
    }


def _edits(base: DataAtHand, text: TextTables, tried: TriedScenario) -> tuple[RowEdit, ...]:
    """With the number of the change that was the last to touch each row."""
    numbers: dict[tuple[str, RowKey], int] = {}
    for (table, line), change in tried.rows.removed.items():
        if line in base.records[table]:
            numbers[table, key_of(table, base.records[table][line])] = change.number
    for (table, line), cells in _places(tried).items():
        numbers[table, key_of(table, cells)] = tried.rows.touched[table, line].number
    return tuple(
        replace(edit, change=numbers.get((edit.table, edit.key), 0))
        for edit in edits_between(base.text, text)
    )


def _is_of_plan(change: Any) -> bool:
    return isinstance(change, Mapping) and change.get("table") == PLAN


def _without_plan(changes: Sequence[RawChange]) -> list[Any]:
    """The changes in their places; those of the settings as ones that say nothing."""
    return [{} if _is_of_plan(change) else change for change in changes]


def _settings_after(settings: Settings, changes: Sequence[RawChange]) -> tuple[Settings, list[Blamed]]:
    """The settings with what the changes set in them, and what is wrong with those."""
    found: list[Blamed] = []
    for number, change in enumerate(changes, start=1):
        if not _is_of_plan(change):
            continue
        place = f"change {number} ({PLAN})"
        values = change.get("set")
        if set(change) != {"table", "set"} or not isinstance(values, Mapping):
            fault = Fault("draft", 0, place, "the settings can be set, and nothing else be done with them")
            found.append(Blamed(number, fault))
            continue
        made, faults = checked_settings(_values(settings, values), CSV.settings, lambda _key: 0)
        found += [Blamed(number, Fault("draft", 0, place, str(fault)), fault) for fault in faults]
        settings = made or settings
    return settings, found


def _values(settings: Settings, new: Mapping[str, Any]) -> dict[str, Any]:
    """The values of plan.toml with new ones; a blank one is no longer set."""
    import tomllib

    values: dict[str, Any] = tomllib.loads(settings_text(settings))
    for key, value in new.items():
        values[key] = _as_toml(value)
    return {key: value for key, value in values.items() if value not in ("", None)}


def _as_toml(value: Any) -> Any:
    """A text that is a day is one: JSON has no days."""
    from datetime import date

    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return float(value) if isinstance(value, Decimal) else value
