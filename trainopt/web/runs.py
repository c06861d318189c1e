"""The interface for programs: runs that are queued, followed, cancelled and published; the plan in force."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import ValidationInfo, field_validator
from typing_extensions import TypedDict

from trainopt.runs.store.publishing import Publication
from trainopt.search.params import parse_duration
from trainopt.service import publication, queueing
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.gates import pass_gate, pass_queue_gate, pass_run_gate
from trainopt.service.queueing import ASKED_BY, QueuedRun, RunKind
from trainopt.service.runs_seen import RunSeen, run_seen, runs_seen
from trainopt.service.versions import LATEST
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, TheStore, known_by
from trainopt.web.bodies import (
    INTERFACE,
    Batch,
    Before,
    Most,
    Sent,
    StoredNumber,
    batch,
    body_of,
    numbered,
)
from trainopt.web.refusals import HeldBack
from trainopt.web.repeating import RepeatableRoute
from trainopt.web.streams import follow

router = APIRouter(prefix=INTERFACE, tags=["runs"], route_class=RepeatableRoute)


class RunAnswer(TypedDict):
    """A run: `status` is queued, running, done, failed or cancelled; `message` says what came of it.

    A night at the command line has a blank `author` and 0 for its `version`; another's what-if that was put
    in force has a blank `author` and no `drafts`. `runs_before` is how many runs are taken before one that
    waits, as the queue stands, and `begins_by` when it begins if all take their whole time; to who does not
    see all, how many of them they see, and null.
    """

    number: int
    kind: str
    status: str
    author: str
    version: int
    drafts: list[int]
    subject: str
    time_limit: float
    tries: int
    asked_at: str
    began_at: str | None
    ended_at: str | None
    message: str
    has_plan: bool
    runs_before: int | None
    begins_by: str | None


class RunWanted(Sent):
    """A run to be queued. `drafts` are those of a what-if in their order, `subject` whom to explain.

    The time limit is written as at the command line, or in seconds.
    """

    kind: RunKind
    version: StoredNumber | str = LATEST
    drafts: tuple[StoredNumber, ...] = ()
    subject: str = ""
    time_limit: str | float | None = None

    @field_validator("time_limit")
    @classmethod
    def in_seconds(cls, given: str | float | None, _: ValidationInfo) -> float | None:
        """The limit in seconds."""
        return None if given is None else parse_duration(str(given))


class Publishing(Sent):
    """Why a plan is put in force; `anyway`: also where the publication rules say no."""

    reason: str = ""
    anyway: bool = False


class Withdrawing(Sent):
    """Why the plan in force is taken back."""

    reason: str = ""


class PlanAnswer(TypedDict):
    """The plan in force: the run that made it, when and by whom it was published."""

    number: int
    run: int
    published_at: str
    published_by: str


class MaybePlan(TypedDict):
    """The plan that is in force now; null where none is."""

    plan: PlanAnswer | None


def _answer(run: QueuedRun) -> RunAnswer:
    place = run.place if isinstance(run, RunSeen) else None
    return RunAnswer(
        number=run.number,
        kind=str(run.kind),
        status=str(run.state),
        author=run.author,
        version=run.version,
        drafts=list(run.drafts),
        subject=run.subject,
        time_limit=run.seconds,
        tries=run.tries,
        asked_at=run.asked_at,
        began_at=run.began_at,
        ended_at=run.ended_at,
        message=run.message,
        has_plan=run.plan_id is not None,
        runs_before=None if place is None else len(place.before),
        begins_by=None if place is None else place.begins_by,
    )


def _plan(found: Publication) -> PlanAnswer:
    return PlanAnswer(
        number=found.number,
        run=found.run,
        published_at=found.published_at,
        published_by=found.published_by,
    )


RunNumber = Annotated[int, numbered("run")]


def run_gate(action: Action) -> Any:
    """Whether the actor may do this to the run in the address, asked before the body is read."""

    def ask(number: RunNumber, actor: Asking, store: TheStore) -> None:
        pass_run_gate(store, actor, action, number)

    return Depends(ask)


def queue_gate(action: Action) -> Any:
    """The same for what a queue does with a run."""

    def ask(number: RunNumber, actor: Asking, store: TheStore) -> None:
        pass_queue_gate(store, actor, action, number)

    return Depends(ask)


@router.get("/runs")
def list_runs(actor: Asking, store: TheStore, before: Before = None, most: Most = 100) -> Batch[RunAnswer]:
    """The runs that one may see, newest first."""
    found = runs_seen(store, actor, before=before, most=most + 1)
    return batch(list(map(_answer, found)), most, lambda run: run["number"])


@router.post("/runs", status_code=201, dependencies=[gate(Action.WHAT_IF)])
def ask_for_run(
    actor: Asking, store: TheStore, wanted: Annotated[RunWanted, body_of(RunWanted)]
) -> RunAnswer:
    """Queue a run."""
    pass_gate(actor, ASKED_BY.get(wanted.kind, Action.WHAT_IF))
    limit = wanted.time_limit
    made = queueing.ask_for_run(
        store,
        actor,
        wanted.kind,
        version=wanted.version,
        drafts=wanted.drafts,
        subject=wanted.subject,
        seconds=None if limit is None else float(limit),
    )
    return _answer(run_seen(store, actor, made.number))


@router.get("/runs/{number}")
def show_run(number: RunNumber, actor: Asking, store: TheStore) -> RunAnswer:
    """A run as it stands."""
    return _answer(run_seen(store, actor, number))


@router.delete("/runs/{number}", dependencies=[queue_gate(Action.CANCEL_RUN)])
def cancel_run(number: RunNumber, actor: Asking, store: TheStore) -> RunAnswer:
    """Cancel a run; its best plan so far is kept."""
    return _answer(queueing.cancel_run(store, actor, number))


@router.get(
    "/runs/{number}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
    dependencies=[queue_gate(Action.SEE_RUN)],
)
async def run_events(
    number: RunNumber,
    request: Request,
    actor: Asking,
    store: TheStore,
    seen: Annotated[str, Header(alias="Last-Event-ID", description="the last event that was seen")] = "0",
) -> StreamingResponse:
    """A run's progress as server-sent events, until it has ended; it goes on after the last one seen."""
    after = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0

    def still() -> Actor:
        return known_by(request, noticed=False).actor

    told = follow(request.app.state.newsroom, store, actor, number, after, still)
    return StreamingResponse(told, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.post("/runs/{number}/publish", dependencies=[run_gate(Action.PUBLISH)])
def publish_run(
    number: RunNumber, actor: Asking, store: TheStore, wanted: Annotated[Publishing, body_of(Publishing)]
) -> PlanAnswer:
    """Put a run's plan in force; 409 with what the publication rules say, unless `anyway`."""
    tried = publication.publish_plan(store, actor, number, wanted.reason, anyway=wanted.anyway)
    if not tried.published:
        raise HeldBack([*tried.fails, *(f"rule {found.rule}: {found.message}" for found in tried.broken)])
    return _plan(publication.plan_in_force(store, actor))


@router.get("/plan")
def plan_in_force(actor: Asking, store: TheStore) -> PlanAnswer:
    """The plan in force."""
    return _plan(publication.plan_in_force(store, actor))


@router.post("/plan/withdraw", dependencies=[gate(Action.PUBLISH)])
def withdraw_plan(
    actor: Asking, store: TheStore, wanted: Annotated[Withdrawing, body_of(Withdrawing)]
) -> MaybePlan:
    """Take the plan in force back; the one before it is in force again, if there was one."""
    now = publication.withdraw_publication(store, actor, wanted.reason)
    return MaybePlan(plan=None if now is None else _plan(now))
