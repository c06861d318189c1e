"""Signing in and out, one's password, and the language of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotSignedIn, UsageError
from trainopt.service import people, sessions
from trainopt.web.addresses import own_address
from trainopt.web.asking import (
    COOKIE,
    Asking,
    TheStore,
    address_of,
    forget,
    keep_signed_in,
    require_own_origin,
)
from trainopt.web.templates import LANGUAGE_COOKIE, page
from trainopt.words.voice import LANGUAGES

YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in(request: Request, next: str = "") -> Response:
    """The form to sign in."""
    return _form(request, 200, next=own_address(next), said="", name="")


def _form(request: Request, status: int, **values: str) -> Response:
    by_provider = bool(request.app.state.settings.oidc_issuer)
    return page(request, "signing/sign_in.html", status, by_provider=by_provider, **values)


@router.post("/sign-in")
def do_sign_in(
    request: Request,
    store: TheStore,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Sign in, and go on to where one wanted to be."""
    require_own_origin(request)
    agent = request.headers.get("user-agent", "")
    try:
        had = request.cookies.get(COOKIE, "")
        made = sessions.sign_in(store, name.strip(), password, address_of(request), agent, had)
    except NotSignedIn as error:
        return _form(request, 401, next=own_address(next), said=str(error), name=name)
    answer = RedirectResponse("/password" if made.actor.must_change else own_address(next) or "/", 303)
    keep_signed_in(answer, made.secret)
    return answer


@router.post("/sign-out")
def sign_out(actor: Asking, store: TheStore) -> Response:
    """End the session that asks."""
    sessions.end_session(store, actor)
    answer = RedirectResponse("/sign-in", 303)
    forget(answer)
    return answer


@router.get("/password")
def password(request: Request, actor: Asking) -> Response:
    """The form to choose another password."""
    return page(request, "signing/password.html")


@router.post("/password")
def change_password(
    actor: Asking,
    store: TheStore,
    old: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Choose another password."""
    if new != again:
        raise UsageError("the new password was typed in two ways")
    people.change_password(store, actor, old, new)
    return RedirectResponse("/", 303)


@router.post("/language")
def choose_language(
    request: Request,
    language: Annotated[str, Form(max_length=20)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Read on in another language, also before one has signed in. Raises UsageError."""
    require_own_origin(request)
    if language not in LANGUAGES:
        raise UsageError("there is no catalogue of that language")
    answer = RedirectResponse(own_address(next) or "/", 303)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=YEAR, secure=True, httponly=True, samesite="lax", path="/"
    )
    return answer
