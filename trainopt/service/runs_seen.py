"""Runs as pages list and show them: those of the queue and the nights at the command line, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from trainopt.runs.store import Store
from trainopt.runs.store.killed import KILLED_SAID, look_for_killed
from trainopt.runs.store.publishing import in_force, published_runs
from trainopt.runs.store.records import RunStatus
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import draft_guests, drafts, queue
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Scope
from trainopt.service.queueing import QueuedRun, RunKind, RunState, as_told, queued_values, runs_where
from trainopt.service.turns import QueuePlace, places_in_queue

GOING_ON = (RunState.QUEUED, RunState.RUNNING)
"""A run that stands so has not ended."""

READ_AT_ONCE = 100
"""Of all runs with what came of each so many are read; few pages go on to more."""
NEAR = 1_000
"""A night at the command line that is under way is among so many newest runs."""
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
    plan was in force at some time; `in_force`: it is now. `known_by_plan`: that is all by which they know of
    it, as of another's what-if; then it has no author, drafts or subject. `base_id` is the plan that it began
    from, None for none. `open_drafts` are the drafts of it that they see. `place` is where it waits in the
    queue, None for one that does not: to who does not see all, of the runs before it those that they see, and
    no time.
    """

    queued: bool = True
    published: bool = False
    in_force: bool = False
    known_by_plan: bool = False
    base_id: str | None = None
    may: frozenset[Action] = frozenset()
    open_drafts: frozenset[int] = frozenset()
    place: QueuePlace | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self.state in GOING_ON

    def within(self, scope: Scope) -> bool:
        """Of a plan that was ever in force each scope sees its share, whatever the run was asked for."""
        return self.published or super().within(scope)


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
    with look_for_killed(store) as (connection, killed):
        if state is not None:
            found = found.where(_in_state(state, killed))
        seen = _seen(connection, actor, killed, _read(connection, found))
        return [run for run, _ in zip(seen, range(most), strict=False)]


def run_seen(store: Store, actor: Actor, number: int) -> RunSeen:
    """A run. Raises NotThere where there is none of that number for the actor."""
    if not allowed(actor, Action.SEE_DATA):
        raise not_there(f"run {number}")
    with look_for_killed(store) as (connection, killed):
        found = connection.execute(_every_run().where(runs.c.number == number))
        for run in _seen(connection, actor, killed, (row._mapping for row in found)):
            return run
    raise not_there(f"run {number}")


def whatif_runs(store: Store, actor: Actor, numbers: Collection[int]) -> dict[int, list[RunSeen]]:
    """By draft of these numbers, the what-ifs of it alone that the actor may see, newest first.

    Those of which they know by the plan alone are not told to be of a draft.
    """
    require(actor, Action.SEE_DATA)
    asked = select(queue.c.run, queue.c.drafts).where(queue.c.kind == RunKind.WHATIF.value)
    alone = {(number,) for number in numbers}
    found: dict[int, list[RunSeen]] = defaultdict(list)
    with look_for_killed(store) as (connection, killed):
        wanted = [run for run, of in connection.execute(asked) if tuple(of) in alone] if alone else []
        some = _every_run().where(runs.c.number.in_(wanted)).order_by(runs.c.number.desc())
        for run in _seen(connection, actor, killed, _read(connection, some)) if wanted else ():
            for draft in run.drafts:
                found[draft].append(run)
    return found


def runs_under_way(store: Store, actor: Actor) -> list[RunSeen]:
    """The runs that are being made or wait to be, as far as the actor may see them, newest first."""
    require(actor, Action.SEE_DATA)
    waiting = select(queue.c.run).where(queue.c.state.in_([state.value for state in GOING_ON]))
    near = runs.c.number > select(func.max(runs.c.number)).scalar_subquery() - NEAR
    alone = select(runs.c.number).where(
        near, runs.c.status == RunStatus.RUNNING.value, runs.c.number.not_in(select(queue.c.run))
    )
    with look_for_killed(store) as (connection, killed):
        numbers = connection.execute(waiting.union(alone)).scalars().all()
        if not numbers:
            return []
        found = _every_run().where(runs.c.number.in_(numbers)).order_by(runs.c.number.desc())
        return [run for run in _seen(connection, actor, killed, _read(connection, found)) if run.goes_on]


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


def _in_state(state: RunState, killed: Set[int]) -> ColumnElement[bool]:
    alone = [status.value for status, stands in STANDS.items() if stands is state]
    by_command = runs.c.status.in_(alone) & runs.c.number.not_in(killed)
    if state is STANDS[RunStatus.KILLED]:
        by_command |= runs.c.number.in_(killed)
    return (queue.c.state == state.value) | (queue.c.run.is_(None) & by_command)


def _seen(
    connection: Connection, actor: Actor, killed: Set[int], rows: Iterator[RowMapping]
) -> Iterator[RunSeen]:
    current, ever = in_force(connection), published_runs(connection)
    known, places = _known_drafts(connection, actor), _Places(connection, actor)
    for row in rows:
        queued = row["run"] is not None
        run = RunSeen(**(queued_values(row) if queued else _plain_values(row, killed)), queued=queued)
        by_itself = allowed(actor, Action.SEE_RUN, run)
        run = replace(run, published=run.number in ever)
        if not allowed(actor, Action.SEE_RUN, run):
            continue
        if not by_itself:
            run = replace(run, known_by_plan=True, author="", scopes=(), drafts=(), subject="")
        run = replace(
            run,
            in_force=current is not None and current.run == run.number,
            base_id=row["base_id"],
            may=frozenset(_may(actor, run)),
            open_drafts=frozenset(one for one in run.drafts if known is None or one in known),
            place=places.known.get(run.number) if run.state is RunState.QUEUED else None,
        )
        yield as_told(connection, actor, run)


@dataclass(frozen=True)
class _Places:
    """Where runs wait, looked up once for those of a list that do."""

    connection: Connection
    actor: Actor

    @cached_property
    def known(self) -> dict[int, QueuePlace]:
        places = places_in_queue(self.connection)
        if allowed(self.actor, Action.SEE_SCOPE, ALL):
            return places
        waiting = runs_where(self.connection, queue.c.state == RunState.QUEUED.value)
        seen = {run.number for run in waiting if allowed(self.actor, Action.SEE_RUN, run)}
        return {
            number: QueuePlace(tuple(one for one in place.before if one in seen), None, whole=False)
            for number, place in places.items()
        }


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


def _plain_values(row: RowMapping, killed: Set[int]) -> dict[str, Any]:
    """A night that no queue has."""
    status = RunStatus.KILLED if row["number"] in killed else RunStatus(row["status"])
    told = {"message": KILLED_SAID} if status is RunStatus.KILLED else {}
    return {
        "number": row["number"],
        "kind": RunKind.NIGHT,
        "state": STANDS[status],
        "author": "",
        "scopes": (),
        "version": 0,
        "drafts": (),
        "subject": "",
        "seconds": float((row["parameters"] or {}).get("seconds", 0.0)),
        "tries": 1,
        "cancelled": False,
        "asked_at": row["started_at"],
        "began_at": row["started_at"],
        "ended_at": row["ended_at"],
        "plan_id": row["plan_id"],
        "result_id": None,
        "outcome": told | (row["outcome"] or {}),
        "choices": {},
    }
