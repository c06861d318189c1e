"""A relief is what it says: what changes is what the words say, in the weeks named and in no other."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import small
from tests.support.planted_cases import CASES, WHOLE
from trainopt.check import check
from trainopt.dataset import Dataset, read_dataset
from trainopt.dataset.in_force import InForce
from trainopt.explain.needs import Loosened
from trainopt.explain.relief import Relief, relief_of
from trainopt.explain.situation import Situation, situation_of
from trainopt.explain.trials import with_party
from trainopt.problem import Problem, build_problem
from trainopt.problem.limits import name_of
from trainopt.scenario import apply_scenarios
from trainopt.scenario.text import scenario_text

Given = dict[tuple[str, int], object]
"""What there is of something in a week."""

demand = small.table("demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest")


def dataset(**tables: str) -> Dataset:
    with TemporaryDirectory() as folder:
        return read_dataset(small.write(Path(folder), small.texts(**tables)))


def situation(plan: str, /, **tables: str) -> Situation:
    return situation_of(dataset(**tables), small.plan(plan))


def reliefs(found: Situation, *cohorts: str) -> list[Relief]:
    indices = [found.problem.cohort_index[name] for name in cohorts]
    loosened = Loosened(found, indices)
    party = [found.problem.cohorts[index] for index in indices]
    finder = loosened.finder(party, loosened.ledger(without=indices), found.last_week_that_does(indices[0]))
    return [relief_of(found, way) for way in finder.ways()]


def changed(found: Situation, relief: Relief) -> Dataset:
    return apply_scenarios(found.dataset, relief.scenario)


def given(problem: Problem) -> Given:
    """Every pool, and what every site offers of a course, by week."""
    found: Given = {}
    for pool in problem.pools:
        name = name_of(problem, pool.limit)
        found |= {(name, week): most for week, most in enumerate(pool.available)}
    for row in problem.rows:
        name = f"{row.course_id} at {problem.sites[row.site].site_id}"
        offer = (row.parallel, row.class_min, row.class_max, row.duration, row.cost_per_class)
        found |= {(name, week): offer for week in range(row.first_week, row.last_week + 1)}
    return found


def differences(found: Situation, relief: Relief) -> dict[str, set[int]]:
    """By what changes, the weeks in which it does."""
    before, after = given(found.problem), given(build_problem(changed(found, relief)))
    weeks: dict[str, set[int]] = {}
    for name, week in before.keys() | after.keys():
        if before.get((name, week)) != after.get((name, week)):
            weeks.setdefault(name, set()).add(week)
    return weeks


def said(text: str) -> set[int]:
    """The weeks that a relief names, but for those that are needed of them."""
    stretches = re.findall(r"2026-(\d\d-\d\d) to 2026-(\d\d-\d\d)", text.partition(" (needed")[0])
    return {week for first, last in stretches for week in range(small.week(first), small.week(last) + 1)}


IN_WEEKS = [name for name, case in CASES.items() if said(case.relief) and "open" not in case.relief]
D1_AT_DE = "D1-01 1 DE-1 03-02 a"


@pytest.mark.parametrize("name", IN_WEEKS)
def test_what_is_written_is_what_is_said_in_the_weeks_named(name: str) -> None:
    case = CASES[name]
    found = situation(D1_AT_DE, **WHOLE | case.tables)
    relief = next(one for one in reliefs(found, "D2-01") if one.text == case.relief)
    (weeks,) = differences(found, relief).values()
    assert weeks == said(relief.text)
    after = with_party(changed(found, relief), found, relief.way)
    assert after is not None
    assert check(after.problem, after.plan) == []


def test_the_cases_are_of_every_limit_that_can_be_for_a_time() -> None:
    assert len(IN_WEEKS) == 9


TWO = {"demand": demand("D1,U1,ONE,10,,2026-05-10,", "D2,U2,ONE,6,2026-03-16,2026-03-29,2026-03-29")}
ONE_ROW = small.offers("DE-1,BASIC,1,,,,")


class TestRowsOfCapacity:
    def test_a_row_is_not_divided_where_a_class_of_the_plan_runs_across(self) -> None:
        found = situation("D1-01 1 DE-1 03-23 a", capacity=ONE_ROW, **TWO)
        relief = next(one for one in reliefs(found, "D2-01") if "more class" in one.text)
        assert relief.text == (
            "1 more class of BASIC at DE-1 at a time, 2026-03-16 to 2026-04-05 "
            "(needed 2026-03-16 to 2026-03-29)"
        )
        assert differences(found, relief) == {"BASIC at DE-1": {2, 3, 4}}
        after = with_party(changed(found, relief), found, relief.way)
        assert after is not None
        assert len(after.assignment) == 2

    def test_the_parts_of_a_row_keep_its_start_weeks(self) -> None:
        every_second = small.offers("DE-1,BASIC,1,2026-03-02,,,2")
        found = situation("D1-01 1 DE-1 03-16 a", capacity=every_second, **TWO)
        relief = next(one for one in reliefs(found, "D2-01") if "more class" in one.text)
        after = build_problem(changed(found, relief))
        assert sorted(start for row in after.rows for start in row.starts) == [0, 2, 4, 6, 8]
        assert len(after.rows) == 3

    def test_so_do_those_of_a_row_that_counts_from_the_plan_in_force(self) -> None:
        """Which counted from 23 February, a week before `start`."""
        in_force = InForce((), binds=False, counted_from=date(2026, 2, 23))
        tables = {
            **TWO,
            "demand": demand("D1,U1,ONE,10,,2026-05-10,", "D2,U2,ONE,6,2026-03-09,2026-03-22,2026-03-22"),
        }
        data = replace(dataset(capacity=small.offers("DE-1,BASIC,1,,,,2"), **tables), in_force=in_force)
        found = situation_of(data, small.plan("D1-01 1 DE-1 03-09 a"))
        relief = next(one for one in reliefs(found, "D2-01") if "more class" in one.text)
        after = build_problem(changed(found, relief))
        assert sorted(start for row in after.rows for start in row.starts) == [1, 3, 5, 7]

    def test_several_limits_of_one_row_change_in_the_same_weeks(self) -> None:
        tables = TWO | {"courses": small.courses("BASIC,Basic,2,4,12,no", "LEADER,Leader,1,2,12,")}
        narrow = "site_id,course_id,parallel_classes,class_max\nDE-1,BASIC,1,5\n"
        found = situation("", capacity=narrow, **tables)
        (relief,) = reliefs(found, "D2-01")
        assert differences(found, relief) == {"BASIC at DE-1": said(relief.text)}

    def test_a_row_that_is_valid_in_these_weeks_alone_is_not_divided(self) -> None:
        tables = TWO | {"capacity": small.offers("DE-1,BASIC,0,2026-03-16,2026-03-29,,")}
        found = situation("", **tables)
        (relief,) = reliefs(found, "D2-01")
        assert [change.action for change in relief.scenario.changes] == ["set"]


TABLES = WHOLE | {
    "sites": small.sites("DE-1,DE,Munster,10", "PL-1,PL,Drawsko,10"),
    "limits": small.limits("PL-1,beds,4,2026-02-02,2026-05-10", "DE-1,beds,12,2026-03-16,"),
}


class TestLimits:
    def test_a_row_of_limits_is_divided(self) -> None:
        found = situation(D1_AT_DE, **TABLES)
        relief = next(one for one in reliefs(found, "D2-01") if "more beds of PL-1" in one.text)
        rows = [row for row in changed(found, relief).limits if row.owner_id == "PL-1"]
        days = [(str(row.valid_from), str(row.valid_to), row.quantity) for row in rows]
        assert days == [("2026-02-02", "2026-03-01", 4), ("2026-03-02", "2026-03-15", 10),
                        ("2026-03-16", "2026-05-10", 4)]  # fmt: skip

    def test_the_rest_of_the_year_stays_as_the_owners_row_has_it(self) -> None:
        tables = TABLES | {"sites": small.sites("DE-1,DE,M,10", "PL-1,PL,D,4"), "limits": small.limits()}
        found = situation(D1_AT_DE, **tables)
        relief = next(one for one in reliefs(found, "D2-01") if "more beds of PL-1" in one.text)
        after = changed(found, relief)
        assert after.sites == found.dataset.sites
        assert [(row.owner_id, row.limit, row.quantity) for row in after.limits] == [("PL-1", "beds", 10)]

    def test_as_a_file_it_says_the_same(self) -> None:
        found = situation(D1_AT_DE, **TABLES)
        relief = next(one for one in reliefs(found, "D2-01") if "more beds of PL-1" in one.text)
        text = scenario_text(relief.scenario)
        assert f'description = "{relief.text}"' in text
        assert text.count('table = "limits"') == len(relief.scenario.changes)
