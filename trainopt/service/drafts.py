"""Drafts: a planner's changes to a version, judged as they are typed. An edit is a scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from trainopt.errors import Outrun, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.schema import folders
from trainopt.runs.store.service_schema import draft_guests, drafts, people, versions
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope, parse_scope
from trainopt.service.auditing import note
from trainopt.service.checking import (
    Applied,
    RawChange,
    apply_changes,
    changes_as_json,
    changes_from_json,
)
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.differences import RowEdit, changes_of, edits_between
from trainopt.service.hiding import clashes_told
from trainopt.service.merging import Clash, ClashChoice, Clashes, MergedRows, merge
from trainopt.service.outside import check_edits, edits_here
from trainopt.service.paging import newest_seen
from trainopt.service.people import grants_of
from trainopt.service.telling import DraftFault, faults_of
from trainopt.service.versions import LATEST, version_at

LONGEST_TITLE = 200
MOST_CHANGES = 20_000


class DraftStatus(StrEnum):
    """What has become of a draft."""

    OPEN = "open"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Draft:
    """A draft. Its `revision` counts its changes: whoever changes it says which one they saw.

    `scopes` are those in which its author plans; `faults` are told as the one who asks sees them.
    """

    number: int
    title: str
    author: str
    base: int
    status: DraftStatus
    revision: int
    scopes: tuple[Scope, ...]
    changes: tuple[dict[str, Any], ...] = field(repr=False)
    note: str
    created_at: str
    changed_at: str
    changed_by: str
    guests: tuple[str, ...]
    faults: tuple[DraftFault, ...] = ()


@dataclass(frozen=True)
class DraftHere:
    """A draft with its base, for `access.allowed`."""

    draft: Draft
    base: DataAtHand
    base_is_kept: bool = True

    @cached_property
    def applied(self) -> Applied:
        """What it makes of its base: worked out where somebody asks, as most who look at a list do not."""
        return apply_changes(self.base, self.draft.scopes, self.draft.changes)

    @property
    def author(self) -> str:
        """Whose it is."""
        return self.draft.author

    @property
    def guests(self) -> tuple[str, ...]:
        """Who was invited."""
        return self.draft.guests

    def within(self, scope: Scope) -> bool:
        """Whether a scope shows all that the draft changes; once its base is pruned, none but all does."""
        if scope == ALL or not self.base_is_kept:
            return scope == ALL
        return all(edit.shown_by(scope) for edit in edits_here(self.applied))


def begin_draft(
    store: Store,
    actor: Actor,
    title: str,
    changes: Sequence[RawChange] = (),
    base: int | str = LATEST,
) -> Draft:
    """A new draft, on the newest version unless another is named; it may have faults.

    Raises NotThere for the base, OutsideScope for rows that are not the actor's, UsageError, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    _check_form(title, changes)
    scopes = actor.scopes(Role.PLANNER)
    with store.look() as connection:
        version = version_at(connection, base)
        data = data_at(connection, version.dataset_id)
    applied = apply_changes(data, scopes, changes)
    check_edits(actor, applied)
    row = {
        "title": title.strip(),
        "author": actor.name,
        "base": version.number,
        "status": DraftStatus.OPEN.value,
        "revision": 1,
        "scopes": [str(scope) for scope in scopes],
        "changes": changes_as_json(changes),
        "note": "",
        "created_at": now(),
        "changed_at": now(),
        "changed_by": actor.name,
    }
    with store.begin() as connection:
        number = connection.execute(insert(drafts).values(row).returning(drafts.c.number)).scalar_one()
        note(connection, actor, "begin draft", f"draft {number}", after=_facts(row))
        return _seen(connection, actor, int(number))


def _check_form(title: str, changes: Sequence[RawChange]) -> None:
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise UsageError(f"a draft has a title of 1 to {LONGEST_TITLE} characters")
    if len(changes) > MOST_CHANGES:
        raise UsageError(f"a draft has at most {MOST_CHANGES:,} changes; make two of it")


def _facts(row: Any) -> dict[str, Any]:
    return {key: row[key] for key in ("title", "base", "revision")} | {"changes": json.loads(row["changes"])}


def change_draft(
    store: Store,
    actor: Actor,
    number: int,
    revision: int,
    *,
    title: str | None = None,
    changes: Sequence[RawChange] | None = None,
) -> Draft:
    """Change a draft that is still as it was at a revision. It may have faults.

    Raises Outrun where somebody was quicker, OutsideScope, UsageError, NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.CHANGE_DRAFT, here, f"draft {number}")
    draft = here.draft
    new_title = draft.title if title is None else title
    new_changes = list(draft.changes) if changes is None else changes
    _check_form(new_title, new_changes)
    applied = apply_changes(here.base, draft.scopes, new_changes)
    check_edits(actor, applied, draft.scopes)
    values = {"title": new_title.strip(), "changes": changes_as_json(new_changes)}
    with store.begin() as connection:
        made = _update(connection, actor, draft, revision, "change draft", values)
    return replace(made, faults=faults_of(applied, actor.scopes(Role.READER)))


def _update(
    connection: Connection, actor: Actor, draft: Draft, revision: int, action: str, values: dict[str, Any]
) -> Draft:
    """Change a draft's row, if it is open and nobody was quicker, and say so in the audit; the draft then."""
    after = values | {"revision": revision + 1, "changed_at": now(), "changed_by": actor.name}
    as_seen = (
        (drafts.c.number == draft.number)
        & (drafts.c.revision == revision)
        & (drafts.c.status == DraftStatus.OPEN.value)
    )
    if not connection.execute(update(drafts).where(as_seen).values(after)).rowcount:
        current = connection.execute(
            select(drafts.c.status, drafts.c.revision).where(drafts.c.number == draft.number)
        ).one()
        if current.status != DraftStatus.OPEN:
            raise UsageError(f"draft {draft.number} is {current.status} and no longer changed")
        raise Outrun(f"draft {draft.number} was changed meanwhile: it is at revision {current.revision}")
    before = {
        "title": draft.title,
        "base": draft.base,
        "revision": draft.revision,
        "changes": changes_as_json(draft.changes),
    }
    name = f"draft {draft.number}"
    note(connection, actor, action, name, before=_facts(before), after=_facts(before | after))
    guests = _guests_of(connection, draft.number)
    return replace(draft, **after | {"changes": tuple(changes_from_json(after["changes"])), "guests": guests})


def move_draft(
    store: Store, actor: Actor, number: int, revision: int, choices: Sequence[ClashChoice] = ()
) -> Draft:
    """Move a draft onto the newest version: what it edits is edited there.

    Raises Clashes where cells were changed meanwhile and nothing is chosen, Outrun, UsageError for a draft
    with faults, NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = draft_here(connection, number)
        newest = version_at(connection, LATEST)
        data = data_at(connection, newest.dataset_id)
    require(actor, Action.CHANGE_DRAFT, here, f"draft {number}")
    if not here.applied.sound:
        raise UsageError(f"draft {number} has faults: mend them before it is moved")
    merged = _merged_as_told(data, actor.scopes(Role.READER), here.applied.edits, choices)
    changes = changes_of(edits_between(data.text, merged.text))
    check_edits(actor, apply_changes(data, here.draft.scopes, changes), here.draft.scopes)
    values = {"base": newest.number, "changes": changes_as_json(changes)}
    with store.begin() as connection:
        _update(connection, actor, here.draft, revision, "move draft", values)
        return _seen(connection, actor, number)


def clashes_of_draft(store: Store, actor: Actor, number: int) -> tuple[Clash, ...]:
    """What in a draft clashes with the newest version, as the actor may know it.

    Raises NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = draft_here(connection, number)
        data = data_at(connection, version_at(connection, LATEST).dataset_id)
    require(actor, Action.CHANGE_DRAFT, here, f"draft {number}")
    clashes = merge(data.text, here.applied.edits).clashes
    return tuple(clashes_told(data, actor.scopes(Role.READER), clashes))


def _merged_as_told(
    data: DataAtHand, scopes: Iterable[Scope], edits: Sequence[RowEdit], choices: Sequence[ClashChoice]
) -> MergedRows:
    """Edits merged. Raises Clashes as who reads in these scopes may know them.

    What a choice says of `theirs` is not compared where that was not told.
    """
    every = merge(data.text, edits).clashes
    untold = {
        (clash.table, clash.key, clash.column)
        for clash, told in zip(every, clashes_told(data, scopes, every), strict=True)
        if clash != told
    }
    meant = [
        replace(one, theirs=None) if (one.table, one.key, one.column) in untold else one for one in choices
    ]
    merged = merge(data.text, edits, meant)
    if merged.clashes:
        raise Clashes(clashes_told(data, scopes, merged.clashes))
    return merged


def show_draft(store: Store, actor: Actor, number: int) -> Draft:
    """A draft with its faults. Raises NotThere where there is none for the actor."""
    with store.look() as connection:
        return _seen(connection, actor, number)


def list_drafts(
    store: Store, actor: Actor, *, every: bool = False, before: int | None = None, most: int = 100
) -> list[Draft]:
    """The drafts that the actor may see, newest first: open ones, or `every` one; without their faults."""
    require(actor, Action.SEE_DATA)
    found = select(drafts.c.number)
    if not every:
        found = found.where(drafts.c.status == DraftStatus.OPEN.value)
    with store.look() as connection:

        def see(number: int) -> Draft | None:
            here = draft_here(connection, number)
            return here.draft if allowed(actor, Action.SEE_DRAFT, here) else None

        return newest_seen(connection, found, before, most, see)


def draft_edits(store: Store, actor: Actor, number: int) -> tuple[RowEdit, ...]:
    """The rows that a draft edits, before and after. Raises NotThere."""
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.SEE_DRAFT, here, f"draft {number}")
    return here.applied.edits


def applied_draft(store: Store, actor: Actor, number: int) -> Applied:
    """What a draft makes of its base, whole: whoever passes it on cuts it. Raises NotThere."""
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.SEE_DRAFT, here, f"draft {number}")
    return here.applied


def withdraw_draft(store: Store, actor: Actor, number: int) -> None:
    """Its author withdraws an open draft. Raises UsageError where it is not open, NotThere, NotAllowed."""
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.OWN_DRAFT, here, f"draft {number}")
    with store.begin() as connection:
        set_status(connection, number, DraftStatus.OPEN, DraftStatus.WITHDRAWN)
        note(connection, actor, "withdraw draft", f"draft {number}")


def invite(store: Store, actor: Actor, number: int, name: str, *, undo: bool = False) -> Draft:
    """Invite somebody to work on one's draft, or no longer; their scope must cover what it changes.

    Raises UsageError where it does not, NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.OWN_DRAFT, here, f"draft {number}")
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == name)) is None:
            raise not_there(f"person {name}")
        guest = Actor(name, grants_of(connection, name))
        theirs = (draft_guests.c.draft == number) & (draft_guests.c.person == name)
        connection.execute(delete(draft_guests).where(theirs))
        if not undo:
            connection.execute(insert(draft_guests).values(draft=number, person=name))
            if not allowed(guest, Action.CHANGE_DRAFT, draft_here(connection, number)):
                raise UsageError(f"the scopes of {name} do not cover all that the draft changes")
        note(connection, actor, "uninvite" if undo else "invite", f"draft {number}", after={"person": name})
        return _seen(connection, actor, number)


def set_status(connection: Connection, number: int, was: DraftStatus, becomes: DraftStatus) -> None:
    """Let a draft become something else, if it is what it was. Raises UsageError."""
    as_it_was = (drafts.c.number == number) & (drafts.c.status == was.value)
    if not connection.execute(update(drafts).where(as_it_was).values(status=becomes.value)).rowcount:
        raise UsageError(f"draft {number} is no longer {was}")


def draft_here(connection: Connection, number: int) -> DraftHere:
    """A draft with its base. Raises NotThere."""
    found = (
        select(drafts, versions.c.dataset_id, folders.c.folder_id)
        .join(versions, versions.c.number == drafts.c.base)
        .outerjoin(folders, folders.c.folder_id == versions.c.dataset_id)
        .where(drafts.c.number == number)
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        raise not_there(f"draft {number}")
    draft = Draft(
        row.number,
        row.title,
        row.author,
        row.base,
        DraftStatus(row.status),
        row.revision,
        tuple(map(parse_scope, row.scopes)),
        tuple(changes_from_json(row.changes)),
        row.note,
        row.created_at,
        row.changed_at,
        row.changed_by,
        _guests_of(connection, number),
    )
    kept = row.folder_id is not None
    base = row.dataset_id if kept else version_at(connection, LATEST).dataset_id
    return DraftHere(draft, data_at(connection, base), kept)


def revision_of(connection: Connection, number: int) -> int:
    """At which revision a draft is. Raises NotThere."""
    found = connection.scalar(select(drafts.c.revision).where(drafts.c.number == number))
    if found is None:
        raise not_there(f"draft {number}")
    return int(found)


def _guests_of(connection: Connection, number: int) -> tuple[str, ...]:
    theirs = select(draft_guests.c.person).where(draft_guests.c.draft == number)
    return tuple(connection.scalars(theirs.order_by(draft_guests.c.person)))


def _seen(connection: Connection, actor: Actor, number: int) -> Draft:
    here = draft_here(connection, number)
    require(actor, Action.SEE_DRAFT, here, f"draft {number}")
    values = {name: getattr(here.draft, name) for name in Draft.__dataclass_fields__}
    return Draft(**values | {"faults": faults_of(here.applied, actor.scopes(Role.READER))})
