"""A plan on disk, broken in each of the nine ways in assignments.csv: the rule and the lines are named."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support import small
from tests.support.small import courses, needs, offers, pins, pools, steps, table, units
from trainopt.cli.app import run
from trainopt.runs.solve import solve
from trainopt.runs.verify import verify
from trainopt.search.params import Params
from trainopt.tables import TERMS

demand = table("demand_id,unit_id,pipeline_id,trainees,due,ready_from,latest")

# One plan alone is best: D1-01 is pinned, D2-01 is who its class needs, D3-01 has one way without waiting.
TABLES = {
    "capacity": offers(
        "DE-1,BASIC,1,,,,",
        "DE-2,BASIC,1,,2026-03-29,2026-03-02,2",
        "PL-1,BASIC,1,,2026-03-29,2026-03-02,2",
        "DE-1,LEADER,1,,,,",
    ),
    "pipelines": steps("ONE,1,BASIC,,", "TWO,1,BASIC,,", "TWO,2,LEADER,1,"),
    "courses": courses("BASIC,Basic,2,7,12,", "LEADER,Leader,1,2,12,"),
    "course_resources": needs("LEADER,teacher,1"),
    "resources": pools("DE-1,teacher,1,,2026-04-05", "DE-1,teacher,1,2026-04-13,"),
    "units": units("U1,First,,DE", "U2,Second,,DE PL"),
    "demand": demand(
        "D1,U1,ONE,6,2026-03-22,,2026-03-22",
        "D2,U2,ONE,6,2026-03-22,,2026-03-22",
        "D3,U1,TWO,8,2026-04-19,2026-03-16,2026-04-19",
    ),
    "pins": pins("D1-01,1,DE-1,2026-03-09"),
}
PLACEMENTS = [
    ("D1-01", "1", "DE-1", "2026-03-09"),  # line 2
    ("D2-01", "1", "DE-1", "2026-03-09"),
    ("D3-01", "1", "DE-2", "2026-03-16"),
    ("D3-01", "2", "DE-1", "2026-03-30"),  # line 5
]


@dataclass(frozen=True)
class Case:
    """Cells changed by line, and lines gone; the rule then broken, and the lines at fault."""

    name: str
    rule: int
    lines: set[int]
    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    gone: tuple[int, ...] = ()


CASES = [
    Case("a step is gone", 1, {4}, gone=(5,)),
    Case("a cohort is split", 1, {4}, {4: {"trainees": "5"}}),
    Case("a step starts within the one before it", 1, {4, 5}, {5: {"start": "2026-03-23"}}),
    Case("a step starts before ready_from", 2, {4}, {4: {"start": "2026-03-02"}, 5: {"start": "2026-03-16"}}),
    Case("a step starts too long after the one before it", 3, {4, 5}, {5: {"start": "2026-04-13"}}),
    Case("a nation may not host the unit", 4, {4}, {4: {"site_id": "PL-1"}}),
    Case("no class starts in this week", 5, {4}, {4: {"start": "2026-03-23"}}),
    Case("a class is left too small", 6, {2}, gone=(3,)),
    Case("a class runs into another", 7, {2, 4}, {4: {"site_id": "DE-1", "class_id": "another"}}),
    Case("a pool is empty", 8, {5}, {5: {"start": "2026-04-06"}}),
    Case("a pin is not held", 9, {2}, {2: {"start": "2026-03-02"}, 3: {"start": "2026-03-02"}}),
]
every_case = pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.name}" for case in CASES])


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `dataset` and its solved `plan`."""
    folder = tmp_path_factory.mktemp("solved")
    dataset = small.write(folder / "dataset", small.texts(**TABLES))
    solve(dataset, folder / "plan", Params(seconds=600, workers=1))
    return folder


@pytest.fixture
def folder(solved: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return Path(shutil.copytree(solved, tmp_path / "copy"))


def edit(plan: Path, case: Case) -> None:
    """Change the text of assignments.csv as a planner would; the lines that stay keep their order."""
    path = plan / "assignments.csv"
    header, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for line, cells in case.cells.items():
        for column, cell in cells.items():
            rows[line - 2][header.index(column)] = cell
    kept = [row for line, row in enumerate(rows, 2) if line not in case.gone]
    path.write_text("\n".join(",".join(row) for row in [header, *kept]) + "\n", encoding="utf-8")


@pytest.mark.slow
def test_the_plan_is_the_one_that_the_cases_change(solved: Path) -> None:
    verdict = verify(solved / "dataset", solved / "plan")
    assert (verdict.broken, verdict.stale) == ((), ())
    assert verdict.terms == dict.fromkeys(TERMS, 0)
    text = (solved / "plan" / "assignments.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    assert [(row["cohort_id"], row["step"], row["site_id"], row["start"]) for row in rows] == PLACEMENTS


@every_case
def test_the_rule_and_the_lines_are_named(case: Case, folder: Path) -> None:
    edit(folder / "plan", case)
    verdict = verify(folder / "dataset", folder / "plan")
    assert {broken.rule for broken in verdict.broken} == {case.rule}
    assert {placement.line for broken in verdict.broken for placement in broken.placements} == case.lines
    assert all(str(one).startswith(f"assignments.csv:{min(case.lines)}: rule") for one in verdict.broken)
    assert verdict.terms is None


def test_there_is_a_case_for_each_of_the_nine_rules() -> None:
    assert {case.rule for case in CASES} == set(range(1, 10))


@every_case
def test_the_command_names_them_and_ends_with_code_6(
    case: Case, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "plan", case)
    assert run(["verify", str(folder / "dataset"), str(folder / "plan")]) == 6
    printed = capsys.readouterr().out
    assert f"assignments.csv:{min(case.lines)}: rule {case.rule}: " in printed
    assert run(["verify", str(folder / "dataset"), str(folder / "plan"), "--json"]) == 6
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert {one["rule"] for one in broken} == {case.rule}
    assert {line for one in broken for line in one["lines"]} == case.lines


def test_the_command_ends_with_code_0_where_no_rule_is_broken(
    solved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(solved / "dataset"), str(solved / "plan")]) == 0
    assert "breaks no rule" in capsys.readouterr().out
