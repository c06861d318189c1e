"""The divided model, trainees in place of cohorts: every plan is a point of it, of the same terms."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from tests.support import oracle, small
from tests.support.small import table
from tests.support.tiny_cases import some_seeds, tiny, with_and_without
from trainopt.check import terms
from trainopt.generate.generate import generate
from trainopt.model.build import Model, build_neighbourhood, with_begun
from trainopt.model.divided import divided
from trainopt.model.translate import point_of
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Assignment, assignment_of, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan


def divided_model(problem: Problem) -> Model:
    groups, options = divided(problem, find_options(problem))
    model = build_neighbourhood(problem, options, groups, Ledger(problem, options.openings))
    return with_begun(problem, model)


def assert_is_point_of_divided(problem: Problem, model: Model, assignment: Assignment) -> None:
    """With each trainee in the seats of the cohort, every row and cut holds and the tiers are the plan's."""
    point = point_of(one_by_one(problem, model), by_trainee(problem, assignment))
    assert model.linear.broken(point) == []
    assert small.outside_bounds(model.linear, point) == []
    values = terms(problem, plan_of(problem, assignment))
    assert {name: model.value(name, point) for name in problem.objective} == {
        name: values[name] for name in problem.objective
    }


def one_by_one(problem: Problem, model: Model) -> Model:
    """The same model, its groups made of trainees."""
    groups = [
        replace(group, cohorts=tuple(t for index in group.cohorts for t in trainees(problem, index)))
        for group in model.columns.groups
    ]
    assert [(group.size, group.count) for group in groups] == [(1, len(group.cohorts)) for group in groups]
    return replace(model, columns=replace(model.columns, groups=groups))


def by_trainee(problem: Problem, assignment: Assignment) -> Assignment:
    return {t: seats for index, seats in assignment.items() for t in trainees(problem, index)}


def trainees(problem: Problem, index: int) -> range:
    """The numbers of a cohort's trainees."""
    first = sum(cohort.size for cohort in problem.cohorts[:index])
    return range(first, first + problem.cohorts[index].size)


@pytest.mark.slow
@with_and_without
@some_seeds
def test_plans_that_the_oracle_allows_are_points(seed: int, with_published: bool) -> None:
    case = tiny(seed, with_published)
    model = divided_model(case.problem)
    plans = list(islice(oracle.all_plans(case.instance), 200))
    for found in Random(seed).sample(plans, min(len(plans), 10)):
        plan = small.from_oracle(case.instance, found)
        assert_is_point_of_divided(case.problem, model, assignment_of(case.problem, plan))


@pytest.mark.parametrize("seed", range(1, 4))
def test_plans_of_generated_problems_are_points(seed: int) -> None:
    problem = build_problem(generate("small", seed))
    options = find_options(problem)
    model = divided_model(problem)
    assignment = greedy_plan(problem, options)
    assert assignment
    assert_is_point_of_divided(problem, model, assignment)


demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")
TWENTY = demand("D1,U1,ONE,20,6,2026-05-10")
PINNED = small.pins("D1-01,1,DE-1,2026-03-02", "D1-03,1,DE-1,2026-03-02")
PUBLISHED = "D1-02 1 DE-1 03-09 a; D1-04 1 DE-2 03-09 b"


@pytest.mark.parametrize(
    ("tables", "published", "groups"),
    [
        ({}, None, [(20, 4)]),
        ({"demand": TWENTY + "D2,U1,ONE,20,,2026-05-10\n"}, None, [(20, 4), (20, 2)]),
        ({"pins": PINNED}, None, [(10, 2), (10, 2)]),
        ({}, PUBLISHED, [(10, 2), (5, 1), (5, 1)]),
    ],
    ids=["of one demand", "of two demands", "some pinned", "some with a published place"],
)
def test_cohorts_are_together_that_differ_in_size_alone(
    tables: dict[str, str], published: str | None, groups: list[tuple[int, int]]
) -> None:
    before = None if published is None else small.published(published)
    problem = small.problem(before, **{"demand": TWENTY, **tables})
    found, _ = divided(problem, find_options(problem))
    assert [(group.count, len(group.cohorts)) for group in found] == groups
    assert [(group.index, group.size) for group in found] == [(index, 1) for index in range(len(groups))]


def test_they_can_use_what_any_of_them_can() -> None:
    """A cohort of 6 does not fit into the 5 beds of DE-2, one of 5 does."""
    beds = small.sites("DE-1,DE,Munster,100", "DE-2,DE,Hammelburg,5", "PL-1,PL,Drawsko,100")
    demand_of_11 = demand("D1,U1,ONE,11,6,2026-05-10")
    problem = small.problem(demand=demand_of_11, sites=beds)
    options = find_options(problem)
    (_, together) = divided(problem, options)
    larger, smaller = ({*map(int, steps[0])} for steps in options.by_group)
    assert larger < smaller
    assert [{*map(int, steps[0])} for steps in together.by_group] == [smaller]
