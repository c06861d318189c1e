"""Who came and who passed, counted from actuals.csv: by hand, with Wilson's interval, and as a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.root import ROOT
from tests.support.running import table, trainopt
from tests.support.under_way import ACTUALS, BASE, DEMAND, Night
from trainopt import UsageError, apply_scenarios, count_rates, read_dataset, read_scenarios
from trainopt.simulate.counted import interval

# as_of is 2027-01-18, two weeks after BCT begins and in its third of four. Published are 25 and 20.
TWO = f"{DEMAND}D1,U1,MEDIC,25,25,2027-04-01\nD2,U2,MEDIC,20,20,2027-04-01\n"
PUBLISHED = (
    "D1-01,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04,25",
    "D2-01,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04,20",
)


def rates(
    tmp_path: Path, actuals: str, *published: str, files: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The rates of these rows of actuals.csv, as `came/unit/U1: 24/25`."""
    tables = {"demand.csv": TWO, "actuals.csv": ACTUALS + actuals, **(files or {})}
    night = Night(tmp_path, tables, *(published or PUBLISHED))
    found = count_rates(night.dataset, published=night.published).table
    keys = ["/".join(filter(None, key)) for key in zip(found["rate"], found["by"], found["id"], strict=True)]
    values = [
        f"{number}/{counted}" for number, counted in zip(found["number"], found["counted"], strict=True)
    ]
    return dict(zip(keys, values, strict=True))


def test_of_a_first_step_that_is_running_it_is_counted_who_came(tmp_path: Path) -> None:
    found = rates(tmp_path, "D1-01,1,BCT,PL-01,2027-01-04,24,running\nD2-01,1,BCT,PL-01,2027-01-04,15,\n")
    assert found == {
        "came/all": "39/45", "came/course/BCT": "39/45", "came/nation/PL": "39/45",
        "came/unit/U1": "24/25", "came/unit/U2": "15/20",
    }  # fmt: skip


def test_of_a_later_step_that_is_done_it_is_counted_who_passed_of_those_before(tmp_path: Path) -> None:
    """And of the first one, which is done too, of those planned: 39 of 45 have come."""
    first = "2026-11-23"
    files = {"plan.toml": BASE["plan.toml"].replace("start = 2027-01-04", "start = 2026-11-23")}
    found = rates(
        tmp_path,
        f"D1-01,1,BCT,PL-01,{first},20,done\nD1-01,2,MED,PL-01,2027-01-04,18,done\n"
        "D2-01,1,BCT,PL-01,2027-01-04,16,running\n",
        f"D1-01,1,PL-01.BCT.{first}.1,PL-01,{first},25",
        "D2-01,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04,20",
        files=files,
    )
    assert {key: value for key, value in found.items() if "passed/course" in key} == {
        "passed/course/BCT": "20/20",  # of 25 planned, of whom 16 of 20 come
        "passed/course/MED": "18/20",
    }
    assert found["came/all"] == "16/20"
    assert found["passed/unit/U1"] == "38/40"


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_nobody_passed_what_was_failed_or_stopped(tmp_path: Path, state: str) -> None:
    found = rates(tmp_path, f"D1-01,1,BCT,PL-01,2027-01-04,24,{state}\n")
    assert found.get("came/unit/U1") == ("24/25" if state == "failed" else None)
    assert found["passed/course/BCT"].startswith("0/")


def test_what_was_not_held_counts_for_nothing(tmp_path: Path) -> None:
    assert rates(tmp_path, "D1-01,1,BCT,PL-01,2027-01-04,24,not_held\n") == {}


def test_without_a_plan_in_force_today_s_cut_says_who_was_planned(tmp_path: Path) -> None:
    night = Night(
        tmp_path, {"demand.csv": TWO, "actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,20,running\n"}
    )
    found = count_rates(night.dataset).table
    assert (found["number"][0], found["counted"][0]) == (20, 25)


def test_more_than_were_planned_count_as_all_of_them(tmp_path: Path) -> None:
    found = rates(tmp_path, "D1-01,1,BCT,PL-01,2027-01-04,30,running\n")
    assert found["came/unit/U1"] == "25/25"


@pytest.mark.parametrize(
    ("number", "counted", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)
def test_the_interval_is_wilson_s(number: int, counted: int, low: float, high: float) -> None:
    """As in Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert interval(number, counted) == pytest.approx((low, high), abs=0.0001)


def test_what_is_offered_is_a_scenario_that_can_be_tried(tmp_path: Path) -> None:
    night = Night(
        tmp_path,
        {
            "demand.csv": TWO,
            "actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,24,failed\n"
            "D2-01,1,BCT,PL-01,2027-01-04,15,running\n",
        },
        *PUBLISHED,
    )
    ran = trainopt("rates", night.dataset, "--published", night.published, "--least", 20, "--toml")
    assert ran.code == 0, ran.err
    file = tmp_path / "counted.toml"
    file.write_text(ran.out, encoding="utf-8")
    (scenario,) = read_scenarios(file)
    changed = apply_scenarios(read_dataset(night.dataset), scenario)
    assert [row.show_percent for row in changed.demand] == [96, 75]
    assert {row.course_id: row.pass_percent for row in changed.courses} == {"ADM": 100, "BCT": 1, "MED": 100}
    few = trainopt("rates", night.dataset, "--published", night.published, "--least", 30, "--toml")
    assert (few.code, few.out) == (2, "")
    assert "nothing is offered" in few.err


def test_the_command_prints_and_writes_the_table(tmp_path: Path) -> None:
    out = tmp_path / "rates.csv"
    ran = trainopt("rates", ROOT / "data/coalition", "--out", out)
    assert ran.code == 0
    assert "Who came, of those planned" in ran.out
    rows = table(out)
    assert [row["by"] for row in rows][:2] == ["all", "course"]
    again = trainopt("rates", ROOT / "data/coalition", "--out", out, "--json")
    assert [row["percent"] for row in again.document["rates"]] == [float(row["percent"]) for row in rows]
    (tmp_path / "demand.csv").write_text("demand_id\n", encoding="utf-8")
    assert trainopt("rates", ROOT / "data/coalition", "--out", tmp_path / "demand.csv").code == 2


def test_nonsense_is_refused() -> None:
    with pytest.raises(UsageError, match="least must be a whole number"):
        count_rates(ROOT / "data/example", least=0)
