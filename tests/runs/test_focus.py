"""Whom a scenario touches: planted changes, by cohort."""

from __future__ import annotations

import pytest

from tests.support import small
from tests.support.moves import basic
from tests.support.small import closures, courses, needs, pools, sites, table, units
from trainopt.runs.focus import FOR_CERTAIN, LATE, MAY_MOVE, UNMET, focus_of

demand = table("demand_id,unit_id,pipeline_id,trainees,due")

# A is in time at DE-1, B is late there, C is at PL-1 and goes on to LEADER, D is not placed.
WHO = (
    "A,U1,ONE,6,2026-05-10",
    "B,U1,ONE,6,2026-03-08",
    "C,U2,TWO,6,2026-05-10",
    "D,U2,ONE,6,2026-05-10",
)
PLAN = "A-01 1 DE-1 03-02 a; B-01 1 DE-1 03-02 a; C-01 1 PL-1 03-02 c; C-01 2 PL-1 03-16 d"
BEFORE = basic() | {
    "demand": demand(*WHO),
    "units": units("U1,First,,DE PL", "U2,Second,,PL"),
    "course_resources": needs("LEADER,range,1"),
    "resources": pools("DE,range,9,,", "PL,range,9,,"),
}
ALL = {"A-01": MAY_MOVE, "B-01": LATE, "C-01": MAY_MOVE, "D-01": UNMET}

CASES: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "nothing": ({}, {}),
    "a class more where U2 may not be": (basic(parallel=2), {"A-01": MAY_MOVE, "B-01": LATE}),
    "larger classes in the whole course": (
        {"courses": courses("BASIC,Basic,2,4,99,", "LEADER,Leader,1,2,12,"), **basic(class_max=99)},
        {"A-01": MAY_MOVE, "B-01": LATE},
    ),
    "beds of PL-1, which U1 may use too": (
        {"sites": sites("DE-1,DE,M,100", "DE-2,DE,H,100", "PL-1,PL,D,90")}, ALL,
    ),
    "a range that only LEADER needs": (
        {"resources": pools("DE,range,9,,", "PL,range,8,,")}, {"C-01": MAY_MOVE},
    ),
    "a range in a week in which nobody can need it": (
        {"resources": pools("DE,range,9,,", "PL,range,9,,2026-05-10", "PL,range,8,2026-05-11,")}, {},
    ),
    "a closure that puts two out": (
        {"closures": closures(",DE-1,,2026-03-02,2026-03-15")}, {"A-01": FOR_CERTAIN, "B-01": FOR_CERTAIN},
    ),
    "one is due earlier": (
        {"demand": demand("A,U1,ONE,6,2026-04-26", *WHO[1:])}, {"A-01": FOR_CERTAIN},
    ),
    "a demand more": (
        {"demand": demand(*WHO, "E,U1,ONE,6,2026-05-10")}, {"E-01": FOR_CERTAIN},
    ),
    "a nation hosts a unit no more": (
        {"units": units("U1,First,,PL", "U2,Second,,PL")}, {"A-01": FOR_CERTAIN, "B-01": FOR_CERTAIN},
    ),
    "transfers take a week": ({"plan": "transfer_weeks = 1"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_who_is_touched(name: str) -> None:
    tables, touched = CASES[name]
    problem = small.problem(**(BEFORE | tables))
    weights = focus_of(problem, small.problem(**BEFORE), small.plan(PLAN))
    assert len(weights) in (0, len(problem.cohorts))
    found = {problem.cohorts[i].cohort_id: weight for i, weight in enumerate(weights) if weight}
    assert found == touched
