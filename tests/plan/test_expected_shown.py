"""Expected trainees beside planned ones: in tables, shares and calendars, and in folders that lack them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import trainopt as package
from tests.support import small
from tests.support.running import table, trainopt
from trainopt.plan.beside import expected_beside

FILES = small.texts(
    courses="""\
        course_id,name,duration_weeks,class_min,class_max,pass_percent
        BASIC,Basic training,2,4,12,80
        LEADER,Leader course,1,2,12,
        """,
    demand="""\
        demand_id,unit_id,pipeline_id,trainees,due,show_percent
        D1,U1,ONE,6,2026-05-10,50
        D3,U2,TWO,6,2026-05-10,
        """,
    course_resources="course_id,resource,per_class\nBASIC,instructor,1\n",
    resources="owner_id,resource,quantity,valid_from,valid_to\nDE,instructor,9,,\nPL,instructor,9,,\n",
)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset and its plan: D1 and D3 in one class of BASIC, then D3 in LEADER."""
    folder = tmp_path_factory.mktemp("expected")
    small.write(folder / "data", FILES)
    pins = "cohort_id,step,site_id,start\nD1-01,1,DE-1,2026-03-02\nD3-01,1,DE-1,2026-03-02\n"
    (folder / "data" / "pins.csv").write_text(f"{pins}D3-01,2,DE-1,2026-03-16\n", encoding="utf-8")
    ran = trainopt("solve", folder / "data", "--out", folder / "plan", "--time-limit", "300s")
    assert ran.code == 0, ran.err
    return folder


def without_expected(folder: Path, target: Path) -> Path:
    """The plan as a version before wrote it."""
    shutil.copytree(folder, target)
    for name in ("assignments", "classes", "load"):
        path = target / f"{name}.csv"
        rows = [{k: v for k, v in row.items() if k != "expected"} for row in table(path)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return target


def test_each_step_and_class_says_whom_to_expect(solved: Path) -> None:
    steps = [
        (row["cohort_id"], row["step"], row["expected"]) for row in table(solved / "plan/assignments.csv")
    ]
    assert steps == [("D1-01", "1", "3.0"), ("D3-01", "1", "6.0"), ("D3-01", "2", "4.8")]
    classes = {
        row["course_id"]: (row["trainees"], row["expected"]) for row in table(solved / "plan/classes.csv")
    }
    assert classes == {"BASIC": ("12", "9.0"), "LEADER": ("6", "4.8")}


def load(plan: Path) -> Iterator[tuple[str, str, str]]:
    for row in table(plan / "load.csv"):
        if (row["week"], row["used"]) in (("2026-03-02", "12"), ("2026-03-16", "6"), ("2026-03-02", "1")):
            yield row["resource"], row["owner_id"], row["expected"]


def test_the_load_says_it_of_trainees_and_not_of_resources(solved: Path) -> None:
    assert set(load(solved / "plan")) == {
        ("beds", "DE-1", "9.0"), ("beds", "DE-1", "4.8"), ("trainees", "DE", "9.0"),
        ("trainees", "DE", "4.8"), ("arrivals", "DE", "9.0"), ("away", "U2", "4.8"), ("instructor", "DE", ""),
    }  # fmt: skip


def test_the_checker_finds_figures_that_are_not_so(solved: Path, tmp_path: Path) -> None:
    shutil.copytree(solved / "plan", tmp_path / "plan")
    path = tmp_path / "plan/classes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",9.0,", ",9.5,"), encoding="utf-8")
    ran = trainopt("verify", solved / "data", tmp_path / "plan")
    assert ran.code == 0
    assert "classes.csv:2: expected: says '9.5', the placements give '9'" in ran.err


def test_it_stands_beside_what_is_planned(solved: Path) -> None:
    shown = package.show_plan(solved / "plan", by="course")["Classes by course"]
    assert list(shown["expected"]) == [9.0, 4.8]
    by_unit = package.show_plan(solved / "plan", by="unit")["Trainees by unit"]
    assert dict(zip(by_unit["unit_id"], by_unit["expected"], strict=True)) == {"U1": 3.0, "U2": 4.8}


def test_a_share_sums_up_its_own(solved: Path, tmp_path: Path) -> None:
    package.extract(solved / "plan", tmp_path / "share", unit="U1")
    assert [(row["trainees"], row["expected"]) for row in table(tmp_path / "share/classes.csv")] == [
        ("6", "3.0")
    ]
    package.extract(solved / "plan", tmp_path / "de", nation="DE")
    assert [row["expected"] for row in table(tmp_path / "de/classes.csv")] == ["9.0", "4.8"]


def test_calendars_say_it(solved: Path, tmp_path: Path) -> None:
    ran = trainopt("calendar", solved / "plan", "--by", "site", "--out", tmp_path / "calendars")
    assert ran.code == 0
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "calendars").iterdir())
    text = text.replace("\r\n ", "").replace("\n ", "")
    assert r"12 planned\, 9 expected" in text
    assert r"D1-01 (U1 First): 6\, 3 expected" in text
    assert "6 expected" not in text


@pytest.mark.parametrize("command", ["verify", "show", "extract", "calendar", "convert"])
def test_a_plan_of_before_is_read(command: str, solved: Path, tmp_path: Path) -> None:
    plan = without_expected(solved / "plan", tmp_path / "plan")
    arguments: dict[str, list[object]] = {
        "verify": [solved / "data", plan],
        "show": [plan, "--by", "site"],
        "extract": [plan, "--unit", "U1", "--out", tmp_path / "share"],
        "calendar": [plan, "--by", "unit", "--out", tmp_path / "calendars"],
        "convert": [plan, tmp_path / "plan.xlsx"],
    }
    ran = trainopt(command, *arguments[command])
    assert ran.code == 0, ran.err
    assert "expected" not in ran.out + ran.err
    if command == "extract":
        assert [row["expected"] for row in table(tmp_path / "share/classes.csv")] == [""]


def test_where_all_come_nothing_more_is_said(tmp_path: Path) -> None:
    small.write(tmp_path / "data", small.texts())
    assert trainopt("solve", tmp_path / "data", "--out", tmp_path / "plan", "--time-limit", "300s").code == 0
    for by in (None, "unit", "site"):
        for frame in package.show_plan(tmp_path / "plan", by=by).values():
            assert "expected" not in frame.columns
    classes = pd.read_csv(tmp_path / "plan/classes.csv")
    assert (classes["expected"] == classes["trainees"]).all()


@pytest.mark.parametrize(
    ("trainees", "expected", "said"),
    [
        (50, 47.5, ", 47.5 expected"),
        (50, 50.0, ""),
        (50, None, ""),
        (50, float("nan"), ""),
        (9, 0.07, ", 0.07 expected"),
    ],
)
def test_it_is_said_where_it_differs(trainees: int, expected: float | None, said: str) -> None:
    assert expected_beside(trainees, expected) == said


def test_pictures_and_the_report_say_it(solved: Path, tmp_path: Path) -> None:
    timeline = package.class_timeline(solved / "plan", "DE")
    texts = [text for bars in timeline.data for text in bars.hovertext or ()]
    assert any("12 of 12 seats (100\N{NO-BREAK SPACE}%), 9 expected" in text for text in texts)
    (beds,) = package.load_heatmap(solved / "plan", "beds").data
    assert "12 of 100 used, 9.00 expected" in str(beds.text)
    (used,) = package.load_heatmap(solved / "plan", "instructor").data
    assert "expected" not in str(used.text)
    assert trainopt("report", solved / "plan", "--out", tmp_path / "report.html").code == 0
    told = "<strong>8</strong> of those placed expected at their last course"
    assert told in (tmp_path / "report.html").read_text(encoding="utf-8")
