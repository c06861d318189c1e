"""What a row takes over from those whose place it takes: columns of which its spreadsheet says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from trainopt.tables import TABLES

RowTexts = Mapping[str, str]
"""A row's cells as text by column; blank ones may be left out."""


class PlacesTaken:
    """Rows of a table whose place others take.

    One of these takes over what the row of its own key says, else what all say that have its key but for
    the first day: where they differ none is known to be meant.
    """

    def __init__(self, table: str, rows: Iterable[RowTexts]) -> None:
        self._key = TABLES[table].key
        self._rows: dict[tuple[str, ...], list[RowTexts]] = defaultdict(list)
        for row in rows:
            self._rows[self._whatever_its_day(row)].append(row)

    def left_to(self, row: RowTexts, filled: Collection[str]) -> dict[str, str]:
        """The cells that a row takes over whose spreadsheet fills some columns."""
        found = self._rows.get(self._whatever_its_day(row), []) if self._key else []
        same = [one for one in found if all(one.get(name, "") == row.get(name, "") for name in self._key)]
        first, *others = same or found or [{}]
        return {
            column: text
            for column, text in first.items()
            if column not in filled
            and column not in self._key
            and all(one.get(column, "") == text for one in others)
        }

    def _whatever_its_day(self, row: RowTexts) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in self._key if name != "valid_from")
