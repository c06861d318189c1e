"""The steps of those under way: which are held, how they are counted, and which are released."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.running import table
from tests.support.under_way import BASE, BCT, FIFTY, ONE_CLASS, PINS, Night, actual, settings
from trainopt.errors import DatasetFaults, NoPlanInTime
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.result import Result


def test_what_has_begun_is_told_as_pinned(tmp_path: Path) -> None:
    night = Night(tmp_path, settings(freeze_weeks=0))
    night.plan()
    assert [row["pinned"] for row in table(night.out / "assignments.csv")] == ["yes", "no"]


def test_steps_are_counted_in_the_order_held(tmp_path: Path) -> None:
    """The pipeline begins with ADM now: of D1-01, BCT is step 1 as held, MED step 3 of the pipeline."""
    files = {
        "pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,ADM\nMEDIC,2,BCT\nMEDIC,3,MED\n",
        "pins.csv": f"{PINS}D1-01,3,DE-01,2027-02-15\n",
    }
    night = Night(tmp_path, files)
    night.plan()
    courses = [line.split()[:3] for line in night.held()]
    assert courses == [["D1-01/1", "BCT", "PL-01"], ["D1-01/2", "ADM", "PL-01"], ["D1-01/3", "MED", "DE-01"]]


def test_changes_match_by_cohort_and_course(tmp_path: Path) -> None:
    files = {"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,ADM\nMEDIC,2,BCT\nMEDIC,3,MED\n"}
    med = "D1-01,2,PL-01.MED.2027-02-08.1,PL-01,2027-02-08"
    night = Night(tmp_path, files, BCT, med)
    night.plan()
    assert night.held()[2] == "D1-01/3 MED PL-01 2027-02-08 25"
    assert night.kpi("changes") == "0"


WAITS = {"pipelines.csv": "pipeline_id,step,course_id,max_wait_weeks\nMEDIC,1,BCT,\nMEDIC,2,MED,1\n"}


@pytest.mark.parametrize(
    ("as_of", "over"), [("2027-02-08", False), ("2027-02-15", True), ("2027-03-01", True)]
)
def test_a_wait_that_is_over_binds_no_more(tmp_path: Path, as_of: str, over: bool) -> None:
    plan = BASE["plan.toml"].replace("as_of = 2027-01-18", f"as_of = {as_of}")
    night = Night(tmp_path, {**WAITS, "plan.toml": plan}, BCT)
    warned = [
        line for line in night.warnings() if line.startswith("pipelines.csv:3: max_wait_weeks: is over")
    ]
    assert (len(warned) == 1 and "D1-01" in warned[0]) is over
    night.plan()
    assert night.held()[1] == f"D1-01/2 MED PL-01 {as_of} 25"


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({}, "D1-01,1,BCT,PL-01,2027-01-11,25,"),
        (WAITS, "D1-01,1,BCT,PL-01,2027-01-04,25,done"),
        ({**settings(transfer_weeks=1)}, "D1-01,1,BCT,DE-01,2027-01-04,25,"),
        ({"pipelines.csv": "pipeline_id,step,course_id,location\nMEDIC,1,BCT,\nMEDIC,2,MED,same_site\n"},
         "D1-01,1,BCT,DE-01,2027-01-04,25,"),
    ],
    ids=["it ends later", "too long a wait", "too far away", "at another site"],
)  # fmt: skip
def test_a_frozen_step_that_no_longer_fits_has_the_row_of_actuals_as_its_cause(
    tmp_path: Path, files: dict[str, str], row: str
) -> None:
    night = Night(tmp_path, {**files, **actual(row)})
    released = [str(one) for one in night.plan().released]
    assert len(released) == 1
    assert released[0].startswith("D1-01 step 2 at PL-01: actuals.csv:2")


@pytest.mark.parametrize("state", ["stopped", ""])
def test_a_frozen_step_of_who_left_has_the_row_of_actuals_as_its_cause(tmp_path: Path, state: str) -> None:
    left = 25 if state else 0
    night = Night(tmp_path, actual(f"D1-01,1,BCT,PL-01,2027-01-04,{left},{state}"))
    (released,) = [str(one) for one in night.plan().released]
    assert released.startswith("D1-01 step 2 at PL-01: actuals.csv:2: ")


EVERY_THREE = {
    "capacity.csv": "site_id,course_id,parallel_classes,start_every_weeks\nPL-01,BCT,2,3\nPL-01,MED,2,1\n"
}


def test_start_weeks_count_from_the_start_of_the_plan_in_force(tmp_path: Path) -> None:
    """Every three weeks from 4 January: 25 January is one of them, also once start is 11 January."""
    first = Night(tmp_path / "first", {**EVERY_THREE, **FIFTY}, BCT)
    warned = "capacity.csv:2: first_start: is blank, so starts count from 2027-01-04"
    assert any(line.startswith(warned) for line in first.warnings())
    first.plan()
    plan = {"plan.toml": BASE["plan.toml"].replace("start = 2027-01-04", "start = 2027-01-11")}
    second = Night(tmp_path / "second", {**EVERY_THREE, **FIFTY, **plan})
    second.published = first.out
    assert any(line.startswith(f"{warned}, as the plan in force did") for line in second.warnings())
    second.plan()
    starts = {line.split()[3] for line in second.held() if " BCT " in line}
    assert starts == {"2027-01-04", "2027-01-25"}
    assert json.loads((second.out / "manifest.json").read_text())["counted_from"] == "2027-01-04"


def test_a_row_with_a_first_day_is_no_warning(tmp_path: Path) -> None:
    header = "site_id,course_id,parallel_classes,start_every_weeks,first_start,valid_from\n"
    rows = "PL-01,BCT,2,3,2027-01-04,\nPL-01,MED,2,2,,2027-01-04\nPL-01,ADM,1,,,\n"
    assert Night(tmp_path, {"capacity.csv": header + rows}).warnings() == []


@pytest.mark.parametrize(
    ("pin", "files", "said"),
    [
        ("D1-01,1,PL-01,2027-01-04", {}, None),
        ("D1-01,1,DE-01,2027-01-04", actual("D1-01,1,BCT,PL-01,2027-01-04,25,"), "actuals.csv:2"),
        ("D1-01,1,PL-01,2026-12-28", actual("D1-01,1,BCT,PL-01,2027-01-04,25,"), "actuals.csv:2"),
        ("D1-01,1,PL-01,2027-01-04", actual("D1-01,1,BCT,PL-01,2027-01-04,25,"), None),
    ],
    ids=["agrees", "another site", "before start", "agrees with actuals"],
)
def test_a_pin_on_what_has_begun_is_not_judged(
    tmp_path: Path, pin: str, files: dict[str, str], said: str | None
) -> None:
    night = Night(tmp_path, {**files, "pins.csv": f"{PINS}{pin}\n"})
    warned = [line for line in night.warnings() if line.startswith("pins.csv:2")]
    assert len(warned) == (said is not None)
    assert said is None or said in warned[0]
    night.plan()
    assert night.held()[0] == "D1-01/1 BCT PL-01 2027-01-04 25"


def test_a_pin_on_what_has_not_begun_must_agree_with_todays_tables(tmp_path: Path) -> None:
    night = Night(tmp_path, {"pins.csv": f"{PINS}D1-01,2,DE-01,2027-01-25\n"})
    with pytest.raises(DatasetFaults, match=r"pins\.csv:2"):
        night.read()


def test_a_frozen_step_is_held_beside_those_who_have_begun(tmp_path: Path) -> None:
    """D1-01 began a week late, so its class runs in the week in which that of D1-02 was to begin."""
    frozen = "D1-02,1,PL-01.BCT.2027-02-01.1,PL-01,2027-02-01"
    late = actual("D1-01,1,BCT,PL-01,2027-01-11,25,")
    held = Night(tmp_path / "late", {**FIFTY, **ONE_CLASS, **late}, BCT, frozen).plan()
    (released,) = [str(one) for one in held.released]
    assert released.startswith("D1-02 step 1 at PL-01: capacity.csv:3: ")
    assert Night(tmp_path / "in time", {**FIFTY, **ONE_CLASS}, BCT, frozen).plan().released == ()


@pytest.mark.slow
def test_where_no_plan_is_found_in_time_that_holds_all_what_is_stuck_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MED asks for more than there are, which nothing quick can hold; the search is said to find nothing."""
    files = {"courses.csv": BASE["courses.csv"].replace("2,5,50", "2,30,50"), **FIFTY}
    calls = []

    def slow(problem: Problem, effort: Effort, base: Plan | None) -> Result:
        calls.append(effort.clock.seconds)
        if any(pin.step == 2 for pin in problem.pins):
            raise NoPlanInTime("no plan in time")
        return optimise(problem, effort, base)

    monkeypatch.setattr("trainopt.runs.solve.optimise", slow)
    night = Night(tmp_path, files)
    ran = night.solve()
    assert "released: D1-01 step 2 at PL-01: no way was found to hold it: all who could come" in ran.err
    assert calls[0] < calls[-1]
