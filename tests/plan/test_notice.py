"""Notice: how long before its start each nation learns of what is new or moved."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.support import small
from trainopt.plan.results import result_tables
from trainopt.problem.entities import PublishedStep

# Two cohorts of twelve, at DE-1 from the third week on and at PL-1 four weeks later.
PLAN = "D1-01 1 DE-1 03-16 DE-1.BASIC.2026-03-16.1; D1-02 1 PL-1 04-13 PL-1.BASIC.2026-04-13.1"
DEMAND = small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")(
    "D1,U1,ONE,12,6,2026-06-15,2"
)


def notice(published: dict[tuple[str, int], PublishedStep] | None) -> pd.DataFrame:
    problem = small.problem(published, demand=DEMAND)
    return result_tables(problem, small.plan(PLAN), {})["notice"]


def step(site: str, day: str) -> PublishedStep:
    return PublishedStep(site, small.week(day), 6, 2)


@pytest.mark.parametrize(
    ("published", "lines"),
    [
        (None, [["DE", 1, 6, 2, 6, 6], ["PL", 1, 6, 6, 0, 6]]),
        ({("D1-01", 1): step("DE-1", "03-16")}, [["PL", 1, 6, 6, 0, 6]]),
        (
            {("D1-02", 1): step("PL-1", "04-06"), ("D1-01", 1): step("DE-1", "03-16")},
            [["PL", 1, 6, 6, 0, 6]],
        ),
        ({("D1-01", 1): step("DE-1", "03-16"), ("D1-02", 1): step("PL-1", "04-13")}, []),
    ],
    ids=["all is new", "one is new", "one is moved", "nothing is new"],
)
def test_what_is_new_or_moved(
    published: dict[tuple[str, int], PublishedStep] | None, lines: list[list[object]]
) -> None:
    assert notice(published).to_numpy().tolist() == lines
