"""Tokens for programs: made by a person, with a subset of their grants, a name and an end; shown once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from trainopt.errors import NotSignedIn, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import people, tokens
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor, Grant, parse_grant
from trainopt.service.auditing import PEOPLE, note
from trainopt.service.passwords import digest, new_secret
from trainopt.service.people import grants_of

PREFIX = "trainopt_"
"""So that a token that lies where it should not is recognised."""
LONGEST = 366
LONGEST_NAME = 100


@dataclass(frozen=True)
class Token:
    """A token; its secret is known to whoever made it. `grants` is None where it has all of its person's.

    `ended`: its time is over, whether it was revoked or not.
    """

    number: int
    person: str
    name: str
    grants: tuple[Grant, ...] | None = field(repr=False)
    created_at: str
    ends_at: str
    revoked: bool
    ended: bool


@dataclass(frozen=True)
class NewToken:
    """A token as it is made; the secret is shown this once."""

    token: Token
    secret: str = field(repr=False)


def make_token(
    store: Store,
    actor: Actor,
    name: str,
    days: int,
    granted: Sequence[str] | None = None,
    person: str | None = None,
) -> NewToken:
    """A token for oneself, or by an admin for a person; without `granted` it has all grants of the person.

    Raises UsageError for grants that the person has not, NotThere, NotAllowed. A token makes no tokens.

    >>> with trainopt.open_store("tokens.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", ["reader:all"])
    ...     made = trainopt.make_token(store, trainopt.operator(), "export", 30, person="ann")
    >>> made.token
    Token(...'ann', name='export'...)
    """
    whose = person or actor.name
    require(actor, Action.OWN_ACCOUNT if whose == actor.name else Action.ADMINISTER)
    if actor.by == "token":
        raise UsageError("a token is made by a person who is signed in, not by another token")
    if not 1 <= days <= LONGEST or not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise UsageError(
            f"a token has a name of 1 to {LONGEST_NAME} characters and ends in 1 to {LONGEST} days"
        )
    wanted = None if granted is None else tuple(sorted({parse_grant(text) for text in granted}))
    secret = PREFIX + new_secret()
    row = {
        "person": whose,
        "name": name.strip(),
        "sha256": digest(secret),
        "grants": None if wanted is None else [str(grant) for grant in wanted],
        "created_at": now(),
        "ends": int(time.time()) + days * 86_400,
        "revoked": False,
    }
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == whose)) is None:
            raise not_there(f"person {whose}")
        own = grants_of(connection, whose)
        for grant in wanted or ():
            if not any(one.covers(grant) for one in own):
                raise UsageError(f"{whose} has no grant that covers {grant}")
        number = connection.execute(insert(tokens).values(row).returning(tokens.c.number)).scalar_one()
        facts = {"token": number, "name": row["name"], "grants": row["grants"], "days": days}
        note(connection, actor, "make token", whose, after=facts, area=PEOPLE)
    return NewToken(_as_token(row | {"number": number}), secret)


def list_tokens(store: Store, actor: Actor, person: str | None = None) -> list[Token]:
    """One's own tokens, or for an admin those of a person. Raises NotAllowed."""
    whose = person or actor.name
    require(actor, Action.OWN_ACCOUNT if whose == actor.name else Action.ADMINISTER)
    with store.look() as connection:
        rows = connection.execute(select(tokens).where(tokens.c.person == whose).order_by(tokens.c.number))
        return [_as_token(row._mapping) for row in rows]


def revoke_token(store: Store, actor: Actor, number: int, person: str | None = None) -> None:
    """End one's own token, or as an admin that of a person. Raises NotThere, NotAllowed."""
    whose = person or actor.name
    require(actor, Action.OWN_ACCOUNT if whose == actor.name else Action.ADMINISTER)
    with store.begin() as connection:
        which = (tokens.c.number == number) & (tokens.c.person == whose)
        if not connection.execute(update(tokens).where(which).values(revoked=True)).rowcount:
            raise not_there(f"token {number}")
        note(connection, actor, "revoke token", whose, before={"token": number}, area=PEOPLE)


def actor_of_token(store: Store, secret: str, address: str = "") -> Actor:
    """Who acts by a token: with its grants, as far as its person still has them. Raises NotSignedIn."""
    with store.look() as connection:
        found = connection.execute(
            select(tokens, people.c.disabled)
            .join(people, people.c.name == tokens.c.person)
            .where(tokens.c.sha256 == digest(secret))
        ).one_or_none()
        if found is None or found.revoked or found.disabled or found.ends <= time.time():
            raise NotSignedIn("there is no such token, or it has ended")
        own = grants_of(connection, found.person)
    asked = own if found.grants is None else map(parse_grant, found.grants)
    held = tuple(grant for grant in asked if any(one.covers(grant) for one in own))
    return Actor(found.person, held, address, "token", found.number)


def _as_token(row: Any) -> Token:
    ends_at = datetime.fromtimestamp(row["ends"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    held = None if row["grants"] is None else tuple(map(parse_grant, row["grants"]))
    return Token(
        number=row["number"],
        person=row["person"],
        name=row["name"],
        grants=held,
        created_at=row["created_at"],
        ends_at=ends_at,
        revoked=row["revoked"],
        ended=row["ends"] <= time.time(),
    )
