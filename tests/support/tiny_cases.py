"""Tiny random datasets as the oracle and as the package see them, each with its optimum counted out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from tests.support import oracle, small
from tests.support.tiny import tiny_dataset, tiny_published
from trainopt.check import check, terms
from trainopt.model.build import Model
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem

SEEDS = range(250)
SEEDS_OF_PLANS = range(60)

every_seed = pytest.mark.parametrize("seed", SEEDS)
with_and_without = pytest.mark.parametrize("with_published", [False, True], ids=["first", "again"])
some_seeds = pytest.mark.parametrize("seed", SEEDS_OF_PLANS)


@dataclass(frozen=True)
class Tiny:
    """A tiny dataset as the oracle and as the package see it, with the plan in force if there is one."""

    instance: oracle.Instance
    problem: Problem
    published: oracle.Plan | None

    def value(self, plan: Plan) -> tuple[int, ...]:
        values = terms(self.problem, plan)
        return tuple(values[term] for term in self.problem.objective)

    def assert_allowed(self, plan: Plan) -> None:
        assert check(self.problem, plan) == []
        assert oracle.violations(self.instance, small.to_oracle(plan)) == set()

    def assert_counted_alike(self, plan: Plan) -> None:
        by_oracle = oracle.terms(self.instance, small.to_oracle(plan), self.published)
        assert terms(self.problem, plan) == by_oracle


@cache
def tiny(seed: int, with_published: bool = False) -> Tiny:
    texts = tiny_dataset(seed)
    instance = oracle.parse(texts)
    if not with_published:
        return Tiny(instance, small.problem_of(texts), None)
    before = tiny_published(instance, seed)
    return Tiny(instance, small.problem_of(texts, small.published_of(instance, before)), before)


@cache
def best(seed: int, with_published: bool = False) -> tuple[int, ...] | None:
    """The optimum, tier by tier; None where no plan holds the pins."""
    case = tiny(seed, with_published)
    return oracle.optimum(case.instance, case.published)


def assert_is_point(problem: Problem, model: Model, assignment: Assignment) -> None:
    """The plan is a point of the model, of the same tiers, and what the point means is a plan of the same."""
    point = point_of(model, assignment)
    assert model.linear.broken(point) == []
    assert small.outside_bounds(model.linear, point) == []
    back = plan_of(problem, assignment_at(model, point))
    assert check(problem, back) == []
    for plan in (plan_of(problem, assignment), back):
        values = terms(problem, plan)
        assert all(model.value(term, point) == values[term] for term in problem.objective)
