"""Bounds of a course or two at a time: below every optimum, and what a part keeps and leaves out."""

from __future__ import annotations

from functools import cache

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.small import courses, nations, offers, pins, steps, table
from tests.support.tiny_cases import best, tiny
from trainopt.model.build import build_model, build_neighbourhood
from trainopt.model.divided import divided
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options, impossible_weight
from trainopt.search.bounds import ProofEffort, Relaxation, relaxed
from trainopt.search.cpsat import Outcome, TierModel
from trainopt.search.greedy import greedy_plan
from trainopt.search.parts import Part, Unmet, as_row, find_parts, promising, solve_part, together

demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,latest,priority")


def proven(problem: Problem, plan: Assignment | None = None) -> list[Unmet]:
    """What each part proves to the end, from a plan of nobody unless one is given."""
    options = find_options(problem)
    found = []
    for part in find_parts(problem, options):
        solved = solve_part(problem, options, part, plan or {}, small.EFFORT)
        assert solved.outcome is Outcome.OPTIMAL
        assert solved.bound is not None
        found.append(Unmet(part.cohorts, solved.bound))
    return found


def by_courses(problem: Problem) -> dict[tuple[str, ...], int]:
    """What each part proves, by its courses."""
    options = find_options(problem)
    parts = find_parts(problem, options)
    return {part.courses: unmet.bound for part, unmet in zip(parts, proven(problem), strict=True)}


# Against brute force, and against what CP-SAT proves of the whole

CASES = [*((seed, False) for seed in range(120)), *((seed, True) for seed in range(40))]


@cache
def sum_and_optimum(seed: int, with_published: bool) -> tuple[int, int] | None:
    """What the parts prove in sum, beside the first tier's optimum counted out."""
    optimum = best(seed, with_published)
    problem = tiny(seed, with_published).problem
    if optimum is None or problem.objective[0] != "unmet":
        return None
    return impossible_weight(problem, find_options(problem)) + together(proven(problem)), optimum[0]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "with_published"), CASES)
def test_the_optimum_is_not_below_what_the_parts_prove(seed: int, with_published: bool) -> None:
    found = sum_and_optimum(seed, with_published)
    if found is not None:
        assert 0 <= found[0] <= found[1]


def test_the_parts_say_something() -> None:
    """Measured: of 65 optima above 0 the parts prove 59."""
    found = [pair for case in CASES if (pair := sum_and_optimum(*case)) is not None]
    above = [(bound, optimum) for bound, optimum in found if optimum > 0]
    assert len(above) > 50
    assert sum(bound == optimum for bound, optimum in above) > 0.8 * len(above)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_every_row_of_a_part_holds_at_the_optimum_of_larger_ones(seed: int) -> None:
    problem = build_problem(thinned("small", seed, demand=5, capacity=2))
    model = build_model(problem, find_options(problem))
    term = model.terms["unmet"]
    solved = TierModel(model.linear).minimise(term, None, small.EFFORT, lambda _: None, lambda _: None)
    assert solved.outcome is Outcome.OPTIMAL
    assert solved.values is not None
    found = proven(problem)
    assert found
    for row in (as_row(problem, model, unmet) for unmet in found):
        assert row.high is not None
        placed = sum(k * solved.values[c] for c, k in zip(row.columns, row.coefficients, strict=True))
        assert placed <= row.high


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_the_parts_the_relaxation_proves_at_least_as_much(seed: int) -> None:
    """But for the tolerance of its duals."""
    problem = build_problem(thinned("small", seed, demand=3, capacity=2))
    options, effort = find_options(problem), ProofEffort(600.0, 20_000, 1)
    parts = proven(problem)
    alone = Relaxation(problem, relaxed(problem, options)).bound(0, (), effort)
    both = Relaxation(problem, relaxed(problem, options), parts).bound(0, (), effort)
    assert both >= max(alone, impossible_weight(problem, options) + together(parts)) * 0.999 - 1


# One case each


def test_whole_cohorts_do_not_share_a_seat() -> None:
    """Two classes of 10 have room for 3 cohorts of 6 divided, not for whole ones."""
    two_weeks = offers("DE-1,LEADER,1,,,,", "DE-1,BASIC,1,,,,")
    problem = small.problem(
        capacity=two_weeks,
        courses=courses("BASIC,Basic,5,1,10,", "LEADER,Leader,1,1,10,"),
        demand=demand("D1,U1,ONE,18,6,2026-05-10,,"),
    )
    assert by_courses(problem)["BASIC",] == 6
    assert (
        Relaxation(problem, relaxed(problem, find_options(problem))).bound(
            0, (), ProofEffort(600.0, 20_000, 1)
        )
        == 0
    )


ONE_CLASS = offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "DE-1,LEADER,1,,,,")
"""One class of BASIC in all, of at most 12."""

FULL = demand("D1,U1,ONE,12,6,2026-05-10,,2", "D2,U2,TWO,12,6,2026-05-10,,3")


def test_all_who_need_the_course_are_in_its_part() -> None:
    problem = small.problem(capacity=ONE_CLASS, demand=FULL)
    assert by_courses(problem) == {("BASIC",): 24, ("BASIC", "LEADER"): 24, ("LEADER",): 0}


def test_what_happens_between_its_two_courses_counts() -> None:
    """Each course has 24 seats, but where BASIC has 12 LEADER has 6 or 18."""
    seats = table("site_id,course_id,parallel_classes,valid_from,valid_to,class_max")
    problem = small.problem(
        capacity=seats(
            "DE-1,BASIC,1,2026-03-02,2026-03-15,12",
            "DE-2,BASIC,1,2026-03-02,2026-03-15,12",
            "DE-1,LEADER,1,2026-03-16,2026-03-22,6",
            "DE-2,LEADER,1,2026-03-16,2026-03-22,18",
        ),
        pipelines=steps("TWO,1,BASIC,,", "TWO,2,LEADER,,same_site"),
        demand=demand("D1,U1,TWO,24,6,2026-05-10,,"),
    )
    assert by_courses(problem) == {("BASIC",): 0, ("BASIC", "LEADER"): 6, ("LEADER",): 0}


@pytest.mark.parametrize("priority", [1, 5])
def test_trainees_count_by_priority(priority: int) -> None:
    problem = small.problem(capacity=ONE_CLASS, demand=demand(f"D1,U1,ONE,24,6,2026-05-10,,{priority}"))
    assert by_courses(problem)["BASIC",] == 12 * priority


def test_who_goes_on_does_not_arrive() -> None:
    """The part of LEADER does not know who was in the nation before, so it lets all of them in."""
    problem = small.problem(
        nations=nations("DE,Germany,,6", "PL,Poland,,0"),
        capacity=offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,2026-04-06,2026-04-12,,"),
        demand=demand("D1,U1,TWO,12,6,2026-05-10,,"),
    )
    assert by_courses(problem)["LEADER",] == 0


def test_a_pin_elsewhere_is_nobody_elses_business() -> None:
    """A pinned step is where its pin says, and the part has no row that demands it."""
    problem = small.problem(capacity=ONE_CLASS, demand=FULL, pins=pins("D1-01,1,DE-1,2026-03-02"))
    assert by_courses(problem)["BASIC",] == 24


def test_courses_with_others_in_between_make_no_part() -> None:
    problem = small.problem(
        courses=courses("BASIC,Basic,1,1,12,", "LEADER,Leader,1,1,12,"),
        pipelines=steps("ONE,1,BASIC,,", "TWO,1,BASIC,,", "TWO,2,LEADER,,", "TWO,3,BASIC,,"),
    )
    options = find_options(problem)
    assert [part.courses for part in find_parts(problem, options)] == [("LEADER",), ("BASIC", "LEADER")]


def test_parts_that_share_cohorts_are_added_in_part() -> None:
    """Of each pair somebody with a weight of 3 is unmet: half of each, 4.5 in all, counts nobody twice."""
    pairs = [Unmet(frozenset(pair), 3) for pair in ({1, 2}, {2, 3}, {1, 3})]
    assert together(pairs) == 5
    assert together([*pairs, Unmet(frozenset({4}), 2)]) == 7


def test_parts_that_share_a_cohort_are_not_added() -> None:
    """What proves most of them counts."""
    one, two, both = frozenset({1}), frozenset({2}), frozenset({1, 2})
    assert together([]) == 0
    assert together([Unmet(one, 3), Unmet(two, 4)]) == 7
    assert together([Unmet(one, 3), Unmet(two, 4), Unmet(both, 5)]) == 7
    assert together([Unmet(one, 3), Unmet(two, 4), Unmet(both, 9)]) == 9
    assert together([Unmet(one, 3), Unmet(two, 1), Unmet(both, 2)]) == 4


def test_where_the_plan_leaves_nobody_unmet_there_is_nothing_to_prove() -> None:
    problem = build_problem(thinned("small", 3, demand=2, capacity=2))
    options = find_options(problem)
    plan = greedy_plan(problem, options)
    assert plan is not None
    parts = find_parts(problem, options)
    chosen = promising(parts, plan)

    def somebody_is_unmet(part: Part) -> bool:
        return any(index not in plan for index in part.cohorts)

    assert {part.courses for part in chosen} == {part.courses for part in parts if somebody_is_unmet(part)}
    sizes = [part.options for part in chosen]
    assert sizes == sorted(sizes)
    assert 0 < len(chosen) < len(parts)


def test_a_row_over_divided_groups_allows_what_one_over_whole_groups_allows() -> None:
    """At the plan where 12 of 24 are placed, and not one trainee more."""
    problem = small.problem(capacity=ONE_CLASS, demand=FULL)
    options = find_options(problem)
    groups, fine = divided(problem, options)
    relaxed = build_neighbourhood(problem, fine, groups, Ledger(problem, options.openings))
    whole = build_model(problem, options)
    unmet = Unmet(frozenset(range(len(problem.cohorts))), 24)
    placed = {"D2": 12}
    for model, size in ((relaxed, 1), (whole, 6)):
        row = as_row(problem, model, unmet)
        used = {
            model.columns.placed[group.index]: placed.get(problem.demands[group.demand].demand_id, 0) // size
            for group in model.columns.groups
        }
        assert row.high == sum(k * used[c] for c, k in zip(row.columns, row.coefficients, strict=True))
