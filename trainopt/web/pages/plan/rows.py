"""The rows of the plan's tables: what the timeline draws, for readers of screens and without a script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trainopt.errors import NotThere
from trainopt.report.bars import class_lanes
from trainopt.report.plan_tables import PlanTables, rows_of
from trainopt.report.words import LateBecause, late_because
from trainopt.service.explaining import AnswerRows
from trainopt.web.pages.plan.shown import ROWS_A_PAGE, Filters, PlanShown

MOST_LISTED = 500
"""Cohorts of a list that is not cut into pages."""


@dataclass(frozen=True)
class Paged:
    """A part of a table: its rows, how many there are in all, and which page of how many this is."""

    rows: list[Any]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class CohortLine:
    """A cohort with the steps that are shown of it."""

    row: Any
    steps: list[Any]

    @property
    def weeks_late(self) -> int:
        """Weeks by which it ends late; 0 where it is on time or unmet."""
        return 0 if pd.isna(self.row.weeks_late) else int(self.row.weeks_late)

    @property
    def due(self) -> Any:
        """When it is due; None where its demand is gone."""
        return _known(self.row.due)

    @property
    def priority(self) -> int | None:
        """Of its demand; None where that is gone."""
        return None if pd.isna(self.row.priority) else int(self.row.priority)

    @property
    def because(self) -> LateBecause | None:
        """What makes it late; None where it is not, or where the share does not show all of its way."""
        late = self.weeks_late
        if not late or not self.steps or self.steps[0].step != 1:
            return None
        first, last = self.steps[0], self.steps[-1]
        waited = sum(0 if pd.isna(step.wait_weeks) else int(step.wait_weeks) for step in self.steps)
        return late_because(first.start, last.end, waited, late)


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value


def class_page(shown: PlanShown, filters: Filters) -> Paged:
    """The classes in the order of the timeline by site."""
    frame = class_lanes(shown.tables, sites=[filters.site] if filters.site else None)
    if filters.late:
        frame = frame[frame["class_id"].isin(shown.at_hand.late_classes)]
    return _paged(frame, filters.page, lambda part: list(rows_of(part)))


def cohort_page(shown: PlanShown, filters: Filters) -> Paged:
    """The cohorts in the order of the timeline by unit."""
    frame = shown.at_hand.cohorts
    if filters.unit:
        frame = frame[frame["unit_id"] == filters.unit]
    if filters.late:
        frame = frame[frame["cohort_id"].isin(shown.at_hand.troubled)]
    return _paged(frame, filters.page, lambda part: cohort_lines(shown.tables, part))


def _paged(frame: pd.DataFrame, page: int, make: Any) -> Paged:
    pages = max(1, -(-len(frame) // ROWS_A_PAGE))
    page = min(page, pages)
    part = frame.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    return Paged(make(part), len(frame), page, pages)


def cohort_lines(tables: PlanTables, cohorts: pd.DataFrame) -> list[CohortLine]:
    """These rows of cohorts, each with its steps."""
    steps = tables.assignments
    steps = steps[steps["cohort_id"].isin(cohorts["cohort_id"])].sort_values(["cohort_id", "step"])
    held: dict[str, list[Any]] = {}
    for step in rows_of(steps):
        held.setdefault(str(step.cohort_id), []).append(step)
    return [CohortLine(row, held.get(str(row.cohort_id), [])) for row in rows_of(cohorts)]


def cohort_line(shown: PlanShown, cohort_id: str) -> CohortLine:
    """A cohort of the plan. Raises NotThere."""
    cohorts = shown.at_hand.cohorts
    found: CohortLine = _only(
        cohort_lines(shown.tables, cohorts[cohorts["cohort_id"] == cohort_id]), f"cohort {cohort_id}"
    )
    return found


def class_line(shown: PlanShown, class_id: str) -> Any:
    """A class of the plan. Raises NotThere."""
    classes = shown.tables.classes
    return _only(rows_of(classes[classes["class_id"] == class_id]), f"class {class_id}")


def _only(found: Iterable[Any], what: str) -> Any:
    for one in found:
        return one
    raise NotThere(f"there is no {what}")


def members_of(shown: PlanShown, class_id: str) -> list[CohortLine]:
    """The cohorts in a class, as far as the share shows them."""
    steps = shown.tables.assignments
    inside = set(steps[steps["class_id"] == class_id]["cohort_id"])
    cohorts = shown.at_hand.cohorts
    return cohort_lines(shown.tables, cohorts[cohorts["cohort_id"].isin(inside)])


def pinned_in(shown: PlanShown, class_id: str) -> int:
    """How many cohorts are held in a class by a pin, or because they have begun."""
    steps = shown.tables.assignments
    return int(steps[steps["class_id"] == class_id]["pinned"].sum())


def of_months(held: Any, valued: AnswerRows) -> AnswerRows:
    """Of what capacity is worth, the months in which a class is held."""
    months = {f"{day:%Y-%m}" for day in pd.date_range(held.start, held.end)}
    return tuple(row for row in valued if row["month"] in months)


@dataclass(frozen=True)
class SiteLine:
    """A site with the classes that are held there.

    `filled` is the part of their seats that is taken; None without a class, or where others are in one too.
    """

    site_id: str
    name: str
    nation_id: str
    classes: int
    trainees: int
    filled: float | None


def sites_of(tables: PlanTables) -> list[SiteLine]:
    """Every site that the share shows, by nation."""
    sites = tables.sites[["site_id", "name", "nation_id"]]
    held = tables.classes[["site_id", "nation_id"]].drop_duplicates("site_id")
    gone = held[~held["site_id"].isin(sites["site_id"])].assign(name="")
    every = (pd.concat([sites, gone]) if len(gone) else sites).fillna("")
    sums = tables.classes.groupby("site_id").agg(
        classes=("class_id", "count"), trainees=("trainees", "sum"),
        seats=("class_max", "sum"), with_fill=("fill", "count"),
    )  # fmt: skip
    found = every.join(sums, on="site_id").fillna(dict.fromkeys(sums, 0))
    found = found.sort_values(["nation_id", "site_id"])
    return [
        SiteLine(one.site_id, one.name, one.nation_id, int(one.classes), int(one.trainees), _part_filled(one))
        for one in rows_of(found)
    ]


def _part_filled(site: Any) -> float | None:
    return site.trainees / site.seats if site.seats and site.with_fill == site.classes else None


def site_line(shown: PlanShown, site_id: str) -> SiteLine:
    """A site of the plan. Raises NotThere."""
    found: SiteLine = _only(
        (one for one in sites_of(shown.tables) if one.site_id == site_id), f"site {site_id}"
    )
    return found


@dataclass(frozen=True)
class UnitLine:
    """A unit with what becomes of its trainees; a nation is not told of the unmet."""

    unit_id: str
    name: str
    trainees: int
    on_time: int
    late: int
    unmet: int | None


def units_of(tables: PlanTables) -> list[UnitLine]:
    """Every unit that the share shows."""
    told = tables.demand["unmet"].notna().all() if len(tables.demand) else False
    sums = tables.demand.groupby("unit_id")[["trainees", "on_time", "late", "unmet"]].sum()
    others = set(tables.assignments["unit_id"]) - set(sums.index)
    lines = [
        UnitLine(
            str(unit), tables.names.of("unit", str(unit)), int(row["trainees"]), int(row["on_time"]),
            int(row["late"]), int(row["unmet"]) if told else None,
        )
        for unit, row in sums.iterrows()
    ]  # fmt: skip
    lines += [UnitLine(unit, tables.names.of("unit", unit), 0, 0, 0, None) for unit in others]
    return sorted(lines, key=lambda line: line.unit_id)


def unit_line(shown: PlanShown, unit_id: str) -> UnitLine:
    """A unit of the plan. Raises NotThere."""
    found: UnitLine = _only(
        (one for one in units_of(shown.tables) if one.unit_id == unit_id), f"unit {unit_id}"
    )
    return found
