"""Where on a sheet a map finds its table: the columns, the weeks, the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import pairwise

from trainopt.dataset.limits import MOST_COLUMNS
from trainopt.errors import Fault, shown
from trainopt.mapping.dates import Period, periods_said
from trainopt.mapping.form import TableMap
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.headings import labels, plain

LOOKED_THROUGH = 200
"""So many rows from the top are searched for a heading."""


@dataclass(frozen=True)
class Layout:
    """A map on a sheet: where each column of the table stands, the periods by column, the rows of data."""

    grid: SheetGrid
    table: TableMap
    columns: dict[str, int]
    periods: dict[int, Period]
    rows: range
    faults: list[Fault] = field(default_factory=list)


def column_number(letters: str) -> int:
    """The column of letters as `AB`, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def columns_of(table: TableMap, grid: SheetGrid) -> range:
    """The columns of a sheet among which a map looks."""
    if table.area is None:
        return grid.columns
    first, last = sorted(map(column_number, table.area.split(":")))
    return range(first, min(last, MOST_COLUMNS) + 1)


def wanted(table: TableMap) -> dict[str, str]:
    """The headings that a map names, by the column of the table."""
    return {name: said.heading for name, said in table.columns.items() if said.heading is not None}


def heading_rows(table: TableMap, grid: SheetGrid) -> list[int]:
    """The rows of the heading, counted from 0: those that the map gives, else the first that fit it.

    Empty where none does, or where the map names no heading.
    """
    if table.heading_rows:
        return [row - 1 for row in table.heading_rows]
    asked = {plain(text) for text in wanted(table).values()}
    top = range(min(len(grid.rows), LOOKED_THROUGH))
    best = max(_fitting(table, grid, asked, top), default=(0, 0, []), key=lambda found: found[:2])
    return best[2]


def _fitting(
    table: TableMap, grid: SheetGrid, asked: set[str], top: range
) -> Iterator[tuple[int, int, list[int]]]:
    """How many of the headings stand in each row, or pair of rows, the first ones first in rank."""
    pairs: list[Sequence[int]] = [*([row] for row in top), *pairwise(top)]
    columns = columns_of(table, grid)
    for order, rows in enumerate(pairs):
        fits = len(asked & {plain(label) for label in labels(grid, rows, columns).values()})
        if fits:
            yield fits, -order, list(rows)


def find_layout(table: TableMap, grid: SheetGrid, ends: int) -> Layout:
    """Where the map's table stands on a sheet, with the faults of its headings.

    `ends` is the row, counted from 0, at which the next table of the same sheet begins.
    """
    rows = heading_rows(table, grid)
    found = labels(grid, rows, columns_of(table, grid)) if rows else {}
    top = max(rows, default=-1) + 1
    first = top if table.first_row is None else table.first_row - 1
    last = min(ends if table.last_row is None else table.last_row, len(grid.rows))
    layout = Layout(grid, table, {}, {}, range(first, max(first, last)))
    for name, column in table.columns.items():
        if column.column is not None:
            layout.columns[name] = column_number(column.column)
        elif column.heading is not None:
            _place(layout, found, rows, name, column.heading)
    return _with_periods(layout, found, rows)


def _place(layout: Layout, found: dict[int, str], rows: list[int], name: str, heading: str) -> None:
    """Put a column where its heading stands; a heading that does not, or twice, is a fault."""
    places = [column for column, label in found.items() if plain(label) == plain(heading)]
    if len(places) == 1:
        layout.columns[name] = places[0]
        return
    row = rows[-1] if rows else 0
    if places:
        cells = " and ".join(layout.grid.place(row, column) for column in places)
        message = f"the heading {shown(heading)} stands there twice ({cells}); say `column` or `area`"
    else:
        near = get_close_matches(heading, found.values(), n=1, cutoff=0.6)
        hint = f"; did you mean {shown(near[0])}?" if near else ""
        message = f"no heading {shown(heading)}{hint}"
    layout.faults.append(layout.grid.fault(row, places[0] if places else 0, name, message))


def _with_periods(layout: Layout, found: dict[int, str], rows: list[int]) -> Layout:
    """The layout with the columns whose heading is a week or a month, if the map asks for them."""
    weeks = layout.table.weeks
    if weeks is None:
        return layout
    taken = set(layout.columns.values())
    texts = {
        column: layout.grid.text(rows[-1], column) if rows else "" for column in found if column not in taken
    }
    periods = periods_said({column: text for column, text in texts.items() if text}, weeks.year)
    if not periods:
        message = "no heading is a week or a month; those without a year need `year` under weeks"
        layout.faults.append(layout.grid.fault(rows[-1] if rows else 0, 0, weeks.value, message))
    return replace(layout, periods=periods)
