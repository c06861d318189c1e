"""The lock of a store where processes are hidden, and commands by hand that hold it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.running import trainopt, write_mini
from trainopt.errors import LockLost, UsageError
from trainopt.runs import history
from trainopt.runs.store import Store, open_store
from trainopt.runs.store import lock as locking
from trainopt.runs.store.lock import Held
from trainopt.runs.store.schema import lock


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(locking, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(locking, "DEAD_AFTER", 0.2)
    with open_store(str(tmp_path / "store.db")) as opened:
        yield opened


def refusing(error: OSError) -> Callable[..., None]:
    def kill(*_: object) -> None:
        raise error

    return kill


class TestWhereProcessesAreHidden:
    @pytest.fixture(autouse=True)
    def hidden(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """As /proc mounted with hidepid shows the processes of others: not at all."""
        locking.take(store)
        monkeypatch.setattr(locking, "started", lambda _: "")
        monkeypatch.setattr(os, "kill", refusing(PermissionError()))

    def test_one_that_beats_keeps_the_lock(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locking, "DEAD_AFTER", 600.0)
        done = threading.Event()

        def beats() -> None:
            while not done.wait(0.02):
                with store.begin() as connection:
                    connection.execute(update(lock).values(beat=lock.c.beat + 1))

        thread = threading.Thread(target=beats)
        thread.start()
        try:
            with pytest.raises(UsageError, match="another run holds the store"):
                locking.take(store)
        finally:
            done.set()
            thread.join()

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


class TestByHand:
    @pytest.fixture
    def planned(self, store: Store, tmp_path: Path) -> Store:
        words = ("--store", tmp_path / "store.db", "--time-limit", "60s")
        assert trainopt("nightly", write_mini(tmp_path / "data"), *words).code == 0
        return store

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
            history.publish_run(planned, 1, "me", "seen", anyway=True)
        assert len(history.show_run(planned, 1).audit) == 1

    def test_who_never_had_it_neither_publishes_nor_prunes(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "take", lambda _: Held("nobody", None))
        with pytest.raises(LockLost):
            history.publish_run(planned, 1, "me", "seen")
        with pytest.raises(LockLost):
            history.prune_runs(planned, 1, "me")

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
        assert history.publish_run(planned, 1, "me", "seen").broken == ()
        assert beaten.is_set()

    def test_a_folder_that_cannot_be_written_does_not_hide_that_it_is_published(
        self, planned: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "note_publication", refusing(OSError("disk full")))
        with pytest.raises(UsageError, match="the plan of run 1 is published and in force; but disk full"):
            history.publish_run(planned, 1, "me", "seen", out=tmp_path / "out")
        assert len(history.show_run(planned, 1).audit) == 2
