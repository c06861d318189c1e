"""Which changed rows of the data a change of the plan may come from: those that it touches. No proof.

A changed row touches a cohort that moves if it is about the cohort itself (its demand, unit, pipeline or
pin), or about a place where one of its steps was or now is: site, nation, course, or a resource that the
course draws on there; and if it counts in a week of that step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.problem.build import PublishedPlan
from trainopt.runs.nightly.differences import DataChange

MOST_CAUSES = 3

OWN = {"demand": "demand_id", "units": "unit_id", "pipelines": "pipeline_id", "pins": "cohort_id"}
"""Tables whose rows are about cohorts, and the column that says which."""


@dataclass(frozen=True)
class Stay:
    """Where a step was, or now is: ids, resources of its course, and its first and last day at the most."""

    site_id: str
    nation_id: str
    course_id: str
    resources: frozenset[str]
    first: str
    last: str


@dataclass(frozen=True)
class Who:
    """A cohort that moves, by the ids that rows may name, and all its stays that changed."""

    ids: Mapping[str, str]
    stays: tuple[Stay, ...]


def explained(
    changes: pd.DataFrame, data: Sequence[DataChange], night: Setting, forced: set[str] | None, near: set[str]
) -> pd.DataFrame:
    """changes.csv with three more columns: `near`, `forced` and `touched_by`.

    `near` and `forced` are cohorts: with published steps soon; who is not where they were in the repaired
    published plan either, None where that is not known.
    """
    rows = changes.to_dict("records")
    of_cohort: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        of_cohort[str(row["cohort_id"])].append({str(name): cell for name, cell in row.items()})
    texts = {cohort: _text(night.who(cohort, steps), data) for cohort, steps in of_cohort.items()}
    cohorts = [str(row["cohort_id"]) for row in rows]
    return changes.assign(
        near=["yes" if cohort in near else "no" for cohort in cohorts],
        forced=["" if forced is None else "yes" if cohort in forced else "no" for cohort in cohorts],
        touched_by=[texts[cohort] for cohort in cohorts],
    )


def _text(who: Who, data: Sequence[DataChange]) -> str:
    found = [str(change) for change in data if touches(change, who)]
    more = [f"and {len(found) - MOST_CAUSES} more"] if len(found) > MOST_CAUSES else []
    return "; ".join(found[:MOST_CAUSES] + more)


def touches(change: DataChange, who: Who) -> bool:
    """Whether a changed row is about the cohort, or about a place and weeks of one of its stays."""
    named = dict(change.touched)
    if change.table in OWN:
        column = OWN[change.table]
        return (column, who.ids.get(column, "")) in change.touched
    if not named:
        return False
    return any(_is_at(change, stay) for stay in who.stays)


def _is_at(change: DataChange, stay: Stay) -> bool:
    """Whether every id that the row names is the stay's, and the row counts in one of its weeks."""
    if (change.last and change.last < stay.first) or change.first > stay.last:
        return False
    columns = {column for column, _ in change.touched}
    return all(
        any(value in _known(stay, column) for name, value in change.touched if name == column)
        for column in columns
        if not (column == "nation_id" and change.table == "sites")
    )


def _known(stay: Stay, column: str) -> set[str] | frozenset[str]:
    known: dict[str, set[str] | frozenset[str]] = {
        "site_id": {stay.site_id},
        "nation_id": {stay.nation_id},
        "owner_id": {stay.site_id, stay.nation_id},
        "course_id": {stay.course_id},
        "resource": stay.resources,
    }
    return known.get(column, set())


@dataclass(frozen=True)
class Setting:
    """The problem of the night, seen by the ids of its data."""

    problem: Problem

    def who(self, cohort_id: str, steps: Sequence[Mapping[str, object]]) -> Who:
        """A cohort by the rows of changes.csv that are its own."""
        stays = [stay for step in steps for stay in self._stays(cohort_id, step)]
        return Who(self._ids(cohort_id), tuple(stays))

    def _ids(self, cohort_id: str) -> dict[str, str]:
        """For a cohort that is no longer in the data its own id, and its demand's by the way it is named."""
        index = self.problem.cohort_index.get(cohort_id)
        if index is None:
            return {"cohort_id": cohort_id, "demand_id": cohort_id.rpartition("-")[0]}
        demand = self.problem.demands[self.problem.cohorts[index].demand]
        return {
            "cohort_id": cohort_id,
            "demand_id": demand.demand_id,
            "unit_id": self.problem.units[demand.unit].unit_id,
            "pipeline_id": demand.pipeline_id,
        }

    def _stays(self, cohort_id: str, step: Mapping[str, object]) -> Iterator[Stay]:
        course_id = self._course(cohort_id, int(str(step["step"])))
        for site, start in (("site_id_before", "start_before"), ("site_id", "start")):
            if step[site]:
                yield self._stay(str(step[site]), course_id, pd.Timestamp(str(step[start])))

    def _course(self, cohort_id: str, step: int) -> str:
        index = self.problem.cohort_index.get(cohort_id)
        steps = () if index is None else self.problem.demands[self.problem.cohorts[index].demand].steps
        return steps[step - 1].course_id if step <= len(steps) else ""

    def _stay(self, site_id: str, course_id: str, monday: pd.Timestamp) -> Stay:
        index = self.problem.site_index.get(site_id)
        nation = "" if index is None else self.problem.nations[self.problem.sites[index].nation].nation_id
        weeks, resources = self._courses.get(course_id, (1, frozenset()))
        last = monday + pd.Timedelta(days=7 * weeks - 1)
        return Stay(site_id, nation, course_id, resources, f"{monday:%Y-%m-%d}", f"{last:%Y-%m-%d}")

    @cached_property
    def _courses(self) -> dict[str, tuple[int, frozenset[str]]]:
        """How long a course lasts at most, in weeks, and the resources it draws on anywhere."""
        found: dict[str, tuple[int, frozenset[str]]] = {}
        for row in self.problem.rows:
            weeks, resources = found.get(row.course_id, (1, frozenset()))
            held = frozenset(self.problem.pools[pool].resource for pool, _ in row.holds)
            found[row.course_id] = (max(weeks, row.duration), resources | held)
        return found


def moved_cohorts(published: PublishedPlan, plan: Plan, first: int, last: int) -> tuple[set[str], set[str]]:
    """The cohorts with published steps that start in a week from `first` to `last`; those who were moved.

    Moved is a cohort with such a step that the plan does not hold at the same site from the same week.
    """
    held = {(p.cohort_id, p.step): (p.site_id, p.start) for p in plan.placements}
    near = {key: step for key, step in published.items() if first <= step.start <= last}
    moved = {key[0] for key, step in near.items() if held.get(key) != (step.site_id, step.start)}
    return {cohort_id for cohort_id, _ in near}, moved
