"""Writes that are sent twice are done once, if they carry an `Idempotency-Key`."""

from __future__ import annotations

import json
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
SECRETS = ("secret", "password", "address")
"""Fields of answers that are shown once: asked again, what was made is told, and they are null."""
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
            if request.method in READING:
                return await handler(request)
            if key is None:
                await run_in_threadpool(
                    recognise, request
                )  # before a body is looked at: an upload's is first
                return await handler(request)
            return await _once(handler, request, key)

        return answer


async def _once(handler: Handler, request: Request, key: str) -> Response:
    store = store_of(request)
    actor = await fresh(request, await run_in_threadpool(recognise, request))
    held = " ".join(map(str, actor.grants))  # whoever may do less since is not answered as before
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{held}\n"
    sent = asked.encode() + await request.body()
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
                "body": _without_secrets(bytes(made.body).decode()),
            }
        return made
    finally:
        await run_in_threadpool(end_once, store, actor, key, kept)


def _without_secrets(body: str) -> str:
    """The answer as it is kept: no secret stands in the store."""
    told = json.loads(body) if body else None
    if not isinstance(told, dict) or not any(told.get(name) for name in SECRETS):
        return body
    return json.dumps(told | {name: None for name in SECRETS if name in told}, ensure_ascii=False)
