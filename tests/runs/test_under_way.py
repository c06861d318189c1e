"""People under way: what has begun is as it was, and nobody begins a course again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import trainopt
from tests.support.under_way import BASE, BCT, DEMAND, Night, actual

pytestmark = pytest.mark.slow

BEGUN, GOES_ON = "D1-01/1 BCT PL-01 2027-01-04 25", "D1-01/2 MED PL-01 2027-02-01 25"


@pytest.mark.parametrize(
    ("files", "held"),
    [
        ({}, [BEGUN, GOES_ON]),
        ({"demand.csv": f"{DEMAND}D1,U1,MEDIC,30,25,2027-04-01\n"}, [BEGUN, GOES_ON]),
        ({"courses.csv": BASE["courses.csv"].replace("4,10,50", "6,40,60")}, [BEGUN]),
        ({"courses.csv": BASE["courses.csv"].replace("4,10,50", "4,5,20")}, [BEGUN, GOES_ON]),
        ({"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2\n", "DE-01,BCT,2\n")}, [BEGUN, GOES_ON]),
        ({"units.csv": "unit_id,name,allowed_nations\nU1,One,DE\nU2,Two,\n"}, [BEGUN, "D1-01/2 MED DE-01"]),
        ({"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,ADM\nMEDIC,2,BCT\nMEDIC,3,MED\n"},
         [BEGUN, "D1-01/2 ADM PL-01", "D1-01/3 MED PL-01"]),
        ({"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,MED\n"}, [BEGUN, GOES_ON]),
        ({"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,MED\nMEDIC,2,BCT\n"}, [BEGUN, GOES_ON]),
        ({"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,BCT\n"}, [BEGUN]),
        ({"plan.toml": BASE["plan.toml"].replace("start = 2027-01-04", "start = 2027-01-18")},
         [BEGUN, GOES_ON]),
        ({"plan.toml": BASE["plan.toml"].replace("start = 2027-01-04", "start = 2026-12-28")},
         [BEGUN, GOES_ON]),
        ({"sites.csv": BASE["sites.csv"].replace("Tor,500", "Tor,20")}, [BEGUN]),
        ({"demand.csv": f"{DEMAND}D1,U1,MEDIC,10,25,2027-04-01\n"}, [BEGUN, GOES_ON]),
        ({"demand.csv": f"{DEMAND}D1,U1,MEDIC,25,5,2027-04-01\n"}, [BEGUN, GOES_ON]),
        ({"demand.csv": f"{DEMAND}D2,U1,MEDIC,25,25,2027-04-01\n"}, [BEGUN]),
    ],
    ids=["nothing changed", "more are asked for", "the course is longer and larger", "the class is smaller",
         "the site offers it no more", "the nation may not host them any more", "a step before it",
         "the course is not in the pipeline", "the pipeline is turned round", "the pipeline ends with it",
         "start moves on", "start moves back", "fewer beds than are in use",
         "fewer are asked for",
         "cohorts are smaller", "the demand is gone"],
)  # fmt: skip
def test_what_has_begun_goes_on_whatever_the_tables_of_today_say(
    tmp_path: Path, files: dict[str, str], held: list[str]
) -> None:
    night = Night(tmp_path, files)
    ran = night.solve()
    assert "released: D1-01 step 1" not in ran.err
    found = night.held()
    assert all(any(line.startswith(one) for line in found) for one in held), found
    assert sum(line.startswith("D1-01/") and " BCT " in line for line in found) == 1


def test_of_a_demand_that_rises_the_rest_is_cut_with_the_numbers_that_nobody_has(tmp_path: Path) -> None:
    """D1-02 has begun with 20; of 70, 50 are left: 25 each for -01 and -03."""
    begun = "D1-02,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04,20"
    night = Night(tmp_path, {"demand.csv": f"{DEMAND}D1,U1,MEDIC,70,25,2027-05-01\n"}, begun)
    night.solve()
    sizes = {line.split("/")[0]: line.split()[-1] for line in night.held()}
    assert sizes == {"D1-01": "25", "D1-02": "20", "D1-03": "25"}


CLOSED = "site_id,first_day,last_day\nPL-01,{},{}\n"


@pytest.mark.parametrize(
    ("files", "cause", "again"),
    [
        ({"closures.csv": CLOSED.format("2027-01-25", "2027-01-31")}, "closures.csv:2", True),
        ({"closures.csv": CLOSED.format("2027-01-11", "2027-01-17")}, None, False),
        ({"closures.csv": CLOSED.format("2027-02-01", "2027-02-28")}, None, False),
        ({"sites.csv": "site_id,nation_id,name,beds\nDE-01,DE,Platz,500\n",
          "capacity.csv": "site_id,course_id,parallel_classes\nDE-01,BCT,2\nDE-01,MED,2\n"},
         "PL-01 is not in sites.csv", True),
    ],
    ids=["closed in a week to come", "closed in a week that has passed", "closed once it is over",
         "the site is gone"],
)  # fmt: skip
def test_what_cannot_go_on_is_released_with_the_row_that_causes_it(
    tmp_path: Path, files: dict[str, str], cause: str | None, again: bool
) -> None:
    night = Night(tmp_path, files, BCT)
    ran = night.solve()
    released = [line for line in ran.err.splitlines() if line.startswith("released: D1-01 step 1 at PL-01")]
    assert (cause is None) is (released == [])
    assert cause is None or cause in released[0]
    assert (BEGUN in night.held()) is not again
    assert night.kpi("unmet") == "0"


def test_a_step_that_is_over_is_done_wherever_it_was(tmp_path: Path) -> None:
    files = {
        "plan.toml": BASE["plan.toml"].replace("as_of = 2027-01-18", "as_of = 2027-02-01"),
        "sites.csv": "site_id,nation_id,name,beds\nDE-01,DE,Platz,500\n",
        "capacity.csv": "site_id,course_id,parallel_classes\nDE-01,BCT,2\nDE-01,MED,2\n",
    }
    night = Night(tmp_path, files, BCT)
    ran = night.solve()
    assert "released" not in ran.err
    assert night.held() == [BEGUN, "D1-01/2 MED DE-01 2027-02-01 25"]


class TestActuals:
    """What really was counts, of the cohorts that it names."""

    @pytest.mark.parametrize(
        ("rows", "held"),
        [
            (["D1-01,1,BCT,PL-01,2027-01-11,22,"], ["D1-01/1 BCT PL-01 2027-01-11 22", "D1-01/2 MED "]),
            (["D1-01,1,BCT,PL-01,2027-01-04,25,failed"],
             ["D1-01/1 BCT PL-01 2027-01-04 25", "D1-01/2 BCT PL-01 2027-0", "D1-01/3 MED"]),
            (["D1-01,1,BCT,PL-01,2027-01-04,25,stopped"], ["D1-01/1 BCT PL-01 2027-01-04 25"]),
            (["D1-01,1,BCT,PL-01,2027-01-04,0,"], ["D1-01/1 BCT PL-01 2027-01-04 0"]),
            (["D1-01,1,BCT,PL-01,2027-01-04,25,not_held"], ["D1-01/1 BCT PL-01 2027-0", "D1-01/2 MED"]),
            (["D1-01,1,BCT,DE-01,2027-01-04,25,done"],
             ["D1-01/1 BCT DE-01 2027-01-04 25", "D1-01/2 MED"]),
        ],
        ids=["a week late and fewer", "failed", "stopped", "nobody is left", "not held", "elsewhere"],
    )  # fmt: skip
    def test_it_is_what_the_plan_goes_on_from(self, tmp_path: Path, rows: list[str], held: list[str]) -> None:
        night = Night(tmp_path, actual(*rows))
        night.solve()
        found = night.held()
        assert len(found) == len(held)
        assert all(line.startswith(one) for line, one in zip(found, held, strict=True)), found
        assert night.kpi("unmet") == "0"

    @pytest.mark.parametrize(
        ("row", "published", "said"),
        [
            (
                "D1-01,1,BTC,PL-01,2027-01-04,9,",
                BCT,
                ["course_id: is not in courses.csv; did you mean BCT?"],
            ),
            ("D1-01,1,BCT,PL-10,2027-01-04,25,", BCT, ["site_id: is not in sites.csv; did you mean PL-01?"]),
            ("D1-01,1,BCT,PL-01,2027-01-04,25,", BCT, []),
            ("D1-01,1,BCT,PL-09,2027-01-04,25,", BCT.replace("PL-01", "PL-09"), []),
        ],
        ids=["no such course", "no such site", "both are there", "a site that is gone"],
    )
    def test_a_name_that_no_table_has_may_be_misspelt(
        self, tmp_path: Path, row: str, published: str, said: list[str]
    ) -> None:
        """What the plan in force has was there once."""
        warned = Night(tmp_path, actual(row), published).warnings()
        found = [line for line in warned if "is not in" in line]
        assert [line.partition(" (got ")[0] for line in found] == [f"actuals.csv:2: {one}" for one in said]

    def test_such_a_name_is_told_once(self, tmp_path: Path) -> None:
        """A site that was given up stands in a row of everybody who was there."""
        rows = [
            "D1-01,1,BCT,PL-10,2027-01-04,25,failed",
            "D1-01,2,BCT,PL-10,2027-01-11,25,",
            "D1-01,3,BCT,PL-20,2027-01-18,25,",
        ]
        warned = Night(tmp_path, actual(*rows), BCT).warnings()
        found = [line.partition(";")[0] for line in warned if "is not in" in line]
        assert found == [f"actuals.csv:{line}: site_id: is not in sites.csv" for line in (2, 4)]

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (["D1-01,1,BCT,PL-01,2027-01-25,25,"], "actuals.csv:2: start: lies after the week of as_of"),
            (["D1-01,1,BCT,PL-01,2027-01-04,25,lost"], "actuals.csv:2: state: must be one of running"),
            (["D1-01,1,ADM,PL-01,2027-01-04,20,", "D1-01,2,BCT,PL-01,2027-01-11,21,"],
             "actuals.csv:3: trainees: is more than the 20 of step 1"),
            (["D1-01,1,ADM,PL-01,2027-01-11,20,", "D1-01,2,BCT,PL-01,2027-01-11,20,"],
             "actuals.csv:3: start: is not after step 1"),
            (["D1-1,1,BCT,PL-01,2027-01-04,25,"],
             "actuals.csv:2: cohort_id: is no cohort's name; did you mean D1-01? (got 'D1-1')"),
        ],
        ids=["not yet", "no such state", "more than before", "at once", "no such name"],
    )  # fmt: skip
    def test_what_cannot_have_been_is_a_fault(self, tmp_path: Path, rows: list[str], said: str) -> None:
        night = Night(tmp_path, actual(*rows))
        ran = trainopt("check", night.dataset)
        assert ran.code == 3
        assert any(line.startswith(said) for line in ran.err.splitlines()), ran.err
