"""What terms are multiples of: of every plan of tiny datasets, and what a bound proves by it."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.support import oracle, small
from tests.support.small import table
from tests.support.tiny_cases import tiny, with_and_without
from trainopt.check import terms
from trainopt.search.grain import Grain, find_grains, sharpened
from trainopt.search.messages import Bounded
from trainopt.search.proven import Proven
from trainopt.tables import TERMS


@with_and_without
@pytest.mark.parametrize("seed", range(25))
def test_every_plan_has_what_is_always_there_and_a_multiple_besides(seed: int, with_published: bool) -> None:
    case = tiny(seed, with_published)
    grains = find_grains(case.problem)
    for found in islice(oracle.all_plans(case.instance), 0, 200, 9):
        values = terms(case.problem, small.from_oracle(case.instance, found))
        assert all(grains[term].at_least(values[term]) == values[term] for term in TERMS)


@pytest.mark.parametrize(
    ("grain", "bound", "least"),
    [
        (Grain(0, 10), 41, 50),
        (Grain(0, 10), 40, 40),
        (Grain(3, 10), 41, 43),
        (Grain(3, 10), 43, 43),
        (Grain(3, 10), 44, 53),
        (Grain(7, 10), 2, 2),
        (Grain(0, 0), 5, 5),
    ],
)
def test_a_bound_between_two_values_is_as_good_as_the_upper_one(grain: Grain, bound: int, least: int) -> None:
    assert grain.at_least(bound) == least


def test_what_is_proven_is_sharpened_as_it_comes() -> None:
    costs = table("site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee")(
        "DE-1,BASIC,1,4000,300", "DE-1,LEADER,1,1000,0", "PL-1,BASIC,1,200,100"
    )
    problem = small.problem(capacity=costs)
    grains = find_grains(problem)
    assert grains["cost"].step == 200
    assert grains["transfers"].step == 6
    tier = problem.objective.index("cost")
    assert sharpened(problem, grains, Bounded(tier, 401, ())).bound == 600
    proven = Proven(problem)
    proven.add(Bounded(tier, 401, ()))
    assert proven.best(tier, [0] * tier) == 600
