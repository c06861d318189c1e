"""Every kind of limit has a rule in the model, a clause in the checker, a reason, and what lifts it.

In each case D2-01 is kept out by a limit of one kind alone: the plan with it breaks a rule, and the model has
no such plan; the reason names the kind; the relief of that limit alone lets it in. The same with rows that
came from no file, which no line tells apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.support import small
from tests.support.small import closures, courses, nations, needs, offers, pools, sites, table, units
from trainopt.check import check
from trainopt.dataset import Dataset, read_dataset
from trainopt.explain.needs import Loosened
from trainopt.explain.relief import LIFTERS, Relief, relief_of
from trainopt.explain.situation import Situation, situation_of
from trainopt.limits import LIMITS
from trainopt.model.build import build_model
from trainopt.plan.ledger import ledger_of
from trainopt.plan.reasons import OUTRANKED, explain_unmet
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_loose_options, find_options
from trainopt.scenario import apply_scenarios
from trainopt.tables import TABLES

demand = table("demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest")

APART = courses("BASIC,Basic,2,4,12,no", "LEADER,Leader,1,2,12,")
TOGETHER = "D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-02 a"
BESIDE = "D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-02 b"
NEXT_DOOR = "D1-01 1 DE-1 03-02 a; D2-01 1 DE-2 03-02 b"
ABROAD = "D1-01 1 DE-1 03-02 a; D2-01 1 PL-1 03-02 b"


@dataclass(frozen=True)
class Case:
    """What keeps D2-01 out of the place that `wanted` has it in, beside D1-01."""

    wanted: str
    tables: dict[str, str]


def one_week(*rows: str) -> str:
    """Classes of BASIC that can start on 03-02 alone."""
    return offers(*(f"{row},,2026-03-15,," for row in rows))


OTHER_COURSE = {
    "pipelines": "pipeline_id,step,course_id\nONE,1,BASIC\nOTHER,1,LEADER\n",
    "demand": demand("D1,U1,ONE,6,,2026-05-10,", "D2,U2,OTHER,6,,2026-05-10,"),
}

CASES = {
    "classes": Case(BESIDE, {"courses": APART}),
    "seats": Case(
        TOGETHER,
        {"courses": courses("BASIC,Basic,2,4,11,", "LEADER,Leader,1,2,12,"),
         "course_resources": needs("BASIC,trainer,1"), "resources": pools("DE-1,trainer,1,,")},
    ),
    "class_min": Case(
        NEXT_DOOR,
        {"capacity": "site_id,course_id,parallel_classes,class_min,valid_to\n"
                     "DE-1,BASIC,1,6,2026-03-15\nDE-2,BASIC,1,7,2026-03-15\n",
         "sites": sites("DE-1,DE,Munster,11", "DE-2,DE,Hammelburg,30", "PL-1,PL,Drawsko,30")},
    ),
    "resource": Case(
        BESIDE,
        {"courses": APART, "capacity": one_week("DE-1,BASIC,2"),
         "course_resources": needs("BASIC,trainer,2"), "resources": pools("DE-1,trainer,3,,")},
    ),
    "beds": Case(
        TOGETHER, {"sites": sites("DE-1,DE,Munster,11", "DE-2,DE,Hammelburg,30", "PL-1,PL,Drawsko,30")}
    ),
    "trainees": Case(TOGETHER, {"nations": nations("DE,Germany,11,", "PL,Poland,,")}),
    "arrivals": Case(TOGETHER, {"nations": nations("DE,Germany,,11", "PL,Poland,,")}),
    "away": Case(
        TOGETHER,
        {"units": units("U1,First,11,", "U2,Second,,"),
         "demand": demand("D1,U1,ONE,6,,2026-05-10,2026-05-10", "D2,U1,ONE,6,,2026-05-10,2026-05-10")},
    ),
    "closure": Case(
        NEXT_DOOR,
        OTHER_COURSE
        | {"capacity": one_week("DE-1,BASIC,1", "DE-2,LEADER,1"),
           "closures": closures("DE,,LEADER,2026-03-02,2026-03-15")},
    ),
    "validity": Case(
        NEXT_DOOR, OTHER_COURSE | {"capacity": offers("DE-1,BASIC,1,,,,", "DE-2,LEADER,1,,2026-03-01,,")}
    ),
    "nation": Case(
        ABROAD,
        OTHER_COURSE
        | {"capacity": one_week("DE-1,BASIC,1", "PL-1,LEADER,1"),
           "units": units("U1,First,,", "U2,Second,,DE")},
    ),
    "ready_from": Case(
        TOGETHER,
        {"demand": demand("D1,U1,ONE,6,,2026-05-10,", "D2,U2,ONE,6,2026-03-09,2026-05-10,")},
    ),
    "latest": Case(
        TOGETHER,
        {"demand": demand("D1,U1,ONE,6,,2026-03-15,2026-03-15", "D2,U2,ONE,6,,2026-03-08,2026-03-08")},
    ),
}  # fmt: skip

PLAIN = {
    "capacity": one_week("DE-1,BASIC,1"),
    "demand": demand("D1,U1,ONE,6,,2026-05-10,", "D2,U2,ONE,6,,2026-05-10,"),
}


def from_files(case: Case) -> Dataset:
    with TemporaryDirectory() as folder:
        return read_dataset(small.write(Path(folder), small.texts(**PLAIN | case.tables)))


def in_memory(case: Case) -> Dataset:
    """The same rows as if no file had them."""
    dataset = from_files(case)
    rows: dict[str, Any] = {
        name: tuple(row.model_copy(update={"line": 0}) for row in dataset.rows(name)) for name in TABLES
    }
    return replace(dataset, **rows)


every_case = pytest.mark.parametrize("kind", CASES)
both_ways = pytest.mark.parametrize("made", [from_files, in_memory], ids=["from files", "in memory"])
Made = Callable[[Case], Dataset]


def without_d2(wanted: str) -> str:
    return wanted.partition(";")[0]


def allowed(problem: Problem, wanted: str) -> tuple[bool, bool]:
    """Whether the checker allows the plan, and whether the model has it."""
    plan = small.plan(wanted)
    model = build_model(problem, find_options(problem))
    return check(problem, plan) == [], small.allows(model, plan)


def reliefs(found: Situation) -> list[Relief]:
    index = found.problem.cohort_index["D2-01"]
    loosened = Loosened(found, [index])
    party = [found.problem.cohorts[index]]
    finder = loosened.finder(party, loosened.ledger(), found.last_week_that_does(index))
    return [relief_of(found, way) for way in finder.ways()]


def relief_of_kind(found: Situation, kind: str) -> Relief:
    """The relief of a limit of the kind alone."""
    (one,) = (r for r in reliefs(found) if [limit.kind for limit in r.way.short] == [kind])
    return one


def test_every_kind_has_a_case_and_a_lifter() -> None:
    assert set(CASES) == set(LIMITS) == set(LIFTERS)


def test_every_kind_is_set_by_a_column_of_its_table() -> None:
    assert all(kind.column in TABLES[kind.table].columns for kind in LIMITS.values())


@every_case
@both_ways
def test_the_model_and_the_checker_keep_the_limit(kind: str, made: Made) -> None:
    problem = build_problem(made(CASES[kind]))
    assert allowed(problem, CASES[kind].wanted) == (False, False)
    assert allowed(problem, without_d2(CASES[kind].wanted)) == (True, True)


@every_case
@both_ways
def test_the_reason_is_that_of_the_limit(kind: str, made: Made) -> None:
    found = situation_of(made(CASES[kind]), small.plan(without_d2(CASES[kind].wanted)))
    options = find_options(found.problem)
    ledger = ledger_of(found.problem, options.openings, found.assignment)
    code = explain_unmet(found.problem, options, ledger)[found.problem.cohort_index["D2-01"]].code
    expected = {LIMITS[kind].reason.code.replace("<resource>", "trainer")}
    assert code in expected | ({OUTRANKED.code} if kind in ("classes", "seats") else set())


@every_case
@both_ways
def test_the_limit_lifted_alone_lets_the_cohort_in(kind: str, made: Made) -> None:
    found = situation_of(made(CASES[kind]), small.plan(without_d2(CASES[kind].wanted)))
    relief = relief_of_kind(found, kind)
    changed = apply_scenarios(found.dataset, relief.scenario)
    assert allowed(build_problem(changed), CASES[kind].wanted) == (True, True)


@every_case
def test_no_two_rows_from_no_file_are_taken_for_one(kind: str) -> None:
    rows = [
        build_model(problem, find_loose_options(problem)).linear.rows
        for problem in (build_problem(made(CASES[kind])) for made in (from_files, in_memory))
    ]
    counts = [len({row.cause for row in found} - {None}) for found in rows]
    assert counts[0] == counts[1] > 0


@both_ways
def test_a_relief_changes_the_row_that_it_names(made: Made) -> None:
    full = sites("DE-1,DE,Munster,6", "DE-2,DE,Hammelburg,5", "PL-1,PL,Drawsko,5")
    everywhere = one_week("DE-1,BASIC,1", "DE-2,BASIC,1", "PL-1,BASIC,1")
    case = Case(NEXT_DOOR, {"sites": full, "capacity": everywhere})
    found = situation_of(made(case), small.plan(without_d2(NEXT_DOOR)))
    more_beds = {one.text.partition(",")[0]: one for one in reliefs(found)}
    for text, site_id in (("1 more beds of DE-2", "DE-2"), ("1 more beds of PL-1", "PL-1")):
        after = build_problem(apply_scenarios(found.dataset, more_beds[text].scenario))
        changed = {
            pool.owner_id
            for before, pool in zip(found.problem.pools, after.pools, strict=True)
            if pool.available != before.available
        }
        assert changed == {site_id}
