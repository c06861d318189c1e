"""A grid: one scenario for each combination of its axes' values, which stand in the changes as `{axis}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from trainopt.errors import shown

MOST_SCENARIOS = 10_000
"""More combinations than this are taken for a mistake."""


def expanded(values: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The scenario itself where it has no grid; else one for each combination, its values in its name.

    Also what is wrong with the grid, which then is left out.
    """
    without = {key: value for key, value in values.items() if key != "grid"}
    if "grid" not in values:
        return [without], []
    grid = values["grid"]
    problems = list(_problems(grid, str(values.get("change"))))
    if problems:
        return [without], problems
    points = [dict(zip(grid, combination, strict=True)) for combination in product(*grid.values())]
    return [_filled(without, point) | _named(without, point) for point in points], []


def _named(values: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, str]:
    """The name with the point's values; none where the scenario has none, which is a fault."""
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        return {}
    return {"name": " ".join([name, *(f"{axis}={value}" for axis, value in point.items())])}


def _problems(grid: object, changes: str) -> Iterator[str]:
    if not isinstance(grid, dict) or not grid:
        yield "must be a table of axes: [grid], then axis = [values]"
        return
    size = 1
    for axis, values in grid.items():
        if not isinstance(values, list) or not values or any(isinstance(v, (list, dict)) for v in values):
            yield f"{axis} must be a list of values (got {shown(values)})"
        else:
            size *= len(values)
        if f"{{{axis}}}" not in changes:
            yield f"no change uses {{{axis}}}"
    if size > MOST_SCENARIOS:
        yield f"has {size:,} combinations, at most {MOST_SCENARIOS:,} can be"


def _filled(value: Any, point: Mapping[str, Any]) -> Any:
    """With the axes' values in their places: alone the value itself, within a text its text."""
    if isinstance(value, dict):
        return {key: _filled(inner, point) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, point) for inner in value]
    if not isinstance(value, str):
        return value
    for axis, given in point.items():
        if value == f"{{{axis}}}":
            return given
        value = value.replace(f"{{{axis}}}", str(given))
    return value
