"""Reading workbooks: what planners type, what is a fault and in which cell, and what is refused unread."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.support.faulty import pins as faulty_cases_pins
from tests.support.faulty import rules as faulty_cases_rules
from tests.support.faulty import tables as faulty_cases_tables
from tests.support.faulty.base import BASE
from tests.support.faulty.cases import CASES, SOUND, WARNINGS, Faulty, Sound, Warned, write
from tests.support.running import MINI, trainopt
from tests.support.workbooks import Edit, put, rows_of, said, with_part, with_rows_hidden, workbook
from trainopt.dataset import read_dataset, records_of
from trainopt.dataset.workbook_cells import text_of
from trainopt.runs.replay import keep_replay
from trainopt.tables import TABLES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "base.xlsx"


# The same checks as for CSV files

SAMPLED: list[Faulty | Warned | Sound] = [
    *faulty_cases_rules.CASES[::6],
    *faulty_cases_pins.CASES[::4],
    *faulty_cases_tables.CASES[::4],
    *WARNINGS[::3],
    *CASES[:500:25],
    *SOUND[::15],
]


def as_text(case: Faulty | Warned | Sound) -> dict[str, str] | None:
    """The case's files; none where one is no text, or has rows of several lengths, and can be no sheet."""
    files = {**BASE, **case.files}
    found = {name: text for name, text in files.items() if isinstance(text, str)}
    whole = len(found) == sum(text is not None for text in files.values())
    return found if whole and all(_is_table(name, text) for name, text in found.items()) else None


def _is_table(name: str, text: str) -> bool:
    if ";" in text or not text.replace("\n", "").isprintable():
        return False
    try:
        rows = list(rows_of(name, text))
    except ValueError:
        return False
    header = next((cells for _, cells in rows if any(cells)), [])
    same = {len(cells) for _, cells in rows} == {len(header)}
    return name.endswith(".toml") or (same and all(header))


def translated(lines: list[str]) -> list[str]:
    """Lines of a folder as those of a workbook, without the cell's name, which the tests below look at."""
    found = []
    for line in lines:
        place, _, rest = line.replace("lines ", "rows ").replace("line ", "row ").partition(": ")
        for name in TABLES:
            place = place.replace(f"{name}.csv", name)
            rest = rest.replace(f"{name}.csv", name)
        found.append(f"{place.replace('plan.toml', 'plan').partition(':')[0]}: {rest}")
    return sorted(found)


def without_cells(lines: list[str]) -> list[str]:
    return sorted(
        f"{place.partition('!')[0]}: {rest}" for place, _, rest in (x.partition(": ") for x in lines)
    )


def rows_named(lines: list[str], mark: str) -> list[str]:
    """The rows that lines name, after the mark that separates file and row."""
    places = (line.partition(": ")[0] for line in lines)
    return sorted(
        place.rpartition(mark)[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for place in places if mark in place
    )


COMPARED = [(case, files) for case in SAMPLED if (files := as_text(case)) is not None]


def test_enough_cases_are_compared() -> None:
    assert len(COMPARED) > 80


@pytest.mark.slow
@pytest.mark.parametrize(("case", "files"), COMPARED, ids=lambda value: getattr(value, "name", ""))
def test_a_workbook_has_the_faults_of_its_folder(
    case: Faulty | Warned | Sound, files: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, case.files)
    book = workbook(tmp_path / "book.xlsx", files=files)
    for of_folder, of_book in zip(said(folder), said(book), strict=True):
        assert without_cells(of_book) == translated(of_folder)
        tables = [line for line in of_folder if not line.startswith("plan.toml")]
        assert rows_named([x for x in of_book if not x.startswith("plan")], "!") == rows_named(tables, ":")


def test_a_workbook_has_the_rows_of_its_folder(tmp_path: Path, path: Path) -> None:
    write(tmp_path, dict(BASE))
    folder, book = read_dataset(tmp_path), read_dataset(workbook(path))
    assert book == folder
    assert [records_of(book, name) for name in TABLES] == [records_of(folder, name) for name in TABLES]


# What planners type


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.0, "0"),
        (-0.0, "0"),
        (3, "3"),
        (2.5, "2.5"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (0.1 * 30, "3"),
        (3.0000000001, "3.0000000001"),
        (" PL ", "PL"),
        ("007", "007"),
        (True, "TRUE"),
        (datetime.date(2026, 3, 2), "2026-03-02"),
        (datetime.datetime(2026, 3, 2), "2026-03-02"),
        (datetime.datetime(2026, 3, 2, 14, 5), "2026-03-02 14:05:00"),
        (datetime.time(14, 5), "14:05:00"),
    ],
)
def test_a_value_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_degrees_keep_all_their_digits() -> None:
    assert text_of(3.0000000000000004, float) == "3.0000000000000004"


def renamed(old: str, new: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[old]
        sheet.title = "neither"
        sheet.title = new

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        put("capacity", C2=2.0),
        put("capacity", D2=datetime.date(2026, 1, 5)),
        put("capacity", D2=datetime.datetime(2026, 1, 5)),
        put("courses", G2=True, G4=False),
        put("sites", E2=52.98, F2=10.08),
        put("plan", B3=datetime.date(2026, 1, 5), B4=40, B7=1.0),
        put("plan", B3="05.01.2026"),
        put("demand", G3="31.7.2026"),
        put("plan", B8="unmet, lateness, changes, transfers, waiting, cost"),
        put("plan", A1="KEY", B1=" Value "),
        put("nations", A1="Nation_ID", B1=" NAME "),
        put("nations", A9="  ", B30=" "),
        renamed("sites", "Sites"),
        lambda book: book.move_sheet("demand", -9),
        lambda book: book["demand"].insert_rows(1, 3),
        lambda book: book["demand"].insert_cols(2, 2),
        lambda book: setattr(book, "epoch", openpyxl.utils.datetime.CALENDAR_MAC_1904),
    ],
)
def test_cells_mean_what_planners_mean_by_them(edit: Edit, path: Path) -> None:
    base = read_dataset(workbook(path.with_name("as_it_is.xlsx")))
    book = read_dataset(workbook(path, edit))
    assert book.settings == base.settings
    for name in TABLES:
        cells = [[record.cells for record in records_of(one, name)] for one in (base, book)]
        assert cells[0] == cells[1]


def test_days_of_the_1904_system_are_the_days_shown(path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["capacity"]["D2"] = datetime.date(2026, 1, 5)

    assert read_dataset(workbook(path, edit)).capacity[0].valid_from == datetime.date(2026, 1, 5)


def test_an_id_that_is_a_number_stays_the_text_that_is_shown(path: Path) -> None:
    book = workbook(path, put("units", A5="0042", B5="a unit", A6=42, B6="another"))
    names = {unit.unit_id: unit.name for unit in read_dataset(book).units}
    added = {unit_id: name for unit_id, name in names.items() if not unit_id.startswith("B")}
    assert added == {"0042": "a unit", "42": "another"}


def test_a_formula_counts_for_the_value_it_was_calculated_to(path: Path) -> None:
    workbook(path, put("nations", C4=0))
    old, new = b'<c r="C4" t="n"><v>0</v></c>', b'<c r="C4"><f>20*2</f><v>40</v></c>'
    with_part(path, "xl/worksheets/sheet2.xml", lambda data: data.replace(old, new))
    most = {nation.nation_id: nation.max_trainees for nation in read_dataset(path).nations}
    assert most == {"DE": 300, "PL": None, "NO": 40}


# Faults by cell


def error(book: openpyxl.Workbook) -> None:
    book["capacity"]["C3"] = "#N/A"
    book["capacity"]["C3"].data_type = "e"


def moved_down_and_right(book: openpyxl.Workbook) -> None:
    book["demand"].insert_rows(1, 3)
    book["demand"].insert_cols(1, 2)
    book["demand"]["F6"] = "many"


def error_in_text(book: openpyxl.Workbook) -> None:
    book["units"]["B3"] = "#REF!"
    book["units"]["B3"].data_type = "e"


@pytest.mark.parametrize(
    ("edit", "faults"),
    [
        (
            put("capacity", C7="two"),
            ["capacity!C7: parallel_classes: must be a whole number of at least 0 (got 'two')"],
        ),
        (
            put("capacity", C7=2.5),
            ["capacity!C7: parallel_classes: must be a whole number of at least 0 (got '2.5')"],
        ),
        (
            put("demand", G3=46000),
            [
                "demand!G3: due: must be a date that exists, as YYYY-MM-DD or DD.MM.YYYY; "
                "it could be 2025-12-09 (got '46000')"
            ],
        ),
        (
            put("demand", G3=datetime.datetime(2026, 7, 31, 9)),
            [
                "demand!G3: due: must be a date that exists, as YYYY-MM-DD or DD.MM.YYYY "
                "(got '2026-07-31 09:00:00')"
            ],
        ),
        (put("demand", D3=True), ["demand!D3: trainees: must be a whole number of at least 1 (got 'TRUE')"]),
        (put("demand", D3=None), ["demand!D3: trainees: must be filled"]),
        (
            moved_down_and_right,
            ["demand!F6: trainees: must be a whole number of at least 1 (got 'many')"],
        ),
        (put("nations", B4=None), ["nations!B4: name: must be filled"]),
        (put("sites", B2="DEE"), ["sites!B2: nation_id: is not in nations; did you mean DE? (got 'DEE')"]),
        (put("nations", A5="NO", B5="x"), ["nations!A5: nation_id: has the same key as row 4 (got 'NO')"]),
        (
            put("capacity", E1="valid_too"),
            ["capacity!E1: valid_too: no such column in capacity; did you mean valid_to?"],
        ),
        (put("nations", C1="name"), ["nations!C1: name: the column stands there twice"]),
        (put("capacity", C1=None), [
            "capacity!A1: parallel_classes: the required column is missing",
            "capacity!C1: column C has no name",
        ]),
        (put("nations", F3="ask Anna"), ["nations!F1: column F has no name"]),
        (error, ["capacity!C3: parallel_classes: shows the error '#N/A'; mend its formula or type a value"]),
        (error_in_text, ["units!B3: name: shows the error '#REF!'; mend its formula or type a value"]),
        (
            put("nations", D2="=100+20"),
            [
                "nations!D2: max_weekly_arrivals: holds a formula that was never calculated; open and save "
                "the workbook in a spreadsheet"
            ],
        ),
        (
            lambda book: book["demand"].merge_cells("I3:I5"),
            ["demand!I3: priority: the cells I3:I5 are merged; split them and fill each"],
        ),
        (
            lambda book: book["demand"].merge_cells("A1:B1"),
            [
                "demand!A1: demand_id: the cells A1:B1 are merged; split them and fill each",
                "demand!A1: unit_id: the required column is missing",
                "demand!B1: column B has no name",
            ],
        ),
        (lambda book: book.remove(book["units"]), ["units: the sheet is missing"]),
        (
            lambda book: book["nations"].delete_rows(1, 99),
            ["nations: is empty; its first row must name its columns"],
        ),
        (
            lambda book: book["nations"].delete_rows(1),
            ["nations!A1: has no header row: this one names no column of nations (got 'DE')"],
        ),
        (lambda book: book.remove(book["plan"]), ["plan: the sheet is missing"]),
        (put("plan", B4=0), ["plan!B4: weeks: must be a whole number from 1 to 260 (got 0)"]),
        (put("plan", B4=None), ["plan!B4: weeks: must be set"]),
        (put("plan", A4="week"), [
            "plan: weeks: must be set",
            "plan!A4: week: no such key in plan; did you mean weeks? (got 40)",
        ]),
        (put("plan", A5="name", B5="again"), ["plan!A5: key: stands in row 2 too (got 'name')"]),
        (put("plan", B1="vlaue"), ["plan!B1: vlaue: no such column in plan; did you mean value?"]),
        (
            put("plan", B3="soon"),
            ["plan!B3: start: must be a date, as 2026-03-02 without quotes (got 'soon')"],
        ),
        (put("plan", B3=datetime.date(2026, 1, 6)), ["plan!B3: start: must be a Monday (got 2026-01-06)"]),
    ],
)  # fmt: skip
def test_a_fault_names_its_cell(edit: Edit, faults: list[str], path: Path) -> None:
    found = [line for line in said(workbook(path, edit))[0] if not line.startswith("pins")]
    assert sorted(found) == sorted(faults)


@pytest.mark.parametrize(
    ("edit", "warnings"),
    [
        (
            lambda book: book.create_sheet("closure"),
            ["closure: is no table of a dataset and is not read"],
        ),
        (
            lambda book: setattr(book["closures"], "title", "closure"),
            ["closure: is no table of a dataset and is not read; did you mean closures?"],
        ),
        (
            lambda book: setattr(book["closures"], "sheet_state", "hidden"),
            ["closures: the sheet is hidden, and is read all the same"],
        ),
        (
            with_rows_hidden("demand", 3, 5),
            ["demand!A3: 2 rows hidden, by a filter perhaps, and read all the same"],
        ),
        (lambda book: book.create_sheet("Notes of 3 March"), []),
        (lambda book: book.create_sheet("about"), []),
    ],
)
def test_a_sheet_that_may_be_a_mistake_is_warned_of(edit: Edit, warnings: list[str], path: Path) -> None:
    assert said(workbook(path, edit)) == ([], warnings)


def test_check_prints_cells(path: Path) -> None:
    workbook(path, put("capacity", C7="two"))
    ran = trainopt("check", path)
    assert ran.code == 3
    assert ran.messages[0].startswith("capacity!C7: parallel_classes: must be")
    (fault,) = trainopt("check", path, "--json").document["faults"]
    assert (fault["file"], fault["line"], fault["cell"]) == ("capacity", 7, "C7")


def test_a_scenario_names_the_rows_of_its_workbook(path: Path, tmp_path: Path) -> None:
    blank = 'table = "nations"\nwhere = { nation_id = "PL" }\nadd = { max_trainees = 5 }\n'
    unknown = 'table = "sites"\nwhere = { site_id = "NO-01" }\nset = { nation_id = "NOO" }\n'
    for change, fault in (
        (blank, "max_trainees is blank in nations!A3: cannot add"),
        (unknown, "nation_id: is not in nations; did you mean NO? (got 'NOO')"),
    ):
        scenario = tmp_path / "s.toml"
        scenario.write_text(f'name = "s"\n[[change]]\n{change}')
        ran = trainopt("whatif", workbook(path), scenario, "--out", tmp_path / "out")
        assert ran.code == 3
        assert fault in ran.err
    scenario.write_text(
        scenario.read_text().partition("[[change]]")[0]
        + "[[change]]"
        + scenario.read_text().rpartition("[[change]]")[2]
    )
    ran = trainopt("whatif", path, scenario, "--out", tmp_path / "out", "--time-limit", "1s")
    assert "nation_id: is not in nations; did you mean NO? (got 'NOO')" in ran.err


# Beyond reading


@pytest.mark.slow
def test_a_contradiction_that_only_the_search_shows_names_its_cells(tmp_path: Path) -> None:
    files = {**MINI, "pins.csv": "cohort_id,step,site_id,start\nX-01,1,A1,2026-01-05\n"}
    files["courses.csv"] = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cook,2,5,9")
    book = workbook(tmp_path / "mini.xlsx", files=files)
    ran = trainopt("solve", book, "--out", tmp_path / "plan")
    assert ran.code == 4
    assert "pins!A2" in ran.err
    assert "capacity!" in ran.err
    assert ".csv" not in ran.err


@pytest.mark.slow
def test_a_plan_of_a_workbook_has_its_hash_and_is_verified_against_it(tmp_path: Path) -> None:
    book, out = workbook(tmp_path / "mini.xlsx", files=MINI), tmp_path / "plan"
    assert trainopt("solve", book, "--out", out).code == 0
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    assert json.loads((out / "manifest.json").read_text())["inputs"] == {"mini.xlsx": digest}
    assert trainopt("verify", book, out).code == 0


def test_a_bug_keeps_the_workbook_that_repeats_it(path: Path) -> None:
    folder = keep_replay(["check", str(workbook(path))], "traceback")
    assert (folder / "1-base.xlsx").read_bytes() == path.read_bytes()
    shutil.rmtree(folder)


def test_a_workbook_with_macros_is_read_and_none_is_written(path: Path) -> None:
    workbook(path).rename(path.with_suffix(".xlsm"))
    assert said(path.with_suffix(".xlsm")) == ([], [])
    ran = trainopt("convert", path.with_suffix(".xlsm"), path.with_name("other.xlsm"))
    assert (ran.code, "a workbook's name must end in .xlsx" in ran.err) == (2, True)
