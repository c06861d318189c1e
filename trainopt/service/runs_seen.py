"""Runs as pages list and show them: those of the queue and the nights at the command line, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select

from trainopt.runs.store import Store
from trainopt.runs.store.publishing import in_force, published_runs
from trainopt.runs.store.records import RunStatus
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import draft_guests, drafts, queue
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.queueing import QueuedRun, RunKind, RunState, as_told, queued_values

GOING_ON = (RunState.QUEUED, RunState.RUNNING)
"""A run that stands so has not ended."""

READ_AT_ONCE = 100
"""Of all runs with what came of each so many are read; few pages go on to more."""
STANDS: Mapping[RunStatus, RunState] = {
    RunStatus.QUEUED: RunState.QUEUED,
    RunStatus.RUNNING: RunState.RUNNING,
    RunStatus.PUBLISHED: RunState.DONE,
    RunStatus.HELD_BACK: RunState.DONE,
    RunStatus.DONE: RunState.DONE,
    RunStatus.INTERRUPTED: RunState.CANCELLED,
    RunStatus.CANCELLED: RunState.CANCELLED,
    RunStatus.FAULTY: RunState.FAILED,
    RunStatus.FAILED: RunState.FAILED,
    RunStatus.KILLED: RunState.FAILED,
}
"""How a night at the command line stands, as a run of the queue would say it."""


@dataclass(frozen=True)
class RunSeen(QueuedRun):
    """A run as whoever asks may know it, and what they may do with it.

    A night at the command line is not `queued`; it has no author, and 0 for its version. `published`: its
    plan was in force at some time; `in_force`: it is now. `base_id` is the plan that it began from, None for
    none. `open_drafts` are the drafts of it that they see.
    """

    queued: bool = True
    published: bool = False
    in_force: bool = False
    base_id: str | None = None
    may: frozenset[Action] = frozenset()
    open_drafts: frozenset[int] = frozenset()

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self.state in GOING_ON


def runs_seen(
    store: Store,
    actor: Actor,
    *,
    kind: RunKind | None = None,
    state: RunState | None = None,
    before: int | None = None,
    most: int = 50,
) -> list[RunSeen]:
    """The runs that the actor may see, newest first, at most so many: of one kind, or that stand so."""
    require(actor, Action.SEE_DATA)
    found = _every_run().order_by(runs.c.number.desc())
    if before is not None:
        found = found.where(runs.c.number < before)
    if kind is not None:
        found = found.where(_of_kind(kind))
    if state is not None:
        found = found.where(_in_state(state))
    with store.look() as connection:
        seen = _seen(connection, actor, _read(connection, found))
        return [run for run, _ in zip(seen, range(most), strict=False)]


def run_seen(store: Store, actor: Actor, number: int) -> RunSeen:
    """A run. Raises NotThere where there is none of that number for the actor."""
    if not allowed(actor, Action.SEE_DATA):
        raise not_there(f"run {number}")
    with store.look() as connection:
        found = connection.execute(_every_run().where(runs.c.number == number))
        for run in _seen(connection, actor, (row._mapping for row in found)):
            return run
    raise not_there(f"run {number}")


def _every_run() -> Select[Any]:
    facts = (runs.c.number, runs.c.status, runs.c.started_at, runs.c.ended_at, runs.c.plan_id)
    return select(queue, *facts, runs.c.base_id, runs.c.parameters, runs.c.outcome).join_from(
        runs, queue, runs.c.number == queue.c.run, isouter=True
    )


def _read(connection: Connection, found: Select[Any]) -> Iterator[RowMapping]:
    """The rows, newest first, some at a time."""
    wanted = found
    while part := connection.execute(wanted.limit(READ_AT_ONCE)).mappings().all():
        yield from part
        wanted = found.where(runs.c.number < part[-1]["number"])


def _of_kind(kind: RunKind) -> ColumnElement[bool]:
    wanted = queue.c.kind == kind.value
    return wanted | queue.c.run.is_(None) if kind is RunKind.NIGHT else wanted


def _in_state(state: RunState) -> ColumnElement[bool]:
    alone = [status.value for status, stands in STANDS.items() if stands is state]
    return (queue.c.state == state.value) | (queue.c.run.is_(None) & runs.c.status.in_(alone))


def _seen(connection: Connection, actor: Actor, rows: Iterator[RowMapping]) -> Iterator[RunSeen]:
    current, ever = in_force(connection), published_runs(connection)
    known = _known_drafts(connection, actor)
    for row in rows:
        queued = row["run"] is not None
        run = RunSeen(**(queued_values(row) if queued else _plain_values(row)), queued=queued)
        if not allowed(actor, Action.SEE_RUN, run):
            continue
        run = replace(
            run,
            published=run.number in ever,
            in_force=current is not None and current.run == run.number,
            base_id=row["base_id"],
            may=frozenset(_may(actor, run)),
            open_drafts=frozenset(one for one in run.drafts if known is None or one in known),
        )
        yield as_told(connection, actor, run)


def _known_drafts(connection: Connection, actor: Actor) -> set[int] | None:
    """The drafts that the actor wrote or was invited to; None for who sees everybody's."""
    if allowed(actor, Action.SEND_BACK):
        return None
    own = select(drafts.c.number).where(drafts.c.author == actor.name)
    invited = select(draft_guests.c.draft).where(draft_guests.c.person == actor.name)
    return {int(number) for number in connection.execute(own.union(invited)).scalars()}


def _may(actor: Actor, run: RunSeen) -> Iterator[Action]:
    """What makes sense with the run as it stands, and is the actor's to do."""
    if run.queued and run.goes_on and allowed(actor, Action.CANCEL_RUN, run):
        yield Action.CANCEL_RUN
    if run.plan_id is not None and not run.goes_on:
        yield from (action for action in (Action.PUBLISH, Action.PLAN) if allowed(actor, action))


def _plain_values(row: RowMapping) -> dict[str, Any]:
    """A night that no queue has."""
    return {
        "number": row["number"],
        "kind": RunKind.NIGHT,
        "state": STANDS[RunStatus(row["status"])],
        "author": "",
        "scopes": (),
        "version": 0,
        "drafts": (),
        "subject": "",
        "seconds": float((row["parameters"] or {}).get("seconds", 0.0)),
        "tries": 1,
        "cancelled": False,
        "asked_at": row["started_at"],
        "ended_at": row["ended_at"],
        "plan_id": row["plan_id"],
        "result_id": None,
        "outcome": row["outcome"] or {},
        "choices": {},
    }
