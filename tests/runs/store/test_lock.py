"""The lock of a store: who holds it, for how long, where processes are hidden, and commands by hand."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.support.running import trainopt, write_mini
from tests.support.threads import beside
from trainopt.errors import LockLost, UsageError
from trainopt.runs import history
from trainopt.runs.store import Store
from trainopt.runs.store import lock as locking
from trainopt.runs.store.lock import HeldLock
from trainopt.runs.store.schema import lock


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(locking, "DEAD_AFTER", 0.2)


def refusing(error: OSError) -> Callable[..., None]:
    def kill(*_: object) -> None:
        raise error

    return kill


@contextmanager
def again_and_again(beat: Callable[[], None]) -> Iterator[None]:
    """Beat in another thread, for the block."""
    done = threading.Event()

    def beats() -> None:
        while not done.wait(0.02):
            beat()

    with beside(beats):
        try:
            yield
        finally:
            done.set()


class TestTheLock:
    def holder(self, store: Store, **known: Any) -> None:
        """Change what the store says of the holder."""
        with store.begin() as connection:
            connection.execute(update(lock).values(**known))

    def test_one_holds_it_until_it_is_given_back(self, store: Store) -> None:
        held = locking.take(store)
        with pytest.raises(UsageError, match=rf"another run holds the store: process {os.getpid()} on"):
            locking.take(store)
        locking.release(store, held)
        assert locking.take(store).dead is None

    def test_that_of_a_process_that_ended_is_taken_at_once(self, store: Store) -> None:
        locking.take(store)
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        self.holder(store, pid=ended.pid)
        assert str(ended.pid) in str(locking.take(store).dead)

    def test_that_of_a_process_whose_number_another_one_has_now_is_taken(self, store: Store) -> None:
        locking.take(store)
        self.holder(store, process="1")
        assert locking.take(store).dead is not None

    def test_that_of_another_machine_is_taken_once_its_beat_stands_still(self, store: Store) -> None:
        locking.take(store)
        self.holder(store, machine="elsewhere", pid=1)
        began = time.monotonic()
        assert locking.take(store).dead is not None
        assert time.monotonic() - began >= 0.2

    def test_that_of_another_machine_is_left_while_it_beats(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locking, "DEAD_AFTER", 600.0)
        held = locking.take(store)
        self.holder(store, machine="elsewhere", pid=1)
        refused = pytest.raises(UsageError, match="another run holds the store")
        with again_and_again(lambda: locking.beat(store, held)), refused:
            locking.take(store)

    def test_a_clock_that_jumps_does_not_matter(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        held = locking.take(store)
        for jumped in ("1990-01-01T00:00:00Z", "2090-01-01T00:00:00Z"):
            monkeypatch.setattr(locking, "now", lambda jumped=jumped: jumped)
            with pytest.raises(UsageError, match="another run"):
                locking.take(store)
        locking.beat(store, held)

    def test_who_was_taken_for_dead_can_do_nothing_more(self, store: Store) -> None:
        slept = locking.take(store)
        self.holder(store, machine="elsewhere")
        now = locking.take(store)
        with pytest.raises(LockLost, match="nothing was published"):
            locking.beat(store, slept)
        locking.release(store, slept)  # of no effect
        locking.beat(store, now)

    def test_it_beats_and_tells_when_it_is_lost(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locking, "BEAT_EVERY", 0.02)
        held, beats, lost = locking.take(store), threading.Semaphore(0), threading.Event()
        with locking.beating(store, held, beats.release, lost.set):
            assert beats.acquire(timeout=300)
            assert not lost.is_set()
            self.holder(store, holder="other")
            assert lost.wait(timeout=300)


class TestWhereProcessesAreHidden:
    @pytest.fixture(autouse=True)
    def hidden(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """As /proc mounted with hidepid shows the processes of others: not at all."""
        locking.take(store)
        monkeypatch.setattr(locking, "started", lambda _: "")
        monkeypatch.setattr(os, "kill", refusing(PermissionError()))

    def test_one_that_beats_keeps_the_lock(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locking, "DEAD_AFTER", 600.0)

        def beat() -> None:
            with store.begin() as connection:
                connection.execute(update(lock).values(beat=lock.c.beat + 1))

        with again_and_again(beat), pytest.raises(UsageError, match="another run holds the store"):
            locking.take(store)

    def test_one_that_stands_still_loses_it(self, store: Store) -> None:
        began = time.monotonic()
        assert locking.take(store).dead is not None
        assert time.monotonic() - began >= 0.2

    def test_one_that_is_not_there_at_all_is_dead(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locking, "DEAD_AFTER", 600.0)
        monkeypatch.setattr(os, "kill", refusing(ProcessLookupError()))
        assert locking.take(store).dead is not None


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
class TestByHand:
    @pytest.fixture
    def planned(self, store: Store, tmp_path: Path) -> Store:
        words = ("--store", tmp_path / "store.db", "--time-limit", "60s")
        assert trainopt("nightly", write_mini(tmp_path / "data"), *words).code == 0
        return store

    @pytest.mark.slow
    def test_who_lost_the_lock_publishes_nothing(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        verdict = history._verdict

        def meanwhile(*content: Any) -> Any:
            with planned.begin() as connection:
                connection.execute(update(lock).values(holder="another"))
            return verdict(*content)

        monkeypatch.setattr(history, "_verdict", meanwhile)
        with pytest.raises(LockLost):
            history.publish_by_hand(planned, 1, "me", "seen", anyway=True)
        assert len(history.show_run(planned, 1).audit) == 1

    @pytest.mark.slow
    def test_who_never_had_it_neither_publishes_nor_prunes(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "take", lambda _: HeldLock("nobody", None, ()))
        with pytest.raises(LockLost):
            history.publish_by_hand(planned, 1, "me", "seen")
        with pytest.raises(LockLost):
            history.prune_runs(planned, 1, "me")

    @pytest.mark.slow
    def test_it_beats_meanwhile(self, planned: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locking, "BEAT_EVERY", 0.02)
        beaten = threading.Event()
        beat = locking.beat

        def told(*words: Any) -> None:
            beat(*words)
            beaten.set()

        monkeypatch.setattr(locking, "beat", told)
        verdict = history._verdict
        monkeypatch.setattr(history, "_verdict", lambda *content: beaten.wait(300) and verdict(*content))
        assert history.publish_by_hand(planned, 1, "me", "seen").broken == ()
        assert beaten.is_set()

    @pytest.mark.slow
    def test_a_folder_that_cannot_be_written_does_not_hide_that_it_is_published(
        self, planned: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "note_publication", refusing(OSError("disk full")))
        with pytest.raises(UsageError, match="the plan of run 1 is published and in force; but disk full"):
            history.publish_by_hand(planned, 1, "me", "seen", out=tmp_path / "out")
        assert len(history.show_run(planned, 1).audit) == 2
