"""What a table that answers a question is: a row type, typed as result tables are, names beside ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trainopt.plan.names import Names
from trainopt.plan.results.frame import DTYPES
from trainopt.plan.results.sites import harmless
from trainopt.plan.results.table import WrittenTable, name_column
from trainopt.tables import Column


@dataclass(frozen=True)
class Family:
    """Columns of one kind, as many as there are terms, priorities or nations: `<term>_value`."""

    name: str
    kind: type
    column: Column

    def has(self, name: str) -> bool:
        """Whether a column is one of the family."""
        return re.fullmatch(re.sub(r"<\w+>", "(.+)", self.name), name) is not None


@dataclass(frozen=True, kw_only=True)
class AnswerTable(WrittenTable):
    """A table that `whatif`, `compare`, `explain`, `value` or `stability` makes.

    `families` are the columns beside those of the row type, of which there are as many as the data asks for.
    """

    families: tuple[Family, ...] = ()

    def may_be_blank(self, name: str) -> bool:
        """Whether a cell of the column may be blank."""
        if is_name_beside(name, self.columns):
            return True
        if name in self.columns:
            return super().may_be_blank(name)
        return bool(self.family(name).column.blank)

    def family(self, name: str) -> Family:
        """The family of a column that is not one of the row type's. Raises KeyError where it has none."""
        found = next((family for family in self.families if family.has(name)), None)
        if found is None:
            raise KeyError(f"{self.name} has no column {name}")
        return found

    def kind(self, name: str) -> type:
        """What stands in a column, blanks aside."""
        if is_name_beside(name, self.columns):
            return str
        return self.kinds[name] if name in self.columns else self.family(name).kind

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame, each column as what it holds: counts as whole numbers, days as days.

        A blank text is empty; a blank of any other kind is missing.
        """
        return pd.DataFrame({str(name): self._typed(str(name), cells) for name, cells in frame.items()})

    def _typed(self, name: str, cells: pd.Series[Any]) -> pd.Series[Any]:
        kind = self.kind(name)
        if kind is str:
            cells = cells.astype(object).where(cells.notna(), "")
        return cells.astype(DTYPES[kind][self.may_be_blank(name)])

    def of(self, lines: Iterable[Iterable[object]]) -> pd.DataFrame:
        """A frame of rows with the columns of the row type."""
        return self.typed(pd.DataFrame(list(map(list, lines)), columns=list(self.columns)))


def names_from(known: Mapping[tuple[str, str], str]) -> Names:
    """The names that a problem knows, as they may stand in a file that a spreadsheet opens."""
    return Names({key: harmless(name) for key, name in known.items()})


def is_name_beside(name: str, columns: Iterable[str]) -> bool:
    """Whether a column holds the names of the ids in another."""
    return any(name == name_column(column) != column for column in columns)
