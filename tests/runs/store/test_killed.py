"""A night that was killed at the command line is told as killed at once, and one that is under way is not."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from tests.support.nights import Nights
from tests.support.processes import PATIENCE, wait_until
from tests.support.running import ended, start, trainopt
from trainopt.runs import history
from trainopt.runs.store import Store, open_store
from trainopt.runs.store import killed as killing
from trainopt.runs.store import lock as locking
from trainopt.runs.store.killed import look_for_killed
from trainopt.runs.store.records import RunStatus, begin_run, end_run, run_by_number
from trainopt.runs.store.schema import lock


def begun(store: Store) -> int:
    """A night that the store has as running."""
    with store.begin() as connection:
        return begin_run(connection, {}, {}, None)


def killed(store: Store) -> set[int]:
    with look_for_killed(store) as (_, found):
        return set(found)


def holder(store: Store, **known: object) -> None:
    """Change what the store says of who holds the lock."""
    with store.begin() as connection:
        connection.execute(update(lock).values(**known))


def statuses(store: Store) -> list[str]:
    return [str(listed.run.status) for listed in history.list_runs(store)]


class TestWhoHoldsTheLock:
    def test_a_night_is_under_way_while_its_process_lives(self, store: Store) -> None:
        held = locking.take(store)
        number = begun(store)
        assert killed(store) == set()
        assert statuses(store) == ["running"]
        locking.release(store, held)
        assert killed(store) == {number}
        assert statuses(store) == ["killed"]
        assert history.show_run(store, number).listed.run.status is RunStatus.KILLED

    def test_that_of_a_process_that_ended_was_killed(self, store: Store) -> None:
        locking.take(store)
        number = begun(store)
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        holder(store, pid=gone.pid)
        assert killed(store) == {number}

    def test_one_that_ended_is_told_as_it_did(self, store: Store) -> None:
        number = begun(store)
        with store.begin() as connection:
            end_run(connection, number, RunStatus.HELD_BACK, 7)
        assert killed(store) == set()
        assert statuses(store) == ["held back"]

    def test_what_was_killed_is_not_what_the_next_holder_does(self, store: Store) -> None:
        first = begun(store)
        held = locking.take(store)
        assert held.killed == (first,)
        second = begun(store)
        assert killed(store) == set()
        assert statuses(store) == ["running", "killed"]
        locking.release(store, held)
        assert killed(store) == {second}


class TestWhatHappensMeanwhile:
    """Between the look for the holder's process and the look at the runs."""

    @pytest.fixture
    def meanwhile(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[Callable[[], None]], None]:
        """Have something happen when it is found that the holder is dead."""

        def happens(change: Callable[[], None]) -> None:
            def found(_: Connection) -> bool:
                monkeypatch.undo()
                change()
                return False

            monkeypatch.setattr(killing, "holder_lives", found)

        return happens

    def test_a_night_that_ends_well_is_not_told_as_killed(
        self, store: Store, meanwhile: Callable[[Callable[[], None]], None]
    ) -> None:
        held = locking.take(store)
        number = begun(store)

        def end() -> None:
            with store.begin() as connection:
                end_run(connection, number, RunStatus.PUBLISHED, 0)
            locking.release(store, held)

        meanwhile(end)
        assert killed(store) == set()
        assert statuses(store) == ["published"]

    def test_a_night_that_begins_is_not_told_as_killed(
        self, store: Store, meanwhile: Callable[[Callable[[], None]], None]
    ) -> None:
        dead = locking.take(store)
        begun(store)

        def begin() -> None:
            locking.release(store, dead)
            locking.take(store)
            begun(store)

        meanwhile(begin)
        assert killed(store) == set()
        assert statuses(store) == ["running", "killed"]

    def test_one_of_whom_nothing_is_heard_was_killed(
        self, store: Store, meanwhile: Callable[[Callable[[], None]], None]
    ) -> None:
        locking.take(store)
        number = begun(store)
        meanwhile(lambda: None)
        assert killed(store) == {number}


class TestWhereProcessesCannotBeSeen:
    @pytest.fixture(autouse=True)
    def elsewhere(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """The holder runs in another container of this start of the machine."""
        monkeypatch.setattr(locking, "machine", lambda: "this pid:[2]")
        locking.take(store)
        holder(store, machine="this pid:[1]")

    def test_one_that_beats_is_under_way(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locking, "DEAD_AFTER", 0.0)
        begun(store)
        for beat in range(3):
            holder(store, beat=beat)
            assert killed(store) == set()

    def test_one_that_stood_still_so_long_was_killed(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = begun(store)
        assert killed(store) == set()
        assert killed(store) == set()
        monkeypatch.setattr(locking, "DEAD_AFTER", 0.0)
        assert killed(store) == {number}

    def test_on_a_machine_that_was_started_anew_nothing_is_under_way(self, store: Store) -> None:
        """A SQLite store is used on one machine; a server's holders may be on any."""
        number = begun(store)
        holder(store, machine="before pid:[1]")
        assert killed(store) == ({number} if store.engine.dialect.name == "sqlite" else set())


def test_a_replay_says_that_a_run_was_killed_or_has_not_ended(store: Store) -> None:
    held = locking.take(store)
    number = begun(store)
    assert history.replay_run(store, number).hindrances == (
        f"run {number} has no plan yet: it has not ended",
    )
    locking.release(store, held)
    assert history.replay_run(store, number).hindrances == (f"run {number} has no plan: it ended as killed",)


@pytest.mark.slow
def test_a_night_that_is_killed_at_the_command_line(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    process = start("nightly", nights.data({}), "--store", nights.store, "--time-limit", "60s")
    try:
        wait_until(lambda: Path(str(nights.store)).exists() and "running" in _listed(nights))
        shown = trainopt("runs", "show", 1, "--store", nights.store).out
        assert "run          1: running, exit code none" in shown
        assert " to now" in shown
    finally:
        process.send_signal(signal.SIGKILL)
    assert ended(process, PATIENCE).code == -signal.SIGKILL
    assert "killed" in _listed(nights)
    shown = trainopt("runs", "show", 1, "--store", nights.store).out
    assert "run          1: killed, exit code none" in shown
    assert "to an end that nobody noted" in shown
    assert trainopt("runs", "prune", "--keep", 1, "--store", nights.store).code == 0
    with open_store(str(nights.store)) as store, store.look() as connection:
        assert run_by_number(connection, 1).status is RunStatus.KILLED


def _listed(nights: Nights) -> str:
    return trainopt("runs", "list", "--store", nights.store).out
