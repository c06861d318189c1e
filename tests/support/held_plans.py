"""A small dataset with a plan in force, and what is planned against it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.support.running import Ran, Row, hand_made, table, trainopt, write_mini

# Course C runs at A1 and, cheaper, at A2. As of 2 February; frozen: the weeks of 2, 9 and 16 February.
PLAN = 'name = "mini"\nstart = 2026-01-05\nweeks = 16\nas_of = 2026-02-02\nfreeze_weeks = 3\n'
CHEAPEST = 'objective = ["unmet", "cost", "changes"]\n'
CAPACITY = "site_id,course_id,parallel_classes,cost_per_class\nA1,C,1,70\nA2,C,1,10\nA1,D,1,\nA2,D,1,\n"
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest,priority\n"
X = "X,U,PC,4,4,,2026-04-19,,3\n"
Y = "Y,V,PC,4,4,,2026-04-19,,1\n"
PIPELINES = "pipeline_id,step,course_id,max_wait_weeks,location\nPC,1,C,,\nPD,1,D,,\nCD,1,C,,\nCD,2,D,,\n"
BASE: dict[str, str] = {
    "plan.toml": PLAN,
    "capacity.csv": CAPACITY,
    "demand.csv": DEMAND + X,
    "pipelines.csv": PIPELINES,
}


class Case:
    """A dataset, a plan in force and the plan made against it."""

    def __init__(self, folder: Path, files: Mapping[str, str], *published: str) -> None:
        self.dataset = write_mini(folder / "data", {**BASE, **files})
        self.published = hand_made(folder / "published", *published)
        self.out = folder / "plan"

    def solve(self) -> Ran:
        ran = trainopt(
            "solve", self.dataset, "--published", self.published, "--out", self.out, "--time-limit", "300s"
        )
        assert ran.code == 0, ran.err
        return ran

    def held(self) -> dict[str, str]:
        """Where each step is held: `X-01/1` to `A1 2026-02-09`."""
        rows = table(self.out / "assignments.csv")
        return {f"{row['cohort_id']}/{row['step']}": f"{row['site_id']} {row['start']}" for row in rows}

    def pinned(self) -> dict[str, str]:
        return {row["cohort_id"]: row["pinned"] for row in table(self.out / "assignments.csv")}

    def kpi(self, name: str) -> str:
        return next(row["value"] for row in table(self.out / "kpis.csv") if row["kpi"] == name)

    def changes(self) -> list[Row]:
        return table(self.out / "changes.csv")


def step(cohort: str, number: int, course: str, site: str, start: str) -> str:
    """A line of the plan in force."""
    return f"{cohort},{number},{site}.{course}.{start}.1,{site},{start}"


CLOSED = "nation_id,site_id,course_id,first_day,last_day,note\n,A1,,2026-02-09,2026-02-22,fire\n"
