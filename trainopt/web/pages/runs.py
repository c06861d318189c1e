"""Pages of runs: what was planned, asking for more of it, and the plan in force taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import Publication
from trainopt.search.params import parse_duration
from trainopt.service import publication
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.auditing import read_audit
from trainopt.service.gates import pass_gate
from trainopt.service.queueing import SECONDS, RunKind, RunState, ask_for_run
from trainopt.service.runs_seen import runs_seen
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import LARGEST
from trainopt.web.pages.visits import Visiting
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50
PLANNED_BY_HAND = (RunKind.PLAN, RunKind.NIGHT)
"""What the page of runs offers to begin."""

OlderThan = Annotated[int | None, Query(ge=0, le=LARGEST)]
LimitSent = Annotated[str, Form(max_length=20)]
ReasonSent = Annotated[str, Form(max_length=2000)]


def seconds_given(text: str) -> float | None:
    """A time limit as people write it; None for the usual one. Raises UsageError."""
    if not text.strip():
        return None
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(str(error)) from None


def minutes_text(seconds: float) -> str:
    """A time limit as a form offers it."""
    return f"{seconds / 60:g}m" if seconds >= 60 else f"{seconds:g}s"


def plan_now(store: Store, actor: Actor) -> Publication | None:
    """The plan in force; None where none is."""
    try:
        return publication.plan_in_force(store, actor)
    except NotThere:
        return None


@router.get("/runs")
def list_runs(visit: Visiting, kind: str = "", state: str = "", before: OlderThan = None) -> Response:
    """The runs that one may see, newest first."""
    found = runs_seen(
        visit.store,
        visit.actor,
        kind=RunKind(kind) if kind in set(RunKind) else None,
        state=RunState(state) if state in set(RunState) else None,
        before=before,
        most=ON_A_PAGE + 1,
    )
    shown = found[:ON_A_PAGE]
    kept = {"kind": kind, "state": state}
    older = {**kept, "before": shown[-1].number} if len(found) > ON_A_PAGE else {}
    return visit.page(
        "runs/list.html",
        runs=shown,
        older=_address("/runs", older) if older else "",
        newest=_address("/runs", kept) if before is not None else "",
        kind=kind,
        state=state,
        kinds=[*RunKind],
        states=[*RunState],
        offered=[(kind, minutes_text(SECONDS[kind])) for kind in PLANNED_BY_HAND],
        in_force=plan_now(visit.store, visit.actor),
        island_words=["runs-"],
    )


def _address(path: str, values: Mapping[str, object]) -> str:
    asked = {name: value for name, value in values.items() if value not in ("", None)}
    return f"{path}?{urlencode(asked)}" if asked else path


@router.post("/runs")
def begin_run(
    visit: Visiting, kind: Annotated[str, Form(max_length=20)] = "", time_limit: LimitSent = ""
) -> Response:
    """Queue a plan or a night, and go to its page."""
    pass_gate(visit.actor, Action.PLAN)
    if kind not in PLANNED_BY_HAND:
        raise UsageError("choose a plan or a night")
    run = ask_for_run(visit.store, visit.actor, RunKind(kind), seconds=seconds_given(time_limit))
    return RedirectResponse(f"/runs/{run.number}", 303)


@router.post("/runs/withdraw")
def withdraw(visit: Visiting, reason: ReasonSent = "") -> Response:
    """Take the plan in force back."""
    pass_gate(visit.actor, Action.PUBLISH)
    publication.withdraw_publication(visit.store, visit.actor, reason)
    return RedirectResponse("/runs", 303)


@router.get("/runs/audit")
def audit(
    request: Request, actor: Asking, store: TheStore, run: OlderThan = None, before: OlderThan = None
) -> Response:
    """The audit, newest first: of data, runs and publications, or of people, as one may read it."""
    found = read_audit(store, actor, before=before, run=run, most=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    older = {"run": run, "before": shown[-1].number} if len(found) > ON_A_PAGE else {}
    return page(
        request,
        "runs/audit.html",
        lines=shown,
        run=run,
        older=_address("/runs/audit", older) if older else "",
        newest=_address("/runs/audit", {"run": run}) if before is not None else "",
    )
