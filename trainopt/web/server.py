"""Serving a store: checks what can be wrong beforehand, then answers until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainopt.dataset.source import Where
from trainopt.errors import UsageError
from trainopt.extras import missing
from trainopt.runs.store import open_store
from trainopt.service.actors import operator
from trainopt.service.people import add_person, list_people
from trainopt.web.metrics import SHARED, metrics_served
from trainopt.web.settings import LOOPBACK, WebSettings

if TYPE_CHECKING:
    from uvicorn import Server

WORKER_SEEN_EVERY = 0.2
RESTART_SECONDS = 10.0
"""A worker that dies at once is not started again more often."""
NICE = 10
"""The worker gives way to whoever waits for a page."""
WORKER_LEAVES = 10.0
KEPT_OPEN = 150
"""Seconds that a connection stays open without a request: longer than proxies and browsers keep one, so that
nobody asks on one that is just being closed."""
TAKES_IN = 120
"""Seconds after which a connection ends whose other side takes nothing of what is sent, or is not there."""
LEAVE_SECONDS = 5
"""For answers that are under way when the service is told to stop."""


@dataclass(frozen=True)
class ServeOrder:
    """Where and how a store is served.

    `openly`: also without TLS in front, at an address that others reach. `processes` share the port.
    `works`: beside them one process takes the store's queued runs. `metrics_port`: Prometheus finds the
    metrics of all of them there, at `metrics_host`; None for nowhere.
    """

    settings: WebSettings
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    openly: bool = False
    works: bool = True
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        """Refuse what would send passwords over a network as they are."""
        if self.host not in LOOPBACK and not self.settings.encrypted and not self.openly:
            raise UsageError(
                f"{self.host} is reached from elsewhere and nothing encrypts: put TLS in front and give "
                "--public-url https://…, or say --without-tls"
            )

    def address_at(self, port: int) -> str:
        """What people type into their browser; `port` is the one that was had where any would do."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.settings.public_url or f"http://{host}:{port}"


def first_admin(where: Where, name: str) -> str | None:
    """A one-time password for a first admin; None where the store has people already. Raises UsageError.

    >>> password = trainopt.first_admin("served.db", "ann")
    >>> trainopt.first_admin("served.db", "ann") is None
    True
    """
    with open_store(where) as store:
        if list_people(store, operator()):
            return None
        return add_person(store, operator(), name, ["admin"]).password


def serve(
    order: ServeOrder,
    tell: Callable[[str], None] = lambda address: None,
    tell_metrics: Callable[[str], None] = lambda address: None,
) -> None:
    """Answer requests until SIGTERM or SIGINT.

    `tell` hears the address once it can be reached, and before it `tell_metrics` that of the metrics.

    Raises UsageError where the port or the store cannot be had.

    >>> elsewhere = trainopt.ServeOrder(trainopt.WebSettings("served.db"), host="203.0.113.7", openly=True)
    >>> trainopt.serve(elsewhere)
    Traceback (most recent call last):
        ...
    trainopt.errors.UsageError: 203.0.113.7:8000 cannot be had: Cannot assign requested address
    """
    try:
        from uvicorn import Config

        from trainopt.web.processes import LeavingProcesses, LeavingServer
    except ModuleNotFoundError:
        raise missing("serving needs uvicorn", "web") from None
    open_store(order.settings.store).close()  # made, or brought up to date, by one process alone
    config = Config(
        "trainopt.web.app:served_app",
        factory=True,
        workers=order.processes,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=order.settings.encrypted,  # from a proxy on this machine, which is what encrypts
        timeout_graceful_shutdown=LEAVE_SECONDS,
        timeout_keep_alive=KEPT_OPEN,
    )
    with (
        _listening(order) as listener,
        _told(order.settings),
        working(order),
        _measured(order, tell_metrics),
    ):
        if order.processes > 1:
            service: LeavingProcesses | LeavingServer = LeavingProcesses(config, [listener])
        else:
            service = LeavingServer(config)
            _leave_when_told(service)
        tell(order.address_at(listener.getsockname()[1]))
        service.run() if isinstance(service, LeavingProcesses) else service.run([listener])


@contextmanager
def _told(settings: WebSettings) -> Iterator[None]:
    """The settings in the environment, for the processes that are started meanwhile."""
    before = dict(os.environ)
    os.environ.update(settings.as_environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _measured(order: ServeOrder, tell: Callable[[str], None]) -> Iterator[None]:
    """Beside the service its metrics, if they are to be told."""
    if order.metrics_port is None:
        yield
        return
    several = order.processes > 1
    host = order.metrics_host
    with (
        open_store(order.settings.store) as store,
        metrics_served(store, host, order.metrics_port, several=several) as port,
    ):
        tell(f"http://{host}:{port}/metrics")
        yield


@contextmanager
def working(order: ServeOrder) -> Iterator[None]:
    """Beside the service a worker, if it is to have one; started again where it dies."""
    if not order.works:
        yield
        return
    leaving = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(order.settings, leaving), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join()


def _keep_working(settings: WebSettings, leaving: threading.Event) -> None:
    """The store is in the environment: its password shall stand in no list of processes.

    The pipe is closed when this process is gone, however it ended: then the worker leaves, too.
    """
    command = [sys.executable, "-m", "trainopt", "work", "--until-stdin-closes"]
    command += ["--log-format", settings.log_format] if settings.log_format else []
    while not leaving.is_set():
        began = time.monotonic()
        known = {name: value for name, value in os.environ.items() if name != SHARED}
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, env=known, start_new_session=True)
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, NICE)
        while worker.poll() is None and not leaving.wait(WORKER_SEEN_EVERY):
            pass
        _end(worker)
        leaving.wait(max(RESTART_SECONDS - (time.monotonic() - began), 0))


def _end(worker: subprocess.Popen[bytes]) -> None:
    """It is asked to leave, with what it has found so far."""
    with worker:
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(WORKER_LEAVES)
            except subprocess.TimeoutExpired:
                worker.kill()


def _leave_when_told(server: Server) -> None:
    """Also before the server hears signals itself, and when it sends itself the one that made it leave."""

    def leave(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


def _listening(order: ServeOrder) -> socket.socket:
    family = socket.AF_INET6 if ":" in order.host else socket.AF_INET
    try:
        listener = socket.create_server((order.host, order.port), family=family)
    except OSError as error:
        raise UsageError(
            f"{order.host}:{order.port} cannot be had: {os.strerror(error.errno or 0)}"
        ) from None
    listener.set_inheritable(True)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_USER_TIMEOUT", 1000 * TAKES_IN),
        ("TCP_KEEPIDLE", TAKES_IN),
        ("TCP_KEEPINTVL", TAKES_IN // 4),
    ):
        if hasattr(socket, name):  # not every system has all of them
            listener.setsockopt(
                socket.IPPROTO_TCP, getattr(socket, name), value
            )  # so every connection has it
    return listener
