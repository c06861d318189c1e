"""A suggested map: it finds tables and columns, and says what it could not tell."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.own_sheets.corpus import OWN_SHEETS
from tests.support.own_sheets.sheet import OwnSheet, like
from trainopt.dataset.workbook_cells import Cells
from trainopt.errors import MapFaults
from trainopt.mapping.form import SpreadsheetMap, map_of
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.names import KnownIds
from trainopt.mapping.suggest import SUGGESTION, suggest_text, suggested_text

BY_NAME = {own.name: own for own in OWN_SHEETS}


def suggestion(own: OwnSheet, folder: Path) -> str:
    return suggest_text(own.write(folder), like())


def suggested(name: str, folder: Path) -> SpreadsheetMap:
    return map_of("map.toml", suggestion(BY_NAME[name], folder))


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_a_suggestion_reads_or_lacks_what_it_says_it_lacks(own: OwnSheet, tmp_path: Path) -> None:
    text = suggestion(own, tmp_path)
    try:
        map_of("map.toml", text)
    except MapFaults as error:
        for fault in error.faults:
            assert fault.column == "table" or f"# {fault.column.rpartition('.')[2]} = " in text, (fault, text)


FOUND = {
    "polish-weeks": ("capacity", {"site_id", "course_id"}),
    "german-two-rows": (
        "capacity",
        {"site_id", "course_id", "class_min", "class_max", "valid_from", "valid_to"},
    ),
    "british-marks": ("capacity", {"site_id", "course_id"}),
    "french": ("closures", {"site_id", "first_day", "last_day", "note"}),
    "ukrainian-demand": ("demand", {"demand_id", "unit_id", "pipeline_id", "trainees", "due"}),
    "american": (
        "demand",
        {"demand_id", "unit_id", "pipeline_id", "trainees", "ready_from", "due", "priority"},
    ),
    "german-courses": ("courses", {"course_id", "name", "duration_weeks", "class_min", "class_max"}),
    "tabbed": ("capacity", {"site_id", "course_id", "parallel_classes", "cost_per_trainee"}),
    "units-with-lists": ("units", {"unit_id", "name", "parent_unit_id", "allowed_nations"}),
    "nations": ("nations", {"nation_id", "name", "max_trainees"}),
}
"""Half of the spreadsheets are told without help; for the others the words of their language are not known,
or a column has no heading."""


@pytest.mark.parametrize("name", FOUND)
def test_a_table_and_its_columns_are_found(name: str, tmp_path: Path) -> None:
    table, columns = FOUND[name]
    (found,) = suggested(name, tmp_path).table
    assert found.table == table
    assert columns <= set(found.columns)


OFFER = "Site;Course;{number};From;Until;{most};Remarks\nPL-01;BCT;3;11.01.2027;28.03.2027;110;as agreed\n"
CLOSED = "Site;Course;From;Until;Days;Remarks\nPL-01;BCT;11.01.2027;15.01.2027;5;holidays\n"


@pytest.mark.parametrize(
    ("sheet", "table", "columns"),
    [
        (
            OFFER.format(number="Groups at once", most="Max. persons"),
            "capacity",
            {"parallel_classes", "class_max"},
        ),
        (OFFER.format(number="How often", most="How large"), "capacity", {"valid_from", "valid_to"}),
        (CLOSED, "closures", {"first_day", "last_day", "note"}),
    ],
)
def test_numbers_tell_an_offer_from_a_closure(
    sheet: str, table: str, columns: set[str], tmp_path: Path
) -> None:
    """Both name sites, courses and days: a closure has no numbers, but for one that somebody counted."""
    path = tmp_path / "offer.csv"
    path.write_text(sheet, encoding="utf-8")
    (found,) = tomllib.loads(suggest_text(path, like()))["table"]
    assert found["table"] == table
    assert columns <= set(found["columns"])


@pytest.mark.parametrize(("numbers", "table"), [("1 2 3", "closures"), ("5 6 9", "capacity")])
def test_numbers_of_rows_are_no_numbers(numbers: str, table: str, tmp_path: Path) -> None:
    lines = [f"{number};PL-01;BCT;11.01.2027;15.01.2027;{number}0" for number in numbers.split()]
    path = tmp_path / "closed.csv"
    path.write_text("\n".join(["Lp.;Site;Course;From;Until;How often", *lines]), encoding="utf-8")
    assert f'table = "{table}"' in suggest_text(path, like())


def test_weeks_totals_dates_and_yes_are_told(tmp_path: Path) -> None:
    weeks = suggested("polish-weeks", tmp_path).table[0].weeks
    assert weeks is not None
    assert weeks.columns() == {"value": "parallel_classes", "first": "valid_from", "last": "valid_to"}
    assert suggested("ukrainian-demand", tmp_path).table[0].skip == ["Разом"]
    assert suggested("french", tmp_path).table[0].columns["first_day"].dates == "day first"
    assert suggested("german-courses", tmp_path).table[0].columns["mixed_units"].values == {
        "nein": "no",
        "Ja": "yes",
    }


def test_what_is_no_id_or_name_is_a_comment(tmp_path: Path) -> None:
    text = suggestion(BY_NAME["polish-weeks"], tmp_path)
    assert '# course_id: no known id or name: "Szkolenie podstawowe, Ratownik"' in text
    assert '# not told: "Lp.", e.g. "1, 2"' in text


def test_a_sheet_without_a_table_is_said(tmp_path: Path) -> None:
    assert "# 'Opis': no row looks like" in suggestion(BY_NAME["polish-months"], tmp_path)


@pytest.mark.parametrize(("columns", "is_found"), [(250, True), (251, False)])
def test_of_too_many_columns_nothing_is_suggested(columns: int, is_found: bool) -> None:
    """Of all sheets together: whoever has more of them says what they are."""
    heading = ["site_id", "name", "beds", *(f"x{number}" for number in range(columns - 3))]
    grids = [SheetGrid(name, Cells([heading, ["PL-01", "Camp", 3]])) for name in ("a", "b")]
    text = suggested_text(grids, KnownIds.of(like()), 2027)
    assert text.startswith(SUGGESTION)
    assert text.count('table = "sites"') == (2 if is_found else 0)
    assert ("have more than 500 columns" in text) is not is_found


@pytest.mark.parametrize(("last", "said"), [("Summe;;3", False), ("Somewhere;;3", True)])
def test_only_what_is_read_is_told_to_be_no_known_id(last: str, said: bool, tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_text(f"Standort;Lehrgang;KW 20;KW 21\nDE-01;MED;1;2\n{last}\n", encoding="utf-8")
    assert ("no known id or name" in suggest_text(path, like())) == said
