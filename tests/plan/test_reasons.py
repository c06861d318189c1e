"""Reasons against brute force: a reason names a limit if lifting it alone lets the cohort in, and only then.

The oracle, which knows nothing of the package, judges it on plans of tiny datasets: it tries the cohort on
every way through its steps, in every class, with the limit lifted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from math import inf
from random import Random
from typing import Any

import pytest

from tests.support import oracle, small
from tests.support.oracle import Instance, TooBig
from tests.support.oracle_rules import Plan
from tests.support.tiny_cases import tiny
from trainopt.limits import LIMITS, NO_CAPACITY, Limit
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.plan.placements import assignment_of
from trainopt.plan.reasons import CODES, SEARCH_INCOMPLETE, SEVERAL, Reason, explain_unmet
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options

MANY = 10**6
SEEDS = range(0, 140, 2)
PLANS = 4  # of each dataset, any allowed ones


def lifted(instance: Instance, problem: Problem, limit: Limit) -> Instance:
    """The instance without the limit."""
    if not LIMITS[limit.kind].weekly:
        changes: dict[str, dict[str, Any]] = {
            "seats": {"class_max": MANY}, "class_min": {"class_min": 1}, "classes": {"parallel": MANY},
        }  # fmt: skip
        owner_row = problem.rows[limit.owner]
        site_id = problem.sites[owner_row.site].site_id
        own_key = (site_id, owner_row.course_id, owner_row.first_week)
        rows = [
            replace(row, **changes[limit.kind]) if (row.site, row.course, row.first_week) == own_key else row
            for row in instance.rows
        ]
        assert own_key in {(row.site, row.course, row.first_week) for row in instance.rows}
        return replace(instance, rows=tuple(rows))
    pool = problem.pools[limit.owner]
    owner, column = pool.owner_id, LIMITS[limit.kind].column
    dated = {key: windows for key, windows in instance.dated.items() if key != (owner, column)}
    instance = replace(instance, dated=dated)
    if limit.kind == "resource":
        plenty = {(owner, pool.resource): ((-inf, inf, MANY),)}
        return replace(instance, resources={**instance.resources, **plenty})
    own = {"beds": "beds", "trainees": "max_trainees", "arrivals": "max_arrivals", "away": "max_away"}
    field = own[limit.kind]
    without: dict[str, Any] = {field: {**getattr(instance, field), owner: MANY}}
    return replace(instance, **without)


def fits(instance: Instance, plan: Plan, cohort_id: str) -> bool:
    """Whether the cohort can be added to the plan on some way, in some classes, nobody else moved."""
    numbers = range(1, 2 + max((number for _, _, number in plan.values()), default=0))
    for path in oracle.cohort_paths(instance, instance.cohorts[cohort_id]):
        for chosen in product(numbers, repeat=len(path)):
            places = {
                (cohort_id, held.step): (held.site, held.start, number)
                for held, number in zip(path, chosen, strict=True)
            }
            if not oracle.violations(instance, {**plan, **places}):
                return True
    return False


def every_limit(problem: Problem) -> Iterator[Limit]:
    for kind in ("seats", "class_min", "classes"):
        yield from (Limit(kind, row.index) for row in problem.rows)
    yield from (pool.limit for pool in problem.pools)


Explained = tuple[Instance, Problem, Plan, str, Reason]


def explained(seed: int) -> Iterator[Explained]:
    """The reasons of every cohort that some plans of a dataset leave out."""
    case = tiny(seed)
    if case.instance.pins:
        return
    options = find_options(case.problem)
    for plan in some_plans(case.instance, seed):
        ledger = the_ledger(case.problem, options, case.instance, plan)
        for index, reason in explain_unmet(case.problem, options, ledger).items():
            cohort = case.problem.cohorts[index]
            impossible = index in {i for g in options.impossible for i in case.problem.groups[g].cohorts}
            yield case.instance, case.problem, {} if impossible else plan, cohort.cohort_id, reason


def some_plans(instance: Instance, seed: int) -> list[Plan]:
    plans: list[Plan] = [{}]
    with suppress(TooBig):
        plans += islice(oracle.all_plans(instance, max_nodes=1500), 300)
    return Random(seed).sample(plans, min(PLANS, len(plans)))


def the_ledger(problem: Problem, options: Options, instance: Instance, plan: Plan) -> Ledger:
    found = small.from_oracle(instance, plan)
    return ledger_of(problem, options.openings, assignment_of(problem, found))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_limit_is_named_only_if_lifting_it_alone_lets_the_cohort_in(seed: int) -> None:
    for instance, problem, plan, cohort_id, reason in explained(seed):
        assert reason.code.partition(":")[0] in {code.partition(":")[0] for code in CODES}
        if reason.code == SEARCH_INCOMPLETE.code:
            assert fits(instance, plan, cohort_id)
        else:
            assert not fits(instance, plan, cohort_id), (cohort_id, reason)
        if reason.limit is not None:
            assert fits(lifted(instance, problem, reason.limit), plan, cohort_id), (cohort_id, reason)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_none_is_named_only_if_there_is_none(seed: int) -> None:
    for instance, problem, plan, cohort_id, reason in explained(seed):
        if reason.code == SEVERAL.code or (reason.code == NO_CAPACITY.code and reason.limit is None):
            alone = [
                limit
                for limit in every_limit(problem)
                if fits(lifted(instance, problem, limit), plan, cohort_id)
            ]
            assert not alone, (cohort_id, reason, alone)


def test_the_datasets_show_nearly_every_code() -> None:
    codes = {reason.code.partition(":")[0] for seed in SEEDS for *_, reason in explained(seed)}
    assert codes >= {code.partition(":")[0] for code in CODES} - {"arrivals"}


Cases = dict[str, tuple[dict[str, str], str, str]]
demand = small.table("demand_id,unit_id,pipeline_id,trainees,due,latest,priority")
WEEK_0 = "2026-03-15,2026-03-15"
ONE = demand(f"D1,U1,ONE,10,{WEEK_0},1")


def alone(sites: str = "100", nation: str = "", away: str = "") -> dict[str, str]:
    """One cohort of ten, and one site; what is given is smaller than the cohort."""
    return {
        "demand": ONE,
        "sites": small.sites(f"DE-1,DE,Munster,{sites}"),
        "nations": small.nations(f"DE,Germany,{nation or ','}"),
        "units": small.units(f"U1,First,{away},", "U2,Second,,"),
        "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,,,,"),
    }


SMALLER: Cases = {
    "beds": (alone(sites="9"), "beds", "beds of DE-1 1 too few in 2026-03-02 to 2026-03-15"),
    "a ceiling": (alone(nation="9,"), "nation_ceiling", "max_trainees of DE 1 too few"),
    "arrivals": (alone(nation=",8"), "arrivals", "max_weekly_arrivals of DE 2 too few"),
    "max_away": (alone(away="7"), "max_away", "max_away of U1 3 too few"),
    "beds for a time": (
        alone() | {"limits": small.limits("DE-1,beds,4,,2026-03-15")}, "beds", "beds of DE-1 6 too few",
    ),
    "a resource": (
        alone()
        | {"course_resources": small.needs("BASIC,medic,3"), "resources": small.pools("DE,medic,2,,")},
        "pool:medic", "medic of DE 1 too few",
    ),
    "class_max": (
        alone() | {"courses": small.courses("BASIC,Basic,2,2,8,", "LEADER,L,1,2,12,"),
                   "demand": ONE.replace("trainees", "trainees,cohort_max").replace(",10,", ",10,10,")},
        "no_capacity", "a class has 8 seats, the cohort is of 10",
    ),
    "parallel_classes": (
        alone() | {"capacity": small.offers("DE-1,BASIC,0,,,,")}, "no_capacity", "parallel_classes is 0",
    ),
    "the second step's beds": (
        alone() | {"demand": demand("D1,U1,TWO,10,2026-03-22,2026-03-22,1"),
                   "sites": small.sites("DE-1,DE,Munster,10", "DE-2,DE,Hammelburg,9"),
                   "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-2,LEADER,1,,,,")},
        "beds", "LEADER at DE-2 from 2026-03-16: beds of DE-2 1 too few",
    ),
    "beds at both steps' sites": (
        alone() | {"demand": demand("D1,U1,TWO,10,2026-03-22,2026-03-22,1"),
                   "sites": small.sites("DE-1,DE,Munster,8", "DE-2,DE,Hammelburg,9"),
                   "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-2,LEADER,1,,,,")},
        "several_limits", "beds of DE-2 1 too few",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALLER)
def test_a_limit_smaller_than_one_cohort_is_the_reason(name: str) -> None:
    tables, code, words = SMALLER[name]
    problem = small.problem(**tables)
    options = find_options(problem)
    (reason,) = explain_unmet(problem, options, Ledger(problem, options.openings)).values()
    assert (reason.code, words in reason.detail) == (code, True), reason


def test_users_of_steps_that_are_not_barred_do_not_count() -> None:
    """D1 fills LEADER and ranks as high; D2 of a lower rank is on BASIC, where there is room."""
    problem = small.problem(
        pipelines="pipeline_id,step,course_id\nONE,1,BASIC\nTWO,1,BASIC\nTWO,2,LEADER\nLAST,1,LEADER\n",
        capacity=small.sizes("DE-1,BASIC,1,1,12", "DE-1,LEADER,1,1,6"),
        demand=demand(
            "D1,U1,LAST,6,2026-03-22,2026-03-22,3",
            "D2,U2,ONE,6,2026-03-15,2026-03-15,1",
            "D3,U1,TWO,6,2026-03-22,2026-03-22,3",
        ),
    )
    options = find_options(problem)
    plan = small.plan("D1-01 1 DE-1 03-16 a; D2-01 1 DE-1 03-02 b")
    ledger = ledger_of(problem, options.openings, assignment_of(problem, plan))
    (reason,) = explain_unmet(problem, options, ledger).values()
    assert (reason.code, reason.detail) == (
        "outranked", "LEADER at DE-1 from 2026-03-16: seats used by D1",
    )  # fmt: skip
