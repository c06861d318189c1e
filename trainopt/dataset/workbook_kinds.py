"""Kinds of workbooks that trainopt writes: one takes the place of its own kind alone.

They are told apart by their sheets, which a spreadsheet keeps when it saves them.
"""

from __future__ import annotations

from pathlib import Path

from trainopt.dataset.scenario_rows import SCENARIOS
from trainopt.dataset.source import OF_PLANS, file_names
from trainopt.dataset.whole import FileKind
from trainopt.dataset.workbook import open_sheets
from trainopt.dataset.workbook_parts import Refused, read_parts, sheet_parts
from trainopt.errors import DatasetFaults
from trainopt.tables import SHEETS

BEGINS = (b"PK\x03\x04",)
"""How every workbook begins, and every other archive."""


def sheets_of(path: Path) -> set[str]:
    """The names of a workbook's sheets; none where it cannot be read as one."""
    try:
        return {name.strip().lower() for name in sheet_parts(read_parts(path)[1])}
    except Refused:
        return set()


def _holds_plan(path: Path) -> bool:
    names = sheets_of(path)
    return OF_PLANS in names and SHEETS.settings not in names


def _holds_dataset(path: Path) -> bool:
    names = sheets_of(path)
    return SHEETS.settings in names and OF_PLANS not in names


def _holds_no_rows(path: Path) -> bool:
    """Whether it is a dataset of which no sheet has more than its header and the keys of the settings."""
    if not _holds_dataset(path):
        return False
    tables = [*(name for name in file_names(SHEETS) if name != SHEETS.settings), SCENARIOS]
    try:
        cells = open_sheets(path, tables, "").cells.values()
    except DatasetFaults:
        return False
    return all(
        sheet.blank(row, column)
        for sheet in cells
        for row in range(1, len(sheet.values))
        for column in range(len(sheet.values[row]))
    )


PLAN_WORKBOOK = FileKind("workbook of a plan", BEGINS, _holds_plan)
DATASET_WORKBOOK = FileKind("workbook of a dataset", BEGINS, _holds_dataset)
EMPTY_WORKBOOK = FileKind("empty workbook of a dataset", BEGINS, _holds_no_rows)
