"""A table as it is edited: what its columns take, which rows may be changed, and what a draft makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args, get_origin

from trainopt.dataset.cells import cell_text
from trainopt.kinds import Limits
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope
from trainopt.service.checking import RawChange
from trainopt.service.contents import DataAtHand
from trainopt.service.datasets import TableShown, data_of, settings_within, table_within
from trainopt.service.differences import (
    NO_KEY,
    PLAN,
    RowEdit,
    RowKey,
    changes_of,
    key_columns,
    setting_value,
)
from trainopt.service.drafts import Draft, DraftHere, DraftStatus, draft_here, show_draft
from trainopt.service.outside import planners_of
from trainopt.service.scopes import FIXED, RowHere, may_add_rows, shows_table
from trainopt.service.versions import LATEST, version_at
from trainopt.tables import TABLES, Settings, Table

PLAIN_FORMS = ({"table", "insert"}, {"table", "where", "set"}, {"table", "where", "delete"})
"""The keys of changes that mean one row and say what stands in its cells."""


@dataclass(frozen=True)
class GridColumn:
    """What a column takes.

    `kind` is day, whole, degrees, yes, id, ids, word, words or text. `words` are those it may have, `refers`
    the tables whose ids it names, `fixed` says that only who plans all may change it.
    """

    name: str
    kind: str
    meaning: str
    unit: str
    blank: str
    required: bool
    key: bool
    fixed: bool
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableGrid:
    """A table as somebody edits it: its rows as they see them in a version, and of each whether they may.

    `choices` are the ids with their names of the tables that its columns refer to.
    """

    name: str
    version: int
    columns: tuple[GridColumn, ...]
    keys: tuple[RowKey, ...] = field(repr=False)
    rows: tuple[RowCells, ...] = field(repr=False)
    may: tuple[bool, ...] = field(repr=False)
    may_add: bool
    choices: dict[str, list[tuple[str, str]]] = field(repr=False)


@dataclass(frozen=True)
class DraftInGrid:
    """A draft as a grid goes on with it: `changes` mean single rows as far as they can.

    `may_change` and `owns` say what the actor may do now: change it, and submit, share or withdraw it.
    """

    draft: Draft
    changes: tuple[RawChange, ...]
    may_change: bool
    owns: bool


def table_grid(
    store: Store, actor: Actor, table: str, version: int | str = LATEST, draft: int | None = None
) -> TableGrid:
    """A table to edit: of a version, or with a draft of the version that it is on.

    Raises NotThere for a version, a draft or a table that is not there for the actor; NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    scopes: Sequence[Scope] | None = None
    if draft is not None:
        seen = show_draft(store, actor, draft)
        version, scopes = seen.base, seen.scopes
    if (table != PLAN and table not in TABLES) or not shows_table(actor.scopes(Role.READER), table):
        raise not_there(f"table {table}")
    with store.look() as connection:
        number = version_at(connection, version).number
    data = data_of(store, actor, number)
    shown = _settings_row(data, actor) if table == PLAN else table_within(data, actor, table)
    planners = planners_of(actor, scopes)
    may = tuple(_may_change(planners, data, table, cells) for cells in shown.rows)
    columns = tuple(_columns(planners, table))
    may_add = all(may_add_rows(planner.scopes(Role.PLANNER), table) for planner in planners)
    named = {name for column in columns for name in column.refers}
    choices = {name: _choices(data, actor, name) for name in sorted(named)}
    return TableGrid(table, number, columns, shown.keys, shown.rows, may, may_add, choices)


def _settings_row(data: DataAtHand, actor: Actor) -> TableShown:
    """The settings as one row, each as people type it."""
    written = settings_within(actor, data.text[PLAN][NO_KEY])
    cells = {name: as_typed(setting_value(text)) for name, text in written.items()}
    return TableShown(PLAN, tuple(Settings.model_fields), (NO_KEY,), (cells,))


def as_typed(value: Any) -> str:
    """A value of the settings as people type it: a list by its words."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _may_change(planners: Iterable[Actor], data: DataAtHand, table: str, cells: RowCells) -> bool:
    here = RowHere(data.reaches, table, cells)
    return all(allowed(planner, Action.CHANGE_ROW, here) for planner in planners)


def _choices(data: DataAtHand, actor: Actor, table: str) -> list[tuple[str, str]]:
    """The ids that the actor sees of a table, in order, with their names."""
    column = key_columns(table)[0]
    rows = table_within(data, actor, table).rows
    return list(dict.fromkeys((row.get(column, ""), row.get("name", "")) for row in rows))


def _columns(planners: Iterable[Actor], table: str) -> Iterable[GridColumn]:
    if table == PLAN:
        return setting_columns()
    all_theirs = all(ALL in planner.scopes(Role.PLANNER) for planner in planners)
    fixed = set() if all_theirs else FIXED.get(table, set())
    return [_column(TABLES[table], name, name in fixed) for name in TABLES[table].columns]


def _column(table: Table, name: str, fixed: bool) -> GridColumn:
    column = table.columns[name]
    limits = next((mark for mark in table.marks[name] if isinstance(mark, Limits)), None)
    kind, words = _kind(table.kinds[name], table.written(name))
    return GridColumn(
        name,
        kind,
        column.meaning,
        column.unit,
        column.blank,
        name in table.required,
        name in key_columns(table.name),
        fixed,
        limits.least if limits else None,
        limits.most if limits else None,
        words,
        column.refers_to or tuple(filter(None, (column.offers,))),
    )


def _kind(found: type, written: str) -> tuple[str, tuple[str, ...]]:
    """What a column's cells are, and the words that they may be."""
    plain = {date: "day", int: "whole", float: "degrees", tuple: "ids"}
    if found is bool:
        return "yes", ("yes", "no")
    if (get_origin(found) or found) in plain:
        return plain[get_origin(found) or found], ()
    if ", " in written:
        return "word", tuple(written.split(", "))
    return ("id" if written.endswith("id") else "text"), ()


def setting_columns() -> list[GridColumn]:
    """What each of the settings takes."""
    return [_setting_column(name) for name in Settings.model_fields]


def _setting_column(name: str) -> GridColumn:
    known = Settings.model_fields[name]
    hint = known.annotation
    words: tuple[str, ...] = ()
    if get_origin(hint) is Literal:
        kind, words = "word", tuple(map(str, get_args(hint)))
    elif get_origin(hint) is tuple:
        kind = "words"
    elif hint is int:
        kind = "whole"
    else:
        kind = "day" if hint is date or date in get_args(hint) else "text"
    required = known.is_required()
    blank = "" if required else cell_text(known.default)
    return GridColumn(name, kind, known.description or "", "", blank, required, False, False, words=words)


def draft_in_grid(store: Store, actor: Actor, number: int) -> DraftInGrid:
    """A draft for a grid: its changes, those that mean several rows or calculate by the cells they give.

    Raises NotThere where there is none for the actor.
    """
    draft = show_draft(store, actor, number)
    with store.look() as connection:
        here = draft_here(connection, number)
    may = draft.status is DraftStatus.OPEN and allowed(actor, Action.CHANGE_DRAFT, here)
    owns = allowed(actor, Action.OWN_DRAFT, here)
    return DraftInGrid(draft, tuple(_plain_changes(here)), may, owns)


def _plain_changes(here: DraftHere) -> Iterable[RawChange]:
    """The changes by table: as they are where each means one row, else as the rows that they make.

    One that does nothing, as it has a fault of its own, stays as it is.
    """
    tables = list(dict.fromkeys(str(change.get("table", "")) for change in here.draft.changes))
    idle = {blamed.number for blamed in here.applied.blamed if blamed.found is None}
    for table in tables:
        numbered = [
            (number, change)
            for number, change in enumerate(here.draft.changes, start=1)
            if change.get("table", "") == table
        ]
        if table == PLAN or all(_is_plain(table, change) for _, change in numbered):
            yield from (change for _, change in numbered)
        else:
            yield from changes_of(edit for edit in here.applied.edits if edit.table == table)
            yield from (change for number, change in numbered if number in idle)


def _is_plain(table: str, change: RawChange) -> bool:
    if set(change) not in PLAIN_FORMS or table not in TABLES:
        return False
    where = change.get("where", {})
    return "insert" in change or (isinstance(where, dict) and set(where) == set(key_columns(table)))


def rows_to_delete(grid: TableGrid, keys: Iterable[RowKey]) -> list[RowEdit]:
    """The edits that delete the rows of these keys, of those that may be changed."""
    known = {key: (cells, may) for key, cells, may in zip(grid.keys, grid.rows, grid.may, strict=True)}
    return [RowEdit(grid.name, key, known[key][0], None) for key in keys if key in known and known[key][1]]
