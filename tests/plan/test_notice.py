"""Notice: how long before its start each nation learns of what is new or moved."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.support import small
from trainopt.plan.names import names_of
from trainopt.plan.results import result_tables
from trainopt.problem.entities import PublishedStep
from trainopt.report.lists import Listing, notice_list
from trainopt.words.voice import ENGLISH

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


def told(notice: pd.DataFrame) -> Listing:
    tables: Any = SimpleNamespace(notice=notice, names=names_of([], []), voice=ENGLISH)
    return notice_list(tables)


def test_it_is_told_in_words_for_each_nation() -> None:
    """The report sums it up; DE has six trainees in two weeks, PL six in six."""
    problem = small.problem(None, demand=DEMAND)
    tables = result_tables(problem, small.plan(PLAN), {})
    listing = told(tables["notice"])
    assert listing.rows == [["DE", 1, 6, 2, 6, 6], ["PL", 1, 6, 6, 0, 6]]
    assert listing.words == (
        "What is new or moved begins in 2 weeks at the earliest: 6 trainees in less than 30 days, "
        "12 in less than 60."
    )
    nothing = told(tables["notice"].head(0))
    assert (nothing.rows, nothing.words) == ([], "Nothing is new to any host.")
