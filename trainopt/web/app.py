"""The service over HTTP, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse

from trainopt.runs.store import Store, open_store
from trainopt.service.logs import log_in
from trainopt.web import accounts, data, drafts, mappings, pages, proposals, results, runs, talk
from trainopt.web.answers import ErrorAnswer, add_answers
from trainopt.web.bodies import INTERFACE, describe
from trainopt.web.pace import Pace
from trainopt.web.settings import WebSettings, from_environment
from trainopt.web.shield import COMPRESSION, LEAST_COMPRESSED, SENT_AS_IT_IS, Shield
from trainopt.web.static_files import STATIC
from trainopt.web.streams import Newsroom
from trainopt.web.warming import Warmer

DESCRIPTION = """Many people on one plan. Programs sign in by a token: `Authorization: Bearer …`.

Errors have one shape, lists are `{"items", "next"}`, times are UTC, dates `YYYY-MM-DD`."""
ERRORS = {
    401: "nobody is known by what was given",
    403: "what is seen and may not be done",
    404: "there is no such thing, or none that the actor may know of",
    409: "others changed the same meanwhile",
    412: "somebody was quicker",
    422: "what was sent has faults",
    429: "too fast",
    503: "the store does not answer",
}
ERROR_ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"model": ErrorAnswer, "description": words} for code, words in ERRORS.items()
}


def make_app(settings: WebSettings, store: Store | None = None) -> FastAPI:
    """The service of a store; unless one is given it is opened. Raises UsageError."""
    app = put_together(settings)
    give_store(app, settings, store or open_store(settings.store, create=False))
    return app


def put_together(settings: WebSettings) -> FastAPI:
    """All that services with these settings have in common, but for the store: `give_store` gives it one."""
    app = FastAPI(
        title="trainopt",
        version=version("trainopt"),
        description=DESCRIPTION,
        openapi_url=f"{INTERFACE}/openapi.json",
        docs_url=None,  # its page loads what is elsewhere
        redoc_url=None,
        lifespan=_kept_warm,
    )
    for part in (data, drafts, mappings, proposals, runs, results, talk, accounts):
        app.include_router(part.router, responses=ERROR_ANSWERS)
    for router in pages.ROUTERS:
        app.include_router(router)
    if settings.oidc_issuer:
        from trainopt.web import provider

        app.include_router(provider.router)
    app.include_router(results.feeds)
    app.include_router(health)
    app.mount("/static", STATIC, name="static")
    app.add_middleware(
        GZipMiddleware,
        minimum_size=LEAST_COMPRESSED,
        compresslevel=COMPRESSION,
        exclude_content_types=SENT_AS_IT_IS,
    )
    app.add_middleware(Shield, settings=settings)
    add_answers(app)
    describe(app)
    return app


def give_store(app: FastAPI, settings: WebSettings, store: Store) -> None:
    """Have a service that is put together serve a store, with nothing kept of what it served before."""
    app.state.store = store
    app.state.settings = settings
    app.state.pace = Pace()
    app.state.newsroom = Newsroom(store)


def served_app() -> FastAPI:
    """The service that the environment describes: what each of several processes makes for itself."""
    settings = from_environment()
    if settings.log_format:
        log_in(settings.log_format)
    return make_app(settings)


@asynccontextmanager
async def _kept_warm(app: FastAPI) -> AsyncIterator[None]:
    """While it serves, what is in force is read before anybody asks for it."""
    warmer = Warmer(app.state.store)
    warmer.start()
    yield
    await run_in_threadpool(warmer.stop)


health = APIRouter(include_in_schema=False)


@health.get("/healthz")
def healthz() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@health.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """The store answers, too. Raises UsageError where it does not, which is told as 503."""
    from trainopt.service.health import store_answers

    answers = store_answers(request.app.state.store)
    return JSONResponse({"store": "answers" if answers else "does not answer"}, 200 if answers else 503)
