"""A plan that comes back from a spreadsheet, as CSV or as a workbook, is read by all that reads a plan."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.running import contents, trainopt, write_mini
from trainopt.plan.source import folded, unfolded


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of MINI, of a plan of it, and of that as a workbook."""
    folder = tmp_path_factory.mktemp("mini")
    data = write_mini(folder / "mini")
    ran = trainopt("solve", data, "--out", folder / "plan", "--xlsx", folder / "plan.xlsx")
    assert ran.code == 0
    return folder


def saved_by_excel(folder: Path, copy: Path) -> Path:
    """Every table as a German Excel saves it: a BOM, semicolons, CRLF, days first, decimal commas."""
    shutil.copytree(folder, copy)
    for path in copy.glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        lines = ["".join(f"{as_shown(cell)};" for cell in row) + ";" for row in [*rows, [""] * len(rows[0])]]
        path.write_bytes(b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode())
    return copy


def as_shown(cell: str) -> str:
    day = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", cell)
    if day:
        return ".".join(reversed(day.groups()))
    return cell.replace(".", ",") if re.fullmatch(r"\d+\.\d+", cell) else cell


READING: dict[str, Callable[[Path, Path, Path], tuple[object, ...]]] = {
    "verify": lambda data, plan, out: ("verify", data, plan),
    "show": lambda data, plan, out: ("show", plan),
    "show --by": lambda data, plan, out: ("show", plan, "--by", "site"),
    "compare": lambda data, plan, out: ("compare", plan, plan),
    "solve": lambda data, plan, out: ("solve", data, "--out", out, "--published", plan, "--time-limit", "5s"),
    "explain": lambda data, plan, out: ("explain", data, plan),
    "extract": lambda data, plan, out: ("extract", plan, "--nation", "AA", "--out", out),
    "calendar": lambda data, plan, out: ("calendar", plan, "--by", "site", "--out", out),
    "report": lambda data, plan, out: ("report", plan, "--out", out / "plan.html"),
}


@pytest.mark.slow
@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("kind", ["csv", "workbook"])
def test_every_command_reads_it(solved: Path, tmp_path: Path, kind: str, command: str) -> None:
    book = kind == "workbook"
    plan = solved / "plan.xlsx" if book else saved_by_excel(solved / "plan", tmp_path / "plan")
    ran = trainopt(*READING[command](solved / "mini", plan, tmp_path / "out"))
    assert (ran.code, [line for line in ran.messages if "out of date" in line]) == (0, []), ran.err


def test_convert_gives_the_folder_back(solved: Path, tmp_path: Path) -> None:
    ran = trainopt("convert", solved / "plan.xlsx", tmp_path / "plan")
    assert (ran.code, ran.out) == (0, f"the plan as a folder: {tmp_path / 'plan'}\n")
    found, before = contents(tmp_path / "plan"), contents(solved / "plan")
    before["kpis.csv"] = before["kpis.csv"].replace(
        b"fill,1.0,", b"fill,1,"
    )  # a spreadsheet has one kind of 1
    assert found == before


def changed(book: Path, target: Path, **cells: object) -> Path:
    """The workbook with these cells of `assignments` changed. D is `unit_name`; names are passed over."""
    opened = openpyxl.load_workbook(book)
    for cell, value in cells.items():
        opened["assignments"][cell] = value
    opened.save(target)
    return target


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        ({"P2": "four"}, 3, "assignments!P2: trainees: must be a whole number of at least 0 (got 'four')"),
        ({"N3": "soon"}, 3, "assignments!N3: start: must be a date that exists"),
        ({"A2": None}, 3, "assignments!A2: cohort_id: must be filled"),
        ({"N2": datetime(2026, 1, 12)}, 6, "assignments!A2: rule 2: "),
        ({"T2": "yes"}, 0, "out of date: assignments!T2: pinned: says 'yes', the placements give 'no'"),
    ],
)
def test_verify_names_the_cell(
    solved: Path, tmp_path: Path, cells: dict[str, object], code: int, said: str
) -> None:
    ran = trainopt("verify", solved / "mini", changed(solved / "plan.xlsx", tmp_path / "plan.xlsx", **cells))
    assert ran.code == code
    assert any(line.startswith(said) for line in [*ran.messages, *ran.out.splitlines()]), ran.out + ran.err


@pytest.mark.parametrize("command", ["explain", "simulate"])
def test_whatever_asks_for_a_sound_plan_names_the_cell(solved: Path, tmp_path: Path, command: str) -> None:
    book = changed(solved / "plan.xlsx", tmp_path / "plan.xlsx", N3=datetime(2026, 1, 12))
    ran = trainopt(command, solved / "mini", book)
    assert ran.code == 3
    assert ran.messages[0].startswith("assignments!A3: the plan breaks a rule: rule 2: "), ran.err


def test_a_warning_of_the_plan_in_force_names_the_cell(solved: Path, tmp_path: Path) -> None:
    settings = 'name = "mini"\nstart = 2026-01-05\nweeks = 12\nas_of = 2026-01-12\n'
    data = write_mini(tmp_path / "mini", {"plan.toml": settings})
    book = changed(solved / "plan.xlsx", tmp_path / "plan.xlsx", P2=None)
    ran = trainopt("check", data, "--published", book)
    assert [line for line in ran.messages if line.startswith("assignments!P2: trainees: is blank")], ran.err


def test_a_file_that_is_no_workbook_is_no_plan(solved: Path) -> None:
    ran = trainopt("show", solved / "plan" / "demand.csv")
    assert (ran.code, "demand.csv: is neither a plan folder nor a workbook" in ran.err) == (3, True)
    ran = trainopt("show", solved / "nowhere")
    assert (ran.code, "nowhere: no such plan folder" in ran.err) == (3, True)


def test_a_workbook_of_a_dataset_is_no_plan(solved: Path, tmp_path: Path) -> None:
    assert trainopt("convert", solved / "mini", tmp_path / "data.xlsx").code == 0
    ran = trainopt("verify", solved / "mini", tmp_path / "data.xlsx")
    assert (ran.code, ran.messages[0]) == (
        3,
        f"{tmp_path / 'data.xlsx'}: is no plan: assignments.csv is missing",
    )


@pytest.mark.parametrize(
    "document",
    [{"a": 1}, {"a": [], "b": {}, "c": None}, {"tiers": [{"term": "x", "gap": 0.5}], "a/b~": ["y"]}],
)
def test_a_manifest_in_cells_is_the_same_manifest(document: dict[str, Any]) -> None:
    assert unfolded(dict(folded(document))) == document
