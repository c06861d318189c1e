"""Which changed rows of the data a change of the plan may come from. No proof.

They are those that touch a cohort which moves, those that touch others who use up what it had, and those that
touch who was in its class with it and is no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.problem.cohorts import PublishedPlan
from trainopt.problem.limits import name_of
from trainopt.runs.nightly.deserted import Desertion, desertions
from trainopt.runs.nightly.differences import DataChange
from trainopt.runs.nightly.displaced import Displaced, Displacement
from trainopt.runs.nightly.touching import Stay, Touching, Who, numbers_in

MOST_CAUSES = 3


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
    who = {cohort: night.who(cohort, steps) for cohort, steps in of_cohort.items()}
    texts = _texts(who, Touching(data), night)
    cohorts = [str(row["cohort_id"]) for row in rows]
    return changes.assign(
        near=["yes" if cohort in near else "no" for cohort in cohorts],
        forced=["" if forced is None else "yes" if cohort in forced else "no" for cohort in cohorts],
        touched_by=[texts[cohort] for cohort in cohorts],
    )


def _texts(who: Mapping[str, Who], touching: Touching, night: Setting) -> dict[str, str]:
    """By cohort, the changed rows that touch it, and those that came to it through limits."""
    touched = {cohort: touching.of(one) for cohort, one in who.items()}
    displaced = _displaced(who, touching, night) if touching.data else {}
    deserted = _deserted(touching, night) if touching.data else {}
    texts = {}
    for cohort, found in touched.items():
        parts = [_named(touching, numbers_in(found, MOST_CAUSES), found.bit_count())] if found else []
        one = displaced.get(cohort)
        through = () if one is None else tuple(number for number in one.numbers if not found >> number & 1)
        if one is not None and through:
            used_up = name_of(night.problem, one.limit)
            parts.append(f"others use up {used_up}: {_named(touching, through, len(through))}")
        left = deserted.get(cohort)
        if left is not None and not parts:
            rows = _named(touching, numbers_in(left.changed, MOST_CAUSES), left.changed.bit_count())
            parts.append(f"too few are left for {left.name}: {rows}")
        texts[cohort] = "; ".join(parts)
    return texts


def _displaced(who: Mapping[str, Who], touching: Touching, night: Setting) -> dict[str, Displacement]:
    """What came to cohorts through limits. Rows that are about a cohort itself count before all others."""
    problem = night.problem
    touched = {}
    for index, cohort in enumerate(problem.cohorts):
        one = who.get(cohort.cohort_id) or night.who(cohort.cohort_id, ())
        found = touching.about(one) or touching.of(one)
        if found:
            touched[index] = tuple(numbers_in(found, MOST_CAUSES))
    displaced = Displaced(problem, night.plan, problem.published or {})
    return {
        problem.cohorts[index].cohort_id: displacement
        for index, displacement in displaced.causes(touched, MOST_CAUSES).items()
    }


def _deserted(touching: Touching, night: Setting) -> dict[str, Desertion]:
    """Who lost a class because those changed, or are gone, who were in it with them."""

    def changed(cohort_id: str) -> int:
        return touching.about(night.who(cohort_id, ()))

    return desertions(night.problem, night.plan, night.problem.published or {}, changed)


def _named(touching: Touching, numbers: Sequence[int], many: int) -> str:
    more = [f"and {many - len(numbers)} more"] if many > len(numbers) else []
    return "; ".join([*(str(touching.data[number]) for number in numbers), *more])


@dataclass(frozen=True)
class Setting:
    """The problem of the night and its plan, seen by the ids of its data."""

    problem: Problem
    plan: Plan

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
        course_id = str(step["course_id"]) if isinstance(step["course_id"], str) else ""
        unit_id = self._ids(cohort_id).get("unit_id", "")
        for site, start in (("site_id_before", "start_before"), ("site_id", "start")):
            if step[site]:
                yield self._stay(str(step[site]), unit_id, course_id, pd.Timestamp(str(step[start])))

    def _stay(self, site_id: str, unit_id: str, course_id: str, monday: pd.Timestamp) -> Stay:
        index = self.problem.site_index.get(site_id)
        nation = "" if index is None else self.problem.nations[self.problem.sites[index].nation].nation_id
        weeks, resources = self._courses.get(course_id, (1, frozenset()))
        last = monday + pd.Timedelta(days=7 * weeks - 1)
        return Stay(site_id, nation, unit_id, course_id, resources, f"{monday:%Y-%m-%d}", f"{last:%Y-%m-%d}")

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
