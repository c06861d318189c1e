"""A plan folder summed up in a few small frames, for the terminal and for notebooks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from trainopt.plan.folder import read_complete_table, read_manifest, whole_numbers

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
    demand = read_complete_table(folder, "demand")
    columns = {column: whole_numbers(folder, "demand", demand, column) for column in OUTCOME}
    key = whole_numbers(folder, "demand", demand, by) if by == "priority" else demand[BY_DEMAND[by]]
    numbers = pd.DataFrame({**columns, "key": key})
    summed = numbers.groupby("key", sort=True).sum().reset_index()
    summed = summed.rename(columns={"key": BY_DEMAND[by]})
    return summed.iloc[::-1].reset_index(drop=True) if by == "priority" else summed


def hosted(folder: Path, by: str) -> pd.DataFrame:
    """Classes, their trainees, seats and fill (0 to 1) by `nation`, `site` or `course`. Raises PlanFaults."""
    classes = read_complete_table(folder, "classes")
    numbers = pd.DataFrame(
        {
            BY_CLASS[by]: classes[BY_CLASS[by]],
            "classes": 1,
            "trainees": whole_numbers(folder, "classes", classes, "trainees"),
            "seats": whole_numbers(folder, "classes", classes, "class_max"),
        }
    )
    summed = numbers.groupby(BY_CLASS[by], sort=True).sum().reset_index()
    return summed.assign(fill=summed["trainees"] / summed["seats"])


def fullest_pools(folder: Path, top: int = 10) -> pd.DataFrame:
    """The pools most used over the whole plan, and in how many weeks each is full. Raises PlanFaults."""
    load = read_complete_table(folder, "load")
    limited = load[load["available"] != ""]
    used = whole_numbers(folder, "load", limited, "used")
    available = whole_numbers(folder, "load", limited, "available")
    numbers = pd.DataFrame(
        {
            "owner_id": limited["owner_id"],
            "resource": limited["resource"],
            "used": used,
            "available": available,
            "weeks_full": ((used >= available) & (used > 0)).astype(int),
        }
    )
    summed = numbers.groupby(["owner_id", "resource"], sort=True).sum().reset_index()
    summed = summed[summed["available"] > 0]
    summed = summed.assign(share=summed["used"] / summed["available"])
    order = summed.sort_values(["share", "owner_id", "resource"], ascending=[False, True, True])
    return order.head(top).reset_index(drop=True)
