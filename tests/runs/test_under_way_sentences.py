"""What the data contract says of people under way, sentence by sentence, each with the tests of it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from tests.support.running import table
from tests.support.under_way import ACTUALS, BASE, BCT, DEMAND, MED, Night
from trainopt.dataset.roster import Member
from trainopt.dataset.standing import index_of
from trainopt.errors import DatasetFaults, NoPlanInTime
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.result import Result

GOES_ON = "tests.runs.test_under_way.test_what_has_begun_goes_on_whatever_the_tables_of_today_say"
ROLLING = "tests.runs.test_rolling.test_nobody_under_way_loses_anything_overnight"
ACTUAL = "tests.runs.test_under_way.TestActuals.test_it_is_what_the_plan_goes_on_from"
RELEASED = "tests.runs.test_under_way.test_what_cannot_go_on_is_released_with_the_row_that_causes_it"

SENTENCES: dict[str, tuple[str, ...]] = {
    "A step has begun when it starts before the week of as_of": (GOES_ON,),
    "or when actuals.csv says that it was begun": (ACTUAL,),
    "actuals.csv speaks for the cohorts that it names; for all others pins.csv, else the published plan": (
        "test_each_table_speaks_for_its_cohorts",
    ),
    "A table without rows says nothing": ("test_a_table_without_rows_says_nothing",),
    "It keeps its id, and its trainees (as actuals.csv has them, else as published, else as cut)": (
        ACTUAL, GOES_ON, ROLLING,
    ),
    "Begun steps stay with the unit that they were published for; what remains is of today's": (
        "test_what_has_begun_stays_with_its_unit_and_the_rest_is_of_todays",
    ),
    "trainees less all who began is what is left to cut; who dropped out, stopped or failed counts": (
        "test_who_dropped_out_is_not_replaced_on_any_later_night", ROLLING,
    ),
    "It is cut and gets the numbers that no cohort under way has, lowest first": (
        "tests.runs.test_under_way.test_of_a_demand_that_rises_the_rest_is_cut_with_the_numbers_that_nobody_has",
    ),
    "Whoever is to be replaced is new demand": ("test_whoever_is_to_be_replaced_is_new_demand",),
    "A cohort with a frozen step keeps id and size, while the demand still asks for so many": (
        "test_who_is_frozen_keeps_name_and_size_while_so_many_are_asked_for",
    ),
    "A demand that fell below those who began is a warning": (
        "test_a_demand_below_those_who_began_is_a_warning",
    ),
    "Of a cohort whose demand is gone only the running step goes on, with a warning": (
        "test_who_is_not_asked_for_any_more_ends_the_step_and_leaves",
    ),
    "A published plan without trainees or end: today's cut and today's row, with a warning": (
        "test_a_plan_made_by_hand_is_filled_from_todays_data_with_a_warning",
    ),
    "Begun steps are held as they were, whatever today's tables say": (GOES_ON, ROLLING),
    "what they use counts, and may exceed what the tables give: a warning, and nothing more is added": (
        "test_who_has_begun_may_exceed_a_limit_and_nobody_is_added_there",
    ),
    "Begun steps of one course at one site from one week are one class as published, else the fewest": (
        "test_classes_are_as_published_else_the_fewest", ROLLING,
    ),
    "Such a class runs on below class_min": (GOES_ON,),
    "nobody joins it any more, except who is frozen or pinned into it": (
        "test_only_who_is_frozen_or_pinned_there_joins_a_class_that_has_begun", ROLLING,
    ),
    "It ends as published, else by the capacity row valid at its start, else by the course": (
        "test_when_a_begun_step_ends",
    ),
    "done ended before as_of's week, running goes on to as_of's week": ("test_when_a_begun_step_ends",),
    "All rows count in the terms, history too": (ROLLING,),
    "A begun class without a row of today has its sizes as published and costs 0": (
        "test_a_class_whose_row_is_gone_costs_nothing",
    ),
    "A site that is gone counts in the nation that the published plan has for it": (
        "test_a_site_that_is_gone_counts_in_its_nation",
    ),
    "pinned is yes": ("test_what_has_begun_is_told_as_pinned",),
    "A begun step that today's data makes impossible is released, with the row that causes it": (RELEASED,),
    "Of a released step nothing counts as done; a cohort of whom all are released keeps id and size": (
        "test_who_loses_all_that_was_begun_keeps_name_and_size",
    ),
    "A step whose last week lies before as_of's is over: it is never released": (
        "tests.runs.test_under_way.test_a_step_that_is_over_is_done_wherever_it_was",
    ),
    "Steps of today's pipeline whose course it has begun or finished are done": (GOES_ON, ACTUAL, ROLLING),
    "step counts in the order held; pins.csv counts by today's pipeline, actuals.csv as held": (
        "test_steps_are_counted_in_the_order_held",
    ),
    "changes matches by cohort and course": ("test_changes_match_by_cohort_and_course",),
    "Where a wait is over by as_of, that is a warning, and the step may start in any week": (
        "test_a_wait_that_is_over_binds_no_more",
    ),
    "A frozen step that no longer fits behind what really was is released; its cause is the row": (
        "test_a_frozen_step_that_no_longer_fits_has_the_row_of_actuals_as_its_cause",
    ),
    "if they cannot be placed it is unmet, with a reason, and its begun steps stay": (
        "test_who_cannot_go_on_is_unmet_and_keeps_what_was_begun",
    ),
    "No warning for windows or due dates of demands that are wholly done or under way": (
        "test_nobody_is_warned_of_what_is_done",
    ),
    "start may lie later than the published plan's, or earlier": (GOES_ON,),
    "A row with start_every_weeks and no first day is a warning, and counts as the published plan did": (
        "test_start_weeks_count_from_the_start_of_the_plan_in_force",
    ),
    "A pin on a step that has begun is not judged; where it differs from actuals.csv they win": (
        "test_a_pin_on_what_has_begun_is_not_judged",
    ),
    "Of a cohort that actuals.csv names it says all that has begun; what differs is reported": (
        "tests.runs.test_actual_differences.test_each_kind_of_difference_is_a_sentence",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_its_tests(sentence: str) -> None:
    for name in SENTENCES[sentence]:
        found: object = importlib.import_module(".".join(name.split(".")[:3]) if "." in name else __name__)
        for part in name.split(".")[3:] or [name]:
            found = getattr(found, part)
        assert callable(found)


def actual(*rows: str) -> dict[str, str]:
    return {"actuals.csv": ACTUALS + "".join(f"{row}\n" for row in rows)}


def demand(*rows: str) -> dict[str, str]:
    return {"demand.csv": DEMAND + "".join(f"{row}\n" for row in rows)}


def settings(**keys: object) -> dict[str, str]:
    return {"plan.toml": BASE["plan.toml"] + "".join(f"{key} = {value}\n" for key, value in keys.items())}


PINS = "cohort_id,step,site_id,start\n"
FIFTY = demand("D1,U1,MEDIC,50,25,2027-04-01")


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
ONE_CLASS = {"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2", "PL-01,BCT,1")}
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


def test_what_has_begun_is_told_as_pinned(tmp_path: Path) -> None:
    night = Night(tmp_path, settings(freeze_weeks=0))
    night.plan()
    assert [row["pinned"] for row in table(night.out / "assignments.csv")] == ["yes", "no"]


def test_who_loses_all_that_was_begun_keeps_name_and_size(tmp_path: Path) -> None:
    closed = {"closures.csv": "site_id,first_day,last_day\nPL-01,2027-01-25,2027-01-31\n"}
    night = Night(tmp_path, {**closed, **actual("D1-01,1,BCT,PL-01,2027-01-04,20,")})
    held = night.plan()
    assert str(held.released[0]).startswith("D1-01 step 1 at PL-01: closures.csv:2: ")
    assert [line.split()[-1] for line in night.held()] == ["20", "20"]
    assert night.held()[0].startswith("D1-01/1 BCT PL-01 2027-02-")


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
