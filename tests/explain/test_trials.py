"""What planning again shows of a relief: judged beside the best plan without it, not by a search's luck."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.explain.test_relief import changed, reliefs, situation
from tests.support import small
from trainopt.explain.relief import Relief
from trainopt.explain.situation import Situation
from trainopt.explain.trials import Evidence, Searched, Trial, judged, unproven, with_party
from trainopt.search.params import Clock
from trainopt.search.result import Tier

demand = small.table("demand_id,unit_id,pipeline_id,trainees,due,latest,priority")
ONE_CLASS = {
    "capacity": small.offers("DE-1,BASIC,1,,2026-03-15,,"),
    "demand": demand("D1,U1,ONE,10,2026-03-15,2026-03-15,1", "D2,U2,ONE,6,2026-03-15,2026-03-15,1"),
}
D1_PLACED = "D1-01 1 DE-1 03-02 a"


@pytest.fixture(scope="module")
def found() -> Situation:
    """D1 has the class; D2, six trainees, is unmet."""
    return situation(D1_PLACED, **ONE_CLASS)


@pytest.fixture(scope="module")
def seats(found: Situation) -> Relief:
    return next(one for one in reliefs(found, "D2-01") if "seats" in one.text)


def trial(found: Situation, unmet: int, bound: int = 0, lateness: int = 0) -> Trial:
    """A plan with these values, whatever they are: of the plan itself nothing is asked here."""
    later = [Tier(term, 0, 0, 0.0) for term in found.problem.objective[2:]]
    tiers = (Tier("unmet", unmet, min(bound, unmet), 0.0), Tier("lateness", lateness, 0, 0.0), *later)
    return Trial(found, tiers)


def verdict(found: Situation, relief: Relief, before: Trial, searched: Trial | None) -> Trial:
    made = judged(before, Searched(relief, changed(found, relief), None, searched), Clock.start(60))
    assert isinstance(made, Trial)
    return made


def test_the_cohort_added_and_nobody_moved_is_found_though_the_search_did_worse(
    found: Situation, seats: Relief
) -> None:
    before = unproven(found)
    made = verdict(found, seats, before, trial(found, 97))
    assert (made.evidence, made.helps) == (Evidence.FOUND, True)
    assert (before.values[0], made.values[0]) == (6, 0)
    assert set(found.assignment) < set(made.situation.assignment)


def test_it_is_proven_where_the_bound_says_that_no_plan_without_it_is_as_good(
    found: Situation, seats: Relief
) -> None:
    assert verdict(found, seats, trial(found, 6, bound=6), None).evidence is Evidence.PROVEN


def test_a_search_that_came_out_better_by_itself_shows_nothing(found: Situation, seats: Relief) -> None:
    """On the way of this relief no class can start, so the cohort cannot be added."""
    nowhere = replace(seats, way=replace(seats.way, path=((0, 9),)))
    made = verdict(found, nowhere, trial(found, 6), trial(found, 4))
    assert (made.evidence, made.helps) == (Evidence.NOISE, False)


@pytest.mark.parametrize("searched", [7, 6, None])
def test_nothing_is_worse_with_more(found: Situation, seats: Relief, searched: int | None) -> None:
    nowhere = replace(seats, way=replace(seats.way, path=((0, 9),)))
    before = trial(found, 6)
    made = verdict(found, nowhere, before, None if searched is None else trial(found, searched))
    assert (made.evidence, made.values) == (Evidence.NONE, before.values)


def test_a_later_tier_is_proven_only_where_those_above_are(found: Situation, seats: Relief) -> None:
    nowhere = replace(seats, way=replace(seats.way, path=((0, 9),)))
    befores = []
    for bound in (6, 5):
        first, second, *later = trial(found, 6, bound=bound, lateness=30).tiers
        befores.append(Trial(found, (first, replace(second, bound=20), *later)))
    better = trial(found, 6, lateness=10)
    kinds = [verdict(found, nowhere, before, better).evidence for before in befores]
    assert kinds == [Evidence.PROVEN, Evidence.NOISE]


def test_lateness_that_nothing_can_help_is_what_the_courses_take_beyond_due() -> None:
    tables = {
        "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,,,,"),
        "demand": "demand_id,unit_id,pipeline_id,trainees,ready_from,due\n"
        "D1,U1,TWO,6,2026-03-09,2026-03-22\n",
    }
    late = situation("D1-01 1 DE-1 03-16 a; D1-01 2 DE-1 04-06 b", **tables)
    index = late.problem.cohort_index["D1-01"]
    assert (late.weeks_late(index), late.weeks_certain(index)) == (3, 1)


def test_more_of_something_comes_before_other_days() -> None:
    found = situation(D1_PLACED, **ONE_CLASS | {"capacity": small.offers("DE-1,BASIC,1,,,,")})
    grades = {one.text.partition(",")[0]: one.grade for one in reliefs(found, "D2-01")}
    assert grades["1 more class of BASIC at DE-1 at a time"] == 0
    assert next(grade for text, grade in grades.items() if text.startswith("latest of D2")) == 2


def test_without_time_the_plan_that_the_search_began_with_is_what_tells(
    found: Situation, seats: Relief
) -> None:
    data = changed(found, seats)
    joined = with_party(data, found, seats.way)
    assert joined is not None
    over = Clock.start(0)
    for added, evidence in ((unproven(joined), Evidence.FOUND), (None, Evidence.NONE)):
        made = judged(unproven(found), Searched(seats, data, added, None), over)
        assert isinstance(made, Trial)
        assert made.evidence is evidence
