"""Writes that are sent twice are done once, if they carry an `Idempotency-Key`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from trainopt.service.once import begin_once, end_once
from trainopt.web.asking import READING, fresh, recognise, store_of

HEADER = "idempotency-key"
KEPT_HEADERS = ("content-type", "etag", "location")
DONE = 300
"""Statuses from here on mean that nothing was done."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class RepeatableRoute(APIRoute):
    """An endpoint that answers a write it has done already as it did then."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method in READING:
                return await handler(request)
            return await _once(handler, request, key)

        return answer


async def _once(handler: Handler, request: Request, key: str) -> Response:
    store = store_of(request)
    actor = await fresh(request, await run_in_threadpool(recognise, request))
    sent = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    before = await run_in_threadpool(begin_once, store, actor, key, sent)
    if before is not None:
        return Response(before["body"].encode(), before["status"], before["headers"])
    kept = None
    try:
        made = await handler(request)
        if made.status_code < DONE:
            kept = {
                "status": made.status_code,
                "headers": {name: made.headers[name] for name in KEPT_HEADERS if name in made.headers},
                "body": bytes(made.body).decode(),
            }
        return made
    finally:
        await run_in_threadpool(end_once, store, actor, key, kept)
