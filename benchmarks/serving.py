"""A served store for the benchmarks of the service: its processes, the people who use it, their clients."""

from __future__ import annotations

import math
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from trainopt.runs.store import Store
from trainopt.service.actors import operator
from trainopt.service.people import add_person
from trainopt.service.tokens import make_token

PASSWORD = "kestrel orbit mustard 9"
STARTS_WITHIN = 120.0
INTERFACE = "/api/v1"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Program:
    """A command of trainopt that runs beside the benchmark; `name` is what the figures call it."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it leads a group of its own."""
        command = [sys.executable, "-m", "trainopt", *self.words]
        environment = os.environ | dict(self.environment)
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """End it at once, with all that it started."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._wait()

    def leave(self) -> None:
        """Ask it to leave in good order, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self._wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def _wait(self, seconds: float | None = None) -> None:
        """Until it has ended, and nothing of it is left."""
        assert self.process is not None
        self.process.wait(seconds)
        if self.process.stdin is not None:
            self.process.stdin.close()


def server(where: str, port: int, *options: str) -> Program:
    """The service of a store, which is named in the environment: lists of processes tell no password."""
    words = ("serve", "--port", str(port), *options)
    return Program("server", words, {"TRAINOPT_STORE": where})


def worker(where: str) -> Program:
    """A process that takes queued runs, until whoever started it is gone, however that ended."""
    return Program("worker", ("work", "--until-stdin-closes"), {"TRAINOPT_STORE": where})


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    """All of them for the block; none is left."""
    try:
        for one in programs:
            one.start()
        yield
    finally:
        for one in programs:
            one.leave()


def wait_for(condition: Callable[[], object], within: float = STARTS_WITHIN) -> None:
    """Wait until something is so. Raises TimeoutError."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within:g} s")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def with_tokens(store: Store, names: Sequence[str], *grants: str) -> dict[str, dict[str, str]]:
    """New people, and the headers by which a program of each is known."""
    headers = {}
    for name in names:
        add_person(store, operator(), name, grants, PASSWORD)
        secret = make_token(store, operator(), "benchmark", 1, person=name).secret
        headers[name] = {"authorization": f"Bearer {secret}"}
    return headers


# What is measured


@dataclass
class Times:
    """Seconds that answers took, and what went wrong."""

    name: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, part: float) -> float:
        """The least of the times that so large a part does not exceed; 0 without any."""
        ranked = sorted(self.seconds)
        return ranked[max(math.ceil(part * len(ranked)) - 1, 0)] if ranked else 0.0

    def line(self) -> str:
        """A row of the table: milliseconds."""
        cells = [f"{1000 * self.percentile(part):,.0f}" for part in (0.5, 0.95, 0.99, 1.0)]
        return f"| {self.name} | {len(self.seconds):,} | {' | '.join(cells)} | {len(self.errors)} |"


HEAD = "| | answers | p50 ms | p95 ms | p99 ms | longest ms | errors |\n|---|---:|---:|---:|---:|---:|---:|"


def peak_of_server(pid: int) -> float:
    """The most memory that the processes which answer had together, in MiB; the worker's are not counted."""
    return sum(map(_peak, _answering(pid)))


def processor_of_server(pid: int) -> float:
    """Seconds of a processor that the processes which answer had so far together."""
    return sum(map(_processor, _answering(pid)))


def _answering(pid: int) -> list[int]:
    """The server's processes, without the worker."""
    return [pid, *(child for child in _children(pid) if b"trainopt\0work" not in _command_line(child))]


def _processor(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _peak(pid: int) -> float:
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _command_line(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return []


def load_of_machine() -> str:
    """How busy the machine was meanwhile: a figure says nothing without it."""
    return f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}"
