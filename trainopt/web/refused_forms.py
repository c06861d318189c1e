"""What is refused of a form is told in it, on the page that it was sent from, with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from re import Pattern
from typing import Any
from urllib.parse import unquote

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from trainopt.errors import TrainoptError
from trainopt.web.addresses import came_from, own_address
from trainopt.web.asking import FORMS, MOST_FIELDS, require_own_origin
from trainopt.web.refilled import BACK, Typed, refilled, with_notice
from trainopt.web.refusals import NotFresh
from trainopt.web.templates import environment, known_to_pages
from trainopt.web.unbroken import unbroken

UNREAD = (HTTPException, TrainoptError, ClientDisconnect, RuntimeError)
"""What reading a form raises that was too large, or is none, or of which the rest never came."""
OF_ITS_OWN = {"endpoint", "route", "router", "path_params", "fastapi"}
"""What the way to one page leaves in a request, and is no matter of another."""
GOOD = 200
FAULTY = "what was sent has faults"
"""What is said above them."""


async def in_its_form(request: Request, status: int, message: str, faults: Sequence[Any]) -> Response | None:
    """The page that a form was sent from, as it was sent, with why it was refused.

    Where the page has the form no longer it stands at the top of the page. None for what no form of ours
    has sent, and where there is no such page.
    """
    if not request.headers.get("content-type", "").startswith(FORMS) or _is_foreign(request):
        return None
    if getattr(request.state, "told_in_form", False):  # its body was read already, and no more of it comes
        return None
    request.state.told_in_form = True
    typed = await _typed(request)
    notice = await run_in_threadpool(_notice, request, status, FAULTY if faults else message, faults)
    fill = partial(refilled, path=request.url.path, typed=typed, notice=notice)

    def put_on_top(page: str, *, back: str) -> str:
        return fill(page, back=back) or with_notice(page, notice, back)

    tried: list[tuple[str, Callable[..., str | None]]]
    tried = [(address, put_on_top) for address in dict.fromkeys(_sent_from(request, typed))]
    tried += [(address, fill) for address in _above(request.url.path)]
    for address, edit in tried:
        shown = await _page_at(request, address)
        if shown is None:
            continue
        made = await run_in_threadpool(edit, bytes(shown.body).decode(), back=address)
        if made is not None:
            return _answered(shown, status, made)
    return None


def _is_foreign(request: Request) -> bool:
    try:
        require_own_origin(request)
    except NotFresh:
        return True
    return False


async def _typed(request: Request) -> Typed | None:
    try:
        form = await request.form(max_fields=MOST_FIELDS)
    except UNREAD:
        return None
    return {name: [text for text in form.getlist(name) if isinstance(text, str)] for name in form}


def _notice(request: Request, status: int, message: str, faults: Sequence[Any]) -> str:
    template = environment().get_template("parts/refused.html")
    return unbroken(template.render(known_to_pages(request, status), message=message, faults=faults))


def _sent_from(request: Request, typed: Typed | None) -> Iterator[str]:
    """The page that it was sent from: as the form says, or as the browser does."""
    said = (typed or {}).get(BACK, [""])
    for address in (own_address(said[0]), came_from(request)):
        if address:
            yield address


def _above(path: str) -> Iterator[str]:
    """An address and those above it: the page of a thing has the forms for what is done to it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def is_of_a_page(path: str) -> bool:
    """Whether a page may be there: no call of the interface, no stream, no file."""
    route = next((route for route, pattern in _routes_of_pages() if pattern.match(path)), ".")
    return "." not in route


@cache
def _routes_of_pages() -> Sequence[tuple[str, Pattern[str]]]:
    """How addresses that are looked at are written, in their order; those of files have an ending."""
    from trainopt.web.pages import ROUTERS  # which tell errors by this module

    found = [one.original_route for router in ROUTERS for one in iter_route_contexts(router.routes)]
    return [
        (route.path_format, route.path_regex)
        for route in found
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]


async def _page_at(request: Request, address: str) -> Response | None:
    """A page as whoever asks sees it now; None where there is none for them."""
    path, _, query = address.partition("?")
    if not is_of_a_page(unquote(path)):
        return None
    about = {name: value for name, value in request.scope.items() if name not in OF_ITS_OWN}
    scope = about | {
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "path_params": {},
        "state": request.scope.get("state", {}) | {"refused": True},
    }
    answer, content = Response(), b""
    coming: Iterator[Message] = iter([{"type": "http.request"}])

    async def nothing() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def take(message: Message) -> None:
        nonlocal content
        if message["type"] == "http.response.start":
            answer.status_code, answer.raw_headers = message["status"], list(message["headers"])
        content += message.get("body", b"")

    try:
        await request.app.router(scope, nothing, take)
    except HTTPException:  # nothing is there, or nothing to look at
        return None
    answer.body = content
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    return answer if answer.status_code == GOOD and is_page else None


def _answered(shown: Response, status: int, page: str) -> Response:
    headers = {name: text for name, text in shown.headers.items() if name != "content-length"}
    return Response(page, status, headers)
