"""Accounts, their grants and tokens, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.runs.store import Store
from trainopt.service import auditing, people, tokens
from trainopt.service.absent import absent_of_anybody
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False, dependencies=[gate(Action.ADMINISTER)])

MOST_ENTRIES = 50

FormWord = Annotated[str, Form(max_length=200)]
FormText = Annotated[str, Form(max_length=4000)]


@router.get("/people")
def all_people(request: Request, actor: Asking, store: TheStore, q: str = "") -> Response:
    """Every account, or those whose name or grants have the words in them."""
    return _listed(request, actor, store, q, absent=absent_of_anybody(store, actor))


def _listed(request: Request, actor: Actor, store: Store, q: str = "", **said: Any) -> Response:
    found = people.list_people(store, actor)
    shown = [one for one in found if _has(one, q)]
    values = {"made": None} | said
    return page(request, "people/people.html", people=shown, every=len(found), q=q, **values)


def _has(person: people.Person, words: str) -> bool:
    text = " ".join([person.name, *map(str, person.grants)]).casefold()
    return all(word in text for word in words.casefold().split())


@router.post("/people")
def add(
    request: Request,
    actor: Asking,
    store: TheStore,
    name: FormWord = "",
    grants: FormText = "",
    subject: FormWord = "",
) -> Response:
    """Add an account; its one-time password is shown this once."""
    wanted = _split(grants)
    absent = absent_of_anybody(store, actor, wanted)
    made = people.add_person(store, actor, name.strip(), wanted, subject=subject.strip() or None)
    return _listed(request, actor, store, made=made, absent=absent)


def _split(grants: str) -> list[str]:
    """Grants as they are typed: one a line, or with commas between."""
    return grants.replace(",", " ").split()


@router.get("/people/{name}")
def one(request: Request, name: str, actor: Asking, store: TheStore) -> Response:
    """An account. Raises NotThere."""
    return _shown(request, actor, store, name, absent=absent_of_anybody(store, actor))


def _shown(request: Request, actor: Actor, store: Store, name: str, **said: Any) -> Response:
    person = people.person_by_name(store, actor, name)
    values = {"made": None, "secret": ""} | said
    about = [entry for entry in auditing.read_audit(store, actor, most=500) if entry.object == name]
    return page(
        request,
        "people/person.html",
        person=person,
        tokens=tokens.list_tokens(store, actor, name),
        entries=about[:MOST_ENTRIES],
        **values,
    )


@router.post("/people/{name}")
def change(
    request: Request,
    name: str,
    actor: Asking,
    store: TheStore,
    sent: SentForm,
    grants: FormText = "",
    disabled: FormWord = "",
    reset: FormWord = "",
) -> Response:
    """Change an account's grants, close or open it, or give it a new one-time password.

    A field for grants that was emptied takes all of them; a form without one leaves them.
    """
    wanted = _split(grants) if "grants" in sent else None
    closing = {"yes": True, "no": False}.get(disabled)
    absent = absent_of_anybody(store, actor, wanted or ())
    made = people.change_person(store, actor, name, granted=wanted, disabled=closing, reset=bool(reset))
    if made.password is not None:
        return _shown(request, actor, store, name, made=made, absent=absent)
    return RedirectResponse(request.url.path, 303)


@router.post("/people/{name}/tokens")
def make_token(
    request: Request,
    name: str,
    actor: Asking,
    store: TheStore,
    title: FormWord = "",
    days: Annotated[int, Form()] = 30,
    grants: FormText = "",
) -> Response:
    """Make a token for a person; it is shown this once."""
    people.person_by_name(store, actor, name)
    absent = absent_of_anybody(store, actor)
    made = tokens.make_token(store, actor, title, days, _split(grants) or None, name)
    return _shown(request, actor, store, name, secret=made.secret, absent=absent)


@router.post("/people/{name}/tokens/{number}")
def revoke_token(request: Request, name: str, number: str, actor: Asking, store: TheStore) -> Response:
    """End a token of a person. Raises NotThere."""
    tokens.revoke_token(store, actor, number_in_path(number, "token"), name)
    return RedirectResponse(request.url.path.partition("/tokens/")[0], 303)
