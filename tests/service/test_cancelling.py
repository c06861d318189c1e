"""A run that is cancelled ends within two seconds, with its best plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.test_datasets import CORA
from tests.service.test_runs import reached
from tests.support.processes import PATIENCE
from tests.support.running import start, write_small
from trainopt.runs.store import Store, open_store
from trainopt.service import datasets
from trainopt.service.actors import operator
from trainopt.service.drafts import begin_draft
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import (
    QueuedRun,
    RunKind,
    RunState,
    ask_for_run,
    cancel_run,
    events_of,
    show_queued,
)
from trainopt.service.runs_seen import run_seen

MOST_SECONDS = 2.0
"""From the click to the end of the run in the store."""

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def searching(tmp_path: Path) -> Iterator[Store]:
    """A store with a dataset on which a search goes on for minutes, and a worker in a process of its own."""
    with open_store(str(tmp_path / "store.db")) as store:
        datasets.bring_in(store, operator("op"), write_small(tmp_path / "small"))
        worker = start("work", "--store", store.name)
        try:
            yield store
        finally:
            worker.terminate()
            worker.communicate(timeout=PATIENCE)


def cancelled(store: Store, run: QueuedRun, term: str = "tiers") -> tuple[QueuedRun, float]:
    """A run that is cancelled once its progress tells of a term, and the seconds that it took to end."""
    reached(
        lambda: events_of(store, CORA, run.number),
        lambda events: any(event.event.get(term) for event in events),
    )
    began = time.monotonic()
    cancel_run(store, CORA, run.number)
    ended = reached(
        lambda: show_queued(store, CORA, run.number), lambda one: one.state is not RunState.RUNNING
    )
    return ended, time.monotonic() - began


def test_plans_and_what_ifs_end_in_time_and_keep_what_they_have(searching: Store) -> None:
    plan = ask_for_run(searching, CORA, RunKind.PLAN, seconds=300)
    ended, seconds = cancelled(searching, plan)
    assert (ended.state, ended.plan_id is not None) == (RunState.CANCELLED, True)
    assert seconds < MOST_SECONDS
    assert publish_plan(searching, CORA, plan.number, "kept", anyway=True).broken == ()
    draft = begin_draft(searching, CORA, "as it is")
    whatif = ask_for_run(searching, CORA, RunKind.WHATIF, drafts=[draft.number], seconds=300)
    ended, seconds = cancelled(searching, whatif)
    assert (ended.state, ended.plan_id is not None) == (RunState.CANCELLED, True)
    assert seconds < MOST_SECONDS
    assert run_seen(searching, CORA, whatif.number).outcome["tiers"]


def test_what_explains_or_values_ends_in_time_too(searching: Store) -> None:
    plan = ask_for_run(searching, CORA, RunKind.PLAN, seconds=300)
    cancelled(searching, plan)
    publish_plan(searching, CORA, plan.number, "kept", anyway=True)
    for kind in (RunKind.EXPLAIN, RunKind.VALUE):
        run = ask_for_run(searching, CORA, kind, seconds=200)
        ended, seconds = cancelled(searching, run, "state")
        assert ended.state is RunState.CANCELLED
        assert seconds < MOST_SECONDS
