"""Writes that are sent twice are done once: the key that comes with each, and what was answered to it."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

from sqlalchemy import delete, insert, select, update

from trainopt.errors import Outrun, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import idempotency
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor
from trainopt.service.passwords import digest

KEPT_SECONDS = 24 * 3600
PENDING_SECONDS = 120
"""So long a write that has not been answered may still be under way; then its key is free again."""


def begin_once(store: Store, actor: Actor, key: str, request: bytes) -> Any | None:
    """What was answered to the key before; None where the write is to be done now, which `end_once` ends.

    Neither key nor request is kept as it came: a request may hold a password, and the store tells none.

    Raises UsageError where the key came with another request, Outrun where the same is being done.
    """
    require(actor, Action.CHANGE_PASSWORD)  # of whoever is known: what may be done is asked by the write
    if not 1 <= len(key) <= 255:
        raise UsageError("an idempotency key has 1 to 255 characters")
    asked, moment = hmac.new(key.encode(), request, hashlib.sha256).hexdigest(), int(time.time())
    mine = (idempotency.c.person == actor.name) & (idempotency.c.given == digest(key))
    with store.begin() as connection:
        old = idempotency.c.at <= moment - KEPT_SECONDS
        stuck = idempotency.c.answer.is_(None) & (idempotency.c.at <= moment - PENDING_SECONDS)
        connection.execute(delete(idempotency).where(old | (mine & stuck)))
        row = connection.execute(select(idempotency).where(mine)).one_or_none()
        if row is None:
            values = {"person": actor.name, "given": digest(key), "request": asked, "at": moment}
            connection.execute(insert(idempotency).values(values))
            return None
    if row.request != asked:
        raise UsageError("this idempotency key came with another request: take a new one")
    if row.answer is None:
        raise Outrun("the same request is being done: ask again in a moment")
    return row.answer


def end_once(store: Store, actor: Actor, key: str, answer: Any | None) -> None:
    """Keep what was answered; None where nothing was done, and the key may come again."""
    require(actor, Action.CHANGE_PASSWORD)
    mine = (idempotency.c.person == actor.name) & (idempotency.c.given == digest(key))
    done = update(idempotency).values(answer=answer) if answer is not None else delete(idempotency)
    with store.begin() as connection:
        connection.execute(done.where(mine))
