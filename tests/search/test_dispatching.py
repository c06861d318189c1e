"""Dispatching: who is to meet others goes on by one step at a time, whoever has least time to spare first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.problems.jobshop import JobShop
from tests.support import small
from trainopt.dataset import write_dataset
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.dispatching import Dispatching, FirstSteps
from trainopt.search.greedy import _Greedy

# Both begin on the first machine; the second job has the longer way to go.
TWO_JOBS = JobShop("own", (({0: 2}, {1: 1}), ({0: 3}, {1: 4})), 2)


@pytest.fixture
def shop(tmp_path: Path) -> Problem:
    write_dataset(TWO_JOBS.dataset(), tmp_path / "shop")
    return build_problem(tmp_path / "shop")


def dispatched(problem: Problem, meeting: int, *, expired: bool = False) -> tuple[FirstSteps, _Greedy]:
    """Everybody's way up to this step, and the plan in the making that they were found in."""
    options = find_options(problem)
    greedy = _Greedy(problem, options, lambda: False)
    made = Dispatching(problem, options, greedy.ledger, greedy._go_on, lambda: expired)
    members = [(group, index, meeting) for group in problem.groups for index in group.cohorts]
    return made.run(members), greedy


def weeks(problem: Problem, ways: FirstSteps) -> dict[str, list[int]]:
    start = find_options(problem).openings.start
    return {problem.cohorts[index].cohort_id: start[way].tolist() for index, way in ways.items()}


def test_who_has_least_time_to_spare_goes_first(shop: Problem) -> None:
    ways, _ = dispatched(shop, meeting=2)
    assert weeks(shop, ways) == {"J1-01": [3, 7], "J2-01": [0, 3]}


def test_the_plan_in_the_making_is_left_as_it_was(shop: Problem) -> None:
    ways, greedy = dispatched(shop, meeting=2)
    assert len(ways) == 2
    assert not greedy.ledger.paths
    assert not any(greedy.ledger.classes.values())
    assert np.array_equal(greedy.ledger.room, _Greedy(shop, greedy.options, lambda: False).ledger.room)


def test_who_has_nothing_before_the_meeting_is_there_at_once(shop: Problem) -> None:
    ways, _ = dispatched(shop, meeting=0)
    assert weeks(shop, ways) == {"J1-01": [], "J2-01": []}


@pytest.mark.parametrize(("seats", "found"), [(12, 2), (6, 1)])
def test_who_finds_no_way_is_left_out(seats: int, found: int) -> None:
    problem = small.problem(
        courses=small.courses("BASIC,Basic,1,6,6,", f"LEADER,Leader,1,6,{seats},"),
        capacity=small.table("site_id,course_id,parallel_classes,valid_from,valid_to")(
            "DE-1,BASIC,1,,", "DE-1,LEADER,1,2026-03-16,2026-03-22"
        ),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            "D1,U1,TWO,6,2026-05-10", "D2,U2,TWO,6,2026-05-10"
        ),
    )
    ways, greedy = dispatched(problem, meeting=2)
    assert [len(way) for way in ways.values()] == [2] * found
    assert not greedy.ledger.paths


def test_once_time_is_over_nobody_goes_on(shop: Problem) -> None:
    ways, greedy = dispatched(shop, meeting=2, expired=True)
    assert ways == {}
    assert not greedy.ledger.paths
