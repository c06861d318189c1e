"""Who asks: a person by the cookie of a session, a program by a token; and whether a page of ours sent it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from trainopt.errors import NotSignedIn, UsageError
from trainopt.runs.store import Store
from trainopt.service.actors import Actor
from trainopt.service.sessions import actor_of_session
from trainopt.service.tokens import actor_of_token
from trainopt.web.refusals import NotFresh

COOKIE = "__Host-trainopt"
"""A browser keeps a cookie of such a name to this host, to all its paths and to what is encrypted."""
BEARER = "bearer "
READING = {"GET", "HEAD", "OPTIONS"}
KEY = "idempotency-key"
MOST_FIELDS = 30_000
"""Of a form: three for each of ten thousand cells that others changed meanwhile."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Asker:
    """Who asks. `mark` must stand in every form and every writing call of their pages; blank for a token."""

    actor: Actor
    mark: str = field(default="", repr=False)


def store_of(request: Request) -> Store:
    """The store that is served."""
    store: Store = request.app.state.store
    return store


def address_of(request: Request) -> str:
    """From where it is asked."""
    return request.client.host if request.client else ""


def recognise(request: Request) -> Asker:
    """Who asks. Raises NotSignedIn; a token that is none is refused, whatever session there is beside it."""
    asker = known_by(request)
    request.state.asker = asker
    return asker


def known_by(request: Request, *, noticed: bool = True) -> Asker:
    """The same of a request that is still being answered; unless it is `noticed`, its session stays idle."""
    store, address = store_of(request), address_of(request)
    given = request.headers.get("authorization", "")
    if given:
        if not given.lower().startswith(BEARER):
            raise NotSignedIn("sign in by a token: Authorization: Bearer …")
        return Asker(actor_of_token(store, given[len(BEARER) :].strip(), address))
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise NotSignedIn("sign in first")
    return Asker(actor_of_session(store, secret, address, noticed=noticed), mark_of(secret))


def mark_of(secret: str) -> str:
    """What shows that a page of this session sent a request: nobody else's page can know it."""
    return hmac.new(secret.encode(), b"mark", hashlib.sha256).hexdigest()


async def fresh(request: Request, asker: Annotated[Asker, Depends(recognise)]) -> Actor:
    """Who asks, once it is sure that they meant to. Raises NotSignedIn, NotFresh.

    UsageError for a key where no answer is kept: whoever sends one counts on it.
    """
    if request.method not in READING and asker.mark:
        require_own_origin(request)
        given = request.headers.get("x-csrf-token") or await _in_form(request)
        if not hmac.compare_digest(given.encode(), asker.mark.encode()):
            raise NotFresh("this page is out of date: load it anew, then try again")
    if request.method not in READING:
        request.app.state.pace.take(asker.actor.name)
        if KEY in request.headers and not getattr(request.scope.get("route"), "answers_once", False):
            raise UsageError("a form is not sent with an Idempotency-Key: send it to /api/v1")
    return asker.actor


async def _in_form(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    given = (await request.form(max_fields=MOST_FIELDS)).get("csrf")
    return given if isinstance(given, str) else ""


def require_own_origin(request: Request) -> None:
    """Raise NotFresh for what a page from elsewhere has a browser send."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or site not in (None, "same-origin", "none"):
        raise NotFresh("this was sent by a page from elsewhere")


async def _form_of(request: Request, actor: Annotated[Actor, Depends(fresh)]) -> FormData:
    return await request.form(max_fields=MOST_FIELDS)


Asking = Annotated[Actor, Depends(fresh)]
"""Who asks, by session or token, and meant to."""
TheStore = Annotated[Store, Depends(store_of)]
SentForm = Annotated[FormData, Depends(_form_of)]
"""A form whose fields are not known beforehand, once it is sure who sends it."""


def keep_signed_in(answer: Response, secret: str) -> None:
    """Have the browser send the session's secret with every request, and no script read it."""
    answer.set_cookie(COOKIE, secret, secure=True, httponly=True, samesite="lax", path="/")


def forget(answer: Response) -> None:
    """Have the browser forget it."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
