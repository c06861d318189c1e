"""A Dask cluster whose scheduler takes connections and answers nothing: nobody waits for it for ever."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.runs.test_cluster import cases_in
from tests.support.clusters import Cluster, clustered, impatient, wait_for_workers
from tests.support.processes import PATIENCE, wait_until
from tests.support.said import unsaid
from trainopt.errors import UsageError
from trainopt.runs import cluster_client
from trainopt.runs.cases import Failure
from trainopt.runs.cluster_client import SchedulerWatch
from trainopt.runs.engines import LOST, DaskEngine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * PATIENCE)]

pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with clustered(tmp_path, workers=1) as cluster:
        yield cluster


@pytest.fixture
def engine(cluster: Cluster) -> DaskEngine:
    made = impatient(cluster.address)
    wait_for_workers(made, 1)
    return made


def stop(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the scheduler, which is soon asked whether it is there."""
    os.kill(cluster.scheduler.pid, signal.SIGSTOP)
    monkeypatch.setattr(cluster_client, "ASKED_EVERY", 0.1)
    monkeypatch.setattr(cluster_client, "ANSWERS_IN", 0.5)


def test_who_takes_a_connection_and_says_nothing_is_no_scheduler() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(UsageError, match=r"no Dask scheduler at \S+: it does not answer"):
            DaskEngine(address, patience=0.5)


def test_one_that_is_stopped_costs_what_was_sent_to_it(
    cluster: Cluster, engine: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_in(tmp_path)
    stop(cluster, monkeypatch)
    found = list(engine.plan(cases, threading.Event()))
    assert sorted(one.name for one in found) == [case.name for case in cases]
    assert {one.message for one in found if isinstance(one, Failure)} == {LOST}
    assert unsaid([LOST]) == []


def test_it_costs_a_search_its_help_alone(
    cluster: Cluster,
    engine: DaskEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    problem = cases_in(tmp_path)[0].problem
    stop(cluster, monkeypatch)
    assert engine.islands(problem) is None
    assert "searched here alone" in caplog.text


def test_how_many_cases_it_takes_at_once_is_what_it_was(
    cluster: Cluster, engine: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.rounds(4) == 4
    stop(cluster, monkeypatch)
    assert engine.rounds(4) == 4


def test_one_whose_workers_are_all_gone_costs_what_was_sent_to_it(
    cluster: Cluster, engine: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_in(tmp_path)
    monkeypatch.setattr(cluster_client, "DESERTED", 1.0)
    cluster.workers[0].kill()
    found = list(engine.plan(cases, threading.Event()))
    assert {one.message for one in found if isinstance(one, Failure)} == {LOST}
    wait_until(engine.answers)


@pytest.mark.parametrize(
    ("stands", "given_up"), [("pending", True), ("lost", True), ("finished", False), (None, False)]
)
def test_a_cluster_without_workers_is_given_up_by_who_waits_for_one_alone(
    stands: str | None, given_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that grows with its work has none as long as there is no work, and then takes its time."""
    monkeypatch.setattr(cluster_client, "DESERTED", 0.0)
    aborted = threading.Event()
    futures = {} if stands is None else {"x": SimpleNamespace(status=stands)}
    comm = SimpleNamespace(abort=aborted.set)
    SchedulerWatch(SimpleNamespace(futures=futures, scheduler_comm=comm))._hear(0)
    assert aborted.is_set() == given_up


def test_whoever_looks_for_one_again_and_again_needs_no_more_threads_and_files() -> None:
    def look() -> tuple[int, int]:
        with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
            port = nobody.getsockname()[1]
        with pytest.raises(UsageError, match="no Dask scheduler at"):
            DaskEngine(f"tcp://127.0.0.1:{port}", patience=0.1)
        gc.collect()
        loops = [one for one in threading.enumerate() if one.name == "IO loop"]
        return len(loops), len(list(Path("/proc/self/fd").iterdir()))

    first = look()
    assert [look() for _ in range(2)] == 2 * [first]


def test_one_that_was_stopped_for_a_moment_goes_on(
    cluster: Cluster, engine: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_in(tmp_path)[:1]
    os.kill(cluster.scheduler.pid, signal.SIGSTOP)
    threading.Timer(1.0, os.kill, (cluster.scheduler.pid, signal.SIGCONT)).start()
    found = list(engine.plan(cases, threading.Event()))
    assert [one for one in found if isinstance(one, Failure)] == []
