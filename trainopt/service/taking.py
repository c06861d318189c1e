"""The queue as workers see it: the run whose turn it is, the beats by which they are watched, and its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from trainopt.errors import ExitCode
from trainopt.runs.store.now import now
from trainopt.runs.store.records import RunStatus, begin_run, end_run, note_run
from trainopt.runs.store.service_schema import queue
from trainopt.service.queueing import MOST_TRIES, QueuedRun, RunKind, RunState, add_event, run_at
from trainopt.service.turns import turns_in, waiting_runs


def take_next(
    connection: Connection, worker: str, kinds: Collection[RunKind] = tuple(RunKind)
) -> QueuedRun | None:
    """Take the run of these kinds whose turn it is; None where none waits."""
    waiting = waiting_runs(connection, kinds)
    if not waiting:
        return None
    number = turns_in(connection).first(waiting).run
    values = {"state": RunState.RUNNING.value, "worker": worker, "tries": queue.c.tries + 1, "beat": 0}
    connection.execute(update(queue).where(queue.c.run == number).values(values))
    note_run(connection, number, status=RunStatus.RUNNING.value, started_at=now())
    add_event(connection, number, {"state": RunState.RUNNING.value, "seconds": 0.0})
    return run_at(connection, number)


def beat_of(connection: Connection, number: int, worker: str) -> bool | None:
    """Show that the worker lives; whether the run was cancelled, None where it is no longer the worker's."""
    mine = (queue.c.run == number) & (queue.c.worker == worker) & (queue.c.state == RunState.RUNNING.value)
    if not connection.execute(update(queue).where(mine).values(beat=queue.c.beat + 1)).rowcount:
        return None
    return bool(connection.scalar(select(queue.c.cancelled).where(queue.c.run == number)))


def beats(connection: Connection) -> dict[int, tuple[str, int]]:
    """The worker and the beat of every run that is running."""
    found = select(queue.c.run, queue.c.worker, queue.c.beat).where(queue.c.state == RunState.RUNNING.value)
    return {row.run: (row.worker, row.beat) for row in connection.execute(found)}


def give_up(connection: Connection, number: int, worker: str, beat: int) -> RunState | None:
    """A beat stood still: its run is queued again, or has failed; None where it went on after all."""
    still = (
        (queue.c.run == number)
        & (queue.c.worker == worker)
        & (queue.c.beat == beat)
        & (queue.c.state == RunState.RUNNING.value)
    )
    row = connection.execute(select(queue.c.tries, queue.c.cancelled).where(still)).one_or_none()
    if row is None:
        return None
    if row.cancelled:
        finish(connection, number, worker, RunState.CANCELLED, {"message": "cancelled; its worker had died"})
        return RunState.CANCELLED
    if row.tries >= MOST_TRIES:
        finish(connection, number, worker, RunState.FAILED, {"message": f"its worker died {row.tries} times"})
        return RunState.FAILED
    connection.execute(update(queue).where(still).values(state=RunState.QUEUED.value, worker=None))
    note_run(connection, number, status=RunStatus.QUEUED.value)
    add_event(connection, number, {"state": RunState.QUEUED.value})
    return RunState.QUEUED


def put_back(connection: Connection, number: int, worker: str) -> bool:
    """A worker leaves before its run is done: another one takes it, and this try does not count.

    False where it was cancelled meanwhile: then it has ended.
    """
    mine = (queue.c.run == number) & (queue.c.worker == worker) & (queue.c.state == RunState.RUNNING.value)
    if connection.scalar(select(queue.c.cancelled).where(mine)):
        return False
    values = {"state": RunState.QUEUED.value, "worker": None, "tries": queue.c.tries - 1}
    if connection.execute(update(queue).where(mine).values(values)).rowcount:
        note_run(connection, number, status=RunStatus.QUEUED.value)
        add_event(connection, number, {"state": RunState.QUEUED.value})
    return True


STATUS = {
    RunState.DONE: (RunStatus.DONE, ExitCode.DONE),
    RunState.FAILED: (RunStatus.FAILED, ExitCode.BUG),
    RunState.CANCELLED: (RunStatus.CANCELLED, ExitCode.INTERRUPTED),
}
"""What a run's line in the store says of how it ended."""


def finish(
    connection: Connection,
    number: int,
    worker: str | None,
    state: RunState,
    outcome: Mapping[str, Any],
    *,
    plan_id: str | None = None,
    result_id: str | None = None,
    own_line: bool = True,
) -> bool:
    """End a run, if it is still the worker's; whether it was. A night writes its line in the store itself."""
    mine = queue.c.run == number
    if worker is not None:
        mine &= (queue.c.worker == worker) & (queue.c.state == RunState.RUNNING.value)
    values = {"state": state.value, "result_id": result_id, "worker": None}
    if not connection.execute(update(queue).where(mine).values(values)).rowcount:
        return False
    if own_line:
        status, code = STATUS[state]
        end_run(connection, number, status, code, outcome=dict(outcome), plan_id=plan_id)
    else:
        note_run(connection, number, outcome=dict(outcome))
    add_event(connection, number, {"state": state.value, **_told(outcome)})
    return True


def _told(outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {key: outcome[key] for key in ("seconds", "message", "tiers") if key in outcome}


def begin_queued(
    connection: Connection,
    number: int,
    parameters: Mapping[str, Any],
    versions: Mapping[str, str],
    **known: Any,
) -> None:
    """Enter what a run that was taken is made with: `base_id`, `dataset_id`, `name`."""
    begin_run(connection, parameters, versions, known.pop("base_id", None), number)
    note_run(connection, number, **known)
