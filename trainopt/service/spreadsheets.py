"""Spreadsheets that are being mapped: held in the store from one page to the next, for their person alone."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from trainopt.errors import MapFaults, UsageError
from trainopt.mapping.fitting import loosened
from trainopt.mapping.form import NOT_GIVEN, SpreadsheetMap, TableMap, parsed_map
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.suggest import SUGGESTION, suggested_text
from trainopt.mapping.text import map_text
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.retention import remove_ended_spreadsheets
from trainopt.runs.store.service_schema import spreadsheets
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import note
from trainopt.service.datasets import data_of
from trainopt.service.drafts import Draft
from trainopt.service.layouts import OwnLayout, draft_of_layout, grids_of, known_to, read_own_layout
from trainopt.service.mappings import (
    ENDING_OF_MAPS,
    check_text,
    fitting_mapping,
    free_name,
    kept_as,
    map_for_drafts,
    mappings_of,
)
from trainopt.service.uploads import file_name
from trainopt.service.versions import LATEST

HELD_SECONDS = 24 * 3600
"""For so long a spreadsheet waits to be mapped."""
MOST_HELD = 3
"""Spreadsheets of one person that wait at a time."""


@dataclass(frozen=True)
class HeldSpreadsheet:
    """A spreadsheet that is being mapped: its map so far as text, and the kept one that it comes from."""

    number: int
    name: str
    data: bytes
    text: str
    mapping: int | None
    kept_name: str
    ends: int

    @cached_property
    def grids(self) -> list[SheetGrid]:
        """Its sheets. Raises DatasetFaults."""
        return grids_of(self.name, self.data)

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return _stem(self.name)

    @property
    def map_file(self) -> str:
        """How faults call its map."""
        return _map_file(self.name)

    @property
    def tables(self) -> list[TableMap]:
        """The tables of its map, also where the map is not whole yet. Raises MapFaults for what is no map."""
        try:
            return parsed_map(self.map_file, self.text).table
        except MapFaults as error:
            if [(one.column, one.message) for one in error.faults] == [("table", NOT_GIVEN)]:
                return []
            raise

    @property
    def checked(self) -> SpreadsheetMap:
        """Its map. Raises MapFaults with all that is wrong or missing in it."""
        return map_for_drafts(self.map_file, self.text)


def hold_spreadsheet(store: Store, actor: Actor, name: str, content: bytes) -> HeldSpreadsheet:
    """Hold a spreadsheet: with the kept map that fits it, else one to begin with.

    Raises DatasetFaults for what cannot be read, UsageError also where too many wait already, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    safe = file_name(name)
    grids = grids_of(safe, content)
    data = data_of(store, actor)
    with store.look() as connection:
        kept = fitting_mapping(mappings_of(connection, actor), grids)
    year = data.dataset.settings.start.year
    text = kept.text if kept else suggested_text(grids, known_to(data, actor), year)
    row = {
        "person": actor.name,
        "name": safe,
        "data": zlib.compress(content),
        "text": text,
        "mapping": kept.number if kept else None,
        "held_at": now(),
        "ends": int(time.time()) + HELD_SECONDS,
    }
    with store.begin() as connection:
        remove_ended_spreadsheets(connection, actor.name)
        _check_room(connection, actor)
        found = connection.execute(insert(spreadsheets).values(row).returning(spreadsheets.c.number))
        number = found.scalar_one()
        facts = {"name": safe, "size": len(content), "mapping": row["mapping"]}
        note(connection, actor, "hold spreadsheet", f"spreadsheet {number}", after=facts)
    return show_spreadsheet(store, actor, number)


def _check_room(connection: Connection, actor: Actor) -> None:
    mine = select(func.count()).select_from(spreadsheets).where(_is_mine(actor))
    if (connection.scalar(mine) or 0) >= MOST_HELD:
        raise UsageError(
            f"{MOST_HELD} spreadsheets wait for you among your column maps already: "
            "make a draft of one or remove it first"
        )


def show_spreadsheet(store: Store, actor: Actor, number: int) -> HeldSpreadsheet:
    """One's own spreadsheet that is being mapped. Raises NotThere for any other and once it has ended."""
    require(actor, Action.BEGIN_DRAFT)
    with store.look() as connection:
        return _mine(connection, actor, number)


def list_spreadsheets(store: Store, actor: Actor) -> list[tuple[int, str, str]]:
    """Number, name and time of one's own spreadsheets that are being mapped, newest first."""
    require(actor, Action.BEGIN_DRAFT)
    columns = (spreadsheets.c.number, spreadsheets.c.name, spreadsheets.c.held_at)
    mine = select(*columns).where(_is_mine(actor)).order_by(spreadsheets.c.number.desc())
    with store.look() as connection:
        return [(number, name, at) for number, name, at in connection.execute(mine)]


def map_held(store: Store, actor: Actor, number: int, text: str) -> HeldSpreadsheet:
    """Give a held spreadsheet another map, which may still have faults. Raises UsageError, NotThere."""
    require(actor, Action.BEGIN_DRAFT)
    with store.begin() as connection:
        old = _row_of(connection, actor, number, spreadsheets.c.name, spreadsheets.c.text)
        check_text(_map_file(old.name), text)
        connection.execute(update(spreadsheets).where(spreadsheets.c.number == number).values(text=text))
        facts = ({"text": old.text}, {"text": text})
        note(connection, actor, "map spreadsheet", f"spreadsheet {number}", before=facts[0], after=facts[1])
    return show_spreadsheet(store, actor, number)


def read_held(store: Store, actor: Actor, held: HeldSpreadsheet, base: int | str = LATEST) -> OwnLayout:
    """What a held spreadsheet changes of a version. Raises MapFaults, DatasetFaults, UsageError, NotThere."""
    return read_own_layout(store, actor, held.grids, held.checked, base)


def draft_of_held(
    store: Store,
    actor: Actor,
    number: int,
    base: int | str,
    *,
    title: str = "",
    map_name: str = "",
    delete_missing: bool = False,
) -> Draft:
    """A draft of what a held spreadsheet changes; its map is kept under a name, and it is let go of.

    All or nothing; where several do it at once, one does. Raises what `draft_of_layout` raises; MapFaults,
    NotThere.
    """
    held = show_spreadsheet(store, actor, number)
    mapping = held.checked
    layout = read_own_layout(store, actor, held.grids, mapping, base)
    with store.as_one() as one:
        made = draft_of_layout(one, actor, held.name, layout, title, delete_missing=delete_missing)
        with one.begin() as connection:
            named = map_name.strip() or held.kept_name or free_name(mappings_of(connection, actor), held.stem)
            kept_as(connection, actor, named, _text_to_keep(held, mapping))
            _let_go(connection, actor, number)
    return made


def _text_to_keep(held: HeldSpreadsheet, mapping: SpreadsheetMap) -> str:
    """The map for the next file: as its person wrote it; else without what need not be said."""
    if held.text.startswith(SUGGESTION) or held.text == map_text(mapping):
        return map_text(loosened(mapping, held.grids))
    return held.text


def drop_spreadsheet(store: Store, actor: Actor, number: int) -> None:
    """Let go of a spreadsheet of one's own. Raises NotThere."""
    require(actor, Action.BEGIN_DRAFT)
    with store.begin() as connection:
        _let_go(connection, actor, number)


def _let_go(connection: Connection, actor: Actor, number: int) -> None:
    """Raises NotThere also where another was quicker."""
    mine = (spreadsheets.c.number == number) & _is_mine(actor)
    if not connection.execute(delete(spreadsheets).where(mine)).rowcount:
        raise not_there(f"spreadsheet {number}")
    note(connection, actor, "drop spreadsheet", f"spreadsheet {number}")


def _is_mine(actor: Actor) -> Any:
    return (spreadsheets.c.person == actor.name) & (spreadsheets.c.ends > int(time.time()))


def _mine(connection: Connection, actor: Actor, number: int) -> HeldSpreadsheet:
    row = _row_of(connection, actor, number, *spreadsheets.c)
    names = {one.number: one.name for one in mappings_of(connection, actor)}
    data = zlib.decompress(row.data)
    kept = names.get(row.mapping, "")
    return HeldSpreadsheet(row.number, row.name, data, row.text, row.mapping, kept, row.ends)


def _row_of(connection: Connection, actor: Actor, number: int, *columns: ColumnElement[Any]) -> Row[Any]:
    found = select(*columns).where(spreadsheets.c.number == number, _is_mine(actor))
    row = connection.execute(found).one_or_none()
    if row is None:
        raise not_there(f"spreadsheet {number}")
    return row


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _map_file(name: str) -> str:
    return _stem(name) + ENDING_OF_MAPS
