"""The rehearsal of many nights makes changes that leave the data sound, and counts what it says it counts."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.nights import CHANGES, Change, Line, next_night, page
from tests.support.root import ROOT
from trainopt.dataset import Dataset, read_dataset
from trainopt.runs.nightly.differences import data_changes

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
