"""A worker of the queue that has its runs made on a real Dask cluster, over TLS."""

from __future__ import annotations

import multiprocessing
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.service.test_datasets import CORA, PAWEL
from tests.support.certificates import Certificates, made_in
from tests.support.clusters import Cluster as OpenCluster
from tests.support.clusters import free_port, impatient, python
from tests.support.planning import OP, beds, lay_out
from tests.support.processes import PATIENCE, wait_until
from tests.support.running import trainopt, write_small
from tests.support.said import unsaid
from trainopt.errors import NoPlanInTime, UsageError
from trainopt.runs.cases import DAEMON
from trainopt.runs.cluster_client import GONE, ClusterTls
from trainopt.runs.engines import LOST, DaskEngine, result_of
from trainopt.runs.store import Store, open_store
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.service import datasets, drafts
from trainopt.service.clusters import ClusterMaker, _ended, made_there
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import (
    QueuedRun,
    RunKind,
    RunState,
    ask_for_run,
    cancel_run,
    events_of,
    show_queued,
)
from trainopt.service.shares import answer_of, plan_share
from trainopt.service.working import work

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")


@dataclass(frozen=True)
class Cluster:
    """A scheduler with one worker, who take nobody without a certificate."""

    address: str
    tls: Certificates

    def engine(self) -> DaskEngine:
        return DaskEngine(self.address, PATIENCE, ClusterTls(*vars(self.tls).values()))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    tls, port = made_in(folder / "tls"), free_port()
    address = f"tls://127.0.0.1:{port}"
    files = ("--tls-ca-file", tls.authority, "--tls-cert", tls.certificate, "--tls-key", tls.key)
    common = ("--no-dashboard", "--host", "127.0.0.1", *files)
    processes = [
        python("distributed.cli.dask_scheduler", "--protocol", "tls", "--port", port, *common),
        python(
            "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", 1, *common,
            "--local-directory", folder / "worker",
        ),
    ]  # fmt: skip
    try:
        yield Cluster(address, tls)
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def engine(cluster: Cluster) -> Iterator[DaskEngine]:
    engine = cluster.engine()
    engine.client.wait_for_workers(1, timeout=PATIENCE)
    yield engine
    engine.client.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as store:
        datasets.bring_in(store, OP, lay_out(tmp_path / "data"))
        yield store


def test_plans_what_ifs_and_answers_are_made_there_several_at_once(
    store: Store, engine: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ask_for_run(store, CORA, RunKind.PLAN, seconds=20)
    work(store, once=True)
    publish_plan(store, CORA, here.number, "first", anyway=True)

    def not_here(*_: object) -> None:
        raise AssertionError("made on this machine")

    monkeypatch.setattr("trainopt.service.executing.what_comes_of", not_here)
    draft = drafts.begin_draft(store, PAWEL, "x", [beds("PL-01", 130)])
    asked = [
        ask_for_run(store, CORA, RunKind.PLAN, seconds=20),
        ask_for_run(store, PAWEL, RunKind.WHATIF, drafts=[draft.number], seconds=20),
        ask_for_run(store, CORA, RunKind.EXPLAIN, seconds=20),
        ask_for_run(store, CORA, RunKind.EXPLAIN, subject="A1", seconds=20),
    ]
    assert work(store, once=True, engine=engine, jobs=3) == len(asked)
    done = [show_queued(store, CORA, run.number) for run in asked]
    assert [(run.state, run.message) for run in done if run.state is not RunState.DONE] == []
    kpis = [plan_share(store, CORA, run.number, None)["kpis.csv"] for run in (here, asked[0])]
    assert kpis[0].split(b"changes")[0] == kpis[1].split(b"changes")[0]
    assert "demands.csv" in answer_of(store, CORA, asked[2].number)


def test_what_is_wrong_with_a_run_is_told_as_it_is_here(store: Store, engine: DaskEngine) -> None:
    run = ask_for_run(store, CORA, RunKind.VALUE, seconds=20)
    work(store, once=True, engine=engine)
    failed = show_queued(store, CORA, run.number)
    assert failed.state is RunState.FAILED
    assert failed.message.startswith("no plan is in force")


def test_it_tells_how_it_stands_and_ends_with_its_best_plan_when_cancelled(
    tmp_path: Path, engine: DaskEngine
) -> None:
    with open_store(tmp_path / "store.db") as store:
        datasets.bring_in(store, OP, write_small(tmp_path / "small"))
        run = ask_for_run(store, CORA, RunKind.PLAN, seconds=PATIENCE)
        worker = threading.Thread(target=lambda: work(store, once=True, engine=engine))
        worker.start()

        def planned() -> bool:
            return any(one.event.get("placed") for one in events_of(store, CORA, run.number))

        wait_until(planned)
        cancel_run(store, CORA, run.number)
        worker.join(PATIENCE)
        ended = show_queued(store, CORA, run.number)
        assert (ended.state, ended.plan_id is not None) == (RunState.CANCELLED, True)


def test_a_cluster_that_is_lost_costs_what_is_made_there_and_others_wait(
    tmp_path: Path,
) -> None:
    lost = OpenCluster(tmp_path / "cluster", workers=1)
    engine = impatient(lost.address)
    try:
        engine.client.wait_for_workers(1, timeout=PATIENCE)
        with open_store(tmp_path / "store.db") as store:
            datasets.bring_in(store, OP, write_small(tmp_path / "small"))
            runs = [ask_for_run(store, CORA, RunKind.PLAN, seconds=PATIENCE).number for _ in range(2)]
            worker = threading.Thread(target=lambda: work(store, once=True, engine=engine))
            worker.start()
            wait_until(lambda: any(one.event.get("placed") for one in events_of(store, CORA, runs[0])))
            lost.end()
            worker.join(PATIENCE)
            ended = [show_queued(store, CORA, run) for run in runs]
    finally:
        lost.end()
    assert [run.state for run in ended] == [RunState.FAILED, RunState.QUEUED]
    assert ended[0].message == LOST
    assert unsaid([LOST]) == []


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("stands", GONE)
def test_what_is_sent_as_the_client_closes_is_lost_with_it(stands: str) -> None:
    client = SimpleNamespace(status=stands)
    future = SimpleNamespace(status="pending", done=lambda: False, client=client)
    assert _ended(client, future, queue.Queue(), Effort.of(Params()), "x")
    with pytest.raises(NoPlanInTime, match="lost on the cluster"):
        result_of(future)


@pytest.mark.parametrize(("stands", "told"), [(*GONE[-1:], NoPlanInTime), ("running", RuntimeError)])
def test_what_cannot_be_sent_is_lost_where_the_cluster_is(stands: str, told: type[Exception]) -> None:
    def subscribe_topic(*_: object) -> None:
        raise RuntimeError("x")

    client = SimpleNamespace(status=stands, subscribe_topic=subscribe_topic, run=lambda *_, **__: None)
    engine: Any = SimpleNamespace(client=client, share=lambda params, _: params)
    task: Any = None
    with pytest.raises(told):
        ClusterMaker(engine)(task, Effort.of(Params()))


def test_by_the_command(store: Store, cluster: Cluster, engine: DaskEngine, tmp_path: Path) -> None:
    run = ask_for_run(store, CORA, RunKind.PLAN, seconds=20)
    tls = ("--tls-ca", cluster.tls.authority, "--tls-cert", cluster.tls.certificate, "--tls-key")
    ran = trainopt(
        "work", "--store", tmp_path / "store.db", "--once", "--engine", f"dask://{cluster.address}",
        *tls, cluster.tls.key,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert show_queued(store, CORA, run.number).state is RunState.DONE


def test_who_has_no_certificate_of_the_authority_takes_no_part(
    cluster: Cluster, engine: DaskEngine, tmp_path: Path
) -> None:
    strangers = made_in(tmp_path / "strangers")
    with pytest.raises(UsageError, match="no Dask scheduler at"):
        DaskEngine(cluster.address, 1.0, ClusterTls(*vars(strangers).values()))


@pytest.mark.parametrize(
    "options", [("--tls-ca", "a", "--engine", "dask://x"), ("--jobs", 2), ("--engine", "spark://x")]
)
def test_what_cannot_be_meant(options: tuple[object, ...], tmp_path: Path) -> None:
    open_store(tmp_path / "store.db").close()
    assert trainopt("work", "--store", tmp_path / "store.db", "--once", *options).code == 2


def test_a_worker_that_may_start_no_solver_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from trainopt.service.executing import _task

    run: QueuedRun = ask_for_run(store, CORA, RunKind.PLAN, seconds=5)
    task = _task(store, run, Effort.of(Params()))
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    assert made_there(task, Params(), "x").outcome["message"] == DAEMON
