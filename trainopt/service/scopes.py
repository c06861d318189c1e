"""What a scope shows of the tables of a dataset, and which rows may be changed in it.

What a scope does not show does not exist for whoever has no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trainopt.runs.nightly.differences import RowCells
from trainopt.service.actors import ALL, Scope, ScopeKind
from trainopt.service.differences import PLAN, RowEdit, TextTables

COMMON = {"courses", "pipelines"}
"""Tables that every scope shows whole."""


@dataclass(frozen=True)
class Reach:
    """A scope on a dataset: a nation's sites or a unit's units are its `parts`.

    `unit_of` gives the unit of a cohort by its id, blank where that is not known.
    """

    scope: Scope
    parts: frozenset[str]
    unit_of: Callable[[str], str] = field(repr=False)

    def cut(self, table: str, cells: RowCells) -> RowCells | None:
        """The row as the scope shows it; None where it does not."""
        if self.scope == ALL:
            return cells
        if table in COMMON:
            return cells
        cutting = (_NATION if self.scope.kind is ScopeKind.NATION else _UNIT).get(table)
        return None if cutting is None else cutting.cut(self, cells)

    def may_change(self, table: str, cells: RowCells) -> bool:
        """Whether the row, as it is or as it is to be, may be changed in the scope."""
        if self.scope == ALL:
            return True
        cutting = (_NATION if self.scope.kind is ScopeKind.NATION else _UNIT).get(table)
        return cutting is not None and cutting.owns(self, cells)

    def may_make(self, edit: RowEdit) -> bool:
        """Whether the edit keeps its row and touches no column that only a coordinator changes."""
        if self.scope == ALL:
            return True
        kept = edit.before is not None and edit.after is not None
        return (kept or edit.table not in KEPT_ROWS) and not FIXED.get(edit.table, set()) & set(edit.columns)

    def has(self, name: str) -> bool:
        """Whether an owner is of the scope: itself, or one of its parts."""
        return name == self.scope.name or name in self.parts


KEPT_ROWS = {"nations", "units"}
"""Tables in which a scope that is not all changes cells, but neither adds nor removes rows."""

FIXED: Mapping[str, set[str]] = {"units": {"parent_unit_id"}}
"""Columns by table that only who plans all may change."""


def _owns_nothing(_reach: Reach, _cells: RowCells) -> bool:
    return False


@dataclass(frozen=True)
class _Cutting:
    """What a kind of scope shows of a table: which rows, of them which columns, and which it owns."""

    shows: Callable[[Reach, RowCells], bool]
    owns: Callable[[Reach, RowCells], bool] = _owns_nothing
    columns: tuple[str, ...] = ()

    def cut(self, reach: Reach, cells: RowCells) -> RowCells | None:
        if not self.shows(reach, cells):
            return None
        if not self.columns:
            return cells
        return {column: cells[column] for column in self.columns if column in cells}


def _owned(column: str) -> _Cutting:
    """Rows whose owner, by a column, is the scope or a part of it: shown and changed."""

    def owned(reach: Reach, cells: RowCells) -> bool:
        return reach.has(cells.get(column, ""))

    return _Cutting(owned, owned)


def _of_nation(reach: Reach, cells: RowCells) -> bool:
    return cells.get("nation_id", "") == reach.scope.name


def _touches(reach: Reach, cells: RowCells) -> bool:
    """Whether a closure can close something of the nation: nothing that it names is another's."""
    nation, site = cells.get("nation_id", ""), cells.get("site_id", "")
    return nation in ("", reach.scope.name) and (not site or site in reach.parts)


def _closes_own(reach: Reach, cells: RowCells) -> bool:
    return _touches(reach, cells) and bool(cells.get("nation_id") or cells.get("site_id"))


def _of_unit(reach: Reach, cells: RowCells) -> bool:
    return cells.get("unit_id", "") in reach.parts


def _of_cohort(reach: Reach, cells: RowCells) -> bool:
    return reach.unit_of(cells.get("cohort_id", "")) in reach.parts


def _always(_reach: Reach, _cells: RowCells) -> bool:
    return True


class _UnitCutting(_Cutting):
    """Units, without the name of one above that the scope does not show."""

    def cut(self, reach: Reach, cells: RowCells) -> RowCells | None:
        if not self.shows(reach, cells):
            return None
        hidden = cells.get("parent_unit_id", "") not in reach.parts
        return {c: text for c, text in cells.items() if not (hidden and c == "parent_unit_id")}


_AT_SITE = _owned("site_id")
_NATION: Mapping[str, _Cutting] = {
    "nations": _Cutting(_of_nation, _of_nation),
    "sites": _Cutting(_of_nation, _of_nation),
    "course_resources": _Cutting(_always),
    "resources": _owned("owner_id"),
    "capacity": _AT_SITE,
    "closures": _Cutting(_touches, _closes_own),
    "pins": _AT_SITE,
    "actuals": _AT_SITE,
    "limits": _owned("owner_id"),
}
_UNIT: Mapping[str, _Cutting] = {
    "nations": _Cutting(_always, columns=("nation_id", "name")),
    "sites": _Cutting(_always, columns=("site_id", "nation_id", "name")),
    "units": _UnitCutting(_of_unit, _of_unit),
    "demand": _Cutting(_of_unit, _of_unit),
    "pins": _Cutting(_of_cohort, _of_cohort),
    "actuals": _Cutting(_of_cohort, _of_cohort),
    "limits": _owned("owner_id"),
}


def shows_table(scopes: Iterable[Scope], table: str) -> bool:
    """Whether any of the scopes shows anything of a table; the settings are everybody's to see."""
    if table in COMMON or table == PLAN:
        return True
    shown = {ScopeKind.NATION: _NATION, ScopeKind.UNIT: _UNIT}
    return any(scope == ALL or table in shown[scope.kind] for scope in scopes)


def may_add_rows(scopes: Iterable[Scope], table: str) -> bool:
    """Whether in any of the scopes some row of a table may be added; the settings are one row for good."""
    if table == PLAN:
        return False
    owning = {ScopeKind.NATION: _NATION, ScopeKind.UNIT: _UNIT}
    return any(
        scope == ALL
        or (
            table not in KEPT_ROWS
            and table in owning[scope.kind]
            and owning[scope.kind][table].owns is not _owns_nothing
        )
        for scope in scopes
    )


class Reaches:
    """Scopes on one dataset, each worked out once."""

    def __init__(self, text: TextTables, units_under_way: Mapping[str, str] | None = None) -> None:
        self.text = text
        self._under_way = units_under_way or {}
        self._known: dict[Scope, Reach] = {}

    def of(self, scope: Scope) -> Reach:
        """A scope on the dataset."""
        if scope not in self._known:
            self._known[scope] = Reach(scope, self._parts(scope), self.unit_of)
        return self._known[scope]

    def cut(self, scopes: Iterable[Scope], table: str, cells: RowCells) -> RowCells | None:
        """A row as several scopes together show it; None where none does."""
        found: RowCells | None = None
        for scope in scopes:
            shown = self.of(scope).cut(table, cells)
            if shown is not None:
                found = shown if found is None or len(shown) > len(found) else found
        return found

    def unit_of(self, cohort_id: str) -> str:
        """The unit of a cohort: that of its demand, or the one that it was published for."""
        demand, _, _ = cohort_id.rpartition("-")
        found = self._unit_of_demand.get(demand) or self._unit_of_demand.get(cohort_id)
        return found or self._under_way.get(cohort_id, "")

    def _parts(self, scope: Scope) -> frozenset[str]:
        if scope.kind is ScopeKind.NATION:
            sites = self.text["sites"].values()
            return frozenset(
                site["site_id"]
                for site in sites
                if site.get("nation_id") == scope.name and site.get("site_id")
            )
        if scope.kind is ScopeKind.UNIT:
            return self._with_units_below(scope.name)
        return frozenset()

    def _with_units_below(self, unit: str) -> frozenset[str]:
        units = self.text["units"].values()
        found = {unit}
        while more := {u.get("unit_id", "") for u in units if u.get("parent_unit_id") in found} - found:
            found |= more
        return frozenset(found)

    @cached_property
    def _unit_of_demand(self) -> dict[str, str]:
        return {row.get("demand_id", ""): row.get("unit_id", "") for row in self.text["demand"].values()}


@dataclass(frozen=True)
class RowHere:
    """A row of a dataset, for `access.allowed`."""

    reaches: Reaches
    table: str
    cells: RowCells

    def shown_by(self, scope: Scope) -> bool:
        """Whether the scope shows it."""
        return self.reaches.of(scope).cut(self.table, self.cells) is not None

    def changed_within(self, scope: Scope) -> bool:
        """Whether it may be changed in the scope."""
        return self.reaches.of(scope).may_change(self.table, self.cells)


@dataclass(frozen=True)
class EditHere:
    """An edit of a row between two datasets, for `access.allowed`: it must be in a scope before and after."""

    before: Reaches
    after: Reaches
    edit: RowEdit

    def _sides(self) -> list[tuple[Reaches, RowCells]]:
        sides = ((self.before, self.edit.before), (self.after, self.edit.after))
        return [(reaches, cells) for reaches, cells in sides if cells is not None]

    def shown_by(self, scope: Scope) -> bool:
        """Whether the scope shows all that the edit says of the row, as it was and as it is to be."""
        both = self.edit.before is not None and self.edit.after is not None
        for reaches, cells in self._sides():
            shown = reaches.of(scope).cut(self.edit.table, cells)
            told = set(self.edit.columns) if both else cells.keys() - FIXED.get(self.edit.table, set())
            if shown is None or any(shown.get(column) != cells.get(column) for column in told):
                return False
        return True

    def changed_within(self, scope: Scope) -> bool:
        """Whether who plans in the scope may make this edit."""
        own = all(reaches.of(scope).may_change(self.edit.table, cells) for reaches, cells in self._sides())
        return own and self.after.of(scope).may_make(self.edit)
