"""Pages of one run: how it goes, what came of it, what it changes, and putting its plan in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

import pandas as pd
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.plan.results import RESULTS
from trainopt.runs.store import Store
from trainopt.service import publication, queueing
from trainopt.service.access import Action
from trainopt.service.actors import ALL, Actor, Role, parse_scope
from trainopt.service.certainty import beside, deciding, tiers_of_runs
from trainopt.service.gates import pass_run_gate
from trainopt.service.queueing import RunKind, ask_for_run, events_of
from trainopt.service.runs_seen import RunSeen, run_seen
from trainopt.service.shares import plan_share
from trainopt.service.topics import Topic
from trainopt.service.totals import Totals, calendars_of, totals_of
from trainopt.service.whatifs import MOST_OFFERS, OFFERS, AnswerShown, answer_shown
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.pages.plan.shown import ScopeAsked
from trainopt.web.pages.runs import ReasonSent, plan_now
from trainopt.web.pages.talking import talk_about
from trainopt.web.pages.visits import Visit, Visiting
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

SHOWN_OF_DIFFERENCE = ("demands", "classes", "moved", "load")
MOST_ROWS = 200
"""Rows of each table of a difference that a page shows, unless all are asked for."""


def run_number(number: str) -> int:
    """The run in the address. Raises NotThere."""
    return number_in_path(number, f"run {number}")


RunInPath = Annotated[int, Depends(run_number)]


@router.get("/runs/{number}")
def show_run(visit: Visiting, number: RunInPath, scope: ScopeAsked = "") -> Response:
    """A run as it stands."""
    return _run_page(visit, number, scope=scope)


def _run_page(
    visit: Visit, number: int, status: int = 200, scope: str = "", reason: str = "", rules: Sequence[str] = ()
) -> Response:
    """The page of a run; `rules` say what holds its plan back, which was to be published for the `reason`."""
    store, actor = visit.store, visit.actor
    run = run_seen(store, actor, number)
    totals = None if run.plan_id is None else _totals(store, actor, number, scope)
    current = plan_now(store, actor)
    in_force = None if current is None or current.run == number else run_seen(store, actor, current.run)
    tiers = () if in_force is None else tiers_of_runs(run, in_force)
    return visit.page(
        "runs/run.html",
        status,
        run=run,
        totals=totals,
        possible=_of_possible(run, totals),
        tiers=run.outcome.get("tiers", []),
        in_force=in_force,
        published=None if in_force else current,
        deciding=deciding(tiers),
        answer=_answer(store, actor, run),
        most_offers=MOST_OFFERS,
        last=_last_event(store, actor, run),
        calendars=calendars_of(store, actor, number, scope_given(scope)) if totals else {},
        scopes=scopes_offered(actor),
        scope=scope,
        reason=reason,
        rules=rules,
        talk=None if run.known_by_plan else talk_about(store, actor, Topic.RUN, str(number)),
        everything=ALL in actor.scopes(Role.READER),
        island_words=["runs-"],
    )


def scope_given(text: str) -> Any:
    """The scope that an address names; None for the widest of whoever asks. Raises UsageError."""
    return parse_scope(text) if text else None


def scopes_offered(actor: Actor) -> list[str]:
    """The scopes to choose between: none where there is but one, or one that shows all."""
    own = actor.scopes(Role.READER)
    return [] if ALL in own or len(own) < 2 else [str(one) for one in own]


def _totals(store: Store, actor: Actor, number: int, scope: str) -> Totals | None:
    """None where the plan was pruned, or there is nothing of it in the scope."""
    try:
        return totals_of(store, actor, number, scope_given(scope))
    except UsageError:
        return None


def _of_possible(run: RunSeen, totals: Totals | None) -> float | None:
    """The share of what is possible of the first tier that the plan reaches, where that is known."""
    tiers = run.outcome.get("tiers", [])
    if totals is None or not tiers or tiers[0]["term"] != "unmet":
        return None
    return totals.of_possible(int(tiers[0]["value"]), int(tiers[0]["bound"]))


def _answer(store: Store, actor: Actor, run: RunSeen) -> AnswerShown | None:
    if run.kind not in OFFERS or run.result_id is None:
        return None
    return answer_shown(store, actor, run.number)


def _last_event(store: Store, actor: Actor, run: RunSeen) -> dict[str, Any]:
    """How far a run that goes on has come, for who reads the page without its script."""
    if not run.goes_on:
        return {}
    try:
        events = events_of(store, actor, run.number)
    except NotThere:  # a night at the command line
        return {}
    return dict(events[-1].event) if events else {}


@router.get("/runs/{number}/difference")
def difference(
    request: Request,
    number: RunInPath,
    actor: Asking,
    store: TheStore,
    other: Annotated[str, Query(alias="with", max_length=20)] = "",
    scope: ScopeAsked = "",
    rows: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """What a run's plan changes, and for whom: against another's, or that in force, or that before it."""
    run = run_seen(store, actor, number)
    against = run_number(other) if other else _beside(store, actor, number)
    found = beside(store, actor, number, against, scope_given(scope))
    most = None if rows == "all" else MOST_ROWS
    frames = found.tables.frames() | {"demands": most_touched(found.tables.demands)}
    return page(
        request,
        "runs/difference.html",
        run=run,
        against=run_seen(store, actor, against),
        current=plan_now(store, actor),
        found=found,
        deciding=deciding(found.tiers),
        rows={name: table_rows(frames[name], most) for name in SHOWN_OF_DIFFERENCE},
        counts={name: len(frame) for name, frame in frames.items()},
        rows_too=f"/runs/{number}/difference?{urlencode({'with': against, 'scope': scope, 'rows': 'all'})}",
        scopes=scopes_offered(actor),
        scope=scope,
    )


def _beside(store: Store, actor: Actor, number: int) -> int:
    """The run in force; beside that one itself the one before it. Raises NotThere where there is none."""
    current = publication.plan_in_force(store, actor).run
    return publication.plan_before(store, actor).run if current == number else current


def most_touched(demands: pd.DataFrame) -> pd.DataFrame:
    """The demands of a comparison by how many more or fewer are placed, then on time: the most first."""
    by = {
        "placed": demands["gained"].abs(),
        "on_time": (demands["on_time_b"] - demands["on_time_a"]).abs(),
    }
    order = pd.DataFrame(by).sort_values(list(by), ascending=False, kind="stable")
    return demands.loc[order.index]


def table_rows(frame: pd.DataFrame, most: int | None) -> list[dict[str, Any]]:
    """The first rows of a frame by column, all of them for None: days as text, what is missing as None."""
    shown = frame.head(len(frame) if most is None else most)
    days = shown.select_dtypes("datetime").columns
    plain = shown.assign(**{day: shown[day].dt.strftime("%Y-%m-%d") for day in days}).astype(object)
    found: list[dict[str, Any]] = plain.where(plain.notna(), None).to_dict("records")  # type: ignore[assignment]
    return found


@router.get("/runs/{number}/tables/{table}.csv")
def run_csv(
    number: RunInPath, table: str, actor: Asking, store: TheStore, scope: ScopeAsked = ""
) -> Response:
    """A table of a run's plan as a file to keep."""
    files = plan_share(store, actor, number, scope_given(scope))
    content = files.get(f"{table}.csv") if table in RESULTS else None
    if content is None:
        raise NotThere(f"there is no table {table}")
    name = f'attachment; filename="run-{number}-{table}.csv"'
    return Response(content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@router.post("/runs/{number}/cancel")
def cancel(visit: Visiting, number: RunInPath) -> Response:
    """Cancel a run; its best plan so far is kept."""
    pass_run_gate(visit.store, visit.actor, Action.CANCEL_RUN, number)
    queueing.cancel_run(visit.store, visit.actor, number)
    return RedirectResponse(f"/runs/{number}", 303)


@router.post("/runs/{number}/publish")
def publish(
    visit: Visiting, number: RunInPath, reason: ReasonSent = "", anyway: Annotated[bool, Form()] = False
) -> Response:
    """Put a run's plan in force; where the rules hold it back, they say so and `anyway` is offered."""
    run_seen(visit.store, visit.actor, number)
    tried = publication.publish_plan(visit.store, visit.actor, number, reason, anyway=anyway)
    if not tried.published:
        broken = [f"rule {found.rule}: {found.message}" for found in tried.broken]
        return _run_page(visit, number, 409, reason=reason, rules=[*tried.fails, *broken])
    return RedirectResponse(f"/runs/{number}", 303)


@router.post("/runs/{number}/replay")
def replay(request: Request, number: RunInPath, actor: Asking, store: TheStore) -> Response:
    """Queue a replay of a run, and go to its page."""
    run_seen(store, actor, number)
    run = ask_for_run(store, actor, RunKind.REPLAY, subject=str(number))
    return RedirectResponse(f"/runs/{run.number}", 303)
