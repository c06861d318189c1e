"""`explain` and `value` through the program: what they print and write, and their exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import small
from tests.support.planted_cases import CASES, WHOLE
from tests.support.running import trainopt
from trainopt.errors import PlanFaults

pytestmark = pytest.mark.slow

CASE = CASES["beds"]
SIX_MORE_BEDS = 'insert = { owner_id = "PL-1", limit = "beds", quantity = 10, valid_from = 2026-03-02'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planted case, and a plan of it."""
    folder = tmp_path_factory.mktemp("explain")
    small.write(folder / "data", small.texts(**{**WHOLE, **CASE.tables}))
    assert trainopt("solve", folder / "data", "--out", folder / "plan").code == 0
    return folder


def test_explain_says_what_keeps_out_what_helps_and_writes_it_all(folder: Path, tmp_path: Path) -> None:
    ran = trainopt(
        "explain", folder / "data", folder / "plan", "--out", tmp_path / "out", "--time-limit", "5m"
    )
    assert ran.code == 0
    for text in (
        "(priority 1): 10 trainees unmet",
        "beds of PL-1",
        ". 6 more beds of PL-1, 2026-03-02 to 2026-03-15",
        "planned again: helps 10 trainees; others gain 0 places and lose 0; proven to be the smallest",
        "unmet 10 -> 0",
    ):
        assert text in ran.out
    assert "The search was not complete" not in ran.out
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files[:3] == ["blocks.csv", "demands.csv", "relief-01.toml"]
    assert files[-1] == "reliefs.csv"


def test_a_relief_is_a_scenario_that_whatif_plans(folder: Path, tmp_path: Path) -> None:
    trainopt("explain", folder / "data", folder / "plan", "--out", tmp_path / "out", "--quiet")
    reliefs = (tmp_path / "out").glob("relief-*.toml")
    relief = next(path for path in reliefs if SIX_MORE_BEDS in path.read_text(encoding="utf-8"))
    ran = trainopt("whatif", folder / "data", relief, "--out", tmp_path / "whatif", "--json")
    assert ran.code == 0
    assert [one["unmet_value"] for one in ran.document["comparison"]] == [10, 0]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("explain", "What would help was not looked for: the time was up.\n"),
        ("value", "The time was up before all who are unmet or late were looked at: more may be worth it.\n"),
    ],
)
def test_without_time_to_plan_what_can_be_said_is_said(folder: Path, command: str, said: str) -> None:
    ran = trainopt(command, folder / "data", folder / "plan", "--time-limit", "0.2s")
    assert ran.code == 0
    assert said in ran.out
    assert "worth anything" not in ran.out


def test_explain_as_json(folder: Path) -> None:
    ran = trainopt("explain", folder / "data", folder / "plan", "--json", "--quiet", "--unit", "U1")
    assert (ran.code, ran.err) == (0, "")
    assert set(ran.document) == {"demands", "blocks", "reliefs", "complete"}
    demands = [one["demand_id"] for one in ran.document["demands"]]
    assert demands in ([], ["D1"])  # which of two demands alike is unmet is the search's choice


def test_value_ranks_and_writes(folder: Path, tmp_path: Path) -> None:
    ran = trainopt("value", folder / "data", folder / "plan", "--out", tmp_path / "out")
    assert ran.code == 0
    first, called, came_to = ran.out.split("What more is worth:\n")[1].splitlines()[:3]
    assert first.startswith("  1. 6 more beds of PL-1, ")
    assert called.startswith("     PL-1: Drawsko; for D")
    assert came_to.startswith("     planned again: weighted unmet 10 less")
    assert (
        (tmp_path / "out" / "values.csv")
        .read_text()
        .splitlines()[1]
        .startswith("PL-1,Drawsko,,beds of PL-1,2026-03,6,10,")
    )
    assert SIX_MORE_BEDS in (tmp_path / "out" / "more-01.toml").read_text()


def test_value_as_json(folder: Path) -> None:
    ran = trainopt("value", folder / "data", folder / "plan", "--json", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    assert ran.document["values"][0]["unmet_verified"] == 10
    assert ran.document["complete"]


def test_value_as_json_says_that_the_time_was_up(folder: Path) -> None:
    ran = trainopt("value", folder / "data", folder / "plan", "--json", "--time-limit", "0.2s")
    assert (ran.code, ran.document["values"], ran.document["complete"]) == (0, [], False)


@pytest.mark.parametrize("command", ["explain", "value"])
class TestFaults:
    def test_of_the_dataset(self, folder: Path, tmp_path: Path, command: str) -> None:
        ran = trainopt(command, tmp_path, folder / "plan")
        assert ran.code == 3
        assert "is no dataset" in ran.err

    def test_of_the_plan(self, folder: Path, tmp_path: Path, command: str) -> None:
        ran = trainopt(command, folder / "data", tmp_path)
        assert ran.code == PlanFaults.exit_code
        assert "assignments.csv is missing" in ran.err

    def test_a_plan_of_other_data_breaks_rules(self, folder: Path, tmp_path: Path, command: str) -> None:
        other = small.write(
            tmp_path / "other", small.texts(**WHOLE | {"sites": small.sites("DE-1,DE,M,9", "PL-1,PL,D,9")})
        )
        ran = trainopt(command, other, folder / "plan")
        assert ran.code == 3
        assert "the plan breaks a rule: " in ran.err
        assert "rule 8" in ran.err

    def test_a_folder_that_exists_is_not_written_over(self, folder: Path, command: str) -> None:
        ran = trainopt(command, folder / "data", folder / "plan", "--out", folder / "plan", "--quiet")
        assert ran.code == 2
        assert "exists; choose another folder" in ran.err


def test_no_such_demand(folder: Path) -> None:
    ran = trainopt("explain", folder / "data", folder / "plan", "--demand", "D-1")
    assert ran.code == 2
    assert "there is no demand 'D-1' in the dataset; did you mean" in ran.err
