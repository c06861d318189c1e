"""Runs of the queue that repeat a run, take a what-if's changes back, or will not end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.service.test_datasets import CORA, PAWEL, RITA
from tests.service.test_runs import reached
from tests.support.planning import beds
from tests.support.processes import PATIENCE
from trainopt.errors import NotAllowed, NotThere
from trainopt.runs.store import Store
from trainopt.service.certainty import WITHOUT, beside, tiers_of_runs
from trainopt.service.drafts import begin_draft
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import (
    QueuedRun,
    RunKind,
    RunState,
    ask_for_run,
    cancel_run,
    show_queued,
)
from trainopt.service.runs_seen import run_seen
from trainopt.service.working import work


def planned(store: Store, **more: Any) -> int:
    """A plan that was made."""
    run = ask_for_run(store, CORA, RunKind.PLAN, seconds=20, **more).number
    assert work(store, once=True) == 1
    return run


class TestReplays:
    def test_a_plan_comes_out_as_it_was(self, quick: Store) -> None:
        run = planned(quick)
        again = ask_for_run(quick, CORA, RunKind.REPLAY, subject=str(run)).number
        work(quick, once=True)
        told = run_seen(quick, CORA, again)
        assert (told.state, told.outcome["sound"], told.outcome["differing"]) == (RunState.DONE, True, [])
        assert f"the plan of run {run}" in told.message
        assert told.plan_id is None

    def test_what_has_no_plan_cannot_be_made_again(self, quick: Store) -> None:
        run = ask_for_run(quick, CORA, RunKind.PLAN, seconds=5).number
        cancel_run(quick, CORA, run)
        again = ask_for_run(quick, CORA, RunKind.REPLAY, subject=str(run)).number
        work(quick, once=True)
        told = run_seen(quick, CORA, again)
        assert told.outcome["sound"] is False
        assert "cannot be made again" in told.message

    def test_only_a_coordinator_asks_for_one_and_of_a_run_that_there_is(self, quick: Store) -> None:
        run = ask_for_run(quick, CORA, RunKind.PLAN, seconds=5).number
        for who in (PAWEL, RITA):
            with pytest.raises(NotAllowed):
                ask_for_run(quick, who, RunKind.REPLAY, subject=str(run))
        for subject in ("99", "", "x", "-1"):
            with pytest.raises(NotThere):
                ask_for_run(quick, CORA, RunKind.REPLAY, subject=subject)


class TestTakingChangesBack:
    def test_a_what_if_says_what_its_plan_is_without_them(self, quick: Store) -> None:
        before = planned(quick)
        publish_plan(quick, CORA, before, "the first", anyway=True)
        draft = begin_draft(quick, PAWEL, "the same", [beds("PL-01", 121)]).number
        run = ask_for_run(quick, PAWEL, RunKind.WHATIF, drafts=[draft], seconds=20).number
        work(quick, once=True)
        told = run_seen(quick, CORA, run)
        values = [tier["value"] for tier in told.outcome["tiers"]]
        assert len(told.outcome[WITHOUT]) == len(values)
        assert WITHOUT not in run_seen(quick, CORA, before).outcome
        tiers = tiers_of_runs(told, run_seen(quick, CORA, before))
        terms = [tier["term"] for tier in told.outcome["tiers"]]
        terms.remove("changes")  # the first was counted against no plan
        assert [tier.term for tier in tiers] == terms
        assert beside(quick, CORA, run, before).tiers == tiers
        assert beside(quick, PAWEL, run, before).tiers == ()
        assert tiers_of_runs(run_seen(quick, PAWEL, run), run_seen(quick, PAWEL, before)) == ()


class TestWhatWillNotEnd:
    def stuck(self, store: Store, kind: RunKind, monkeypatch: pytest.MonkeyPatch) -> Callable[[], QueuedRun]:
        """A run that is cancelled while its worker hears nothing; how it stands."""
        begun, free = threading.Event(), threading.Event()

        def execute(*_: Any) -> str:
            begun.set()
            free.wait(PATIENCE)
            return "stuck"

        monkeypatch.setattr("trainopt.service.working.execute", execute)
        monkeypatch.setattr("trainopt.service.working.BEAT_EVERY", 0.02)
        run = ask_for_run(store, CORA, kind, seconds=60).number
        worker = threading.Thread(target=work, args=(store,), kwargs={"once": True})
        worker.start()
        assert begun.wait(PATIENCE)
        cancel_run(store, CORA, run)

        def look() -> QueuedRun:
            return show_queued(store, CORA, run)

        def end() -> QueuedRun:
            free.set()
            worker.join(PATIENCE)
            return look()

        self.look = look
        return end

    def test_is_ended_where_it_has_no_plan_to_keep(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        end = self.stuck(quick, RunKind.VALUE, monkeypatch)
        found = reached(self.look, lambda run: run.state is RunState.CANCELLED)
        assert found.message == "cancelled"
        assert end().state is RunState.CANCELLED

    def test_is_waited_for_where_it_has(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        end = self.stuck(quick, RunKind.PLAN, monkeypatch)
        assert self.look().state is RunState.RUNNING
        assert end().state is RunState.RUNNING  # nothing has ended it: this worker was stuck for good
