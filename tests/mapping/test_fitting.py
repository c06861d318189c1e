"""A map as text is the same map; by its headings it finds the files of its layout, and no others."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.own_sheets.corpus import OWN_SHEETS
from tests.support.own_sheets.sheet import OwnSheet, like
from trainopt.mapping.apply import read_mapped
from trainopt.mapping.fitting import headings_found, loosened
from trainopt.mapping.form import SpreadsheetMap, map_of, parsed_map
from trainopt.mapping.grid import SheetGrid, open_grids
from trainopt.mapping.names import KnownIds
from trainopt.mapping.text import map_text

BY_NAME = {own.name: own for own in OWN_SHEETS}


def mapping_of(own: OwnSheet) -> SpreadsheetMap:
    return map_of("map.toml", dedent(own.mapping))


def grids_of(own: OwnSheet, folder: Path) -> list[SheetGrid]:
    return open_grids(own.write(folder))


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_a_map_as_text_is_the_same_map(own: OwnSheet) -> None:
    mapping = mapping_of(own)
    assert map_of("map.toml", map_text(mapping)) == mapping


def test_every_text_can_stand_in_a_map() -> None:
    odd = 'a "b" \\ \n\t\x7f = { } # ключ'
    columns = {"site_id": {"heading": odd, "values": {odd: odd}}, "nation_id": {"value": odd}}
    mapping = SpreadsheetMap.model_validate({"table": [{"table": "sites", "columns": columns}]})
    assert parsed_map("map.toml", map_text(mapping)) == mapping


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_a_map_that_asks_for_less_reads_the_same_rows(own: OwnSheet, tmp_path: Path) -> None:
    grids, mapping = grids_of(own, tmp_path), mapping_of(own)
    asked = [read_mapped(grids, one, KnownIds.of(like())) for one in (mapping, loosened(mapping, grids))]
    assert [read.mapped.records() for read in asked[:1]] == [read.mapped.records() for read in asked[1:]]


def test_a_map_finds_its_layout_again_under_one_more_title(tmp_path: Path) -> None:
    own = BY_NAME["german-two-rows"]
    mapping, grids = mapping_of(own), grids_of(own, tmp_path)
    assert headings_found(mapping, grids) == 7
    assert own.sheets
    ((_, rows),) = own.sheets.items()
    merged = ("A4:A5", "B4:B5", "C4:D4", "E4:F4", "G4:G5", "H4:H5")
    later = OwnSheet("later", own.mapping, {}, {"Februar": [["Stand 1.2.2027"], *rows]}, merged)
    there = grids_of(later, tmp_path)
    assert headings_found(mapping, there) == 0, "it says in which rows the headings are"
    assert headings_found(loosened(mapping, grids), there) == 7


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_a_map_fits_no_other_layout(own: OwnSheet, tmp_path: Path) -> None:
    mapping = mapping_of(own)
    others = [
        one.name for one in OWN_SHEETS if one is not own and headings_found(mapping, grids_of(one, tmp_path))
    ]
    assert others == []


def test_one_heading_alone_tells_nothing(tmp_path: Path) -> None:
    grids = grids_of(OwnSheet("one", "", {}, {"Sites": [["Name", "Beds"], ["x", 1]]}), tmp_path)
    one = '[[table]]\ntable = "sites"\ncolumns = { site_id = { column = "A" }, nation_id = { value = "PL" }, '
    less = map_of("m", one + 'name = "Name", beds = { value = 1 } }')
    both = map_of("m", one + 'name = "Name", beds = "Beds" }')
    assert [headings_found(less, grids), headings_found(both, grids)] == [0, 2]
