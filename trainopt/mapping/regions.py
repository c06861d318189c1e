"""What stands on a sheet, for whoever says what it means: title rows, headings, samples of each column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trainopt.dataset.workbook_parts import column_letters
from trainopt.mapping.dates import periods_said
from trainopt.mapping.form import TableMap
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.headings import labels, plain
from trainopt.mapping.layout import columns_of, heading_rows, wanted
from trainopt.mapping.suggest import MOST_TITLES, SAMPLE

SAMPLES = 3
"""So many different texts show what stands in a column."""
MOST_TEXTS = 40
"""So many different texts of a column are looked at one by one."""
ANY_YEAR = 2000
"""By which it is told whether a heading is a week, not which."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its heading, whether no other has the same, and what stands below it.

    `period` where the heading is a week or a month.
    """

    number: int
    letters: str
    heading: str
    alone: bool
    texts: tuple[str, ...]
    period: bool = False

    @property
    def samples(self) -> tuple[str, ...]:
        """Some of what stands in it."""
        return self.texts[:SAMPLES]


@dataclass(frozen=True)
class SheetRegion:
    """A part of a sheet that may be a table: its title rows, the rows of its headings, its columns."""

    titles: tuple[str, ...]
    heading_rows: tuple[int, ...]
    columns: tuple[SheetColumn, ...]


def region_of(grid: SheetGrid, table: TableMap | None) -> SheetRegion:
    """What stands where a map finds a table on a sheet; without one, where its headings seem to be.

    There also where none of the headings that the map names stands on the sheet. Rows are counted from 1.
    """
    rows = [row for row in heading_rows(table, grid) if row in grid.rows] if table else []
    if not rows and (table is None or wanted(table)):
        rows = likely_heading(grid)
    columns = columns_of(table, grid) if table else grid.columns
    top = rows[0] if rows else 0
    titles = [text for row in range(top) if (text := " ".join(_texts_of_row(grid, row)))]
    found = labels(grid, rows, columns) if rows else {}
    return SheetRegion(
        tuple(titles), tuple(row + 1 for row in rows), tuple(_columns(grid, table, rows, found))
    )


def likely_heading(grid: SheetGrid) -> list[int]:
    """The first of the top rows in which most columns have a text, counted from 0; none on a blank sheet."""
    top = range(min(len(grid.rows), MOST_TITLES))
    best = max(top, key=lambda row: (len(list(_texts_of_row(grid, row))), -row), default=None)
    return [] if best is None or not list(_texts_of_row(grid, best)) else [best]


def _texts_of_row(grid: SheetGrid, row: int) -> Iterator[str]:
    yield from (text for column in grid.columns if (text := grid.own_text(row, column)))


def _columns(
    grid: SheetGrid, table: TableMap | None, rows: list[int], found: dict[int, str]
) -> Iterator[SheetColumn]:
    lower = {column: text for column in found if (text := grid.own_text(rows[-1], column))}
    year = table.weeks.year if table and table.weeks else None
    periods = periods_said(lower, year or ANY_YEAR)
    said = [plain(text) for text in found.values()]
    for column in columns_of(table, grid) if table else grid.columns:
        heading, texts = found.get(column, ""), _texts_below(grid, column, rows)
        if heading or texts:
            alone = bool(heading) and said.count(plain(heading)) == 1
            yield SheetColumn(column, column_letters(column), heading, alone, texts, column in periods)


def _texts_below(grid: SheetGrid, column: int, rows: list[int]) -> tuple[str, ...]:
    first = rows[-1] + 1 if rows else 0
    below = range(first, min(first + SAMPLE, len(grid.rows)))
    texts = dict.fromkeys(text for row in below if (text := grid.text(row, column)))
    return tuple(texts)[:MOST_TEXTS]
