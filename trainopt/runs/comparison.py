"""comparison.csv, a line for the baseline and for each scenario beside it; and a comparison as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset.source import Where
from trainopt.dataset.whole import written_whole
from trainopt.kinds import Count, Text
from trainopt.plan import summary
from trainopt.plan.answer import AnswerTable, Family
from trainopt.plan.compare import Comparison, compare_opened
from trainopt.plan.opened import OpenedPlan
from trainopt.runs.explaining import check_new
from trainopt.tables import Column, Row, column


class WhatIfRow(Row):
    """The baseline, or a scenario beside it. The columns of tiers, priorities and nations follow the data."""

    scenario: Text = column("`baseline`, or the folder of the scenario", key=True)
    placed: Count = column("of whom all steps are placed", "trainees")
    on_time: Count = column("of those placed, who ends on time", "trainees")
    late: Count = column("of those placed, who ends later", "trainees")
    unmet: Count = column("of whom no step is placed", "trainees")
    seats_gained: int = column(
        "how many more seats are filled than in the baseline; who is in several classes fills several",
        "seats",
    )
    cohorts_moved: Count = column(
        "cohorts with some step elsewhere or else when than in the baseline", "cohorts"
    )
    verdict: Text | None = column(
        "what the bounds prove of the first tier that is not proven to be the same; else what is open",
        blank="of the baseline",
    )


COMPARISON = AnswerTable(
    name="comparison",
    row=WhatIfRow,
    families=(
        Family("<term>_value", int, Column("what the plan has of a tier", "the term's")),
        Family("<term>_bound", int, Column("no plan of its data has less, proven", "the term's")),
        Family("<term>_gap", float, Column("(value - bound) / value, 0 where proven", "share, 0 to 1")),
        Family(
            "<term>_differs",
            str,
            Column(
                "`yes`: bounds prove that the best values of baseline and scenario differ; `no`: the "
                "difference is within what the gaps leave open",
                blank="of the baseline, and where a tier before it differs already",
            ),
        ),
        Family("placed_priority_<n>", int, Column("placed, of demands with priority n", "trainees")),
        Family("hosted_<nation_id>", int, Column("in classes of the nation, counted in each", "trainees")),
    ),
)


@dataclass(frozen=True)
class BesideBaseline:
    """A plan, and how it differs from the baseline's."""

    plan: OpenedPlan
    comparison: Comparison


def comparison_table(
    baseline: str, plan: OpenedPlan, scenarios: Mapping[str, BesideBaseline]
) -> pd.DataFrame:
    """A row of comparison.csv for the baseline's plan and each scenario's, but for its verdict."""
    hosted = _hosted(plan)
    itself = BesideBaseline(plan, compare_opened(plan, plan))
    lines = [_line(name, beside, hosted) for name, beside in {baseline: itself, **scenarios}.items()]
    lines[0] |= {column: "" for column in lines[0] if column.endswith("_differs")}
    frame = pd.DataFrame(lines)
    counted = [name for name in frame.columns if name.startswith(("placed_", "hosted_"))]
    return frame.assign(**{name: frame[name].fillna(0).astype(int) for name in counted})


def _line(name: str, beside: BesideBaseline, before: Mapping[str, int]) -> dict[str, Any]:
    """What a plan comes to; `before` are the trainees whom the baseline's plan has in each nation."""
    found, line = beside.comparison, dict[str, Any](scenario=name)
    for tier in found.tiers.to_dict("records"):
        line |= {
            f"{tier['term']}_value": tier["value_b"],
            f"{tier['term']}_bound": tier["bound_b"],
            f"{tier['term']}_gap": tier["gap_b"],
            f"{tier['term']}_differs": tier["significant"],
        }
    line |= _trainees(found)
    hosted = _hosted(beside.plan)
    line["seats_gained"] = sum(hosted.values()) - sum(before.values())
    line["cohorts_moved"] = found.cohorts_moved
    for priority in found.trainees.to_dict("records"):
        line[f"placed_priority_{priority['priority']}"] = priority["placed_b"]
    return line | {f"hosted_{nation}": trainees for nation, trainees in hosted.items()}


def _hosted(plan: OpenedPlan) -> dict[str, int]:
    """The trainees in classes of each nation, counted in each."""
    hosted = summary.hosted(plan, "nation")
    return dict(zip(hosted["nation_id"], hosted["trainees"].astype(int).tolist(), strict=True))


def _trainees(found: Comparison) -> dict[str, int]:
    return {name: int(found.trainees[f"{name}_b"].sum()) for name in ("placed", "on_time", "late", "unmet")}


def write_comparison(folder: Where, found: Comparison) -> None:
    """Each table as a CSV file of its name in a new folder, which appears whole or not at all.

    Raises UsageError where the folder stands already or cannot be written.

    >>> trainopt.write_comparison("compared", trainopt.compare("plans/example", "plans/example"))
    """
    check_new(folder)
    with written_whole(Path(folder)) as made:
        for name, frame in found.frames().items():
            frame.to_csv(made / f"{name}.csv", index=False, lineterminator="\n")
