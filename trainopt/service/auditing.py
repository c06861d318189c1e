"""The audit: each write is in it, in the same transaction. Nothing takes a line out of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.publishing import Entry
from trainopt.runs.store.schema import audit
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor

DATA, PEOPLE = "data", "people"
"""What a line is about: data, runs and publications, or accounts and settings. Others may read each."""

Facts = Mapping[str, Any]


def note(
    connection: Connection,
    actor: Actor,
    action: str,
    thing: str,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    detail: str = "",
    run: int | None = None,
    area: str = DATA,
) -> None:
    """Add a line: who did what with which thing, as it was before and after. No secret stands in it."""
    values = {
        "at": now(),
        "who": actor.name,
        "action": action,
        "run": run,
        "detail": detail,
        "area": area,
        "address": actor.address,
        "object": thing,
        "before": None if before is None else json.dumps(before, ensure_ascii=False, default=str),
        "after": None if after is None else json.dumps(after, ensure_ascii=False, default=str),
    }
    connection.execute(insert(audit).values(values))


def read_audit(
    store: Store, actor: Actor, *, before: int | None = None, run: int | None = None, most: int = 100
) -> list[Entry]:
    """The newest lines that the actor may read, before the line of that number, of a run; at most so many.

    Raises NotAllowed for whoever may read none.
    """
    areas = [
        area
        for area, action in ((DATA, Action.AUDIT_DATA), (PEOPLE, Action.AUDIT_PEOPLE))
        if allowed(actor, action)
    ]
    if not areas:
        require(actor, Action.AUDIT_DATA)
    found = select(audit).where(audit.c.area.in_(areas)).order_by(audit.c.number.desc()).limit(most)
    if before is not None:
        found = found.where(audit.c.number < before)
    if run is not None:
        found = found.where(audit.c.run == run)
    with store.look() as connection:
        return [Entry(**row._mapping) for row in connection.execute(found)]
