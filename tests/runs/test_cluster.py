"""What-ifs on a Dask cluster of real processes on this machine, one of which is killed in the middle."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.clusters import Cluster, clustered, free_port, impatient, wait_for_workers
from tests.support.processes import PATIENCE, wait_until
from tests.support.running import start, write_mini
from trainopt.dataset import read_dataset
from trainopt.errors import ExitCode, NoPlanInTime, UsageError
from trainopt.problem import build_problem
from trainopt.runs.cases import DAEMON, Case, Failure, Planned, plan_case
from trainopt.runs.cluster_client import GONE
from trainopt.runs.engines import (
    LOST,
    DaskEngine,
    SentCases,
    _came_of,
    as_it_is,
    cancel,
    engine_of,
    plan_beside,
    result_of,
)
from trainopt.runs.variants import variants_of
from trainopt.search.params import Params

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


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with clustered(tmp_path) as cluster:
        yield cluster


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
    engine = impatient(cluster.address)
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
    engine._patience = PATIENCE
    again = Cluster(tmp_path / "again", port=int(cluster.address.rpartition(":")[2]))
    try:
        wait_for_workers(engine, 2)
        assert len([one for one in engine.plan(cases, threading.Event()) if isinstance(one, Planned)]) == 6
    finally:
        again.end()
        engine.client.close()


@pytest.mark.parametrize("stands", GONE)
def test_a_scheduler_that_dies_while_cases_are_sent_costs_each_a_word(
    cluster: Cluster, tmp_path: Path, stands: str
) -> None:
    cases = cases_in(tmp_path)
    engine = impatient(cluster.address)
    wait_for_workers(engine, 2)

    def one_by_one() -> Iterator[Case]:
        yield cases[0]
        cluster.end()
        wait_until(lambda: engine._client.status == GONE[-1])
        engine._client.status = stands  # one that is still closing takes what is sent, and ends it never
        yield from cases[1:]

    found = list(engine.plan(one_by_one(), threading.Event()))
    lost = [one for one in found if isinstance(one, Failure)]
    assert sorted(one.name for one in found) == [case.name for case in cases]
    assert {one.name for one in lost} >= {case.name for case in cases[1:]}
    assert {(one.message, one.error.exit_code) for one in lost} == {(LOST, ExitCode.NO_PLAN)}


def test_what_is_wrong_with_a_case_itself_is_not_said_of_the_cluster() -> None:
    def result(timeout: float) -> None:
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
    def result(timeout: float) -> None:
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
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "g-n=3" in out
    assert "4 of 4" in err


def test_the_command_takes_a_cluster(cluster: Cluster, tmp_path: Path) -> None:
    process = start(
        "solve", write_mini(tmp_path / "mini"), "--out", tmp_path / "plan",
        "--engine", f"dask://{cluster.address}",
    )  # fmt: skip
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "plan written to" in out


def test_where_there_is_no_scheduler_that_is_said() -> None:
    with pytest.raises(UsageError, match="no Dask scheduler at"):
        DaskEngine(f"tcp://127.0.0.1:{free_port()}", patience=1.0)


def test_a_worker_that_may_start_no_solver_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    case = Case("one", build_problem(write_mini(tmp_path / "mini")), None, Params())
    failed = plan_case(case)
    assert isinstance(failed, Failure)
    assert (failed.name, failed.message, failed.error.exit_code) == ("one", DAEMON, 2)
