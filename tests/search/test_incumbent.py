"""The plan outside the solver processes: which moves it takes, and what becomes of them."""

from __future__ import annotations

import pytest

from tests.support import small
from tests.support.moves import (
    ALONE,
    APART,
    BESIDE,
    EVERYBODY,
    JOIN,
    NEXT_DOOR,
    SWAP,
    TOGETHER,
    basic,
    change,
    placed,
)
from trainopt.check import check
from trainopt.errors import RejectedPlan
from trainopt.problem import Problem
from trainopt.search.incumbent import Incumbent
from trainopt.search.messages import Moved

THIRD = "D3-01 1 DE-1 03-02 a"
PIN = small.pins("D1-01,1,DE-1,2026-03-02")


def problem_with(**tables: str) -> Problem:
    return small.problem(**{"demand": EVERYBODY, **basic(2), **tables})


def holding(problem: Problem, plan: str) -> Incumbent:
    incumbent = Incumbent(problem)
    assert incumbent.consider(placed(change(problem, plan)), "the test")
    return incumbent


def moved(problem: Problem, before: str, after: str) -> Moved:
    """A move from a plan as its sender knows it; who is not named in it is not placed."""
    known, wanted = change(problem, before), change(problem, after)
    return Moved({index: known.get(index) for index in wanted}, wanted, 0)


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        (APART, BESIDE, True),
        (APART, SWAP, True),
        (APART, f"{SWAP}; {THIRD}", True),
        (APART, "D2-01 -", True),
        (TOGETHER, NEXT_DOOR, False),
        (ALONE, BESIDE, False),
        (f"{APART}; {THIRD}", "D3-01 -", False),
        (TOGETHER, SWAP, False),
    ],
    ids=[
        *("as it is", "several", "one of them placed anew", "one of them placed no more"),
        *("elsewhere by now", "placed by now", "placed no more by now", "one of several elsewhere by now"),
    ],
)
def test_a_move_is_taken_if_what_it_starts_from_is_still_so(before: str, after: str, taken: bool) -> None:
    problem = problem_with()
    incumbent = holding(problem, APART)
    assert incumbent.take(moved(problem, before, after)) is taken
    expected = {**change(problem, APART), **change(problem, after)} if taken else change(problem, APART)
    assert incumbent.working_plan() == placed(expected)


@pytest.mark.parametrize(("first", "second"), [(JOIN, THIRD), (THIRD, JOIN)], ids=["one", "the other"])
def test_of_two_moves_that_fit_alone_but_not_together_the_first_one_holds(first: str, second: str) -> None:
    """Each fills the class of twelve."""
    problem = problem_with()
    incumbent = holding(problem, APART)
    for alone in (first, second):
        assert holding(problem, APART).take(moved(problem, APART, alone))
    assert incumbent.take(moved(problem, APART, first))
    assert not incumbent.take(moved(problem, APART, second))
    assert incumbent.working_plan() == placed({**change(problem, APART), **change(problem, first)})


def test_a_move_is_taken_once() -> None:
    problem = problem_with()
    incumbent = holding(problem, APART)
    move = moved(problem, APART, BESIDE)
    assert [incumbent.take(move), incumbent.take(move)] == [True, False]


@pytest.mark.parametrize(
    ("after", "better"), [(THIRD, True), ("D2-01 -", False)], ids=["a better plan", "a worse one"]
)
def test_what_moves_have_made_is_the_incumbent_once_checked_and_better(after: str, better: bool) -> None:
    problem = problem_with()
    incumbent = holding(problem, APART)
    before = incumbent.plan, incumbent.values
    assert incumbent.take(moved(problem, APART, after))
    assert (incumbent.plan, incumbent.values) == before
    assert incumbent.catch_up(at_once=True) is better
    assert ((incumbent.plan, incumbent.values) != before) is better
    assert incumbent.plan is not None
    assert check(problem, incumbent.plan) == []
    assert not incumbent.catch_up(at_once=True)


def test_moves_that_break_a_rule_no_ledger_knows_are_found_by_the_checker() -> None:
    problem = problem_with(pins=PIN)
    incumbent = holding(problem, APART)
    kept = incumbent.plan
    assert incumbent.take(moved(problem, APART, "D1-01 -"))
    with pytest.raises(RejectedPlan, match="rule 9"):
        incumbent.catch_up(at_once=True)
    assert incumbent.plan is kept


@pytest.mark.parametrize(
    ("plan", "better"),
    [(f"{APART}; {THIRD}", True), (APART, False), (ALONE, False)],
    ids=["more", "as many", "fewer"],
)
def test_a_plan_is_kept_if_it_is_better(plan: str, better: bool) -> None:
    problem = problem_with()
    incumbent = holding(problem, APART)
    assert incumbent.consider(placed(change(problem, plan)), "the test") is better
    assert incumbent.assignment == placed(change(problem, plan if better else APART))


def test_a_plan_that_breaks_a_rule_is_refused_by_name() -> None:
    problem = problem_with()
    incumbent = holding(problem, APART)
    with pytest.raises(RejectedPlan, match="somebody broke rules: rule 6"):
        incumbent.consider(placed(change(problem, f"{TOGETHER}; {THIRD}")), "somebody")
    assert incumbent.assignment == placed(change(problem, APART))
