"""The queue of runs: what is asked for, who sees it, how it goes, and what cancels it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from trainopt.errors import ExitCode, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder, is_kept
from trainopt.runs.store.now import now
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.records import RunStatus, end_run, note_run, queue_run, run_by_number
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import progress, queue
from trainopt.search.params import Params
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope, parse_scope
from trainopt.service.auditing import note
from trainopt.service.contents import Kept, data_at
from trainopt.service.hiding import hidden_from
from trainopt.service.run_basis import check_explained, content_of_basis, revisions_of_basis, run_basis
from trainopt.service.versions import LATEST, DatasetVersion

MOST_WAITING = 5
"""Runs of one person that may wait at once, unless they are a coordinator's."""

MOST_TRIES = 3
"""A run whose worker died is queued again, twice at most."""


class RunKind(StrEnum):
    """What a run is for."""

    NIGHT = "night"
    PLAN = "plan"
    WHATIF = "whatif"
    EXPLAIN = "explain"
    VALUE = "value"
    REPLAY = "replay"


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


RANK = {RunKind.NIGHT: 0, RunKind.PLAN: 1}
"""Which goes first; all others after these."""

KEEP_A_PLAN = {RunKind.NIGHT, RunKind.PLAN, RunKind.WHATIF}
"""What comes to a plan, of which the best is kept where the run is cancelled."""

MOST_SECONDS = {
    RunKind.NIGHT: 8 * 3600.0,
    RunKind.PLAN: 8 * 3600.0,
    RunKind.WHATIF: 900.0,
    RunKind.EXPLAIN: 300.0,
    RunKind.VALUE: 600.0,
    RunKind.REPLAY: 8 * 3600.0,
}
SECONDS = {
    RunKind.NIGHT: 600.0,
    RunKind.PLAN: 600.0,
    RunKind.WHATIF: 120.0,
    RunKind.EXPLAIN: 60.0,
    RunKind.VALUE: 120.0,
    RunKind.REPLAY: 3600.0,
}
"""Time limits of what is queued, unless others are asked for."""

ASKED_BY = dict.fromkeys((RunKind.NIGHT, RunKind.PLAN, RunKind.REPLAY), Action.PLAN)
"""What whoever asks for a run of a kind must be allowed; of all others it is what-ifs."""

RUN_NUMBER = re.compile(r"[0-9]{1,18}")

CHOICES = {"seed", "workers", "gap", "repeatable"}
"""What can be chosen of how a run plans, beside its time limit."""


@dataclass(frozen=True)
class QueuedRun:
    """A run of the queue. `scopes` are those in which whoever asked for it plans.

    `began_at` is when a worker took it, the last one where several did; None for one that waits, or that
    never began. `plan_id` is the plan that it made, `result_id` the folder of an explanation or of values.
    """

    number: int
    kind: RunKind
    state: RunState
    author: str
    scopes: tuple[Scope, ...]
    version: int
    drafts: tuple[int, ...]
    subject: str
    seconds: float
    tries: int
    cancelled: bool
    asked_at: str
    began_at: str | None
    ended_at: str | None
    plan_id: str | None
    result_id: str | None
    outcome: dict[str, Any] = field(repr=False)
    choices: dict[str, Any] = field(repr=False)

    guests: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What came of it, in a line; blank while nothing has."""
        return str(self.outcome.get("message", ""))

    def within(self, scope: Scope) -> bool:
        """Whether a scope shows that there is this run: of nights and plans each scope sees its share."""
        return scope == ALL or self.kind in RANK


@dataclass(frozen=True)
class RunEvent:
    """A line of a run's progress; numbers only ever grow."""

    number: int
    at: str
    event: dict[str, Any]


def ask_for_run(
    store: Store,
    actor: Actor,
    kind: RunKind,
    *,
    version: int | str = LATEST,
    drafts: Sequence[int] = (),
    subject: str = "",
    seconds: float | None = None,
    order: Mapping[str, Any] | None = None,
) -> QueuedRun:
    """Put a run into the queue. `drafts` are those of a what-if, in their order.

    `subject` is whom to explain, or the number of the run to replay. `order` are choices of planning by name:
    seed, workers, gap, repeatable. Raises UsageError for what is asked wrongly or too often, NotThere,
    NotAllowed.
    """
    require(actor, ASKED_BY.get(kind, Action.WHAT_IF))
    asked: dict[str, Any] = {
        "kind": kind.value,
        "drafts": list(drafts),
        "subject": subject,
        "seconds": _limit_of(kind, seconds),
        "asked": _choices_of(order),
    }
    if bool(drafts) != (kind is RunKind.WHATIF):
        raise UsageError("a what-if is of drafts, and no other run is")
    while True:
        with store.look() as connection:
            basis = run_basis(connection, actor, version, drafts)
            _check_subject(connection, actor, kind, basis.version, subject)
        content = content_of_basis(actor, basis)
        with store.begin() as connection:
            if revisions_of_basis(connection, version, drafts) == basis.revisions:
                return _queued(connection, actor, asked, basis.version, content)
            # somebody was quicker: all is looked at again


def _check_subject(
    connection: Connection, actor: Actor, kind: RunKind, version: DatasetVersion, subject: str
) -> None:
    """Raise NotThere for what is to be explained or made again, and is not there for the actor."""
    if kind is RunKind.EXPLAIN:
        check_explained(connection, actor, version.dataset_id, subject)
    if kind is RunKind.REPLAY:
        run_by_number(connection, int(subject) if RUN_NUMBER.fullmatch(subject) else 0)


def _queued(
    connection: Connection,
    actor: Actor,
    asked: Mapping[str, Any],
    base: DatasetVersion,
    content: Mapping[str, bytes] | None,
) -> QueuedRun:
    """The run in the queue, of a version or of the `content` that drafts make of it; the audit has it."""
    _check_share(connection, actor)
    run = queue_run(connection)
    dataset_id = base.dataset_id if content is None else add_folder(connection, content)
    note_run(connection, run, dataset_id=dataset_id)
    asked = {**asked, "version": base.number}
    _put_in_queue(connection, actor, run, asked)
    facts = {key: asked[key] for key in ("kind", "version", "drafts", "subject", "seconds")}
    note(connection, actor, "queue run", f"run {run}", after=facts, run=run)
    return run_at(connection, run)


def _limit_of(kind: RunKind, seconds: float | None) -> float:
    limit = SECONDS[kind] if seconds is None else seconds
    if not 0 < limit <= MOST_SECONDS[kind]:
        raise UsageError(f"a run of this kind may take up to {MOST_SECONDS[kind]:g} s (got {limit:g})")
    return limit


def _choices_of(order: Mapping[str, Any] | None) -> dict[str, Any]:
    choices = dict(order or {})
    if unknown := choices.keys() - CHOICES:
        raise UsageError(f"no such choice: {', '.join(sorted(unknown))}")
    Params(**choices)  # which refuses what cannot be meant
    return choices


def _put_in_queue(connection: Connection, actor: Actor, run: int, asked: Mapping[str, Any]) -> None:
    """A run that was asked for, as it waits: nobody has tried it yet."""
    scopes = [str(scope) for scope in actor.scopes(Role.PLANNER)]
    waits = {
        "run": run,
        "state": RunState.QUEUED.value,
        "rank": RANK.get(RunKind(asked["kind"]), 2),
        "person": actor.name,
        "party": scopes[0],
        "scopes": scopes,
        "tries": 0,
        "beat": 0,
        "cancelled": False,
        "asked_at": now(),
    }
    connection.execute(insert(queue).values(waits | dict(asked)))


def _check_share(connection: Connection, actor: Actor) -> None:
    waiting = (queue.c.person == actor.name) & (queue.c.state == RunState.QUEUED.value)
    count = connection.scalar(select(func.count()).select_from(queue).where(waiting)) or 0
    if count >= MOST_WAITING and not allowed(actor, Action.PLAN):
        raise UsageError(f"{count} runs of yours wait already: cancel one, or wait until one has ended")


def show_queued(store: Store, actor: Actor, number: int) -> QueuedRun:
    """A run of the queue. Raises NotThere."""
    with store.look() as connection:
        run = run_at(connection, number)
        require(actor, Action.SEE_RUN, run, f"run {number}")
        return as_told(connection, actor, run)


AnyRun = TypeVar("AnyRun", bound=QueuedRun)

_NAMES_OTHERS: Kept[bool] = Kept(10_000)
"""By dataset, plan in force, scopes and message: a list of runs reads no dataset for each that failed."""


def as_told(connection: Connection, actor: Actor, run: AnyRun) -> AnyRun:
    """The run as the actor may know it: what came of it counts everybody's, and is told to who sees all.

    Others are told why a run of their own failed, unless that names rows which they do not see, or that is
    not known because the data was pruned.
    """
    if allowed(actor, Action.SEE_SCOPE, ALL):
        return run
    if run.state is RunState.FAILED and run.author == actor.name:
        dataset_id = run_by_number(connection, run.number).dataset_id or ""
        if is_kept(connection, dataset_id) and not _names_others(connection, actor, dataset_id, run.message):
            return replace(run, outcome={"message": run.message})
    return replace(run, outcome={})


def _names_others(connection: Connection, actor: Actor, dataset_id: str, message: str) -> bool:
    """Whether a message names rows of the dataset that the actor does not see."""
    current, scopes = in_force(connection), actor.scopes(Role.READER)

    def look() -> bool:
        return hidden_from(data_at(connection, dataset_id), scopes).named_in(message)

    plan_id = None if current is None else current.plan_id
    return _NAMES_OTHERS.get((dataset_id, plan_id, scopes, message), look)


def cancel_run(store: Store, actor: Actor, number: int) -> QueuedRun:
    """Cancel a run: one that waits at once, one that runs as soon as its worker hears of it.

    Its best plan so far is kept. Raises UsageError where it has ended, NotThere, NotAllowed.
    """
    with store.begin() as connection:
        run = run_at(connection, number)
        require(actor, Action.CANCEL_RUN, run, f"run {number}")
        if run.state not in (RunState.QUEUED, RunState.RUNNING):
            raise UsageError(f"run {number} is {run.state} already")
        connection.execute(update(queue).where(queue.c.run == number).values(cancelled=True))
        if run.state is RunState.QUEUED:
            _never_begun(connection, number)
        note(connection, actor, "cancel run", f"run {number}", before={"state": run.state}, run=number)
        return as_told(connection, actor, run_at(connection, number))


def _never_begun(connection: Connection, number: int) -> None:
    values = {"state": RunState.CANCELLED.value}
    connection.execute(update(queue).where(queue.c.run == number).values(values))
    outcome = {"message": "cancelled before it began"}
    end_run(connection, number, RunStatus.CANCELLED, ExitCode.INTERRUPTED, outcome=outcome)
    add_event(connection, number, {"state": RunState.CANCELLED.value, **outcome})


def events_of(store: Store, actor: Actor, number: int, after: int = 0, most: int = 1000) -> list[RunEvent]:
    """The progress of a run after the event of that number: to who does not see all, state and time alone.

    Raises NotThere.
    """
    with store.look() as connection:
        require(actor, Action.SEE_RUN, run_at(connection, number), f"run {number}")
        later = (progress.c.run == number) & (progress.c.number > after)
        found = select(progress).where(later).order_by(progress.c.number).limit(most)
        rows = [RunEvent(row.number, row.at, row.event) for row in connection.execute(found)]
    if allowed(actor, Action.SEE_SCOPE, ALL):
        return rows
    told = ("state", "seconds")
    return [RunEvent(r.number, r.at, {k: r.event[k] for k in told if k in r.event}) for r in rows]


def add_event(connection: Connection, number: int, event: Mapping[str, Any]) -> None:
    """Add a line to a run's progress."""
    last = select(func.coalesce(func.max(progress.c.number), 0)).where(progress.c.run == number)
    place = int(connection.execute(last).scalar_one()) + 1
    connection.execute(insert(progress).values(run=number, number=place, at=now(), event=dict(event)))


def run_at(connection: Connection, number: int) -> QueuedRun:
    """A run of the queue. Raises NotThere."""
    for run in runs_where(connection, queue.c.run == number):
        return run
    raise not_there(f"run {number}")


def runs_where(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[QueuedRun]:
    """The runs of the queue of which that is so, newest first, by one query."""
    found = select(queue, runs.c.started_at, runs.c.ended_at, runs.c.plan_id, runs.c.outcome)
    found = found.join(runs, runs.c.number == queue.c.run).where(wanted).order_by(queue.c.run.desc())
    with connection.execute(found) as rows:
        for row in rows:
            yield QueuedRun(**queued_values(row._mapping))


def queued_values(row: RowMapping) -> dict[str, Any]:
    """A row of the queue, with that of the run beside it, as the values of a `QueuedRun` by name."""
    return {
        "number": row["run"],
        "kind": RunKind(row["kind"]),
        "state": RunState(row["state"]),
        "author": row["person"],
        "scopes": _scopes(row["scopes"]),
        "version": row["version"],
        "drafts": tuple(row["drafts"]),
        "subject": row["subject"],
        "seconds": row["seconds"],
        "tries": row["tries"],
        "cancelled": row["cancelled"],
        "asked_at": row["asked_at"] or row["started_at"],  # blank where an older program put it in
        "began_at": row["started_at"] if row["tries"] and row["state"] != RunState.QUEUED else None,
        "ended_at": row["ended_at"],
        "plan_id": row["plan_id"],
        "result_id": row["result_id"],
        "outcome": row["outcome"] or {},
        "choices": row["asked"],
    }


def _scopes(texts: Iterable[str]) -> tuple[Scope, ...]:
    return tuple(map(parse_scope, texts))
