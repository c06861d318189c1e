"""Floors: never above an optimum that was counted out, and what they count."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.support import small
from tests.support.small import courses, offers, steps, table
from tests.support.tiny_cases import best, tiny
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.floors import LEAST, Floor, Floors, saved
from trainopt.search.messages import ANY_VALUE, Bounded

CASES = [*((seed, False) for seed in range(70)), *((seed, True) for seed in range(25))]

demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")


def floors_of(problem: Problem) -> Floors:
    return Floors(problem, find_options(problem))


# Against brute force


@cache
def pairs(seed: int, with_published: bool) -> tuple[tuple[int, int], ...]:
    """Each floor under the optimum of `unmet`, beside the optimum of its tier."""
    optimum = best(seed, with_published)
    if optimum is None:
        return ()
    found = floors_of(tiny(seed, with_published).problem).bounds(optimum)
    return tuple((one.bound, optimum[one.tier]) for one in found)


def test_no_tier_of_an_optimum_is_below_its_floor() -> None:
    every = [pair for case in CASES for pair in pairs(*case)]
    assert all(0 <= bound <= optimum for bound, optimum in every)
    assert sum(optimum > 0 for _, optimum in every) > 60


def test_the_floors_say_something() -> None:
    above = [pair for case in CASES for pair in pairs(*case) if pair[1] > 0]
    assert sum(bound > 0 for bound, _ in above) > 0.3 * len(above)


# What they count


def late_by(due: str, **tables: str) -> Problem:
    """Two cohorts of 6 with priority 2."""
    return small.problem(demand=demand(f"D1,U1,ONE,12,6,{due},2"), **tables)


def test_whoever_can_only_be_late_is_late_or_left_out() -> None:
    """Two cohorts of 6 with priority 2; the first class there is ends so many weeks after their due week."""
    problem = late_by("2026-03-08")
    options = find_options(problem)
    group = problem.groups[0]
    weeks = int(options.openings.end[options.by_group[0][-1]].min()) - problem.demands[group.demand].due
    assert weeks > 0
    floors = floors_of(problem)
    assert floors.bound("lateness", 0) == 24 * weeks
    assert floors.bound("lateness", 12) == 12 * weeks
    assert floors.bound("lateness", 24) == 0
    assert floors.bound("lateness", 1000) == 0


def test_who_is_in_time_by_some_way_has_no_floor() -> None:
    assert floors_of(late_by("2026-05-10")).bound("lateness", 0) == 0


def test_a_full_class_share_and_each_trainee_cost() -> None:
    cost = table("site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee")
    problem = late_by("2026-05-10", capacity=cost("DE-1,BASIC,1,100,7"))
    seats = problem.rows[0].sizes.seats
    assert floors_of(problem).bound("cost", 0) == 2 * (6 * 7 + 100 * 6 // seats)


def test_who_must_move_and_wait_does() -> None:
    problem = small.problem(
        capacity=offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "PL-1,LEADER,1,2026-04-06,2026-04-12,,"),
        courses=courses("BASIC,Basic,2,1,12,", "LEADER,Leader,1,1,12,"),
        pipelines=steps("TWO,1,BASIC,,", "TWO,2,LEADER,,"),
        demand=demand("D1,U1,TWO,6,6,2026-05-10,1"),
    )
    floors = floors_of(problem)
    assert floors.bound("transfers", 0) == 6
    assert floors.bound("waiting", 0) == 6 * 3
    assert floors.bound("transfers", 6) == floors.bound("waiting", 6) == 0


def test_leaving_out_saves_most_where_it_saves_most_for_its_weight() -> None:
    floors = [Floor(least=40, weight=10, count=2), Floor(least=10, weight=4, count=1)]
    assert [saved(floors, capacity) for capacity in (0, 5, 20, 22, 24, 99)] == [0, 20, 80, 85, 90, 90]
    assert saved([Floor(least=5, weight=3, count=1)], 1) == 2


def test_a_floor_is_of_all_plans_with_as_few_unmet_whatever_the_tiers_between() -> None:
    problem = late_by("2026-03-08")
    found = floors_of(problem).bounds([12, 7, 0, 0, 0, 0])
    assert [one.tier for one in found] == [1, 3, 4, 5]
    assert found[0] == Bounded(1, found[0].bound, (12,))
    assert found[1].kept == (12, ANY_VALUE, ANY_VALUE)


def test_what_is_found_in_pieces_is_the_same() -> None:
    """Each call looks at one more group."""
    values, pieces = [12, 0, 0, 0, 0, 0], 0
    floors = floors_of(late_by("2026-03-08"))
    whole = floors_of(late_by("2026-03-08")).bounds(values)
    while (found := floors.bounds(values, one_more())) != whole:
        assert found == whole[: len(found)]
        pieces += 1
        assert pieces < 100
    assert pieces > len(whole)


def one_more() -> Callable[[], bool]:
    looks = iter([False])
    return lambda: next(looks, True)


def test_before_unmet_there_is_no_floor() -> None:
    problem = small.problem(plan='objective = ["lateness", "unmet", "cost"]')
    assert [one.tier for one in floors_of(problem).bounds([0, 0, 0])] == [2]


def test_every_term_that_who_is_left_out_does_not_have_is_counted() -> None:
    assert set(LEAST) == {"lateness", "transfers", "waiting", "cost"}
