"""`whatif` and `compare` through the program: what they print and where, and their exit codes."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.support.processes import PATIENCE, wait_until
from tests.support.running import Ran, ended, start, trainopt, write_mini
from trainopt import Failure, whatif
from trainopt.errors import ContradictoryPins, Fault, NoPlanInTime, TrainoptError

pytestmark = pytest.mark.slow

PINS = ContradictoryPins([Fault("pins.csv", 2, "", "held")], verified=True, smallest=True)
SHUT = """\
name = "A1 shut"
[[change]]
table = "closures"
insert = { site_id = "A1", first_day = 2026-01-05, last_day = 2026-01-25 }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MINI, a scenario, and a run of `whatif` with both."""
    folder = tmp_path_factory.mktemp("whatif")
    write_mini(folder / "mini")
    (folder / "shut.toml").write_text(SHUT, encoding="utf-8")
    ran = trainopt("whatif", folder / "mini", folder / "shut.toml", "--out", folder / "out")
    assert ran.code == 0
    assert "A1-shut" in ran.out
    assert "baseline: unmet 0 (bound 0)" in ran.err
    assert "2 of 2: " in ran.err
    return folder


def planned_before(ran: Ran) -> list[str]:
    """The cases that are said to be there already; on a slow machine it is said again how long it takes."""
    return re.findall(r"^(\S+): planned before$", ran.err, re.MULTILINE)


def test_what_was_planned_is_shown_again_at_once(folder: Path) -> None:
    ran = trainopt("whatif", folder / "mini", folder / "shut.toml", "--out", folder / "out", "--json")
    assert (ran.code, planned_before(ran)) == (0, ["baseline", "A1-shut"])
    baseline, shut = ran.document["comparison"]
    assert (baseline["scenario"], baseline["unmet_value"]) == ("baseline", 0)
    assert (shut["scenario"], shut["unmet_value"], shut["unmet_differs"]) == ("A1-shut", 16, "yes")
    assert (shut["placed"], shut["unmet"], shut["seats_gained"]) == (0, 8, -8)
    assert (ran.document["released"], ran.document["failures"], ran.document["interrupted"]) == (
        {},
        {},
        False,
    )


def test_faults_of_a_scenario(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('name = "x"\n[[change]]\ntable = "site"\ndelete = true\n')
    ran = trainopt("whatif", folder / "mini", tmp_path / "bad.toml", "--out", tmp_path / "out")
    assert ran.code == 3
    assert "bad.toml: change 1 (site): no such table; did you mean sites?" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--engine", "ray://x"], "no such engine"),
        (["--jobs", "-1"], "jobs"),
    ],
)
def test_wrong_use(folder: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    ran = trainopt("whatif", folder / "mini", folder / "shut.toml", "--out", tmp_path / "out", *arguments)
    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ((), 0),
        ((PINS,), 4),
        ((PINS, NoPlanInTime("too slow")), 5),
        ((NoPlanInTime("too slow"), TrainoptError("broken")), 1),
    ],
)
def test_what_kept_scenarios_from_a_plan_is_the_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, errors: tuple[TrainoptError, ...], code: int
) -> None:
    """What was planned is shown all the same, and each failure told once."""
    found = whatif(folder / "mini", [folder / "shut.toml"], folder / "out")
    failures = tuple(Failure(f"s{number}", error) for number, error in enumerate(errors))
    monkeypatch.setattr("trainopt.whatif", lambda *_, **__: replace(found, failures=failures))
    ran = trainopt("whatif", folder / "mini", folder / "shut.toml", "--out", folder / "out", "--quiet")
    assert (ran.code, "A1-shut" in ran.out) == (code, True)
    told = [line for line in ran.messages if not line.startswith("a bug")]
    assert told == [f"{failure.name}: {failure.message}" for failure in failures]


def test_compare(folder: Path, tmp_path: Path) -> None:
    a, b = folder / "out" / "baseline", folder / "out" / "A1-shut"
    ran = trainopt("compare", a, b, "--out", tmp_path / "csv")
    assert (ran.code, ran.err) == (0, "")
    for text in (
        "Tiers of A and B",
        "Demands that gain or lose",
        "Classes opened and gone",
        "2 cohorts moved",
    ):
        assert text in ran.out
    assert sorted(path.name for path in (tmp_path / "csv").iterdir()) == [
        "classes.csv", "demands.csv", "load.csv", "moved.csv", "tiers.csv", "trainees.csv"
    ]  # fmt: skip
    document = trainopt("compare", a, b, "--json").document
    assert [one["gained"] for one in document["demands"]] == [-4, -4]
    assert document["tiers"][0]["difference"] == 16
    assert (document["cohorts_moved"], document["placed_of_most"]) == (2, {"a": 1.0, "b": 1.0})


def test_compare_without_a_plan(folder: Path, tmp_path: Path) -> None:
    ran = trainopt("compare", folder / "out" / "baseline", tmp_path / "none")
    assert ran.code == 3
    assert "no such plan folder" in ran.err


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(folder: Path, tmp_path: Path) -> None:
    """The baseline is given and shared; each case would take all of its time, were it not done before."""
    grid = 'name = "g"\n[grid]\nn = [1, 2, 3, 4]\n[[change]]\ntable = "sites"\nadd = { beds = "{n}" }\n'
    (tmp_path / "grid.toml").write_text(grid, encoding="utf-8")
    arguments = ("whatif", folder / "mini", tmp_path / "grid.toml", "--out", tmp_path / "out", "--jobs", "1")
    process = start(*arguments, "--baseline", folder / "out" / "baseline")
    done = [tmp_path / "out" / name / "manifest.json" for name in ("baseline", "g-n=1")]
    wait_until(lambda: all(path.exists() for path in done))
    process.send_signal(signal.SIGINT)
    ran = ended(process, PATIENCE)
    assert ran.code == 130
    assert "Traceback" not in ran.err
    before = len(list((tmp_path / "out").glob("*/manifest.json")))
    assert 2 <= before < 5
    again = trainopt(*arguments, "--baseline", folder / "out" / "baseline")
    assert again.code == 0
    assert len(planned_before(again)) == before
    assert len(list((tmp_path / "out").glob("*/manifest.json"))) == 5


def test_the_sheet_of_a_template_takes_scenarios(tmp_path: Path) -> None:
    """An empty workbook has the sheet, with the tables to choose from; so has that of a dataset."""
    data, book = tmp_path / "data", tmp_path / "data.xlsx"
    write_mini(data)
    assert trainopt("template", tmp_path / "empty.xlsx").code == 0
    assert trainopt("convert", data, book).code == 0
    for path in (tmp_path / "empty.xlsx", book):
        sheet = openpyxl.load_workbook(path)["scenarios"]
        assert [cell.value for cell in sheet[1]][:3] == ["scenario", "table", "where"]
        choices = {rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert any('"nations,sites,' in choice for choice in choices)
        assert '"yes,no"' in choices
    ran = trainopt("scenario", book)
    assert (ran.code, "scenarios: has no row" in ran.err) == (3, True)
    filled = openpyxl.load_workbook(book)
    for cell, value in {"A2": "more", "B2": "sites", "C2": "site_id=A1", "E2": "beds=10"}.items():
        filled["scenarios"][cell] = value
    filled.save(book)
    printed = trainopt("scenario", book).out
    assert 'name = "more"' in printed
    assert "add = { beds = 10 }" in printed
    assert trainopt("check", book).code == 0
    words = ("whatif", book, "--out", tmp_path / "out", "--time-limit", "5s", "--quiet")
    assert "more" in trainopt(*words).out
    refused = trainopt("template", book, "--overwrite")
    assert (refused.code, "is no empty workbook" in refused.err) == (2, True)


def test_nothing_is_converted_into_itself(tmp_path: Path) -> None:
    write_mini(tmp_path / "data")
    book = tmp_path / "data.xlsx"
    assert trainopt("convert", tmp_path / "data", book).code == 0
    for path in (book, tmp_path / "data"):
        ran = trainopt("convert", path, path, "--overwrite")
        assert (ran.code, "is what is read" in ran.err) == (2, True)


def test_weighted_and_plain_trainees_are_told_apart(tmp_path: Path) -> None:
    """X counts three times: of its four trainees two have no seat once a class has two."""
    data, plan = write_mini(tmp_path / "data"), tmp_path / "plan"
    brief = ("--time-limit", "5s", "--quiet")
    assert trainopt("solve", data, "--out", plan, *brief).code == 0
    words = ("whatif", data, "--delete", "capacity:A1/C", "--baseline", plan, "--out", tmp_path / "out")
    ran = trainopt(*words, *brief)
    assert (ran.code, "12 (4 trainees)" in ran.out) == (0, True)
    scenario = next(path for path in (tmp_path / "out").iterdir() if path.name not in STANDING)
    ran = trainopt("compare", plan, scenario)
    assert "A: placed 100 % of what can be placed at most; unmet 0 (0 trainees)" in ran.out
    assert "unmet 12 (4 trainees)" in ran.out


STANDING = ("baseline", "comparison.csv", "effects.csv", "whatif.json", "names.csv")
"""What a folder of what-ifs has beside the plans of its scenarios."""
