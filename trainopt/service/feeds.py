"""Calendar feeds: a site's or a unit's calendar under a secret address, as long as its person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from trainopt.errors import NotThere
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import feeds, people
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope, ScopeKind
from trainopt.service.auditing import note
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.passwords import digest, new_secret
from trainopt.service.people import grants_of
from trainopt.service.versions import LATEST, version_at

SITE, UNIT = "site", "unit"
OF_WHAT: Mapping[str, tuple[str, ScopeKind]] = {
    SITE: ("sites", ScopeKind.NATION),
    UNIT: ("units", ScopeKind.UNIT),
}
"""By kind of feed: the table that has what it can be of, and the scopes that show such a thing whole."""


@dataclass(frozen=True)
class Feed:
    """A feed: whose it is, and of which site or unit."""

    number: int
    person: str
    kind: str
    subject: str
    created_at: str
    revoked: bool


@dataclass(frozen=True)
class NewFeed:
    """A feed as it is made; its secret, which goes into the address, is shown this once."""

    feed: Feed
    secret: str = field(repr=False)


@dataclass(frozen=True)
class FeedServed:
    """A feed that is asked for: who it is for, and the scope by which they see its site or unit."""

    feed: Feed
    actor: Actor
    scope: Scope


def make_feed(store: Store, actor: Actor, kind: str, subject: str) -> NewFeed:
    """A calendar of a site or unit under a secret address. Raises NotThere for one that is not seen."""
    require(actor, Action.OWN_ACCOUNT)
    secret = new_secret()
    with store.begin() as connection:
        _scope(connection, actor, kind, subject)
        if connection.scalar(select(people.c.name).where(people.c.name == actor.name)) is None:
            raise not_there(f"person {actor.name}")
        row = {
            "person": actor.name,
            "sha256": digest(secret),
            "kind": kind,
            "subject": subject,
            "created_at": now(),
            "revoked": False,
        }
        number = connection.execute(insert(feeds).values(row).returning(feeds.c.number)).scalar_one()
        note(connection, actor, "make feed", f"{kind} {subject}", after={"feed": number})
    return NewFeed(_feed(row | {"number": number}), secret)


def subjects_of_feeds(store: Store, actor: Actor) -> list[tuple[str, str]]:
    """The sites and units of which the actor may have a feed, each its id and name. Raises NotThere."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        data = data_at(connection, version_at(connection, LATEST).dataset_id)
    scopes = actor.scopes(Role.READER)
    return [
        (subject, cells.get("name", ""))
        for kind, (table, _) in OF_WHAT.items()
        for (subject,), cells in data.text[table].items()
        if any(_has_whole(data, scope, kind, subject) for scope in scopes)
    ]


def list_feeds(store: Store, actor: Actor) -> list[Feed]:
    """One's own feeds."""
    require(actor, Action.OWN_ACCOUNT)
    with store.look() as connection:
        found = select(feeds).where(feeds.c.person == actor.name).order_by(feeds.c.number)
        return [_feed(row._mapping) for row in connection.execute(found)]


def revoke_feed(store: Store, actor: Actor, number: int) -> None:
    """End one's own feed: its address leads nowhere any more. Raises NotThere."""
    require(actor, Action.OWN_ACCOUNT)
    mine = (feeds.c.number == number) & (feeds.c.person == actor.name)
    with store.begin() as connection:
        if not connection.execute(update(feeds).where(mine).values(revoked=True)).rowcount:
            raise not_there(f"feed {number}")
        note(connection, actor, "revoke feed", f"feed {number}")


def feed_by_secret(store: Store, secret: str) -> FeedServed:
    """The feed of an address, if its person may still see what it is of. Raises NotThere for any other."""
    with store.look() as connection:
        row = connection.execute(
            select(feeds, people.c.disabled)
            .join(people, people.c.name == feeds.c.person)
            .where(feeds.c.sha256 == digest(secret))
        ).one_or_none()
        if row is None or row.revoked or row.disabled:
            raise not_there("feed")
        actor = Actor(row.person, grants_of(connection, row.person), by="feed", key=row.number)
        try:
            scope = _scope(connection, actor, row.kind, row.subject)
        except NotThere:
            raise not_there("feed") from None
    return FeedServed(_feed(row._mapping), actor, scope)


def _scope(connection: Connection, actor: Actor, kind: str, subject: str) -> Scope:
    """The widest scope by which the actor sees a site as its host, or a unit. Raises NotThere."""
    data = data_at(connection, version_at(connection, LATEST).dataset_id)
    if kind in OF_WHAT and (subject,) in data.text[OF_WHAT[kind][0]]:
        for scope in actor.scopes(Role.READER):
            if _has_whole(data, scope, kind, subject):
                require(actor, Action.SEE_SCOPE, scope, f"{kind} {subject}")
                return scope
    raise not_there(f"{kind} {subject}")


def _has_whole(data: DataAtHand, scope: Scope, kind: str, subject: str) -> bool:
    return scope == ALL or (scope.kind is OF_WHAT[kind][1] and subject in data.reaches.of(scope).parts)


def _feed(row: Any) -> Feed:
    return Feed(row["number"], row["person"], row["kind"], row["subject"], row["created_at"], row["revoked"])
