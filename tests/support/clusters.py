"""Dask clusters of real processes on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.support.processes import PATIENCE
from trainopt.runs.engines import DaskEngine


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def python(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_port(port: int) -> None:
    """A scheduler on a busy machine takes longer to listen than who connects has patience."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            assert time.monotonic() < until, "no scheduler came up"
            time.sleep(0.1)
        else:
            return


class Cluster:
    """A scheduler and some workers."""

    def __init__(self, folder: Path, workers: int = 2, port: int = 0) -> None:
        self.address = f"tcp://127.0.0.1:{port or free_port()}"
        listens = self.address.rpartition(":")[2]
        common = ("--no-dashboard", "--host", "127.0.0.1")
        self.scheduler = python("distributed.cli.dask_scheduler", "--port", listens, *common)
        wait_for_port(int(listens))
        self.workers = [
            python(
                "distributed.cli.dask_worker",
                self.address,
                "--no-nanny",
                "--nthreads",
                1,
                *common,
                "--local-directory",
                folder / str(number),
            )
            for number in range(workers)
        ]

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def impatient(address: str) -> DaskEngine:
    """An engine that found its scheduler, however slow the machine is, and seeks a lost one for a moment."""
    engine = DaskEngine(address, patience=PATIENCE)
    engine.client._timeout = engine._patience = 1.0
    return engine


def wait_for_workers(engine: DaskEngine, count: int) -> None:
    engine.client.wait_for_workers(count, timeout=PATIENCE)


@contextmanager
def clustered(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster that ends with the test."""
    cluster = Cluster(folder, workers)
    try:
        yield cluster
    finally:
        cluster.end()
