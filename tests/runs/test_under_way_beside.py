"""People under way beside other things: rows of several times, moving horizons, demands that are gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.running import table
from tests.support.under_way import BASE, BCT, PINS, Night, actual, demand
from trainopt.dataset.calendar import Calendar, start_weeks
from trainopt.dataset.standing import index_of
from trainopt.errors import DatasetFaults
from trainopt.runs.hold import frozen_steps
from trainopt.tables import Capacity, Course

OFFERS = "site_id,course_id,parallel_classes,valid_from,valid_to,cost_per_class,duration_weeks\n"
HORIZON = Calendar(date(2027, 1, 4), 9)


@pytest.mark.parametrize(
    ("counted", "cells", "weeks"),
    [
        (0, {"start_every_weeks": "3"}, [0, 3, 6]),
        (-1, {"start_every_weeks": "3"}, [2, 5, 8]),
        (4, {"start_every_weeks": "3"}, [1, 4, 7]),
        (4, {}, list(range(9))),
        (4, {"start_every_weeks": "3", "first_start": "2027-01-18"}, [2, 5, 8]),
        (4, {"start_every_weeks": "3", "valid_from": "2026-12-28"}, [2, 5, 8]),
    ],
    ids=["its own", "start moved on", "start moved back", "every week", "its first start", "its first day"],
)
def test_start_weeks_are_in_step_with_the_plan_in_force(
    counted: int, cells: dict[str, str], weeks: list[int]
) -> None:
    """Also before the week from which that plan counted, which is later where `start` has moved back."""
    row = Capacity.model_validate({"site_id": "S", "course_id": "C", "parallel_classes": "1", **cells})
    sizes = {"duration_weeks": "1", "class_min": "1", "class_max": "9"}
    course = Course.model_validate({"course_id": "C", "name": "c", **sizes})
    assert list(start_weeks(row, course, frozenset(), HORIZON, counted)) == weeks


@pytest.mark.parametrize("rows", [(0, 1), (1, 0)], ids=["as they are", "the other way round"])
def test_what_began_before_the_horizon_belongs_to_the_row_that_says_it_was_there(
    tmp_path: Path, rows: tuple[int, int]
) -> None:
    """The row without a first day is the horizon's; what was told of the winter before is the other's."""
    both = ("PL-01,BCT,2,,,1000,2\n", "PL-01,BCT,2,2026-09-01,2026-12-31,7,4\n")
    offers = {"capacity.csv": OFFERS + "".join(both[at] for at in rows) + "PL-01,MED,2,,,,\n"}
    night = Night(tmp_path, {**offers, **actual("D1-01,1,BCT,PL-01,2026-12-14,25,")})
    index = index_of(night.read())
    (step,) = index.roster.members["D1-01"].begun
    assert step.end == index.calendar.week(date(2027, 1, 10))
    found = index.row_then("PL-01", "BCT", step.start)
    assert found is not None
    assert found.cost_per_class == 7
    today = index.row_then("PL-01", "BCT", index.as_of)
    assert today is not None
    assert today.cost_per_class == 1000


ALONE = {"courses.csv": "course_id,name,duration_weeks,class_min,class_max,mixed_units\nADM,a,1,5,50,\n"
         "BCT,b,4,10,50,no\nMED,m,2,5,50,\n"}  # fmt: skip
OVERBOOKED = {"plan.toml": BASE["plan.toml"] + 'seats_on = "expected"\noverbook_percent = 100\n'}
BEGUN_TOGETHER = actual("D1-01,1,BCT,PL-01,2027-01-04,30,", "D1-02,1,BCT,PL-01,2027-01-04,30,")
ONE_CLASS = {"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2", "PL-01,BCT,1")}


@pytest.mark.parametrize(
    ("files", "warned"),
    [
        (
            {**ALONE, **demand("D1,U1,MEDIC,30,30,2027-04-01", "D2,U2,MEDIC,10,25,2027-04-01"), **ONE_CLASS,
             **actual("D1-01,1,BCT,PL-01,2027-01-04,10,", "D2-01,1,BCT,PL-01,2027-01-04,10,")},
            "capacity.csv:3: parallel_classes: those who have begun take 2",
        ),
        (
            {**demand("D1,U1,MEDIC,30,30,2027-04-01", "D2,U2,MEDIC,10,25,2027-04-01"), **ONE_CLASS,
             **actual("D1-01,1,BCT,PL-01,2027-01-04,10,", "D2-01,1,BCT,PL-01,2027-01-04,10,")},
            "",
        ),
        (
            {**OVERBOOKED, **demand("D1,U1,MEDIC,60,30,2027-04-01"), **BEGUN_TOGETHER, **ONE_CLASS},
            "capacity.csv:3: parallel_classes: those who have begun take 2",
        ),
        (
            {**demand("D1,U1,MEDIC,60,30,2027-04-01"), **BEGUN_TOGETHER,
             "capacity.csv": "site_id,course_id,parallel_classes\nPL-01,MED,2\n",
             "course_resources.csv": "course_id,resource,per_class\nBCT,range,1\n",
             "resources.csv": "owner_id,resource,quantity\nPL-01,range,1\n"},
            "resources.csv:2: quantity: those who have begun take 2 of range",
        ),
        (
            {**demand("D1,U1,MEDIC,60,30,2027-04-01"), **BEGUN_TOGETHER,
             "capacity.csv": "site_id,course_id,parallel_classes\nPL-01,MED,2\n",
             "course_resources.csv": "course_id,resource,per_class\nBCT,range,1\n"},
            "",
        ),
    ],
    ids=["units apart", "units together", "who is there is not overbooked", "no row any more", "nor a pool"],
)  # fmt: skip
def test_of_those_who_have_begun_the_classes_are_counted_that_they_are_in(
    tmp_path: Path, files: dict[str, str], warned: str
) -> None:
    found = [line for line in Night(tmp_path, files).warnings() if "those who have begun" in line]
    assert len(found) == bool(warned)
    assert all(line.startswith(warned) for line in found)


def test_who_is_frozen_may_sit_in_any_class_that_has_begun_and_has_seats(tmp_path: Path) -> None:
    """Two classes of 25 have begun this week, as published, and no third may run: each has 25 seats left."""
    lines = [f"D1-0{n},1,PL-01.BCT.2027-01-18.{number},PL-01,2027-01-18" for n, number in ((1, 1), (2, 2))]
    frozen = "D1-03,1,PL-01.BCT.2027-01-18.2,PL-01,2027-01-18"
    told = actual(*(f"D1-0{n},1,BCT,PL-01,2027-01-18,25," for n in (1, 2)))
    night = Night(tmp_path, {**demand("D1,U1,MEDIC,75,25,2027-06-01"), **told}, *lines, frozen)
    held = night.plan()
    assert held.released == ()
    assert "D1-03/1 BCT PL-01 2027-01-18 25" in night.held()


OF_THIRTY = {"courses.csv": BASE["courses.csv"].replace("4,10,50", "4,10,30")}
TWENTY_FROZEN = "D2-01,1,PL-01.BCT.2027-01-18.9,PL-01,2027-01-18,20"


@pytest.mark.parametrize(
    ("begun", "classes", "held"),
    [((60,), 2, True), ((60,), 1, False), ((60, 10), 2, True), ((60, 11), 2, False)],
    ids=["in a class of its own", "for which is no room", "in the other class", "which is full"],
)
def test_a_begun_class_with_more_than_its_seats_takes_none_of_another(
    tmp_path: Path, begun: tuple[int, ...], classes: int, held: bool
) -> None:
    """By today's capacity rows a class has 30 seats; 20 more are frozen beside those who have begun."""
    lines = [f"D1-0{n},1,PL-01.BCT.2027-01-18.{n},PL-01,2027-01-18,{size}" for n, size in enumerate(begun, 1)]
    told = actual(*(f"D1-0{n},1,BCT,PL-01,2027-01-18,{size}," for n, size in enumerate(begun, 1)))
    asked = demand(f"D1,U1,MEDIC,{sum(begun)},60,2027-06-01", "D2,U2,MEDIC,20,20,2027-06-01")
    offered = {"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2", f"PL-01,BCT,{classes}")}
    data = Night(tmp_path, {**asked, **OF_THIRTY, **offered, **told}, *lines, TWENTY_FROZEN).read()
    kept, released = frozen_steps(data)
    assert ([step.cohort_id for step in kept], len(released)) == ((["D2-01"], 0) if held else ([], 1))


def test_a_class_ends_with_whoever_is_in_it_longest(tmp_path: Path) -> None:
    later = BASE["plan.toml"].replace("as_of = 2027-01-18", "as_of = 2027-02-08")
    told = actual("D1-01,1,BCT,PL-01,2027-01-04,25,done", "D1-02,1,BCT,PL-01,2027-01-04,25,running")
    files = {"plan.toml": later, **demand("D1,U1,MEDIC,50,25,2027-04-01"), **told}
    night = Night(tmp_path, files, BCT, BCT.replace("D1-01", "D1-02"))
    night.plan()
    rows = table(night.out / "assignments.csv")
    assert [row["end"] for row in rows if row["step"] == "1"] == ["2027-01-31", "2027-02-14"]
    (begun,) = [row for row in table(night.out / "classes.csv") if row["course_id"] == "BCT"]
    assert begun["end"] == "2027-02-14"


@pytest.mark.parametrize(("closed", "released"), [("2027-01-31", 1), ("2027-02-01", 0)])
def test_what_is_closed_behind_the_horizon_is_released_too(
    tmp_path: Path, closed: str, released: int
) -> None:
    """The horizon ends on 24 January, the class that has begun on 31 January."""
    files = {
        "plan.toml": BASE["plan.toml"].replace("weeks = 20", "weeks = 3"),
        "closures.csv": f"site_id,first_day,last_day\nPL-01,{closed},{closed}\n",
    }
    assert len(index_of(Night(tmp_path, files).read()).roster.released) == released


def test_the_weeks_of_a_course_may_be_more_than_can_be_gone_through(tmp_path: Path) -> None:
    closed = "site_id,first_day,last_day\nPL-01,2027-01-04,2027-01-17\nPL-01,2027-01-25,9999-12-31\n"
    index = index_of(Night(tmp_path, {"closures.csv": closed}).read())
    found = index.closures(index.sites["PL-01"], "BCT", range(2, 10**15))
    assert [(row.line, weeks.start) for row, weeks in found] == [(3, 3)]
    assert index.closures(index.sites["PL-01"], "BCT", range(2, 3)) == []


@pytest.mark.parametrize(
    ("began", "pin", "fault"),
    [
        (10, "D1-03", ""),
        (10, "D1-04", "no such cohort: D1 has D1-01 to D1-03 (got 'D1-04')"),
        (50, "D1-02", "no such cohort: D1 has D1-01 only (got 'D1-02')"),
    ],
)
def test_a_pin_may_be_of_every_cohort_that_there_is_today_and_of_no_other(
    tmp_path: Path, began: int, pin: str, fault: str
) -> None:
    """Of 50 in cohorts of 25, so many began as D1-01: the others have the numbers that are left."""
    files = {**demand("D1,U1,MEDIC,50,25,2027-04-01"), "pins.csv": f"{PINS}{pin},1,PL-01,2027-02-01\n"}
    night = Night(tmp_path, files, f"{BCT},{began}")
    assert faults(night) == ([f"pins.csv:2: cohort_id: {fault}"] if fault else [])


def faults(night: Night) -> list[str]:
    try:
        night.read()
    except DatasetFaults as refused:
        return [str(fault) for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("pin", "told", "fault"),
    [
        ("D1-01,1,PL-01,2027-01-04", {}, False),
        ("D1-01,2,PL-01,2027-02-01", {}, True),
        ("D1-01,1,PL-01,2027-01-04", actual("D1-01,1,BCT,PL-01,2027-01-04,25,not_held"), True),
        ("D3-01,1,PL-01,2027-01-04", {}, True),
    ],
    ids=["has begun", "has not begun", "was not held", "never was"],
)
def test_where_the_demand_is_gone_pins_on_what_has_begun_are_not_judged(
    tmp_path: Path, pin: str, told: dict[str, str], fault: bool
) -> None:
    files = {**demand("D2,U1,MEDIC,25,25,2027-04-01"), **told, "pins.csv": f"{PINS}{pin}\n"}
    gone = pin.partition("-")[0]
    expected = f"pins.csv:2: cohort_id: no such cohort: {gone} is not in demand.csv (got '{gone}-01')"
    assert faults(Night(tmp_path, files)) == ([expected] if fault else [])


def test_what_would_last_beyond_the_year_9999_ends_in_its_last_week(tmp_path: Path) -> None:
    long = {"courses.csv": BASE["courses.csv"].replace("Basic,4", "Basic,1000000")}
    too_early = Night(tmp_path, {**long, "pins.csv": f"{PINS}D1-01,2,PL-01,2027-02-01\n"}, BCT)
    assert "leaves 9999-12-20 as the first week" in faults(too_early)[0]
    assert str(HORIZON.sunday(1_000_000)) == "9999-12-26"
    assert str(HORIZON.sunday(0)) == "2027-01-10"
