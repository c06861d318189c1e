"""The result tables, each a pandas frame of text, whole numbers and blanks, made from placements alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from trainopt.check import load, terms
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.reasons import Reason
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand, PublishedStep

Line = dict[str, Any]

UNITS = {
    "unmet": "weighted trainees",
    "lateness": "weighted trainee-weeks",
    "changes": "trainees",
    "transfers": "trainees",
    "waiting": "trainee-weeks",
    "cost": "EUR",
}

FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Held:
    """A placement with what it refers to."""

    placement: Placement
    cohort: Cohort
    demand: Demand
    row: CapacityRow

    @property
    def end(self) -> int:
        """The last week."""
        return self.placement.start + self.row.duration - 1

    @property
    def is_last(self) -> bool:
        """Whether it is the pipeline's last step."""
        return self.placement.step == len(self.demand.steps)

    @property
    def weeks_late(self) -> int:
        """Weeks by which it ends after due, 0 when on time."""
        return max(self.end - self.demand.due, 0)


@dataclass(frozen=True)
class Report:
    """An allowed plan, its problem and the reasons of who is unmet: what the result tables are made from."""

    problem: Problem
    plan: Plan
    reasons: Mapping[int, Reason]

    @cached_property
    def held(self) -> list[Held]:
        """The placements in the order of cohorts and steps."""
        problem = self.problem
        held = []
        for placement in self.plan.placements:
            cohort = problem.cohorts[problem.cohort_index[placement.cohort_id]]
            demand = problem.demands[cohort.demand]
            course_id = demand.steps[placement.step - 1].course_id
            row = problem.row_at[problem.site_index[placement.site_id], course_id, placement.start]
            held.append(Held(placement, cohort, demand, row))
        return held

    @cached_property
    def last_steps(self) -> dict[int, Held]:
        """Of each placed cohort, its last step."""
        return {held.cohort.index: held for held in self.held if held.is_last}

    @cached_property
    def unmet(self) -> list[Cohort]:
        """The cohorts that are not placed."""
        return [cohort for cohort in self.problem.cohorts if cohort.index not in self.last_steps]

    def monday(self, week: int) -> str:
        """A start as the tables show it."""
        return self.problem.calendar.monday(week).isoformat()

    def sunday(self, week: int) -> str:
        """An end as the tables show it."""
        return self.problem.calendar.sunday(week).isoformat()

    def site_id(self, row: CapacityRow) -> str:
        """The row's site."""
        return self.problem.sites[row.site].site_id

    def nation_id(self, row: CapacityRow) -> str:
        """The row's nation."""
        return self.problem.nations[row.nation].nation_id


def assignments(report: Report) -> list[Line]:
    """One line per placement."""
    ends = {(h.placement.cohort_id, h.placement.step): h.end for h in report.held}
    lines = []
    for held in report.held:
        placement, demand = held.placement, held.demand
        before = ends.get((placement.cohort_id, placement.step - 1))
        lines.append(
            {
                "cohort_id": placement.cohort_id,
                "demand_id": demand.demand_id,
                "unit_id": report.problem.units[demand.unit].unit_id,
                "pipeline_id": demand.pipeline_id,
                "step": placement.step,
                "course_id": held.row.course_id,
                "class_id": placement.class_id,
                "site_id": placement.site_id,
                "nation_id": report.nation_id(held.row),
                "start": report.monday(placement.start),
                "end": report.sunday(held.end),
                "trainees": held.cohort.size,
                "wait_weeks": None if before is None else placement.start - before - 1,
                "weeks_late": held.weeks_late if held.is_last else None,
                "pinned": "yes" if held.cohort.pins[placement.step - 1] is not None else "no",
            }
        )
    return lines


def classes(report: Report) -> list[Line]:
    """One line per class."""
    members: dict[str, list[Held]] = defaultdict(list)
    for held in report.held:
        members[held.placement.class_id].append(held)
    lines = []
    for class_id, inside in sorted(members.items()):
        row, start = inside[0].row, inside[0].placement.start
        trainees = sum(held.cohort.size for held in inside)
        lines.append(
            {
                "class_id": class_id,
                "site_id": report.site_id(row),
                "nation_id": report.nation_id(row),
                "course_id": row.course_id,
                "start": report.monday(start),
                "end": report.sunday(inside[0].end),
                "trainees": trainees,
                "class_min": row.class_min,
                "class_max": row.class_max,
                "fill": round(trainees / row.class_max, 6),
            }
        )
    return lines


def unmet(report: Report) -> list[Line]:
    """One line per cohort that is not placed, with its reason."""
    lines = []
    for cohort in sorted(report.unmet, key=lambda cohort: cohort.cohort_id):
        demand = report.problem.demands[cohort.demand]
        reason = report.reasons[cohort.index]
        lines.append(
            {
                "cohort_id": cohort.cohort_id,
                "demand_id": demand.demand_id,
                "unit_id": report.problem.units[demand.unit].unit_id,
                "pipeline_id": demand.pipeline_id,
                "trainees": cohort.size,
                "priority": demand.priority,
                "reason": reason.code,
                "detail": reason.detail,
            }
        )
    return lines


def demand(report: Report) -> list[Line]:
    """One line per demand; placed, on_time, late and unmet in trainees."""
    last: dict[int, list[Held]] = defaultdict(list)
    for held in report.last_steps.values():
        last[held.demand.index].append(held)
    starts: dict[int, int] = {}
    for held in report.held:
        known = starts.get(held.demand.index, held.placement.start)
        starts[held.demand.index] = min(known, held.placement.start)
    lines = []
    for one in sorted(report.problem.demands, key=lambda d: d.demand_id):
        done = last[one.index]
        placed = sum(held.cohort.size for held in done)
        late = sum(held.cohort.size for held in done if held.weeks_late)
        lines.append(
            {
                "demand_id": one.demand_id,
                "unit_id": report.problem.units[one.unit].unit_id,
                "pipeline_id": one.pipeline_id,
                "trainees": one.trainees,
                "priority": one.priority,
                "due": one.due_day.isoformat(),
                "placed": placed,
                "on_time": placed - late,
                "late": late,
                "unmet": one.trainees - placed,
                "first_start": report.monday(starts[one.index]) if done else None,
                "last_end": report.sunday(max(held.end for held in done)) if done else None,
                "max_weeks_late": max(held.weeks_late for held in done) if done else None,
            }
        )
    return lines


def weekly_load(report: Report) -> list[Line]:
    """One line per week and pool that has a limit or is used at all."""
    drawn = load(report.problem, report.plan)
    used_pools = {pool for pool, _ in drawn}
    lines = [
        {
            "week": report.monday(week),
            "owner_kind": pool.owner_kind,
            "owner_id": pool.owner_id,
            "resource": pool.resource,
            "used": drawn.get((pool.index, week), 0),
            "available": None if pool.available is None else pool.available[week],
        }
        for pool in report.problem.pools
        if pool.available is not None or pool.index in used_pools
        for week in range(report.problem.weeks)
    ]
    return sorted(lines, key=lambda line: tuple(str(line[key]) for key in list(line)[:4]))


def kpis(report: Report) -> list[Line]:
    """The six terms, and what a planner counts."""
    problem = report.problem
    placed = sum(held.cohort.size for held in report.last_steps.values())
    late = sum(held.cohort.size for held in report.last_steps.values() if held.weeks_late)
    held_classes = classes(report)
    seats = sum(line["class_max"] for line in held_classes)
    in_classes = sum(line["trainees"] for line in held_classes)
    values: list[tuple[str, object, str]] = [
        *((term, value, UNITS[term]) for term, value in terms(problem, report.plan).items()),
        ("trainees", problem.all_trainees, "trainees"),
        ("trainees_weighted", sum(map(problem.weight, problem.cohorts)), "weighted trainees"),
        ("placed", placed, "trainees"),
        ("on_time", placed - late, "trainees"),
        ("late", late, "trainees"),
        ("not_placed", problem.all_trainees - placed, "trainees"),
        ("cohorts", len(problem.cohorts), "cohorts"),
        ("cohorts_placed", len(report.last_steps), "cohorts"),
        ("classes", len(held_classes), "classes"),
        ("seats", seats, "seats"),
        ("fill", round(in_classes / seats, 6) if seats else None, "seats used / seats"),
    ]
    return [{"kpi": kpi, "value": value, "unit": unit} for kpi, value, unit in sorted(values)]


def changes(report: Report) -> list[Line]:
    """One line per step that is added, removed or moved against the published plan; none without one."""
    problem = report.problem
    if problem.published is None:
        return []
    now = {(h.placement.cohort_id, h.placement.step): h for h in report.held}
    lines = []
    for key in sorted({*now, *problem.published}):
        before, held = problem.published.get(key), now.get(key)
        place = (held.placement.site_id, held.placement.start) if held else None
        old = (before.site_id, before.start) if before else None
        if place != old:
            lines.append(
                {
                    "cohort_id": key[0],
                    "step": key[1],
                    "change": "added" if old is None else "removed" if place is None else "moved",
                    "site_id_before": old[0] if old else None,
                    "start_before": report.monday(old[1]) if old else None,
                    "site_id": place[0] if place else None,
                    "start": report.monday(place[1]) if place else None,
                    "trainees": _trainees(problem, key[0], before),
                }
            )
    return lines


def _trainees(problem: Problem, cohort_id: str, before: PublishedStep | None) -> int:
    """The cohort's size; the published plan's word for a cohort that is no longer in the data."""
    index = problem.cohort_index.get(cohort_id)
    if index is not None:
        return problem.cohorts[index].size
    return before.trainees if before else 0


def sites(report: Report) -> list[Line]:
    """One line per site of the dataset, so that a plan folder alone can be drawn on a map."""
    return [
        {
            "site_id": site.site_id,
            "nation_id": report.problem.nations[site.nation].nation_id,
            "name": harmless(site.name),
            "latitude": site.latitude,
            "longitude": site.longitude,
        }
        for site in sorted(report.problem.sites, key=lambda site: site.site_id)
    ]


def harmless(text: str) -> str:
    """Free text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


TABLES: dict[str, tuple[Callable[[Report], list[Line]], tuple[str, ...]]] = {
    "assignments": (
        assignments,
        (
            "cohort_id", "demand_id", "unit_id", "pipeline_id", "step", "course_id", "class_id", "site_id",
            "nation_id", "start", "end", "trainees", "wait_weeks", "weeks_late", "pinned",
        ),
    ),
    "classes": (
        classes,
        (
            "class_id", "site_id", "nation_id", "course_id", "start", "end", "trainees", "class_min",
            "class_max", "fill",
        ),
    ),
    "unmet": (
        unmet,
        ("cohort_id", "demand_id", "unit_id", "pipeline_id", "trainees", "priority", "reason", "detail"),
    ),
    "demand": (
        demand,
        (
            "demand_id", "unit_id", "pipeline_id", "trainees", "priority", "due", "placed", "on_time",
            "late", "unmet", "first_start", "last_end", "max_weeks_late",
        ),
    ),
    "load": (weekly_load, ("week", "owner_kind", "owner_id", "resource", "used", "available")),
    "kpis": (kpis, ("kpi", "value", "unit")),
    "changes": (
        changes,
        (
            "cohort_id", "step", "change", "site_id_before", "start_before", "site_id", "start", "trainees",
        ),
    ),
    "sites": (sites, ("site_id", "nation_id", "name", "latitude", "longitude")),
}  # fmt: skip


def result_tables(problem: Problem, plan: Plan, reasons: Mapping[int, Reason]) -> dict[str, pd.DataFrame]:
    """All result tables of an allowed plan by name, their columns as in the contract, blanks as None."""
    report = Report(problem, plan, reasons)
    return {
        name: pd.DataFrame(make(report), columns=list(columns), dtype=object)
        for name, (make, columns) in TABLES.items()
    }
