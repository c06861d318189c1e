"""Before planning: demand against seats by course and month, and what cannot fit for certain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from trainopt.plan.ledger import Ledger
from trainopt.plan.reasons import explain_unmet
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow
from trainopt.problem.options import Options


def demand_against_seats(problem: Problem) -> pd.DataFrame:
    """Per course and month: trainees who must have ended it by then to be on time, and seats ending in it.

    Seats are those of classes one after another on every capacity row, as many in parallel as the row
    allows, overbooked where plan.toml says so, with all pools to themselves: no plan can have more.
    """
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for course_id, week, trainees in _needed(problem):
        cells[course_id, _month(problem, week)][0] += trainees
    for row in problem.rows:
        for end in _ends(row) if row.joins is None else ():
            cells[row.course_id, _month(problem, end)][1] += row.parallel * row.sizes.seats
    lines = [(course, month, need, seats) for (course, month), (need, seats) in sorted(cells.items())]
    return pd.DataFrame(lines, columns=["course_id", "month", "trainees", "seats"])


def _needed(problem: Problem) -> Iterator[tuple[str, int, int]]:
    """By when, at the latest, each demand's steps must end for it to be on time."""
    shortest: dict[str, int] = {}
    for row in problem.rows:
        shortest[row.course_id] = min(row.duration, shortest.get(row.course_id, row.duration))
    trainees = Counter({demand.index: 0 for demand in problem.demands})
    for cohort in problem.cohorts:
        trainees[cohort.demand] += cohort.size
    for demand in problem.demands:
        week = min(demand.due, demand.latest)
        for step in reversed(demand.steps):
            yield step.course_id, min(max(week, 0), problem.weeks - 1), trainees[demand.index]
            week -= shortest.get(step.course_id, 0)


def _ends(row: CapacityRow) -> Iterator[int]:
    """The last weeks of classes held one after another."""
    free = 0
    for start in row.starts:
        if start >= free:
            free = start + row.duration
            yield free - 1


def _month(problem: Problem, week: int) -> str:
    return problem.calendar.monday(week).isoformat()[:7]


def never_fits(problem: Problem, options: Options) -> pd.DataFrame:
    """The demands of which some cohorts can be in no plan: cohorts, trainees, reason and detail."""
    reasons = explain_unmet(problem, options, Ledger(problem, options.openings), options.impossible)
    lines: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for index, reason in reasons.items():
        cohort = problem.cohorts[index]
        key = (problem.demands[cohort.demand].demand_id, reason.code, reason.detail)
        lines[key][0] += 1
        lines[key][1] += cohort.size
    rows = [(key[0], cohorts, trainees, *key[1:]) for key, (cohorts, trainees) in sorted(lines.items())]
    return pd.DataFrame(rows, columns=["demand_id", "cohorts", "trainees", "reason", "detail"])
