"""Runs as pages list and show them: filtered, cut to who asks, with what may be done with each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import delete

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.service.test_runs import DORA, whatif
from tests.support.people import GOOD, actor
from tests.support.planning import OP
from trainopt.errors import NotAllowed, NotThere
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder
from trainopt.runs.store.lock import release, take
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, note_run, run_by_number
from trainopt.runs.store.schema import folder_files
from trainopt.service import people, queueing, talk, told
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.foreseen import foreseen
from trainopt.service.gates import pass_queue_gate
from trainopt.service.queueing import RunKind, RunState, ask_for_run, cancel_run
from trainopt.service.runs_seen import run_seen, runs_seen, runs_under_way, whatif_runs
from trainopt.service.taking import finish, take_next
from trainopt.service.topics import Topic


def ended(store: Store, number: int, outcome: Mapping[str, Any], state: RunState = RunState.DONE) -> None:
    """End a run that waits, as a worker would that has found a plan."""
    with store.begin() as connection:
        taken = take_next(connection, "w")
        assert taken is not None
        assert taken.number == number
        plan = add_folder(connection, {"assignments.csv": b"", "demand.csv": b""})
        finish(connection, number, "w", state, outcome, plan_id=plan if state is RunState.DONE else None)


def by_command(store: Store, status: RunStatus = RunStatus.HELD_BACK) -> int:
    """A night at the command line."""
    with store.begin() as connection:
        number = begin_run(connection, {"seconds": 60.0}, {}, None)
        end_run(connection, number, status, 0, outcome={"tiers": []})
    return number


def numbers(store: Store, who: Actor, **asked: Any) -> list[int]:
    return [run.number for run in runs_seen(store, who, **asked)]


class TestListing:
    def test_newest_first_with_the_nights_at_the_command_line(self, planning: Store) -> None:
        night, own = by_command(planning), whatif(planning, PAWEL).number
        plan = ask_for_run(planning, CORA, RunKind.PLAN).number
        assert numbers(planning, CORA) == [plan, own, night]
        assert numbers(planning, CORA, most=2) == [plan, own]
        assert numbers(planning, CORA, before=own) == [night]
        shown = run_seen(planning, CORA, night)
        assert (shown.kind, shown.state, shown.author, shown.version, shown.seconds) == (
            RunKind.NIGHT,
            RunState.DONE,
            "",
            0,
            60.0,
        )

    def test_by_kind_and_state(self, planning: Store) -> None:
        nights = {
            status: by_command(planning, status)
            for status in (RunStatus.PUBLISHED, RunStatus.FAULTY, RunStatus.INTERRUPTED)
        }
        own = whatif(planning, PAWEL).number
        cancelled = whatif(planning, PAWEL).number
        cancel_run(planning, PAWEL, cancelled)
        assert numbers(planning, CORA, kind=RunKind.NIGHT) == sorted(nights.values(), reverse=True)
        assert numbers(planning, CORA, kind=RunKind.WHATIF) == [cancelled, own]
        assert numbers(planning, CORA, state=RunState.QUEUED) == [own]
        assert numbers(planning, CORA, state=RunState.CANCELLED) == [
            cancelled,
            nights[RunStatus.INTERRUPTED],
        ]
        assert numbers(planning, CORA, state=RunState.FAILED) == [nights[RunStatus.FAULTY]]
        assert numbers(planning, CORA, kind=RunKind.WHATIF, state=RunState.DONE) == []

    def test_many_are_read_some_at_a_time(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("trainopt.service.runs_seen.READ_AT_ONCE", 2)
        nights = [by_command(quick) for _ in range(5)]
        assert numbers(quick, CORA) == nights[::-1]
        assert numbers(quick, CORA, before=nights[3], most=2) == [nights[2], nights[1]]

    def test_others_what_ifs_are_not_there(self, planning: Store) -> None:
        own, night = whatif(planning, PAWEL).number, by_command(planning)
        assert numbers(planning, DORA) == [night]
        with pytest.raises(NotThere):
            run_seen(planning, DORA, own)
        with pytest.raises(NotThere):
            run_seen(planning, CORA, 99)
        with pytest.raises(NotAllowed):
            runs_seen(planning, actor("no"))


class TestUnderWay:
    def test_nothing_where_every_run_has_ended(self, planning: Store) -> None:
        assert runs_under_way(planning, CORA) == []
        by_command(planning)
        ended(planning, whatif(planning, PAWEL).number, {})
        assert runs_under_way(planning, CORA) == []

    def test_what_is_made_and_what_waits_and_a_night_at_the_command_line(self, planning: Store) -> None:
        take(planning)
        with planning.begin() as connection:
            night = begin_run(connection, {}, {}, None)
        made, waits = whatif(planning, PAWEL).number, whatif(planning, PAWEL).number
        with planning.begin() as connection:
            assert take_next(connection, "w") is not None
        found = {run.number: run.state for run in runs_under_way(planning, CORA)}
        assert list(found.items()) == [
            (waits, RunState.QUEUED),
            (made, RunState.RUNNING),
            (night, RunState.RUNNING),
        ]

    def test_a_night_that_was_killed_has_failed(self, planning: Store) -> None:
        held = take(planning)
        with planning.begin() as connection:
            night = begin_run(connection, {}, {}, None)
        assert numbers(planning, CORA, state=RunState.RUNNING) == [night]
        assert numbers(planning, CORA, state=RunState.FAILED) == []
        release(planning, held)
        assert runs_under_way(planning, CORA) == []
        assert numbers(planning, CORA, state=RunState.RUNNING) == []
        assert numbers(planning, CORA, state=RunState.FAILED) == [night]
        shown = run_seen(planning, CORA, night)
        assert (shown.state, shown.ended_at) == (RunState.FAILED, None)
        said = "killed: its process ended without a word, or the machine stopped"
        assert shown.message == said
        release(planning, take(planning))  # whoever is next enters it
        (entered,) = runs_seen(planning, CORA)
        assert (entered.state, entered.message) == (RunState.FAILED, said)
        assert entered.ended_at is not None

    def test_others_what_ifs_are_not_there(self, planning: Store) -> None:
        own = whatif(planning, PAWEL).number
        assert [run.number for run in runs_under_way(planning, PAWEL)] == [own]
        assert runs_under_way(planning, DORA) == []
        with pytest.raises(NotAllowed):
            runs_under_way(planning, actor("no"))


class TestOneRun:
    def test_what_came_of_it_is_told_to_who_sees_all(self, planning: Store) -> None:
        run = whatif(planning, PAWEL).number
        ended(planning, run, {"message": "unmet 3 (bound 3)", "tiers": []})
        assert run_seen(planning, CORA, run).message == "unmet 3 (bound 3)"
        assert run_seen(planning, RITA, run).outcome != {}
        assert run_seen(planning, PAWEL, run).outcome == {}
        failed = whatif(planning, PAWEL).number
        ended(planning, failed, {"message": "no plan in time"}, RunState.FAILED)
        assert run_seen(planning, PAWEL, failed).message == "no plan in time"

    def test_what_may_be_done_with_it(self, planning: Store) -> None:
        run = ask_for_run(planning, CORA, RunKind.PLAN).number

        def may(who: Actor) -> set[Action]:
            return set(run_seen(planning, who, run).may)

        assert (may(CORA), may(PAWEL), may(RITA)) == ({Action.CANCEL_RUN}, set(), set())
        ended(planning, run, {"message": "x"})
        assert may(CORA) == {Action.PUBLISH, Action.PLAN}
        assert (may(PAWEL), may(ANNA)) == (set(), set())
        own = whatif(planning, PAWEL).number
        assert run_seen(planning, PAWEL, own).may == {Action.CANCEL_RUN}

    def test_a_night_that_no_queue_has_cannot_be_cancelled(self, planning: Store) -> None:
        take(planning)
        with planning.begin() as connection:
            number = begin_run(connection, {}, {}, None)
        shown = run_seen(planning, CORA, number)
        assert (shown.goes_on, shown.may) == (True, frozenset())

    def test_whether_its_plan_is_or_was_in_force(self, planning: Store) -> None:
        first, second = (ask_for_run(planning, CORA, RunKind.PLAN).number for _ in range(2))
        for run in (first, second):
            ended(planning, run, {})
            with planning.begin() as connection:
                publish(connection, run, run_seen(planning, CORA, run).plan_id or "", "cora", "x")
        stands = {run.number: (run.published, run.in_force) for run in runs_seen(planning, RITA)}
        assert stands == {first: (True, False), second: (True, True)}


def put_in_force(store: Store, run: int) -> None:
    with store.begin() as connection:
        publish(connection, run, run_by_number(connection, run).plan_id or "", "cora", "x")


class TestAWhatIfThatWasInForce:
    def test_others_know_of_it_by_its_plan_and_not_whose_or_of_what_it_is(self, planning: Store) -> None:
        run = whatif(planning, PAWEL)
        ended(planning, run.number, {"message": "of AURA"})
        put_in_force(planning, run.number)
        for who in (DORA, ANNA):
            assert numbers(planning, who, kind=RunKind.WHATIF) == [run.number]
            shown = run_seen(planning, who, run.number)
            assert (shown.known_by_plan, shown.in_force, shown.may) == (True, True, frozenset())
            assert (shown.author, shown.scopes, shown.drafts, shown.message) == ("", (), (), "")
        for who in (PAWEL, CORA, RITA):
            shown = run_seen(planning, who, run.number)
            assert (shown.known_by_plan, shown.author, shown.drafts) == (False, "pawel", run.drafts)

    def test_nor_is_it_told_to_be_of_a_draft(self, planning: Store) -> None:
        run = whatif(planning, PAWEL)
        ended(planning, run.number, {})
        put_in_force(planning, run.number)
        assert whatif_runs(planning, DORA, run.drafts) == {}
        assert [one.number for one in whatif_runs(planning, PAWEL, run.drafts)[run.drafts[0]]] == [run.number]

    def test_what_is_said_of_it_and_how_it_went_is_not_theirs(self, quick: Store) -> None:
        run = whatif(quick, PAWEL).number
        ended(quick, run, {})
        put_in_force(quick, run)
        talk.say(quick, PAWEL, Topic.RUN, str(run), "our AURA beds")
        assert [one.said for one in talk.list_comments(quick, CORA, Topic.RUN, str(run))] == ["our AURA beds"]
        with pytest.raises(NotThere):
            talk.list_comments(quick, DORA, Topic.RUN, str(run))
        pass_queue_gate(quick, PAWEL, Action.SEE_RUN, run)
        with pytest.raises(NotThere):
            pass_queue_gate(quick, DORA, Action.SEE_RUN, run)
        with pytest.raises(NotAllowed):
            pass_queue_gate(quick, DORA, Action.CANCEL_RUN, run)


class TestOneThatFailed:
    def test_why_is_not_told_where_its_data_was_pruned(self, planning: Store) -> None:
        run = whatif(planning, PAWEL).number
        ended(planning, run, {"message": "no plan in time"}, RunState.FAILED)
        with planning.begin() as connection:
            note_run(connection, run, dataset_id="0" * 64)
        assert run_seen(planning, PAWEL, run).outcome == {}
        assert run_seen(planning, CORA, run).message == "no plan in time"
        assert [one.outcome for one in runs_seen(planning, PAWEL)] == [{}]

    def test_why_is_told_of_many_by_one_look_at_their_data(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[str] = []

        def look(connection: Any, dataset_id: str) -> DataAtHand:
            looked.append(dataset_id)
            return data_at(connection, dataset_id)

        for _ in range(3):
            ended(quick, whatif(quick, PAWEL).number, {"message": "a word of its own"}, RunState.FAILED)
        monkeypatch.setattr(queueing, "data_at", look)
        assert {run.message for run in runs_seen(quick, PAWEL)} == {"a word of its own"}
        assert len(looked) == 1

    def test_of_a_draft_its_own_what_ifs_are_read_alone(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[int] = []

        def tell(_: Any, who: Actor, run: Any) -> Any:
            read.append(run.number)
            return run

        runs = [whatif(quick, PAWEL) for _ in range(3)]
        monkeypatch.setattr("trainopt.service.runs_seen.as_told", tell)
        found = whatif_runs(quick, PAWEL, runs[0].drafts)
        assert {draft: [run.number for run in of] for draft, of in found.items()} == {
            runs[0].drafts[0]: [runs[0].number]
        }
        assert read == [runs[0].number]


class TestWithoutItsPlan:
    def test_what_is_said_of_a_run_is_told_when_its_plan_was_pruned(self, quick: Store) -> None:
        people.add_person(quick, OP, "pawel", ["planner:nation:PL"], GOOD)
        number = by_command(quick)
        talk.say(quick, CORA, Topic.RUN, str(number), "@pawel why was it held back?")
        with quick.begin() as connection:
            note_run(connection, number, plan_id="0" * 64, dataset_id="0" * 64)
        assert [one.object for one in told.list_told(quick, PAWEL)] == [str(number)]
        with pytest.raises(NotThere):
            talk.say(quick, CORA, Topic.RUN, "99", "and this?")

    def test_a_proposal_whose_what_if_was_pruned_is_shown_without(self, quick: Store) -> None:
        plan = ask_for_run(quick, CORA, RunKind.PLAN).number
        ended(quick, plan, {})
        run = whatif(quick, PAWEL)
        ended(quick, run.number, {})
        plan_id = run_seen(quick, CORA, plan).plan_id or ""
        with quick.begin() as connection:
            publish(connection, plan, plan_id, "cora", "x")
            connection.execute(delete(folder_files).where(folder_files.c.folder_id == plan_id))
        found = foreseen(quick, CORA, run.drafts[0])
        assert found is not None
        assert (found.run.number, found.compared) == (run.number, None)

    def test_a_number_that_no_run_can_have_is_no_run(self, quick: Store) -> None:
        with pytest.raises(NotThere):
            ask_for_run(quick, CORA, RunKind.REPLAY, subject="9" * 30)
