"""A plan made for other data: what still fits stays, what no longer fits is taken out, no rule is broken."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from tests.support import small
from tests.support.kernels import needs_kernel
from tests.support.running import MINI, hand_made, write_mini
from trainopt.check import check, terms
from trainopt.dataset import Dataset, read_dataset
from trainopt.generate.generate import generate, generate_planted
from trainopt.plan.begun import plan_in_force
from trainopt.plan.folder import read_in_force
from trainopt.plan.placements import Plan, Seat, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.entities import Group
from trainopt.problem.options import find_options
from trainopt.runs.cases import repair_plan
from trainopt.runs.hold import frozen_steps
from trainopt.search import repair
from trainopt.search.effort import Effort, Progress
from trainopt.search.filling import Filling
from trainopt.search.greedy import greedy_plan, try_to_hold
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.patience import HOLD_TRIALS, HoldPatience
from trainopt.search.repair import left_to_search
from trainopt.tables import Site

SEEDS = range(4)


def repaired(problem: Problem, base: Plan) -> Plan:
    assignment = greedy_plan(problem, find_options(problem), base=base)
    assert assignment is not None
    plan = plan_of(problem, assignment)
    assert check(problem, plan) == []
    return plan


def places(plan: Plan) -> set[tuple[str, int, str, int]]:
    """Which step of which cohort is held where, from which week."""
    return {(one.cohort_id, one.step, one.site_id, one.start) for one in plan.placements}


def shut(dataset: Dataset, site_id: str) -> Dataset:
    """The dataset with nothing offered at a site."""
    offers = tuple(row for row in dataset.capacity if row.site_id != site_id)
    return replace(dataset, capacity=offers, pins=())


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_has_changed_everybody_stays(seed: int) -> None:
    dataset, plan = generate_planted("small", seed)
    problem = build_problem(dataset)
    assert places(repaired(problem, plan)) == places(plan)
    assert terms(problem, repaired(problem, plan))["unmet"] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_where_a_site_is_shut_those_of_other_classes_stay(seed: int) -> None:
    dataset, plan = generate_planted("small", seed)
    site_id = plan.placements[0].site_id
    problem = build_problem(shut(dataset, site_id))
    found = repaired(problem, plan)
    assert all(one.site_id != site_id for one in found.placements)
    leaving = {one.cohort_id for one in plan.placements if one.site_id == site_id}
    with_them = {one.class_id for one in plan.placements if one.cohort_id in leaving}
    beside = {one.cohort_id for one in plan.placements if one.class_id in with_them}
    beside |= {
        one.cohort_id
        for one in plan.placements
        if one.class_id in {other.class_id for other in plan.placements if other.cohort_id in beside}
    }
    stays = {place for place in places(plan) if place[0] not in beside}
    assert leaving
    assert stays
    assert len(stays - places(found)) <= len(stays) // 10  # a class left too small may take others along


def without_the_first_demand(dataset: Dataset, plan: Plan) -> Plan:
    gone = f"{dataset.demand[0].demand_id}-"
    return Plan(tuple(one for one in plan.placements if not one.cohort_id.startswith(gone)))


@needs_kernel
@pytest.mark.parametrize("is_large", [True, False])
def test_of_a_large_problem_few_without_a_place_are_left_to_the_search(
    is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair, "LARGE_OPTIONS", 0 if is_large else 10**9)
    dataset, plan = generate_planted("small", 0)
    problem, base = build_problem(dataset), without_the_first_demand(dataset, plan)
    left_out = left_to_search(problem, find_options(problem), base)
    assert left_out == (
        {one.cohort_id for one in plan.placements} - set(base.by_cohort()) if is_large else set()
    )
    found = repair_plan(problem, base, left_out)
    assert found is not None
    assert left_out.isdisjoint(found.plan.by_cohort())
    others = repair_plan(problem, base)
    assert others is not None
    assert len(others.plan.by_cohort()) > len(base.by_cohort())


def test_who_is_left_out_is_not_sought_a_place_beside_others_of_the_group() -> None:
    dataset, plan = generate_planted("small", 0)
    problem = build_problem(dataset)
    group = max(problem.groups, key=lambda group: len(group.cohorts))
    gone = {problem.cohorts[index].cohort_id for index in group.cohorts[1:]}
    base = Plan(tuple(one for one in plan.placements if one.cohort_id not in gone))
    assert gone
    found, others = repair_plan(problem, base, gone), repair_plan(problem, base)
    assert found is not None
    assert others is not None
    assert gone.isdisjoint(found.plan.by_cohort())
    assert not gone.isdisjoint(others.plan.by_cohort())


@needs_kernel
def test_from_a_base_of_hardly_anybody_everybody_is_placed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "LARGE_OPTIONS", 0)
    dataset, _ = generate_planted("small", 0)
    problem = build_problem(dataset)
    assert left_to_search(problem, find_options(problem), Plan()) == set()


def test_who_is_left_out_gets_no_place_and_who_loses_one_is_given_another() -> None:
    offers = "site_id,course_id,parallel_classes,valid_from\nDE-1,BASIC,1,{first}\n"
    asked = "demand_id,unit_id,pipeline_id,trainees,due\nD1,U1,ONE,6,2026-05-10\n"
    before = small.problem(capacity=offers.format(first="2026-01-05"), demand=asked)
    after = small.problem(capacity=offers.format(first="2026-02-02"), demand=asked)
    placed = greedy_plan(before, find_options(before))
    assert placed is not None
    assert greedy_plan(before, find_options(before), left_out=["D1-01"]) == {}
    moved = repaired(after, plan_of(before, placed))
    assert [one.cohort_id for one in moved.placements] == ["D1-01"]


@pytest.mark.parametrize(("grown", "together"), [(6, True), (7, False)])
def test_who_has_grown_too_large_for_their_class_leaves_it_also_where_another_could_open(
    grown: int, together: bool
) -> None:
    twelve_seats = small.problem(
        capacity="site_id,course_id,parallel_classes\nDE-1,BASIC,2\n",
        demand=(
            "demand_id,unit_id,pipeline_id,trainees,due\n"
            f"D1,U1,ONE,6,2026-05-10\nD2,U2,ONE,{grown},2026-05-10\n"
        ),
    )
    base = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-02 a")
    classes = {one.class_id for one in repaired(twelve_seats, base).placements}
    assert (len(classes) == 1) is together


def test_fewer_beds_take_out_the_lightest_first() -> None:
    dataset, plan = generate_planted("small", 1)
    sites = tuple(replace_beds(row) for row in dataset.sites)
    problem = build_problem(replace(dataset, sites=sites))
    assert check(problem, plan) != []
    kept = places(repaired(problem, plan)) & places(plan)
    assert 0 < len(kept) < len(places(plan))


def replace_beds(site: Site) -> Site:
    """The site with four fifths of its beds."""
    return site.model_copy(update={"beds": site.beds * 4 // 5})


def test_pinned_cohorts_keep_their_pins_whatever_the_plan_says() -> None:
    dataset = generate("small", 2)
    assert dataset.pins
    before = build_problem(replace(dataset, pins=()))
    assignment = greedy_plan(before, find_options(before))
    assert assignment is not None
    problem = build_problem(dataset)
    repaired(problem, plan_of(before, assignment))


@pytest.mark.slow
@pytest.mark.parametrize("spoil", ["other cohorts", "a step missing", "another site", "nothing"])
def test_what_cannot_be_understood_is_left_out(spoil: str) -> None:
    dataset, plan = generate_planted("small", 0)
    spoiled = {
        "other cohorts": Plan(tuple(replace(one, cohort_id="X" + one.cohort_id) for one in plan.placements)),
        "a step missing": Plan(tuple(one for one in plan.placements if one.step != 1)),
        "another site": Plan(tuple(replace(one, site_id="NOWHERE") for one in plan.placements)),
        "nothing": Plan(()),
    }[spoil]
    problem = build_problem(dataset)
    from_nothing = greedy_plan(problem, find_options(problem))
    assert from_nothing is not None
    if spoil != "a step missing":
        assert repaired(problem, spoiled) == plan_of(problem, from_nothing)
    repaired(problem, spoiled)


@pytest.mark.slow
def test_the_search_starts_from_it() -> None:
    dataset, plan = generate_planted("small", 1)
    problem = build_problem(dataset)
    seen: list[Progress] = []
    effort = Effort.of(Params(seconds=8, workers=1))
    result = optimise(problem, replace(effort, observer=seen.append), plan)
    first = next(progress.plan for progress in seen if progress.plan is not None)
    assert places(first) == places(plan)
    assert result.terms["unmet"] == 0
    assert result.log[0].what == "repair"


# What is pinned and was left with too few

PLAN = 'name = "mini"\nstart = 2026-01-05\nweeks = 16\nas_of = 2026-02-02\nfreeze_weeks = 3\n'
OFFERS = "site_id,course_id,parallel_classes\nA1,C,1\nA2,C,1\nA1,D,1\nA2,D,1\n"
PATHS = "pipeline_id,step,course_id,max_wait_weeks,location\nPC,1,C,,\nCD,1,C,,\nCD,2,D,,\n"
COURSES = (
    MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,12").replace("D,Drive,2,2,4", "D,Drive,2,8,16")
)
HEADER = "demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest,priority\n"


def left(folder: Path, demand: str, *held: str) -> tuple[Problem, Plan]:
    """A problem with the frozen steps of a published plan, made for other demand, and that plan."""
    files = {"plan.toml": PLAN, "capacity.csv": OFFERS, "pipelines.csv": PATHS, "courses.csv": COURSES}
    lines = [",".join([*one.split()[:2], one.split()[4], *one.split()[2:4]]) for one in held]
    before = read_in_force(hand_made(folder / "published", *lines))
    data = write_mini(folder / "data", files | {"demand.csv": HEADER + demand})
    dataset = read_dataset(data, in_force=before)
    frozen, _ = frozen_steps(dataset)
    assert frozen
    problem = build_problem(dataset, None, frozen)
    return problem, plan_in_force(problem)


X = "X,U,PC,4,4,,2026-04-26,,3\n"
Q = "Q,V,PC,8,4,2026-03-09,2026-04-26,,1\nN,V,PC,4,4,,2026-04-26,,1\n"
BESIDE = ("Q-01 1 A2 2026-03-09 q", "Q-02 1 A2 2026-03-09 q", "N-01 1 A2 2026-03-09 q")


def test_others_are_brought_into_a_frozen_class_that_is_left_with_too_few(tmp_path: Path) -> None:
    """X's companion is gone; N comes over from a class that can spare it, Q is not ready yet."""
    problem, before = left(tmp_path, X + Q, "X-01 1 A1 2026-02-09 x", "Y-01 1 A1 2026-02-09 x", *BESIDE)
    found = repair_plan(problem, before)
    assert found is not None
    held = {one.cohort_id: (one.site_id, one.start) for one in found.plan.placements}
    assert held["X-01"] == held["N-01"] == ("A1", 5)
    assert held["Q-01"] == held["Q-02"] == ("A2", 9)
    assert try_to_hold(problem, find_options(problem), before)[1] == {}


def test_a_cohort_with_a_frozen_step_moves_on_where_it_is_free_to(tmp_path: Path) -> None:
    """X's step 2 is left with too few; it joins the others' class, and its frozen step 1 stays."""
    demand = "X,U,CD,4,4,,2026-04-26,,3\nQ,V,CD,8,8,,2026-04-26,,1\nZ,U,PC,4,4,,2026-04-26,,1\n"
    held = (
        "X-01 1 A1 2026-02-09 x",
        "X-01 2 A2 2026-03-02 y",
        "Q-01 1 A2 2026-02-09 q",
        "Q-01 2 A1 2026-03-02 r",
    )
    problem, before = left(tmp_path, demand, *held, "Z-01 1 A1 2026-02-09 x")
    found = repair_plan(problem, before)
    assert found is not None
    places = {(one.cohort_id, one.step): (one.site_id, one.start) for one in found.plan.placements}
    assert places["X-01", 1] == ("A1", 5)
    assert places["X-01", 2] == places["Q-01", 2]


def test_once_time_is_up_nobody_is_brought_into_it(tmp_path: Path) -> None:
    problem, before = left(tmp_path, X + Q, "X-01 1 A1 2026-02-09 x", "Y-01 1 A1 2026-02-09 x", *BESIDE)
    patience = HoldPatience(Effort(Params(), Clock(time.monotonic() - 400, 1000)))
    plan, stuck = try_to_hold(problem, find_options(problem), before, patience)
    assert plan is None
    assert list(stuck) == ["X-01"]
    assert stuck["X-01"].startswith(
        "capacity.csv:2: its class of C at A1 from 2026-02-09 would have 4 trainees"
    )


def test_who_is_left_too_few_where_others_were_taken_away_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a class that was filled by others: P alone in a class of its own is no reason to give up X."""
    demand = X + Q + "P,V,PC,4,4,2026-03-23,2026-04-26,,1\n"
    problem, before = left(tmp_path, demand, "X-01 1 A1 2026-02-09 x", "Y-01 1 A1 2026-02-09 x", *BESIDE)
    index = problem.cohort_index["P-01"]
    fill = Filling.run

    def fill_and_leave_p_alone(filling: Filling, order: Sequence[Group]) -> None:
        fill(filling, order)
        cohort = problem.cohorts[index]
        if index in filling.ledger.paths:
            filling.ledger.remove(cohort)
        row = problem.row_at[problem.site_index["A1"], "C", 12]
        filling.ledger.place_in(cohort, [Seat(row.index, 12, 99)])

    monkeypatch.setattr(Filling, "run", fill_and_leave_p_alone)
    plan, stuck = try_to_hold(problem, find_options(problem), before)
    assert plan is not None
    assert stuck == {}
    assert index not in plan
    assert check(problem, plan_of(problem, plan)) == []


@pytest.mark.parametrize(("seconds", "over"), [(0.0, True), (1.0, False)])
def test_patience_of_a_repeatable_run_counts_trials_and_not_how_often_it_is_asked(
    seconds: float, over: bool
) -> None:
    late = Clock(time.monotonic() - 1000, seconds)
    patience = HoldPatience(Effort(Params(seconds=seconds, repeatable=True), late))
    assert {patience.is_over() for _ in range(2 * HOLD_TRIALS)} == {over}
    for _ in range(HOLD_TRIALS):
        patience.tried()
    assert patience.is_over()


def test_patience_ends_with_a_part_of_the_time_and_with_the_run() -> None:
    stop = Event()
    late = Clock(time.monotonic() - 400, 1000)
    assert HoldPatience(Effort(Params(), late)).is_over()
    assert not HoldPatience(Effort(Params(), late), share=1.0).is_over()
    early = HoldPatience(Effort(Params(), Clock(time.monotonic(), 1000), stop))
    assert not early.is_over()
    stop.set()
    assert early.is_over()


def test_who_is_stuck_is_named(tmp_path: Path) -> None:
    problem, before = left(tmp_path, X, "X-01 1 A1 2026-02-09 x", "Y-01 1 A1 2026-02-09 x")
    assert repair_plan(problem, before) is None
    assert list(try_to_hold(problem, find_options(problem), before)[1]) == ["X-01"]
