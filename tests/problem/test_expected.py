"""Expected trainees: who is likely to be at each step, by hand, and what rule 6 makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import small
from trainopt.check import check
from trainopt.dataset import read_dataset
from trainopt.dataset.expectation import expected_text
from trainopt.errors import DatasetFaults
from trainopt.generate.generate import generate
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options

COURSES = "course_id,name,duration_weeks,class_min,class_max,pass_percent\n"
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,due,show_percent\n"
STEPS = "pipeline_id,step,course_id\n"
THREE = f"{STEPS}ALL,1,BASIC\nALL,2,LEADER\nALL,3,BASIC\n"
ACTUALS = "cohort_id,step,course_id,site_id,start,trainees,state\n"
EXPECTED = 'class_min_on = "expected"\n'
OVERBOOKED = 'seats_on = "expected"\n'


def courses(basic: str = "", leader: str = "", sizes: str = "1,12") -> str:
    """BASIC takes two weeks, LEADER one; how many of a hundred pass them."""
    return f"{COURSES}BASIC,Basic,2,{sizes},{basic}\nLEADER,Leader,1,1,12,{leader}\n"


def demand(trainees: int, show: str = "", cohort_max: int = 12, pipeline: str = "ALL") -> str:
    return f"{DEMAND}D1,U1,{pipeline},{trainees},{cohort_max},2026-05-10,{show}\n"


# Whom to expect


@pytest.mark.parametrize(
    ("trainees", "show", "passing", "expected"),
    [
        (12, "", ("", ""), (1200, 1200, 1200)),
        (12, "90", ("", ""), (1080, 1080, 1080)),
        (12, "", ("80", ""), (1200, 960, 960)),
        (12, "", ("80", "50"), (1200, 960, 480)),
        (7, "90", ("70", "60"), (630, 441, 264)),  # 264.6: rounded down once, not step by step
        (3, "33", ("33", "33"), (99, 32, 10)),
        (1, "1", ("1", "1"), (1, 0, 0)),
        (1, "", ("100", "1"), (100, 100, 1)),
    ],
)
def test_who_comes_and_who_finishes_the_courses_before(
    trainees: int, show: str, passing: tuple[str, str], expected: tuple[int, ...]
) -> None:
    problem = small.problem(courses=courses(*passing), demand=demand(trainees, show), pipelines=THREE)
    (cohort,) = problem.cohorts
    assert cohort.expected == expected
    assert [(one.least, one.most) for one in problem.groups[0].expected] == [(e, e) for e in expected]


def under_way(as_of: str, actuals: str, pipelines: str = THREE) -> Problem:
    """D1-01, eight trainees, of whom nine in ten come, on its way by actuals.csv."""
    return small.problem(
        plan=f"as_of = {as_of}\n",
        courses=courses("80", "50"),
        demand=demand(8, "90"),
        pipelines=pipelines,
        actuals=f"{ACTUALS}{actuals}\n",
    )


@pytest.mark.parametrize(
    ("as_of", "actuals", "expected"),
    [
        ("2026-03-09", "D1-01,1,BASIC,DE-1,2026-03-02,8,", (640, 320)),  # it runs: some may not finish
        ("2026-03-09", "D1-01,1,BASIC,DE-1,2026-03-02,7,running", (560, 280)),
        ("2026-03-16", "D1-01,1,BASIC,DE-1,2026-03-02,8,", (800, 400)),  # over: who is left has passed
        ("2026-03-16", "D1-01,1,BASIC,DE-1,2026-03-02,8,running", (640, 320)),
        ("2026-03-16", "D1-01,1,BASIC,DE-1,2026-03-09,6,done", (600, 300)),
        ("2026-03-09", "D1-01,1,BASIC,DE-1,2026-03-09,6,done", (600, 300)),
        ("2026-03-16", "D1-01,1,BASIC,DE-1,2026-03-02,8,failed", (800, 640, 320)),  # all over again
    ],
)
def test_of_people_under_way_who_came_is_there(as_of: str, actuals: str, expected: tuple[int, ...]) -> None:
    cohort = next(one for one in under_way(as_of, actuals).cohorts if one.cohort_id == "D1-01")
    assert cohort.expected == expected


def test_a_begun_step_counts_who_is_in_it() -> None:
    problem = under_way("2026-03-09", "D1-01,1,BASIC,DE-1,2026-03-02,7,running")
    assert [step.expected for step in problem.begun_at.values()] == [700]


def test_what_not_held_began_counts_as_not_begun() -> None:
    (cohort,) = under_way("2026-03-09", "D1-01,1,BASIC,DE-1,2026-03-02,8,not_held").cohorts
    assert cohort.expected == (720, 576, 288)


def test_cohorts_of_whom_not_the_same_is_expected_are_no_group() -> None:
    """Both need LEADER, from the same place and week; one comes out of a course that half of them fail."""
    both = (
        "D1-01,1,BASIC,DE-1,2026-03-02,8,running\nD1-02,1,OTHER,DE-1,2026-03-02,8,running\n"
        "D1-03,1,BASIC,DE-1,2026-03-02,8,running"
    )
    problem = small.problem(
        plan="as_of = 2026-03-09\n",
        courses=courses("80") + "OTHER,Other,2,1,12,50\n",
        demand=demand(24, cohort_max=8),
        pipelines=f"{STEPS}ALL,1,LEADER\n",
        actuals=f"{ACTUALS}{both}\n",
    )
    assert [group.demand for group in problem.groups] == [problem.groups[0].demand] * 2
    assert [(group.count, group.expected[0].least) for group in problem.groups] == [(2, 640), (1, 400)]


@pytest.mark.parametrize(
    ("hundredths", "text"), [(2646, "26.46"), (3000, "30"), (450, "4.5"), (5, "0.05"), (10**8, "1000000")]
)
def test_expected_trainees_are_read_as_decimals(hundredths: int, text: str) -> None:
    assert expected_text(hundredths) == text


# Rule 6 and who has begun


def test_a_class_that_has_begun_runs_on_below_its_expected_minimum() -> None:
    problem = small.problem(
        plan=f"as_of = 2026-03-09\n{EXPECTED}",
        courses=courses("10", "10", sizes="6,12"),
        demand=demand(4),
        pipelines=f"{STEPS}ALL,1,BASIC\nALL,2,LEADER\n",
        pins="cohort_id,step,site_id,start\nD1-01,1,DE-1,2026-03-02\n",
    )
    assert check(problem, small.plan("D1-01 1 DE-1 03-02 a")) == []


# Pins of which the rows alone say that they cannot hold


@pytest.mark.parametrize(
    ("trainees", "show", "plan", "fault"),
    [
        (12, "", "", ""),
        (13, "", "", "its 13 trainees are over class_max 12 at DE-1"),
        (13, "90", "", "its 13 trainees are over class_max 12 at DE-1"),
        (13, "90", OVERBOOKED, ""),
        (13, "", OVERBOOKED, "its 13 expected trainees are over class_max 12 at DE-1"),
        (14, "86", OVERBOOKED, "its 12.04 expected trainees are over class_max 12 at DE-1"),
        (15, "10", OVERBOOKED, "its 15 trainees are over class_max 12 and 20 % more at DE-1"),
        (15, "10", f"{OVERBOOKED}overbook_percent = 25\n", ""),
    ],
)
def test_a_pinned_cohort_that_no_class_can_hold_is_a_fault(
    tmp_path: Path, trainees: int, show: str, plan: str, fault: str
) -> None:
    files = small.texts(
        plan=plan,
        courses=courses(),
        demand=demand(trainees, show, 20, "ONE"),
        pipelines=f"{STEPS}ONE,1,BASIC\n",
        pins="cohort_id,step,site_id,start\nD1-01,1,DE-1,2026-03-02\n",
    )
    folder = small.write(tmp_path / "data", files)
    if not fault:
        assert read_dataset(folder).pins
        return
    with pytest.raises(DatasetFaults) as raised:
        read_dataset(folder)
    (one,) = raised.value.faults
    assert (one.file, one.column) == ("pins.csv", "cohort_id")
    assert fault in one.message


# Groups that could never be placed are known beforehand


@pytest.mark.parametrize(
    ("plan", "show", "placed"),
    [("", "50", True), (EXPECTED, "50", False), (EXPECTED, "80", True)],
)
def test_who_can_never_fill_a_class_with_those_expected_is_known(plan: str, show: str, placed: bool) -> None:
    problem = small.problem(
        plan=plan,
        courses=courses(sizes="5,12"),
        demand=demand(7, show, pipeline="ONE"),
        pipelines=f"{STEPS}ONE,1,BASIC\n",
    )
    assert bool(find_options(problem).without_company) is not placed


def test_a_generated_dataset_has_both_shares() -> None:
    problem = build_problem(generate("small", 1))
    expected = {cohort.expected for cohort in problem.cohorts}
    assert any(one[0] % 100 for one in expected) or any(len(set(one)) > 1 for one in expected)
