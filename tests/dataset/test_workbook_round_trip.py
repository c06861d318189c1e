"""Datasets as workbooks and back: nothing is lost, whoever saved the workbook last."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.faulty.base import BASE, SPARE, write
from tests.support.root import ROOT
from tests.support.running import contents, trainopt
from tests.support.workbooks import as_sheets, notes_of, said, workbook
from trainopt.dataset import Dataset, dataset_of, read_dataset, records_of, write_dataset, write_template
from trainopt.dataset.scenario_rows import SCENARIO_SHEET
from trainopt.dataset.sheet import Record
from trainopt.errors import BREAKS, OBEYED, UsageError
from trainopt.extras import install_command
from trainopt.kinds import Limits
from trainopt.tables import TABLES, Settings


def same(one: Dataset, other: Dataset) -> bool:
    """Whether two datasets say the same, cell by cell; lines may differ."""
    tables = ([[record.cells for record in records_of(d, name)] for name in TABLES] for d in (one, other))
    return one.settings == other.settings and next(tables) == next(tables)


@pytest.fixture
def base(tmp_path: Path) -> Dataset:
    (tmp_path / "base").mkdir()
    write(tmp_path / "base", {})
    return read_dataset(tmp_path / "base")


# convert


@pytest.mark.parametrize("name", ["example", "coalition"])
def test_convert_both_ways_gives_the_same_files(name: str, tmp_path: Path) -> None:
    folder, book, back = ROOT / "data" / name, tmp_path / "book.xlsx", tmp_path / "back"
    for source, target in ((folder, book), (book, back), (folder, tmp_path / "once")):
        ran = trainopt("convert", source, target)
        assert ran.code == 0
        assert str(target) in ran.out
    assert contents(back) == contents(tmp_path / "once")
    assert same(read_dataset(book), read_dataset(folder))


def test_the_same_dataset_gives_the_same_workbook(base: Dataset, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_dataset(base, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_convert_replaces_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    example, book, folder = ROOT / "data/example", tmp_path / "book.xlsx", tmp_path / "folder"
    for target in (book, folder):
        assert trainopt("convert", example, target).code == 0
        ran = trainopt("convert", example, target)
        assert (ran.code, ran.messages[0]) == (2, ran.messages[0])
        assert f"{target} exists" in ran.messages[0]
        assert trainopt("convert", example, target, "--overwrite").code == 0
    (folder / "letter.txt").write_text("mine")
    assert trainopt("convert", example, folder, "--overwrite").code == 2
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_faulty_dataset_is_not_converted(tmp_path: Path) -> None:
    write(tmp_path, {"sites.csv": "site_id,nation_id,name,beds\nA,XX,x,1\n"})
    assert trainopt("convert", tmp_path, tmp_path / "book.xlsx").code == 3
    assert not (tmp_path / "book.xlsx").exists()


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_characters="\x00\ufffe\uffff", exclude_categories=["Cs"]),
        st.sampled_from(list("=+-@'\"<>&_x0041r/\n\r\t ")),
    ),
    min_size=1,
    max_size=40,
).map(str.strip).filter(lambda text: text and not OBEYED.search(BREAKS.sub("", text)))  # fmt: skip
AWKWARD = st.sampled_from(
    [
        "=HYPERLINK(1)", "+1", "@x", "'quoted", "http://example.org", "internal:a!A1", "<r><t>x</t></r>",
        "007", "_x0041_", "_x005F_x0041_", "_x0041_x0042_x0043_", "1e5", "TRUE", "#N/A", "2026-03-02", "a\nb",
        "ї́😀", "<r>_x005F_x0041_</r>", "{=1}",
    ]
)  # fmt: skip
COUNTS = st.none() | st.integers(0, 10**6)
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
DEGREES = st.none() | st.floats(-90, 90)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """A sound dataset with odd texts, days and numbers wherever there may be any."""
    texts = st.one_of(AWKWARD, TEXTS)
    rows: dict[str, list[dict[str, object]]] = {
        "nations": [{"nation_id": "N", "name": draw(texts), "max_trainees": draw(COUNTS)}],
        "sites": [
            {"site_id": "007", "nation_id": "N", "name": draw(texts), "beds": 1, "latitude": draw(DEGREES)},
            {"site_id": "1E5", "nation_id": "N", "name": draw(texts), "beds": 0, "longitude": draw(DEGREES)},
        ],
        "courses": [
            {
                "course_id": "C", "name": draw(texts), "level": draw(st.none() | texts), "duration_weeks": 1,
                "class_min": 1, "class_max": draw(st.integers(1, 10**6)),
                "mixed_units": draw(st.sampled_from([None, "yes", "no"])),
            }
        ],
        "capacity": [
            {
                "site_id": "007", "course_id": "C", "parallel_classes": 1, "first_start": draw(DAYS),
                "valid_from": draw(DAYS), "cost_per_class": draw(st.none() | st.integers(0, 10**9)),
            }
        ],
        "closures": [{"nation_id": "N", "first_day": "0001-01-01", "last_day": draw(DAYS) or "2026-01-01"}],
        "pipelines": [{"pipeline_id": "P", "step": 1, "course_id": "C"}],
        "units": [
            {"unit_id": "42", "name": draw(texts), "allowed_nations": draw(st.sampled_from([None, "N"]))}
        ],
        "demand": [
            {"demand_id": "1", "unit_id": "42", "pipeline_id": "P", "trainees": 1, "due": "2026-03-02"}
        ],
    }  # fmt: skip
    horizon = Settings(
        name=draw(texts), start=date(2026, 1, 5), weeks=draw(st.integers(1, 260)),
        objective=draw(st.sampled_from([("unmet",), ("cost", "unmet")])),
    )  # fmt: skip
    records = {
        name: [
            Record(line, {key: as_cell(value) for key, value in row.items() if value is not None})
            for line, row in enumerate(found, start=2)
        ]
        for name, found in rows.items()
    }
    return dataset_of(horizon, records)


def as_cell(value: object) -> str:
    return f"{value:.17f}".rstrip("0") + "0" if isinstance(value, float) else str(value)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dataset=datasets())
def test_any_dataset_comes_back_as_it_was(dataset: Dataset, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    write_dataset(dataset, book, overwrite=True)
    read = read_dataset(book)
    assert read.settings == dataset.settings
    assert same(read, dataset)


def test_text_is_never_a_formula_or_a_link(base: Dataset, tmp_path: Path) -> None:
    texts = ["=1+1", "@SUM(A1)", "http://example.org", "mailto:a@example.org", "{=1}", "<r><t>x</t></r>"]
    units = [*(f"U{n},{text},,," for n, text in enumerate(texts))]
    write(tmp_path, {"units.csv": BASE["units.csv"] + "".join(f"{unit}\n" for unit in units)})
    path = tmp_path / "book.xlsx"
    write_dataset(read_dataset(tmp_path), path)
    cells = openpyxl.load_workbook(path)["units"]["B"][4:]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            data = archive.read(name)
            assert b"<f>" not in data
            assert b"hyperlink" not in data


def test_days_and_numbers_are_such_in_the_workbook(base: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_dataset(base, path)
    book = openpyxl.load_workbook(path)
    assert book["demand"]["F2"].value.date() == date(2026, 1, 5)
    assert book["demand"]["D2"].value == 60
    assert book["sites"]["E2"].value == 52.98
    assert book["demand"]["F4"].value is None
    assert book["demand"]["A2"].number_format == "@"


def test_a_character_that_no_workbook_holds_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"units.csv": BASE["units.csv"] + "U9,a\uffffb,,,\n"})
    with pytest.raises(UsageError, match=r"units, row 5: a text holds the character U\+FFFF"):
        write_dataset(read_dataset(tmp_path), tmp_path / "book.xlsx")
    assert not (tmp_path / "book.xlsx").exists()


def test_without_what_writes_workbooks_one_line_says_what_to_install(
    base: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    ran = trainopt("template", tmp_path / "t.xlsx")
    assert (ran.code, ran.messages) == (
        2,
        [f"writing a workbook needs XlsxWriter: {install_command('excel')}"],
    )
    assert list(tmp_path.glob("*.xlsx")) == []


# The template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    ran = trainopt("template", path)
    assert (ran.code, ran.err) == (0, "")
    return path


def test_an_empty_template_lacks_what_must_be_set_and_nothing_else(template: Path) -> None:
    assert said(template)[0] == [
        f"plan!B{row}: {key}: must be set" for row, key in enumerate(("name", "start", "weeks"), 2)
    ]


def test_the_template_has_a_sheet_for_each_table_with_its_columns(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["about", "plan", *TABLES, "scenarios"]
    for name, table in TABLES.items():
        assert [cell.value for cell in book[name][1]] == list(table.columns)
        assert book[name].freeze_panes == "B2"
    assert [row[0].value for row in book["plan"].iter_rows(min_row=2)] == list(Settings.model_fields)


def test_every_column_has_a_note_with_meaning_and_unit(template: Path) -> None:
    notes = notes_of(template)
    assert len(notes) == sum(len(table.columns) for table in (*TABLES.values(), SCENARIO_SHEET))
    assert notes["sites!D1"] == (
        "most trainees in classes at the site in any one week\nunit: trainees\n"
        "written as: whole number, 0 to 1,000,000\nmust be filled"
    )
    assert notes["capacity!G1"].endswith("blank: 1")


def test_required_columns_are_marked(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    colours = {
        required: {
            cell.fill.fgColor.rgb
            for name, table in TABLES.items()
            for cell in book[name][1]
            if (cell.value in table.required) is required
        }
        for required in (True, False)
    }
    assert [len(found) for found in colours.values()] == [1, 1]
    assert colours[True] != colours[False]


def rules(book: openpyxl.Workbook, sheet: str, column: str) -> list[tuple[str, str, str | None]]:
    return [
        (rule.type, rule.formula1, rule.formula2)
        for rule in book[sheet].data_validations.dataValidation
        if f"{column}2:" in str(rule.sqref)
    ]


@pytest.mark.parametrize(
    ("sheet", "column", "rule"),
    [
        ("courses", "G", ("list", '"yes,no"', None)),
        ("pipelines", "E", ("list", '"any,same_nation,same_site"', None)),
        ("demand", "D", ("whole", "1", "1000000")),
        ("sites", "D", ("whole", "0", "1000000")),
        ("actuals", "B", ("whole", "1", "1000000")),
        ("actuals", "F", ("whole", "0", "1000000")),
        ("actuals", "G", ("list", '"running,done,failed,stopped,not_held"', None)),
    ],
)
def test_words_and_numbers_have_their_limits(
    sheet: str, column: str, rule: tuple[str, str, str | None], template: Path
) -> None:
    assert rules(openpyxl.load_workbook(template), sheet, column) == [rule]


def test_every_id_that_refers_to_one_table_has_a_drop_down(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for name, table in TABLES.items():
        for number, (column, told) in enumerate(table.columns.items()):
            letter = openpyxl.utils.get_column_letter(number + 1)
            if len(told.refers_to) == 1 and table.written(column) == "id":
                ((kind, source, _),) = rules(book, name, letter)
                assert kind == "list"
                assert source.startswith(f"OFFSET({told.refers_to[0]}!$A$2,0,0,")


def test_every_column_of_one_of_some_words_offers_them(template: Path) -> None:
    book, of_words = openpyxl.load_workbook(template), 0
    for name, table in TABLES.items():
        for number, column in enumerate(table.columns):
            words = table.written(column).split(", ")
            if len(words) > 1 and not any(isinstance(mark, Limits) for mark in table.marks[column]):
                letter = openpyxl.utils.get_column_letter(number + 1)
                assert rules(book, name, letter) == [("list", f'"{",".join(words)}"', None)]
                of_words += 1
    assert of_words >= 3


@pytest.mark.parametrize(("column", "table"), [("C", "courses"), ("D", "sites")])
def test_what_began_is_chosen_from_todays_ids_and_others_are_taken(
    column: str, table: str, template: Path
) -> None:
    """A course or a site may be gone since: typing it warns and does not stop."""
    book = openpyxl.load_workbook(template)
    ((kind, source, _),) = rules(book, "actuals", column)
    assert kind == "list"
    assert source.startswith(f"OFFSET({table}!$A$2,0,0,")
    (rule,) = (r for r in book["actuals"].data_validations.dataValidation if f"{column}2:" in str(r.sqref))
    assert rule.errorStyle == "warning"


def test_an_id_of_either_of_two_tables_is_looked_for_in_both(template: Path) -> None:
    """Of its own cell: the letter and the first row are the column's."""
    book = openpyxl.load_workbook(template)
    ((kind, formula, _),) = rules(book, "resources", "A")
    assert book["resources"]["A1"].value == "owner_id"
    assert kind == "custom"
    assert formula == "OR(COUNTIF(sites!$A$2:$A$20001,A2)>0,COUNTIF(nations!$A$2:$A$20001,A2)>0)"


def test_a_filled_template_is_a_dataset(template: Path, tmp_path: Path) -> None:
    files = {name: text + f"{SPARE[name]}\n" if name in SPARE else text for name, text in BASE.items()}
    write(tmp_path, dict(files))
    book, filled = openpyxl.load_workbook(template), as_sheets(files)
    for name in TABLES:
        for row in filled[name].iter_rows(min_row=2):
            for cell in row:
                book[name][cell.coordinate].value = cell.value
    values = {row[0].value: row[1].value for row in filled["plan"].iter_rows(min_row=2)}
    for row in book["plan"].iter_rows(min_row=2):
        row[1].value = values.get(row[0].value)
    book.save(tmp_path / "filled.xlsx")
    assert said(tmp_path / "filled.xlsx") == ([], [])
    read = read_dataset(tmp_path / "filled.xlsx")
    assert all(read.counts().values())
    assert same(read, read_dataset(tmp_path))


def test_a_template_must_end_in_xlsx_and_replaces_nothing(tmp_path: Path) -> None:
    assert trainopt("template", tmp_path / "t.xls").code == 2
    assert trainopt("template", tmp_path / "t.xlsx").code == 0
    assert trainopt("template", tmp_path / "t.xlsx").code == 2
    assert trainopt("template", tmp_path / "t.xlsx", "--overwrite").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.xlsx"]


# LibreOffice


OFFICE = shutil.which("soffice")
with_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice (Debian: libreoffice-calc) is not installed"
)


def saved_by_libreoffice(paths: list[Path], folder: Path) -> None:
    """Open the workbooks in LibreOffice and save them again, into the folder."""
    assert OFFICE is not None
    profile = (folder / "profile").resolve().as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder, *paths], check=True, capture_output=True, timeout=300)


@pytest.mark.slow
@with_office
def test_a_workbook_saved_by_libreoffice_comes_back_the_same(base: Dataset, tmp_path: Path) -> None:
    odd = [
        "=1+1",
        "007",
        "_x0041_",
        "http://example.org",
        "'x",
        "<r><t>x</t></r>",
        "a  b",
        "TRUE",
        "1-2",
        "їжак",
    ]
    units = "".join(f"U{n},{text},,,\n" for n, text in enumerate(odd))
    (tmp_path / "odd").mkdir()
    write(tmp_path / "odd", {"units.csv": BASE["units.csv"] + units})
    datasets = {"odd": read_dataset(tmp_path / "odd"), "coalition": read_dataset(ROOT / "data/coalition")}
    for name, dataset in datasets.items():
        write_dataset(dataset, tmp_path / f"{name}.xlsx")
    write_template(tmp_path / "template.xlsx")
    workbook(tmp_path / "typed.xlsx")
    (tmp_path / "saved").mkdir()
    saved_by_libreoffice(sorted(tmp_path.glob("*.xlsx")), tmp_path / "saved")
    for name, dataset in datasets.items():
        assert (tmp_path / f"saved/{name}.xlsx").read_bytes() != (tmp_path / f"{name}.xlsx").read_bytes()
        assert same(read_dataset(tmp_path / f"saved/{name}.xlsx"), dataset)
    assert same(read_dataset(tmp_path / "saved/typed.xlsx"), base)
    assert said(tmp_path / "saved/template.xlsx")[0] == said(tmp_path / "template.xlsx")[0]
    assert notes_of(tmp_path / "saved/template.xlsx") == notes_of(tmp_path / "template.xlsx")
    drop_downs = openpyxl.load_workbook(tmp_path / "saved/template.xlsx")[
        "sites"
    ].data_validations.dataValidation
    assert "nations" in " ".join(str(rule.formula1) for rule in drop_downs if rule.type == "list")
