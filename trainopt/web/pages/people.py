"""Accounts, their grants and tokens, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.service import auditing, people, tokens
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
    return _listed(request, actor, store, q)


def _listed(
    request: Request, actor: Actor, store: Store, q: str = "", status: int = 200, **said: Any
) -> Response:
    found = people.list_people(store, actor)
    shown = [one for one in found if _has(one, q)]
    values = {"name": "", "grants": "", "said": "", "made": None} | said
    return page(request, "people/people.html", status, people=shown, every=len(found), q=q, **values)


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
    try:
        made = people.add_person(store, actor, name.strip(), _split(grants), subject=subject.strip() or None)
    except UsageError as error:
        return _listed(request, actor, store, status=422, said=str(error), name=name, grants=grants)
    return _listed(request, actor, store, made=made)


def _split(grants: str) -> list[str]:
    """Grants as they are typed: one a line, or with commas between."""
    return grants.replace(",", " ").split()


@router.get("/people/{name}")
def one(request: Request, name: str, actor: Asking, store: TheStore) -> Response:
    """An account. Raises NotThere."""
    return _shown(request, actor, store, name)


def _shown(
    request: Request, actor: Actor, store: Store, name: str, status: int = 200, **said: Any
) -> Response:
    person = people.person_by_name(store, actor, name)
    values = {"said": "", "made": None, "secret": "", "typed": None} | said
    about = [entry for entry in auditing.read_audit(store, actor, most=500) if entry.object == name]
    return page(
        request,
        "people/person.html",
        status,
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
    try:
        made = people.change_person(store, actor, name, granted=wanted, disabled=closing, reset=bool(reset))
    except UsageError as error:
        typed = None if wanted is None else grants
        return _shown(request, actor, store, name, 422, said=str(error), typed=typed)
    if made.password is not None:
        return _shown(request, actor, store, name, made=made)
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
    try:
        made = tokens.make_token(store, actor, title, days, _split(grants) or None, name)
    except UsageError as error:
        return _shown(request, actor, store, name, 422, said=str(error))
    return _shown(request, actor, store, name, secret=made.secret)


@router.post("/people/{name}/tokens/{number}")
def revoke_token(request: Request, name: str, number: str, actor: Asking, store: TheStore) -> Response:
    """End a token of a person. Raises NotThere."""
    tokens.revoke_token(store, actor, number_in_path(number, "token"), name)
    return RedirectResponse(request.url.path.partition("/tokens/")[0], 303)
