"""Headings as they are compared: of one row or of several, in any case and spacing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainopt.mapping.grid import SheetGrid

JOINED = " / "
"""Between the headings of two rows."""


def plain(text: str) -> str:
    """A text as headings and names are compared: without case, each gap one space."""
    return " ".join(text.split()).casefold()


def labels(grid: SheetGrid, rows: Sequence[int], columns: range) -> dict[int, str]:
    """The heading of each column, from one row or several, which are counted from 0.

    A heading over several columns stands in the first of them: it is that of those to its right as long as
    they have one of their own below and none above.
    """
    parts = [_spread(grid, rows, level, columns) for level in range(len(rows))]
    joined = {c: JOINED.join(part[c] for part in parts if part.get(c)) for c in columns}
    return {column: label for column, label in joined.items() if label}


def _spread(grid: SheetGrid, rows: Sequence[int], level: int, columns: range) -> Mapping[int, str]:
    """The headings of one of the rows, each on every column that it stands over."""
    below = rows[level + 1 :]
    found: dict[int, str] = {}
    over = ""
    for column in columns:
        text = " ".join(grid.own_text(rows[level], column).split())
        has_below = any(grid.own_text(row, column) for row in below)
        over = (text or over) if has_below else ""
        found[column] = text or over
    return found
