"""Who is under way: which table says so, their names and numbers, and who is still to be cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.running import table
from tests.support.under_way import ACTUALS, BASE, BCT, MED, PINS, Night, actual, demand
from trainopt.dataset.roster import Member
from trainopt.dataset.standing import index_of


def test_each_table_speaks_for_its_cohorts(tmp_path: Path) -> None:
    files = {
        **demand("D1,U1,MEDIC,75,25,2027-04-01"),
        **actual("D1-01,1,BCT,PL-01,2027-01-11,20,"),
        "pins.csv": f"{PINS}D1-02,1,PL-01,2027-01-11\n",
    }
    published = [f"D1-0{n},1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04" for n in (1, 2, 3)]
    night = Night(tmp_path, files, *published)
    night.plan()
    begun = {line.split("/")[0]: line for line in night.held() if " BCT " in line}
    assert begun == {
        "D1-01": "D1-01/1 BCT PL-01 2027-01-11 20",
        "D1-02": "D1-02/1 BCT PL-01 2027-01-11 25",
        "D1-03": "D1-03/1 BCT PL-01 2027-01-04 25",
    }


def test_a_table_without_rows_says_nothing(tmp_path: Path) -> None:
    night = Night(tmp_path, {"actuals.csv": ACTUALS, "pins.csv": PINS})
    night.plan()
    assert "D1-01/1 BCT PL-01 2027-01-04 25" in night.held()


def test_what_has_begun_stays_with_its_unit_and_the_rest_is_of_todays(tmp_path: Path) -> None:
    first = Night(tmp_path / "first", {})
    first.plan()
    second = Night(tmp_path / "second", demand("D1,U2,MEDIC,25,25,2027-04-01"))
    second.published = first.out
    second.plan()
    units = {row["course_id"]: row["unit_id"] for row in table(second.out / "assignments.csv")}
    assert units == {"BCT": "U1", "MED": "U2"}


def test_who_dropped_out_is_not_replaced_on_any_later_night(tmp_path: Path) -> None:
    """25 began, 22 are left: the 3 are gone from all that is asked for, also once the plan says 22."""
    files = actual("D1-01,1,BCT,PL-01,2027-01-04,22,")
    published = (BCT, MED)
    night = Night(tmp_path / "0", files, *published)
    for number in range(1, 4):
        night.plan()
        assert [line.split()[0] for line in night.held()] == ["D1-01/1", "D1-01/2"]
        assert json.loads((night.out / "manifest.json").read_text())["began"] == {"D1-01": 25}
        later = Night(tmp_path / str(number), files if number < 3 else {})
        later.published, night = night.out, later


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        ("D1-01,1,BCT,PL-01,2027-01-18,22,", [22]),
        ("D1-01,1,BCT,PL-01,2027-01-11,22,", [22]),
        ("D1-01,1,BCT,PL-01,2027-01-18,0,", [0]),
        ("D1-01,1,BCT,PL-01,2027-01-18,22,not_held", [25]),
    ],
    ids=["as published", "a week early", "all have left", "not held"],
)
def test_who_dropped_out_of_a_step_of_this_week_is_not_replaced_either(
    tmp_path: Path, said: str, sizes: list[int]
) -> None:
    """The step was to start in the week of as_of: 25 began it when actuals.csv says so, whoever is left."""
    night = Night(tmp_path, actual(said), "D1-01,1,PL-01.BCT.2027-01-18.1,PL-01,2027-01-18")
    assert [member.size for member in _members(night)] == sizes


def test_whoever_is_to_be_replaced_is_new_demand(tmp_path: Path) -> None:
    night = Night(
        tmp_path,
        {**actual("D1-01,1,BCT,PL-01,2027-01-04,15,"), **demand("D1,U1,MEDIC,35,25,2027-05-01")},
    )
    night.plan()
    assert {line.split("/")[0]: line.split()[-1] for line in night.held()} == {"D1-01": "15", "D1-02": "10"}


@pytest.mark.parametrize(("asked", "sizes"), [(30, [25, 5]), (26, [25, 1]), (20, [20]), (50, [25, 25])])
def test_who_is_frozen_keeps_name_and_size_while_so_many_are_asked_for(
    tmp_path: Path, asked: int, sizes: list[int]
) -> None:
    frozen = "D1-01,1,PL-01.BCT.2027-01-18.1,PL-01,2027-01-18"
    night = Night(tmp_path, demand(f"D1,U1,MEDIC,{asked},25,2027-06-01"), frozen)
    assert [member.size for member in _members(night)] == sizes


def _members(night: Night) -> list[Member]:
    return list(index_of(night.read()).roster.members.values())


def test_a_demand_below_those_who_began_is_a_warning(tmp_path: Path) -> None:
    night = Night(tmp_path, demand("D1,U1,MEDIC,10,25,2027-04-01"))
    assert "demand.csv:2: trainees: is fewer than the 25 who have begun (got '10')" in night.warnings()
    assert not any("fewer than" in line for line in Night(tmp_path / "b", {}).warnings())


@pytest.mark.parametrize(
    ("start", "held"),
    [("2027-01-04", ["D2-01/1 BCT PL-01 2027-01-04 25"]), ("2027-02-01", [])],
    ids=["runs on", "ended before start"],
)
def test_who_is_not_asked_for_any_more_ends_the_step_and_leaves(
    tmp_path: Path, start: str, held: list[str]
) -> None:
    day = "2027-01-18" if held else "2027-02-01"
    plan = f'name = "case"\nstart = {start}\nweeks = 20\nas_of = {day}\n'
    published = "D2-01,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04"
    night = Night(tmp_path, {"plan.toml": plan}, published)
    night.plan()
    assert [line for line in night.held() if line.startswith("D2-01")] == held
    warned = [line for line in night.warnings() if line.startswith("demand.csv: demand_id: D2 is not there")]
    assert len(warned) == len(held)


def test_a_plan_made_by_hand_is_filled_from_todays_data_with_a_warning(tmp_path: Path) -> None:
    night = Night(tmp_path, {})
    plan = night.published / "assignments.csv"
    text = plan.read_text(encoding="utf-8").replace(",trainees", "").replace(",25\n", "\n")
    plan.write_text(text, encoding="utf-8")
    warned = {str(one).partition(" for")[0] for one in night.read().warnings}
    assert warned == {
        "assignments.csv:2: end: is blank in the published plan",
        "assignments.csv:2: trainees: is blank in the published plan",
    }
    night.plan()
    assert "D1-01/1 BCT PL-01 2027-01-04 25" in night.held()


def test_who_loses_all_that_was_begun_keeps_name_and_size(tmp_path: Path) -> None:
    closed = {"closures.csv": "site_id,first_day,last_day\nPL-01,2027-01-25,2027-01-31\n"}
    night = Night(tmp_path, {**closed, **actual("D1-01,1,BCT,PL-01,2027-01-04,20,")})
    held = night.plan()
    assert str(held.released[0]).startswith("D1-01 step 1 at PL-01: closures.csv:2: ")
    assert [line.split()[-1] for line in night.held()] == ["20", "20"]
    assert night.held()[0].startswith("D1-01/1 BCT PL-01 2027-02-")


def test_who_cannot_go_on_is_unmet_and_keeps_what_was_begun(tmp_path: Path) -> None:
    capacity = BASE["capacity.csv"].replace("PL-01,MED,2\n", "").replace("DE-01,MED,2\n", "")
    night = Night(tmp_path, {"capacity.csv": capacity})
    night.plan()
    assert night.held() == ["D1-01/1 BCT PL-01 2027-01-04 25"]
    (unmet,) = table(night.out / "unmet.csv")
    assert (unmet["cohort_id"], unmet["reason"]) == ("D1-01", "no_capacity")


def test_nobody_is_warned_of_what_is_done(tmp_path: Path) -> None:
    """In May: the only demand was trained in winter, as pins say; another one that was not is warned of."""
    files = {
        "plan.toml": BASE["plan.toml"].replace("as_of = 2027-01-18", "as_of = 2027-05-17"),
        "pins.csv": f"{PINS}D1-01,1,PL-01,2027-01-04\nD1-01,2,PL-01,2027-02-01\n",
    }
    other = "D2-01,1,PL-01.BCT.2027-01-04.2,PL-01,2027-01-04"
    assert Night(tmp_path / "done", files, other.replace("D2", "D1")).warnings() == []
    both = {**files, **demand("D1,U1,MEDIC,25,25,2027-04-01", "D2,U1,MEDIC,25,25,2027-04-01")}
    warned = Night(tmp_path / "both", both, BCT).warnings()
    assert [line.partition(":")[0] + line.partition(":")[2][:1] for line in warned] == ["demand.csv3"]
