"""Nights of a small dataset that the command plans one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.running import Ran, trainopt, write_mini

PLAN = 'name = "mini"\nstart = 2026-01-05\nweeks = 16\nas_of = 2026-02-02\nfreeze_weeks = 3\n'
CAPACITY = "site_id,course_id,parallel_classes,cost_per_class\nA1,C,1,10\nA2,C,1,70\nA1,D,1,\nA2,D,1,\n"
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest,priority\n"
X, Y = "X,U,PC,4,4,,2026-04-19,,3\n", "Y,V,PC,4,4,,2026-04-19,,1\n"
BASE = {"plan.toml": PLAN, "capacity.csv": CAPACITY, "demand.csv": DEMAND + X + Y}
CLOSED = "nation_id,site_id,course_id,first_day,last_day,note\n,A1,,2026-02-02,2026-04-26,fire | works\n"
LENIENT = "near_forced_percent = 100\nnear_moved_percent = 100\n"


class Nights:
    """A store, a folder for people, and the nights so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: object = folder / "store.db"
        self.out = folder / "out"
        self.count = 0
        self.left: list[list[str]] = []

    def data(self, files: Mapping[str, str]) -> Path:
        self.count += 1
        return write_mini(self.folder / f"data{self.count}", BASE | dict(files))

    def run(self, files: Mapping[str, str] | None = None, *options: object) -> Ran:
        words = ("--store", self.store, "--out", self.out, "--time-limit", "120s", "--json", *options)
        return trainopt("nightly", self.data(files or {}), *words)

    def rules(self, text: str) -> tuple[str, Path]:
        path = self.folder / "rules.toml"
        path.write_text(text, encoding="utf-8")
        return "--rules", path

    def runs(self, *words: object) -> Any:
        ran = trainopt("runs", words[0], *words[1:], "--store", self.store, "--json")
        assert ran.code == 0, ran.err
        return ran.document

    def in_force(self) -> int:
        return next(int(run["run"]) for run in self.runs("list")["runs"] if run["plan"] == "in force")

    def summary(self) -> str:
        return (self.out / "summary.md").read_text(encoding="utf-8")
