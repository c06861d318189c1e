"""Exchanging seats in a ledger: every limit allows and forbids a move; what is refused leaves no trace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from random import Random

import pytest

from tests.support import oracle, small
from tests.support.moves import (
    ALONE,
    APART,
    BESIDE,
    EVERYBODY,
    JOIN,
    NEXT_DOOR,
    SWAP,
    TOGETHER,
    Tables,
    basic,
    change,
    placed,
    state,
)
from tests.support.small import courses, nations, needs, pools, sites, units
from tests.support.tiny_cases import SEEDS_OF_PLANS, some_seeds, tiny
from trainopt.check import check
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Assignment, Seat, plan_of
from trainopt.problem import Problem
from trainopt.problem.openings import usable_openings


def mixing(units_mix: str) -> Tables:
    return {"courses": courses(f"BASIC,Basic,2,1,12,{units_mix}", "LEADER,Leader,1,1,12,"), **basic(2)}


def trainers(*quantities: str) -> Tables:
    return {"course_resources": needs("BASIC,trainer,2"), "resources": pools(*quantities), **basic(2)}


def beds(at_de_1: int) -> Tables:
    return {"sites": sites(f"DE-1,DE,M,{at_de_1}", "DE-2,DE,H,99", "PL-1,PL,D,99"), **basic(2)}


def host(ceiling: str = "", arrivals: str = "") -> Tables:
    return {"nations": nations(f"DE,Germany,{ceiling},{arrivals}", "PL,Poland,,"), **basic()}


def away(most: int) -> Tables:
    return {"units": units(f"U1,First,{most},", "U2,Second,,"), **basic()}


FROM_POLAND = "D1-01 1 DE-1 03-16 a; D4-01 1 PL-1 03-02 b; D4-01 2 PL-1 03-16 c"
TO_GERMANY = "D4-01 1 PL-1 03-02 b; D4-01 2 DE-2 03-16 d"
IN_GERMANY = "D1-01 1 DE-2 03-16 a; D4-01 1 DE-1 03-02 b; D4-01 2 DE-1 03-23 c"
EARLIER = "D4-01 1 DE-1 03-02 b; D4-01 2 DE-1 03-16 d"
EARLIER_FROM_POLAND = "D4-01 1 PL-1 03-02 e; D4-01 2 DE-1 03-16 d"
IN_TURN = "D1-01 1 DE-1 03-02 a; D3-01 1 PL-1 03-16 b"


@dataclass(frozen=True)
class Case:
    """A move that is allowed, and one that is not: by other tables (`but`), or another one (`other`)."""

    name: str
    plan: str
    move: str
    tables: Tables
    but: Tables = field(default_factory=dict)
    other: str | None = None


CASES = [
    Case("class_max", APART, JOIN, basic(class_max=12), basic(class_max=11)),
    Case("class_max, a swap at once", APART, SWAP, basic(class_max=6), other=JOIN),
    Case("class_min of who stays", TOGETHER, NEXT_DOOR, basic(class_min=6), basic(class_min=7)),
    Case("class_min, some placed no more", TOGETHER, "D2-01 -", basic(class_min=6), basic(class_min=7)),
    Case(
        "class_min, all placed no more", TOGETHER, "D1-01 -; D2-01 -", basic(class_min=7), other="D1-01 -"
    ),
    Case(
        "class_min of a new class", APART, NEXT_DOOR,
        basic(class_min=6, at="DE-2"), basic(class_min=7, at="DE-2"),
    ),
    Case("mixed_units", APART, JOIN, mixing("yes"), mixing("no")),
    Case("one unit, by itself", APART, BESIDE, mixing("no"), other=JOIN),
    Case("one unit, its own", ALONE, "D3-01 1 DE-1 03-02 a", mixing("no"), other=JOIN),
    Case("one unit, a class that changes hands", APART, SWAP, mixing("no"), other=JOIN),
    Case("parallel_classes", APART, BESIDE, basic(2), basic(1)),
    Case("parallel_classes, a week later", APART, "D2-01 1 DE-1 03-09 b", basic(2), basic(1)),
    Case("a site's pool", APART, BESIDE, trainers("DE-1,trainer,4,,", "PL-1,trainer,2,,", "DE-2,trainer,2,,"),
         trainers("DE-1,trainer,3,,", "PL-1,trainer,2,,", "DE-2,trainer,2,,")),
    Case("a nation's pool", APART, NEXT_DOOR, trainers("DE,trainer,4,,", "PL,trainer,2,,"),
         trainers("DE,trainer,3,,", "PL,trainer,2,,")),
    Case("beds", APART, BESIDE, beds(12), beds(11)),
    Case("max_trainees", APART, NEXT_DOOR, host(ceiling="12"), host(ceiling="11")),
    Case("max_weekly_arrivals", APART, NEXT_DOOR, host(arrivals="12"), host(arrivals="11")),
    Case("arrivals between steps", FROM_POLAND, TO_GERMANY, host(arrivals="12"), host(arrivals="11")),
    Case("no arrival within a nation", IN_GERMANY, EARLIER, host(arrivals="6"), other=EARLIER_FROM_POLAND),
    Case("max_away", IN_TURN, "D3-01 1 PL-1 03-02 b", away(12), away(11)),
]  # fmt: skip

every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def allowed(problem: Problem, assignment: Assignment) -> bool:
    return check(problem, plan_of(problem, assignment)) == []


@every_case
def test_a_move_that_breaks_no_limit_is_made(case: Case) -> None:
    problem = small.problem(**{"demand": EVERYBODY, **case.tables})
    before, move = change(problem, case.plan), change(problem, case.move)
    after = placed({**before, **move})
    ledger = ledger_of(problem, usable_openings(problem), placed(before))
    assert allowed(problem, placed(before))
    assert allowed(problem, after)
    assert ledger.exchange(move)
    assert state(ledger) == state(ledger_of(problem, ledger.openings, after))


@every_case
def test_a_move_that_breaks_a_limit_is_refused_and_leaves_no_trace(case: Case) -> None:
    problem = small.problem(**{"demand": EVERYBODY, **case.tables, **case.but})
    before, move = change(problem, case.plan), change(problem, case.other or case.move)
    ledger = ledger_of(problem, usable_openings(problem), placed(before))
    untouched = state(ledger)
    assert allowed(problem, placed(before))
    assert not allowed(problem, placed({**before, **move}))
    assert not ledger.exchange(move)
    assert state(ledger) == untouched


def test_there_and_back_leaves_no_trace() -> None:
    problem = small.problem(demand=EVERYBODY, **basic(2))
    ledger = ledger_of(problem, usable_openings(problem), placed(change(problem, APART)))
    untouched = state(ledger)
    for move in (SWAP, APART, "D1-01 -; D2-01 -", APART, BESIDE, APART):
        assert ledger.exchange(change(problem, move))
    assert state(ledger) == untouched


# Moves between two plans that the oracle allows: each cohort keeps its own rules, so limits decide


@dataclass(frozen=True)
class Trial:
    """A plan, some cohorts' seats in another plan, and whether the oracle allows the two so mixed."""

    problem: Problem
    plan: Assignment
    move: dict[int, tuple[Seat, ...] | None]
    allowed: bool


@cache
def trials(seed: int) -> tuple[Trial, ...]:
    case, rng = tiny(seed), Random(seed)
    plans = list(islice(oracle.all_plans(case.instance), 300))
    if len(plans) < 2:
        return ()
    found = []
    for _ in range(20):
        before, other = rng.sample(plans, 2)
        names = rng.sample(list(case.instance.cohorts), rng.randint(1, len(case.instance.cohorts)))
        mixed = {key: at for key, at in before.items() if key[0] not in names}
        mixed |= {key: at for key, at in other.items() if key[0] in names}
        fits = not oracle.violations(case.instance, mixed)
        wanted = seats_of(case.problem, other)
        indices = [case.problem.cohort_index[name] for name in names if name in case.problem.cohort_index]
        move = {index: wanted.get(index) for index in indices}
        found.append(Trial(case.problem, seats_of(case.problem, before), move, fits))
    return tuple(found)


def seats_of(problem: Problem, found: oracle.Plan) -> dict[int, tuple[Seat, ...]]:
    """The plan with the oracle's numbers of classes."""
    by_cohort: dict[int, dict[int, Seat]] = {}
    for (cohort_id, step), (site, start, number) in found.items():
        if not problem.is_open(cohort_id, step):
            continue  # it has begun
        cohort = problem.cohorts[problem.cohort_index[cohort_id]]
        demand = problem.demands[cohort.demand]
        course_id = demand.steps[step - demand.begun - 1].course_id
        row = problem.row_at[problem.site_index[site], course_id, start]
        by_cohort.setdefault(cohort.index, {})[step] = Seat(row.index, start, number)
    return {index: tuple(seats[step] for step in sorted(seats)) for index, seats in by_cohort.items()}


@pytest.mark.slow
@some_seeds
def test_a_move_is_made_exactly_where_the_oracle_allows_the_plan_that_it_makes(seed: int) -> None:
    for trial in trials(seed):
        ledger = ledger_of(trial.problem, usable_openings(trial.problem), trial.plan)
        untouched = state(ledger)
        assert ledger.exchange(trial.move) is trial.allowed
        after = placed({**trial.plan, **trial.move}) if trial.allowed else trial.plan
        assert state(ledger) == state(ledger_of(trial.problem, ledger.openings, after))
        assert trial.allowed or state(ledger) == untouched


def test_of_these_moves_many_are_allowed_and_many_are_not() -> None:
    """Measured: of a thousand, 16 % are not."""
    verdicts = Counter(trial.allowed for seed in SEEDS_OF_PLANS for trial in trials(seed))
    assert min(verdicts[True], verdicts[False]) > 100
