"""Processes that are forked from a starter: what they do, how they end, and what ends with what."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NamedTuple

import pytest

from tests.support.processes import PATIENCE, command_line, solvers_under, wait_until
from tests.support.root import ROOT
from tests.support.running import raising
from trainopt.search.child import start_child
from trainopt.search.starter import (
    NOT_FORKED,
    UNKNOWN,
    Forked,
    KeptStarter,
    Starter,
    StarterReply,
    _forked,
    kept_starter,
    starter,
)

pytestmark = pytest.mark.slow


def say_who(loads: str, module: str, name: str, results: int, orders: int) -> None:
    """What the processes of these tests do: say who they are, and then what they are told to."""
    told, heard = Connection(results, readable=False), Connection(orders, writable=False)
    told.send((os.getpid(), os.getppid(), loads in sys.modules))
    match heard.recv():
        case "fail":
            raise ValueError("as told")
        case "exit":
            os._exit(3)
        case "stop":
            os.kill(os.getpid(), signal.SIGABRT)


class Ends(NamedTuple):
    process: Forked
    results: Connection
    orders: Connection

    def said(self) -> tuple[int, int, bool]:
        assert self.results.poll(PATIENCE)
        said: tuple[int, int, bool] = self.results.recv()
        return said


@pytest.fixture
def one() -> Iterator[Starter]:
    made = Starter(say_who)
    yield made
    made.close()


def forked(one: Starter, loads: str = "colorsys") -> Ends:
    results, sender = Pipe(duplex=False)
    receiver, orders = Pipe(duplex=False)
    with sender, receiver:
        process = one.fork(loads, "nothing", "nothing", [sender.fileno(), receiver.fileno()])
    return Ends(process, results, orders)


def test_each_is_a_process_of_its_own_that_has_loaded_what_was_asked_for(one: Starter) -> None:
    first, second = forked(one), forked(one, "wave")
    said = [first.said(), second.said()]
    wait_until(lambda: first.process.pid and second.process.pid)
    assert [pid for pid, _, _ in said] == [first.process.pid, second.process.pid]
    assert len({os.getpid(), *(pid for pid, _, _ in said), *(parent for _, parent, _ in said)}) == 4
    assert all(loaded for _, _, loaded in said)


@pytest.mark.parametrize(
    ("told", "code"), [("nothing", 0), ("fail", 1), ("exit", 3), ("stop", -signal.SIGABRT)]
)
def test_how_it_ended_is_known(one: Starter, told: str, code: int) -> None:
    ends = forked(one)
    ends.said()
    ends.orders.send(told)
    assert [ends.process.wait(), ends.process.wait()] == [code, code]
    ends.process.kill()  # whom it would be by now nobody knows


def test_one_that_is_killed_has_ended_and_left_the_others(one: Starter) -> None:
    first, second = forked(one), forked(one)
    first.said()
    second.said()
    first.process.kill()
    assert first.process.wait() == -signal.SIGKILL
    second.orders.send("exit")
    assert second.process.wait() == 3


def test_no_other_holds_the_ends_of_its_pipes(one: Starter) -> None:
    first, second = forked(one), forked(one)
    first.said()
    second.said()
    first.orders.send("nothing")
    with pytest.raises(EOFError):
        first.results.recv()
    second.orders.close()
    with pytest.raises(EOFError):
        second.results.recv()
    assert second.process.wait() == 1


def test_those_forked_go_on_where_the_starter_is_killed(one: Starter) -> None:
    ends = forked(one)
    _, parent, _ = ends.said()
    wait_until(lambda: ends.process.pid)
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: not one.lives)
    pid = ends.process.pid
    assert pid is not None
    assert command_line(pid)
    ends.process.kill()
    assert ends.process.wait() == UNKNOWN
    wait_until(lambda: not command_line(pid))


def test_a_starter_that_hangs_holds_up_nobody(one: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    first = forked(one)
    _, parent, _ = first.said()
    wait_until(lambda: first.process.pid)
    os.kill(parent, signal.SIGSTOP)
    second = forked(one)
    first.process.kill()
    assert first.process.wait() == UNKNOWN
    second.process.kill()  # which is not there yet: others may still be forked
    assert second.process.wait() == UNKNOWN
    assert one.lives
    monkeypatch.setattr("trainopt.search.starter.HANGS", 0.0)
    assert not one.lives
    assert second.process.pid is None
    with pytest.raises(EOFError):
        second.results.recv()


def test_one_that_is_killed_before_it_is_there_does_not_work(one: Starter) -> None:
    first = forked(one)
    _, parent, _ = first.said()
    os.kill(parent, signal.SIGSTOP)
    second = forked(one)
    second.process.kill()
    second.orders.close()
    os.kill(parent, signal.SIGCONT)
    second.said()
    with pytest.raises(EOFError):
        second.results.recv()
    assert forked(one).said()


def test_where_there_is_no_room_for_a_process_there_is_none(
    one: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fork", raising(BlockingIOError()))
    answer = _forked("colorsys")
    assert answer == NOT_FORKED
    process = Forked(one, StarterReply(answer))
    assert process.pid is None
    process.kill()
    assert process.wait() == UNKNOWN


KEPT_BY_NOBODY = """
import os, signal, sys
from multiprocessing import Pipe
from tests.search.test_starter import say_who
from trainopt.search.starter import Starter
results, sender = Pipe(duplex=False)
receiver, orders = Pipe(duplex=False)
one = Starter(say_who)
process = one.fork("colorsys", "nothing", "nothing", [sender.fileno(), receiver.fileno()])
print(*results.recv()[:2], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_all_end_with_their_caller() -> None:
    command = [sys.executable, "-c", KEPT_BY_NOBODY]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    pids = [int(word) for word in ran.stdout.split()]
    assert len(pids) == 2
    wait_until(lambda: not any(map(command_line, pids)))


def test_one_is_kept_as_long_as_anybody_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.search.starter._KEPT", KeptStarter())
    assert starter(say_who) is None
    with kept_starter():
        with kept_starter():
            first = starter(say_who)
            assert first is not None
        assert starter(say_who) is first
        first.close()
        second = starter(say_who)
        assert second is not None
        assert second is not first
    assert not second.lives
    assert starter(say_who) is None


def answer_and_wait(results: Connection, orders: Connection) -> None:
    results.send("there")
    orders.recv()


@pytest.mark.parametrize("kept", [True, False])
def test_a_solver_process_is_forked_where_a_starter_is_kept(
    kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not kept:
        monkeypatch.setattr("trainopt.search.child.starter", lambda _: None)
    assert isinstance(started(answer_and_wait), Forked) is kept


def started(work: Callable[..., None]) -> object:
    before = solvers_under(os.getpid())
    results, sender = Pipe(duplex=False)
    receiver, orders = Pipe(duplex=False)
    with sender, receiver:
        process = start_child(work, sender, receiver, "colorsys")
    try:
        orders.send(())
        assert results.poll(PATIENCE)
    finally:
        found = {*solvers_under(os.getpid())} - {*before}
        process.kill()
        process.wait()
    orders.close()
    assert found == {process.pid}
    return process
