"""Any plan, also one made or edited by hand, against every rule, with every figure made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from trainopt.check import Broken, check, terms
from trainopt.dataset import Calendar, read_dataset
from trainopt.errors import Fault, PlanFaults
from trainopt.plan.folder import (
    MANIFEST,
    read_manifest,
    read_plan,
    read_sheet_of_plan,
    read_table,
)
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.reasons import Reason
from trainopt.plan.tables import result_tables
from trainopt.problem import Problem, build_problem
from trainopt.problem.build import pins_of
from trainopt.runs.hold import frozen_steps
from trainopt.runs.in_force import read_in_force

SHOWN_PER_FILE = 5


@dataclass(frozen=True)
class Verdict:
    """Which rules a plan breaks, its terms (None where it breaks any), and figures that are out of date."""

    broken: tuple[Broken, ...]
    terms: dict[str, int] | None
    stale: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def verify(dataset_folder: Path, plan_folder: Path, *, published: Path | None = None) -> Verdict:
    """Check a plan folder. Raises DatasetFaults and PlanFaults where one of the two cannot be read."""
    dataset = read_dataset(dataset_folder)
    calendar = Calendar.of(dataset.settings)
    in_force = read_in_force(published, dataset) if published else None
    before = None if in_force is None else in_force.steps
    frozen, _ = frozen_steps(dataset, in_force)
    # Frozen steps may lie before as_of as pins may, but only the pins of pins.csv are rules of a plan.
    problem = replace(build_problem(dataset, before, frozen), pins=pins_of(dataset))
    plan = read_plan(plan_folder, calendar)
    broken = [*_split_cohorts(problem, plan_folder), *check(problem, plan)]
    if broken:
        return Verdict(tuple(broken), None, (), dataset.warnings)
    values = terms(problem, plan)
    stale = tuple(_stale(problem, plan, plan_folder, values))
    return Verdict((), values, stale, dataset.warnings)


def _split_cohorts(problem: Problem, folder: Path) -> Iterator[Broken]:
    """Rule 1: a cohort stays whole, so `trainees` is its size on every line."""
    for row in read_sheet_of_plan(folder).rows:
        index = problem.cohort_index.get(row.cohort_id)
        if index is not None and row.trainees not in (None, problem.cohorts[index].size):
            size = problem.cohorts[index].size
            week = problem.calendar.week(row.start)
            placement = Placement(row.cohort_id, row.step, row.site_id, week, row.class_id, row.line)
            yield Broken(1, f"{row.cohort_id} has {size} trainees, not {row.trainees}", (placement,))


def _stale(problem: Problem, plan: Plan, folder: Path, values: dict[str, int]) -> Iterator[Fault]:
    """Figures of the folder that the placements do not give."""
    reasons = {cohort.index: Reason("", "") for cohort in problem.cohorts}
    made = result_tables(problem, plan, reasons)
    made["unmet"] = made["unmet"].drop(columns=["reason", "detail"])
    for name, table in made.items():
        if (folder / f"{name}.csv").is_file() and (name != "changes" or problem.published is not None):
            yield from _different(folder, name, table)
    if (folder / MANIFEST).is_file():
        yield from _stale_tiers(folder, values)


KEYS = {
    "assignments": ["cohort_id", "step"],
    "classes": ["class_id"],
    "unmet": ["cohort_id"],
    "demand": ["demand_id"],
    "load": ["week", "owner_kind", "owner_id", "resource"],
    "kpis": ["kpi"],
    "changes": ["cohort_id", "step"],
    "sites": ["site_id"],
}


def _different(folder: Path, name: str, made: pd.DataFrame) -> Iterator[Fault]:
    """Cells that differ, rows too many and rows missing, the first few of each; in any order of rows."""
    file, keys = f"{name}.csv", KEYS[name]
    found = read_table(folder, name)
    if not set(keys) <= set(found.columns):
        yield Fault(file, 1, "", f"has no column {' or '.join(k for k in keys if k not in found.columns)}")
        return
    wanted = {tuple(row[key] for key in keys): row for row in _as_text(made)}
    lines = {
        tuple(row[key] for key in keys): (line, row) for line, row in enumerate(found.to_dict("records"), 2)
    }
    differing = [
        Fault(file, lines[key][0], column, f"says '{says}', the placements give '{wanted[key][column]}'")
        for key in lines.keys() & wanted.keys()
        for column, says in lines[key][1].items()
        if column in wanted[key] and says != wanted[key][column]
    ]
    extra = [
        Fault(file, lines[key][0], "", "is not given by the placements")
        for key in lines.keys() - wanted.keys()
    ]
    missing = [Fault(file, 0, "", f"lacks the row {' '.join(key)}") for key in wanted.keys() - lines.keys()]
    for faults in (differing, extra, missing):
        yield from sorted(faults)[:SHOWN_PER_FILE]


def _as_text(made: pd.DataFrame) -> list[dict[str, str]]:
    rows = made.to_dict("records")
    return [{str(c): "" if value is None else str(value) for c, value in row.items()} for row in rows]


def _stale_tiers(folder: Path, values: dict[str, int]) -> Iterator[Fault]:
    try:
        tiers = {tier["term"]: tier for tier in read_manifest(folder)["tiers"]}
        for term, tier in tiers.items():
            if tier["value"] != values[term]:
                message = f"says {tier['value']}, the placements give {values[term]}"
                yield Fault(MANIFEST, 0, term, message)
            if tier["bound"] > values[term]:
                message = f"claims a bound of {tier['bound']}, the placements give {values[term]}"
                yield Fault(MANIFEST, 0, term, message)
    except (KeyError, TypeError, PlanFaults):
        yield Fault(MANIFEST, 0, "", "cannot be read as a manifest")
