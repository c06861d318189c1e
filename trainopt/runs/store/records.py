"""Runs in the store: begun, logged, ended, listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from trainopt.errors import NotThere
from trainopt.runs.store.now import now
from trainopt.runs.store.schema import run_log, runs
from trainopt.runs.store.service_schema import queue


class RunStatus(StrEnum):
    """What became of a run."""

    RUNNING = "running"
    PUBLISHED = "published"
    HELD_BACK = "held back"
    FAULTY = "faulty input"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    KILLED = "killed"
    QUEUED = "queued"
    DONE = "done"
    CANCELLED = "cancelled"


PLANNED = (RunStatus.PUBLISHED, RunStatus.HELD_BACK, RunStatus.INTERRUPTED)
"""Runs whose dataset was sound and which came to a plan."""


@dataclass(frozen=True)
class Run:
    """A run as the store has it.

    `dataset_id`, `base_id` (the plan in force when it began) and `plan_id` are those of folders, which
    `prune` may have removed. `outcome` is what it came to: tiers, publication rules, figures.
    """

    number: int
    status: RunStatus
    exit_code: int | None
    started_at: str
    ended_at: str | None
    name: str | None
    dataset_id: str | None
    base_id: str | None
    plan_id: str | None
    parameters: dict[str, Any]
    versions: dict[str, str]
    outcome: dict[str, Any]
    summary: str | None

    def __repr__(self) -> str:
        return f"Run({self.number}, {self.status})"

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self.status in (RunStatus.QUEUED, RunStatus.RUNNING)

    @property
    def without_plan(self) -> str:
        """That it has no plan, and why, in a sentence."""
        if self.goes_on:
            return f"run {self.number} has no plan yet: it has not ended"
        return f"run {self.number} has no plan: it ended as {self.status}"


def begin_run(
    connection: Connection,
    parameters: Mapping[str, Any],
    versions: Mapping[str, str],
    base_id: str | None,
    number: int | None = None,
) -> int:
    """A new run, or the queued one of that number; its number. Numbers only ever grow."""
    row = {
        "status": RunStatus.RUNNING.value,
        "started_at": now(),
        "parameters": dict(parameters),
        "versions": dict(versions),
        "base_id": base_id,
    }
    if number is not None:
        note_run(connection, number, **row)
        return number
    return int(connection.execute(insert(runs).values(row).returning(runs.c.number)).scalar_one())


def queue_run(connection: Connection) -> int:
    """A run that is to be begun by whoever takes it from the queue; its number."""
    row = {"status": RunStatus.QUEUED.value, "started_at": now(), "parameters": {}, "versions": {}}
    return int(connection.execute(insert(runs).values(row).returning(runs.c.number)).scalar_one())


def note_run(connection: Connection, number: int, **known: object) -> None:
    """Enter what has become known of a run that goes on."""
    connection.execute(update(runs).where(runs.c.number == number).values(known))


def end_run(connection: Connection, number: int, status: RunStatus, exit_code: int, **known: object) -> None:
    """Enter what became of a run."""
    note_run(connection, number, status=status.value, exit_code=exit_code, ended_at=now(), **known)


def runs_without_end(connection: Connection) -> list[int]:
    """The numbers of the runs that stand as running.

    Not those of the queue, whose workers are watched.
    """
    queued = select(queue.c.run).where(queue.c.run == runs.c.number).exists()
    running = (runs.c.status == RunStatus.RUNNING.value) & ~queued
    return list(connection.scalars(select(runs.c.number).where(running).order_by(runs.c.number)))


def end_dead_runs(connection: Connection) -> list[int]:
    """For who takes the lock: runs that never came to an end were killed. Their numbers."""
    numbers = runs_without_end(connection)
    if numbers:
        ended = {"status": RunStatus.KILLED.value, "ended_at": now()}
        connection.execute(update(runs).where(runs.c.number.in_(numbers)).values(ended))
    return numbers


def add_line(connection: Connection, number: int, line: Mapping[str, Any]) -> None:
    """Add a line to a run's log."""
    last = select(func.coalesce(func.max(run_log.c.number), 0)).where(run_log.c.run == number)
    place = int(connection.execute(last).scalar_one()) + 1
    connection.execute(insert(run_log).values(run=number, number=place, line=dict(line)))


def log_of(connection: Connection, number: int) -> list[dict[str, Any]]:
    """A run's log, line by line."""
    lines = select(run_log.c.line).where(run_log.c.run == number).order_by(run_log.c.number)
    return list(connection.scalars(lines))


def run_by_number(connection: Connection, number: int) -> Run:
    """A run. Raises NotThere where there is none of that number."""
    row = connection.execute(select(runs).where(runs.c.number == number)).one_or_none()
    if row is None:
        raise NotThere(f"there is no run {number} in the store")
    return _run(row._mapping)


def newest_runs(connection: Connection, most: int | None = None) -> list[Run]:
    """The runs, newest first, at most so many."""
    rows = connection.execute(select(runs).order_by(runs.c.number.desc()).limit(most))
    return [_run(row._mapping) for row in rows]


def last_sound_run(connection: Connection, before: int | None = None) -> Run | None:
    """The newest run (before the one of this number) whose dataset was sound and which came to a plan."""
    found = select(runs).where(runs.c.status.in_([status.value for status in PLANNED]))
    if before is not None:
        found = found.where(runs.c.number < before)
    row = connection.execute(found.order_by(runs.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row._mapping)


def _run(row: RowMapping) -> Run:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    return Run(**values | {"status": RunStatus(values["status"]), "outcome": values["outcome"] or {}})
