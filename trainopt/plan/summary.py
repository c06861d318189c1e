"""A plan folder summed up in a few small frames, for the terminal and for notebooks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from trainopt.plan.folder import read_frame, read_manifest

OUTCOME = ["trainees", "placed", "on_time", "late", "unmet"]
BY_CLASS = {"nation": "nation_id", "site": "site_id", "course": "course_id"}
BY_DEMAND = {"unit": "unit_id", "demand": "demand_id", "priority": "priority"}
BY = (*BY_CLASS, *(key for key in BY_DEMAND if key != "priority"))


def tiers(folder: Path) -> pd.DataFrame:
    """Per tier: term, value, bound, gap (0 to 1), status, seconds. Raises PlanFaults."""
    columns = ["term", "value", "bound", "gap", "status", "seconds"]
    return pd.DataFrame(read_manifest(folder).get("tiers", []), columns=columns)


def outcome(folder: Path, by: str) -> pd.DataFrame:
    """Trainees asked for, placed, on time, late and unmet, by a key of `BY_DEMAND`. Raises PlanFaults."""
    demand = read_frame(folder, "demand")
    summed = demand.groupby(BY_DEMAND[by], sort=True)[OUTCOME].sum().reset_index()
    return summed.iloc[::-1].reset_index(drop=True) if by == "priority" else summed


def hosted(folder: Path, by: str) -> pd.DataFrame:
    """Classes, their trainees, seats and fill (0 to 1) by `nation`, `site` or `course`. Raises PlanFaults."""
    classes = read_frame(folder, "classes").assign(classes=1).rename(columns={"class_max": "seats"})
    numbers = ["classes", "trainees", "seats"]
    summed = classes.groupby(BY_CLASS[by], sort=True)[numbers].sum().reset_index()
    return summed.assign(fill=summed["trainees"] / summed["seats"])


def fullest_pools(folder: Path, top: int = 10) -> pd.DataFrame:
    """The pools most used over the whole plan, and in how many weeks each is full. Raises PlanFaults."""
    limited = with_full_weeks(read_frame(folder, "load").dropna(subset="available"))
    numbers = ["used", "available", "weeks_full"]
    summed = limited.groupby(["owner_id", "resource"], sort=True)[numbers].sum().reset_index()
    summed = summed[summed["available"] > 0]
    summed = summed.assign(share=(summed["used"] / summed["available"]).astype(float))
    order = summed.sort_values(["share", "owner_id", "resource"], ascending=[False, True, True])
    return order.head(top).reset_index(drop=True)


def with_full_weeks(load: pd.DataFrame) -> pd.DataFrame:
    """load.csv with `weeks_full`: 1 where all that there is of a pool is used in the week, else 0."""
    full = (load["used"] >= load["available"]) & (load["used"] > 0)
    return load.assign(weeks_full=full.fillna(False).astype(int))
