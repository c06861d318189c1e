"""The bottom line of a night: placed, late, unmet by priority, and who lost a place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import small
from trainopt.problem.entities import PublishedStep
from trainopt.runs.nightly.bottom_line import bottom_line
from trainopt.runs.nightly.planning import NightPlan
from trainopt.runs.nightly.summary import _notice
from trainopt.search.result import Tier
from trainopt.words.voice import ENGLISH

DEMAND = small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")(
    "D1,U1,ONE,12,6,2026-03-15,3", "D2,U2,ONE,6,6,2026-03-22,1"
)
PLAN = "D1-01 1 DE-1 03-02 DE-1.BASIC.2026-03-02.1"
PUBLISHED = {(cohort, 1): PublishedStep("DE-1", 0, 6, 2) for cohort in ("D1-01", "D1-02", "GONE-01")}


def lines(plan: str, published: Any, before: dict[str, int], late: int = 0) -> list[str]:
    problem = small.problem(published, demand=DEMAND)
    held = small.plan(plan)
    placed = sum(6 for _ in held.placements)
    unmet = sum(
        problem.weight(cohort)
        for cohort in problem.cohorts
        if cohort.cohort_id not in {one.cohort_id for one in held.placements}
    )
    found: Any = SimpleNamespace(plan=held, tiers=(Tier("unmet", unmet, min(unmet, 6), 1.0),))
    compared: Any = SimpleNamespace(figures={"placed": placed, "late": late}, before=before)
    return list(bottom_line(NightPlan(problem, found, None, (), None), compared))


def test_who_is_unmet_and_who_lost_a_place() -> None:
    before = {"placed": 12, "late": 2, "not_placed": 6}
    assert lines(PLAN, PUBLISHED, before, late=4) == [
        "6 of 18 trainees are placed (before: 12), 50.0 % of what can be placed at most.",
        "4 of them are late (before: 2).",
        "Unmet, weighted by priority: 24 (12 trainees), before: 6 trainees. "
        "Trainees by priority: priority 3: 6, priority 1: 6.",
        "6 trainees lost the place they had: U1 First 6 (D1-02).",
    ]  # fmt: skip


@pytest.mark.parametrize("published", [None, {("D1-01", 1): PublishedStep("DE-1", 0, 6, 2)}])
def test_who_never_had_a_place_has_lost_none(published: Any) -> None:
    assert lines(PLAN, published, {})[-1] == "Nobody who had a place has lost it."


def test_where_all_are_placed_nobody_is_unmet() -> None:
    everybody = (
        f"{PLAN}; D1-02 1 DE-1 03-02 DE-1.BASIC.2026-03-02.1; D2-01 1 PL-1 03-02 PL-1.BASIC.2026-03-02.1"
    )
    assert lines(everybody, None, {})[2] == "Nobody is unmet."


def test_notice_is_told_for_each_nation() -> None:
    """DE hosts in the week of the data what was not published there; what is as published is no news."""
    problem = small.problem({("D1-01", 1): PublishedStep("PL-1", 0, 6, 2)}, demand=DEMAND)
    found: Any = SimpleNamespace(plan=small.plan(PLAN))
    candidate = SimpleNamespace(problem=problem, found=found)
    story: Any = SimpleNamespace(candidate=candidate, voice=ENGLISH, say=ENGLISH.say)
    assert [line for line in _notice(story) if "Germany" in line] == ["| DE Germany | 1 | 6 | 0 | 6 | 6 |"]
    problem = small.problem(PUBLISHED, demand=DEMAND)
    story.candidate.problem = problem
    assert list(_notice(story)) == []
