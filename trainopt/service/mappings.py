"""What somebody's own spreadsheets mean: maps that are kept for the next file, each its person's alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from trainopt.dataset.documents import decode
from trainopt.errors import Fault, MapFaults, UsageError
from trainopt.mapping.fitting import headings_found
from trainopt.mapping.form import SpreadsheetMap, known_rows, map_of
from trainopt.mapping.grid import SheetGrid
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import mappings
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import note

LONGEST_NAME = 200
LONGEST_MAP = 100_000
"""Characters of a map's text."""
MOST_KEPT = 50
"""Maps that one person keeps: each is tried on every spreadsheet that they upload."""
ENDING_OF_MAPS = ".toml"


@dataclass(frozen=True)
class KeptMapping:
    """A map that somebody keeps, as the text of its file."""

    number: int
    name: str
    text: str
    created_at: str
    changed_at: str

    @property
    def mapping(self) -> SpreadsheetMap:
        """What the text says. Raises MapFaults where a table no longer has what it names."""
        return map_for_drafts(self.name + ENDING_OF_MAPS, self.text)


def list_mappings(store: Store, actor: Actor) -> list[KeptMapping]:
    """One's own maps by name. Raises NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    with store.look() as connection:
        return mappings_of(connection, actor)


def mappings_of(connection: Connection, actor: Actor) -> list[KeptMapping]:
    """The actor's own maps by name."""
    found = select(mappings).where(mappings.c.person == actor.name).order_by(mappings.c.name)
    return [_mapping(row._mapping) for row in connection.execute(found)]


def show_mapping(store: Store, actor: Actor, number: int) -> KeptMapping:
    """One of one's own maps. Raises NotThere, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    with store.look() as connection:
        return _mine(connection, actor, number)


def keep_mapping(store: Store, actor: Actor, name: str, text: str) -> KeptMapping:
    """Keep a map under a name, in place of one's own that has it.

    Raises MapFaults, UsageError also where another is given the name just now, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    with store.begin() as connection:
        return kept_as(connection, actor, name, text)


def kept_as(connection: Connection, actor: Actor, name: str, text: str) -> KeptMapping:
    """The same in a transaction of others."""
    named = _checked_name(name)
    check_text(named, text)
    map_for_drafts(named + ENDING_OF_MAPS, text)
    mine = (mappings.c.person == actor.name) & (mappings.c.name == named)
    old = connection.execute(select(mappings).where(mine)).one_or_none()
    if old is None:
        _check_room(connection, actor)
        row = {"person": actor.name, "name": named, "text": text, "created_at": now(), "changed_at": now()}
        with _alone_in(named):
            made = connection.execute(insert(mappings).values(row).returning(mappings.c.number))
        number = made.scalar_one()
        note(connection, actor, "keep mapping", f"mapping {number}", after=_facts(row))
        return _mapping(row | {"number": number})
    if old.text != text:
        connection.execute(update(mappings).where(mine).values(text=text, changed_at=now()))
        after = {"name": named, "text": text}
        thing = f"mapping {old.number}"
        note(connection, actor, "keep mapping", thing, before=_facts(old._mapping), after=after)
    return _mine(connection, actor, old.number)


def rename_mapping(store: Store, actor: Actor, number: int, name: str) -> KeptMapping:
    """Give one of one's maps another name. Raises UsageError where another has it, NotThere, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    named = _checked_name(name)
    with store.begin() as connection:
        old = _mine(connection, actor, number)
        others = [one for one in mappings_of(connection, actor) if one.number != number]
        if named in {one.name for one in others}:
            raise _taken(named)
        values = {"name": named, "changed_at": now()}
        with _alone_in(named):
            connection.execute(update(mappings).where(mappings.c.number == number).values(values))
        thing = f"mapping {number}"
        note(connection, actor, "rename mapping", thing, before={"name": old.name}, after={"name": named})
        return _mine(connection, actor, number)


@contextmanager
def _alone_in(name: str) -> Iterator[None]:
    """What gives a map a name that nobody had when it was looked at: at the same moment, somebody may."""
    try:
        yield
    except IntegrityError:
        raise _taken(name) from None


def _taken(name: str) -> UsageError:
    return UsageError(f"another of your maps is called {name}")


def delete_mapping(store: Store, actor: Actor, number: int) -> None:
    """Keep one of one's maps no longer. Raises NotThere, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    with store.begin() as connection:
        old = _mine(connection, actor, number)
        connection.execute(delete(mappings).where(mappings.c.number == number))
        before = {"name": old.name, "text": old.text}
        note(connection, actor, "delete mapping", f"mapping {number}", before=before)


def fitting_mapping(kept: Sequence[KeptMapping], grids: Sequence[SheetGrid]) -> KeptMapping | None:
    """The map that names most headings, all of which stand on the sheets; of equals the one changed last."""
    ranked = [(found, one.changed_at, one) for one in kept if (found := _found(one, grids))]
    return max(ranked, key=lambda rank: rank[:2])[2] if ranked else None


def _found(kept: KeptMapping, grids: Sequence[SheetGrid]) -> int:
    try:
        return headings_found(kept.mapping, grids)
    except MapFaults:
        return 0


def free_name(kept: Sequence[KeptMapping], wanted: str) -> str:
    """A name that none of the maps has: the wanted one, else that with a number."""
    taken = {one.name for one in kept}
    wanted = _spaced(wanted)
    names = (wanted, *(f"{wanted} ({number})" for number in range(2, MOST_KEPT + 2)))
    return next(name for name in names if name not in taken)


def map_for_drafts(file: str, text: str) -> SpreadsheetMap:
    """A map that fills the keys: of a row that is there already a draft needs no more. Raises MapFaults."""
    return map_of(file, text, known_rows)


def text_given(file: str, content: bytes) -> str:
    """The text of a map's file. Raises MapFaults where it is none."""
    text = decode(file, content)
    if isinstance(text, Fault):
        raise MapFaults([text])
    check_text(file, text)
    return text


def check_text(file: str, text: str) -> None:
    """Raise UsageError for a text that is longer than a map's may be, or that no store takes."""
    if len(text) > LONGEST_MAP:
        raise UsageError(f"{file} is longer than {LONGEST_MAP:,} characters")
    if "\0" in text:
        raise UsageError(f"{file}: holds a NUL byte; save it as UTF-8")


def _checked_name(name: str) -> str:
    named = _spaced(name)
    if not 1 <= len(named) <= LONGEST_NAME or not named.isprintable():
        raise UsageError(f"a map has a name of 1 to {LONGEST_NAME} characters")
    return named


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _check_room(connection: Connection, actor: Actor) -> None:
    kept = select(func.count()).where(mappings.c.person == actor.name)
    if (connection.scalar(kept) or 0) >= MOST_KEPT:
        raise UsageError(f"you keep {MOST_KEPT} maps already: delete one that is of no use")


def _mine(connection: Connection, actor: Actor, number: int) -> KeptMapping:
    mine = (mappings.c.number == number) & (mappings.c.person == actor.name)
    row = connection.execute(select(mappings).where(mine)).one_or_none()
    if row is None:
        raise not_there(f"mapping {number}")
    return _mapping(row._mapping)


def _facts(row: Any) -> dict[str, str]:
    return {"name": row["name"], "text": row["text"]}


def _mapping(row: Any) -> KeptMapping:
    return KeptMapping(row["number"], row["name"], row["text"], row["created_at"], row["changed_at"])
