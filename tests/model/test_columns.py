"""Which classes a model can open beside those that run already, and how they are numbered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import small
from trainopt.model.columns import Columns, make_columns
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Seat
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options

DEMAND = small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")
LARGE, SMALL = "D1,U1,ONE,30,6,2026-05-10", "D1,U1,ONE,6,6,2026-05-10"


def problem_with(offer: str, first: str = LARGE) -> Problem:
    """Classes of two weeks for 12 at one place; D1 is free, each of D2's cohorts of 5 can fill a class."""
    return small.problem(
        capacity=small.sizes(offer),
        pipelines=small.steps("ONE,1,BASIC,,"),
        demand=DEMAND(first, "D2,U2,ONE,20,5,2026-05-10"),
    )


def columns_beside(problem: Problem, *standing: tuple[int, int], options: Options | None = None) -> Columns:
    """The columns of D1's cohorts where D2's are in classes of these weeks and numbers."""
    options = options or find_options(problem)
    ledger = Ledger(problem, options.openings)
    others = (cohort for cohort in problem.cohorts if cohort.cohort_id.startswith("D2-"))
    for cohort, (week, number) in zip(others, standing, strict=False):
        ledger.place_in(cohort, [Seat(0, week, number)])
    first = problem.cohorts[problem.cohort_index["D1-01"]]
    free = [group for group in problem.groups if group.demand == first.demand]
    return make_columns(problem, options, free, ledger)


def numbers(columns: Columns, week: int) -> list[tuple[int, bool]]:
    """The classes of a start week, each with whether it runs already."""
    return [(slot.number, slot.running is None) for slot in columns.slots if slot.start == week]


def test_a_new_class_has_a_number_that_none_has() -> None:
    columns = columns_beside(problem_with("DE-1,BASIC,4,,"), (2, 7), (2, 3))
    assert numbers(columns, 2) == [(7, True), (3, True), (8, False), (9, False)]
    assert numbers(columns, 5) == [(1, False), (2, False), (3, False), (4, False)]
    assert [slot.index for slot in columns.slots] == list(range(len(columns.slots)))


def test_a_class_that_runs_has_the_seats_that_others_leave() -> None:
    columns = columns_beside(problem_with("DE-1,BASIC,1,,"), (2, 1))
    (slot,) = (slot for slot in columns.slots if slot.start == 2)
    assert (slot.base, slot.seats, slot.end, slot.if_running(3)) == (5, 7, 3, [])
    new = next(slot for slot in columns.slots if slot.start == 5)
    assert (new.base, new.seats, new.if_running(3)) == (0, 12, [(new.running, 3)])


@pytest.mark.parametrize(("week", "more"), [(0, 3), (1, 2), (2, 2), (3, 2), (4, 3)])
def test_classes_that_run_leave_fewer_in_each_week_that_they_share(week: int, more: int) -> None:
    columns = columns_beside(problem_with("DE-1,BASIC,3,,"), (2, 1))
    assert sum(not runs for _, runs in numbers(columns, week)) == more


def test_where_as_many_run_as_may_there_is_no_new_one() -> None:
    columns = columns_beside(problem_with("DE-1,BASIC,2,,"), (2, 1), (3, 1))
    assert numbers(columns, 2) == [(1, True)]
    assert numbers(columns, 1) == [(1, False)]


def test_beside_nobody_it_is_the_rows_that_hold_parallel_classes() -> None:
    """A contradiction is sought with it lifted: then openings have more than the capacity row says."""
    problem = problem_with("DE-1,BASIC,1,,")
    options = find_options(problem)
    lifted = replace(options, openings=replace(options.openings, most=options.openings.most + 3))
    columns = columns_beside(problem, (2, 1), options=lifted)
    assert [len(numbers(columns, week)) for week in (0, 1, 2, 3, 4)] == [4, 0, 1, 0, 4]


@pytest.mark.parametrize(
    ("offer", "first", "most"),
    [("DE-1,BASIC,9,,", LARGE, 5), ("DE-1,BASIC,9,12,12", LARGE, 2), ("DE-1,BASIC,9,,", SMALL, 1)],
    ids=["a class for each cohort", "as many as are filled", "one cohort"],
)
def test_there_are_no_more_new_ones_than_could_run(offer: str, first: str, most: int) -> None:
    columns = columns_beside(problem_with(offer, first))
    assert [number for number, _ in numbers(columns, 0)] == list(range(1, most + 1))


def test_units_that_may_not_mix_share_no_class_that_runs() -> None:
    problem = small.problem(
        courses=small.courses("BASIC,Basic training,2,4,12,no", "LEADER,Leader course,1,2,12,"),
        capacity=small.sizes("DE-1,BASIC,2,,"),
        pipelines=small.steps("ONE,1,BASIC,,"),
        demand=DEMAND(LARGE, "D2,U2,ONE,20,5,2026-05-10"),
    )
    columns = columns_beside(problem, (2, 1))
    running = next(slot for slot in columns.slots if slot.running is None)
    assert running.unit == problem.demands[1].unit
    assert columns.inside[running.index] == []
    assert all(columns.inside[slot.index] for slot in columns.slots if slot.running is not None)
