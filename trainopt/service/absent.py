"""Nations and units of grants that the data does not have: told to whoever has one, and to admins."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import grants
from trainopt.service.access import Action, require
from trainopt.service.actors import ALL, Actor, Role, Scope, parse_grant
from trainopt.service.contents import data_at
from trainopt.service.versions import newest_version


def absent_scopes(store: Store, actor: Actor) -> tuple[Scope, ...]:
    """Of the actor's scopes those whose nation or unit the newest version lacks. Raises NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        return _absent(connection, actor.scopes(Role.READER))


def absent_of_anybody(store: Store, actor: Actor, wanted: Iterable[str] = ()) -> frozenset[Scope]:
    """The same of everybody's grants and of those that are `wanted` for somebody, for an admin.

    An admin sees no data: they hear yes or no of ids that stand in a grant, which the audit has, of no other.
    Whoever is about to show a secret that is told but once asks before it is made: this can fail. Raises
    NotAllowed, UsageError.
    """
    require(actor, Action.ADMINISTER)
    with store.look() as connection:
        given = map(parse_grant, [*connection.scalars(select(grants.c.granted).distinct()), *wanted])
        return frozenset(_absent(connection, {grant.scope for grant in given if grant.scope}))


def _absent(connection: Connection, scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Where there is no data yet nothing is amiss."""
    named = [scope for scope in scopes if scope != ALL]
    newest = newest_version(connection) if named else None
    if newest is None:
        return ()
    data = data_at(connection, newest.dataset_id)
    return tuple(scope for scope in named if not data.knows(scope))
