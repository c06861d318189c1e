"""Where in the queue a run waits: by the rule by which workers take runs, and to whom it is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.service.test_runs import DORA, taken, whatif
from trainopt.runs.store import Store
from trainopt.runs.store.schema import runs
from trainopt.runs.store.service_schema import queue
from trainopt.service import queueing, taking, turns
from trainopt.service.actors import Actor
from trainopt.service.health import figures_of
from trainopt.service.queueing import RunKind, RunState, ask_for_run, cancel_run, show_queued
from trainopt.service.runs_seen import run_seen, runs_seen
from trainopt.service.taking import finish, give_up, put_back
from trainopt.service.turns import places_in_queue


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are told as seconds from now, and no run has run for any time yet."""
    monkeypatch.setattr(turns, "_in_seconds", lambda seconds: f"+{seconds:g}")
    monkeypatch.setattr(turns, "seconds_since", lambda _: 0.0)


def order_told(store: Store) -> list[int]:
    """The runs that wait in the order that the places say."""
    with store.look() as connection:
        places = places_in_queue(connection)
    order = sorted(places, key=lambda number: len(places[number].before))
    assert [places[number].before for number in order] == [tuple(order[:n]) for n in range(len(order))]
    return order


def order_worked(store: Store, going: Sequence[int]) -> list[int]:
    """The same as workers take them, each run ending in the order in which it began: as many as go on."""
    going = list(going)
    order: list[int] = []
    while True:
        if going:
            with store.begin() as connection:
                finish(connection, going.pop(0), None, RunState.DONE, {})
        if (number := taken(store)) is None:
            return order
        going.append(number)
        order.append(number)


def asked(store: Store, *who: Actor) -> list[int]:
    return [whatif(store, one, seconds=60).number for one in who]


class TestTheOrder:
    @pytest.mark.usefixtures("counted")
    @pytest.mark.parametrize("workers", [0, 1, 2])
    def test_it_is_that_in_which_workers_take_them(self, planning: Store, workers: int) -> None:
        asked(planning, PAWEL, PAWEL, PAWEL, DORA, ANNA, PAWEL, DORA, ANNA, ANNA, DORA)
        going = [number for _ in range(workers) if (number := taken(planning))]
        ask_for_run(planning, CORA, RunKind.PLAN, seconds=60)
        ask_for_run(planning, CORA, RunKind.NIGHT, seconds=60)
        told = order_told(planning)
        assert told[:2] == [12, 11]
        assert told == order_worked(planning, going)

    def test_who_had_little_of_the_queue_goes_before_who_asked_sooner(self, planning: Store) -> None:
        first, second, german = asked(planning, PAWEL, PAWEL, DORA)
        assert taken(planning) == first
        assert order_told(planning) == [german, second]

    def test_nothing_that_does_not_wait_has_a_place(self, planning: Store) -> None:
        going, gone, waits = asked(planning, PAWEL, PAWEL, PAWEL)
        assert taken(planning) == going
        cancel_run(planning, PAWEL, gone)
        assert order_told(planning) == [waits]
        assert [run.place is not None for run in runs_seen(planning, CORA)] == [True, False, False]
        assert taken(planning) == waits
        assert order_told(planning) == []


@pytest.mark.usefixtures("counted")
class TestWhenItBegins:
    def begins(self, store: Store) -> list[str | None]:
        with store.look() as connection:
            return [place.begins_by for _, place in sorted(places_in_queue(connection).items())]

    def test_after_the_time_of_all_before_it(self, planning: Store) -> None:
        for seconds in (100, 20, 7):
            whatif(planning, PAWEL, seconds)
        assert self.begins(planning) == [None, None, None]  # nobody is known to take any
        taken(planning)
        assert self.begins(planning) == ["+100", "+120"]

    def test_two_workers_take_them_as_they_become_free(self, planning: Store) -> None:
        for seconds in (100, 30, 20, 60, 7):
            whatif(planning, PAWEL, seconds)
        for _ in range(2):
            taken(planning)
        assert self.begins(planning) == ["+30", "+50", "+100"]

    def test_what_has_run_of_a_time_counts_no_more(
        self, planning: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked(planning, PAWEL, PAWEL)
        taken(planning)
        for gone, begins in ((45.0, "+15"), (500.0, "+0")):
            monkeypatch.setattr(turns, "seconds_since", lambda _, gone=gone: gone)
            assert self.begins(planning) == [begins]


class TestToWhom:
    def test_who_sees_all_is_told_all(self, planning: Store) -> None:
        going, german, own = asked(planning, PAWEL, DORA, PAWEL)
        assert taken(planning) == going
        for who in (CORA, RITA):
            place = run_seen(planning, who, own).place
            assert place is not None
            assert (place.before, place.whole, place.begins_by is not None) == ((german,), True, True)

    def test_who_sees_a_part_hears_of_nobody_else(self, planning: Store) -> None:
        """Whatever others wait for: with it and without it they are told the same."""
        own = asked(planning, PAWEL, PAWEL)
        alone = [run_seen(planning, PAWEL, number).place for number in own]
        assert [place and place.before for place in alone] == [(), (own[0],)]
        asked(planning, DORA, ANNA, DORA)
        assert [run_seen(planning, PAWEL, number).place for number in own] == alone
        assert all(place and (place.whole, place.begins_by) == (False, None) for place in alone)

    def test_nights_and_plans_are_everybodys_to_see(self, planning: Store) -> None:
        (own,) = asked(planning, PAWEL)
        plan = ask_for_run(planning, CORA, RunKind.PLAN).number
        place = run_seen(planning, PAWEL, own).place
        assert place is not None
        assert place.before == (plan,)


class TestWhenItWasAskedFor:
    def test_it_is_kept_when_it_begins_and_begins_again(
        self, planning: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def at(minute: int) -> str:
            noted = f"2027-01-01T00:{minute:02}:00Z"
            monkeypatch.setattr(queueing, "now", lambda: noted)
            monkeypatch.setattr(taking, "now", lambda: noted)
            return noted

        def times() -> tuple[str, str | None]:
            run, seen = show_queued(planning, PAWEL, number), run_seen(planning, PAWEL, number)
            assert (run.asked_at, run.began_at) == (seen.asked_at, seen.began_at)
            return run.asked_at, run.began_at

        when_asked = at(0)
        (number,) = asked(planning, PAWEL)
        assert times() == (when_asked, None)
        when_begun = at(1)
        taken(planning)
        assert times() == (when_asked, when_begun)
        with planning.begin() as connection:
            assert give_up(connection, number, "w", 0) is RunState.QUEUED
        assert times() == (when_asked, None)
        when_begun = at(2)
        taken(planning)
        with planning.begin() as connection:
            finish(connection, number, "w", RunState.DONE, {})
        assert times() == (when_asked, when_begun)

    def test_where_an_older_program_put_it_in_it_is_when_the_queue_had_it(self, planning: Store) -> None:
        (number,) = asked(planning, PAWEL)
        with planning.begin() as connection:
            connection.execute(update(queue).values(asked_at=""))
            connection.execute(update(runs).values(started_at="2020-01-01T00:00:00Z"))
        assert [run.asked_at for run in runs_seen(planning, PAWEL)] == ["2020-01-01T00:00:00Z"]
        assert show_queued(planning, PAWEL, number).asked_at == "2020-01-01T00:00:00Z"
        assert figures_of(planning).oldest > 1_000_000

    def test_one_that_never_began_says_so(self, planning: Store) -> None:
        cancelled, left = asked(planning, PAWEL, PAWEL)
        cancel_run(planning, PAWEL, cancelled)
        assert show_queued(planning, PAWEL, cancelled).began_at is None
        assert taken(planning) == left
        with planning.begin() as connection:
            assert put_back(connection, left, "w")
        cancel_run(planning, PAWEL, left)
        assert show_queued(planning, PAWEL, left).began_at is None

    def test_how_long_the_oldest_waits_counts_from_then(
        self, planning: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queueing, "now", lambda: "2001-01-01T00:00:00Z")
        (number,) = asked(planning, PAWEL)
        monkeypatch.undo()
        taken(planning)
        with planning.begin() as connection:
            give_up(connection, number, "w", 0)
        assert figures_of(planning).oldest > 20 * 365 * 86_400
