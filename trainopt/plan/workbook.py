"""A plan folder as a formatted workbook, to be read, sorted and printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainopt.dataset.cells import cell_text
from trainopt.dataset.source import Where
from trainopt.dataset.spreadsheet import (
    DAY,
    DECIMALS,
    SHARE,
    TEXT,
    WHOLE,
    header_format,
    new_workbook,
    put_day,
    put_number,
    put_text,
    set_up_page,
)
from trainopt.plan.folder import read_manifest, read_rows
from trainopt.plan.results import KPIS, RESULTS
from trainopt.plan.results.table import Line, ResultTable
from trainopt.plan.source import MANIFEST_SHEET, folded

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHARES = {"fill", "gap"}
FORMATS: dict[type, str] = {date: DAY, int: WHOLE, float: DECIMALS}
WIDTHS = {"detail": 70, "class_id": 32, "cohort_id": 20, "demand_id": 18}
MARKED = {
    "assignments": ("weeks_late", ">", "0"),
    "demand": ("unmet", ">", "0"),
    "load": ("used", ">=", "{available}"),
}
"""By sheet, the rows that are coloured: a column, how it compares, and with what."""
TIERS = ("term", "value", "bound", "gap", "status")


def write_plan_workbook(plan: Where, path: Where, *, overwrite: bool = False) -> None:
    """Write a plan folder as a workbook: a summary, and a sheet for each result table.

    Raises PlanFaults where the folder cannot be read, UsageError where the workbook cannot be written.
    """
    folder = Path(plan)
    manifest = read_manifest(folder)
    tables = {name: read_rows(folder, name).lines for name in RESULTS}
    with new_workbook(Path(path), overwrite=overwrite) as book:
        looks = _Looks(book)
        _write_summary(looks, manifest, tables[KPIS.name])
        for name, lines in tables.items():
            _write_sheet(looks, RESULTS[name], lines)
        _write_manifest(looks, manifest)


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.header = header_format(book)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.marked = book.add_format({"bg_color": "#FCE4D6"})
        self.cell = cache(self._cell)

    def _cell(self, number_format: str) -> Format:
        indent = 1 if number_format == TEXT else 0
        return self.book.add_format({"num_format": number_format, "valign": "top", "indent": indent})

    def of(self, column: str, kind: type) -> Format:
        """The format of a column's cells, by what stands in them."""
        if column in SHARES:
            return self.cell(SHARE)
        return self.cell(FORMATS.get(kind, TEXT))


def _put(looks: _Looks, sheet: Worksheet, row: int, number: int, column: str, value: object) -> None:
    """A value as what it is: a day as a day, a number as a number, all else as text."""
    text, look = cell_text(value), looks.of(column, type(value))
    if isinstance(value, date):
        put_day(sheet, row, number, text, look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        put_number(sheet, row, number, text, look)
    else:
        put_text(sheet, row, number, text, look)


def _write_rows(
    looks: _Looks, sheet: Worksheet, top: int, columns: Sequence[str], rows: Iterable[Mapping[str, object]]
) -> int:
    """A header and the rows under it; the row after the last."""
    for number, column in enumerate(columns):
        sheet.write_string(top, number, column, looks.header)
    for row in rows:
        top += 1
        for number, column in enumerate(columns):
            # A key figure is told by its own name: a fill is a share, all others are counts.
            kind = str(row["kpi"]) if column == "value" and row.get("kpi") in SHARES else column
            _put(looks, sheet, top, number, kind, row.get(column))
    return top + 1


def _write_sheet(looks: _Looks, table: ResultTable, lines: Sequence[Line]) -> None:
    sheet, columns = looks.book.add_worksheet(table.name), list(table.columns)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, WIDTHS.get(column, max(len(column) + 3, 13)))
    end = _write_rows(looks, sheet, 0, columns, lines)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(end - 1, 1), len(columns) - 1)
    if table.name in MARKED:
        _mark(looks, sheet, table.name, columns, end)
    set_up_page(sheet, table.name)


def _mark(looks: _Looks, sheet: Worksheet, name: str, columns: Sequence[str], end: int) -> None:
    """Colour what a planner looks for: who is late, what is unmet, which pools are full."""
    column, compares, other = MARKED[name]
    letters = {column: chr(65 + number) for number, column in enumerate(columns)}
    against = other.format(**{key: f"${letter}2" for key, letter in letters.items()})
    here = f"${letters[column]}2"
    known = f'AND({here}<>"",{against}<>"",{here}{compares}{against},{here}>0)'
    rule = {"type": "formula", "criteria": f"={known}", "format": looks.marked}
    sheet.conditional_format(1, 0, max(end - 1, 1), len(columns) - 1, rule)


def _write_summary(looks: _Looks, manifest: Mapping[str, Any], kpis: Sequence[Line]) -> None:
    """What the plan is of, its tiers with their bounds, and its key figures."""
    sheet = looks.book.add_worksheet("summary")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 5, 18)
    put_text(sheet, 0, 0, str(manifest.get("name", "")), looks.title)
    put_text(sheet, 1, 0, _origin(manifest))
    row = 3
    tiers = manifest.get("tiers") or []
    if tiers:
        put_text(sheet, row, 0, "Tiers, most important first; the bound is proven", looks.title)
        row = _write_rows(looks, sheet, row + 1, TIERS, tiers) + 1
    put_text(sheet, row, 0, "Key figures", looks.title)
    _write_rows(looks, sheet, row + 1, ("kpi", "value", "unit"), kpis)
    set_up_page(sheet, "summary")


def _origin(manifest: Mapping[str, Any]) -> str:
    words = [f"trainopt {manifest.get('version', '')}".strip(), str(manifest.get("stopped", ""))]
    return ", ".join(word for word in words if word)


def _write_manifest(looks: _Looks, manifest: Mapping[str, Any]) -> None:
    """All of manifest.json, so that a plan can be read from its workbook."""
    sheet = looks.book.add_worksheet(MANIFEST_SHEET.name)
    sheet.set_column(0, 1, 40)
    rows = [{"key": way, "value": value} for way, value in folded(manifest)]
    _write_rows(looks, sheet, 0, list(MANIFEST_SHEET.columns), rows)
