"""Sessions: signing in and out. Each ends when idle, ends anyway, and can be ended from elsewhere."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from trainopt.errors import NotSignedIn, StoreDown
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import people, sessions
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.attempts import TOO_MANY, count_failure, forget_failures, too_many
from trainopt.service.auditing import PEOPLE, note
from trainopt.service.passwords import digest, fits, hashed, needs_rehash, new_secret
from trainopt.service.people import grants_of

IDLE_SECONDS = 2 * 3600
MOST_SECONDS = 12 * 3600
SEEN_EVERY = 60
"""Seconds: more often a session is not noted as seen, so that who reads writes nothing."""

WRONG = "the name or the password is wrong"


@dataclass(frozen=True)
class SignedIn:
    """A new session: its secret, which goes into the cookie, and who acts by it."""

    actor: Actor
    secret: str = field(repr=False)


@dataclass(frozen=True)
class OpenSession:
    """A session as its person sees it; `current`: the one that asks."""

    number: int
    began_at: str
    address: str
    agent: str
    current: bool


def sign_in(
    store: Store, name: str, password: str, address: str = "", agent: str = "", before: str = ""
) -> SignedIn:
    """A new session for whoever knows the password; one that the browser had `before`, by its secret, ends.

    Raises NotSignedIn, in the same words whatever is wrong.
    """
    with store.look() as connection:
        if too_many(connection, name, address):
            raise NotSignedIn(TOO_MANY)
        row = connection.execute(select(people).where(people.c.name == name)).one_or_none()
    right = fits(None if row is None else row.password, password)
    if row is None or not right or row.disabled:
        with store.begin() as connection:
            count_failure(connection, name, address)
            note(connection, Actor(name[:64], (), address), "sign-in failed", name[:64], area=PEOPLE)
        raise NotSignedIn(WRONG)
    with store.begin() as connection:
        same = connection.execute(select(people).where(people.c.name == name)).one_or_none() == row
        if same:
            forget_failures(connection, name, address)
            if needs_rehash(row.password):
                anew = update(people).where(people.c.name == name).values(password=hashed(password))
                connection.execute(anew)
            _end_before(connection, before, Actor(name, (), address))
            return _begin(connection, name, row.must_change, address, agent)
    # While the password was looked at, another was chosen, or the account was closed.
    return sign_in(store, name, password, address, agent, before)


def sign_in_as(store: Store, subject: str, address: str = "", agent: str = "", before: str = "") -> SignedIn:
    """The same for whom an identity provider has made sure of. Raises NotSignedIn for a stranger."""
    with store.begin() as connection:
        row = connection.execute(select(people).where(people.c.subject == subject)).one_or_none()
        if row is None or row.disabled:
            raise NotSignedIn("there is no account for this identity: an admin adds it")
        _end_before(connection, before, Actor(row.name, (), address))
        return _begin(connection, row.name, False, address, agent)


def _end_before(connection: Connection, secret: str, actor: Actor) -> None:
    """A browser has one session: who signs in anew leaves no other one open behind them, whosever it is."""
    same = (sessions.c.sha256 == digest(secret)) & ~sessions.c.ended
    ended = update(sessions).where(same).values(ended=True).returning(sessions.c.number, sessions.c.person)
    row = connection.execute(ended).one_or_none()
    if row is not None:
        note(connection, actor, "end session", row.person, before={"session": row.number}, area=PEOPLE)


def _begin(connection: Connection, name: str, must_change: bool, address: str, agent: str) -> SignedIn:
    secret, moment = new_secret(), int(time.time())
    row = {
        "sha256": digest(secret),
        "person": name,
        "began_at": now(),
        "seen": moment,
        "ends": moment + MOST_SECONDS,
        "address": address,
        "agent": agent[:200],
        "ended": False,
    }
    number = connection.execute(insert(sessions).values(row).returning(sessions.c.number)).scalar_one()
    actor = Actor(name, grants_of(connection, name), address, "session", number, must_change)
    note(connection, actor, "sign in", name, after={"session": number}, area=PEOPLE)
    return SignedIn(actor, secret)


def actor_of_session(store: Store, secret: str, address: str = "", *, noticed: bool = True) -> Actor:
    """Who acts in a session. Raises NotSignedIn where it has ended, or never was.

    Unless it is `noticed`, it goes on being idle: a page that lies open does nothing.
    """
    moment = int(time.time())
    with store.look() as connection:
        found = connection.execute(
            select(sessions, people.c.disabled, people.c.must_change)
            .join(people, people.c.name == sessions.c.person)
            .where(sessions.c.sha256 == digest(secret))
        ).one_or_none()
        if found is None or found.disabled or not _is_open(found, moment):
            raise NotSignedIn("the session has ended: sign in again")
        held = grants_of(connection, found.person)
    if noticed and moment - found.seen >= SEEN_EVERY:
        _note_seen(store, found.number, moment)
    return Actor(found.person, held, address, "session", found.number, found.must_change)


def _note_seen(store: Store, number: int, moment: int) -> None:
    """Who reads goes on reading where nothing can be written, as the store is full."""
    with suppress(StoreDown), store.begin() as connection:
        connection.execute(update(sessions).where(sessions.c.number == number).values(seen=moment))


def list_sessions(store: Store, actor: Actor) -> list[OpenSession]:
    """One's own open sessions, oldest first."""
    require(actor, Action.OWN_ACCOUNT)
    moment = int(time.time())
    with store.look() as connection:
        rows = connection.execute(
            select(sessions).where(sessions.c.person == actor.name).order_by(sessions.c.number)
        )
        return [
            OpenSession(row.number, row.began_at, row.address, row.agent, row.number == actor.key)
            for row in rows
            if _is_open(row, moment)
        ]


def end_session(store: Store, actor: Actor, number: int | None = None) -> None:
    """End one of one's own sessions; without a number the one that asks, which is to sign out.

    Raises NotThere.
    """
    require(actor, Action.CHANGE_PASSWORD)  # whoever may choose a password may leave, too
    which = actor.key if number is None else number
    with store.begin() as connection:
        own = (sessions.c.number == which) & (sessions.c.person == actor.name)
        if not connection.execute(update(sessions).where(own).values(ended=True)).rowcount:
            raise not_there(f"session {which}")
        note(connection, actor, "end session", actor.name, before={"session": which}, area=PEOPLE)


def _is_open(row: Any, moment: int) -> bool:
    return not row.ended and moment < row.ends and moment - row.seen < IDLE_SECONDS


def open_until(moment: int) -> ColumnElement[bool]:
    """Of which sessions that is so, for a query."""
    return ~sessions.c.ended & (sessions.c.ends > moment) & (sessions.c.seen > moment - IDLE_SECONDS)
