"""The largest numbers of the contract from the tables to the plan folder, and back through every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import small
from tests.support.largest import AT_THE_LIMIT, CLASSES, DEMANDS, OPTIMUM
from tests.support.running import table, trainopt

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The dataset and its plan."""
    folder = tmp_path_factory.mktemp("largest")
    data = small.write(folder / "data", AT_THE_LIMIT)
    ran = trainopt("solve", data, "--out", folder / "plan", "--time-limit", "60s", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    return data, folder / "plan"


def test_they_are_solved_to_the_last_digit(planned: tuple[Path, Path]) -> None:
    tiers = json.loads((planned[1] / "manifest.json").read_text())["tiers"]
    assert {tier["term"]: tier["value"] for tier in tiers} == OPTIMUM
    assert {tier["term"]: tier["bound"] for tier in tiers} == OPTIMUM
    assert OPTIMUM["cost"] > 2**53


def test_every_table_has_them_whole(planned: tuple[Path, Path]) -> None:
    kpis = {row["kpi"]: row["value"] for row in table(planned[1] / "kpis.csv")}
    assert {term: int(kpis[term]) for term in OPTIMUM} == OPTIMUM
    assert int(kpis["trainees"]) == DEMANDS * 10**6
    used = {row["used"] for row in table(planned[1] / "load.csv") if row["resource"] == "beds"}
    assert used == {"0", "1000000"}
    assert len(table(planned[1] / "classes.csv")) == CLASSES


@pytest.mark.parametrize("command", ["verify", "show", "check"])
def test_every_command_that_reads_them_does(command: str, planned: tuple[Path, Path]) -> None:
    folders = {"verify": planned, "show": planned[1:], "check": planned[:1]}[command]
    ran = trainopt(command, *folders, "--json")
    assert ran.code == 0
    if command == "verify":
        assert ran.document["terms"] == OPTIMUM
        assert ran.document["stale"] == []


@pytest.mark.parametrize("first", ["cost", "lateness"])
def test_they_may_come_first(first: str, tmp_path: Path) -> None:
    """Whoever wants no costs or nobody late above all places nobody; before, the sum broke the search."""
    settings = f'objective = ["{first}", "unmet"]\n'
    files = AT_THE_LIMIT | {"plan.toml": AT_THE_LIMIT["plan.toml"] + settings}
    data = small.write(tmp_path / "data", files)
    ran = trainopt("solve", data, "--out", tmp_path / "plan", "--time-limit", "60s", "--quiet", "--json")
    assert ran.code == 0
    everybody = DEMANDS * 10**12
    assert [(t["value"], t["bound"]) for t in ran.document["tiers"]] == [(0, 0), (everybody, everybody)]


def test_they_may_be_those_of_expected_trainees(tmp_path: Path) -> None:
    """In hundredths: everybody comes, and beds for no more keep them from overbooking."""
    counted = 'class_min_on = "expected"\nseats_on = "expected"\noverbook_percent = 100\n'
    files = AT_THE_LIMIT | {"plan.toml": AT_THE_LIMIT["plan.toml"] + counted}
    data = small.write(tmp_path / "data", files)
    ran = trainopt("solve", data, "--out", tmp_path / "plan", "--time-limit", "60s", "--quiet", "--json")
    assert ran.code == 0
    assert {tier["term"]: tier["value"] for tier in ran.document["tiers"]} == OPTIMUM
    assert {row["expected"] for row in table(tmp_path / "plan/classes.csv")} == {"1000000.0"}
