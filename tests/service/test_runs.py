"""Runs of the queue: who asks for what, in which order they are taken, and what workers make of them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy import update

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, changed
from tests.support.people import actor
from tests.support.planning import beds
from tests.support.processes import PATIENCE
from tests.support.running import start
from trainopt.check import Broken
from trainopt.errors import ExitCode, NotAllowed, NotThere, ScenarioFaults, UsageError
from trainopt.runs.history import _verdict
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.service_schema import queue
from trainopt.runs.verify import Verdict
from trainopt.service import drafts, publication
from trainopt.service.actors import Actor
from trainopt.service.auditing import read_audit
from trainopt.service.queueing import (
    MOST_TRIES,
    MOST_WAITING,
    QueuedRun,
    RunKind,
    RunState,
    ask_for_run,
    cancel_run,
    events_of,
    show_queued,
)
from trainopt.service.runs_seen import runs_seen
from trainopt.service.taking import beats, give_up, take_next
from trainopt.service.working import work

Seen = TypeVar("Seen")

DORA = actor("dora", "planner:nation:DE")

UNPINNED: dict[str, Any] = {"table": "pins", "where": {"cohort_id": "A2-01"}, "delete": True}
ALL_SHUT: dict[str, Any] = {
    "table": "closures",
    "insert": {"first_day": "2027-01-04", "last_day": "2027-05-23", "nation_id": "PL"},
}


def reached(get: Callable[[], Seen], holds: Callable[[Seen], bool]) -> Seen:
    """What is there once it is as it should be."""
    until = time.monotonic() + PATIENCE
    while not holds(found := get()):
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def whatif(store: Store, who: Actor, seconds: float = 5) -> QueuedRun:
    draft = drafts.begin_draft(store, who, "x", [])
    return ask_for_run(store, who, RunKind.WHATIF, drafts=[draft.number], seconds=seconds)


def taken(store: Store, worker: str = "w") -> int | None:
    with store.begin() as connection:
        run = take_next(connection, worker)
    return None if run is None else run.number


def ended(store: Store, number: int) -> QueuedRun:
    return reached(lambda: show_queued(store, CORA, number), lambda run: run.ended_at is not None)


def test_of_the_kinds_that_can_be_made_the_first_is_taken(planning: Store) -> None:
    plan = ask_for_run(planning, CORA, RunKind.PLAN).number
    value = ask_for_run(planning, CORA, RunKind.VALUE).number
    with planning.begin() as connection:
        first = take_next(connection, "w", (RunKind.VALUE, RunKind.EXPLAIN))
        assert first is not None
        assert first.number == value
        assert take_next(connection, "w", (RunKind.VALUE, RunKind.EXPLAIN)) is None
        second = take_next(connection, "w")
        assert second is not None
        assert second.number == plan


class TestAsking:
    def test_who_may_ask_for_what(self, planning: Store) -> None:
        for kind in (RunKind.PLAN, RunKind.NIGHT):
            with pytest.raises(NotAllowed):
                ask_for_run(planning, PAWEL, kind)
            assert ask_for_run(planning, CORA, kind).state is RunState.QUEUED
        with pytest.raises(NotAllowed):
            ask_for_run(planning, RITA, RunKind.VALUE)
        assert ask_for_run(planning, PAWEL, RunKind.VALUE).author == "pawel"
        assert ask_for_run(planning, ANNA, RunKind.EXPLAIN, subject="A1-01").subject == "A1-01"
        assert ask_for_run(planning, ANNA, RunKind.EXPLAIN, subject="BN-A1").subject == "BN-A1"
        for subject in ("B1", "B1-01", "BDE-B", "NONE", ""):
            with pytest.raises(NotThere):
                ask_for_run(planning, ANNA, RunKind.EXPLAIN, subject=subject)

    def test_what_makes_no_sense(self, planning: Store) -> None:
        for kind, more, said in (
            (RunKind.WHATIF, {}, "a what-if is of drafts"),
            (RunKind.PLAN, {"drafts": [1]}, "no other run is"),
            (RunKind.WHATIF, {"seconds": 99_999.0}, "may take up to"),
            (RunKind.PLAN, {"order": {"speed": 1}}, "no such choice"),
            (RunKind.PLAN, {"order": {"seed": -1}}, "seed must be"),
        ):
            with pytest.raises(UsageError, match=said):
                ask_for_run(planning, CORA, kind, **more)
        assert runs_seen(planning, CORA) == []

    def test_a_draft_with_faults_or_of_others_is_not_planned(self, planning: Store) -> None:
        faulty = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", "-")])
        with pytest.raises(ScenarioFaults, match="beds"):
            ask_for_run(planning, PAWEL, RunKind.WHATIF, drafts=[faulty.number])
        with pytest.raises(NotThere):
            ask_for_run(planning, DORA, RunKind.WHATIF, drafts=[faulty.number])

    def test_nobody_waits_with_very_many(self, planning: Store) -> None:
        for _ in range(MOST_WAITING):
            whatif(planning, PAWEL)
        with pytest.raises(UsageError, match="wait already"):
            whatif(planning, PAWEL)
        assert whatif(planning, DORA).state is RunState.QUEUED

    def test_who_sees_a_run(self, planning: Store) -> None:
        own, plan = whatif(planning, PAWEL), ask_for_run(planning, CORA, RunKind.PLAN)
        for who, sees in ((PAWEL, {1, 2}), (DORA, {2}), (RITA, {1, 2}), (CORA, {1, 2}), (actor("no"), None)):
            if sees is None:
                with pytest.raises(NotAllowed):
                    runs_seen(planning, who)
                continue
            assert {run.number for run in runs_seen(planning, who)} == sees
        with pytest.raises(NotThere):
            show_queued(planning, DORA, own.number)
        with pytest.raises(NotThere):
            events_of(planning, DORA, own.number)
        with pytest.raises(NotAllowed):
            cancel_run(planning, DORA, plan.number)


class TestTheOrder:
    def test_nights_before_plans_before_what_ifs(self, planning: Store) -> None:
        one = whatif(planning, PAWEL).number
        two = ask_for_run(planning, CORA, RunKind.PLAN).number
        three = ask_for_run(planning, CORA, RunKind.NIGHT).number
        assert [taken(planning) for _ in range(4)] == [three, two, one, None]

    def test_no_nation_fills_it_alone(self, planning: Store) -> None:
        polish = [whatif(planning, PAWEL).number for _ in range(4)]
        german = [whatif(planning, DORA).number for _ in range(2)]
        order = [taken(planning) for _ in range(6)]
        assert order == [polish[0], german[0], polish[1], german[1], polish[2], polish[3]]

    def test_two_workers_never_take_the_same(self, planning: Store) -> None:
        for who in (PAWEL, DORA, CORA):
            for _ in range(4):
                whatif(planning, who)
        got: list[int] = []

        def take() -> None:
            while (run := taken(planning, threading.current_thread().name)) is not None:
                got.append(run)

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == list(range(1, 13))

    def test_who_dies_is_noticed_and_the_run_queued_again_twice_at_most(self, planning: Store) -> None:
        number = whatif(planning, PAWEL).number
        for attempt in range(1, MOST_TRIES + 1):
            assert taken(planning) == number
            with planning.begin() as connection:
                ((worker, beat),) = beats(connection).values()
                assert give_up(connection, number, worker, beat + 1) is None  # it lives
                state = give_up(connection, number, worker, beat)
            assert state is (RunState.QUEUED if attempt < MOST_TRIES else RunState.FAILED)
        assert taken(planning) is None
        assert "died 3 times" in show_queued(planning, PAWEL, number).message


class TestWorking:
    def test_a_what_if_is_planned_and_its_progress_told(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 60)])
        run = ask_for_run(planning, PAWEL, RunKind.WHATIF, drafts=[draft.number], seconds=20)
        assert work(planning, once=True) == 1
        after = show_queued(planning, PAWEL, run.number)
        assert (after.state, after.plan_id is not None) == (RunState.DONE, True)
        assert after.message == ""  # a total of all, which is told to who sees all
        assert show_queued(planning, CORA, run.number).message.startswith("unmet ")
        events = events_of(planning, CORA, run.number)
        assert [events[0].event["state"], events[-1].event["state"]] == ["running", "done"]
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert events_of(planning, CORA, run.number, after=events[-2].number) == events[-1:]
        told = {key for event in events_of(planning, PAWEL, run.number) for key in event.event}
        assert told <= {"state", "seconds"}

    def test_a_plan_by_hand_is_published_with_a_reason(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.PLAN, seconds=20)
        work(planning, once=True)
        with pytest.raises(NotThere):
            publication.plan_in_force(planning, RITA)
        for who in (PAWEL, RITA):
            with pytest.raises(NotAllowed):
                publication.publish_plan(planning, who, run.number, "x")
        with pytest.raises(UsageError, match="say why"):
            publication.publish_plan(planning, CORA, run.number, " ")
        tried = publication.publish_plan(planning, CORA, run.number, "first")
        assert (tried.published, tried.broken) == (True, ())
        entry = read_audit(planning, CORA)[0]
        assert (entry.who, entry.action, entry.run, entry.address) == (
            "cora",
            "publish",
            run.number,
            "10.0.0.1",
        )
        assert publication.plan_in_force(planning, RITA).run == run.number

    def test_what_breaks_rules_under_the_newest_version_is_not_published(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.PLAN, seconds=20)
        work(planning, once=True)
        changed(planning, UNPINNED, ALL_SHUT)
        tried = publication.publish_plan(planning, CORA, run.number, "x")
        assert not tried.published
        assert tried.broken
        assert publication.publish_plan(planning, CORA, run.number, "x", anyway=True).published

    def test_what_is_accepted_while_a_plan_is_judged_counts(
        self, planning: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = ask_for_run(planning, CORA, RunKind.PLAN, seconds=20)
        work(planning, once=True)
        judged: list[tuple[Broken, ...]] = []

        def judge(*given: Any) -> Verdict:
            verdict = _verdict(*given)
            if not judged:
                changed(planning, UNPINNED, ALL_SHUT)
            judged.append(verdict.broken)
            return verdict

        monkeypatch.setattr("trainopt.runs.history._verdict", judge)
        assert not publication.publish_plan(planning, CORA, run.number, "x").published
        assert [bool(broken) for broken in judged] == [False, True]
        with pytest.raises(NotThere):
            publication.plan_in_force(planning, RITA)

    def test_a_publication_is_withdrawn_to_the_one_before(self, planning: Store) -> None:
        runs = [ask_for_run(planning, CORA, RunKind.PLAN, seconds=10).number for _ in range(2)]
        work(planning, once=True)
        for run in runs:
            publication.publish_plan(planning, CORA, run, "x", anyway=True)
        with pytest.raises(NotAllowed):
            publication.withdraw_publication(planning, PAWEL, "x")
        back = publication.withdraw_publication(planning, CORA, "wrong")
        assert back is not None
        assert back.run == runs[0]
        assert publication.withdraw_publication(planning, CORA, "wrong") is None
        with pytest.raises(UsageError, match="no plan is in force"):
            publication.withdraw_publication(planning, CORA, "wrong")
        publication.publish_plan(planning, CORA, runs[1], "x", anyway=True)
        assert publication.plan_in_force(planning, RITA).run == runs[1]

    def test_an_explanation_and_values_of_the_plan_in_force(self, quick: Store) -> None:
        early = ask_for_run(quick, CORA, RunKind.VALUE, seconds=10)
        night = ask_for_run(quick, CORA, RunKind.NIGHT, seconds=20)
        work(quick, once=True)
        assert show_queued(quick, CORA, night.number).state is RunState.DONE
        assert show_queued(quick, CORA, early.number).state is RunState.DONE
        why = ask_for_run(quick, ANNA, RunKind.EXPLAIN, subject="A1", seconds=10)
        work(quick, once=True)
        after = show_queued(quick, ANNA, why.number)
        assert (after.state, after.result_id is not None) == (RunState.DONE, True), after.message

    def test_a_night_of_the_queue_publishes(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.NIGHT, seconds=20)
        work(planning, once=True)
        after = show_queued(planning, CORA, run.number)
        assert (after.state, after.message) == (RunState.DONE, "published; the first plan")
        with planning.look() as connection:
            found = in_force(connection)
        assert found is not None
        assert found.run == run.number

    def test_what_cannot_be_planned_fails_with_a_word(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.EXPLAIN, subject="A1")
        assert work(planning, once=True) == 1
        after = show_queued(planning, CORA, run.number)
        assert after.state is RunState.FAILED
        assert "no plan is in force" in after.message


class TestCancelling:
    def test_one_that_waits_at_once(self, planning: Store) -> None:
        run = whatif(planning, PAWEL)
        assert cancel_run(planning, PAWEL, run.number).state is RunState.CANCELLED
        assert taken(planning) is None
        with pytest.raises(UsageError, match="cancelled already"):
            cancel_run(planning, PAWEL, run.number)

    def test_one_that_runs_keeps_its_best_plan(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.PLAN, seconds=300, order={"repeatable": False})
        worker = threading.Thread(target=work, args=(planning,), kwargs={"once": True})
        worker.start()
        try:
            reached(
                lambda: events_of(planning, CORA, run.number),
                lambda events: (
                    any(event.event.get("tiers") for event in events)
                    or show_queued(planning, CORA, run.number).ended_at is not None
                ),
            )
            if show_queued(planning, CORA, run.number).state is RunState.RUNNING:
                cancel_run(planning, CORA, run.number)
        finally:
            worker.join(PATIENCE)
        after = ended(planning, run.number)
        assert after.state in (RunState.CANCELLED, RunState.DONE)  # a small problem may be solved before
        assert after.plan_id is not None


@pytest.mark.slow
@pytest.mark.alone
class TestProcesses:
    def test_a_worker_that_is_killed_loses_nothing(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.service.working.DEAD_AFTER", 2.0)
        run = whatif(quick, PAWEL, seconds=20)
        process = start("work", "--store", quick.name)
        reached(lambda: show_queued(quick, PAWEL, run.number), lambda r: r.state is not RunState.QUEUED)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if show_queued(quick, PAWEL, run.number).ended_at is None:
            with quick.begin() as connection:
                connection.execute(update(queue).values(seconds=5))
            thread = threading.Thread(
                target=work, args=(quick,), kwargs={"stop": (stop := threading.Event())}
            )
            thread.start()
            after = ended(quick, run.number)
            stop.set()
            thread.join()
            assert (after.state, after.tries) == (RunState.DONE, 2)
        assert show_queued(quick, PAWEL, run.number).state is RunState.DONE

    def test_a_worker_that_is_told_to_stop_leaves_its_run_to_others(self, quick: Store) -> None:
        process = start("work", "--store", quick.name)
        time.sleep(0.1)
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
        # The signal may come before the interpreter hears any, while trainopt is read in, or at its work.
        assert process.returncode in (-signal.SIGTERM, ExitCode.INTERRUPTED, ExitCode.DONE), (out, err)
