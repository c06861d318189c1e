"""Every term of the objective by hand, by checker and by model, pursued or not.

The base dataset has D1-01 and D2-01 on BASIC alone (two weeks),
and D3-01 on BASIC and then LEADER (one week):
six trainees each, all due in the last week, no costs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.support import small
from trainopt.check import check, terms
from trainopt.model.build import Model, build_model
from trainopt.model.translate import point_of
from trainopt.plan.placements import Plan, assignment_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.tables import TERMS


@dataclass(frozen=True)
class Case:
    """The terms that a plan has; those that are not given are 0. `published` is a plan in force."""

    name: str
    plan: str
    terms: dict[str, int]
    tables: dict[str, str] = field(default_factory=dict)
    published: str | None = None


D1, D2 = "D1-01 1 DE-1 03-02 a", "D2-01 1 DE-1 03-02 a"
D3 = "D3-01 1 DE-2 03-02 c; D3-01 2 DE-2 03-16 d"
ALL = f"{D1}; {D2}; {D3}"

DEMAND = """\
    demand_id,unit_id,pipeline_id,trainees,due,cohort_max,priority
    D1,U1,ONE,6,2026-03-11,,3
    D2,U2,ONE,13,2026-03-15,7,2
    D3,U1,TWO,6,2026-03-16,,
    """
COSTS = """\
    site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee
    DE-1,BASIC,2,1000,7
    DE-1,LEADER,1,200,
    DE-2,BASIC,1,,30
    DE-2,LEADER,1,,
    """
THREE_STEPS = "pipeline_id,step,course_id\nONE,1,BASIC\nTWO,1,BASIC\nTWO,2,LEADER\nTWO,3,LEADER\n"

CASES = (
    Case("all on time", ALL, {}),
    # Priority times trainees: 3·6, 2·(7 + 6), 1·6.
    Case("nobody placed", "", {"unmet": 50}, {"demand": DEMAND}),
    Case("one cohort of a demand placed", f"{D1}; D2-02 1 DE-1 03-02 a", {"unmet": 20}, {"demand": DEMAND}),
    # D1-01 ends in week 2, a week after due: 3·6. D2-01 ends in week 3, two weeks late: 2·7·2.
    Case(
        "weeks late count from due's week", "D1-01 1 DE-1 03-09 a; D2-01 1 DE-2 03-16 b",
        {"lateness": 46, "unmet": 18}, {"demand": DEMAND},
    ),
    Case("the last step is what is late", D3, {"lateness": 0, "unmet": 44}, {"demand": DEMAND}),
    Case(
        "weeks early count for nothing", "D1-01 1 DE-1 03-02 a; D2-01 1 DE-2 03-09 b",
        {"lateness": 14, "unmet": 18},
        {"demand": DEMAND},
    ),
    Case("the published plan itself", ALL, {}, published=ALL),
    Case("an empty published plan", ALL, {}, published=""),
    Case(
        "a class by another name is no change", "D1-01 1 DE-1 03-02 x; D2-01 1 DE-1 03-02 x", {"unmet": 6},
        published=f"{D1}; {D2}",
    ),
    Case("another week", ALL, {"changes": 6}, published="D1-01 1 DE-1 03-09 a"),
    Case("another site", ALL, {"changes": 6}, published="D1-01 1 DE-2 03-02 a"),
    Case("one step of two", ALL, {"changes": 6}, published="D3-01 1 DE-2 03-02 c; D3-01 2 DE-2 03-23 d"),
    Case("no longer placed", D1, {"changes": 12, "unmet": 12}, published=D3),
    Case("not placed before", f"{D1}; {D3}", {"unmet": 6}, published=D1),
    Case("no longer in the data", ALL, {"changes": 4}, published="D9-01 1 DE-1 03-02 a"),
    Case("a site no longer in the data", ALL, {"changes": 6}, published="D1-01 1 DE-9 03-02 a"),
    Case(
        "published steps before as_of count for nothing", "D3-01 1 DE-1 03-09 c; D3-01 2 DE-1 03-23 d",
        {"changes": 6, "unmet": 12}, {"plan": "as_of = 2026-03-12"}, D3,
    ),
    Case("there", "D3-01 1 DE-1 03-02 a; D3-01 2 PL-1 03-16 b", {"transfers": 6, "unmet": 12}),
    Case(
        "and back", "D3-01 1 DE-1 03-02 a; D3-01 2 PL-1 03-16 b; D3-01 3 DE-1 03-23 c",
        {"transfers": 12, "unmet": 12},
        {"pipelines": THREE_STEPS},
    ),
    Case("another site of the nation", "D3-01 1 DE-1 03-02 a; D3-01 2 DE-2 03-16 b", {"unmet": 12}),
    Case(
        "two weeks between steps", "D3-01 1 DE-1 03-02 a; D3-01 2 DE-1 03-30 b", {"waiting": 12, "unmet": 12},
    ),
    Case(
        "weeks between all steps", "D3-01 1 DE-1 03-02 a; D3-01 2 DE-1 03-23 b; D3-01 3 DE-1 04-20 c",
        {"waiting": 6 * (1 + 3), "unmet": 12}, {"pipelines": THREE_STEPS},
    ),
    # Weeks before the first step are no waiting.
    Case("a late first step", "D3-01 1 DE-1 03-30 a; D3-01 2 DE-1 04-13 b", {"unmet": 12}),
    # A class once, however many are in it: 1000 + 12·7.
    Case("a class of two cohorts", f"{D1}; {D2}", {"cost": 1084, "unmet": 6}, {"capacity": COSTS}),
    Case("two classes", f"{D1}; D2-01 1 DE-1 03-02 b", {"cost": 2084, "unmet": 6}, {"capacity": COSTS}),
    # 1000 + 6·7 for BASIC and 200 for LEADER.
    Case("two courses", D3.replace("DE-2", "DE-1"), {"cost": 1242, "unmet": 12}, {"capacity": COSTS}),
    Case("a class that costs by trainee alone", D3, {"cost": 180, "unmet": 12}, {"capacity": COSTS}),
)  # fmt: skip
every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def posed(case: Case, objective: tuple[str, ...] = TERMS) -> tuple[Problem, Plan]:
    settings = case.tables.get("plan", "") + f"\nobjective = {list(objective)}\n"
    before = None if case.published is None else small.published(case.published, trainees=4)
    return small.problem(before, **case.tables | {"plan": settings}), small.plan(case.plan)


def by_model(problem: Problem, plan: Plan) -> dict[str, int]:
    model: Model = build_model(problem, find_options(problem))
    point = point_of(model, assignment_of(problem, plan))
    assert model.linear.broken(point) == []
    return {term: model.value(term, point) for term in TERMS}


@every_case
def test_the_checker_counts(case: Case) -> None:
    problem, plan = posed(case)
    assert check(problem, plan) == []
    assert terms(problem, plan) == dict.fromkeys(TERMS, 0) | case.terms


@every_case
def test_the_model_counts(case: Case) -> None:
    assert by_model(*posed(case)) == dict.fromkeys(TERMS, 0) | case.terms


@every_case
def test_what_is_not_pursued_is_counted_as_well(case: Case) -> None:
    problem, plan = posed(case, objective=("unmet",))
    assert terms(problem, plan) == dict.fromkeys(TERMS, 0) | case.terms


@pytest.mark.parametrize("left_out", [term for term in TERMS if term != "unmet"])
@every_case
def test_the_model_counts_what_is_pursued_whatever_is_left_out(case: Case, left_out: str) -> None:
    pursued = tuple(term for term in TERMS if term != left_out)
    values, by_hand = by_model(*posed(case, pursued)), dict.fromkeys(TERMS, 0) | case.terms
    assert {term: values[term] for term in pursued} == {term: by_hand[term] for term in pursued}


@pytest.mark.parametrize("term", TERMS)
def test_every_term_has_cases_that_tell_it_from_nothing(term: str) -> None:
    assert len({case.terms.get(term, 0) for case in CASES}) > 2
