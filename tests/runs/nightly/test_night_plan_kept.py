"""A night's plan is never lost: what the store does not take lies in `out/run`."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support import stand_ins
from tests.support.kernels import AT_WORK
from tests.support.nights import CLOSED, Nights
from tests.support.postgres import postgres
from tests.support.processes import PATIENCE, finds_children, wait_until
from tests.support.running import Ran, contents, raising, trainopt, write_small
from trainopt.errors import LockLost, UsageError
from trainopt.runs.nightly import night, storing
from trainopt.runs.nightly.comparing import compare_night
from trainopt.runs.nightly.journal import Journal
from trainopt.runs.nightly.storing import store_at_last
from trainopt.runs.nightly.summary import summary_of
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import Files, add_folder
from trainopt.runs.verify import verify

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "PAUSE", 0.01)
    monkeypatch.setattr(storing, "PATIENCE", 0.3)


def full(times: int) -> Callable[[Connection, Files], str]:
    """What adds folders on a disk that is full when a plan is to be added, so many times."""
    left = iter(range(times))

    def add(connection: Connection, files: Files) -> str:
        if "manifest.json" in files and next(left, None) is not None:
            raise sqlite3.OperationalError("database or disk is full")
        return add_folder(connection, files)

    return add


def events(ran: Ran) -> list[str]:
    return [json.loads(line)["event"] for line in ran.messages]


class TestTheStoreAtTheEnd:
    def test_one_that_can_be_written_again_in_time_has_it_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(storing, "PATIENCE", 60.0)
        monkeypatch.setattr(night, "add_folder", full(3))
        nights = Nights(tmp_path)
        ran = nights.run()
        assert ran.code == 0, ran.err
        assert events(ran).count("not stored yet") == 1
        assert nights.in_force() == 1
        assert contents(nights.out / "published") == contents(nights.out / "run")

    def test_one_that_cannot_leaves_the_plan_in_the_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nights = Nights(tmp_path)
        assert nights.run().code == 0
        monkeypatch.setattr(night, "add_folder", full(10**9))
        ran = nights.run({"closures.csv": CLOSED})
        assert ran.code == 2
        lies = f"the plan that it found lies in {nights.out / 'run'}, neither stored nor in force"
        assert ran.document["message"].endswith(f"the plan of run 1 stays in force; {lies}")
        assert "disk is full" in ran.document["message"]
        assert lies in nights.summary()
        data, base = nights.folder / "data2", nights.out / "published"
        assert verify(data, nights.out / "run", published=base).broken == ()
        assert verify(data, base, published=base).broken != ()  # it is tonight's plan that lies there
        assert (nights.out / "changes.csv").is_file()
        monkeypatch.undo()
        assert nights.run().code == 0

    def test_without_a_folder_for_people_it_has_one_of_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
        monkeypatch.setattr(night, "add_folder", full(10**9))
        nights = Nights(tmp_path)
        words = ("--store", nights.store, "--time-limit", "120s", "--json")
        ran = trainopt("nightly", nights.data({}), *words)
        (kept,) = (tmp_path / "tmp").glob("trainopt-plan-*")
        assert ran.code == 2
        assert f"lies in {kept}" in ran.document["message"]
        assert verify(nights.folder / "data1", kept).broken == ()

    @pytest.mark.parametrize("what", ["compare_night", "summary_of"])
    def test_a_bug_after_planning_costs_no_plan_either(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        (tmp_path / "replay").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
        nights = Nights(tmp_path)
        monkeypatch.setattr(night, what, raising(ZeroDivisionError("oh")))
        assert nights.run().code == 1
        assert f"lies in {nights.out / 'run'}" in nights.summary()
        assert verify(nights.folder / "data1", nights.out / "run").broken == ()

    def test_what_an_earlier_night_has_left_is_not_taken_for_this_ones(self, tmp_path: Path) -> None:
        nights = Nights(tmp_path)
        assert nights.run().code == 0
        ran = nights.run({"demand.csv": "nonsense\n"})
        assert ran.code == 3
        assert "lies in" not in nights.summary()
        assert not (nights.out / "run").exists()

    def test_a_server_that_is_started_again_has_it_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is stopped before the plan is stored, and started again once that has failed."""
        monkeypatch.setattr(storing, "PATIENCE", float(PATIENCE))
        say = Journal.say

        with postgres() as server:
            told: list[tuple[Any, ...]] = []

            def summary(*story: Any) -> str:
                if not told:  # what is stored comes first, then the page
                    server.stop()
                told.append(story)
                return summary_of(*story)

            def started_again(journal: Journal, event: str, *words: Any, **known: Any) -> None:
                say(journal, event, *words, **known)
                if event == "not stored yet":
                    server.start()

            monkeypatch.setattr(night, "summary_of", summary)
            monkeypatch.setattr(Journal, "say", started_again)
            nights = Nights(tmp_path)
            nights.store = server.database()
            ran = nights.run()
            assert ran.code == 0, ran.err
            assert events(ran).count("not stored yet") == 1
            assert nights.in_force() == 1


class TestTryingAgain:
    def store(self, folder: Path) -> Store:
        return open_store(str(folder / "store.db"))

    @pytest.mark.parametrize(("stopped", "seconds"), [(False, 0.3), (True, 0.0)])
    def test_it_ends_sooner_for_a_run_that_is_to_stop(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool, seconds: float
    ) -> None:
        monkeypatch.setattr(storing, "PATIENCE_ONCE_STOPPED", 0.0)
        stop = threading.Event()
        if stopped:
            stop.set()
        tries = 0

        def write(_: Connection) -> None:
            nonlocal tries
            tries += 1
            raise sqlite3.OperationalError("disk I/O error")

        with self.store(tmp_path) as store:
            began = time.monotonic()
            with pytest.raises(UsageError, match="disk I/O error"):
                store_at_last(store, write, Journal(), stop)
            assert time.monotonic() - began >= seconds
        assert (tries > 2) is not stopped

    def test_a_lost_lock_is_not_tried_again(self, tmp_path: Path) -> None:
        tries = []

        def write(_: Connection) -> None:
            tries.append(1)
            raise LockLost("another run")

        with self.store(tmp_path) as store, pytest.raises(LockLost):
            store_at_last(store, write, Journal(), threading.Event())
        assert len(tries) == 1


@pytest.mark.alone
class TestTheTimeWithoutAPlan:
    def test_all_of_it_is_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of four seconds one was kept for comparing and storing, though there was nothing to compare."""
        monkeypatch.setattr("trainopt.search.team.solve_in_child", stand_ins.hang)
        monkeypatch.setattr("trainopt.search.first.greedy_plan", lambda *_: None)
        nights = Nights(tmp_path)
        ran = nights.run({}, "--time-limit", "4s")
        assert ran.code == 5
        assert ran.document["seconds"] >= 3.5
        assert ran.document["message"].startswith("no plan after ")

    def test_one_that_has_a_plan_keeps_time_to_compare_and_store_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.search.team.solve_in_child", stand_ins.place_nobody)
        asked = []

        def compared(*words: Any) -> Any:
            asked.append(time.monotonic())
            return compare_night(*words)

        monkeypatch.setattr(night, "compare_night", compared)
        nights = Nights(tmp_path)
        began = time.monotonic()
        nights.run({}, "--time-limit", "8s")
        assert asked[0] - began < 7.5


# The terminal


@finds_children
@pytest.mark.parametrize("command", ["nightly", "solve"])
def test_where_its_terminal_goes_a_run_ends_with_what_it_has(tmp_path: Path, command: str) -> None:
    data, plan = write_small(tmp_path / "data"), tmp_path / "plan"
    heart = tmp_path / "heart.json"
    words = {
        "solve": ["--out", str(plan)],
        "nightly": ["--store", str(tmp_path / "s.db"), "--out", str(plan), "--heartbeat", str(heart)],
    }[command]
    terminal, process = on_a_terminal(command, str(data), *words, "--time-limit", "10m")
    try:
        if command == "solve":
            wait_until((plan / "manifest.json").exists)
        else:
            wait_until(lambda: heart.exists() and AT_WORK in heart.read_text(encoding="utf-8"))
        os.close(terminal)
        assert process.wait(PATIENCE) == 130
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert verify(data, plan / "run" if command == "nightly" else plan).broken == ()


def on_a_terminal(*words: str) -> tuple[int, subprocess.Popen[bytes]]:
    """A command that leads a session on a terminal of its own; closing the terminal hangs up."""
    terminal, its_side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "trainopt", *words],
        stdin=its_side,
        stdout=its_side,
        stderr=its_side,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(its_side)
    return terminal, process


HANGS_UP = """
import os, signal, sys, threading
from trainopt.search.stopping import interruptible
signal.signal(signal.SIGHUP, signal.{0})
stop = threading.Event()
with interruptible(stop):
    os.kill(os.getpid(), signal.SIGHUP)
sys.exit(stop.is_set())
"""


@pytest.mark.parametrize(("before", "stopped"), [("SIG_IGN", False), ("SIG_DFL", True)])
def test_nohup_is_heeded(before: str, stopped: bool) -> None:
    ran = subprocess.run([sys.executable, "-c", HANGS_UP.format(before)], check=False)
    assert ran.returncode == stopped
