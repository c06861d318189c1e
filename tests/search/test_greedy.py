"""The greedy plan: always the same, always allowed, never with a class that stays too small."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.support import small
from trainopt.check import check, terms
from trainopt.generate.generate import generate
from trainopt.plan.placements import Seat, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan

Assignment = dict[int, tuple[Seat, ...]]

generated = pytest.mark.parametrize("seed", range(1, 7))

demand = "demand_id,unit_id,pipeline_id,trainees,due,priority\n"
TWO_OF_SIX = f"{demand}D1,U1,ONE,6,2026-05-10,1\nD2,U2,ONE,6,2026-05-10,2\n"
ONE_CLASS = "site_id,course_id,parallel_classes,valid_to,class_min\nDE-1,BASIC,1,2026-03-15,{class_min}\n"


@cache
def generated_problem(seed: int) -> Problem:
    return build_problem(generate("small", seed))


def planned(problem: Problem) -> Assignment | None:
    return greedy_plan(problem, find_options(problem))


def sizes(problem: Problem, assignment: Assignment) -> Counter[Seat]:
    """Trainees in each class."""
    trainees: Counter[Seat] = Counter()
    for index, seats in assignment.items():
        for seat in seats:
            trainees[seat] += problem.cohorts[index].size
    return trainees


@pytest.mark.slow
@generated
def test_it_is_the_same_each_time(seed: int) -> None:
    again = build_problem(generate("small", seed))
    first, second = planned(generated_problem(seed)), planned(again)
    assert first is not None
    assert first == second
    assert plan_of(again, first) == plan_of(generated_problem(seed), first)


@generated
def test_it_breaks_no_rule(seed: int) -> None:
    problem = generated_problem(seed)
    assignment = planned(problem)
    assert assignment is not None
    assert problem.pins
    assert check(problem, plan_of(problem, assignment)) == []


@generated
def test_it_leaves_no_class_too_small_or_too_full(seed: int) -> None:
    problem = generated_problem(seed)
    assignment = planned(problem)
    assert assignment
    for seat, trainees in sizes(problem, assignment).items():
        assert problem.rows[seat.row].class_min <= trainees <= problem.rows[seat.row].class_max


@generated
@pytest.mark.parametrize("asked", [0, 1, 50, 150])
def test_what_is_placed_when_time_is_up_breaks_no_rule(seed: int, asked: int) -> None:
    problem = generated_problem(seed)
    times = iter(range(asked))
    assignment = greedy_plan(problem, find_options(problem), expired=lambda: next(times, None) is None)
    if assignment is not None:  # None: too few were placed to hold the pins
        assert check(problem, plan_of(problem, assignment)) == []


@pytest.mark.parametrize(
    ("class_min", "unmet"),
    [(6, 0), (12, 0), (13, 18)],
    ids=["each could be alone", "both together", "too few for a class"],
)
def test_cohorts_make_up_a_class_together_or_not_at_all(class_min: int, unmet: int) -> None:
    tables = {"demand": TWO_OF_SIX, "capacity": ONE_CLASS.format(class_min=class_min)}
    courses = "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic,2,1,14\nLEADER,Leader,1,1,14\n"
    problem = small.problem(courses=courses, **tables)
    assignment = planned(problem)
    assert assignment is not None
    assert terms(problem, plan_of(problem, assignment))["unmet"] == unmet


def test_the_one_of_more_priority_gets_the_only_seats() -> None:
    courses = "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic,2,1,10\nLEADER,Leader,1,1,10\n"
    problem = small.problem(courses=courses, demand=TWO_OF_SIX, capacity=ONE_CLASS.format(class_min=1))
    assignment = planned(problem)
    assert assignment is not None
    assert [problem.cohorts[index].cohort_id for index in assignment] == ["D2-01"]


@pytest.mark.parametrize(
    ("cohort_id", "placed"), [("D1-01", True), ("D2-01", True)], ids=["of less priority", "of more priority"]
)
def test_a_pinned_cohort_comes_before_priority(cohort_id: str, placed: bool) -> None:
    courses = "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic,2,1,10\nLEADER,Leader,1,1,10\n"
    pins = f"cohort_id,step,site_id,start\n{cohort_id},1,DE-1,2026-03-02\n"
    problem = small.problem(
        courses=courses, demand=TWO_OF_SIX, capacity=ONE_CLASS.format(class_min=1), pins=pins
    )
    assignment = planned(problem)
    assert assignment is not None
    assert [problem.cohorts[index].cohort_id for index in assignment] == [cohort_id] * placed


def test_there_is_none_where_no_plan_holds_the_pins() -> None:
    pins = "cohort_id,step,site_id,start\nD1-01,1,DE-1,2026-03-02\n"
    assert planned(small.problem(demand=TWO_OF_SIX, capacity=ONE_CLASS.format(class_min=13).replace(
        "class_min\n", "class_min,class_max\n").replace(",13\n", ",13,20\n"), pins=pins)) is None  # fmt: skip


UNIT = {
    "courses": small.courses("BASIC,Basic,2,12,24,no", "LEADER,Leader,1,2,12,"),
    "capacity": small.offers(
        "DE-1,BASIC,1,2026-03-02,2026-03-15,,",
        "PL-1,BASIC,1,2026-03-16,2026-03-29,,",
        "DE-1,LEADER,1,,,,",
    ),
}
"""Classes of one unit that two cohorts of six fill, in Germany first and then in Poland."""


@pytest.mark.parametrize("pipeline", ["ONE", "TWO"])
def test_a_units_cohorts_go_where_they_fill_a_class_together(pipeline: str) -> None:
    """Germany lets six arrive in a week: one by one one would go there and the other one to Poland."""
    problem = small.problem(
        **UNIT,
        nations=small.nations("DE,Germany,,6", "PL,Poland,,"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")(
            f"D1,U1,{pipeline},12,6,2026-05-10"
        ),
    )
    plan = greedy_plan(problem, find_options(problem))
    assert plan is not None
    assert {problem.rows[seats[0].row].site for seats in plan.values()} == {problem.site_index["PL-1"]}
    assert len(plan) == 2


def test_who_do_not_fill_a_class_of_their_unit_hold_no_seats_of_others() -> None:
    """Six fill no class of twelve, whatever their priority; the seats are for those who do."""
    problem = small.problem(
        **UNIT,
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")(
            "D1,U1,ONE,6,6,2026-05-10,5", "D2,U2,ONE,24,6,2026-05-10,1"
        ),
    )
    plan = greedy_plan(problem, find_options(problem))
    assert plan is not None
    assert {problem.demands[problem.cohorts[index].demand].demand_id for index in plan} == {"D2"}
    assert len(plan) == 4


def test_demands_too_small_for_a_class_of_their_unit_share_one() -> None:
    problem = small.problem(
        **UNIT,
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")(
            "D1,U1,ONE,6,6,2026-05-10", "D2,U1,ONE,6,6,2026-05-10"
        ),
    )
    plan = greedy_plan(problem, find_options(problem))
    assert plan is not None
    assert len(plan) == 2
