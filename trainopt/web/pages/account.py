"""One's own account: sessions, tokens, calendar feeds."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, feeds, sessions, tokens
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.offered import is_offered
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.talk import feed_address
from trainopt.web.templates import page, reader

router = APIRouter(include_in_schema=False)

ACCOUNT = "/account"


@router.get("/account")
def account(request: Request, actor: Asking, store: TheStore) -> Response:
    """One's own account."""
    return _shown(request, actor, store)


def _shown(request: Request, actor: Actor, store: Store, **said: Any) -> Response:
    values = {"secret": "", "feed": ""} | said
    return page(
        request,
        "account/account.html",
        sessions=sessions.list_sessions(store, actor),
        tokens=tokens.list_tokens(store, actor),
        feeds=feeds.list_feeds(store, actor),
        subjects=_subjects(store, actor),
        **values,
    )


def _subjects(store: Store, actor: Actor) -> list[tuple[str, str]]:
    """What a feed can be of; nothing for who sees no data, and before there is any."""
    if not is_offered(actor, Action.SEE_DATA) or not datasets.has_data(store, actor):
        return []
    return feeds.subjects_of_feeds(store, actor)


@router.post("/account/sessions/{number}")
def end_session(number: str, actor: Asking, store: TheStore) -> Response:
    """End one of one's sessions. Raises NotThere."""
    sessions.end_session(store, actor, number_in_path(number, "session"))
    return RedirectResponse(ACCOUNT, 303)


@router.post("/account/tokens")
def make_token(
    request: Request,
    actor: Asking,
    store: TheStore,
    title: Annotated[str, Form(max_length=200)] = "",
    days: Annotated[int, Form()] = 30,
    grants: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Make a token; it is shown this once."""
    wanted = grants.replace(",", " ").split()
    made = tokens.make_token(store, actor, title, days, wanted or None)
    return _shown(request, actor, store, secret=made.secret)


@router.post("/account/tokens/{number}")
def revoke_token(number: str, actor: Asking, store: TheStore) -> Response:
    """End one of one's tokens. Raises NotThere."""
    tokens.revoke_token(store, actor, number_in_path(number, "token"))
    return RedirectResponse(ACCOUNT, 303)


@router.post("/account/feeds")
def make_feed(
    request: Request,
    actor: Asking,
    store: TheStore,
    kind: Annotated[str, Form(max_length=20)] = "",
    subject: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make a calendar feed of a site or a unit; its address is shown this once."""
    try:
        made = feeds.make_feed(store, actor, kind, subject.strip())
    except NotThere as error:  # which was typed, and is no address
        raise UsageError(str(error)) from None
    return _shown(request, actor, store, feed=feed_address(request, made.secret, reader(request).language))


@router.post("/account/feeds/{number}")
def revoke_feed(number: str, actor: Asking, store: TheStore) -> Response:
    """End one of one's calendar feeds. Raises NotThere."""
    feeds.revoke_feed(store, actor, number_in_path(number, "feed"))
    return RedirectResponse(ACCOUNT, 303)
