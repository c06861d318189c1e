"""The interface for programs: people, grants, tokens, sessions, the audit."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from typing_extensions import TypedDict

from trainopt.runs.store import Store
from trainopt.runs.store.prune import KEEP_VERSIONS
from trainopt.runs.store.publishing import Entry
from trainopt.runs.store.retention import KEEP_AUDIT, KEEP_DRAFTS
from trainopt.service import auditing, people, sessions, settings, tokens
from trainopt.service.absent import absent_of_anybody
from trainopt.service.access import Action
from trainopt.service.actors import Actor, Scope
from trainopt.service.gates import pass_gate, pass_person_gate
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import (
    INTERFACE,
    Batch,
    Before,
    Most,
    Sent,
    StoredNumber,
    batch,
    body_of,
    numbered,
)
from trainopt.web.repeating import RepeatableRoute

router = APIRouter(prefix=INTERFACE, tags=["people"], route_class=RepeatableRoute)


def gate(action: Action) -> Any:
    """An endpoint's first question: may the actor do this at all?"""

    def ask(actor: Asking) -> None:
        pass_gate(actor, action)

    return Depends(ask)


class PersonAnswer(TypedDict):
    """An account. `password` is a one-time password, in the answer to what made it alone.

    `absent` are those of its grants whose nation or unit the newest data does not have.
    """

    name: str
    grants: list[str]
    absent: list[str]
    disabled: bool
    must_change: bool
    subject: str | None
    created_at: str
    created_by: str
    password: str | None


class NewPerson(Sent):
    """An account to be added; without a password and a subject a one-time password is made."""

    name: str
    grants: tuple[str, ...] = ()
    password: str | None = None
    subject: str | None = None


class PersonChange(Sent):
    """What is to be another way: all grants as they shall be, open or closed, a new one-time password."""

    grants: list[str] | None = None
    disabled: bool | None = None
    reset_password: bool = False


def _answer(person: people.Person, absent: Container[Scope], password: str | None = None) -> PersonAnswer:
    return PersonAnswer(
        name=person.name,
        grants=list(map(str, person.grants)),
        absent=[str(grant) for grant in person.grants if grant.scope and grant.scope in absent],
        disabled=person.disabled,
        must_change=person.must_change,
        subject=person.subject,
        created_at=person.created_at,
        created_by=person.created_by,
        password=password,
    )


@router.get("/people", dependencies=[gate(Action.ADMINISTER)])
def list_people(actor: Asking, store: TheStore) -> Batch[PersonAnswer]:
    """Every account with its grants."""
    absent = absent_of_anybody(store, actor)
    return Batch(items=[_answer(person, absent) for person in people.list_people(store, actor)])


@router.post("/people", status_code=201, dependencies=[gate(Action.ADMINISTER)])
def add_person(
    actor: Asking, store: TheStore, wanted: Annotated[NewPerson, body_of(NewPerson)]
) -> PersonAnswer:
    """Add an account."""
    absent = absent_of_anybody(store, actor, wanted.grants)
    made = people.add_person(store, actor, wanted.name, wanted.grants, wanted.password, wanted.subject)
    return _answer(made.person, absent, made.password)


def _person_gate(name: str, actor: Asking, store: TheStore) -> None:
    pass_person_gate(store, actor, name)


@router.patch("/people/{name}", dependencies=[gate(Action.ADMINISTER), Depends(_person_gate)])
def change_person(
    name: str, actor: Asking, store: TheStore, wanted: Annotated[PersonChange, body_of(PersonChange)]
) -> PersonAnswer:
    """Change an account's grants, close or open it, give it a new one-time password; all of it or nothing."""
    absent = absent_of_anybody(store, actor, wanted.grants or ())
    made = people.change_person(
        store, actor, name, granted=wanted.grants, disabled=wanted.disabled, reset=wanted.reset_password
    )
    return _answer(made.person, absent, made.password)


# Settings


class SettingsAnswer(TypedDict):
    """How long `runs prune` keeps things: versions, days of decided drafts and of the audit; null: all."""

    keep_versions: int | None
    keep_drafts_days: int | None
    keep_audit_days: int | None


class SettingsChange(Sent):
    """The settings that are to be another way; null: not set. What is not named stays."""

    keep_versions: StoredNumber | None = None
    keep_drafts_days: StoredNumber | None = None
    keep_audit_days: StoredNumber | None = None


def _settings(store: Store, actor: Actor) -> SettingsAnswer:
    found = settings.read_settings_of_store(store, actor)
    return SettingsAnswer(
        keep_versions=found.get(KEEP_VERSIONS),
        keep_drafts_days=found.get(KEEP_DRAFTS),
        keep_audit_days=found.get(KEEP_AUDIT),
    )


@router.get("/settings", dependencies=[gate(Action.ADMINISTER)])
def read_settings(actor: Asking, store: TheStore) -> SettingsAnswer:
    """How long things are kept."""
    return _settings(store, actor)


@router.patch("/settings", dependencies=[gate(Action.ADMINISTER)])
def change_settings(
    actor: Asking, store: TheStore, wanted: Annotated[SettingsChange, body_of(SettingsChange)]
) -> SettingsAnswer:
    """Change how long things are kept; all of it or nothing."""
    named = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    with store.as_one() as one:
        for name, value in named.items():
            settings.change_setting(one, actor, name, value)
    return _settings(store, actor)


# Oneself


class TokenAnswer(TypedDict):
    """A token; `grants` is null: all of its person's. `secret`: in the answer to what made it alone."""

    number: int
    name: str
    grants: list[str] | None
    created_at: str
    ends_at: str
    revoked: bool
    secret: str | None


class MeAnswer(TypedDict):
    """Who asks. `by` is session or token."""

    name: str
    grants: list[str]
    by: str
    must_change: bool


class SessionAnswer(TypedDict):
    """A session that is open; `current`: the one that asks."""

    number: int
    began_at: str
    address: str
    agent: str
    current: bool


class TokenWanted(Sent):
    """A token to be made, for so many days; without grants it has all of its person's."""

    name: str
    days: int = 30
    grants: list[str] | None = None


class PasswordChange(Sent):
    """The old password, and the new one."""

    old: str
    new: str


def _token(token: tokens.Token, secret: str | None = None) -> TokenAnswer:
    return TokenAnswer(
        number=token.number,
        name=token.name,
        grants=None if token.grants is None else list(map(str, token.grants)),
        created_at=token.created_at,
        ends_at=token.ends_at,
        revoked=token.revoked,
        secret=secret,
    )


@router.get("/me")
def me(actor: Asking) -> MeAnswer:
    """Who asks, and with which grants."""
    return MeAnswer(
        name=actor.name, grants=list(map(str, actor.grants)), by=actor.by, must_change=actor.must_change
    )


@router.post("/me/password", status_code=204, dependencies=[gate(Action.CHANGE_PASSWORD)])
def change_password(
    actor: Asking, store: TheStore, wanted: Annotated[PasswordChange, body_of(PasswordChange)]
) -> None:
    """Choose another password; one's other sessions end."""
    people.change_password(store, actor, wanted.old, wanted.new)


@router.get("/me/tokens", dependencies=[gate(Action.OWN_ACCOUNT)])
def list_tokens(actor: Asking, store: TheStore) -> Batch[TokenAnswer]:
    """One's own tokens, without their secrets."""
    return Batch(items=list(map(_token, tokens.list_tokens(store, actor))))


@router.post("/me/tokens", status_code=201, dependencies=[gate(Action.OWN_ACCOUNT)])
def make_token(
    actor: Asking, store: TheStore, wanted: Annotated[TokenWanted, body_of(TokenWanted)]
) -> TokenAnswer:
    """Make a token; its secret is shown this once."""
    made = tokens.make_token(store, actor, wanted.name, wanted.days, wanted.grants)
    return _token(made.token, made.secret)


@router.delete("/me/tokens/{number}", status_code=204, dependencies=[gate(Action.OWN_ACCOUNT)])
def revoke_token(number: Annotated[int, numbered("token")], actor: Asking, store: TheStore) -> None:
    """End one of one's tokens."""
    tokens.revoke_token(store, actor, number)


@router.get("/me/sessions", dependencies=[gate(Action.OWN_ACCOUNT)])
def list_sessions(actor: Asking, store: TheStore) -> Batch[SessionAnswer]:
    """One's own open sessions."""
    found = sessions.list_sessions(store, actor)
    return Batch(items=[cast(SessionAnswer, vars(session)) for session in found])


@router.delete("/me/sessions/{number}", status_code=204, dependencies=[gate(Action.OWN_ACCOUNT)])
def end_session(number: Annotated[int, numbered("session")], actor: Asking, store: TheStore) -> None:
    """End one of one's sessions."""
    sessions.end_session(store, actor, number)


# The audit


class EntryAnswer(TypedDict):
    """A line of the audit: who, when (UTC), from which address, what, with which object, before and after."""

    number: int
    at: str
    who: str
    address: str
    area: str
    action: str
    object: str
    run: int | None
    detail: str
    before: Any
    after: Any


def _entry(entry: Entry) -> EntryAnswer:
    before, after = (text and json.loads(text) for text in (entry.before, entry.after))
    return cast(EntryAnswer, vars(entry) | {"before": before, "after": after})


@router.get("/audit", tags=["audit"])
def read_audit(
    actor: Asking,
    store: TheStore,
    before: Before = None,
    most: Most = 100,
) -> Batch[EntryAnswer]:
    """The audit, newest first: of data, runs and publications, or of people and settings, as one may read."""
    found = auditing.read_audit(store, actor, before=before, most=most + 1)
    return batch(list(map(_entry, found)), most, lambda line: line["number"])
