"""A plan folder summed up in a few small frames, for the terminal and for notebooks."""

from __future__ import annotations

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.errors import UsageError, shown
from trainopt.plan.beside import expected_at_the_end, is_told
from trainopt.plan.by import BY, BY_CLASS, BY_DEMAND
from trainopt.plan.given import plan_folder
from trainopt.plan.opened import OpenedPlan
from trainopt.plan.placements import Plan
from trainopt.plan.results import NOTICE

NOTICE_TITLE = "Notice: how soon hosts get what is new or moved"
OUTCOME = ["trainees", "placed", "on_time", "late", "unmet"]
MOST_POOLS = 10
"""Of the pools so many are told, the fullest."""


def show_plan(
    plan: Plan | Where, by: str | None = None, dataset: Dataset | Where | None = None
) -> dict[str, pd.DataFrame]:
    """A plan summed up, each frame under a title: tiers, trainees by priority, the fullest pools, notice.

    By `nation`, `site` or `course` instead: its classes; by `unit` or `demand`: what becomes of its trainees.
    A plan that was read or found needs its `dataset`. Raises PlanFaults, UsageError.

    >>> list(trainopt.show_plan("plans/example", by="unit"))
    ['Trainees by unit']
    """
    with plan_folder(plan, dataset) as folder:
        return _shown(OpenedPlan(folder), by)


def _shown(plan: OpenedPlan, by: str | None) -> dict[str, pd.DataFrame]:
    if by is None:
        return {
            "Tiers, most important first": tiers(plan),
            "Trainees by priority": _of_hosted(plan, _with_expected(plan, "priority")),
            "Fullest pools": _named_pools(plan),
            NOTICE_TITLE: plan.names.insert(plan.frame(NOTICE.name)),
        }
    if by not in BY:
        raise UsageError(f"a plan is summed up by {', '.join(BY)}, not by {shown(by)}")
    named = by not in ("demand", "priority")
    summed = hosted(plan, by) if by in BY_CLASS else _of_hosted(plan, _with_expected(plan, by))
    title = f"Classes by {by}" if by in BY_CLASS else f"Trainees by {by}"
    return {title: plan.names.insert(summed) if named else summed}


def _of_hosted(plan: OpenedPlan, summed: pd.DataFrame) -> pd.DataFrame:
    """Without what a nation's share does not know: how many were asked for, and who is unmet."""
    hosted_alone = plan.manifest.of_nation
    return summed.drop(columns=["trainees", "unmet"]) if hosted_alone else summed


def _named_pools(plan: OpenedPlan) -> pd.DataFrame:
    return plan.names.insert(fullest_pools(plan)).drop(columns="owner_kind")


def tiers(plan: OpenedPlan) -> pd.DataFrame:
    """Per tier: term, value, bound, gap (0 to 1), status, seconds. Raises PlanFaults."""
    columns = ["term", "value", "bound", "gap", "status", "seconds"]
    return pd.DataFrame([dict(tier) for tier in plan.manifest.tiers], columns=columns)


def outcome(plan: OpenedPlan, by: str) -> pd.DataFrame:
    """Trainees asked for, placed, on time, late and unmet, by a key of `BY_DEMAND`. Raises PlanFaults."""
    demand = plan.frame("demand")
    summed = demand.groupby(BY_DEMAND[by], sort=True)[OUTCOME].sum().reset_index()
    return summed.iloc[::-1].reset_index(drop=True) if by == "priority" else summed


def _with_expected(plan: OpenedPlan, by: str) -> pd.DataFrame:
    """The outcome; where not all are expected who are placed, those who are at their last step."""
    summed, last = outcome(plan, by), expected_at_the_end(plan.frame("assignments"))
    if not is_told(last):
        return summed
    demand = plan.frame("demand").set_index("demand_id")
    key = BY_DEMAND[by]
    keys = last["demand_id"] if key == "demand_id" else last["demand_id"].map(demand[key])
    expected = last["expected"].groupby(keys).sum().round(2)
    at = list(summed.columns).index("placed") + 1
    summed.insert(at, "expected", summed[key].map(expected).fillna(0.0))
    return summed


def hosted(plan: OpenedPlan, by: str) -> pd.DataFrame:
    """Classes, their trainees, seats and fill by `nation`, `site` or `course`. Raises PlanFaults.

    With the trainees those expected, where these are others.
    Fill is from 0 to 1, and missing where others than a unit whose share this is are in the classes too.
    """
    classes = plan.frame("classes").assign(classes=1).rename(columns={"class_max": "seats"})
    grouped = classes.groupby(BY_CLASS[by], sort=True)
    columns = ["classes", "trainees", *(["expected"] if is_told(classes) else []), "seats"]
    summed = grouped[columns].sum().round(2).reset_index()
    known = grouped["fill"].apply(lambda fill: fill.notna().all()).to_numpy(bool)
    return summed.assign(fill=(summed["trainees"] / summed["seats"]).where(known))


def fullest_pools(plan: OpenedPlan) -> pd.DataFrame:
    """The pools most used over the whole plan, and in how many weeks each is full. Raises PlanFaults."""
    limited = with_full_weeks(plan.frame("load").dropna(subset="available"))
    numbers = ["used", "available", "weeks_full"]
    keys = ["owner_kind", "owner_id", "resource"]
    summed = limited.groupby(keys, sort=True)[numbers].sum().reset_index()
    summed = summed[summed["available"] > 0]
    summed = summed.assign(share=(summed["used"] / summed["available"]).astype(float))
    order = summed.sort_values(["share", "owner_id", "resource"], ascending=[False, True, True])
    return order.head(MOST_POOLS).reset_index(drop=True)


def with_full_weeks(load: pd.DataFrame) -> pd.DataFrame:
    """load.csv with `weeks_full`: 1 where all that there is of a pool is used in the week, else 0."""
    full = (load["used"] >= load["available"]) & (load["used"] > 0)
    return load.assign(weeks_full=full.fillna(False).astype(int))
