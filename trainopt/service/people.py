"""Accounts: people, their grants and passwords. What is done to them stands in the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import grants, people, sessions, tokens
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor, Grant, check_name, parse_grant
from trainopt.service.attempts import TOO_MANY, count_failure, forget_failures, too_many
from trainopt.service.auditing import PEOPLE, note
from trainopt.service.passwords import check_password, fits, hashed, one_time_password


@dataclass(frozen=True)
class Person:
    """An account. `subject` is who an identity provider says it is.

    `must_change`: its password is for one sign-in, at which another is chosen.
    """

    name: str
    grants: tuple[Grant, ...]
    disabled: bool
    must_change: bool
    has_password: bool
    subject: str | None
    created_at: str
    created_by: str

    def __repr__(self) -> str:
        return f"Person({self.name!r}, {len(self.grants)} grants)"


@dataclass(frozen=True)
class Welcome:
    """A person, and the one-time password that was made for them; None where they have one of their own."""

    person: Person
    password: str | None

    def __repr__(self) -> str:
        return f"Welcome({self.person!r})"


def list_people(store: Store, actor: Actor) -> list[Person]:
    """Every account, by name. Raises NotAllowed.

    >>> with trainopt.open_store("people.db") as store:
    ...     trainopt.list_people(store, trainopt.operator())
    []
    """
    require(actor, Action.ADMINISTER)
    with store.look() as connection:
        return _people(connection)


def person_by_name(store: Store, actor: Actor, name: str) -> Person:
    """An account. Raises NotThere, NotAllowed."""
    require(actor, Action.ADMINISTER)
    with store.look() as connection:
        return _person(connection, name)


def add_person(
    store: Store,
    actor: Actor,
    name: str,
    granted: Sequence[str],
    password: str | None = None,
    subject: str | None = None,
) -> Welcome:
    """A new account. Without a password one is made, which must be changed at the first sign-in.

    With a `subject`, who an identity provider says it is, none is made. Raises UsageError for a name that is
    taken or none, for what is no grant, and for a password that nobody should choose; NotAllowed.

    >>> with trainopt.open_store("added.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", ["planner:nation:PL"])
    >>> welcome.person.must_change
    True
    """
    require(actor, Action.ADMINISTER)
    check_name(name)
    wanted = sorted({parse_grant(text) for text in granted})
    made = one_time_password() if password is None and subject is None else None
    if password is not None:
        check_password(password, name)
    row = {
        "name": name,
        "password": _hash(password or made),
        "must_change": made is not None,
        "disabled": False,
        "subject": subject,
        "created_at": now(),
        "created_by": actor.name,
    }
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == name)) is not None:
            raise UsageError(f"there is a person {name} already")
        connection.execute(insert(people).values(row))
        for grant in wanted:
            _give(connection, actor, name, grant)
        note(connection, actor, "add person", name, after=_granted(wanted), area=PEOPLE)
        return Welcome(_person(connection, name), made)


def _hash(password: str | None) -> str | None:
    return None if password is None else hashed(password)


def grant_person(store: Store, actor: Actor, name: str, granted: Sequence[str]) -> Person:
    """Give a person more grants. Raises NotThere, NotAllowed, and UsageError for what is no grant.

    >>> with trainopt.open_store("granted.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", [])
    ...     trainopt.grant_person(store, trainopt.operator(), "ann", ["reader:all"])
    Person('ann', 1 grants)
    """
    require(actor, Action.ADMINISTER)
    wanted = [parse_grant(text) for text in granted]
    with store.begin() as connection:
        before = _person(connection, name)
        for grant in wanted:
            if grant not in before.grants:
                _give(connection, actor, name, grant)
        return _noted_grants(connection, actor, "grant", before)


def revoke_grants(store: Store, actor: Actor, name: str, granted: Sequence[str]) -> Person:
    """Take grants from a person; tokens lose them too. Raises NotThere, NotAllowed, UsageError.

    >>> with trainopt.open_store("revoked.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", ["reader:all"])
    ...     trainopt.revoke_grants(store, trainopt.operator(), "ann", ["reader:all"])
    Person('ann', 0 grants)
    """
    require(actor, Action.ADMINISTER)
    taken = [parse_grant(text) for text in granted]
    with store.begin() as connection:
        before = _person(connection, name)
        for grant in taken:
            if grant not in before.grants:
                raise UsageError(f"{name} has no grant {grant}")
            theirs = (grants.c.person == name) & (grants.c.granted == str(grant))
            connection.execute(delete(grants).where(theirs))
        return _noted_grants(connection, actor, "revoke", before)


def _noted_grants(connection: Connection, actor: Actor, action: str, before: Person) -> Person:
    after = _person(connection, before.name)
    facts = {"before": _granted(before.grants), "after": _granted(after.grants)}
    note(connection, actor, action, before.name, **facts, area=PEOPLE)  # type: ignore[arg-type]
    return after


def disable_person(store: Store, actor: Actor, name: str, *, disabled: bool = True) -> Person:
    """Close an account with all its sessions and tokens; or open it again. Raises NotThere, NotAllowed.

    >>> with trainopt.open_store("disabled.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", [])
    ...     trainopt.disable_person(store, trainopt.operator(), "ann").disabled
    True
    """
    require(actor, Action.ADMINISTER)
    with store.begin() as connection:
        _person(connection, name)
        _close_or_open(connection, actor, name, disabled=disabled)
        return _person(connection, name)


def reset_password(store: Store, actor: Actor, name: str) -> str:
    """A new one-time password for a person, whose sessions end. Raises NotThere, NotAllowed.

    >>> with trainopt.open_store("reset.db") as store:
    ...     welcome = trainopt.add_person(store, trainopt.operator(), "ann", [])
    ...     trainopt.reset_password(store, trainopt.operator(), "ann") == welcome.password
    False
    """
    require(actor, Action.ADMINISTER)
    made = one_time_password()
    kept = hashed(made)
    with store.begin() as connection:
        _person(connection, name)
        _keep_one_time(connection, actor, name, kept)
    return made


def change_person(
    store: Store,
    actor: Actor,
    name: str,
    *,
    granted: Sequence[str] | None = None,
    disabled: bool | None = None,
    reset: bool = False,
) -> Welcome:
    """Several of the changes above as one: all grants as they shall be, closed or open, a one-time password.

    What is None stays. Raises NotThere, NotAllowed, UsageError for what is no grant; then nothing changes.
    """
    require(actor, Action.ADMINISTER)
    wanted = None if granted is None else {parse_grant(text) for text in granted}
    made = one_time_password() if reset else None
    kept = _hash(made)
    with store.begin() as connection:
        before = _person(connection, name)
        if wanted is not None and wanted != set(before.grants):
            connection.execute(delete(grants).where(grants.c.person == name))
            for grant in sorted(wanted):
                _give(connection, actor, name, grant)
            _noted_grants(connection, actor, "grant", before)
        if disabled is not None and disabled != before.disabled:
            _close_or_open(connection, actor, name, disabled=disabled)
        if kept is not None:
            _keep_one_time(connection, actor, name, kept)
        return Welcome(_person(connection, name), made)


def _close_or_open(connection: Connection, actor: Actor, name: str, *, disabled: bool) -> None:
    connection.execute(update(people).where(people.c.name == name).values(disabled=disabled))
    if disabled:
        end_all(connection, name)
    note(connection, actor, "disable" if disabled else "enable", name, area=PEOPLE)


def _keep_one_time(connection: Connection, actor: Actor, name: str, kept: str) -> None:
    connection.execute(update(people).where(people.c.name == name).values(password=kept, must_change=True))
    connection.execute(update(sessions).where(sessions.c.person == name).values(ended=True))
    note(connection, actor, "reset password", name, area=PEOPLE)


def change_password(store: Store, actor: Actor, old: str, new: str) -> None:
    """Change one's own password; one's other sessions end.

    Raises UsageError for a wrong old one, of which no more are tried than at the sign-in, and for a new one
    that nobody should choose.
    """
    require(actor, Action.CHANGE_PASSWORD)
    with store.look() as connection:
        if too_many(connection, actor.name, actor.address):
            raise UsageError(TOO_MANY)
        kept = connection.scalar(select(people.c.password).where(people.c.name == actor.name))
    if not fits(kept, old):
        with store.begin() as connection:
            count_failure(connection, actor.name, actor.address)
            note(connection, actor, "change password failed", actor.name, area=PEOPLE)
        raise UsageError("the old password is wrong")
    check_password(new, actor.name)
    if new == old:
        raise UsageError("the new password is the old one; choose another")
    made = hashed(new)
    here = actor.key if actor.by == "session" else 0  # a token has a number, too
    others = (sessions.c.person == actor.name) & (sessions.c.number != here)
    with store.begin() as connection:
        same = (people.c.name == actor.name) & (people.c.password == kept)
        changed = connection.execute(update(people).where(same).values(password=made, must_change=False))
        if not changed.rowcount:
            raise UsageError("the old password is wrong")
        forget_failures(connection, actor.name, actor.address)
        connection.execute(update(sessions).where(others).values(ended=True))
        note(connection, actor, "change password", actor.name, area=PEOPLE)


def end_all(connection: Connection, name: str) -> None:
    """End a person's sessions and tokens."""
    connection.execute(update(sessions).where(sessions.c.person == name).values(ended=True))
    connection.execute(update(tokens).where(tokens.c.person == name).values(revoked=True))


def grants_of(connection: Connection, name: str) -> tuple[Grant, ...]:
    """A person's grants."""
    found = connection.scalars(select(grants.c.granted).where(grants.c.person == name))
    return tuple(sorted(map(parse_grant, found)))


def open_accounts(connection: Connection) -> list[Actor]:
    """Everybody whose account is open, as they would act, by name."""
    return [Actor(person.name, person.grants) for person in _people(connection) if not person.disabled]


def _give(connection: Connection, actor: Actor, name: str, grant: Grant) -> None:
    row = {"person": name, "granted": str(grant), "granted_at": now(), "granted_by": actor.name}
    connection.execute(insert(grants).values(row))


def _granted(found: Sequence[Grant]) -> dict[str, Any]:
    return {"grants": [str(grant) for grant in found]}


def _people(connection: Connection) -> list[Person]:
    given: dict[str, list[Grant]] = defaultdict(list)
    for person, text in connection.execute(select(grants.c.person, grants.c.granted)):
        given[person].append(parse_grant(text))
    rows = connection.execute(select(people).order_by(people.c.name))
    return [_as_person(row._mapping, tuple(sorted(given[row.name]))) for row in rows]


def _person(connection: Connection, name: str) -> Person:
    row = connection.execute(select(people).where(people.c.name == name)).one_or_none()
    if row is None:
        raise not_there(f"person {name}")
    return _as_person(row._mapping, grants_of(connection, name))


def _as_person(row: Any, given: tuple[Grant, ...]) -> Person:
    return Person(
        row["name"],
        given,
        row["disabled"],
        row["must_change"],
        row["password"] is not None,
        row["subject"],
        row["created_at"],
        row["created_by"],
    )
