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
    read_published,
    read_sheet_of_plan,
    read_table,
)
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.reasons import Reason
from trainopt.plan.tables import result_tables
from trainopt.problem import Problem, build_problem
from trainopt.problem.build import pins_of
from trainopt.runs.freeze import frozen_pins

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
    before = read_published(published, calendar) if published else None
    frozen = frozen_pins(dataset, before)[0] if before is not None else []
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


def _different(folder: Path, name: str, made: pd.DataFrame) -> Iterator[Fault]:
    file = f"{name}.csv"
    found = read_table(folder, name)
    missing = [column for column in made.columns if column not in found.columns]
    if missing or len(found) != len(made):
        what = f"has no column {missing[0]}" if missing else f"has {len(found)} rows"
        yield Fault(file, 0, "", f"{what}, the placements give {len(made)} rows")
        return
    shown = 0
    text = made.map(lambda value: "" if value is None else str(value))
    for column in made.columns:
        differing = (found[column].to_numpy() != text[column].to_numpy()).nonzero()[0]
        for position in differing[: SHOWN_PER_FILE - shown]:
            says, gives = found[column].iloc[position], text[column].iloc[position]
            shown += 1
            yield Fault(file, int(position) + 2, column, f"says '{says}', the placements give '{gives}'")


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
