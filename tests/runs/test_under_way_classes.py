"""The classes that run already: how many there are, who is in them, what they take, when they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import table
from tests.support.under_way import BASE, BCT, FIFTY, ONE_CLASS, PINS, Night, actual, settings


@pytest.mark.parametrize(
    ("files", "warned"),
    [
        ({"sites.csv": BASE["sites.csv"].replace("Tor,500", "Tor,20")},
         "sites.csv:2: beds: those who have begun take 25 of beds of PL-01 in the week of 2027-01-18, where"
         " 20 can be"),
        ({"nations.csv": "nation_id,name,max_trainees\nPL,Polska,24\nDE,Deutschland,\n"},
         "nations.csv:2: max_trainees: those who have begun take 25"),
        ({"units.csv": "unit_id,name,max_away\nU1,One,3\nU2,Two,\n"},
         "units.csv:2: max_away: those who have begun take 25"),
        ({"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2", "PL-01,BCT,0")},
         "capacity.csv:3: parallel_classes: those who have begun take 1"),
        ({"course_resources.csv": "course_id,resource,per_class\nBCT,range,2\n",
          "resources.csv": "owner_id,resource,quantity\nPL-01,range,1\n"},
         "resources.csv:2: quantity: those who have begun take 2 of range of PL-01"),
        ({"limits.csv": "owner_id,limit,quantity,valid_from,valid_to\nPL-01,beds,9,2027-01-25,2027-01-31\n"},
         "limits.csv:2: quantity: those who have begun take 25"),
        ({"limits.csv": "owner_id,limit,quantity,valid_from,valid_to\nPL-01,beds,9,2027-01-04,2027-01-17\n"},
         None),
        ({"sites.csv": BASE["sites.csv"].replace("Tor,500", "Tor,25")}, None),
    ],
    ids=["beds", "ceiling", "max_away", "parallel classes", "resource", "for a time", "in the past", "just"],
)  # fmt: skip
def test_who_has_begun_may_exceed_a_limit_and_nobody_is_added_there(
    tmp_path: Path, files: dict[str, str], warned: str | None
) -> None:
    night = Night(tmp_path, {**files, **FIFTY}, BCT)
    found = [line for line in night.warnings() if "those who have begun" in line]
    assert len(found) == (warned is not None)
    assert warned is None or found[0].startswith(warned)
    night.plan()
    assert "D1-01/1 BCT PL-01 2027-01-04 25" in night.held()


@pytest.mark.parametrize(
    ("published", "told", "classes"),
    [
        ("12", (), 2),
        ("11", (), 1),
        ("1", ("D1-02,1,BCT,PL-01,2027-01-04,25,",), 1),
        ("", ("D1-01,1,BCT,PL-01,2027-01-04,30,", "D1-02,1,BCT,PL-01,2027-01-04,25,"), 2),
        ("", ("D1-01,1,BCT,PL-01,2027-01-04,25,", "D1-02,1,BCT,PL-01,2027-01-04,25,"), 1),
    ],
    ids=["two as published", "one as published", "joins the one published", "too many for one", "the fewest"],
)
def test_classes_are_as_published_else_the_fewest(
    tmp_path: Path, published: str, told: tuple[str, ...], classes: int
) -> None:
    lines = [
        f"D1-0{n},1,PL-01.BCT.2027-01-04.{number},PL-01,2027-01-04" for n, number in enumerate(published, 1)
    ]
    other = "D1-01,2,PL-01.MED.2027-02-01.1,PL-01,2027-02-01"
    night = Night(tmp_path, {**FIFTY, **(actual(*told) if told else {})}, *(lines or [other]))
    begun = night.plan().problem.begun_classes
    assert len(begun) == classes


IN_THIS_WEEK = [f"D1-0{n},1,PL-01.BCT.2027-01-18.1,PL-01,2027-01-18" for n in (1, 2)]

OF_TEN = {"courses.csv": BASE["courses.csv"].replace("4,10,50", "4,30,50")}


@pytest.mark.parametrize(
    ("freeze", "pins", "together"),
    [(4, "", True), (0, "D1-02,1,PL-01,2027-01-18\n", True), (0, "", False)],
    ids=["frozen", "pinned", "neither"],
)
def test_only_who_is_frozen_or_pinned_there_joins_a_class_that_has_begun(
    tmp_path: Path, freeze: int, pins: str, together: bool
) -> None:
    """D1-01 has begun in as_of's week, its nation says; that of D1-02 has not reported yet."""
    files = {
        **FIFTY, **ONE_CLASS, **OF_TEN, **settings(freeze_weeks=freeze), "pins.csv": PINS + pins,
        **actual("D1-01,1,BCT,PL-01,2027-01-18,25,"),
    }  # fmt: skip
    night = Night(tmp_path, files, *IN_THIS_WEEK)
    held = night.plan()
    assert held.released == ()
    rows = {row["cohort_id"]: row for row in table(night.out / "assignments.csv") if row["step"] == "1"}
    assert ("D1-02" in rows and rows["D1-02"]["class_id"] == rows["D1-01"]["class_id"]) is together
    (first, *_) = [row for row in table(night.out / "classes.csv") if row["start"] == "2027-01-18"]
    assert first["trainees"] == ("50" if together else "25")


@pytest.mark.parametrize(
    ("row", "end"),
    [
        ("D1-01,1,BCT,PL-01,2027-01-04,25,", "2027-01-31"),
        ("D1-01,1,BCT,PL-01,2027-01-04,25,done", "2027-01-17"),
        ("D1-01,1,MED,PL-01,2027-01-04,25,running", "2027-01-24"),
        ("D1-01,1,MED,DE-01,2027-01-11,25,", "2027-02-07"),
        ("D1-01,1,OLD,DE-01,2027-01-04,25,", "2027-01-10"),
    ],
    ids=["by the course", "done", "running", "by the row", "of a course that is gone"],
)
def test_when_a_begun_step_ends(tmp_path: Path, row: str, end: str) -> None:
    capacity = (
        BASE["capacity.csv"].replace("_classes\n", "_classes,duration_weeks\n").replace(",2\n", ",2,\n")
    )
    files = {"capacity.csv": capacity.replace("DE-01,MED,2,", "DE-01,MED,2,4"), **actual(row)}
    night = Night(tmp_path, files)
    night.plan()
    assert table(night.out / "assignments.csv")[0]["end"] == end


def test_a_class_whose_row_is_gone_costs_nothing(tmp_path: Path) -> None:
    header = "site_id,course_id,parallel_classes,cost_per_class\n"
    costs = header + "PL-01,ADM,2,0\nPL-01,BCT,2,70\nPL-01,MED,2,0\n"
    first = Night(tmp_path / "first", {"capacity.csv": costs})
    first.plan()
    assert first.kpi("cost") == "70"
    gone = Night(tmp_path / "gone", {"capacity.csv": costs.replace("PL-01,BCT,2,70\n", "DE-01,BCT,2,70\n")})
    gone.published = first.out
    gone.plan()
    assert gone.kpi("cost") == "0"
    sizes = {row["course_id"]: row["class_max"] for row in table(gone.out / "classes.csv")}
    assert sizes["BCT"] == "50"


def test_a_site_that_is_gone_counts_in_its_nation(tmp_path: Path) -> None:
    first = Night(tmp_path / "first", {})
    first.plan()
    files = {
        "plan.toml": BASE["plan.toml"].replace("as_of = 2027-01-18", "as_of = 2027-02-01"),
        "sites.csv": "site_id,nation_id,name,beds\nDE-01,DE,Platz,500\n",
        "capacity.csv": "site_id,course_id,parallel_classes\nDE-01,BCT,2\nDE-01,MED,2\n",
    }
    second = Night(tmp_path / "second", files)
    second.published = first.out
    second.plan()
    assert [row["nation_id"] for row in table(second.out / "assignments.csv")] == ["PL", "DE"]
    load = table(second.out / "load.csv")
    poland = {
        row["week"]: row["used"] for row in load if (row["owner_id"], row["resource"]) == ("PL", "trainees")
    }
    assert poland["2027-01-04"] == "25"
    assert second.kpi("transfers") == "25"
