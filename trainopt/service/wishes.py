"""Wishes: other values for single cells, from which drafts are made, one or many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any

from trainopt.errors import NotThere, UsageError
from trainopt.kinds import Limits
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.checking import RawChange
from trainopt.service.datasets import show_table
from trainopt.service.differences import PLAN, RowEdit, RowKey, key_columns, setting_value
from trainopt.service.drafts import LONGEST_TITLE, Draft, begin_draft
from trainopt.tables import TABLES

MOST_IN_SWEEP = 25
"""Drafts that one sweep makes."""


@dataclass(frozen=True, order=True)
class DataCell:
    """A cell of the dataset: its table, its row's key and its column."""

    table: str
    key: RowKey
    column: str

    @property
    def row(self) -> str:
        """The row in a text: what of its key is filled."""
        return " ".join(filter(None, self.key))


@dataclass(frozen=True)
class WishedCell:
    """A cell that may be wished otherwise: what stands in it now, and what kind of value that is.

    `kind` is `number`, `day` or `text`; `meaning`, `unit` and `blank` are those of its column, `least` is the
    least that a number can be.
    """

    cell: DataCell
    now: str
    kind: str
    meaning: str
    unit: str
    blank: str
    least: int
    cells: RowCells


def wished_cell(store: Store, actor: Actor, cell: DataCell) -> WishedCell:
    """A cell of the newest version. Raises NotThere where there is none for the actor."""
    require(actor, Action.SEE_DATA)
    shown = show_table(store, actor, cell.table)
    if cell.column not in shown.columns:
        raise not_there(f"column {cell.column} of {cell.table}")
    for key, cells in zip(shown.keys, shown.rows, strict=True):
        if key == cell.key and _is_shown(cell, cells):
            return _wished(cell, cells)
    raise not_there(f"row {cell.row} of {cell.table}")


def _is_shown(cell: DataCell, cells: RowCells) -> bool:
    """Whether a scope shows the cell of a row: one that must be filled and is not has been left out."""
    required = cell.table != PLAN and not TABLES[cell.table].columns[cell.column].blank
    return bool(cells.get(cell.column)) or not required


def _wished(cell: DataCell, cells: RowCells) -> WishedCell:
    now = cells.get(cell.column, "")
    if cell.table == PLAN:
        return WishedCell(cell, now, "text", "", "", "", 0, cells)
    column, kind = TABLES[cell.table].columns[cell.column], TABLES[cell.table].kinds[cell.column]
    named = "number" if kind is int else "day" if kind is date else "text"
    limits = [mark for mark in TABLES[cell.table].marks[cell.column] if isinstance(mark, Limits)]
    least = limits[0].least if limits else 0
    return WishedCell(cell, now, named, column.meaning, column.unit, column.blank, least, cells)


def cells_about(store: Store, actor: Actor, kind: str, name: str) -> list[WishedCell]:
    """The cells of which something wished for a thing most often depends, as far as the actor sees them.

    `kind` is class, cohort, demand, unit or site. Raises NotThere where there are none.
    """
    require(actor, Action.SEE_DATA)
    found = [
        _wished(DataCell(table, key, column), cells)
        for table, matches, columns in _looked_for(kind, name)
        for key, cells in _rows(store, actor, table)
        if all(cells.get(where) == value for where, value in matches.items())
        for column in columns
        if _is_shown(DataCell(table, key, column), cells)
    ]
    if not found:
        raise not_there(f"{kind} {name}")
    return found


def cells_near(store: Store, actor: Actor, cell: DataCell) -> list[WishedCell]:
    """The other numbers of a cell's row, and those of the site that it is of: what may be swept with it."""
    require(actor, Action.SEE_DATA)
    cells = wished_cell(store, actor, cell).cells
    kinds = {} if cell.table == PLAN else TABLES[cell.table].kinds
    keys = key_columns(cell.table)
    own = [
        DataCell(cell.table, cell.key, name) for name in cells if kinds.get(name) is int and name not in keys
    ]
    found = {one: _wished(one, cells) for one in own}
    site = cells.get("site_id", "")
    for other in cells_about(store, actor, "site", site) if site else ():
        found.setdefault(other.cell, other)
    return [wished for one, wished in found.items() if one != cell]


def _rows(store: Store, actor: Actor, table: str) -> Iterator[tuple[RowKey, RowCells]]:
    try:
        shown = show_table(store, actor, table)
    except NotThere:
        return
    yield from zip(shown.keys, shown.rows, strict=True)


def _looked_for(kind: str, name: str) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Tables, what a row must have in some columns, and the columns that may be wished otherwise."""
    if kind == "class":
        site, course, *_ = (*name.rsplit(".", 3), "")
        yield "capacity", {"site_id": site, "course_id": course}, ("parallel_classes", "class_max")
        yield "sites", {"site_id": site}, ("beds",)
    elif kind == "site":
        yield "capacity", {"site_id": name}, ("parallel_classes",)
        yield "sites", {"site_id": name}, ("beds",)
        yield "resources", {"owner_id": name}, ("quantity",)
    elif kind in ("cohort", "demand"):
        demand = name.rpartition("-")[0] if kind == "cohort" else name
        yield "demand", {"demand_id": demand}, ("due", "latest", "trainees", "priority")
    elif kind == "unit":
        yield "units", {"unit_id": name}, ("max_away",)


def change_of(cell: DataCell, value: str) -> dict[str, Any]:
    """A cell with another value, as a scenario's change."""
    where = dict(zip(key_columns(cell.table), cell.key, strict=True))
    new: Any = setting_value(value) if cell.table == PLAN else value.strip()
    change: dict[str, Any] = {"table": cell.table}
    return change | ({"where": where} if where else {}) | {"set": {cell.column: new}}


def wish(store: Store, actor: Actor, cell: DataCell, value: str, title: str = "") -> Draft:
    """A draft that gives a cell another value. Raises NotThere, OutsideScope, UsageError, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    now = wished_cell(store, actor, cell).now
    if value.strip() == now:
        raise UsageError(f"{cell.column} is {now or 'blank'} already: give another value")
    named = title.strip() or title_of([(cell, value.strip())])
    return begin_draft(store, actor, named, [change_of(cell, value)])


def title_of(values: Sequence[tuple[DataCell, str]]) -> str:
    """A draft's title from the cells that it changes."""
    return "; ".join(f"{cell.row} {cell.column} = {value}" for cell, value in values)[:LONGEST_TITLE]


SweepAxis = tuple[DataCell, Sequence[str]]
"""A cell and the values that a sweep gives it."""


def sweep(store: Store, actor: Actor, axes: Sequence[SweepAxis], title: str = "") -> list[Draft]:
    """A draft for each combination of values, the last axis's changing first.

    Raises UsageError for too many, or none; NotThere, OutsideScope, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    count = prod(len(values) for _, values in axes)  # of values without end none is combined
    if not 1 <= count <= MOST_IN_SWEEP:
        raise UsageError(f"a sweep makes 1 to {MOST_IN_SWEEP} drafts (got {count:,})")
    cells = [cell for cell, _ in axes]
    if len(set(cells)) < len(cells):
        raise UsageError("the axes of a sweep are different cells")
    for cell in cells:
        wished_cell(store, actor, cell)
    made = []
    for values in product(*(values for _, values in axes)):
        pairs = list(zip(cells, values, strict=True))
        changes: list[RawChange] = [change_of(cell, value) for cell, value in pairs]
        named = f"{title.strip()}: {title_of(pairs)}" if title.strip() else title_of(pairs)
        made.append(begin_draft(store, actor, named[:LONGEST_TITLE], changes))
    return made


# Drafts as a grid


@dataclass(frozen=True)
class Axis:
    """A cell that drafts give different values, and these values in order."""

    cell: DataCell
    values: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Drafts by the values that they give one or two cells: the place in the list of each, by row and column.

    `across` is None where there is one axis alone; a place is None where no draft has these values.
    """

    down: Axis
    across: Axis | None
    places: tuple[tuple[int | None, ...], ...]


def grid_of(drafts: Sequence[Sequence[RowEdit]]) -> Grid | None:
    """The grid that drafts make, by what they edit; None where they differ in more than two cells.

    A cell that a draft does not edit has in it what stood there before.
    """
    values = [dict(_values(edits)) for edits in drafts]
    before = {cell: text for edits in drafts for cell, text in _values(edits, after=False)}
    filled = [{cell: own.get(cell, before[cell]) for cell in before} for own in values]
    varying = [cell for cell in sorted(before) if len({own[cell] for own in filled}) > 1]
    if len(drafts) < 2 or not 1 <= len(varying) <= 2:
        return None
    axes = [Axis(cell, tuple(sorted({own[cell] for own in filled}, key=_in_order))) for cell in varying]
    places = {tuple(own[cell] for cell in varying): place for place, own in enumerate(filled)}
    if len(places) < len(drafts):
        return None
    down, across = axes[0], axes[1] if len(axes) > 1 else None
    columns = [()] if across is None else [(value,) for value in across.values]
    rows = tuple(tuple(places.get((value, *column)) for column in columns) for value in down.values)
    return Grid(down, across, rows)


def _values(edits: Sequence[RowEdit], *, after: bool = True) -> Iterator[tuple[DataCell, str]]:
    for edit in edits:
        cells = edit.after if after else edit.before
        columns = edit.columns if edit.before is not None and edit.after is not None else ["*"]
        for column in columns:
            text = (cells or {}).get(column, "") if column != "*" else "" if cells is None else "row"
            yield DataCell(edit.table, edit.key, column), text


def _in_order(text: str) -> tuple[bool, float, str]:
    """Numbers by size, before all else."""
    try:
        return False, float(text), text
    except ValueError:
        return True, 0.0, text
