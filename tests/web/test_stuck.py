"""Who is gone or stuck around the service: nobody waits for them for ever."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.processes import PATIENCE
from tests.support.served import Service
from trainopt.errors import ExitCode
from trainopt.web import metrics, processes, server
from trainopt.web.processes import LeavingProcesses
from trainopt.web.server import ServeOrder
from trainopt.web.settings import WebSettings

pytestmark = pytest.mark.timeout(PATIENCE)

SERVE = """
import asyncio, os, signal, threading
from uvicorn import Config
from trainopt.web import processes

processes.LEAVES_IN = 1.0

async def stuck(scope, receive, send):
    '''It leaves once a thread has ended that never does.'''
    await receive()
    await send({"type": "lifespan.startup.complete"})
    os.kill(os.getpid(), signal.SIGTERM)
    await receive()
    await asyncio.to_thread(threading.Event().wait)

processes.LeavingServer(Config(stuck, port=0, log_level="critical")).run()
"""


def test_a_connection_ends_whose_other_side_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a stream of events in a browser that was stopped."""
    monkeypatch.setattr(server, "TAKES_IN", 4)
    order = ServeOrder(WebSettings("store.db"), port=0)
    with (
        closing(server._listening(order)) as listener,
        closing(socket.create_connection(listener.getsockname())),
        closing(listener.accept()[0]) as ours,
    ):
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        with pytest.raises(TimeoutError):
            ours.sendall(b"x" * 2**26)


def test_a_system_that_does_not_know_when_a_connection_has_ended_is_served_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others than Linux lack some of what it is noticed by."""
    for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL"):
        monkeypatch.delattr(socket, name)
    with closing(server._listening(ServeOrder(WebSettings("store.db"), port=0))) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_a_server_leaves_whatever_it_is_stuck_in() -> None:
    ended = subprocess.run([sys.executable, "-c", SERVE], check=False)
    assert ended.returncode == ExitCode.INTERRUPTED


def test_one_of_several_that_does_not_leave_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LEAVES_IN", 0.1)
    stuck: Any = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(4 * PATIENCE,))
    stuck.start()
    them: Any = SimpleNamespace(processes=[SimpleNamespace(process=stuck, kill=stuck.kill, join=stuck.join)])
    LeavingProcesses.join_all(them)
    assert not stuck.is_alive()


def test_who_connects_for_metrics_and_asks_nothing_is_hung_up_on(
    service: Service, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metrics._Handler, "timeout", 0.2)
    with (
        metrics.metrics_served(service.store, "127.0.0.1", 0, several=False) as port,
        closing(socket.create_connection(("127.0.0.1", port))) as silent,
    ):
        assert silent.recv(1) == b""
    assert capfd.readouterr() == ("", "")
