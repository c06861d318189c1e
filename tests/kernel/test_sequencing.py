"""The order of classes: which plans it says all of, and that the compiled search for it finds the best."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from random import Random

import pytest

from benchmarks.problems.jobshop import JobShop, Operation
from benchmarks.problems.tardiness import Job, Tardiness
from tests.project.test_published import makespans, tardy
from tests.support import small
from tests.support.shops import greedy_of, posed
from trainopt.check import check, terms
from trainopt.kernel.engine import is_available
from trainopt.kernel.sequences import SequencedPlan, sequenced
from trainopt.kernel.sequencing import Sequencing
from trainopt.plan.placements import Assignment, Seat, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options

pytestmark = pytest.mark.skipif(not is_available(), reason="there is no compiled kernel here")

# One at a time in each of two rooms, and a class in which both meet.
ROOMS = {
    "sites": small.sites("DE-1,DE,Munster,1", "DE-2,DE,Hammelburg,1", "PL-1,PL,Drawsko,2"),
    "courses": small.courses("BASIC,Basic,2,1,1,", "LEADER,Leader,1,2,2,"),
    "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-2,BASIC,1,,,,", "PL-1,LEADER,1,,,,"),
    "pipelines": small.steps("TWO,1,BASIC,,", "TWO,2,LEADER,,"),
    "demand": small.table("demand_id,unit_id,pipeline_id,trainees,due")(
        "D1,U1,TWO,1,2026-03-02", "D2,U2,TWO,1,2026-03-02"
    ),
}


DATED = small.table("demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest")


def rooms(**tables: str) -> Problem:
    return small.problem(**{**ROOMS, **tables})


def covered(problem: Problem) -> SequencedPlan | None:
    return sequenced(problem, find_options(problem), greedy_of(problem))


def improved(problem: Problem, steps: int, seed: int = 1, start: Assignment | None = None) -> dict[str, int]:
    """All terms after so many steps, of a plan that breaks no rule."""
    plan = sequenced(problem, find_options(problem), start or greedy_of(problem))
    assert plan is not None
    with Sequencing(plan, seed) as search:
        search.run(2, steps)
        found = plan_of(problem, search.best())
        assert check(problem, found) == []
        values = terms(problem, found)
        assert values["lateness"] == search.lateness
        return dict(values)


# What it covers


def test_rooms_of_one_bed_and_a_meeting_are_covered() -> None:
    plan = covered(rooms())
    assert plan is not None
    assert [len(one.members) for one in plan.classes] == [1, 2, 1]
    assert [len(one.choices) for one in plan.classes] == [2, 1, 2]
    assert len(plan.places) == 2


@pytest.mark.parametrize(
    "tables",
    [
        {"pipelines": small.steps("TWO,1,BASIC,,", "TWO,2,LEADER,3,")},
        {"pipelines": small.steps("TWO,1,BASIC,,", "TWO,2,LEADER,,same_nation"), "sites": small.sites(
            "DE-1,DE,Munster,1", "DE-2,DE,Hammelburg,1", "PL-1,DE,Drawsko,2")},
        {"courses": small.courses("BASIC,Basic,2,1,2,", "LEADER,Leader,1,2,2,")},
        {"nations": small.nations("DE,Germany,,1", "PL,Poland,,")},
        {"plan": 'objective = ["unmet", "waiting", "lateness"]\n'},
        {"plan": 'objective = ["lateness", "unmet"]\nseats_on = "expected"\n'},
        {"plan": 'objective = ["unmet", "cost"]\n'},
    ],
    ids=["wait", "location", "may share", "arrivals", "waiting first", "expected", "no lateness"],
)  # fmt: skip
def test_what_an_order_does_not_say_is_not_covered(tables: Mapping[str, str]) -> None:
    assert greedy_of(rooms(**tables))
    assert covered(rooms(**tables)) is None


@pytest.mark.parametrize(("beds", "is_covered"), [(1, True), (2, False), (3, True)])
def test_a_limit_is_for_one_at_a_time_or_for_all(beds: int, is_covered: bool) -> None:
    """Three go to the only room: where two of them fit, and not all, an order says too little."""
    problem = rooms(
        sites=small.sites(f"DE-1,DE,Munster,{beds}", "PL-1,PL,Drawsko,3"),
        courses=small.courses("BASIC,Basic,2,1,1,", "LEADER,Leader,1,3,3,"),
        capacity=small.offers("DE-1,BASIC,3,,,,", "PL-1,LEADER,1,,,,"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            *(f"D{n},U1,TWO,1,2026-03-02" for n in range(3))
        ),
    )
    assert (covered(problem) is not None) == is_covered


@pytest.mark.parametrize(("second", "is_covered"), [("U1", True), ("U2", False)])
def test_of_classes_of_one_unit_an_order_says_all_where_all_are_of_one(second: str, is_covered: bool) -> None:
    """Who meets only with their own unit do not all meet where there are two."""
    problem = rooms(
        courses=small.courses("BASIC,Basic,2,1,1,", "LEADER,Leader,1,1,2,no"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")(
            "D1,U1,TWO,1,2026-03-02", f"D2,{second},TWO,1,2026-03-02"
        ),
    )
    assert len(greedy_of(problem)) == 2
    assert (covered(problem) is not None) == is_covered


def test_with_people_under_way_it_is_not_covered() -> None:
    """A pin in a week before that of `as_of` says that the step was begun."""
    begun = small.pins("D1-01,1,DE-1,2026-03-02")
    assert covered(rooms(pins=begun)) is not None
    problem = rooms(pins=begun, plan="as_of = 2026-03-09\n")
    assert problem.under_way
    assert greedy_of(problem)
    assert covered(problem) is None


def test_against_a_published_plan_it_is_not_covered() -> None:
    problem = rooms()
    published = small.published_by(problem, plan_of(problem, greedy_of(problem)))
    again = small.problem(published, **ROOMS)
    assert sequenced(again, find_options(again), greedy_of(problem)) is None
    assert covered(problem) is not None


def test_nobody_placed_is_not_covered() -> None:
    problem = rooms()
    assert sequenced(problem, find_options(problem), {}) is None


# What it finds


def test_the_meeting_is_as_early_as_both_can_be_there() -> None:
    """Both in turn in one room would meet in week 4; in two rooms they do in week 2."""
    problem = rooms()
    late: Assignment = plan_in(problem, {"D1-01": ["DE-1,0", "PL-1,4"], "D2-01": ["DE-1,2", "PL-1,4"]})
    assert improved(problem, 0, start=late)["lateness"] == 2 * 4
    assert improved(problem, 200, start=late)["lateness"] == 2 * 2


def plan_in(problem: Problem, where: Mapping[str, list[str]]) -> dict[int, tuple[Seat, ...]]:
    """A plan by cohort: site and week of each step."""
    sites = {site.site_id: site.index for site in problem.sites}
    plan: dict[int, tuple[Seat, ...]] = {}
    for cohort_id, steps in where.items():
        cohort = problem.cohorts[problem.cohort_index[cohort_id]]
        named = zip(problem.demands[cohort.demand].steps, steps, strict=True)
        seats = []
        for step, text in named:
            site, week = text.split(",")
            row = problem.row_at[sites[site], step.course_id, int(week)]
            seats.append(Seat(row.index, int(week), 1))
        plan[cohort.index] = tuple(seats)
    return plan


@pytest.mark.parametrize(
    ("tables", "lateness"),
    [
        ({"plan": "transfer_weeks = 3\n"}, 2 * 5),
        ({"closures": small.closures(",DE-2,,2026-03-02,2026-03-08")}, 2 * 3),
        ({"capacity": small.offers(
            "DE-1,BASIC,1,,,,", "DE-2,BASIC,1,,,,", "PL-1,LEADER,1,,,2026-03-02,4")}, 2 * 4),
        ({"course_resources": small.needs("BASIC,instructor,1"),
          "resources": small.pools("DE,instructor,1,,")}, 2 * 4),
        ({"pins": small.pins("D1-01,1,DE-2,2026-03-16")}, 2 * 4),
        ({"demand": DATED("D1,U1,TWO,1,2026-03-16,2026-03-16,", "D2,U2,TWO,1,,2026-03-16,")}, 2 * 2),
        ({"demand": DATED("D1,U1,ONE,1,,2026-03-02,", "D2,U2,ONE,1,,2026-03-29,2026-03-15"),
          "pipelines": small.steps("ONE,1,BASIC,,"), "capacity": small.offers("DE-1,BASIC,1,,,,")}, 3),
    ],
    ids=["transfer", "closure", "start weeks", "one instructor", "pin", "ready_from", "latest"],
)  # fmt: skip
def test_weeks_are_as_the_rules_allow(tables: Mapping[str, str], lateness: int) -> None:
    assert improved(rooms(**tables), 300)["lateness"] == lateness


def own_shop(seed: int) -> JobShop:
    """Three jobs of one or two operations on two or three machines."""
    dice = Random(seed)
    machines = dice.randint(2, 3)

    def operation() -> Operation:
        on = dice.sample(range(machines), dice.randint(1, 2))
        return {machine: dice.randint(1, 4) for machine in sorted(on)}

    jobs = tuple(tuple(operation() for _ in range(dice.randint(1, 2))) for _ in range(3))
    return JobShop(f"own{seed}", jobs, machines)


@pytest.mark.parametrize("seed", range(8))
def test_of_a_tiny_job_shop_it_finds_the_optimum(seed: int) -> None:
    shop = own_shop(seed)
    problem = posed(shop)
    assert improved(problem, 3_000, seed)["lateness"] == min(makespans(shop)) * len(shop.jobs)


@pytest.mark.parametrize("seed", range(4))
def test_on_one_machine_it_finds_the_optimum(seed: int) -> None:
    dice = Random(seed)
    jobs = tuple(Job(dice.randint(1, 6), dice.randint(1, 9), dice.randint(1, 15)) for _ in range(6))
    problem = posed(Tardiness(f"own{seed}", jobs))
    best = min(tardy(order) for order in permutations(jobs))
    assert improved(problem, 5_000, seed)["lateness"] == best


def test_a_seed_gives_the_same_plan_and_the_best_is_kept() -> None:
    problem = posed(own_shop(3))
    plan = sequenced(problem, find_options(problem), greedy_of(problem))
    assert plan is not None
    found = []
    for seed in (5, 5):
        with Sequencing(plan, seed) as search:
            for _ in range(100):
                before = search.lateness
                search.run(10**6, 5)  # so warm that anything is taken
                assert search.lateness <= before
            found.append(search.best())
    assert found[0] == found[1]


def test_where_nobody_is_late_no_step_is_made() -> None:
    problem = posed(Tardiness("own", (Job(1, 2, 5), Job(2, 5, 9))))
    plan = sequenced(problem, find_options(problem), greedy_of(problem))
    assert plan is not None
    with Sequencing(plan, 1) as search:
        assert search.lateness == 0
        assert search.run(10**6, 100) == 0


def test_the_warmer_it_is_the_oftener_what_is_worse_is_taken() -> None:
    dice = Random(1)
    jobs = tuple(Job(dice.randint(1, 6), dice.randint(1, 9), dice.randint(1, 15)) for _ in range(6))
    problem = posed(Tardiness("own", jobs))
    plan = sequenced(problem, find_options(problem), greedy_of(problem))
    assert plan is not None
    taken = []
    for temperature in (0, 10, 10**6):
        with Sequencing(plan, 5) as search:
            taken.append(search.run(temperature, 500))
    assert taken == sorted(taken)
    assert taken[-1] > 2 * taken[0]


@pytest.mark.parametrize("copies", [1, 30])
def test_weeks_may_be_many_and_classes_long(copies: int) -> None:
    """Sets of weeks are words of 64 bits: classes that reach over several of them, up to the last week."""
    shop = JobShop("long", tuple(({0: 120 // copies},) for _ in range(copies)), 1)
    problem = posed(shop)
    assert improved(problem, 50)["lateness"] == copies * (120 // copies) * copies
