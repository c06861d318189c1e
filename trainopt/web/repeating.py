"""Writes that are sent twice are done once, if they carry an `Idempotency-Key`."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from fastapi import Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from trainopt.runs.store import Store
from trainopt.service.actors import Actor
from trainopt.service.once import answered_before, do_once
from trainopt.web.asking import KEY, READING, Asker, fresh, recognise, store_of

KEPT_HEADERS = ("etag", "location")
SECRETS = ("secret", "password", "address")
"""Fields of answers that are shown once: asked again, what was made is told, and they are null."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class Keyed:
    """A write that carries a key."""

    actor: Actor
    key: str
    sent: bytes


KEYED: ContextVar[Keyed | None] = ContextVar("keyed", default=None)
"""The write that is being answered here, if it carries a key."""


class AskingRoute(APIRoute):
    """An endpoint that asks who writes before it looks at a body, as at an upload."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if request.method in READING:
                return await handler(request)
            asker = await run_in_threadpool(recognise, request)
            return await self.written(handler, request, asker)

        return answer

    async def written(self, handler: Handler, request: Request, _asker: Asker) -> Response:
        """The answer to a write of somebody who is known."""
        return await handler(request)


class RepeatableRoute(AskingRoute):
    """An endpoint that answers a write it has done already as it did then."""

    answers_once: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        writes = not READING.issuperset(given.get("methods") or ("GET",))
        status = given.get("status_code") or 200
        super().__init__(path, _kept(endpoint, status) if writes else endpoint, **given)

    async def written(self, handler: Handler, request: Request, asker: Asker) -> Response:
        """The answer; where the write carries a key, the one that was given to it before."""
        key = request.headers.get(KEY)
        if key is None:
            return await handler(request)
        return await _once(handler, request, await fresh(request, asker), key)


async def _once(handler: Handler, request: Request, actor: Actor, key: str) -> Response:
    held = " ".join(map(str, actor.grants))  # whoever may do less since is not answered as before
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{held}\n"
    keyed = Keyed(actor, key, asked.encode() + await request.body())
    before = await run_in_threadpool(answered_before, store_of(request), actor, key, keyed.sent)
    if before is not None:
        return _answered(before)
    token = KEYED.set(keyed)
    try:
        return await handler(request)
    finally:
        KEYED.reset(token)


def _kept(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    """The endpoint: where the write carries a key, its answer is kept in the same transaction."""

    @wraps(endpoint)
    def answer(**given: Any) -> Any:
        keyed = KEYED.get()
        if keyed is None:
            return endpoint(**given)
        made: Any = None

        def write(store: Store) -> Any:
            nonlocal made
            made = endpoint(**given | {"store": store})
            return _as_kept(status, given["answer"].headers if "answer" in given else {}, made)

        before = do_once(given["store"], keyed.actor, keyed.key, keyed.sent, write)
        return made if before is None else _answered(before)

    return answer


def _as_kept(status: int, headers: Mapping[str, str], made: Any) -> dict[str, Any]:
    """An answer as it is kept: no secret stands in the store."""
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    if made is None:
        return {"status": status, "headers": kept, "body": ""}
    told = jsonable_encoder(made)
    told |= {name: None for name in SECRETS if told.get(name)}
    body = json.dumps(told, ensure_ascii=False)
    return {"status": status, "headers": kept | {"content-type": "application/json"}, "body": body}


def _answered(before: Any) -> Response:
    """What was answered then."""
    return Response(before["body"].encode(), before["status"], before["headers"])
