"""Whether a map fits a spreadsheet, by its headings; and a map that asks for no more than it must."""

from __future__ import annotations

from collections.abc import Sequence

from trainopt.mapping.apply import end_of, grid_of
from trainopt.mapping.form import SpreadsheetMap, TableMap
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.layout import find_layout, heading_rows, wanted

LEAST_HEADINGS = 2
"""One alone, such as `Name`, stands on too many sheets to tell anything."""


def headings_found(mapping: SpreadsheetMap, grids: Sequence[SheetGrid]) -> int:
    """How many of a map's headings stand on the sheets, weeks counted as one; 0 where one of them does not.

    0 also where they are too few to tell a layout from others.
    """
    found = 0
    for table in mapping.table:
        grid = grid_of(grids, table)
        if grid is None:
            return 0
        layout = find_layout(table, grid, end_of(table, grid, mapping, grids))
        if layout.faults:
            return 0
        found += len(wanted(table)) + bool(layout.periods)
    return found if found >= LEAST_HEADINGS else 0


def loosened(mapping: SpreadsheetMap, grids: Sequence[SheetGrid]) -> SpreadsheetMap:
    """The map without rows of headings, and without the name of a sheet, that are found without being said.

    So it fits the next file, too, which has one more title row, or calls its only sheet otherwise.
    """
    tables = [_loose(table, grids) for table in mapping.table]
    return mapping.model_copy(update={"table": tables})


def _loose(table: TableMap, grids: Sequence[SheetGrid]) -> TableMap:
    if len(grids) == 1:
        table = table.model_copy(update={"sheet": None})
    grid = grid_of(grids, table)
    without = table.model_copy(update={"heading_rows": None})
    if grid is None or not wanted(table) or heading_rows(without, grid) != heading_rows(table, grid):
        return table
    return without
