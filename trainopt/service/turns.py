"""Whose turn it is: the rule by which runs of the queue are taken, and where in the queue a run waits."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from trainopt.runs.store.now import as_noted, seconds_since
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import queue
from trainopt.service.queueing import RunKind, RunState


class WaitingRun(NamedTuple):
    """A run that waits: what its turn depends on, and its time limit in seconds."""

    run: int
    rank: int
    party: str
    seconds: float


@dataclass(frozen=True)
class QueuePlace:
    """Where a run waits, as the queue stands: the runs that are taken before it, in their order.

    `begins_by` is when it begins if all that run and all before it take their whole time, in UTC; None where
    none runs, and so nobody is known to take it. Not `whole`: there may be others that are not told of.
    """

    before: tuple[int, ...]
    begins_by: str | None
    whole: bool = True


@dataclass
class Turns:
    """How much of the queue each party has had: the runs that it has running, and the last that was begun."""

    running: Counter[str]
    served: dict[str, int]

    def first(self, waiting: Iterable[WaitingRun]) -> WaitingRun:
        """The run whose turn it is.

        Nights go first, then plans; of the others those of the party that has the fewest running, then of
        the one that was served longest ago: so nobody fills the queue alone.
        """
        return min(waiting, key=lambda r: (r.rank, self.running[r.party], self.served.get(r.party, 0), r.run))

    def begin(self, run: WaitingRun) -> None:
        """A run is taken."""
        self.running[run.party] += 1
        self.served[run.party] = max(self.served.get(run.party, 0), run.run)

    def end(self, party: str) -> None:
        """A run of a party has ended."""
        self.running[party] -= 1


def turns_in(connection: Connection) -> Turns:
    """What each party has had of the queue."""
    running = _by_party(connection, func.count(), queue.c.state == RunState.RUNNING.value)
    return Turns(Counter(running), _by_party(connection, func.max(queue.c.run), queue.c.tries > 0))


def _by_party(connection: Connection, what: Any, where: ColumnElement[bool]) -> dict[str, int]:
    """Something of the runs of each party: there are ever more of them, so the database counts."""
    found = select(queue.c.party, what).where(where).group_by(queue.c.party)
    return {party: int(value) for party, value in connection.execute(found)}


def waiting_runs(connection: Connection, kinds: Collection[RunKind] = tuple(RunKind)) -> list[WaitingRun]:
    """The runs of these kinds that wait, oldest first."""
    waits = (queue.c.state == RunState.QUEUED.value) & queue.c.kind.in_([kind.value for kind in kinds])
    wanted = select(queue.c.run, queue.c.rank, queue.c.party, queue.c.seconds)
    found = connection.execute(wanted.where(waits).order_by(queue.c.run))
    return [WaitingRun(*row) for row in found]


def places_in_queue(connection: Connection) -> dict[int, QueuePlace]:
    """Where each run that waits stands: the queue played on by the rule, each run for its whole time.

    There are as many workers as runs that run: while a run waits, none of them is idle.
    """
    lines = _lines(waiting_runs(connection))
    if not lines:
        return {}
    turns, ends = turns_in(connection), _running_ends(connection)
    workers, known = max(len(ends), 1), bool(ends)
    places: dict[int, QueuePlace] = {}
    begins = 0.0
    while lines:
        if len(ends) == workers:
            begins, _, party = heappop(ends)
            turns.end(party)
        taken = turns.first(line[0] for line in lines.values())
        turns.begin(taken)
        heappush(ends, (begins + taken.seconds, workers + len(places), taken.party))
        places[taken.run] = QueuePlace(tuple(places), _in_seconds(begins) if known else None)
        _leave(lines, taken)
    return places


WaitingLines = dict[tuple[int, str], deque[WaitingRun]]
"""The runs that wait by rank and party, oldest first: of each line only the first can be next."""


def _lines(waiting: Iterable[WaitingRun]) -> WaitingLines:
    lines: WaitingLines = {}
    for run in waiting:
        lines.setdefault((run.rank, run.party), deque()).append(run)
    return lines


def _leave(lines: WaitingLines, taken: WaitingRun) -> None:
    line = lines[taken.rank, taken.party]
    line.popleft()
    if not line:
        del lines[taken.rank, taken.party]


def _running_ends(connection: Connection) -> list[tuple[float, int, str]]:
    """In how many seconds each run that runs has used its time, its place among them, its party; a heap."""
    facts = select(queue.c.seconds, queue.c.party, runs.c.started_at)
    found = facts.join_from(queue, runs, runs.c.number == queue.c.run).order_by(queue.c.run)
    going = connection.execute(found.where(queue.c.state == RunState.RUNNING.value))
    ends = [
        (max(row.seconds - seconds_since(row.started_at), 0.0), place, row.party)
        for place, row in enumerate(going)
    ]
    heapify(ends)
    return ends


def _in_seconds(seconds: float) -> str:
    return as_noted(datetime.now(UTC) + timedelta(seconds=seconds))
