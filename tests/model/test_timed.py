"""The model in which weeks are values: every rule and every term as in the model of slots, and which is made.

The cases are those of the rules and of the terms, as far as this model covers what they are about.
"""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from tests.model import test_rules, test_terms
from tests.search.test_against_oracle import changed
from tests.support import oracle, small, timed
from tests.support.tiny_cases import best, tiny
from trainopt.check import check, terms
from trainopt.model.formulation import Formulation, by_slots, by_weeks, formulate, suits_weeks
from trainopt.model.timed import find_usable_rows, is_timed
from trainopt.plan.placements import Plan, assignment_of, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.cpsat import Outcome, TierModel
from trainopt.tables import TERMS

RULES = [case for case in test_rules.CASES if is_timed(small.problem(**case.values[0].tables))]  # type: ignore[union-attr]
SEEDS = [seed for seed in range(90) if is_timed(tiny(seed).problem)]
every_rule = pytest.mark.parametrize("case", RULES)
every_term = pytest.mark.parametrize(
    "case", [case for case in test_terms.CASES if case.published is None], ids=lambda case: case.name
)
every_seed = pytest.mark.parametrize("seed", SEEDS)


def assert_is_point(problem: Problem, made: Formulation, plan: Plan) -> None:
    """The plan is a point of the model, of the same terms, and what the point means is a plan of the same."""
    point = made.point_of(assignment_of(problem, plan))
    assert made.linear.broken(point) == []
    assert small.outside_bounds(made.linear, point) == []
    back = plan_of(problem, made.assignment_at(point))
    assert check(problem, back) == []
    for one in (plan, back):
        values = terms(problem, one)
        assert {term: made.value(term, point) for term in TERMS if term != "changes"} == {
            term: value for term, value in values.items() if term != "changes"
        }


@every_rule
def test_it_permits(case: test_rules.Case) -> None:
    problem, plan = small.problem(**case.tables), small.plan(case.allowed)
    assert_is_point(problem, by_weeks(problem, find_options(problem)), plan)
    assert timed.allows(small.named(problem), plan)


@every_rule
def test_it_forbids(case: test_rules.Case) -> None:
    problem = small.named(small.problem(**case.tables | case.but))
    assert not timed.allows(problem, small.plan(case.forbidden))


@every_term
def test_it_counts(case: test_terms.Case) -> None:
    problem, plan = test_terms.posed(case)
    if is_timed(problem):
        assert_is_point(problem, by_weeks(problem, find_options(problem)), plan)


@every_seed
def test_it_proves_the_optimum_of_every_tier(seed: int) -> None:
    case, optimum = tiny(seed), best(seed)
    made = by_weeks(case.problem, find_options(case.problem))
    solver, point, values = TierModel(made.linear), None, []
    for term in case.problem.objective:
        found = solver.minimise(made.terms[term], point, small.EFFORT, lambda _: None, lambda _: None)
        assert found.outcome is (Outcome.INFEASIBLE if optimum is None else Outcome.OPTIMAL)
        if found.values is None or found.bound is None:
            return
        plan = plan_of(case.problem, made.assignment_at(found.values))
        case.assert_allowed(plan)
        point = made.point_of(made.assignment_at(found.values))
        assert made.linear.broken(point) == []
        values.append(found.bound)
        solver.keep(made.terms[term], found.bound)
    assert tuple(values) == optimum == case.value(plan)


@every_seed
def test_a_changed_plan_is_judged_as_by_the_oracle(seed: int) -> None:
    case, rng = tiny(seed), Random(seed)
    named = small.named(case.problem)
    plans = list(islice(oracle.all_plans(case.instance), 100)) or [{}]
    for _ in range(8):
        found = changed(rng, case.instance, rng.choice(plans))
        allowed = not oracle.violations(case.instance, found)
        assert timed.allows(named, small.from_oracle(case.instance, found)) == allowed


def test_whom_a_dataset_alone_describes_is_covered_and_nobody_else() -> None:
    assert is_timed(small.problem())
    assert not is_timed(small.problem(small.published("D1-01 1 DE-1 03-02 a", trainees=6)))
    assert not is_timed(small.problem(plan='class_min_on = "expected"\n'))


@pytest.mark.parametrize(("may_arrive", "allowed"), [(5, False), (6, True)])
def test_who_is_more_than_may_arrive_does_not_arrive_on_a_later_step(may_arrive: int, allowed: bool) -> None:
    problem = small.problem(
        nations=small.table("nation_id,name,max_weekly_arrivals")("DE,Germany,", f"PL,Poland,{may_arrive}"),
        capacity=small.table("site_id,course_id,parallel_classes")("DE-1,BASIC,1", "PL-1,LEADER,1"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")("D1,U1,TWO,6,2026-05-10"),
    )
    plan = small.plan("D1-01 1 DE-1 03-02 a; D1-01 2 PL-1 03-16 b")
    assert timed.allows(small.named(problem), plan) is allowed


def one_machine(latest: str, steps: int = 2) -> Problem:
    """Two cohorts alone in classes of a week at one site with one bed, once or more often."""
    return small.problem(
        sites=small.table("site_id,nation_id,name,beds")("DE-1,DE,Munster,1"),
        courses=small.courses("BASIC,Basic,1,1,1,"),
        capacity=small.table("site_id,course_id,parallel_classes")("DE-1,BASIC,1"),
        pipelines=small.table("pipeline_id,step,course_id")(*(f"ONE,{n + 1},BASIC" for n in range(steps))),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due,latest")(
            f"D1,U1,ONE,1,2026-03-02,{latest}", f"D2,U2,ONE,1,2026-03-02,{latest}"
        ),
    )


@pytest.mark.parametrize(
    ("latest", "steps", "suits"),
    [("2026-05-10", 2, True), ("2026-04-05", 2, False), ("2026-05-10", 1, False)],
    ids=["many weeks", "few weeks", "one step"],
)
def test_it_is_made_where_it_is_much_the_smaller_one(latest: str, steps: int, suits: bool) -> None:
    problem = one_machine(latest, steps)
    options = find_options(problem)
    assert suits_weeks(problem, options) == suits
    chosen, by_name = formulate(problem, options), (by_weeks if suits else by_slots)(problem, options)
    assert len(chosen.linear.lower) == len(by_name.linear.lower)


def test_who_is_alone_in_a_class_needs_no_column_for_it() -> None:
    problem = one_machine("2026-05-10")
    assert [offer.classes for offer in find_usable_rows(problem, find_options(problem))] == [0]
    together = small.problem()
    found = find_usable_rows(together, find_options(together))
    assert {(offer.row.course_id, offer.classes > 0) for offer in found} == {
        ("BASIC", True),
        ("LEADER", False),
    }
