"""A scenario as the text of a TOML file that `read_scenarios` reads the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from trainopt.scenario.form import Change, Scenario


def scenario_text(scenario: Scenario) -> str:
    """The scenario in TOML.

    >>> scenario = trainopt.scenario_from("data/example", delete=["demand:A1"], name="without A1")
    >>> print(trainopt.scenario_text(scenario), end="")
    name = "without A1"
    <BLANKLINE>
    [[change]]
    table = "demand"
    where = { demand_id = "A1" }
    delete = true
    """
    head = [f"name = {_value(scenario.name)}"]
    if scenario.description:
        head.append(f"description = {_value(scenario.description)}")
    return "\n".join([*head, *(_change(change) for change in scenario.changes)]) + "\n"


def as_written(scenario: Scenario) -> list[dict[str, Any]]:
    """The changes of a scenario as they stand in its file, with values that JSON has."""
    return [_plain(change) for change in scenario.changes]


def _plain(change: Change) -> dict[str, Any]:
    where = {"where": _as_json(change.where)} if change.where else {}
    return {"table": change.table.name, **where, change.action: _as_json(change.values) or True}


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """A day as text; a number with a point as one of JSON."""
    return {
        column: value.isoformat()
        if isinstance(value, date)
        else float(value)
        if isinstance(value, Decimal)
        else value
        for column, value in values.items()
    }


def _change(change: Change) -> str:
    lines = ["", "[[change]]", f"table = {_value(change.table.name)}"]
    if change.where:
        lines.append(f"where = {_table(change.where)}")
    lines.append(f"{change.action} = {_table(change.values) if change.values else 'true'}")
    return "\n".join(lines)


def _table(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{column} = {_value(value)}" for column, value in values.items()) + " }"


def _value(value: object) -> str:
    """Texts of TOML are those of JSON, but for the character 7f; a date stands as it is, not as text."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
