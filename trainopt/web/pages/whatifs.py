"""Pages of what-ifs: drafts beside each other, planned and compared, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets
from trainopt.service.access import Action
from trainopt.service.actors import ALL, Actor, Role
from trainopt.service.certainty import TierBeside, deciding, tiers_of_runs
from trainopt.service.drafts import show_draft
from trainopt.service.gates import pass_gate
from trainopt.service.offered import is_offered
from trainopt.service.queueing import SECONDS, RunKind, ask_for_run
from trainopt.service.runs_seen import RunSeen, run_seen
from trainopt.service.scopes import shows_table
from trainopt.service.totals import Totals, totals_of
from trainopt.service.whatifs import WhatIfShown, draft_of_answer, plan_each, whatifs_shown
from trainopt.service.wishes import grid_of
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.pages.run import RunInPath
from trainopt.web.pages.runs import LimitSent, minutes_text, plan_now, seconds_given
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

MOST_OFFERED = 1_000
"""Ids that a field offers to choose from."""
HELPING = (RunKind.EXPLAIN, RunKind.VALUE)
"""What can be asked of the plan in force beside what-ifs."""


@dataclass(frozen=True)
class DraftBeside:
    """A draft beside others: what its newest run came to, and its tiers beside the plan in force's."""

    shown: WhatIfShown
    totals: Totals | None
    tiers: tuple[TierBeside, ...]

    @property
    def deciding(self) -> TierBeside | None:
        """The tier that tells it from the plan in force."""
        return deciding(self.tiers)


def draft_number(number: str) -> int:
    """The draft in the address. Raises NotThere."""
    return number_in_path(number, f"draft {number}")


DraftInPath = Annotated[int, Depends(draft_number)]
DraftsAsked = Annotated[str, Query(max_length=500)]


def numbers_given(text: str) -> list[int]:
    """Drafts with commas between them, as an address has them. Raises NotThere for what is none."""
    return [draft_number(part.strip()) for part in text.split(",") if part.strip()]


@router.get("/what-ifs")
def list_whatifs(
    request: Request, actor: Asking, store: TheStore, drafts: DraftsAsked = "", everybody: bool = False
) -> Response:
    """Drafts beside each other: those in the address, or one's open ones."""
    return listed(request, store, actor, numbers_given(drafts), everybody=everybody)


def listed(
    request: Request,
    store: Store,
    actor: Actor,
    numbers: Sequence[int],
    status: int = 200,
    *,
    everybody: bool = False,
    said: str = "",
) -> Response:
    """The page of these drafts; `said` is what went wrong."""
    current = plan_now(store, actor)
    in_force = None if current is None else run_seen(store, actor, current.run)
    columns = [
        _column(store, actor, shown, in_force)
        for shown in whatifs_shown(store, actor, numbers, everybody=everybody)
    ]
    grid = grid_of([column.shown.edits for column in columns]) if numbers else None
    scopes = actor.scopes(Role.READER)
    return page(
        request,
        "whatifs/list.html",
        status,
        columns=columns,
        grid=grid,
        chosen=",".join(map(str, numbers)),
        everybody=everybody,
        in_force=in_force,
        now=None if in_force is None else _totals(store, actor, in_force.number),
        limits={str(kind): minutes_text(seconds) for kind, seconds in SECONDS.items()},
        everything=ALL in scopes,
        offered=_offered(store, actor),
        sees_demand=shows_table(scopes, "demand"),
        sees_capacity=shows_table(scopes, "capacity"),
        going_on=any(column.shown.run and column.shown.run.goes_on for column in columns),
        said=said,
        island_words=["whatifs-"],
    )


def _offered(store: Store, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """By table the ids that fields offer; none to who is asked for nothing."""
    if not is_offered(actor, Action.WHAT_IF):
        return {}
    return {table: _ids_of(store, actor, table) for table in ("sites", "units", "demand")}


def _ids_of(store: Store, actor: Actor, table: str) -> list[tuple[str, str]]:
    """The ids of a table, with names, that a field offers; none where they are too many."""
    try:
        if ALL in actor.scopes(Role.READER):  # to whom all rows are shown, however many these are
            rows = datasets.data_of(store, actor).dataset.counts()[table]
            if rows > MOST_OFFERED:
                return []
        shown = datasets.show_table(store, actor, table)
    except NotThere:  # not for them, or there is no data yet
        return []
    named = [(key[0], row.get("name", "")) for key, row in zip(shown.keys, shown.rows, strict=True)]
    return named if len(named) <= MOST_OFFERED else []


def _column(store: Store, actor: Actor, shown: WhatIfShown, in_force: RunSeen | None) -> DraftBeside:
    run = shown.run
    if run is None or run.plan_id is None:
        return DraftBeside(shown, None, ())
    tiers = () if in_force is None else tiers_of_runs(run, in_force)
    return DraftBeside(shown, _totals(store, actor, run.number), tiers)


def _totals(store: Store, actor: Actor, number: int) -> Totals | None:
    """None where the plan was pruned, or has nothing of whoever asks."""
    try:
        return totals_of(store, actor, number)
    except UsageError:
        return None


def address_of(numbers: Sequence[int]) -> str:
    """The page of these drafts."""
    return f"/what-ifs?{urlencode({'drafts': ','.join(map(str, numbers))}, safe=',')}"


@router.post("/what-ifs/beside")
def choose(actor: Asking, draft: Annotated[tuple[str, ...], Form()] = ()) -> Response:
    """Go to the page of those drafts that were ticked."""
    return RedirectResponse(address_of([draft_number(one) for one in draft]) if draft else "/what-ifs", 303)


@router.post("/what-ifs/plan")
def plan(
    request: Request,
    actor: Asking,
    store: TheStore,
    draft: Annotated[tuple[str, ...], Form()] = (),
    together: Annotated[bool, Form()] = False,
    time_limit: LimitSent = "",
) -> Response:
    """Plan each of the drafts alone, or all of them together, and go to where that is watched."""
    pass_gate(actor, Action.WHAT_IF)
    numbers = [draft_number(one) for one in draft]
    if not numbers:
        raise UsageError("choose the drafts that are to be planned")
    seconds = seconds_given(time_limit)
    if together or len(numbers) == 1:
        run = ask_for_run(store, actor, RunKind.WHATIF, drafts=numbers, seconds=seconds)
        return RedirectResponse(f"/runs/{run.number}", 303)
    _, why = plan_each(store, actor, numbers, seconds)
    if why:
        return listed(request, store, actor, numbers, said=why)
    return RedirectResponse(address_of(numbers), 303)


@router.post("/what-ifs/ask")
def ask(
    actor: Asking,
    store: TheStore,
    kind: Annotated[str, Form(max_length=20)] = "",
    subject: Annotated[str, Form(max_length=80)] = "",
    time_limit: LimitSent = "",
) -> Response:
    """Ask what would help somebody, or where the next pledge is worth most, and go to the answer."""
    pass_gate(actor, Action.WHAT_IF)
    if kind not in HELPING:
        raise UsageError("choose what is to be asked")
    asked = RunKind(kind)
    named = subject.strip() if asked is RunKind.EXPLAIN else ""
    run = ask_for_run(store, actor, asked, subject=named, seconds=seconds_given(time_limit))
    return RedirectResponse(f"/runs/{run.number}", 303)


@router.post("/what-ifs/offers/{number}")
def take_offer(
    number: RunInPath, actor: Asking, store: TheStore, name: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Make a draft of a change that a run offers, and go to it."""
    made = draft_of_answer(store, actor, number, name)
    return RedirectResponse(f"/drafts/{made.number}", 303)


@router.get("/what-ifs/{number}")
def show_whatif(number: DraftInPath, actor: Asking, store: TheStore) -> Response:
    """To the page of a draft, which says what it changes and what its runs came to. Raises NotThere."""
    show_draft(store, actor, number)
    return RedirectResponse(f"/drafts/{number}", 303)


def results_of(store: Store, actor: Actor, number: int) -> dict[str, Any]:
    """What the runs of a draft came to, as its page shows it."""
    (shown,) = whatifs_shown(store, actor, [number])
    current = plan_now(store, actor)
    in_force = None if current is None else run_seen(store, actor, current.run)
    return {
        "column": _column(store, actor, shown, in_force),
        "in_force": in_force,
        "now": None if in_force is None else _totals(store, actor, in_force.number),
        "limit": minutes_text(SECONDS[RunKind.WHATIF]),
    }
