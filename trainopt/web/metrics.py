"""Metrics for Prometheus, at an address of their own: what is asked, how fast it is answered, what waits."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import cast
from wsgiref.simple_server import WSGIRequestHandler

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from trainopt.dataset.whole import work_folder
from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.service.health import figures_of

OWN = CollectorRegistry()
"""What this process counts."""
REQUESTS = Counter("trainopt_requests", "Requests answered", ["method", "route", "status"], registry=OWN)
ANSWERED = Histogram(
    "trainopt_request_seconds",
    "Seconds until an answer began",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30),
    registry=OWN,
)
STREAMS = Gauge("trainopt_open_streams", "Event streams open now", registry=OWN, multiprocess_mode="livesum")

METHODS = {"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"}
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which processes find the folder in which each keeps its counts."""
ASKS_IN = 30.0
"""Seconds that whoever has connected may take to ask."""
LIVE = re.compile(r"gauge_live\w+_(\d+)\.db")


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer. What has no route or is no method of ours is counted as one: strangers add no line."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    ANSWERED.labels(method, route).observe(seconds)


class StoreCollector(Collector):
    """What the store tells of runs and sessions, asked at each look.

    A beat has no time: its age is how long it has been looked at and found the same.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: dict[int, tuple[tuple[str, int], float]] = {}

    def collect(self) -> Iterable[Metric]:
        """The metrics; of a store that does not answer, that alone."""
        try:
            found = figures_of(self._store)
        except UsageError:
            yield _gauge("store_answers", "1 while the store answers", 0)
            return
        yield _gauge("store_answers", "1 while the store answers", 1)
        runs = GaugeMetricFamily("trainopt_runs", "Runs of the queue by state", labels=["state"])
        for state, count in found.runs.items():
            runs.add_metric([state], count)
        yield runs
        yield _gauge("oldest_queued_seconds", "Since the run that waits longest was asked for", found.oldest)
        yield self._ages(found.beats)
        yield _gauge("open_sessions", "Sessions that have not ended", found.sessions)

    def _ages(self, beats: dict[int, tuple[str, int]]) -> Metric:
        moment = time.monotonic()
        before = self._seen
        self._seen = {
            run: before[run] if run in before and before[run][0] == beat else (beat, moment)
            for run, beat in beats.items()
        }
        ages = GaugeMetricFamily("trainopt_heartbeat_age_seconds", "Of each run's worker", labels=["run"])
        for run, (_, since) in self._seen.items():
            ages.add_metric([str(run)], moment - since)
        return ages


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"trainopt_{name}", what, value)


class _AllProcesses(MultiProcessCollector):
    """What all processes count together; those that are gone have no open streams."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None, path=str(folder))  # type: ignore[no-untyped-call]
        self.folder = folder

    def collect(self) -> Iterable[Metric]:
        """The sums."""
        for path in self.folder.iterdir():
            found = LIVE.fullmatch(path.name)
            if found and not _lives(int(found[1])):
                mark_process_dead(int(found[1]), str(self.folder))  # type: ignore[no-untyped-call]
        return cast(Iterable[Metric], super().collect())  # type: ignore[no-untyped-call]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class _Handler(WSGIRequestHandler):
    """Answers one request, and hangs up where none comes."""

    timeout = ASKS_IN

    def handle(self) -> None:
        """Answer it."""
        with suppress(TimeoutError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def metrics_served(store: Store, host: str, port: int, *, several: bool) -> Iterator[int]:
    """Serve metrics for a while; the port. `several`: of all processes that are started meanwhile.

    Raises UsageError where the port cannot be had.
    """
    registry = CollectorRegistry()
    registry.register(StoreCollector(store))
    with ExitStack() as stack:
        if several:
            folder = stack.enter_context(work_folder())
            os.environ[SHARED] = str(folder)
            stack.callback(os.environ.pop, SHARED, None)
            registry.register(_AllProcesses(folder))
        else:
            registry.register(cast(Collector, OWN))
        try:
            server, thread = start_http_server(port, host, registry)
        except OSError as error:
            raise UsageError(f"{host}:{port} cannot be had: {os.strerror(error.errno or 0)}") from None
        server.RequestHandlerClass = _Handler
        try:
            yield int(server.server_port)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
