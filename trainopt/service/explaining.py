"""What was explained of a cohort, by runs that were asked for; and whether one may ask."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import ColumnElement, Connection

from trainopt.errors import NotThere
from trainopt.explain.tables import BLOCKS, CAPACITY_VALUES, EXPLAINED_DEMANDS, RELIEFS
from trainopt.plan.answer import AnswerTable
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files
from trainopt.runs.store.service_schema import queue
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor
from trainopt.service.queueing import QueuedRun, RunKind, RunState, runs_where
from trainopt.service.run_basis import check_explained
from trainopt.service.shares import answer_of
from trainopt.service.versions import LATEST, version_at

AnswerRows = tuple[dict[str, str], ...]

MOST_EXPLANATIONS = 3
EXPLAINED_IN = (EXPLAINED_DEMANDS, BLOCKS, RELIEFS)
"""What an explanation is told by, in this order."""


@dataclass(frozen=True)
class ExplanationSeen:
    """What a run explained of a demand: nothing yet while it waits or runs."""

    run: QueuedRun
    demands: AnswerRows = field(default=(), repr=False)
    blocks: AnswerRows = field(default=(), repr=False)
    reliefs: AnswerRows = field(default=(), repr=False)


def explanations_of(
    store: Store, actor: Actor, demand_id: str, subjects: Sequence[str]
) -> list[ExplanationSeen]:
    """The newest explanations that the actor may see of a demand, asked for by any of these subjects.

    Of those that came to nothing only one that nothing was asked after.
    """
    require(actor, Action.SEE_DATA)
    asked = (queue.c.kind == RunKind.EXPLAIN.value) & queue.c.subject.in_(list(subjects))
    going_on = queue.c.state.in_([RunState.QUEUED.value, RunState.RUNNING.value])
    telling = asked & (queue.c.result_id.is_not(None) | going_on)
    with store.look() as connection:
        newest = islice(_seen(connection, actor, asked), 1)
        told = {run.number: run for run in newest}
        told |= {run.number: run for run in islice(_seen(connection, actor, telling), MOST_EXPLANATIONS)}
    runs = list(told.values())[:MOST_EXPLANATIONS]
    return [_explained(store, actor, run, demand_id) for run in runs]


def _seen(connection: Connection, actor: Actor, wanted: ColumnElement[bool]) -> Iterator[QueuedRun]:
    """Of these runs those that the actor may see, newest first."""
    return (run for run in runs_where(connection, wanted) if allowed(actor, Action.SEE_RUN, run))


def _explained(store: Store, actor: Actor, run: QueuedRun, demand_id: str) -> ExplanationSeen:
    if run.result_id is None:
        return ExplanationSeen(run)
    files = answer_of(store, actor, run.number)
    return ExplanationSeen(run, *(_about(files, table, demand_id) for table in EXPLAINED_IN))


def _about(files: Files, table: AnswerTable, demand_id: str) -> AnswerRows:
    return tuple(row for row in _read(files, table) if row["demand_id"] == demand_id)


def values_of(store: Store, actor: Actor, places: Collection[str], course_id: str) -> AnswerRows:
    """What more capacity of these places is worth for a course, by the newest run that valued any.

    What is verified comes first.
    """
    require(actor, Action.SEE_DATA)
    valued = (queue.c.kind == RunKind.VALUE.value) & (queue.c.state == RunState.DONE.value)
    with store.look() as connection:
        newest = next(_seen(connection, actor, valued), None)
    if newest is None:
        return ()
    rows = _read(answer_of(store, actor, newest.number), CAPACITY_VALUES)
    return tuple(row for row in rows if row["place"] in places and row["course_id"] in ("", course_id))


def _read(files: Files, table: AnswerTable) -> Iterator[dict[str, str]]:
    text = files.get(f"{table.name}.csv", b"").decode("utf-8-sig")
    return iter(csv.DictReader(io.StringIO(text, newline="")))


def may_ask_why(store: Store, actor: Actor, subject: str) -> bool:
    """Whether the actor may have a demand, a cohort or a unit explained."""
    if not allowed(actor, Action.WHAT_IF):
        return False
    with store.look() as connection:
        try:
            check_explained(connection, actor, version_at(connection, LATEST).dataset_id, subject)
        except NotThere:
            return False
    return True
