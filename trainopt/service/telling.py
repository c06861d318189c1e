"""Faults of a draft as somebody may see them: at the change and the cell, with nothing of rows not shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_uppercase

from trainopt.errors import Fault
from trainopt.scenario.apply import Blamed
from trainopt.service.actors import ALL, Scope
from trainopt.service.checking import Applied
from trainopt.service.differences import PLAN
from trainopt.service.hiding import Hidden, hidden_from
from trainopt.tables import CSV, TABLES

UNSEEN = "contradicts rows that you do not see: ask a coordinator"


@dataclass(frozen=True)
class DraftFault:
    """A fault of a draft: how its change is called, as `change 2 (capacity)`, and the fault with its cell."""

    change: str
    fault: Fault

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.change, str(self.fault))))


def faults_of(applied: Applied, scopes: Iterable[Scope]) -> tuple[DraftFault, ...]:
    """The faults as whoever has these scopes sees them.

    A cell is that of the row among those that the scopes show, as in their grid and their workbook.
    """
    telling = _Telling(applied, tuple(scopes))
    return tuple(dict.fromkeys(telling.fault(blamed) for blamed in applied.blamed))


def faults_told(applied: Applied, scopes: Iterable[Scope]) -> list[Fault]:
    """The same where a draft is refused for its faults; to who sees all, as a scenario file's are told."""
    asked = tuple(scopes)
    if ALL in asked:
        return [blamed.fault for blamed in applied.blamed]
    found = faults_of(applied, asked)
    return [
        replace(one.fault, file=one.fault.file or "draft", column=one.fault.column or one.change)
        for one in found
    ]


def cell_of(applied: Applied, scopes: Iterable[Scope], table: str, line: int, column: str) -> Fault:
    """Where a row stands for whoever has these scopes, as a fault without words."""
    return _Telling(applied, tuple(scopes)).located(Fault(table, line, column, ""))


class _Telling:
    def __init__(self, applied: Applied, scopes: tuple[Scope, ...]) -> None:
        self.applied = applied
        self.scopes = scopes
        self.sees_all = ALL in scopes
        self._lines: dict[str, dict[int, int]] = {}

    def fault(self, blamed: Blamed) -> DraftFault:
        change = blamed.fault.column if blamed.number else ""
        found = blamed.found
        if found is None:
            column = "" if change else blamed.fault.column
            return DraftFault(change, self._worded(Fault("", 0, column, blamed.fault.message)))
        table = PLAN if found.file == CSV.settings else found.file.removesuffix(CSV.ending)
        if found.line and table in TABLES and found.line not in self._seen(table):
            return DraftFault(change, Fault("", 0, "", UNSEEN))
        return DraftFault(change, self.located(self._worded(replace(found, file=table))))

    def located(self, fault: Fault) -> Fault:
        """The fault with the row and the cell as they are seen."""
        if not fault.line or fault.file not in TABLES:
            return fault
        line = self._seen(fault.file).get(fault.line, 0)
        return replace(fault, line=line, cell=f"{letter_of(fault.file, fault.column)}{line}" if line else "")

    def _seen(self, table: str) -> dict[int, int]:
        """The number of each row that is shown, by its line."""
        if table not in self._lines:
            self._lines[table] = {line: seen for seen, line in enumerate(self._shown(table), start=2)}
        return self._lines[table]

    def _shown(self, table: str) -> Iterator[int]:
        if self.sees_all:
            last = max((line for name, line in self.applied.places if name == table), default=1)
            yield from range(2, max(last, max(self.applied.base.records[table], default=1)) + 1)
            return
        records = self.applied.base.records[table]
        for line, cells in records.items():
            if self.applied.base.reaches.cut(self.scopes, table, cells) is not None:
                yield line
        for (name, line), cells in sorted(self.applied.places.items(), key=lambda place: place[0]):
            new = name == table and line not in records
            if new and self.applied.reaches.cut(self.scopes, table, cells) is not None:
                yield line

    def _worded(self, fault: Fault) -> Fault:
        """The fault, with the rows that its words name as they are seen, and nothing of others."""
        if self.sees_all:
            return fault
        if self._hidden.named_in(fault.message, self.applied.said):
            return replace(fault, message=UNSEEN)
        return replace(fault, message=self._with_seen_rows(fault))

    def _with_seen_rows(self, fault: Fault) -> str:
        def named(found: re.Match[str]) -> str:
            return (
                f"{found[1]} row {self._seen(found[1])[int(found[2])]}" if self._is_seen(found) else "a row"
            )

        def here(found: re.Match[str]) -> str:
            seen = self._seen(fault.file).get(int(found[1])) if fault.file in TABLES else None
            return f"row {seen}" if seen else "a row"

        return re.sub(r"\bline (\d+)\b", here, re.sub(r"\b(\w+)\.csv:(\d+)", named, fault.message))

    def _is_seen(self, found: re.Match[str]) -> bool:
        return found[1] in TABLES and int(found[2]) in self._seen(found[1])

    @cached_property
    def _hidden(self) -> Hidden:
        return hidden_from(self.applied.base, self.scopes, self.applied.said)


def letter_of(table: str, column: str) -> str:
    """The letter of a column as a spreadsheet shows it, of the first where the fault is the whole row's."""
    columns = list(TABLES[table].columns)
    place = columns.index(column) if column in columns else 0
    return ascii_uppercase[place]
