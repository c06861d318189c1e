"""Tiers, bounds and lateness in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from trainopt.report.plan_tables import PlanTables, rows_of
from trainopt.wording import counted

TERM_WORDS: dict[str, tuple[str, str]] = {
    "unmet": ("Trainees left without a place", "trainees; one of priority 3 counts three times"),
    "lateness": ("Lateness", "weeks late of every trainee; one of priority 3 counts three times"),
    "changes": ("Changes to the published plan", "trainees, for each step held elsewhere or at another time"),
    "transfers": ("Moves to another nation", "trainees, for each move between two steps"),
    "waiting": ("Waiting between steps", "weeks of every trainee"),
    "cost": ("Cost", "EUR, for classes and for trainees in them"),
}
"""What each term measures, and its unit as a planner would say it."""


def verdict(tier: dict[Any, Any], *, first: bool) -> str:
    """What is proven of a tier. `first`: no tier stands above it that has to be kept."""
    plan = "no plan" if first else "no plan that keeps the goals above as they are"
    value, bound = tier["value"], tier["bound"]
    if value == bound:
        return f"Proven best: {plan} can do better."
    if not bound:
        return "How much better it could be is not known: nothing above 0 is proven."
    return f"Proven: {plan} can be below {bound:,}. At most {value - bound:,} of it could still be saved."


def difference(tier: dict[Any, Any]) -> str:
    """How far plan B's tier is from plan A's, and whether what is proven can tell them apart."""
    apart = tier["value_b"] - tier["value_a"]
    if pd.isna(apart):
        return "One of the plans does not pursue this goal."
    if not apart:
        return "The same."
    better, other = ("B", "A") if apart < 0 else ("A", "B")
    told = f"{better} is lower by {abs(apart):,.0f}"
    if tier["significant"] == "yes":
        return f"{told}, and proven so: no plan for the data of {other} can reach it."
    if tier["significant"] == "no":
        return f"{told}; the data of {other} may allow as much, for all that is proven."
    return f"{told}; a goal above differs already, so this says nothing of which is better."


def late_steps(tables: PlanTables) -> pd.DataFrame:
    """The last step of each cohort that is late, with `due`, `priority` and, in `why`, what makes it late."""
    steps = tables.assignments
    last = steps[steps["weeks_late"] > 0]
    last = last.merge(tables.demand[["demand_id", "due", "priority"]], on="demand_id", how="left")
    ways = steps[steps["cohort_id"].isin(last["cohort_id"])].groupby("cohort_id")
    last = last.merge(
        ways.agg(first=("start", "min"), waited=("wait_weeks", "sum")).reset_index(),
        on="cohort_id",
        how="left",
    )
    why = [why_late(one.first, one.end, int(one.waited), int(one.weeks_late)) for one in rows_of(last)]
    return last.assign(why=pd.Series(why, index=last.index, dtype=object))


@dataclass(frozen=True)
class LateBecause:
    """Where a late cohort's weeks go: weeks waited, late and of courses; `latest`: when it had to start."""

    cause: str
    start: pd.Timestamp
    waited: int
    late: int
    courses: int
    latest: pd.Timestamp


def late_because(start: pd.Timestamp, end: pd.Timestamp, waited: int, late: int) -> LateBecause:
    """What makes a cohort late: `waits` between its steps, `starts` too late, or `both`."""
    cause = "waits" if waited >= late else "both" if waited else "starts"
    latest = start - pd.Timedelta(days=7 * late)
    return LateBecause(cause, start, waited, late, ((end - start).days + 1) // 7, latest)


def why_late(start: pd.Timestamp, end: pd.Timestamp, waited: int, late: int) -> str:
    """Where a late cohort's weeks go, in words."""
    found = late_because(start, end, waited, late)
    if found.cause == "waits":
        return f"Waits {counted(waited, 'week')} between its steps; with {late} fewer it would be on time."
    if found.cause == "both":
        return (
            f"Starts {start:%Y-%m-%d} and waits {counted(waited, 'week')} between its steps; even without "
            f"waiting it would be {counted(late - waited, 'week')} late."
        )
    courses = counted(found.courses, "week")
    latest = f"{found.latest:%Y-%m-%d}"
    return f"Starts {start:%Y-%m-%d}; to be on time, its {courses} of courses had to start by {latest}."
