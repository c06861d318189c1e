"""What errors become: one shape for programs, a page in words for people; never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from typing_extensions import TypedDict

from trainopt.errors import (
    Fault,
    InputFaults,
    NotAllowed,
    NotSignedIn,
    NotThere,
    Outrun,
    StoreDown,
    TrainoptError,
    UsageError,
)
from trainopt.service.merging import Clash, Clashes
from trainopt.service.outside import OutsideScope
from trainopt.web.addresses import came_from
from trainopt.web.asking import READING, recognise
from trainopt.web.refusals import HeldBack, NoMatch, NotFresh, TooMany, TooMuch
from trainopt.web.templates import page

API = "/api/"
LOG = logging.getLogger("trainopt.web")


class FaultAnswer(TypedDict):
    """One fault: where it stands and what is wrong. `line` is 0 and `cell` blank where there is none."""

    file: str
    line: int
    column: str
    cell: str
    message: str


class Conflict(TypedDict):
    """A cell that others changed meanwhile, or with a blank column a row: what the draft saw, and both now.

    A row that is not there is blank.
    """

    proposal: int
    change: int
    table: str
    key: list[str]
    column: str
    base: str
    theirs: str
    mine: str


class ErrorBody(TypedDict):
    """What went wrong: a word for programs, a sentence for people, all faults of what was sent."""

    code: str
    message: str
    faults: list[FaultAnswer]


class ErrorAnswer(TypedDict):
    """The one shape of an error."""

    error: ErrorBody


ANSWERS: tuple[tuple[type[TrainoptError], int, str], ...] = (
    (NotSignedIn, 401, "not_signed_in"),
    (NotFresh, 403, "not_fresh"),
    (NotAllowed, 403, "not_allowed"),
    (NotThere, 404, "not_there"),
    (Outrun, 412, "outrun"),
    (HeldBack, 409, "held_back"),
    (Clashes, 409, "conflict"),
    (NoMatch, 428, "no_match"),
    (TooMuch, 413, "too_much"),
    (TooMany, 429, "too_many"),
    (InputFaults, 422, "faults"),
    (StoreDown, 503, "store_down"),
    (UsageError, 422, "wrong_use"),
)
"""Which status and word each error has; the first that fits."""

UNREADABLE = 400
"""How the libraries beneath tell a body that is not what its kind says; told as what it is to us, a fault."""
WORDS = {
    404: ("not_there", "there is no such thing"),
    405: ("no_method", "this cannot be done with it"),
    422: ("wrong_use", "what was sent cannot be read"),
}
"""What is said where no function of ours has an answer, by status."""


def add_answers(app: FastAPI) -> None:
    """Answer errors in their shape."""
    app.add_exception_handler(TrainoptError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_faulty)
    app.add_exception_handler(HTTPException, _answer_http)


async def _answer_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrainoptError)
    for kind, status, code in ANSWERS:
        if isinstance(error, kind):
            return _answer_kind(request, error, status, code)
    return await answer_bug(request, error)


def _answer_kind(request: Request, error: TrainoptError, status: int, code: str) -> Response:
    if isinstance(error, Clashes):
        conflicts = [conflict_answer(clash) for clash in error.clashes]
        message = "others changed these cells meanwhile: choose for each"
        return answer(request, status, code, message, conflicts=conflicts)
    if isinstance(error, HeldBack):
        return answer(request, status, code, str(error), rules=error.rules)
    if isinstance(error, StoreDown):
        LOG.warning("%s", error)  # which names the store: for operators alone
        return answer(request, status, code, "the store does not answer just now: try again in a moment")
    faults: Sequence[Fault] = error.faults if isinstance(error, InputFaults | OutsideScope) else ()
    message = "what was sent has faults" if isinstance(error, InputFaults) else str(error)
    return answer(request, status, code, message, list(map(fault_answer, faults)))


async def _answer_faulty(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = faults_of(error.errors())
    return answer(request, 422, "faults", "what was sent has faults", faults)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, TrainoptError):  # what went wrong while the body was read, in other words
        return await _answer_ours(request, error.__cause__)
    status = 422 if error.status_code == UNREADABLE else error.status_code
    code, message = WORDS.get(status, ("wrong_use", str(error.detail)))
    with suppress(TrainoptError):
        # where no function of ours was reached, nobody has asked yet who it is
        await run_in_threadpool(recognise, request)
    made = answer(request, status, code, message)
    made.headers.update(error.headers or {})
    return made


async def answer_bug(request: Request, error: Exception) -> Response:
    """What went wrong stands in the log; who asked gets the request's number to name it by."""
    number = getattr(request.state, "number", "")
    LOG.error("a bug in trainopt, request %s", number, exc_info=error, extra={"facts": {"request": number}})
    return answer(request, 500, "bug", f"a bug in trainopt: tell its operators the request {number}")


def answer(
    request: Request,
    status: int,
    code: str,
    message: str,
    faults: Sequence[FaultAnswer] = (),
    **more: Any,
) -> Response:
    """An error for whoever asks: a program, or a person, who is led to sign in where that is missing."""
    if request.url.path.startswith(API):
        body = ErrorAnswer(error=ErrorBody(code=code, message=message, faults=list(faults)))
        made: Response = JSONResponse(body | more, status)
        if status == 401:
            made.headers["WWW-Authenticate"] = "Bearer"
        return made
    if status == 401:
        return RedirectResponse(sign_in_address(request), 303)
    back = "" if request.method in READING else came_from(request)
    return page(request, "error.html", status, message=message, faults=faults, back=back)


def sign_in_address(request: Request) -> str:
    """Where to sign in, and go on from there to what was asked for."""
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    wanted = asked if request.method == "GET" and asked != "/" else ""
    return f"/sign-in?{urlencode({'next': wanted})}" if wanted else "/sign-in"


def conflict_answer(clash: Clash) -> Conflict:
    """A conflict as it is sent."""
    return Conflict(
        proposal=clash.proposal,
        change=clash.change,
        table=clash.table,
        key=list(clash.key),
        column=clash.column,
        base=clash.base,
        theirs=clash.theirs,
        mine=clash.mine,
    )


def fault_answer(fault: Fault) -> FaultAnswer:
    """A fault as it is sent."""
    return FaultAnswer(
        file=fault.file, line=fault.line, column=fault.column, cell=fault.cell, message=fault.message
    )


def faults_of(errors: Sequence[Any]) -> list[FaultAnswer]:
    """What is wrong with a request by pydantic: `file` is its part, `column` the way to the value."""
    return [
        FaultAnswer(
            file=str(error["loc"][0]),
            line=0,
            column=".".join(map(str, error["loc"][1:])),
            cell="",
            message=error["msg"],
        )
        for error in errors
    ]
