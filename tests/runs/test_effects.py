"""What a scenario does to a plan for certain, by name, and what is said of it: planted differences."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest

from tests.support import small
from tests.support.moves import SITES, basic
from tests.support.small import (
    closures,
    courses,
    nations,
    needs,
    pins,
    pools,
    sites,
    sizes,
    steps,
    table,
    units,
)
from tests.support.tiny import tiny_dataset
from trainopt.check import check
from trainopt.plan.placements import Plan, plan_of
from trainopt.problem.options import find_options
from trainopt.runs.effects import CLASS, COHORT, EFFECT_COLUMNS, LIMIT, THIN, certain_effects
from trainopt.runs.telling import MOST_NAMED, verdict
from trainopt.runs.telling import _certain as certain
from trainopt.search.greedy import greedy_plan

demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest")

# Two cohorts of six in a class, one of U2 beside them at another site; each goes on to nothing.
WHO = ("A,U1,ONE,6,6,,2026-05-10,", "B,U1,ONE,6,6,,2026-05-10,", "C,U2,ONE,6,6,,2026-05-10,")
PLAN = "A-01 1 DE-1 03-02 a; B-01 1 DE-1 03-02 a; C-01 1 PL-1 03-02 c"
BEFORE = basic(parallel=2) | {"demand": demand(*WHO)}


def asked(*rows: str) -> dict[str, str]:
    return {"demand": demand(*rows)}


@dataclass(frozen=True)
class Case:
    """A change of the base and what it does: classes and cohorts by name, limits with by how much."""

    tables: dict[str, str]
    classes: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    limits: dict[str, int] = field(default_factory=dict)
    why: str = ""
    unfit: dict[str, int] = field(default_factory=dict)


CASES = {
    "nothing": Case({}),
    "more of everything": Case(basic(parallel=9, class_max=99)),
    "a site is closed": Case(
        {"closures": closures(",DE-1,,2026-03-09,2026-03-09")}, ("a",), ("A-01", "B-01"),
        why="no class of BASIC can start at DE-1 in this week",
    ),
    "a course is closed elsewhere": Case({"closures": closures(",DE-2,BASIC,2026-03-02,2026-04-05")}),
    "a site offers no more": Case(
        {"capacity": sizes("DE-2,BASIC,1,1,12", "PL-1,BASIC,1,1,12", *(f"{s},LEADER,1,1,12" for s in SITES))},
        ("a",), ("A-01", "B-01"), why="DE-1 offers no BASIC any more",
    ),
    "a nation hosts a unit no more": Case(
        {"units": units("U1,First,,PL", "U2,Second,,")}, (), ("A-01", "B-01"), why="DE may not host U1"
    ),
    "ready later": Case(
        asked("A,U1,ONE,6,6,2026-03-16,2026-05-10,", *WHO[1:]), (), ("A-01",),
        why="step 1 begins before ready_from",
    ),
    "no longer asked for": Case(asked(*WHO[1:]), (), ("A-01",), why="is no longer asked for"),
    "cohorts too large for a class": Case(
        basic(parallel=2, class_max=5), (), ("A-01", "B-01"), why="its 6 trainees do not fit a class of 5"
    ),
    "another course": Case(
        {"pipelines": steps("ONE,1,LEADER,,", "TWO,1,BASIC,,")}, (), ("A-01", "B-01", "C-01"),
        why="its pipeline has other steps",
    ),
    "a step more": Case(
        {"pipelines": steps("ONE,1,BASIC,,", "ONE,2,LEADER,,")}, (), ("A-01", "B-01", "C-01"),
        why="its pipeline has other steps",
    ),
    "pinned elsewhere": Case(
        {"pins": pins("A-01,1,PL-1,2026-03-02", "B-01,1,DE-1,2026-03-02")}, (), ("A-01",),
        why="step 1 is pinned elsewhere",
    ),
    "a class must be fuller": Case(
        basic(parallel=2, class_min=13, class_max=14), unfit={"a": 12}, why="13 must be in it"
    ),
    "companions are gone": Case(
        basic(parallel=2, class_min=12) | asked(*WHO[1:]), (), ("A-01",), unfit={"a": 6},
        why="12 must be in it",
    ),
    "units may not mix": Case(
        {"courses": courses("BASIC,Basic,2,4,12,no", "LEADER,Leader,1,2,12,"),
         **asked("A,U1,ONE,6,6,,2026-05-10,", "B,U2,ONE,6,6,,2026-05-10,", WHO[2])},
        unfit={"a": 12}, why="its 2 units may not mix",
    ),
    "fewer seats": Case(
        basic(parallel=2, class_max=11), limits={"seats in the classes of BASIC at DE-1 (11 each)": 1}
    ),
    "fewer beds": Case(
        {"sites": sites("DE-1,DE,M,8", "DE-2,DE,H,9", "PL-1,PL,D,9")}, limits={"beds of DE-1": 4}
    ),
    "a lower ceiling": Case(
        {"nations": nations("DE,Germany,9,", "PL,Poland,9,")}, limits={"max_trainees of DE": 3}
    ),
    "fewer arrivals": Case(
        {"nations": nations("DE,Germany,,10", "PL,Poland,,9")}, limits={"max_weekly_arrivals of DE": 2}
    ),
    "fewer away": Case({"units": units("U1,First,7,", "U2,Second,6,")}, limits={"max_away of U1": 5}),
    "a resource is gone": Case(
        {"course_resources": needs("BASIC,range,2"),
         "resources": pools("DE,range,1,,", "PL,range,9,,")}, limits={"range of DE": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_change_does_for_certain(name: str) -> None:
    case = CASES[name]
    before = small.problem(**BEFORE)
    problem = small.problem(**(BEFORE | case.tables))
    found = certain_effects(problem, before, small.plan(PLAN))
    assert list(found.columns) == list(EFFECT_COLUMNS)

    def of(kind: str) -> pd.DataFrame:
        return found[found["effect"] == kind]

    assert tuple(of(CLASS)["name"]) == case.classes
    assert tuple(of(COHORT)["name"]) == case.cohorts
    assert dict(zip(of(LIMIT)["name"], of(LIMIT)["trainees"], strict=True)) == case.limits
    assert dict(zip(of(THIN)["name"], of(THIN)["trainees"], strict=True)) == case.unfit
    if case.why:
        assert case.why in set(found["why"])


# A goes on from BASIC to LEADER at the same site, a week later.
TWO = BEFORE | asked("A,U1,TWO,6,6,,2026-05-10,")
ON = "A-01 1 DE-1 03-02 a; A-01 2 DE-1 03-23 b"


@pytest.mark.parametrize(
    ("tables", "plan", "why"),
    [
        ({}, ON, None),
        ({"pipelines": steps("TWO,1,BASIC,,", "TWO,2,LEADER,1,same_site")}, ON, None),
        (
            {"pipelines": steps("TWO,1,BASIC,,", "TWO,2,LEADER,0,")},
            ON,
            "step 2 begins later than its pipeline allows",
        ),
        (
            {"courses": courses("BASIC,Basic,4,4,12,", "LEADER,Leader,1,2,12,")},
            ON,
            "step 2 begins too soon after the one before",
        ),
        ({}, ON.replace("2 DE-1", "2 PL-1"), None),
        (
            {"plan": "transfer_weeks = 2"},
            ON.replace("2 DE-1", "2 PL-1"),
            "step 2 begins too soon after the one before",
        ),
        (
            {"pipelines": steps("TWO,1,BASIC,,", "TWO,2,LEADER,,same_nation")},
            ON.replace("2 DE-1", "2 PL-1"),
            "step 2 must be in the nation of the one before",
        ),
        (
            {"pipelines": steps("TWO,1,BASIC,,", "TWO,2,LEADER,,same_site")},
            ON.replace("2 DE-1", "2 DE-2"),
            "step 2 must be at the site of the one before",
        ),
    ],
)
def test_steps_that_no_longer_follow_each_other(tables: dict[str, str], plan: str, why: str | None) -> None:
    found = certain_effects(small.problem(**(TWO | tables)), small.problem(**TWO), small.plan(plan))
    assert list(found["why"]) == ([] if why is None else [why])
    assert list(found["name"]) == ([] if why is None else ["A-01"])


@pytest.mark.parametrize("seed", range(40))
def test_it_names_whom_the_checker_blames_and_nobody_else(seed: int) -> None:
    """A plan of one dataset beside the data of another: what is not named breaks no rule."""
    problem, other = small.problem_of(tiny_dataset(seed)), small.problem_of(tiny_dataset(seed + 1))
    options = find_options(other)
    placed = greedy_plan(other, options)
    if placed is None:
        pytest.skip("no quick way was found to hold the pins")
    plan = plan_of(other, placed)
    found = certain_effects(problem, other, plan)
    lost = set(found["name"][found["effect"] == COHORT])
    stay = Plan(tuple(held for held in plan.placements if held.cohort_id not in lost))
    broken = [one for one in check(problem, stay) if one.rule not in (9,)]
    if not {LIMIT, THIN} & set(found["effect"]):
        assert broken == []
    # The checker does not know which course it was that they were in.
    others = found["why"] == "its pipeline has other steps"
    for cohort_id in lost - set(found["name"][others]):
        alone = Plan(tuple(held for held in plan.placements if held.cohort_id == cohort_id))
        assert check(problem, alone) != []


def test_what_a_cohort_loses_frees_the_limits_for_others() -> None:
    """The closure makes two leave; there are beds enough for who is left."""
    tables = BEFORE | {"closures": closures(",DE-1,,2026-03-02,2026-03-15"),
                       "nations": nations("DE,Germany,,", "PL,Poland,6,")}  # fmt: skip
    found = certain_effects(small.problem(**tables), small.problem(**BEFORE), small.plan(PLAN))
    assert LIMIT not in set(found["effect"])


# A and B are in a class until 15 March, beside whom C is to begin; B is to go on a week later.
UNDER_WAY = BEFORE | {
    "plan": "as_of = 2026-03-09",
    "demand": demand("A,U1,ONE,6,6,,2026-05-10,", "B,U1,TWO,6,6,,2026-05-10,", "C,U2,ONE,6,6,,2026-05-10,"),
    "actuals": "cohort_id,step,course_id,site_id,start,trainees\nA-01,1,BASIC,DE-1,2026-03-02,6\n"
               "B-01,1,BASIC,DE-1,2026-03-02,6\n",
}  # fmt: skip
GOING_ON = "A-01 1 DE-1 03-02 a; B-01 1 DE-1 03-02 a; B-01 2 DE-1 03-23 d; C-01 1 DE-1 03-09 c"


@pytest.mark.parametrize(
    ("tables", "effects"),
    [
        ({}, []),
        ({"closures": closures(",DE-1,BASIC,2026-03-02,2026-03-08")}, []),
        ({"sites": sites("DE-1,DE,M,13", "DE-2,DE,H,9", "PL-1,PL,D,9")}, [(LIMIT, "beds of DE-1", 5)]),
        ({"sites": sites("DE-1,DE,M,3", "DE-2,DE,H,9", "PL-1,PL,D,9")}, [(LIMIT, "beds of DE-1", 6)]),
        (
            {"closures": closures(",DE-1,LEADER,2026-03-23,2026-03-29")},
            [(CLASS, "d", 6), (COHORT, "B-01", 6)],
        ),
    ],
    ids=[
        "nothing",
        "closed where some have begun",
        "too few beds for the next step",
        "begun beds",
        "no next",
    ],
)
def test_what_has_begun_goes_on(tables: dict[str, str], effects: list[tuple[str, str, int]]) -> None:
    problems = small.problem(**(UNDER_WAY | tables)), small.problem(**UNDER_WAY)
    found = certain_effects(*problems, small.plan(GOING_ON))
    assert list(zip(found["effect"], found["name"], found["trainees"], strict=True)) == effects


def test_who_must_leave_is_named_unit_by_unit() -> None:
    closed = {"closures": closures("DE,,,2026-03-02,2026-03-08", "PL,,,2026-03-02,2026-03-08")}
    problems = small.problem(**(BEFORE | closed)), small.problem(**BEFORE)
    assert list(certain(certain_effects(*problems, small.plan(PLAN)))) == [
        "2 classes must go: a (12 trainees), c (6 trainees)",
        "3 cohorts of 18 trainees must leave where they are: A-01 B-01 of U1, C-01 of U2",
    ]


def test_many_are_counted() -> None:
    lines = [(COHORT, f"A-{n:02}", "U1", 6, "", "") for n in range(MOST_NAMED + 3)]
    (text,) = certain(pd.DataFrame(lines, columns=list(EFFECT_COLUMNS)))
    assert text.endswith("and 3 more of U1")


# What the bounds prove


Line = tuple[str, int, int, int, int, str]


def tiers(*lines: Line) -> pd.DataFrame:
    names = ["term", "value_a", "bound_a", "value_b", "bound_b", "significant"]
    return pd.DataFrame(lines, columns=names)


SAME = ("unmet", 5, 5, 5, 5, "no")


@pytest.mark.parametrize(
    ("lines", "trials", "said"),
    [
        ([SAME], 0, "the same in every tier, as the bounds prove"),
        ([("unmet", 9, 8, 7, 2, "yes")], 9, "unmet is better, as the bounds prove: 9 → 7"),
        ([("unmet", 9, 8, 12, 11, "yes")], 9, "unmet is worse, as the bounds prove: 9 → 12"),
        ([SAME, ("lateness", 9, 9, 4, 0, "yes")], 0, "lateness is better, as the bounds prove: 9 → 4"),
        (
            [("unmet", 9, 2, 9, 1, "no")],
            1200,
            "not enough time to tell after 1,200 trials: the least unmet lies between 1 and 9, and lies "
            "between 2 and 9 in the baseline",
        ),
        (
            [SAME, ("lateness", 9, 9, 9, 0, "no")],
            0,
            "not enough time to tell: the least lateness lies between 0 and 9, and is 9 in the baseline",
        ),
    ],
    ids=["proven the same", "better", "worse", "a later tier", "equal and open", "open in one of them"],
)
def test_what_is_proven_and_what_is_open(lines: list[Line], trials: int, said: str) -> None:
    assert verdict(tiers(*lines), trials) == said
