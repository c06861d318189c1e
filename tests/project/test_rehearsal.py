"""The rehearsal of many nights makes changes that leave the data sound, and counts what it says it counts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.nights import CHANGES, Change, Line, next_night, page
from benchmarks.year import held_twice, taken_apart, year
from benchmarks.year import page as year_page
from tests.support.root import ROOT
from trainopt.dataset import Dataset, read_dataset
from trainopt.runs.nightly.differences import data_changes
from trainopt.runs.solve import Solved, solve
from trainopt.search.effort import Effort, Progress
from trainopt.search.params import Params
from trainopt.tables import Actual, Demand, PipelineStep, Settings

EXAMPLE = ROOT / "data" / "example"


@pytest.fixture(scope="module")
def example() -> Dataset:
    return read_dataset(EXAMPLE)


def test_a_night_is_a_day_on_and_its_bundle_is_the_same_for_the_same_seed(
    example: Dataset, tmp_path: Path
) -> None:
    made = [next_night(example, random.Random(3), 1, tmp_path / name) for name in ("a", "b")]
    assert made[0] == made[1]
    after, said = made[0]
    before = example.settings.as_of
    assert before is not None
    assert after.settings.as_of == before + timedelta(days=1)
    assert 1 <= len(said.split("; ")) <= 3
    assert read_dataset(tmp_path / "a") == after
    assert data_changes(example, after)


@pytest.mark.parametrize(
    ("change", "table"),
    [*zip(CHANGES, ("capacity", "demand", "demand", "closures"), strict=True)],
    ids=[change.__name__ for change in CHANGES],
)
def test_each_change_changes_its_table_alone(example: Dataset, change: Change, table: str) -> None:
    after, said = change(example, random.Random(1), 1)
    assert {one.table for one in data_changes(example, after)} == {table}
    assert said


def line(night: int, code: int, moved: int, nothing: int, unmet: int) -> Line:
    return Line(night, "x", code, unmet, 50, 0.5, 1.0, moved, 0, 0, 100, nothing, 1.0)


def test_the_page_sums_up_the_nights_after_the_first() -> None:
    text = page([line(0, 0, 0, 0, 90), line(1, 0, 5, 40, 99), line(2, 7, 3, 60, 103)], "run", "a machine")
    assert text.startswith("# 2 nights\n\n`run`, a machine.\n")
    assert "Published: 2 of 3 nights. Trainees moved, by published step: 8, from nothing 100: 8.0%." in text
    assert "-1.0 % to +3.0 %, +1.0 % on average" in text


ENOUGH = 2
"""Plans of a week, the second better than the first: whatever is wrong with them is so by then."""


def solve_a_little(data: Path, out: Path, params: Params, **given: Any) -> Solved:
    """Plan until the search has found enough, so that it takes little on any machine."""
    effort, plans = Effort.of(params), []

    def look(progress: Progress) -> None:
        plans.append(progress.plan)
        if len(plans) - plans.count(None) >= ENOUGH:
            effort.stop.set()

    return solve(data, out, replace(effort, observer=look), **given)


@pytest.mark.slow
def test_some_weeks_of_a_year_hold_nothing_twice_and_take_nothing_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("benchmarks.year.solve", solve_a_little)
    lines = year(5, Params(seconds=60, workers=1), "small", 3, lambda _: None)
    assert len(lines) == 6
    assert sum(line.under_way for line in lines) > 0
    assert sum(line.told for line in lines) > 0
    for line in lines:
        assert (line.twice, line.apart, line.broken, line.uncaused) == (0, 0, 0, 0), line
    assert "Courses held twice: 0. Running classes taken apart: 0. Rules broken: 0." in year_page(
        lines, "", ""
    )


ROW = {"cohort_id": "D1-01", "course_id": "C", "site_id": "S", "start": "2026-01-05", "end": "2026-02-01",
       "class_id": "S.C.2026-01-05.1", "trainees": "4", "step": "1"}  # fmt: skip


def rolled(*actuals: Actual) -> Dataset:
    """A dataset two weeks into the course, whose pipeline has it once."""
    settings = Settings(name="x", start=date(2026, 1, 5), weeks=9, as_of=date(2026, 1, 19))
    step: dict[str, Any] = {"pipeline_id": "P", "step": "1", "course_id": "C"}
    asked: dict[str, Any] = {"demand_id": "D1", "unit_id": "U", "pipeline_id": "P", "trainees": "4"}
    demand = (Demand(**asked, due="2026-03-01"),)  # type: ignore[arg-type]
    return Dataset(settings, pipelines=(PipelineStep(**step),), demand=demand, actuals=actuals)


def test_what_is_held_twice_is_counted() -> None:
    again = {**ROW, "step": "2", "start": "2026-02-02"}
    row: dict[str, Any] = {name: cell for name, cell in ROW.items() if name in Actual.model_fields}
    failed = Actual(**row, state="failed")
    assert held_twice(rolled(), [ROW]) == 0
    assert held_twice(rolled(), [ROW, again]) == 1
    assert held_twice(rolled(failed), [ROW, again]) == 0


def test_a_class_that_is_taken_apart_is_counted() -> None:
    other = {**ROW, "cohort_id": "D1-02"}
    assert taken_apart(rolled(), [ROW, other], [ROW, other], set()) == 0
    assert taken_apart(rolled(), [ROW, other], [ROW], set()) == 1
    assert taken_apart(rolled(), [ROW, other], [ROW, {**other, "class_id": "S.C.2026-01-05.2"}], set()) == 1
    assert taken_apart(rolled(), [ROW, other], [ROW], {"D1-02"}) == 0
