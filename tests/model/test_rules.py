"""Every rule and every clause of it: a plan that it permits and one that it forbids, by checker and by model.

The base dataset has D1-01 and D2-01, of U1 and U2, on BASIC alone (two weeks), and D3-01, of U1, on BASIC and
then LEADER (one week): six trainees each. A class of BASIC has 4 to 12 trainees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.support import small
from tests.support.small import (
    closures,
    courses,
    nations,
    needs,
    offers,
    pins,
    pools,
    sites,
    sizes,
    steps,
    table,
    units,
)
from trainopt.check import RULES, check
from trainopt.model.build import build_model
from trainopt.model.translate import point_of
from trainopt.plan.placements import Plan, assignment_of
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_loose_options, find_options

Tables = dict[str, str]
Lines = tuple[int, ...]


demand = table("demand_id,unit_id,pipeline_id,trainees,due,ready_from,latest")

LEADER = "LEADER,Leader,1,2,12,"
ANY_STEPS = ("ONE,1,BASIC,,", "TWO,1,BASIC,,")
BOTH_UNITS = ("U1,First,,", "U2,Second,,")
ALONE = "D1-01 1 DE-1 03-02 a"
TOGETHER = f"{ALONE}; D2-01 1 DE-1 03-02 a"
SIDE_BY_SIDE = f"{ALONE}; D2-01 1 DE-1 03-02 b"
TWO_SITES = f"{ALONE}; D2-01 1 DE-2 03-02 b"
FIRST, LATER = "D3-01 1 DE-1 03-02 a", "D3-01 1 DE-1 03-09 a"
BOTH = f"{FIRST}; D3-01 2 DE-1 03-16 b"


@dataclass(frozen=True)
class Case:
    """`forbidden` breaks the rules of `breaks`, each with the lines of the plan at fault, and the message
    `says` so; `allowed` breaks none. `but` are tables that differ for the forbidden one."""

    name: str
    allowed: str
    forbidden: str
    breaks: dict[int, Lines]
    says: str
    tables: Tables = field(default_factory=dict)
    but: Tables = field(default_factory=dict)


PLACED_WHOLE = (
    Case("all steps", BOTH, FIRST, {1: (2,)}, "D3-01 is not placed on step 2"),
    Case("or none", "", "D3-01 2 DE-1 03-16 b", {1: (2,)}, "D3-01 is not placed on step 1"),
    Case("each once", BOTH, f"{BOTH}; D3-01 2 DE-1 03-23 c", {1: (2, 3, 4)}, "on step 2 more than once"),
    Case("no other step", BOTH, f"{BOTH}; D3-01 3 DE-1 03-23 c", {1: (4,)}, "no cohort D3-01 with step 3"),
    Case("no other cohort", ALONE, f"{ALONE}; D1-02 1 DE-2 03-02 b", {1: (3,)}, "no cohort D1-02"),
    Case("in order", BOTH, f"{FIRST}; D3-01 2 DE-1 03-09 b", {1: (2, 3)}, "the one before it has ended"),
    Case(
        "not the other way round", BOTH, "D3-01 1 DE-1 03-09 a; D3-01 2 DE-1 03-02 b", {1: (2, 3)},
        "before the one before it has ended",
    ),
    Case(
        "in order, also where no wait is too long", BOTH, f"{FIRST}; D3-01 2 DE-1 03-09 b", {1: (2, 3)},
        "the one before it has ended", {"pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,0,")},
    ),
)  # fmt: skip

WITHIN_WINDOW = (
    Case(
        "ready_from stands for its week", "D1-01 1 DE-1 03-09 a", ALONE, {2: (2,)},
        "ready_from's week 2026-03-09",
        {"demand": demand("D1,U1,ONE,6,2026-05-10,2026-03-12,")},
    ),
    Case(
        "as_of stands for its week", "D1-01 1 DE-1 03-09 a", ALONE, {2: (2,)},
        "before as_of's week 2026-03-09",
        {"plan": "as_of = 2026-03-12"},
    ),
    Case(
        "as_of lets a pinned step be, but no other", BOTH, BOTH, {2: (3,)}, "starts before as_of's week",
        {"plan": "as_of = 2026-03-16", "pins": pins("D3-01,1,DE-1,2026-03-02")},
        {"plan": "as_of = 2026-03-23"},
    ),
    Case(
        "latest stands for its week", BOTH, f"{FIRST}; D3-01 2 DE-1 03-23 b", {2: (3,)},
        "after latest, 2026-03-22",
        {"demand": demand("D3,U1,TWO,6,2026-03-09,,2026-03-17")},
    ),
)  # fmt: skip

BETWEEN_STEPS = (
    Case(
        "transfer_weeks between nations", f"{LATER}; D3-01 2 PL-1 03-30 b", f"{LATER}; D3-01 2 PL-1 03-23 b",
        {3: (2, 3)}, "transfer_weeks is 1", {"plan": "transfer_weeks = 1"},
    ),
    Case(
        "transfer_weeks not between sites of a nation", f"{LATER}; D3-01 2 DE-2 03-23 b",
        f"{LATER}; D3-01 2 PL-1 03-30 b", {3: (2, 3)}, "transfer_weeks is 2",
        {"plan": "transfer_weeks = 2"},
    ),
    Case(
        "max_wait_weeks", f"{FIRST}; D3-01 2 DE-1 03-23 b", f"{FIRST}; D3-01 2 DE-1 03-30 b", {3: (2, 3)},
        "max_wait_weeks is 1", {"pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,1,")},
    ),
    Case(
        "max_wait_weeks of 0 after a transfer", BOTH, f"{FIRST}; D3-01 2 PL-1 03-23 b", {3: (2, 3)},
        "max_wait_weeks is 0",
        {"plan": "transfer_weeks = 1", "pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,0,")},
    ),
    Case(
        "same_nation", f"{FIRST}; D3-01 2 DE-2 03-16 b", f"{FIRST}; D3-01 2 PL-1 03-16 b", {3: (2, 3)},
        "in the same nation", {"pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,,same_nation")},
    ),
    Case(
        "same_site", BOTH, f"{FIRST}; D3-01 2 DE-2 03-16 b", {3: (2, 3)}, "at the same site",
        {"pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,,same_site")},
    ),
)  # fmt: skip

IN_ALLOWED_NATION = (
    Case(
        "the site offers the course", BOTH, f"{FIRST}; D3-01 2 DE-2 03-16 b", {4: (3,), 5: (3,)},
        "DE-2 does not offer LEADER",
        {"capacity": offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,,,,", "DE-2,BASIC,1,,,,")},
    ),
    Case(
        "the nation may host the unit", f"{FIRST}; D3-01 2 DE-2 03-16 b", f"{FIRST}; D3-01 2 PL-1 03-16 b",
        {4: (3,)}, "U1 may not be hosted by PL", {"units": units("U1,First,,DE", "U2,Second,,PL")},
    ),
    Case("there is such a site", ALONE, "D1-01 1 DE-9 03-02 a", {4: (2,)}, "there is no site DE-9"),
)  # fmt: skip

GRID = "DE-1,BASIC,1,,,2026-03-11,2"
TWO_ROWS = ("DE-1,BASIC,1,,2026-03-15,,", "DE-1,BASIC,1,2026-03-16,,,")
ON_START_WEEK = (
    *(
        Case(
            name, f"D1-01 1 {good} a", f"D1-01 1 {bad} a", {5: (2,)},
            f"start at {bad.split()[0]} on 2026-{bad.split()[1]}", tables,
        )
        for name, good, bad, tables in (
            ("every start_every_weeks", "DE-1 03-23", "DE-1 03-16", {"capacity": offers(GRID)}),
            ("from first_start on", "DE-1 03-09", "DE-1 03-02", {"capacity": offers(GRID)}),
            ("on first_start's grid, valid later", "DE-1 03-16", "DE-1 03-09",
             {"capacity": offers("DE-1,BASIC,1,2026-03-11,,2026-03-04,2")}),
            ("on the grid of a row from before the horizon", "DE-1 03-09", "DE-1 03-02",
             {"capacity": offers("DE-1,BASIC,1,2026-02-23,,,2")}),
            ("valid_from", "DE-1 03-09", "DE-1 03-02", {"capacity": offers("DE-1,BASIC,1,2026-03-11,,,")}),
            ("valid_to", "DE-1 03-09", "DE-1 03-16", {"capacity": offers("DE-1,BASIC,1,,2026-03-18,,")}),
            ("no class over two rows", "DE-1 03-16", "DE-1 03-09", {"capacity": offers(*TWO_ROWS)}),
            ("the horizon's end", "DE-1 04-27", "DE-1 05-04", {}),
            ("closed nation", "PL-1 03-02", "DE-2 03-02",
             {"closures": closures("DE,,,2026-03-15,2026-03-15")}),
            ("closed site", "DE-2 03-02", "DE-1 03-02",
             {"closures": closures(",DE-1,,2026-03-08,2026-03-08")}),
            ("closed before", "DE-1 03-09", "DE-1 03-02",
             {"closures": closures(",DE-1,,2026-02-02,2026-03-02")}),
            ("closed after", "DE-1 03-02", "DE-1 03-09",
             {"closures": closures(",DE-1,,2026-03-22,2026-09-09")}),
            ("course closed in a nation", "PL-1 03-02", "DE-1 03-02",
             {"closures": closures("DE,,BASIC,2026-03-02,2026-03-02")}),
        )
    ),
    Case(
        "closed course", f"{FIRST}; D3-01 2 DE-1 03-23 b", BOTH, {5: (3,)},
        "no class of LEADER can start at DE-1",
        {"closures": closures(",,LEADER,2026-03-02,2026-03-18")},
    ),
    Case(
        "a class is at one site", TWO_SITES, TWO_SITES.replace("b", "a"), {5: (2, 3)},
        "a is at more than one site",
    ),
)  # fmt: skip

CLASS_SIZE = (
    Case(
        "class_min", TOGETHER, ALONE, {6: (2,)}, "class_min is 7",
        {"courses": courses("BASIC,Basic,2,7,12,", LEADER)},
    ),
    Case(
        "class_max", TOGETHER, TOGETHER, {6: (2, 3)}, "class_max is 12",
        {}, {"demand": demand("D1,U1,ONE,7,2026-05-10,,", "D2,U2,ONE,6,2026-05-10,,")},
    ),
    Case(
        "the row's class_min", ALONE, ALONE, {6: (2,)}, "class_min is 7",
        {"capacity": sizes("DE-1,BASIC,1,6,")}, {"capacity": sizes("DE-1,BASIC,1,7,")},
    ),
    Case(
        "the row's class_max", TOGETHER, TOGETHER, {6: (2, 3)}, "class_max is 11",
        {"capacity": sizes("DE-1,BASIC,2,,12")}, {"capacity": sizes("DE-1,BASIC,2,,11")},
    ),
    Case(
        "one unit where units do not mix", SIDE_BY_SIDE, TOGETHER, {6: (2, 3)}, "a mixes the units U1, U2",
        {"courses": courses("BASIC,Basic,2,4,12,no", LEADER), "capacity": sizes("DE-1,BASIC,2,,")},
    ),
    Case(
        "cohorts of one unit where units do not mix", TOGETHER, TOGETHER, {6: (2, 3)},
        "a mixes the units U1, U2",
        {"courses": courses("BASIC,Basic,2,4,12,no", LEADER),
         "demand": demand("D1,U2,ONE,6,2026-05-10,,", "D2,U2,ONE,6,2026-05-10,,")},
        {"demand": demand("D1,U1,ONE,6,2026-05-10,,", "D2,U2,ONE,6,2026-05-10,,")},
    ),
)  # fmt: skip

RUNNING = "of BASIC run at DE-1 in the week of"
PARALLEL_CLASSES = (
    Case(
        "in the same weeks", SIDE_BY_SIDE, SIDE_BY_SIDE, {7: (2, 3)}, f"{RUNNING} 2026-03-02",
        {"capacity": sizes("DE-1,BASIC,2,,")}, {"capacity": sizes("DE-1,BASIC,1,,")},
    ),
    Case(
        "in one week of two", f"{ALONE}; D2-01 1 DE-1 03-16 b", f"{ALONE}; D2-01 1 DE-1 03-09 b", {7: (2, 3)},
        f"{RUNNING} 2026-03-09, parallel_classes is 1",
    ),
    Case(
        "none at all", ALONE, ALONE, {7: (2,)}, "parallel_classes is 0",
        {"capacity": sizes("DE-1,BASIC,1,,")}, {"capacity": sizes("DE-1,BASIC,0,,")},
    ),
)  # fmt: skip

TEACHER = {"course_resources": needs("BASIC,teacher,2")}
HOME_AND_ABROAD = f"{ALONE}; D2-01 1 PL-1 03-02 b"
ONE_UNIT = demand("D1,U1,ONE,6,2026-05-10,,", "D2,U1,ONE,6,2026-05-10,,")
POOLS_SUFFICE = (
    Case(
        "a site's resource", SIDE_BY_SIDE, SIDE_BY_SIDE, {8: (2, 3)},
        "4 teacher of DE-1 used in the week of 2026-03-02",
        {**TEACHER, "capacity": sizes("DE-1,BASIC,2,,"), "resources": pools("DE-1,teacher,4,,")},
        {"resources": pools("DE-1,teacher,3,,")},
    ),
    Case(
        "a nation's resource, shared by its sites", HOME_AND_ABROAD, TWO_SITES, {8: (2, 3)},
        "4 teacher of DE used",
        {**TEACHER, "resources": pools("DE,teacher,3,,", "PL,teacher,2,,")},
    ),
    Case(
        "a site's own in place of the nation's", ALONE, "D1-01 1 DE-2 03-02 a", {8: (2,)},
        "2 teacher of DE used",
        {**TEACHER, "resources": pools("DE,teacher,1,,", "DE-1,teacher,2,,", "PL,teacher,2,,")},
    ),
    Case(
        "a site's own where the nation has more", "D1-01 1 DE-2 03-02 a", ALONE, {8: (2,)},
        "teacher of DE-1 used",
        {**TEACHER, "resources": pools("DE,teacher,9,,", "DE-1,teacher,1,,", "PL,teacher,2,,")},
    ),
    Case(
        "none in weeks without a row", "D1-01 1 DE-1 03-16 a", ALONE, {8: (2,)},
        "week of 2026-03-09, 0 available",
        {**TEACHER, "capacity": sizes("DE-1,BASIC,1,,"),
         "resources": pools("DE-1,teacher,2,,2026-03-08", "DE-1,teacher,2,2026-03-16,")},
    ),
    Case(
        "beds", TOGETHER, TOGETHER, {8: (2, 3)},
        "12 beds of DE-1 used in the week of 2026-03-02, 11 available",
        {"sites": sites("DE-1,DE,One,12", "DE-2,DE,Two,9", "PL-1,PL,Three,9")},
        {"sites": sites("DE-1,DE,One,11", "DE-2,DE,Two,9", "PL-1,PL,Three,9")},
    ),
    Case(
        "beds of classes of two courses", f"{BOTH}; D1-01 1 DE-1 03-23 c", f"{BOTH}; D1-01 1 DE-1 03-16 c",
        {8: (3, 4)}, "12 beds of DE-1 used in the week of 2026-03-16",
        {"sites": sites("DE-1,DE,One,11", "DE-2,DE,Two,9", "PL-1,PL,Three,9")},
    ),
    Case(
        "max_trainees", HOME_AND_ABROAD, TWO_SITES, {8: (2, 3)}, "of DE used in the week of 2026-03-02",
        {"nations": nations("DE,Germany,11,", "PL,Poland,6,")},
    ),
    Case(
        "max_weekly_arrivals", f"{ALONE}; D2-01 1 DE-2 03-09 b", TWO_SITES, {8: (2, 3)},
        "of DE used in the week of 2026-03-02, 11 available",
        {"nations": nations("DE,Germany,,11", "PL,Poland,,")},
    ),
    Case(
        "who was in the nation on the step before does not arrive", f"{BOTH}; D1-01 1 DE-2 03-16 c",
        "D3-01 1 PL-1 03-02 a; D3-01 2 DE-1 03-16 b; D1-01 1 DE-2 03-16 c", {8: (3, 4)},
        "of DE used in the week of 2026-03-16",
        {"nations": nations("DE,Germany,,6", "PL,Poland,,")},
    ),
    Case(
        "who was in the nation two steps before arrives again",
        f"{BOTH}; D3-01 3 DE-1 03-23 c; D1-01 1 DE-2 03-23 d",
        f"{FIRST}; D3-01 2 PL-1 03-16 b; D3-01 3 DE-1 03-23 c; D1-01 1 DE-2 03-23 d", {8: (4, 5)},
        "of DE used in the",
        {"nations": nations("DE,Germany,,6", "PL,Poland,,"), "pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,,",
                                                                               "TWO,3,LEADER,,")},
    ),
    Case(
        "max_away, wherever it is", f"{ALONE}; D2-01 1 PL-1 03-16 b", HOME_AND_ABROAD, {8: (2, 3)},
        "of U1 used in the week of 2026-03-02, 11 available",
        {"units": units("U1,First,11,", "U2,Second,,"), "demand": ONE_UNIT},
    ),
    Case(
        "max_away of each unit", HOME_AND_ABROAD, HOME_AND_ABROAD, {8: (2, 3)}, "of U1 used in the week",
        {"units": units("U1,First,11,", "U2,Second,11,")}, {"demand": ONE_UNIT},
    ),
)  # fmt: skip

PINNED = {"pins": pins("D1-01,1,DE-1,2026-03-05")}
BEGUN = {**PINNED, "plan": "as_of = 2026-03-09"}
PINS_HOLD = (
    Case("the week", ALONE, "D1-01 1 DE-1 03-09 a", {9: (2,)}, "pins.csv:2 holds D1-01 step 1", PINNED),
    Case("the site", ALONE, "D1-01 1 DE-2 03-02 a", {9: (2,)}, "from 2026-03-02", PINNED),
    Case("at all", ALONE, "D2-01 1 DE-1 03-02 a", {9: ()}, "pins.csv:2 holds D1-01 step 1", PINNED),
    Case(
        "what has begun is as it was",
        ALONE,
        "D1-01 1 DE-2 03-02 a",
        {9: (2,)},
        "pins.csv:2 holds D1-01 step 1",
        BEGUN,
    ),
    Case(
        "what has begun is as it was, also where a plan has it after the horizon",
        ALONE,
        "D1-01 1 DE-1 12-28 a",
        {9: (2,)},
        "pins.csv:2 holds D1-01 step 1",
        BEGUN,
    ),
    Case("what has begun is in every plan", ALONE, "", {9: ()}, "which has begun", BEGUN),
    Case(
        "nobody joins a class that has begun",
        f"{ALONE}; D2-01 1 DE-1 03-16 b",
        f"{ALONE}; D2-01 1 DE-1 03-02 a",
        {2: (3,), 9: (3,)},
        "nobody joins a",
        BEGUN,
    ),
)

BY_RULE = (
    PLACED_WHOLE, WITHIN_WINDOW, BETWEEN_STEPS, IN_ALLOWED_NATION, ON_START_WEEK, CLASS_SIZE,
    PARALLEL_CLASSES,
    POOLS_SUFFICE, PINS_HOLD,
)  # fmt: skip
CASES = [
    pytest.param(case, id=f"{rule} {case.name}") for rule, cases in enumerate(BY_RULE, 1) for case in cases
]
every_case = pytest.mark.parametrize("case", CASES)

# What the search plans with, and what contradictions are sought in: there the rows alone must forbid.
models = pytest.mark.parametrize("find", [find_options, find_loose_options])


def lines_by_rule(problem: Problem, plan: Plan) -> dict[int, Lines]:
    found: dict[int, set[int]] = defaultdict(set)
    for broken in check(problem, plan):
        found[broken.rule] |= {placement.line for placement in broken.placements}
    return {rule: tuple(sorted(lines)) for rule, lines in found.items()}


@every_case
def test_the_checker_permits(case: Case) -> None:
    assert check(small.problem(**case.tables), small.plan(case.allowed)) == []


@every_case
def test_the_checker_forbids_and_names_the_rows(case: Case) -> None:
    problem, plan = small.problem(**case.tables | case.but), small.plan(case.forbidden)
    assert lines_by_rule(problem, plan) == case.breaks
    printed = [str(broken) for broken in check(problem, plan)]
    assert any(case.says in line for line in printed), printed
    for broken, line in zip(check(problem, plan), printed, strict=True):
        first = min((placement.line for placement in broken.placements), default=None)
        assert line.startswith(f"assignments.csv:{first}: rule " if first else "rule ")
        assert all(f"{at.cohort_id} step {at.step}" in line for at in broken.placements)


@models
@every_case
def test_the_model_permits(case: Case, find: Callable[[Problem], Options]) -> None:
    problem, plan = small.problem(**case.tables), small.plan(case.allowed)
    model = build_model(problem, find(problem))
    point = point_of(model, assignment_of(problem, plan))
    assert model.linear.broken(point) == []
    assert small.outside_bounds(model.linear, point) == []
    assert small.allows(model, plan)


@models
@every_case
def test_the_model_forbids(case: Case, find: Callable[[Problem], Options]) -> None:
    problem = small.named(small.problem(**case.tables | case.but))
    assert not small.allows(build_model(problem, find(problem)), small.plan(case.forbidden))


def test_every_rule_has_cases_that_break_it() -> None:
    assert len(BY_RULE) == len(RULES)
    for rule, cases in enumerate(BY_RULE, 1):
        assert all(rule in case.breaks for case in cases)
