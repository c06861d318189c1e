"""What stands around a table: what a row of it is, the other tables, the addresses of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from trainopt.service.actors import Actor, Role
from trainopt.service.differences import PLAN
from trainopt.service.scopes import shows_table
from trainopt.tables import TABLES, Settings
from trainopt.web.pages.filters import FILTER, TableView


def about_table(table: str) -> str:
    """What a row of a table is, in a sentence."""
    return (
        ((Settings if table == PLAN else TABLES[table].row).__doc__ or "")
        .strip()
        .split("\n")[0]
        .partition(" Raises")[0]
    )


def tables_of(actor: Actor) -> list[str]:
    """The tables that somebody sees, in their order."""
    scopes = actor.scopes(Role.READER)
    return [name for name in (*TABLES, PLAN) if shows_table(scopes, name)]


@dataclass(frozen=True)
class TableAddresses:
    """The addresses of a table as it is looked at, and of the same otherwise."""

    table: str
    asked: Mapping[str, str]
    view: TableView

    def _to(self, sort: tuple[str, ...], more: dict[str, str]) -> str:
        filters = {FILTER + column: text for column, text in self.view.filters.items()}
        named = {"sort": ",".join(sort), "name": self.view.name, "find": self.view.find}
        query = {**self.asked, **filters, **{name: text for name, text in named.items() if text}, **more}
        return f"/tables/{self.table}?{urlencode(query)}"

    def page(self, number: int) -> str:
        """Another page of the same."""
        return self._to(self.view.sort, {"page": str(number)})

    def sorted_by(self, column: str) -> str:
        """The same by a column; by it already, the other way round."""
        first = self.view.sort[:1]
        return self._to((f"-{column}" if first == (column,) else column,), {})

    def other(self, table: str) -> str:
        """Another table, with the same draft."""
        return f"/tables/{table}?{urlencode(self.asked)}" if self.asked else f"/tables/{table}"


def frame_of(actor: Actor, table: str, asked: Mapping[str, str], view: TableView) -> dict[str, Any]:
    """What templates need of it; `asked` is the draft or the version that is looked at."""
    return {
        "about": about_table(table),
        "tables": tables_of(actor),
        "address": TableAddresses(table, asked, view),
    }
