"""Ids by the names that people write in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from trainopt.dataset import Dataset
from trainopt.dataset.wording import listed
from trainopt.errors import shown
from trainopt.kinds import is_id
from trainopt.mapping.headings import plain
from trainopt.tables import TABLES


class KnownIds:
    """The ids of each table, and who is called how: of a dataset, and of what was read so far."""

    def __init__(self, rows: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.called: dict[str, dict[str, str]] = defaultdict(dict)
        self._by_name: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for table, found in rows.items():
            self.add(table, found)

    @classmethod
    def of(cls, like: Dataset | None) -> KnownIds:
        """Those of a dataset; of none where there is none."""
        tables = TABLES if like else ()
        return cls({name: [row.model_dump() for row in like.rows(name)] for name in tables if like})

    def add(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Take up rows of a table."""
        key = TABLES[table].key
        for row in rows if key else ():
            found = str(row.get(key[0]) or "")
            if found:
                self.ids[table].add(found)
            if found and row.get("name"):
                self.called[table][found] = str(row["name"])
                self._by_name[table][plain(str(row["name"]))].add(found)

    def known(self, text: str, tables: Iterable[str]) -> set[str]:
        """The ids of tables that a text names: itself, or those of that name."""
        found: set[str] = set()
        for table in tables:
            if text in self.ids[table]:
                return {text}
            found |= self._by_name[table].get(plain(text), set())
        return found

    def id_said(self, text: str, tables: Iterable[str]) -> str:
        """The id of one of the tables that a text names; an id that none has stays as it is.

        Raises ValueError where it is neither an id nor a name, or the name of several.
        """
        tables = tuple(tables)
        found = sorted(self.known(text, tables))
        if len(found) > 1:
            raise ValueError(f"is the name of several: {listed(found)}; write the id (got {shown(text)})")
        if found or is_id(text):
            return found[0] if found else text
        what = " or ".join(tables)
        raise ValueError(
            f"is neither an id nor a name of {what} (got {shown(text)}){self._near(text, tables)}"
        )

    def _near(self, text: str, tables: Iterable[str]) -> str:
        names = [name for table in tables for name in self._by_name[table]]
        near = get_close_matches(plain(text), names, n=1, cutoff=0.6)
        return f"; did you mean {shown(near[0])}?" if near else ""
