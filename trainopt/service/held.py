"""The steps of a plan of the store, each as a scope shows it or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from trainopt.plan.results.assignments import ASSIGNMENTS
from trainopt.runs.store.folders import Files, read_folder
from trainopt.service.actors import ALL, Scope, ScopeKind
from trainopt.service.contents import DataAtHand, Kept
from trainopt.tables import CSV


@dataclass(frozen=True)
class StepInPlan:
    """A step of a cohort as a plan holds it."""

    cohort_id: str
    unit_id: str
    step: int
    course_id: str
    class_id: str
    site_id: str
    start: date
    end: date
    trainees: int

    def within(self, scope: Scope, data: DataAtHand) -> bool:
        """Whether the scope's share of the plan has it: a nation's what it hosts, a unit's its cohorts."""
        if scope == ALL:
            return True
        name = self.site_id if scope.kind is ScopeKind.NATION else self.unit_id
        return name in data.reaches.of(scope).parts


_STEPS: Kept[tuple[StepInPlan, ...]] = Kept(4)


def steps_at(connection: Connection, plan_id: str) -> tuple[StepInPlan, ...]:
    """Every step of a plan of the store. Raises UsageError where the store has it no more."""
    return _STEPS.get(plan_id, lambda: tuple(held_steps(read_folder(connection, plan_id))))


def held_steps(plan: Files) -> Iterator[StepInPlan]:
    """Every step of a plan, in the order of its table."""
    text = plan[ASSIGNMENTS.name + CSV.ending].decode()
    for row in csv.DictReader(io.StringIO(text)):
        yield StepInPlan(
            row["cohort_id"],
            row["unit_id"],
            int(row["step"]),
            row["course_id"],
            row["class_id"],
            row["site_id"],
            date.fromisoformat(row["start"]),
            date.fromisoformat(row["end"]),
            int(row["trainees"]),
        )
