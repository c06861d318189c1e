"""What-ifs on a Dask cluster of real processes on this machine, one of which is killed in the middle."""

from __future__ import annotations

import multiprocessing
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from tests.support.processes import PATIENCE, wait_until
from tests.support.root import ROOT
from tests.support.running import start, write_mini
from trainopt.check import check
from trainopt.dataset import read_dataset
from trainopt.errors import ExitCode, NoPlanInTime, UsageError
from trainopt.plan.folder import read_plan
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.runs.cases import DAEMON, Case, Failure, Planned, plan_case
from trainopt.runs.engines import (
    GONE,
    LOST,
    DaskEngine,
    DaskIslands,
    SentCases,
    _came_of,
    as_it_is,
    cancel,
    engine_of,
    plan_beside,
    result_of,
)
from trainopt.runs.nightly.night import NightOrder, nightly
from trainopt.runs.nightly.snapshot import laid_out
from trainopt.runs.store import open_store
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.records import RunStatus, run_by_number
from trainopt.runs.variants import variants_of
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.islands import Elsewhere, RoundHeard
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")

from distributed.scheduler import KilledWorker  # noqa: E402

LAST: Any = SimpleNamespace(address="tcp://x")
GRID = """\
name = "g"
[grid]
n = [1, 2, 3, 4, 5, 6]
[[change]]
table = "sites"
add = { beds = "{n}" }
"""


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


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    try:
        yield cluster
    finally:
        cluster.end()


def wait_for_workers(engine: DaskEngine, count: int) -> None:
    engine.client.wait_for_workers(count, timeout=PATIENCE)


def cases_in(folder: Path) -> list[Case]:
    """Those of a grid, all beside the same problem."""
    data = write_mini(folder / "mini")
    (folder / "grid.toml").write_text(GRID, encoding="utf-8")
    variants = variants_of(read_dataset(data), [folder / "grid.toml"])
    params, before = Params(seconds=60.0, workers=1), build_problem(data)
    return [Case(variant.name, build_problem(variant.dataset), None, params, before) for variant in variants]


def test_a_worker_that_dies_costs_its_case_a_retry_and_not_the_sweep(
    cluster: Cluster, tmp_path: Path
) -> None:
    cases = cases_in(tmp_path)
    engine = engine_of(f"dask://{cluster.address}", 1)
    assert isinstance(engine, DaskEngine)
    wait_for_workers(engine, 2)
    found: list[Planned | Failure] = []
    for planned in engine.plan(cases, threading.Event()):
        if not found:
            cluster.workers[0].send_signal(signal.SIGKILL)
        found.append(planned)
    assert sorted(one.name for one in found) == [case.name for case in cases]
    assert all(isinstance(one, Planned) for one in found)
    here = plan_case(cases[0])
    there = next(one for one in found if one.name == cases[0].name)
    assert isinstance(here, Planned)
    assert isinstance(there, Planned)
    assert there.rank == here.rank
    engine.client.close()


def test_a_scheduler_that_dies_costs_what_was_not_planned_and_is_found_again(
    cluster: Cluster, tmp_path: Path
) -> None:
    cases = cases_in(tmp_path)
    engine = DaskEngine(cluster.address, patience=2.0)
    wait_for_workers(engine, 2)
    assert engine.rounds(6) == 3
    found: list[Planned | Failure] = []
    for planned in engine.plan(cases, threading.Event()):
        if not found:
            cluster.scheduler.kill()
            cluster.scheduler.wait()
        found.append(planned)
    assert sorted(one.name for one in found) == [case.name for case in cases]
    assert isinstance(found[0], Planned)
    lost = [one for one in found if isinstance(one, Failure)]
    assert lost
    assert all(one.message.startswith("lost on the cluster: ") for one in lost)
    assert engine.rounds(6) == 3
    wait_until(lambda: engine._client.status in GONE)
    with pytest.raises(UsageError, match="no Dask scheduler at"):
        list(engine.plan(cases, threading.Event()))
    again = Cluster(tmp_path / "again", port=int(cluster.address.rpartition(":")[2]))
    try:
        wait_for_workers(engine, 2)
        assert len([one for one in engine.plan(cases, threading.Event()) if isinstance(one, Planned)]) == 6
    finally:
        again.end()
        engine.client.close()


def test_a_scheduler_that_dies_while_cases_are_sent_costs_each_a_word(
    cluster: Cluster, tmp_path: Path
) -> None:
    cases = cases_in(tmp_path)
    engine = DaskEngine(cluster.address, patience=1.0)
    wait_for_workers(engine, 2)

    def one_by_one() -> Iterator[Case]:
        yield cases[0]
        cluster.end()
        wait_until(lambda: engine._client.status in GONE)
        yield from cases[1:]

    found = list(engine.plan(one_by_one(), threading.Event()))
    lost = [one for one in found if isinstance(one, Failure)]
    assert sorted(one.name for one in found) == [case.name for case in cases]
    assert {one.name for one in lost} >= {case.name for case in cases[1:]}
    assert {(one.message, one.error.exit_code) for one in lost} == {(LOST, ExitCode.NO_PLAN)}


def test_what_is_wrong_with_a_case_itself_is_not_said_of_the_cluster() -> None:
    def result() -> None:
        raise TypeError("x")

    came = _came_of("one", SimpleNamespace(status="error", result=result))
    assert isinstance(came, Failure)
    assert came.error.exit_code is ExitCode.BUG
    assert came.message == "a bug in trainopt: TypeError: x"


@pytest.mark.parametrize("status", ["error", "cancelled"])
@pytest.mark.parametrize(
    ("error", "own"), [(TypeError("x"), True), (OSError("x"), True), (KilledWorker("x", LAST, 3), False)]
)
def test_only_what_a_task_raised_is_its_own(status: str, error: Exception, own: bool) -> None:
    def result() -> None:
        raise error

    with pytest.raises(type(error) if own and status == "error" else NoPlanInTime):
        result_of(SimpleNamespace(status=status, result=result))


class Told:
    """A client that keeps what it is sent, and cannot cancel it."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []

    def submit(self, *what: Any, **_: Any) -> object:
        self.sent.append(what)
        return what

    def cancel(self, _: object) -> None:
        raise OSError("nobody hears it")


def test_the_problem_that_cases_begin_from_is_sent_once(tmp_path: Path) -> None:
    client = Told()
    sent = SentCases(client)
    first, *others = cases_in(tmp_path)
    for case in (first, *others[:3], replace(others[3], before=None)):
        sent.submit(case)
    (before,) = [what for what in client.sent if what[0] is as_it_is]
    cases = [what for what in client.sent if what[0] is plan_beside]
    assert [beside for _, _, beside in cases] == [before, before, before, before, None]
    assert all(case.before is None for _, case, _ in cases)


def test_of_a_cluster_that_is_gone_nothing_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    cancel(Told(), [])
    assert "nobody hears it" in caplog.text


def test_the_command_on_a_cluster(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "grid.toml").write_text(GRID.replace("3, 4, 5, 6", "3"), encoding="utf-8")
    process = start(
        "whatif", write_mini(tmp_path / "mini"), tmp_path / "grid.toml", "--out", tmp_path / "out",
        "--engine", f"dask://{cluster.address}",
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "g-n=3" in out
    assert "4 of 4" in err


def test_where_there_is_no_scheduler_that_is_said() -> None:
    with pytest.raises(UsageError, match="no Dask scheduler at"):
        DaskEngine(f"tcp://127.0.0.1:{free_port()}", patience=1.0)


def test_a_worker_that_may_start_no_solver_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    case = Case("one", build_problem(write_mini(tmp_path / "mini")), None, Params())
    failed = plan_case(case)
    assert isinstance(failed, Failure)
    assert (failed.name, failed.message, failed.error.exit_code) == ("one", DAEMON, 2)


# Islands


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path, workers=3)
    try:
        yield cluster
    finally:
        cluster.end()


def heard_of(away: Elsewhere, islands: DaskIslands, count: int) -> list[RoundHeard]:
    """So many rounds that come back; what has come back begins its next round."""
    found: list[RoundHeard] = []
    until = time.monotonic() + PATIENCE
    while len(found) < count and time.monotonic() < until:
        for one in away.heard():
            found.append(one)
            away.go_on(one.number, one.assignment or {})
        time.sleep(0.05)
    return found


@needs_kernel
@pytest.mark.alone
def test_islands_on_three_workers_go_on_when_one_is_killed(three: Cluster) -> None:
    problem = build_problem(thinned("small", 1, demand=2))
    engine = engine_of(f"dask://{three.address}", 1)
    assert isinstance(engine, DaskEngine)
    wait_for_workers(engine, 3)
    islands = engine.islands(problem)
    assert islands is not None
    assert islands.count == 3
    start = greedy_plan(problem, find_options(problem))
    assert start is not None
    away = Elsewhere(problem, Params(seconds=600.0, workers=1), Clock.start(600.0), islands)
    away.begin(start)
    first = heard_of(away, islands, 3)
    three.workers[0].send_signal(signal.SIGKILL)
    first += heard_of(away, islands, 4)
    assert len(first) >= 7
    assert {one.number for one in first} == {0, 1, 2}
    plans = [one.assignment for one in first if one.assignment is not None]
    assert len(plans) >= 6
    assert all(check(problem, plan_of(problem, plan)) == [] for plan in plans)
    islands.close()
    engine.client.close()


class Heard(DaskIslands):
    """Islands that end the run as soon as one of them has sent a plan."""

    stop: threading.Event

    def heard(self) -> Iterator[RoundHeard]:
        for one in super().heard():
            if one.assignment is not None:
                self.stop.set()
            yield one


@needs_kernel
@pytest.mark.alone
def test_a_night_on_a_large_dataset_is_searched_on_a_cluster_too(three: Cluster, tmp_path: Path) -> None:
    engine = engine_of(f"dask://{three.address}", 1)
    assert isinstance(engine, DaskEngine)
    wait_for_workers(engine, 3)
    found: list[Heard] = []
    effort = Effort.of(Params(seconds=600.0, workers=1))

    def islands(problem: Problem) -> Heard:
        found.append(Heard(engine.client, problem))
        found[0].stop = effort.stop
        return found[0]

    data = ROOT / "data" / "coalition"
    order = NightOrder(data, replace(effort, islands=islands))
    with open_store(tmp_path / "store.db") as store:
        night = nightly(order, store)
        with store.look() as connection:
            made = read_folder(connection, run_by_number(connection, night.run).plan_id or "")
    with laid_out(made) as folder:
        plan = read_plan(folder, data)
    assert check(build_problem(data), plan) == []
    assert (night.status, night.outcome["stopped"]) == (RunStatus.INTERRUPTED, Stopped.INTERRUPTED)
    assert [one.count for one in found] == [3]
    assert night.error is None
    engine.client.close()


def test_the_command_takes_a_cluster(cluster: Cluster, tmp_path: Path) -> None:
    process = start(
        "solve", write_mini(tmp_path / "mini"), "--out", tmp_path / "plan",
        "--engine", f"dask://{cluster.address}",
    )  # fmt: skip
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    assert "plan written to" in out
