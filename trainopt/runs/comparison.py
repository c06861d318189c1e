"""comparison.csv: a line for the baseline and for each scenario beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.errors import UsageError
from trainopt.plan import summary
from trainopt.plan.compare import Comparison, compare
from trainopt.runs.writing import write_table


def comparison_table(folder: Path, baseline: str, scenarios: Sequence[str]) -> pd.DataFrame:
    """Per plan folder: every tier with bound, gap and whether it differs; trainees; seats; cohorts moved.

    `placed`, `on_time`, `late`, `unmet`, `placed_priority_<n>` and `hosted_<nation>` are trainees, those
    hosted counted in each of their classes; `seats_gained` is how many more of these than in the baseline.
    `<term>_differs` is `yes` where bounds prove that the best values of baseline and scenario differ, `no`
    where the difference is within what the gaps leave open, blank where a tier before it differs already.
    """
    lines = [_line(folder, baseline, name) for name in [baseline, *scenarios]]
    frame = pd.DataFrame(lines)
    counted = [name for name in frame.columns if name.startswith(("placed_", "hosted_"))]
    return frame.assign(**{name: frame[name].fillna(0).astype(int) for name in counted})


def _line(folder: Path, baseline: str, name: str) -> dict[str, Any]:
    found = compare(folder / baseline, folder / name)
    line: dict[str, Any] = {"scenario": name}
    for tier in found.tiers.to_dict("records"):
        line |= {
            f"{tier['term']}_value": tier["value_b"],
            f"{tier['term']}_bound": tier["bound_b"],
            f"{tier['term']}_gap": tier["gap_b"],
            f"{tier['term']}_differs": "" if name == baseline else tier["significant"],
        }
    line |= _trainees(found)
    hosted = summary.hosted(folder / name, "nation")
    before = summary.hosted(folder / baseline, "nation")
    line["seats_gained"] = int(hosted["trainees"].sum() - before["trainees"].sum())
    line["cohorts_moved"] = found.cohorts_moved
    for priority in found.trainees.to_dict("records"):
        line[f"placed_priority_{priority['priority']}"] = priority["placed_b"]
    for nation in hosted.to_dict("records"):
        line[f"hosted_{nation['nation_id']}"] = nation["trainees"]
    return line


def _trainees(found: Comparison) -> dict[str, int]:
    return {name: int(found.trainees[f"{name}_b"].sum()) for name in ("placed", "on_time", "late", "unmet")}


def write_comparison(folder: Path, found: Comparison) -> None:
    """Write each table to a CSV file of its name. Raises UsageError where one cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror or error}") from error
    for name, frame in found.frames().items():
        write_table(folder / f"{name}.csv", frame)
