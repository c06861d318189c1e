"""The tables of a plan folder as frames, with numbers as numbers: what pictures and pages are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.errors import Fault, PlanFaults, shown
from trainopt.plan import summary
from trainopt.plan.folder import read_complete_table, read_manifest, whole_numbers

COUNTS = {
    "assignments": ["step", "trainees"],
    "classes": ["trainees", "class_max"],
    "unmet": ["trainees", "priority"],
    "demand": ["trainees", "priority", "placed", "on_time", "late", "unmet"],
    "load": ["used"],
    "changes": ["step", "trainees"],
    "sites": [],
}
MAYBE_NUMBERS = {
    "assignments": ["wait_weeks", "weeks_late"],
    "demand": ["max_weeks_late"],
    "load": ["available"],
    "sites": ["latitude", "longitude"],
}
DAYS = {
    "assignments": ["start", "end"],
    "classes": ["start", "end"],
    "demand": ["due"],
    "load": ["week"],
}


@dataclass(frozen=True)
class PlanTables:
    """A plan folder's tables; columns as in the contract.

    Counts are whole numbers; what may be blank (`wait_weeks`, `weeks_late`, `available`, degrees) is a number
    or missing; `start`, `end`, `due` and `week` are timestamps; all else is text, blanks as empty text.
    `tiers` is that of `trainopt show`. `sites` is empty for a folder from before there was a sites.csv.
    """

    name: str
    manifest: dict[str, Any]
    tiers: pd.DataFrame
    assignments: pd.DataFrame
    classes: pd.DataFrame
    unmet: pd.DataFrame
    demand: pd.DataFrame
    load: pd.DataFrame
    changes: pd.DataFrame
    sites: pd.DataFrame

    @cached_property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first Monday and the Monday after the last week, of all that the tables show."""
        starts = [self.load["week"].min(), self.classes["start"].min()]
        ends = [self.load["week"].max() + pd.Timedelta(days=6), self.classes["end"].max()]
        known = [day for day in starts if not pd.isna(day)]
        if not known:
            return pd.Timestamp("2000-01-03"), pd.Timestamp("2000-01-10")
        return min(known), max(day for day in ends if not pd.isna(day)) + pd.Timedelta(days=1)

    @cached_property
    def mondays(self) -> pd.DatetimeIndex:
        """The Monday of each week of the span."""
        first, end = self.span
        return pd.date_range(first, end - pd.Timedelta(days=1), freq="7D")

    @cached_property
    def units(self) -> list[str]:
        """Every unit that asks for training, in order."""
        return sorted(set(self.demand["unit_id"]))

    @cached_property
    def nations(self) -> list[str]:
        """Every nation that holds a class, in order."""
        return sorted(set(self.classes["nation_id"]))


def read_plan_tables(folder: Path) -> PlanTables:
    """Read a plan folder. Raises PlanFaults."""
    manifest = read_manifest(folder)
    return PlanTables(
        name=str(manifest.get("name", folder.name)),
        manifest=manifest,
        tiers=summary.tiers(folder),
        **{name: _table(folder, name) for name in COUNTS},
    )


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """A frame's rows, each with the columns as attributes."""
    return frame.itertuples(index=False)


def _table(folder: Path, name: str) -> pd.DataFrame:
    table = read_complete_table(folder, name)
    counts = {column: whole_numbers(folder, name, table, column) for column in COUNTS[name]}
    numbers = {column: _numbers(folder, name, table, column) for column in MAYBE_NUMBERS.get(name, [])}
    days = {column: _days(folder, name, table, column) for column in DAYS.get(name, [])}
    return table.assign(**counts, **numbers, **days)


def _numbers(folder: Path, name: str, table: pd.DataFrame, column: str) -> pd.Series[float]:
    """A column of numbers and blanks."""
    found = pd.to_numeric(table[column], errors="coerce").astype(float)
    _refuse(folder, name, table, column, found.isna() & (table[column] != ""), "must be a number")
    return found


def _days(folder: Path, name: str, table: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """A column of days, none of them blank."""
    found = pd.to_datetime(table[column], format="%Y-%m-%d", errors="coerce")
    _refuse(folder, name, table, column, found.isna(), "must be a day such as 2026-03-02")
    return found


def _refuse(
    folder: Path, name: str, table: pd.DataFrame, column: str, wrong: Iterable[bool], message: str
) -> None:
    """Raise PlanFaults with every wrong cell of a column."""
    path = str(folder / f"{name}.csv")
    faults = [
        Fault(path, line, column, f"{message} (got {shown(cell)})")
        for line, (cell, bad) in enumerate(zip(table[column], wrong, strict=True), 2)
        if bad
    ]
    if faults:
        raise PlanFaults(faults)
