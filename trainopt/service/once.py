"""Writes that are sent twice are done once: the key that comes with each, and what was answered to it."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from trainopt.errors import TrainoptError, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import idempotency
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor
from trainopt.service.passwords import digest

KEPT_SECONDS = 24 * 3600


def answered_before(store: Store, actor: Actor, key: str, request: bytes) -> Any | None:
    """What was answered to the key; None where it is new.

    Neither key nor request is kept as it came: a request may hold a password, and the store tells none.

    Raises UsageError where the key came with another request.
    """
    require(actor, Action.CHANGE_PASSWORD)  # of whoever is known: what may be done is asked by the write
    if not 1 <= len(key) <= 255:
        raise UsageError("an idempotency key has 1 to 255 characters")
    with store.look() as connection:
        row = connection.execute(select(idempotency).where(_mine(actor, key))).one_or_none()
    if row is None or row.answer is None or row.at <= time.time() - KEPT_SECONDS:
        return None
    if row.request != _asked(key, request):
        raise UsageError("this idempotency key came with another request: take a new one")
    return row.answer


def do_once(
    store: Store, actor: Actor, key: str, request: bytes, write: Callable[[Store], Any]
) -> Any | None:
    """Do a write and keep what is answered to it, both or neither; None once that is done.

    `write` is given the store, all of it in one transaction, and returns the answer as it is kept. Where the
    same came at the same time and was quicker, nothing is done, and what was answered to it is returned.

    Raises what `write` raises: then nothing was done.
    """
    require(actor, Action.CHANGE_PASSWORD)
    try:
        with store.as_one() as one:
            answer = write(one)
            moment = int(time.time())
            values = {"person": actor.name, "given": digest(key), "request": _asked(key, request)}
            with one.begin() as connection:
                old = idempotency.c.at <= moment - KEPT_SECONDS
                unanswered = _mine(actor, key) & idempotency.c.answer.is_(None)  # as older versions left them
                connection.execute(delete(idempotency).where(old | unanswered))
                connection.execute(insert(idempotency).values(**values, answer=answer, at=moment))
    except (IntegrityError, TrainoptError):
        before = answered_before(store, actor, key, request)
        if before is None:
            raise
        return before
    return None


def _mine(actor: Actor, key: str) -> Any:
    return (idempotency.c.person == actor.name) & (idempotency.c.given == digest(key))


def _asked(key: str, request: bytes) -> str:
    return hmac.new(key.encode(), request, hashlib.sha256).hexdigest()
