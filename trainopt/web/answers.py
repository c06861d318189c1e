"""What errors become: one shape for programs, a page in words for people; never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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
    StoreNotWritten,
    TrainoptError,
    UsageError,
)
from trainopt.service.merging import Clash, Clashes
from trainopt.service.outside import OutsideScope
from trainopt.web.addresses import came_from
from trainopt.web.asking import READING, recognise
from trainopt.web.refusals import HeldBack, NoMatch, NotFresh, TooMany, TooMuch, TooSlow
from trainopt.web.refused_forms import FAULTY, in_its_form
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
    (TooSlow, 408, "too_slow"),
    (TooMany, 429, "too_many"),
    (InputFaults, 422, "faults"),
    (StoreNotWritten, 503, "not_written"),
    (StoreDown, 503, "store_down"),
    (UsageError, 422, "wrong_use"),
)
"""Which status and word each error has; the first that fits."""

UNREADABLE = 400
"""How the libraries beneath tell a body that is not what its kind says; told as what it is to us, a fault."""
NOT_WRITTEN = (
    "nothing can be written into the store just now, as it is full or read-only: tell the operators of this"
    " service; all that is there can be read"
)
NOT_IN_A_FORM = {"not_signed_in", "not_fresh", "too_many", "store_down"}
"""What no form says: it leads to sign in, may come from elsewhere, or no page can or ought to be read."""
WORDS = {
    404: ("not_there", "there is no such thing"),
    405: ("no_method", "this cannot be done with it"),
    422: ("wrong_use", "what was sent cannot be read"),
}
"""What is said where no function of ours has an answer, by status."""


@dataclass(frozen=True)
class ErrorTold:
    """An error as it is told: a word for programs, a sentence for people; `more` is for programs alone."""

    status: int
    code: str
    message: str
    faults: Sequence[FaultAnswer] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def add_answers(app: FastAPI) -> None:
    """Answer errors in their shape."""
    app.add_exception_handler(TrainoptError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_faulty)
    app.add_exception_handler(HTTPException, _answer_http)


async def _answer_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrainoptError)
    for kind, status, code in ANSWERS:
        if isinstance(error, kind):
            return await _refused(request, _told(error, status, code))
    return await answer_bug(request, error)


def _told(error: TrainoptError, status: int, code: str) -> ErrorTold:
    if isinstance(error, Clashes):
        conflicts = [conflict_answer(clash) for clash in error.clashes]
        message = "others changed these cells meanwhile: choose for each"
        return ErrorTold(status, code, message, more={"conflicts": conflicts})
    if isinstance(error, HeldBack):
        return ErrorTold(status, code, str(error), more={"rules": error.rules})
    if isinstance(error, StoreDown):
        LOG.warning("%s", error)  # which names the store: for operators alone
        if isinstance(error, StoreNotWritten):
            return ErrorTold(status, code, NOT_WRITTEN)
        return ErrorTold(status, code, "the store does not answer just now: try again in a moment")
    faults: Sequence[Fault] = error.faults if isinstance(error, InputFaults | OutsideScope) else ()
    message = FAULTY if isinstance(error, InputFaults) else str(error)
    return ErrorTold(status, code, message, list(map(fault_answer, faults)))


async def _answer_faulty(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _refused(request, ErrorTold(422, "faults", FAULTY, faults_of(error.errors())))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, TrainoptError):  # what went wrong while the body was read, in other words
        return await _answer_ours(request, error.__cause__)
    status = 422 if error.status_code == UNREADABLE else error.status_code
    told = ErrorTold(status, *WORDS.get(status, ("wrong_use", str(error.detail))))
    # where no function of ours was reached, nobody has asked yet who it is
    known = await run_in_threadpool(_is_known, request)
    made = await _refused(request, told) if known else answer(request, told)
    made.headers.update(error.headers or {})
    return made


def _is_known(request: Request) -> bool:
    with suppress(TrainoptError):
        recognise(request)
        return True
    return False


async def answer_bug(request: Request, error: Exception) -> Response:
    """What went wrong stands in the log; who asked gets the request's number to name it by."""
    number = getattr(request.state, "number", "")
    LOG.error("a bug in trainopt, request %s", number, exc_info=error, extra={"facts": {"request": number}})
    said = f"a bug in trainopt: tell its operators the request {number}"
    return answer(request, ErrorTold(500, "bug", said))


async def _refused(request: Request, told: ErrorTold) -> Response:
    """An error of what was sent: to a person in the form that they sent, if there is one."""
    sent_by_a_page = request.method not in READING and not request.url.path.startswith(API)
    if sent_by_a_page and told.code not in NOT_IN_A_FORM:
        shown = await in_its_form(request, told.status, told.message, told.faults)
        if shown is not None:
            return shown
    return answer(request, told)


def answer(request: Request, told: ErrorTold) -> Response:
    """An error for whoever asks: a program, or a person, who is led to sign in where that is missing."""
    if request.url.path.startswith(API):
        error = ErrorBody(code=told.code, message=told.message, faults=list(told.faults))
        made: Response = JSONResponse({**ErrorAnswer(error=error), **told.more}, told.status)
        if told.status == 401:
            made.headers["WWW-Authenticate"] = "Bearer"
        return made
    if told.status == 401:
        return RedirectResponse(sign_in_address(request), 303)
    back = "" if request.method in READING else came_from(request)
    values = {"message": told.message, "faults": told.faults, "missing": told.status == 404}
    return page(request, "error.html", told.status, back=back, **values)


def sign_in_address(request: Request) -> str:
    """Where to sign in, and go on from there to what was asked for, or to the page of what was sent."""
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    wanted = asked if request.method == "GET" else came_from(request)
    return f"/sign-in?{urlencode({'next': wanted})}" if wanted not in ("", "/") else "/sign-in"


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
