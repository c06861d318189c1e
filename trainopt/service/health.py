"""Whether the store can be used, and the figures by which its operators see how it goes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sqlalchemy import func, select

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import seconds_since
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import people, queue, sessions
from trainopt.service.queueing import RunState
from trainopt.service.sessions import open_until
from trainopt.service.taking import beats


@dataclass(frozen=True)
class StoreFigures:
    """How many runs are in each state, since how many seconds the oldest waits, beats, open sessions."""

    runs: dict[str, int] = field(repr=False)
    oldest: float
    beats: dict[int, tuple[str, int]] = field(repr=False)
    sessions: int


def store_answers(store: Store) -> bool:
    """Whether the store can be read, and has the tables of this version."""
    try:
        with store.look() as connection:
            connection.execute(select(people.c.name).limit(1)).all()
    except UsageError:
        return False
    return True


def figures_of(store: Store) -> StoreFigures:
    """The figures of a store: for its operators, and without a name. Raises UsageError."""
    with store.look() as connection:
        counted = connection.execute(select(queue.c.state, func.count()).group_by(queue.c.state))
        found = {str(state): int(count) for state, count in counted}
        # Where an older program put a run in, it was asked for when the queue had it.
        asked_at = func.coalesce(func.nullif(queue.c.asked_at, ""), runs.c.started_at)
        waiting = select(func.min(asked_at)).join_from(queue, runs, runs.c.number == queue.c.run)
        waiting = waiting.where(queue.c.state == RunState.QUEUED.value)
        oldest = connection.scalar(waiting)
        open_ones = select(func.count()).select_from(sessions).where(open_until(int(time.time())))
        return StoreFigures(
            {state.value: found.get(state.value, 0) for state in RunState},
            0.0 if oldest is None else seconds_since(oldest),
            beats(connection),
            connection.scalar(open_ones) or 0,
        )
