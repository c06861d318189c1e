"""Spreadsheets and maps of bad luck or bad will: told what is wrong with them, and never more than that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.own_sheets.sheet import OwnSheet, Rows, like
from trainopt.dataset import workbook_cells
from trainopt.dataset.workbook_cells import cells_of
from trainopt.dataset.workbook_parts import MOST_AREA, Scan
from trainopt.errors import DatasetFaults, Fault, MapFaults
from trainopt.mapping import apply, rows
from trainopt.mapping.apply import BASE, Mapped, map_spreadsheet
from trainopt.mapping.dates import Period, day_said, period_said
from trainopt.mapping.form import MOST_TABLES, map_of
from trainopt.mapping.grid import open_grids

SITE = """
[[table]]
table = "sites"
columns = { site_id = "Code", nation_id = "N", name = "Site", beds = "Beds" }
"""
SITES: Rows = [["Code", "N", "Site", "Beds"], ["PL-01", "PL", "AURA Drawsko", 3], ["DE-01", "DE", "Camp", 4]]


def read(folder: Path, sheet: Rows = SITES, mapping: str = SITE) -> Mapped:
    path = OwnSheet("own", mapping, {}, {"Sites": sheet}).write(folder)
    return map_spreadsheet(path, map_of("map.toml", mapping), like())


@pytest.mark.parametrize("text", ["9999-12-31", "Dec 9999", "Dez. 9999", "0000-W01", "9999-W53"])
def test_weeks_and_months_that_cannot_be_are_none(text: str) -> None:
    assert period_said(text, 2027) is None


def test_the_last_weeks_that_can_be_are_some() -> None:
    assert day_said("9999-12-31") == date(9999, 12, 31)
    assert period_said("9999-12-20", None) == Period(date(9999, 12, 20), date(9999, 12, 26))
    assert period_said("Nov 9999", None) is not None


def test_a_number_that_only_looks_like_a_row_stays(tmp_path: Path) -> None:
    mapped = read(tmp_path)
    said = f"is no id (got 'Tel:12345678'), as in sites!{BASE + 1}, row {BASE + 1}"
    assert mapped.located(Fault("x", 1, "", said)).message == said.replace(f"row {BASE + 1}", "Sites!A3")


class TestMerged:
    def test_ranges_that_cover_too_many_rows_are_refused(self) -> None:
        values = [["x"]] * 1_000
        whole = ((0, 0), (10**6, 0))
        fits = MOST_AREA // len(values)
        assert cells_of(values, [whole] * fits, Scan()).refused == ""
        assert "merges too many cells" in cells_of(values, [whole] * (fits + 1), Scan()).refused

    def test_so_is_such_a_workbook(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = OwnSheet("own", "", {}, {"Sites": SITES}, merged=["A2:A3"]).write(tmp_path)
        assert [grid.name for grid in open_grids(path)] == ["Sites"]
        monkeypatch.setattr(workbook_cells, "MOST_AREA", 1)
        with pytest.raises(DatasetFaults, match="merges too many cells"):
            open_grids(path)


class TestMaps:
    def test_of_too_many_tables_is_refused(self) -> None:
        assert len(map_of("map.toml", SITE * MOST_TABLES).table) == MOST_TABLES
        with pytest.raises(MapFaults) as raised:
            map_of("map.toml", SITE * (MOST_TABLES + 1))
        assert [str(one) for one in raised.value.faults] == ["map.toml: table: has more than 60 tables"]

    @pytest.mark.parametrize(("tables", "refused"), [(2, False), (3, True)])
    def test_of_too_many_rows_is_refused(
        self, tables: int, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(apply, "MOST_ROWS", 4)
        monkeypatch.setattr(rows, "MOST_ROWS", 4)
        mapping = SITE * tables
        with pytest.raises(DatasetFaults) as raised:
            read(tmp_path, mapping=mapping)
        said = [str(one) for one in raised.value.faults]
        assert (said == ["Sites: has more than 4 rows"]) is refused, said
