"""What stands around each request: its number, size and host, the headers of its answer, a line of log."""

from __future__ import annotations

import asyncio
import logging
import time
from secrets import token_hex
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trainopt.web.answers import API, ErrorTold, answer, answer_bug
from trainopt.web.metrics import count_request
from trainopt.web.refusals import TooMuch, TooSlow
from trainopt.web.settings import MOST_UPLOADED, WebSettings

LOG = logging.getLogger("trainopt.web.requests")

MEGABYTE = 2**20
MOST_BYTES = 10 * MEGABYTE
"""Of a body that is no upload."""
SENT_IN = 60.0
"""Seconds that the next piece of a body may take."""
UPLOAD = "multipart/form-data"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def policy_with_style(nonce: str) -> str:
    """The policy of a page whose script adds style sheets that carry a nonce, and no others."""
    return POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")


HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""On every answer that does not set its own."""
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

LEAST_COMPRESSED = 1024
COMPRESSION = 2
"""Half a megabyte of bars is a third of it after 5 ms; the most that there is takes seven times as long."""
SENT_AS_IT_IS = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "text/html",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""Kinds that are not compressed: streams, what is compressed already, and pages.

A page has the session's mark beside words of its address: how long it is compressed would tell the mark.
"""


class Shield:
    """Around the whole service."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.hosts = settings.hosts
        self.headers = HEADERS | (ENCRYPTED if settings.encrypted else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, began, answered = token_hex(8), time.monotonic(), 0.0
        scope.setdefault("state", {})["number"] = number
        status = 0

        async def send_shielded(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], time.monotonic() - began
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = number
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            if self._host(scope) not in self.hosts:
                refusal = self._by_no_name_of_ours(scope)
                await refusal(scope, receive, send_shielded)
            else:
                await self.app(scope, _measured(scope, receive), send_shielded)
        except Exception as error:
            if status:
                raise  # it had begun to answer
            refusal = await answer_bug(Request(scope), error)
            await refusal(scope, receive, send_shielded)
        finally:
            count_request(scope["method"], _pattern(scope), status, answered)
            _log(scope, number, status, time.monotonic() - began)

    @staticmethod
    def _by_no_name_of_ours(scope: Scope) -> Response:
        """To a program in the shape of its errors; to all else, such as probes, in a line."""
        said = "this service is not reached by that name"
        if scope["path"].startswith(API):
            return answer(Request(scope), ErrorTold(421, "wrong_host", said))
        return PlainTextResponse(f"{said}\n", 421)

    @staticmethod
    def _host(scope: Scope) -> str:
        host = Headers(scope=scope).get("host", "")
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        return name.lower()


def _measured(scope: Scope, receive: Receive) -> Receive:
    """The body, refused as soon as it is larger than a body may be, or nothing more comes of it."""
    headers = Headers(scope=scope)
    most = MOST_UPLOADED if headers.get("content-type", "").startswith(UPLOAD) else MOST_BYTES
    told = headers.get("content-length", "")
    seen = int(told) if told.isdecimal() and len(told) < 18 and int(told) > most else 0

    whole = late = False

    async def receive_measured() -> Message:
        nonlocal seen, whole, late
        try:
            async with asyncio.timeout(None if whole else 0.0 if late else SENT_IN):
                message = await receive() if seen <= most else {"type": "http.request"}
        except TimeoutError:
            late = True
            raise TooSlow(f"nothing more came of the request for {SENT_IN:g} s") from None
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooMuch(f"a request has at most {most // MEGABYTE:,} MB")
        whole = not message.get("more_body", False)
        return message

    return receive_measured


def _pattern(scope: Scope) -> str:
    """The pattern of the address, without the name of any thing; blank where none fits."""
    route = scope.get("route")
    return str(getattr(route, "path_format", getattr(route, "path", "")))


def _log(scope: Scope, number: str, status: int, seconds: float) -> None:
    """A line about a request, with the pattern of its address: no query, no body, no name of a thing."""
    facts: dict[str, Any] = {
        "request": number,
        "method": scope["method"],
        "route": _pattern(scope),
        "status": status,
        "seconds": round(seconds, 3),
    }
    asker = scope.get("state", {}).get("asker")
    if asker is not None:
        facts["who"] = asker.actor.name
    LOG.info("%(request)s %(method)s %(route)s: %(status)s in %(seconds)s s", facts, extra={"facts": facts})
