"""A candidate beside the plan in force and the data it was made from: figures, rules, what moves and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.check import Broken, check, terms
from trainopt.dataset.in_force import PUBLISHED_FILE
from trainopt.plan.begun import plan_in_force
from trainopt.plan.folder import read_frame
from trainopt.runs.nightly.causes import Setting, explained, moved_cohorts
from trainopt.runs.nightly.differences import DataChange
from trainopt.runs.nightly.planning import NightPlan
from trainopt.runs.nightly.rules import Findings, Judged, PublicationRules, judge

COMPARED_KPIS = ("placed", "on_time", "late", "not_placed")


@dataclass(frozen=True)
class Compared:
    """What a person is told of a night: the rules, figures by name, and the changes of the plan with causes.

    `data` is None where it is not known what changed. `before` are the KPIs of the plan in force, as they
    were when it was made; empty without one. `broken` is what that plan breaks under tonight's data.
    """

    judged: tuple[Judged, ...]
    figures: dict[str, int]
    before: dict[str, int]
    changes: pd.DataFrame
    data: tuple[DataChange, ...] | None
    broken: tuple[Broken, ...]

    @property
    def holds(self) -> bool:
        """Whether every publication rule does."""
        return all(judged.holds for judged in self.judged)


def compare_night(
    candidate: NightPlan,
    folders: tuple[Path, Path | None],
    rules: PublicationRules,
    data: Sequence[DataChange] | None,
) -> Compared:
    """Compare and judge. `folders` are those of the candidate and of the published plan.

    `data` is what changed since the published plan was made, None where that is not known.
    """
    evidence = _evidence(candidate, rules)
    folder, base = folders
    changes = read_frame(folder, "changes")
    forced = _moved_by_need(candidate)
    figures = _kpis(folder) | {
        "moved_trainees": terms(candidate.problem, candidate.found.plan)["changes"],
        "moved_cohorts": int(changes["cohort_id"].nunique()),
        "near_cohorts": len(evidence.near),
        "near_moved": len(evidence.moved),
        "near_forced": len(evidence.forced),
    }
    if data is not None:
        figures["data_changes"] = len(data)
    stands = () if candidate.problem.published is None else _broken_now(candidate)
    night = Setting(candidate.problem, candidate.found.plan)
    return Compared(
        judge(rules, evidence),
        figures,
        {} if base is None else _kpis(base),
        explained(changes, data or (), night, forced, set(evidence.near)),
        None if data is None else tuple(data),
        stands,
    )


def _broken_now(candidate: NightPlan) -> tuple[Broken, ...]:
    """What the plan in force breaks under tonight's data; frozen steps are no rule of a plan."""
    pins = tuple(pin for pin in candidate.problem.pins if pin.file != PUBLISHED_FILE)
    return tuple(check(replace(candidate.problem, pins=pins), plan_in_force(candidate.problem)))


def _kpis(folder: Path) -> dict[str, int]:
    table = read_frame(folder, "kpis")
    values: Mapping[str, Any] = dict(zip(table["kpi"], table["value"], strict=True))
    return {name: int(values[name]) for name in COMPARED_KPIS}


def _evidence(candidate: NightPlan, rules: PublicationRules) -> Findings:
    problem, found = candidate.problem, candidate.found
    broken = tuple(check(problem, found.plan))
    repaired = candidate.repaired
    if problem.published is None:
        return Findings(broken, found.tiers, None, first=True)
    weeks = (problem.as_of, problem.as_of + rules.near_weeks - 1)
    near, moved = moved_cohorts(problem.published, found.plan, *weeks)
    if repaired is None:  # nobody is known to be able to stay
        return Findings(broken, found.tiers, None, False, frozenset(near), frozenset(moved), frozenset(moved))
    _, forced = moved_cohorts(problem.published, repaired.plan, *weeks)
    return Findings(
        broken,
        found.tiers,
        repaired.rank,
        False,
        frozenset(near),
        frozenset(moved),
        frozenset(moved & forced),
    )


def _moved_by_need(candidate: NightPlan) -> set[str] | None:
    """The cohorts whom the repaired published plan moves, too; None where there is none."""
    problem = candidate.problem
    if problem.published is None or candidate.repaired is None:
        return None
    moved = moved_cohorts(problem.published, candidate.repaired.plan, problem.as_of, problem.weeks)[1]
    return moved | {one.pin.cohort_id for one in candidate.released}
