"""What was explained of a cohort, by runs that were asked for; and whether one may ask."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from trainopt.errors import NotThere
from trainopt.explain.tables import BLOCKS, EXPLAINED_DEMANDS, RELIEFS
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import queue
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor
from trainopt.service.queueing import QueuedRun, RunKind, check_subject, run_at
from trainopt.service.shares import answer_of
from trainopt.service.versions import LATEST, version_at

AnswerRows = tuple[dict[str, str], ...]

MOST_EXPLANATIONS = 3


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
    """The newest explanations that the actor may see of a demand, asked for by any of these subjects."""
    require(actor, Action.SEE_DATA)
    asked = (queue.c.kind == RunKind.EXPLAIN.value) & queue.c.subject.in_(list(subjects))
    with store.look() as connection:
        numbers = connection.scalars(select(queue.c.run).where(asked).order_by(queue.c.run.desc())).all()
        every = [run_at(connection, number) for number in numbers]
    seen = [run for run in every if allowed(actor, Action.SEE_RUN, run)]
    return [_explained(store, actor, run, demand_id) for run in seen[:MOST_EXPLANATIONS]]


def _explained(store: Store, actor: Actor, run: QueuedRun, demand_id: str) -> ExplanationSeen:
    if run.result_id is None:
        return ExplanationSeen(run)
    files = answer_of(store, actor, run.number)
    tables = (
        _rows(files.get(f"{table.name}.csv", b""), demand_id)
        for table in (EXPLAINED_DEMANDS, BLOCKS, RELIEFS)
    )
    return ExplanationSeen(run, *tables)


def _rows(content: bytes, demand_id: str) -> AnswerRows:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return tuple(row for row in rows if row["demand_id"] == demand_id)


def may_ask_why(store: Store, actor: Actor, subject: str) -> bool:
    """Whether the actor may have a demand, a cohort or a unit explained."""
    if not allowed(actor, Action.WHAT_IF):
        return False
    with store.look() as connection:
        try:
            check_subject(connection, actor, version_at(connection, LATEST).dataset_id, subject)
        except NotThere:
            return False
    return True
