"""What keeps a cohort out, which way would do, and what change opens it: one limit at a time, no solver."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import small
from trainopt.check import check
from trainopt.dataset import Dataset, read_dataset
from trainopt.errors import PlanFaults, UsageError
from trainopt.explain.blocks import FREE, blocks_of
from trainopt.explain.needs import Loosened
from trainopt.explain.relief import LIFTERS, relief_of, with_amount
from trainopt.explain.situation import Situation, situation_of, subjects
from trainopt.explain.trials import with_party
from trainopt.limits import LIMITS
from trainopt.plan.ways import Finder, Way
from trainopt.scenario import apply_scenarios


def dataset(**tables: str) -> Dataset:
    with TemporaryDirectory() as folder:
        return read_dataset(small.write(Path(folder), small.texts(**tables)))


def situation(plan: str, /, **tables: str) -> Situation:
    return situation_of(dataset(**tables), small.plan(plan))


def finder_of(found: Situation, *cohorts: str) -> Finder:
    party = [found.problem.cohorts[found.problem.cohort_index[name]] for name in cohorts]
    indices = [cohort.index for cohort in party]
    loosened = Loosened(found, indices)
    return loosened.finder(party, loosened.ledger(without=indices), found.last_week_that_does(indices[0]))


def ways_of(found: Situation, *cohorts: str) -> list[Way]:
    return finder_of(found, *cohorts).ways()


def reliefs_of(found: Situation, *cohorts: str) -> list[str]:
    return [relief_of(found, way).text for way in ways_of(found, *cohorts)]


def applied(found: Situation, way: Way) -> Situation | None:
    """The plan with the way's cohorts added, under the relief of the way."""
    return with_party(apply_scenarios(found.dataset, relief_of(found, way).scenario), found, way)


ONE_ROW = "site_id,course_id,parallel_classes,valid_from,valid_to\nDE-1,BASIC,1,,2026-03-15\n"
TIGHT = {
    "capacity": ONE_ROW,
    "demand": "demand_id,unit_id,pipeline_id,trainees,due,latest\n"
    "D1,U1,ONE,10,2026-03-15,2026-03-15\nD2,U2,ONE,6,2026-03-15,2026-03-15\n",
}
D1_PLACED = "D1-01 1 DE-1 03-02 a"


def test_every_kind_of_limit_has_a_relief() -> None:
    assert set(LIFTERS) == set(LIMITS)


class TestWays:
    def test_a_free_way_asks_for_nothing(self) -> None:
        (way,) = ways_of(situation("", **TIGHT), "D1-01")
        assert way.short == {}

    def test_seats_and_a_further_class_are_two_ways(self) -> None:
        found = situation(D1_PLACED, **TIGHT)
        assert reliefs_of(found, "D2-01") == [
            "4 more seats in a class of BASIC at DE-1 (16 instead of 12), 2026-03-02 to 2026-03-15",
            "1 more class of BASIC at DE-1 at a time, 2026-03-02 to 2026-03-15",
        ]

    def test_what_asks_least_comes_first(self) -> None:
        ways = ways_of(situation(D1_PLACED, **TIGHT), "D2-01")
        assert [way.price for way in ways] == sorted(way.price for way in ways)

    def test_each_relief_lets_the_cohort_in_and_one_less_does_not(self) -> None:
        found = situation(D1_PLACED, **TIGHT)
        for way in ways_of(found, "D2-01"):
            after = applied(found, way)
            assert after is not None
            assert check(after.problem, after.plan) == []
            assert len(after.assignment) == 2
        seats = ways_of(found, "D2-01")[0]
        assert applied(found, with_amount(seats, 3)) is None

    def test_where_no_limit_does_alone_the_fewest_that_do_together(self) -> None:
        tables = TIGHT | {"sites": small.sites("DE-1,DE,Munster,10", "DE-2,DE,Hammelburg,9", "PL-1,PL,D,9")}
        found = situation(D1_PLACED, **tables)
        ways = ways_of(found, "D2-01")
        assert ways
        assert {limit.kind for limit in ways[0].short} == {"seats", "beds"}
        after = applied(found, ways[0])
        assert after is not None
        assert len(after.assignment) == 2

    def test_a_step_that_no_site_offers_has_no_way(self) -> None:
        tables = TIGHT | {"capacity": "site_id,course_id,parallel_classes\nDE-1,LEADER,1\n"}
        assert ways_of(situation("", **tables), "D1-01") == []

    def test_one_who_is_late_is_sought_a_way_in_time(self) -> None:
        tables = TIGHT | {
            "demand": "demand_id,unit_id,pipeline_id,trainees,due\n"
            "D1,U1,ONE,10,2026-03-15\nD2,U2,ONE,6,2026-03-15\n",
            "capacity": "site_id,course_id,parallel_classes\nDE-1,BASIC,1\n",
        }
        found = situation(D1_PLACED + "; D2-01 1 DE-1 03-16 b", **tables)
        assert found.weeks_late(found.problem.cohort_index["D2-01"]) == 2
        assert reliefs_of(found, "D2-01") == [
            "4 more seats in a class of BASIC at DE-1 (16 instead of 12), 2026-03-02 to 2026-03-15",
            "due of D2 2 weeks later (2026-03-29)",
            "1 more class of BASIC at DE-1 at a time, 2026-03-02 to 2026-03-15",
        ]

    def test_cohorts_too_small_alone_go_together(self) -> None:
        tables = {
            "courses": small.courses("BASIC,Basic,2,8,12,", "LEADER,Leader,1,2,12,"),
            "demand": "demand_id,unit_id,pipeline_id,trainees,cohort_max,due\nD1,U1,ONE,10,5,2026-05-10\n",
        }
        found = situation("", **tables)
        assert all(limit.kind == "class_min" for way in ways_of(found, "D1-01") for limit in way.short)
        (way,) = ways_of(found, "D1-01", "D1-02")
        assert way.short == {}

    def test_a_pin_holds_for_a_way_too(self) -> None:
        tables = TIGHT | {
            "capacity": "site_id,course_id,parallel_classes\nDE-1,BASIC,1\nPL-1,BASIC,1\n",
            "pins": small.pins("D2-01,1,PL-1,2026-03-02"),
        }
        found = situation(D1_PLACED + "; D2-01 1 PL-1 03-02 b", **tables)
        (way,) = ways_of(found, "D2-01")
        assert [found.problem.rows[row].site for row, _ in way.path] == [found.problem.site_index["PL-1"]]


class TestBlocks:
    def test_say_what_is_short_by_how_much_and_who_has_it(self) -> None:
        blocks = blocks_of(finder_of(situation(D1_PLACED, **TIGHT), "D2-01"))
        assert blocks.to_dict("records") == [
            {
                "step": 1, "course_id": "BASIC", "site_id": "DE-1", "starts": "2026-03-02 to 2026-03-08",
                "weeks": 1, "limit": limit, "short": short, "unit": unit, "used_by": "D1",
            }
            for limit, short, unit in [
                ("parallel_classes of BASIC at DE-1 (1)", 1, "classes"),
                ("seats in the classes of BASIC at DE-1 (12 each)", 4, "trainees"),
            ]
        ]  # fmt: skip

    def test_say_where_a_step_is_free(self) -> None:
        blocks = blocks_of(finder_of(situation("", **TIGHT), "D1-01"))
        assert list(blocks["limit"]) == [FREE]

    def test_say_that_no_class_lies_within_the_window(self) -> None:
        tables = TIGHT | {"demand": TIGHT["demand"].replace("2026-03-15,2026-03-15", "2026-03-15,2026-03-08")}
        blocks = blocks_of(finder_of(situation("", **tables), "D1-01"))
        assert list(blocks["limit"]) == ["no class within the window"]

    def test_of_arrivals_name_those_who_arrive(self) -> None:
        tables = TIGHT | {"nations": small.nations("DE,Germany,,12", "PL,Poland,,")}
        blocks = blocks_of(finder_of(situation(D1_PLACED, **tables), "D2-01"))
        row = blocks[blocks["limit"] == "max_weekly_arrivals of DE"].iloc[0]
        assert (row["short"], row["used_by"]) == (4, "D1")


class TestSituation:
    def test_a_plan_that_breaks_a_rule_is_not_explained(self) -> None:
        with pytest.raises(PlanFaults, match="rule 5"):
            situation("D1-01 1 DE-1 03-09 a", **TIGHT)

    def test_what_began_before_as_of_goes_on(self) -> None:
        found = situation(D1_PLACED, plan="as_of = 2026-03-09\n", **TIGHT)
        assert [who.cohort_id for who in found.problem.under_way] == ["D1-01"]

    def test_subjects_are_unmet_ones_by_weight_then_late_ones(self) -> None:
        tables = {
            "demand": "demand_id,unit_id,pipeline_id,trainees,due,priority\n"
            "D1,U1,ONE,6,2026-03-15,1\nD2,U2,ONE,6,2026-03-08,1\nD3,U1,ONE,6,2026-03-15,2\n"
        }
        found = situation("D2-01 1 DE-1 03-09 a", **tables)
        names = [found.problem.cohorts[index].cohort_id for index in subjects(found)]
        assert names == ["D3-01", "D1-01", "D2-01"]
        assert subjects(found, demand="D2") == [found.problem.cohort_index["D2-01"]]

    def test_a_unit_is_explained_with_those_below_it(self) -> None:
        tables = {"units": "unit_id,name,parent_unit_id\nU1,First,\nU2,Second,U1\n"}
        found = situation("", **tables)
        assert len(subjects(found, unit="U1")) == 3
        assert len(subjects(found, unit="U2")) == 1

    @pytest.mark.parametrize("what", ["demand", "cohort", "unit"])
    def test_a_name_that_is_not_known_is_told_with_the_nearest(self, what: str) -> None:
        near = {"demand": "d1", "cohort": "D1-1", "unit": "U-1"}[what]
        with pytest.raises(UsageError, match=f"there is no {what} '{near}' in the dataset; did you mean"):
            subjects(situation(""), **{what: near})


class TestReliefs:
    """What a relief changes: what it says, no more, whatever else the rows hold."""

    CLOSED = TIGHT | {
        "capacity": "site_id,course_id,parallel_classes\nDE-1,BASIC,1\nDE-2,BASIC,1\nDE-1,LEADER,1\n",
    }

    def test_a_closure_is_opened_for_one_sites_course_alone(self) -> None:
        tables = self.CLOSED | {"closures": small.closures("DE,,,2026-03-02,2026-04-05")}
        found = situation("", **tables)
        first, second = (way for way in ways_of(found, "D1-01") if {x.kind for x in way.short} == {"closure"})
        for way, site in ((first, "DE-1"), (second, "DE-2")):
            assert relief_of(found, way).text == f"BASIC at {site} open, 2026-03-02 to 2026-03-15"
            changed = apply_scenarios(found.dataset, relief_of(found, way).scenario)
            problem = situation_of(changed, small.plan("")).problem
            opened = {
                (problem.sites[row.site].site_id, row.course_id) for row in problem.rows if 0 in row.starts
            }
            assert opened == {(site, "BASIC")}
            assert applied(found, way) is not None

    @pytest.mark.parametrize(
        "tables",
        [
            {"closures": small.closures("DE,,,2026-03-02,9999-12-31")},
            {"closures": small.closures("DE,,,2026-03-02,2026-03-29", "DE,,,2026-03-02,2026-03-29")},
            {"closures": small.closures("DE,,,2026-02-02,2026-03-08", ",DE-1,,2026-03-09,2026-03-15")},
            {
                "course_resources": small.needs("BASIC,instructor,2"),
                "resources": small.pools("DE,instructor,1,,9999-12-31"),
            },
        ],
        ids=["closed for ever", "closed twice over", "closed one after the other", "a pool for ever"],
    )
    def test_rows_of_every_kind_can_be_relieved(self, tables: dict[str, str]) -> None:
        found = situation("", **self.CLOSED | tables)
        way = ways_of(found, "D1-01")[0]
        after = applied(found, way)
        assert after is not None
        assert len(after.assignment) == 1

    def test_several_limits_of_one_row_are_lifted_one_after_the_other(self) -> None:
        tables = TIGHT | {
            "capacity": "site_id,course_id,parallel_classes,valid_from,class_max\nDE-1,BASIC,1,2026-03-09,7\n"
        }
        found = situation("", **tables)
        way = next(
            w for w in ways_of(found, "D1-01") if {limit.kind for limit in w.short} == {"seats", "validity"}
        )
        after = applied(found, way)
        assert after is not None
        assert len(after.assignment) == 1

    def test_two_nations_may_have_to_be_allowed(self) -> None:
        tables = {
            "sites": small.sites("DE-1,DE,M,100", "DE-2,DE,H,100", "PL-1,PL,D,100"),
            "nations": small.nations("DE,Germany,,", "PL,Poland,,", "FR,France,,"),
            "capacity": "site_id,course_id,parallel_classes\nDE-1,BASIC,1\nPL-1,LEADER,1\n",
            "units": small.units("U1,First,,FR", "U2,Second,,"),
        }
        found = situation("", **tables)
        (way,) = ways_of(found, "D3-01")
        changed = apply_scenarios(found.dataset, relief_of(found, way).scenario)
        assert set(changed.units[0].allowed_nations or ()) == {"DE", "FR", "PL"}
        assert applied(found, way) is not None
