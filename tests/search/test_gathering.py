"""Classes that only all together fill: a job shop whose jobs all meet in one class at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.problems.jobshop import JobShop
from tests.support import small
from trainopt.check import check, terms
from trainopt.dataset import write_dataset
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.dispatching import Gathered
from trainopt.search.gathering import Gathering, Seats
from trainopt.search.greedy import _Greedy, greedy_plan

JOBS = 6

# Each job is on all three machines, in another order and for other times; two take 18 weeks together.
SHOP = JobShop(
    "own",
    tuple(tuple({(job + step) % 3: 1 + (job * step + job) % 5} for step in range(3)) for job in range(JOBS)),
    3,
)


# Of eight jobs in turn on three machines, one of which is busy for 51 weeks.
LONG_SHOP = JobShop(
    "long",
    tuple(
        tuple({(job + step) % 3: 1 + (job * step + job + step) % 5} for step in range(5)) for job in range(8)
    ),
    3,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def posed(folder: Path, weeks: int, shop: JobShop = SHOP) -> Problem:
    dataset = shop.dataset()
    settings = dataset.settings.model_copy(update={"weeks": weeks})
    write_dataset(replace(dataset, settings=settings), folder)
    return build_problem(folder)


def unmet(problem: Problem) -> int:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    plan = plan_of(problem, found)
    assert check(problem, plan) == []
    return terms(problem, plan)["unmet"]


def a_gathering(greedy: _Greedy) -> Gathering:
    making = (greedy.problem, greedy.options, greedy.ledger, greedy.barren, greedy._place, greedy.expired)
    return Gathering(*making, greedy._is_sought, greedy._go_on)


def test_those_who_only_together_fill_a_class_are_placed_together(folder: Path) -> None:
    assert unmet(posed(folder, 60)) == 0


def test_it_is_gathering_that_places_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gathering, "run", lambda self, order: None)
    assert unmet(posed(folder, 60)) == JOBS


def test_where_they_cannot_meet_in_time_nobody_is_placed(folder: Path) -> None:
    busiest = max(
        sum(operation.get(machine, 0) for job in SHOP.jobs for operation in job) for machine in range(3)
    )
    assert unmet(posed(folder, busiest)) == JOBS


def test_all_come_there_by_dispatching_where_one_after_the_other_finds_no_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = posed(folder, 54, LONG_SHOP)
    assert unmet(problem) == 0
    monkeypatch.setattr(Gathering, "_dispatched", lambda self, members, openings: {})
    assert unmet(problem) == 8


@pytest.mark.parametrize(("class_min", "dispatched"), [(10, True), (9, False)])
def test_they_are_dispatched_where_they_fill_one_class_at_the_most(class_min: int, dispatched: bool) -> None:
    problem = small.problem(
        courses=small.courses("BASIC,Basic,1,1,12,", f"LEADER,Leader,1,{class_min},18,"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            *(f"D{number},U1,TWO,6,2026-05-10" for number in range(1, 4))
        ),
    )
    options = find_options(problem)
    gathering = a_gathering(_Greedy(problem, options, lambda: False))
    (members,) = gathering._courses(problem.groups)
    openings = options.openings.of_course["LEADER"].tolist()
    assert bool(gathering._dispatched(members, openings)) == dispatched


def test_the_week_in_which_they_meet_is_sought_by_halving(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    filled = Gathering._filled

    def noted(self: Gathering, members: list[Gathered], opening: int) -> Seats:
        tried.append(opening)
        return filled(self, members, opening)

    monkeypatch.setattr(Gathering, "_dispatched", lambda self, members, openings: {})
    monkeypatch.setattr(Gathering, "_filled", noted)
    assert unmet(posed(folder, 120)) == 0
    assert len(tried) <= 9
    assert tried[0] == max(tried)


def test_whose_pipeline_has_the_course_twice_counts_once_in_a_class_of_it() -> None:
    problem = small.problem(
        courses=small.courses("BASIC,Basic,1,10,12,"),
        capacity=small.table("site_id,course_id,parallel_classes")("DE-1,BASIC,1"),
        pipelines=small.table("pipeline_id,step,course_id")("ONE,1,BASIC", "ONE,2,BASIC"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,ready_from,due")(
            "D1,U1,ONE,6,2026-03-02,2026-05-10", "D2,U2,ONE,6,2026-04-20,2026-05-10"
        ),
    )
    options = find_options(problem)
    greedy = _Greedy(problem, options, lambda: False)
    gathering = a_gathering(greedy)
    (members,) = gathering._courses(problem.groups)
    in_week = {int(options.openings.start[at]): int(at) for at in options.openings.of_course["BASIC"]}
    assert not gathering._filled(members, in_week[4])
    assert gathering._filled(members, in_week[8])
    assert not any(greedy.ledger.classes.values())  # nobody was put in twice and taken out once
    assert gathering._late_one(members, [in_week[8], in_week[4]])[0] == 0  # the last one is not given up at
    assert gathering._late_one(members, [in_week[4]]) == (-1, {})
