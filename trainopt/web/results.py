"""The interface for programs: what came of runs: tables, comparison, downloads; always the actor's share."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pandas import DataFrame
from typing_extensions import TypedDict

from trainopt.dataset.whole import work_folder
from trainopt.errors import NotThere
from trainopt.plan.by import CALENDARS_BY
from trainopt.plan.results import RESULTS
from trainopt.plan.workbook import write_plan_workbook
from trainopt.report.calendars import calendar_of
from trainopt.report.write import write_report
from trainopt.runs.nightly.snapshot import files_of
from trainopt.runs.store import Store
from trainopt.service import shares
from trainopt.service.actors import Actor, Scope, parse_scope
from trainopt.service.contents import Kept
from trainopt.service.feeds import feed_by_secret
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import INTERFACE, number_in_path
from trainopt.web.data import CSV_KIND, TableAnswer, wants_csv
from trainopt.web.repeating import RepeatableRoute
from trainopt.web.runs import RunNumber
from trainopt.words.voice import LANGUAGES, SPOKEN_FIRST

router = APIRouter(prefix=INTERFACE, tags=["results"], route_class=RepeatableRoute)
feeds = APIRouter(include_in_schema=False)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar; charset=utf-8"
REPORT_POLICY = "; ".join(
    (
        "sandbox allow-scripts",
        "default-src 'none'",
        "script-src 'unsafe-inline'",
        "style-src 'unsafe-inline'",
        "img-src data:",
    )
)
"""A report is a file that holds its scripts: it runs apart from this service, and reaches nothing."""

_MADE: Kept[bytes] = Kept(16)
"""Downloads that take long to make, of the shares that were asked for last."""
_CALENDARS: Kept[tuple[bytes, int]] = Kept(256)
"""Calendars, which programs ask for again and again."""

Within = Annotated[
    str, Query(alias="scope", description="one of one's scopes, as nation:PL; without it the widest")
]


In = Annotated[
    str,
    Query(
        alias="language",
        description="the language of what people read in the file",
        pattern=f"^({'|'.join(LANGUAGES)})$",
    ),
]


class ComparisonAnswer(TypedDict):
    """What differs between two plans and for whom, each a table by rows."""

    tables: dict[str, list[dict[str, Any]]]


def _scope(text: str) -> Scope | None:
    return parse_scope(text) if text else None


@router.get("/runs/{number}/tables/{table}", response_model=TableAnswer)
def run_table(
    number: RunNumber, table: str, request: Request, actor: Asking, store: TheStore, scope: Within = ""
) -> Response:
    """A table of a run's plan: as JSON, or by `Accept: text/csv` as CSV."""
    return _table(request, shares.plan_share(store, actor, number, _scope(scope)), table)


@router.get("/plan/tables/{table}", response_model=TableAnswer)
def plan_table(table: str, request: Request, actor: Asking, store: TheStore, scope: Within = "") -> Response:
    """A table of the plan in force: as JSON, or by `Accept: text/csv` as CSV."""
    return _table(request, shares.plan_share(store, actor, None, _scope(scope)), table)


def _table(request: Request, files: Mapping[str, bytes], table: str) -> Response:
    content = files.get(f"{table}.csv") if table in RESULTS else None
    if content is None:
        raise NotThere(f"there is no table {table}")
    if wants_csv(request):
        return Response(content, media_type=CSV_KIND)
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    columns, items = list(rows.fieldnames or ()), list(rows)
    return JSONResponse(TableAnswer(table=table, columns=columns, items=items, next=None))


@router.get("/runs/{number}/answer")
def run_answer(number: RunNumber, actor: Asking, store: TheStore) -> ComparisonAnswer:
    """What a run explained or valued: its tables, each by rows."""
    found = shares.answer_of(store, actor, number)
    tables = {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        for name, content in found.items()
        if name.endswith(".csv")
    }
    return ComparisonAnswer(tables=tables)


@router.get("/runs/{number}/compare")
def compare_runs(
    number: RunNumber,
    actor: Asking,
    store: TheStore,
    other: Annotated[str, Query(alias="with", description="a run; without it the plan in force")] = "",
    scope: Within = "",
) -> ComparisonAnswer:
    """What differs between a run's plan and another's, and for whom."""
    which = number_in_path(other, f"run {other}") if other else None
    found = shares.compare_runs(store, actor, number, which, _scope(scope))
    frames = {name: _rows(frame) for name, frame in found.frames().items()}
    return ComparisonAnswer(tables=frames)


def _rows(frame: DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as JSON has them: days without a time, what is missing as null."""
    days = frame.select_dtypes("datetime").columns
    plain = frame.assign(**{day: frame[day].dt.strftime("%Y-%m-%d") for day in days})
    found: list[dict[str, Any]] = json.loads(plain.to_json(orient="records"))
    return found


# Downloads


@router.get("/runs/{number}/report.html", response_class=Response)
def run_report(
    number: RunNumber, actor: Asking, store: TheStore, scope: Within = "", language: In = SPOKEN_FIRST
) -> Response:
    """The report of a run's plan: one file that needs no network."""
    write = partial(write_report, language=language)
    content = _made(store, actor, number, _scope(scope), (language, "report.html"), write)
    return _download(content, f"run-{number}.html", "text/html; charset=utf-8", REPORT_POLICY)


@router.get("/runs/{number}/plan.xlsx", response_class=Response)
def run_workbook(
    number: RunNumber, actor: Asking, store: TheStore, scope: Within = "", language: In = SPOKEN_FIRST
) -> Response:
    """A run's plan as a workbook."""
    write = partial(write_plan_workbook, language=language)
    content = _made(store, actor, number, _scope(scope), (language, "plan.xlsx"), write)
    return _download(content, f"run-{number}.xlsx", WORKBOOK)


@router.get("/runs/{number}/calendar/{kind}/{name}.ics", response_class=Response)
def run_calendar(
    number: RunNumber,
    kind: str,
    name: str,
    actor: Asking,
    store: TheStore,
    scope: Within = "",
    language: In = SPOKEN_FIRST,
) -> Response:
    """The calendar of a site or a unit in a run's plan."""
    content, entries = b"", 0
    if kind in CALENDARS_BY:
        content, entries = _calendar(store, actor, number, _scope(scope), (kind, name), language)
    if not entries:
        raise NotThere(f"there is no calendar of {kind} {name}")
    return _download(content, f"{name}.ics", CALENDAR)


def _made(
    store: Store,
    actor: Actor,
    number: int,
    scope: Scope | None,
    file: tuple[str, str],
    write: Callable[[Path, Path], object],
) -> bytes:
    """A file, by its language and name, of the actor's share: once for all who see the same.

    A share never changes.
    """
    _, name = file
    found = shares.find_kept_share(store, actor, number, scope)

    def make() -> bytes:
        with shares.share_laid_out(store, actor, found.run, found.scope) as plan, work_folder() as work:
            write(plan, work / name)
            return files_of(work)[name]

    return _MADE.get((*file, found.content), make)


@feeds.get("/calendar/{secret}.ics")
def feed(secret: str, request: Request, store: TheStore, language: In = SPOKEN_FIRST) -> Response:
    """The calendar of a feed: of the plan in force, by the secret of its address alone.

    A site or unit of which the plan has nothing has a calendar without entries, so that a program takes those
    away that it shows. What it has already is not sent again.
    """
    served = feed_by_secret(store, secret)
    of = (served.feed.kind, served.feed.subject)
    content, _ = _calendar(store, served.actor, None, served.scope, of, language)
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    asked = request.headers.get("if-none-match", "")
    has_it = tag in map(str.strip, asked.split(","))
    made = Response(status_code=304) if has_it else _download(content, f"{of[1]}.ics", CALENDAR)
    made.headers.update({"ETag": tag, "Cache-Control": "private, no-cache"})
    return made


def _calendar(
    store: Store, actor: Actor, number: int | None, scope: Scope | None, of: tuple[str, str], language: str
) -> tuple[bytes, int]:
    """The calendar of a site or a unit in a run's plan, and how many entries it has.

    It is made once for all who see the same, and of the plan that was found: another may be put in force
    meanwhile.
    """
    found = shares.find_kept_share(store, actor, number, scope)

    def make() -> tuple[bytes, int]:
        with shares.share_laid_out(store, actor, found.run, found.scope) as plan:
            return calendar_of(plan, *of, language, datetime.fromisoformat(found.made_at))

    return _CALENDARS.get((*of, language, found.run, found.content), make)


def _download(content: bytes, name: str, kind: str, policy: str = "") -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{Path(name).name}"'}
    if policy:
        headers["Content-Security-Policy"] = policy
    return Response(content, media_type=kind, headers=headers)
