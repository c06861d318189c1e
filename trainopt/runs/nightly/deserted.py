"""Who lost a place because too few are left for its class: others who were in it are gone or have changed.

A class needs `class_min` trainees. Where whoever was published in one and has not changed does not reach it
together, those who have changed, or are asked for no more, are the cause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.problem.cohorts import PublishedPlan
from trainopt.problem.entities import CapacityRow

DesertedSpot = tuple[str, str, int]
"""A site, a course and a start week."""
Changed = Callable[[str], int]
"""Of a cohort by its id, the changed rows that are about it: a set as a number with a bit for each."""


@dataclass(frozen=True)
class Desertion:
    """A class that has too few trainees left, in words, and the changed rows of those who left it."""

    name: str
    changed: int


def desertions(
    problem: Problem, plan: Plan, published: PublishedPlan, changed: Changed
) -> dict[str, Desertion]:
    """By cohort that is no longer where it was published, the class that it lost so."""
    together: dict[DesertedSpot, list[str]] = defaultdict(list)
    for (cohort_id, _), step in published.items():
        together[step.site_id, step.course_id, step.start].append(cohort_id)
    now = _held(problem, plan)
    found: dict[str, Desertion] = {}
    for spot, members in together.items():
        row = _row(problem, spot)
        if row is None or spot in now:
            continue  # there is another cause, or the class is held
        gone = _who_changed(members, changed)
        left = [one for one in members if one not in gone and one in problem.cohort_index]
        trainees = sum(problem.cohorts[problem.cohort_index[one]].size for one in left)
        if gone and trainees < row.class_min:
            about = 0
            for one in gone.values():
                about |= one
            name = f"{spot[1]} at {spot[0]} ({row.class_min:,} at least, {trainees:,} are left)"
            found |= {one: Desertion(name, about) for one in left if one not in found}
    return found


def _held(problem: Problem, plan: Plan) -> Mapping[DesertedSpot, set[str]]:
    """Who is where in the plan."""
    held: dict[DesertedSpot, set[str]] = defaultdict(set)
    for one in plan.placements:
        index = problem.cohort_index.get(one.cohort_id)
        if index is not None:
            demand = problem.demands[problem.cohorts[index].demand]
            number = one.step - demand.begun - 1
            if 0 <= number < len(demand.steps):
                held[one.site_id, demand.steps[number].course_id, one.start].add(one.cohort_id)
    return held


def _row(problem: Problem, spot: DesertedSpot) -> CapacityRow | None:
    """The capacity row of a class that can still start there; None where none can."""
    site = problem.site_index.get(spot[0])
    return None if site is None else problem.row_at.get((site, spot[1], spot[2]))


def _who_changed(members: list[str], changed: Changed) -> dict[str, int]:
    """Those whom changed rows are about, each with these."""
    return {one: about for one in members if (about := changed(one))}
