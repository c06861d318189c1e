"""The features of the data contract: for each, the same instance without it.

An instance uses a feature if taking it away changes the instance; the feature binds if that changes the
optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any

from tests.support.oracle import TERMS, Instance
from tests.support.oracle_data import Row

Without = Callable[[Instance], Instance]
Windows = tuple[tuple[float, float, int], ...]  # first week, last week, quantity
MANY = 10**6


def _rows(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, rows=tuple(replace(row, **changes) for row in instance.rows))


def _courses(instance: Instance, **changes: Any) -> Instance:
    courses = {name: replace(course, **changes) for name, course in instance.courses.items()}
    return replace(instance, courses=courses)


def _cohorts(instance: Instance, **changes: Any) -> Instance:
    cohorts = {name: replace(cohort, **changes) for name, cohort in instance.cohorts.items()}
    return replace(instance, cohorts=cohorts)


def _waits(instance: Instance) -> Instance:
    pipelines = {
        name: tuple(replace(step, max_wait=None) for step in steps)
        for name, steps in instance.pipelines.items()
    }
    return replace(instance, pipelines=pipelines)


def _locations(*locations: str) -> Without:
    def without(instance: Instance) -> Instance:
        pipelines = {
            name: tuple(
                replace(step, location="any") if step.location in locations else step for step in steps
            )
            for name, steps in instance.pipelines.items()
        }
        return replace(instance, pipelines=pipelines)

    return without


def _closures(kind: set[str]) -> Without:
    """Without the closures that fill exactly these cells."""

    def without(instance: Instance) -> Instance:
        kept = [
            closure
            for closure in instance.closures
            if {name for name in ("nation", "site", "course") if getattr(closure, name)} != kind
        ]
        return replace(instance, closures=tuple(kept))

    return without


def _pools(instance: Instance, chosen: Callable[[str], bool]) -> Instance:
    """Without limits on the resources of the owners chosen."""
    plenty: Windows = ((-inf, inf, MANY),)
    resources: dict[tuple[str, str], Windows] = {
        key: plenty if chosen(key[0]) else windows for key, windows in instance.resources.items()
    }
    return replace(instance, resources=resources)


def _pool_windows(instance: Instance) -> Instance:
    """Each pool's greatest quantity, always."""
    resources: dict[tuple[str, str], Windows] = {
        key: ((-inf, inf, max(quantity for _, _, quantity in windows)),)
        for key, windows in instance.resources.items()
    }
    return replace(instance, resources=resources)


def _own_pools(instance: Instance) -> Instance:
    """Sites draw on their nation's pool instead of their own, where it has one."""
    resources = {
        (owner, resource): windows
        for (owner, resource), windows in instance.resources.items()
        if (instance.nation_of.get(owner, ""), resource) not in instance.resources
    }
    return replace(instance, resources=resources)


def _needs_of_one(instance: Instance) -> Instance:
    courses = {
        name: replace(course, needs=dict.fromkeys(course.needs, 1))
        for name, course in instance.courses.items()
    }
    return replace(instance, courses=courses)


def _overrides(instance: Instance, *names: str) -> Instance:
    """Capacity rows take these from their course."""
    rows = [
        replace(row, **{name: getattr(instance.courses[row.course], name) for name in names})
        for row in instance.rows
    ]
    return replace(instance, rows=tuple(rows))


def _each_row(change: Callable[[Row], Row]) -> Without:
    return lambda instance: replace(instance, rows=tuple(change(row) for row in instance.rows))


def _alone(instance: Instance, row: Row) -> bool:
    return [(other.site, other.course) for other in instance.rows].count((row.site, row.course)) == 1


def _row_windows(instance: Instance) -> Instance:
    """Rows that are alone for their site and course are valid in all weeks."""
    rows = [
        replace(row, first_week=0, last_week=instance.weeks - 1) if _alone(instance, row) else row
        for row in instance.rows
    ]
    return replace(instance, rows=tuple(rows))


def _first_rows(instance: Instance) -> Instance:
    """Only the first row of each site and course."""
    first = {(row.site, row.course): row for row in reversed(instance.rows)}
    return replace(instance, rows=tuple(row for row in instance.rows if first[row.site, row.course] is row))


def _allowed(instance: Instance) -> Instance:
    every = frozenset(instance.max_trainees)
    return replace(instance, allowed_nations=dict.fromkeys(instance.allowed_nations, every))


FEATURES: dict[str, Without] = {
    # What a nation, a site and a unit can take
    "ceilings": lambda i: replace(i, max_trainees=dict.fromkeys(i.max_trainees)),
    "arrivals": lambda i: replace(i, max_arrivals=dict.fromkeys(i.max_arrivals)),
    "beds": lambda i: replace(i, beds={site: MANY if beds < 100 else beds for site, beds in i.beds.items()}),
    "away": lambda i: replace(i, max_away=dict.fromkeys(i.max_away)),
    "limits for a time": lambda i: replace(i, dated={}),
    "allowed": _allowed,
    # Classes
    "class_min": lambda i: _rows(i, class_min=1),
    "class_max": lambda i: _rows(i, class_max=MANY),
    "mixed": lambda i: _courses(i, mixed_units=True),
    "parallel": lambda i: _rows(i, parallel=1),
    "limit on parallel classes": lambda i: _rows(i, parallel=9),
    # Resources
    "resources": lambda i: _pools(i, lambda owner: True),
    "site pools": lambda i: _pools(i, lambda owner: owner in i.nation_of),
    "nation pools": lambda i: _pools(i, lambda owner: owner not in i.nation_of),
    "site pools beside nation pools": _own_pools,
    "windows of pools": _pool_windows,
    "several units of a resource per class": _needs_of_one,
    # Capacity rows
    "windows": _row_windows,
    "rows": _first_rows,
    "grid": lambda i: _rows(i, grid_step=1),
    "late first_start": _each_row(lambda row: replace(row, grid_start=min(row.grid_start, row.first_week))),
    "grid from before the horizon": _each_row(lambda row: replace(row, grid_start=max(row.grid_start, 0))),
    "duration in a row": lambda i: _overrides(i, "duration"),
    "class_min in a row": lambda i: _overrides(i, "class_min"),
    "class_max in a row": lambda i: _overrides(i, "class_max"),
    "cost_per_class": lambda i: _rows(i, cost_per_class=0),
    "cost_per_trainee": lambda i: _rows(i, cost_per_trainee=0),
    # Closures
    "closures": lambda i: replace(i, closures=()),
    "closures of a nation": _closures({"nation"}),
    "closures of a site": _closures({"site"}),
    "closures of a course": _closures({"course"}),
    "closures of a course in a nation": _closures({"nation", "course"}),
    "closures of a course at a site": _closures({"site", "course"}),
    "closures of a site in its nation": _closures({"nation", "site"}),
    "closures with all cells": _closures({"nation", "site", "course"}),
    # Between steps
    "transfer": lambda i: replace(i, transfer_weeks=0),
    "waits": _waits,
    "location": _locations("same_nation", "same_site"),
    "same_nation": _locations("same_nation"),
    "same_site": _locations("same_site"),
    # Who does not come
    "shares": lambda i: _courses(_cohorts(i, show=100), passing=100),
    "minimum on expected": lambda i: replace(i, min_on_expected=False),
    "seats on expected": lambda i: replace(i, seats_on_expected=False),
    "overbooking": lambda i: replace(i, overbook=0),
    # Demand and plan
    "as_of": lambda i: replace(i, as_of=0),
    "ready": lambda i: _cohorts(i, ready=0),
    "latest": lambda i: _cohorts(i, latest=i.weeks - 1),
    "priority": lambda i: _cohorts(i, priority=1),
    "pins": lambda i: replace(i, pins={}),
    "objective": lambda i: replace(i, objective=TERMS),
}
