"""Spreadsheets of planners' own layouts become rows; what cannot is said by sheet and cell."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.own_sheets.corpus import OWN_SHEETS
from tests.support.own_sheets.sheet import LIKE, OwnSheet, like
from trainopt.dataset import records_of
from trainopt.dataset.deadline import NEVER
from trainopt.dataset.folder import Folder
from trainopt.dataset.reader import read_source
from trainopt.errors import InputFaults, MapFaults
from trainopt.mapping.apply import Mapped, map_spreadsheet
from trainopt.mapping.form import map_of
from trainopt.tables import TABLES


def mapped(own: OwnSheet, folder: Path, mapping: str = "") -> Mapped:
    return map_spreadsheet(own.write(folder), map_of("map.toml", dedent(mapping or own.mapping)), like())


def in_order(row: str, columns: list[str]) -> dict[str, str]:
    """A row's cells by column, from `column=value …`, where a value may hold spaces."""
    words: dict[str, str] = {}
    last = ""
    for word in row.split(" "):
        name, equal, value = word.partition("=")
        if equal and name in columns:
            words[name] = value
            last = name
        else:
            words[last] += f" {word}"
    return words


def test_there_are_twenty_or_so() -> None:
    assert len(OWN_SHEETS) >= 20
    assert len({own.name for own in OWN_SHEETS}) == len(OWN_SHEETS)


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_an_own_sheet_becomes_its_rows(own: OwnSheet, tmp_path: Path) -> None:
    found = mapped(own, tmp_path)
    assert set(found.tables) == set(own.rows)
    for table, rows in own.rows.items():
        assert found.texts(table) == [in_order(row, list(TABLES[table].columns)) for row in rows]


def test_a_dataset_takes_up_the_rows_in_place_of_those_that_they_agree_with(tmp_path: Path) -> None:
    own = next(own for own in OWN_SHEETS if own.name == "polish-weeks")
    made = mapped(own, tmp_path).taken_up(like())
    starts = [(row.site_id, row.course_id, str(row.valid_from)) for row in made.capacity]
    assert starts.count(("PL-01", "BASIC", "None")) == 0, "PL-01's BASIC is what the sheet says"
    assert starts.count(("PL-01", "BASIC", "2027-01-04")) == 1
    assert ("DE-01", "MED", "None") in starts, "what the sheet does not name stays"


OFFERED = """
[[table]]
table = "capacity"
columns = { site_id = "Site", course_id = "Course", parallel_classes = "Groups", valid_from = "From" }
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (",2027-03-28,2027-01-11,2,500", ("2027-03-28", "2027-01-11", "2", "500")),
        ("2027-02-01,2027-03-28,2027-01-11,2,500", ("2027-03-28", "2027-01-11", "2", "500")),
        (",2027-01-31,,2,500\nPL-01,BASIC,1,2027-03-01,,,2,700", (None, None, "2", None)),
        (",2027-01-31,,2,500\nPL-01,BASIC,1,2027-02-01,,,3,700", (None, None, "3", "700")),
    ],
    ids=["of another first day", "of its own key", "of several where they agree", "of its own key first"],
)
def test_what_a_sheet_says_nothing_of_is_that_of_the_row_whose_place_it_takes(
    before: str, after: tuple[str | None, ...], tmp_path: Path
) -> None:
    columns = ("valid_to", "first_start", "start_every_weeks", "cost_per_class")
    offered = f"site_id,course_id,parallel_classes,valid_from,{','.join(columns)}\nPL-01,BASIC,1,{before}\n"
    others = "PL-02,BASIC,1,,,,4,900\n"
    data = read_source(
        Folder(
            {name: text.encode() for name, text in {**LIKE, "capacity.csv": offered + others}.items()}, {}
        ),
        NEVER,
        None,
    )
    own = OwnSheet("offer", OFFERED, {}, text="Site;Course;Groups;From\nPL-01;BASIC;3;2027-02-01\n")
    made = map_spreadsheet(own.write(tmp_path), map_of("map.toml", OFFERED), data).taken_up(data)
    (row,) = [record.cells for record in records_of(made, "capacity") if record.cells["site_id"] == "PL-01"]
    assert (row["parallel_classes"], row["valid_from"]) == ("3", "2027-02-01")
    assert tuple(row.get(column) for column in columns) == after


def test_without_columns_to_agree_in_all_rows_are_replaced(tmp_path: Path) -> None:
    own = next(own for own in OWN_SHEETS if own.name == "czech")
    made = mapped(own, tmp_path).taken_up(like())
    assert [site.site_id for site in made.sites] == ["DE-01", "GB-01", "PL-01"]


DEMAND: list[object] = ["Nr", "Unit", "Track", "Pax", "NLT"]
DEMAND_MAP = """
[[table]]
table = "demand"
[table.columns]
demand_id = "Nr"
unit_id = "Unit"
pipeline_id = "Track"
trainees = "Pax"
due = "NLT"
"""


def faults_of(folder: Path, rows: list[list[object]], mapping: str = DEMAND_MAP) -> list[str]:
    own = OwnSheet("faulty", mapping, {}, {"Need": rows})
    with pytest.raises(InputFaults) as raised:
        mapped(own, folder).taken_up(like())
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["N1", "5-BN", "BASIC-P", "12a", "2027-06-01"], "Need!D3: trainees: must be a whole number"),
        (["N1", "5-BN", "BASIC-P", None, "2027-06-01"], "Need!D3: trainees: must be filled"),
        (["N1", "5-BN", "BASIC-P", 12, "01/06/2027"], "Need!E3: due: must be a date that exists"),
        (["N1", "5 батальон", "BASIC-P", 12, "2027-06-01"], "Need!B3: unit_id: is neither an id nor a name"),
        (["N1", "6-BN", "BASIC-P", 12, "2027-06-01"], "Need!B3: unit_id: "),
        (["N 1", "5-BN", "BASIC-P", 12, "2027-06-01"], "Need!A3: demand_id: must be an id"),
        (["N1", "5-BN", "BASIC-P", "=1/0", "2027-06-01"], "Need!D3: trainees: "),
    ],
)
def test_a_fault_is_told_by_sheet_and_cell(row: list[object], fault: str, tmp_path: Path) -> None:
    (found,) = faults_of(tmp_path, [["Our need"], DEMAND, row])
    assert found.startswith(fault)


def test_a_near_name_is_told(tmp_path: Path) -> None:
    (found,) = faults_of(tmp_path, [DEMAND, ["N1", "5 батальйони", "BASIC-P", 12, "2027-06-01"]])
    assert "did you mean '5 батальйон'?" in found


def test_two_rows_with_a_key_are_told_by_their_cells(tmp_path: Path) -> None:
    row: list[object] = ["N1", "5-BN", "BASIC-P", 12, "2027-06-01"]
    (found,) = faults_of(tmp_path, [DEMAND, row, [], row])
    assert found == "Need!A4: demand_id: has the same key as Need!A2 (got 'N1')"


def test_a_name_of_two_is_a_fault(tmp_path: Path) -> None:
    two = (
        DEMAND_MAP
        + '[[table]]\ntable = "units"\narea = "G:H"\n[table.columns]\nunit_id = "Code"\nname = "N"\n'
    )
    rows: list[list[object]] = [
        [*DEMAND, None, "Code", "N"],
        ["N1", "B", "BASIC-P", 12, "2027-06-01", None, "B1", "b"],
        ["N2", "B1", "BASIC-P", 12, "2027-06-01", None, "B2", "B"],
    ]
    assert faults_of(tmp_path, rows, two)[0].startswith("Need!B2: unit_id: is the name of several: B1, B2")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"NLT"', '"NLTT"', "Need!A1: due: no heading 'NLTT'; did you mean 'NLT'?"),
        ('"NLT"', '"Pax"', None),
        ('table = "demand"', 'table = "demand"\nsheet = "Needs"', "Needs: there is no such sheet"),
    ],
)
def test_a_heading_or_sheet_that_is_not_there(old: str, new: str, fault: str | None, tmp_path: Path) -> None:
    rows: list[list[object]] = [DEMAND, ["N1", "5-BN", "BASIC-P", 12, "2027-06-01"]]
    found = faults_of(tmp_path, rows, DEMAND_MAP.replace(old, new))
    assert found[0].startswith(fault) if fault else found[0].startswith("Need!D2: due: must be a date")


def test_a_heading_that_stands_there_twice(tmp_path: Path) -> None:
    (found,) = faults_of(tmp_path, [[*DEMAND, "Pax"], ["N1", "5-BN", "BASIC-P", 12, "2027-06-01", 3]])
    assert "the heading 'Pax' stands there twice (Need!D1 and Need!F1); say" in found


def test_weeks_without_a_year_ask_for_one(tmp_path: Path) -> None:
    weeks = (
        '[[table]]\ntable = "capacity"\n[table.columns]\nsite_id = "Site"\ncourse_id = "Course"\n'
        '[table.weeks]\nvalue = "parallel_classes"\nfirst = "valid_from"\nlast = "valid_to"\n'
    )
    (found,) = faults_of(tmp_path, [["Site", "Course", "W1"], ["PL-01", "BASIC", 1]], weeks)
    assert "need `year`" in found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = ", "map.toml: is not TOML"),
        ("", "map.toml: table: must be given"),
        ("table = []\n", "map.toml: table: "),
        (
            DEMAND_MAP.replace("demand_id =", "demnd_id ="),
            "map.toml: table 1, columns.demnd_id: no such column",
        ),
        (DEMAND_MAP.replace('due = "NLT"', ""), "map.toml: table 1, columns.due: the column must be filled"),
        (DEMAND_MAP.replace('"demand"', '"demands"'), "map.toml: table 1, table: no such table"),
        (
            DEMAND_MAP.replace('table = "demand"', 'table = "demand"\nhedaing_rows = 3'),
            "no such key; did you mean",
        ),
        (DEMAND_MAP.replace('"NLT"', '{ heading = "NLT", date = "x" }'), "no such key; did you mean dates?"),
        (DEMAND_MAP.replace('"NLT"', '{ heading = "NLT", column = "E" }'), "says heading and column of"),
        (DEMAND_MAP.replace('"NLT"', "{ fill_down = true }"), "says none of"),
        (DEMAND_MAP.replace('"NLT"', '{ heading = "NLT", dates = "US" }'), "(got 'US')"),
        (DEMAND_MAP.replace('"demand"', '"demand"\nreplaces = ["x"]'), "replaces: no such column"),
    ],
)
def test_a_faulty_map_is_refused(text: str, fault: str) -> None:
    with pytest.raises(MapFaults) as raised:
        map_of("map.toml", text)
    assert any(fault in str(found) for found in raised.value.faults), raised.value.faults


def test_every_fault_of_a_map_is_told_at_once() -> None:
    with pytest.raises(MapFaults) as raised:
        map_of("map.toml", DEMAND_MAP.replace("demand_id =", "x =").replace("due =", "y ="))
    assert len(raised.value.faults) == 4


def test_a_layout_is_found_again_under_other_title_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["one"], ["two"], [], ["three"], DEMAND]
    own = OwnSheet("next", DEMAND_MAP, {}, {"Need": [*rows, ["N1", "5-BN", "BASIC-P", 12, "2027-06-01"]]})
    assert len(mapped(own, tmp_path).tables["demand"]) == 1
