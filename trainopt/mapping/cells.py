"""A cell of a spreadsheet as what a column of a table holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trainopt.kinds import day_of
from trainopt.mapping.dates import day_said
from trainopt.mapping.form import DateOrder
from trainopt.mapping.headings import plain
from trainopt.mapping.names import KnownIds
from trainopt.tables import Table

BETWEEN = re.compile(r"\s*[,;\n]\s*")
"""Between the ids or names of a list, where a space alone would part a name in two."""
DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


@dataclass(frozen=True)
class Reading:
    """How the cells of a column are read: `values` in place of what stands there, and what days mean."""

    table: Table
    column: str
    values: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    year: int | None = None

    @property
    def kind(self) -> type:
        """What the column holds."""
        return self.table.kinds[self.column]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose ids may stand in the column."""
        column = self.table.columns[self.column]
        return column.refers_to or ((column.offers,) if column.offers else ())

    def said(self, text: str, names: KnownIds) -> str:
        """The text of the table's cell. Raises ValueError where a name is none, or of several."""
        if not text:
            return ""
        if (given := self._given(text)) is not None:
            return given
        if self.kind is date:
            day = day_said(text, self.dates, self.year)
            return text if day is None else day.isoformat()
        if self.tables:
            return self._ids(text, names)
        if self.column in self.table.decimals and DECIMAL_COMMA.fullmatch(text):
            return text.replace(",", ".")
        return text

    def is_clear(self, text: str, names: KnownIds) -> bool:
        """Whether a cell's text says something that the column can hold."""
        if self._given(text) is not None:
            return True
        if self.tables and self.kind in (str, object):
            return bool(names.known(text, self.tables))
        try:
            said = self.said(text, names)
        except ValueError:
            return False
        if self.kind is bool:
            return said.lower() in ("yes", "no")
        if self.kind is date:
            return day_of(said) is not None
        return self.kind is not int or (said.isascii() and said.isdigit())

    def _given(self, text: str) -> str | None:
        """What the map has in place of a text."""
        by_text = {plain(known): value for known, value in self.values.items()}
        return by_text.get(plain(text))

    def _ids(self, text: str, names: KnownIds) -> str:
        """The id that is meant, or the ids of a list."""
        if self.kind in (str, object):
            return names.id_said(text, self.tables)
        parts = [part for part in BETWEEN.split(text) if part]
        if len(parts) == 1 and not names.known(text, self.tables):
            parts = text.split()
        return " ".join(given if (given := self._given(p)) else names.id_said(p, self.tables) for p in parts)
