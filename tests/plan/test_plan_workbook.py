"""A plan as a workbook: every table, real days and numbers, text that stays text."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.running import MINI, Ran, replaced, table, trainopt, write_mini
from trainopt.errors import PlanFaults
from trainopt.extras import install_command
from trainopt.plan.given import tables_of
from trainopt.plan.results import RESULTS
from trainopt.plan.workbook import write_plan_workbook
from trainopt.runs.solve import solve
from trainopt.search.params import Params

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Ran]:
    """A plan folder, its workbook and the run that made both."""
    folder = tmp_path_factory.mktemp("plan")
    plan, book = folder / "plan", folder / "plan.xlsx"
    ran = trainopt("solve", write_mini(folder / "mini"), "--out", plan, "--xlsx", book)
    return plan, book, ran


def test_solve_writes_the_plan_as_a_workbook_too(solved: tuple[Path, Path, Ran]) -> None:
    _, book, ran = solved
    assert ran.code == 0
    assert f"the plan as a workbook: {book}" in ran.out
    sheets = openpyxl.load_workbook(book).sheetnames
    assert sheets == ["summary", "weeks", *RESULTS, "manifest"]


def shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", RESULTS)
def test_every_cell_of_the_folder_stands_in_it(name: str, solved: tuple[Path, Path, Ran]) -> None:
    folder, path, _ = solved
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    expected = table(folder / f"{name}.csv")
    columns = list(RESULTS[name].columns)
    assert [column for column in header if not str(column).endswith("_name")] == columns
    kept = [header.index(column) for column in columns]
    assert [[shown(row[at]) for at in kept] for row in rows] == [
        [cell.removesuffix(".0") for cell in row.values()] for row in expected
    ]


def test_the_summary_has_tiers_and_key_figures(solved: tuple[Path, Path, Ran]) -> None:
    folder, path, _ = solved
    rows = list(openpyxl.load_workbook(path)["summary"].iter_rows(values_only=True))
    tiers = json.loads((folder / "manifest.json").read_text())["tiers"]
    assert [row[:3] for row in rows if row[0] in {tier["term"] for tier in tiers}][: len(tiers)] == [
        (tier["term"], tier["value"], tier["bound"]) for tier in tiers
    ]
    kpis = {row[0]: row[1] for row in rows[len(tiers) + 6 :]}
    assert kpis["placed"] == 8
    assert kpis["fill"] == 1


def test_days_are_days_and_numbers_are_numbers(solved: tuple[Path, Path, Ran]) -> None:
    book = openpyxl.load_workbook(solved[1])
    cells = {cell.value: book["assignments"].cell(2, cell.column) for cell in book["assignments"][1]}
    assert cells["start"].value == datetime.combine(date(2026, 1, 5), datetime.min.time())
    assert cells["trainees"].value == 4
    assert cells["pinned"].value == "no"
    fill = next(cell.column for cell in book["classes"][1] if cell.value == "fill")
    assert book["classes"].cell(2, fill).number_format == "0%"
    assert book["assignments"].freeze_panes == "B2"
    assert book["assignments"].auto_filter.ref == "A1:T3"


def test_names_stand_beside_ids(solved: tuple[Path, Path, Ran]) -> None:
    book = openpyxl.load_workbook(solved[1])
    header, first, *_ = book["assignments"].iter_rows(values_only=True)
    cells = dict(zip(header, first, strict=True))
    assert [cells[f"{kind}_name"] for kind in ("unit", "course", "site", "nation")] == [
        "Unit", "Cook", "One", "Aland"
    ]  # fmt: skip
    header, *rows = book["load"].iter_rows(values_only=True)
    owner = {row[header.index("owner_id")]: row[header.index("owner_name")] for row in rows}
    assert (owner["A1"], owner["AA"], owner["U"]) == ("One", "Aland", "Unit")


def test_sites_by_week(solved: tuple[Path, Path, Ran]) -> None:
    _, header, *rows = openpyxl.load_workbook(solved[1])["weeks"].iter_rows(values_only=True)
    assert [shown(cell) for cell in header][:5] == ["nation", "site", "name", "2026-01-05", "2026-01-12"]
    assert [row[:5] for row in rows] == [("AA", "A1", "One", 8, 8)]


def test_the_marking_stands_on_every_sheet(tmp_path: Path) -> None:
    mini = write_mini(tmp_path / "mini", {"plan.toml": f'marking = "EXERCISE"\n{MINI["plan.toml"]}'})
    assert trainopt("solve", mini, "--out", tmp_path / "plan", "--xlsx", tmp_path / "plan.xlsx").code == 0
    shown_sheets = [s for s in openpyxl.load_workbook(tmp_path / "plan.xlsx") if s.sheet_state == "visible"]
    assert {sheet.oddHeader.center.text.removeprefix("&B") for sheet in shown_sheets} == {"EXERCISE"}


def test_text_of_a_plan_edited_by_hand_is_no_formula(solved: tuple[Path, Path, Ran], tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    folder.mkdir()
    for path in solved[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "unmet.csv").write_text(
        ",".join(RESULTS["unmet"].columns) + "\nZ-01,Z,U,PC,4,1,=1+1,+49 30 901820\n", encoding="utf-8"
    )
    write_plan_workbook(folder, tmp_path / "edited.xlsx")
    row = openpyxl.load_workbook(tmp_path / "edited.xlsx")["unmet"][2]
    assert [(cell.value, cell.data_type) for cell in row if cell.column >= 8] == [
        ("=1+1", "s"),
        ("+49 30 901820", "s"),
    ]


def test_what_is_no_number_is_a_fault(solved: tuple[Path, Path, Ran], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(solved[0], tmp_path / "edited"))
    replaced(folder / "demand.csv", "X,U,PC,4,", "X,U,PC,four,")
    with pytest.raises(PlanFaults, match=r"demand.csv:2: trainees: must be a whole number .*'four'"):
        write_plan_workbook(folder, tmp_path / "edited.xlsx")


def test_convert_makes_a_workbook_of_a_plan_folder(solved: tuple[Path, Path, Ran], tmp_path: Path) -> None:
    ran = trainopt("convert", solved[0], tmp_path / "again.xlsx")
    assert ran.code == 0
    assert (tmp_path / "again.xlsx").read_bytes() == solved[1].read_bytes()


def test_nothing_is_planned_where_the_workbook_cannot_be_written(
    solved: tuple[Path, Path, Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini, out, before = write_mini(tmp_path / "mini"), tmp_path / "plan", solved[1].read_bytes()
    assert trainopt("solve", mini, "--out", out, "--xlsx", solved[1]).code == 2
    assert trainopt("solve", mini, "--out", out, "--xlsx", tmp_path / "plan.xls").code == 2
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    ran = trainopt("solve", mini, "--out", out, "--xlsx", tmp_path / "plan.xlsx")
    assert (ran.code, ran.messages) == (
        2,
        [f"writing a workbook needs XlsxWriter: {install_command('excel')}"],
    )
    assert not out.exists()
    assert solved[1].read_bytes() == before


def test_the_workbook_is_of_the_plan_that_stands(solved: tuple[Path, Path, Ran], tmp_path: Path) -> None:
    """A better plan is kept, and it is that one which the workbook shows."""
    mini, out, book = write_mini(tmp_path / "mini"), tmp_path / "plan", tmp_path / "plan.xlsx"
    assert trainopt("solve", mini, "--out", out).code == 0
    assert trainopt("solve", mini, "--out", out, "--xlsx", book, "--overwrite").code == 0
    assert openpyxl.load_workbook(book)["assignments"].max_row == 3


def test_what_is_no_plan_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults):
        write_plan_workbook(tmp_path, tmp_path / "plan.xlsx")
    assert not (tmp_path / "plan.xlsx").exists()


def test_where_no_time_is_left_for_it_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is a promise; the workbook can be made of the folder at any time."""
    monkeypatch.setattr("trainopt.runs.solve.WORKBOOK", 10**9)
    data, plan, book = write_mini(tmp_path / "data"), tmp_path / "plan", tmp_path / "plan.xlsx"
    ran = trainopt("solve", data, "--out", plan, "--xlsx", book, "--quiet")
    assert (ran.code, book.exists()) == (0, False)
    assert (
        ran.err == f"no time was left for the workbook: trainopt convert {plan} {book} makes it of the plan\n"
    )
    assert trainopt("convert", plan, book).code == 0
    assert book.exists()


def test_tables_of_a_plan_that_stays_the_best_are_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def counted(*given: Any) -> Any:
        made.append(given)
        return tables_of(*given)

    monkeypatch.setattr("trainopt.runs.solve.tables_of", counted)
    data = write_mini(tmp_path / "data")
    assert solve(data, tmp_path / "plan", Params(seconds=30)).result.tiers[0].gap == 0
    assert len(made) == 1
