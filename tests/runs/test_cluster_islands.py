"""Islands of one search on a Dask cluster of real processes on this machine, one of which is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.clusters import Cluster, clustered, wait_for_workers
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from tests.support.processes import PATIENCE
from tests.support.root import ROOT
from trainopt.check import check
from trainopt.plan.folder import read_plan
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.runs.engines import DaskEngine, DaskIslands, engine_of
from trainopt.runs.nightly.night import nightly
from trainopt.runs.nightly.order import NightOrder
from trainopt.runs.nightly.snapshot import laid_out
from trainopt.runs.store import open_store
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.records import RunStatus, run_by_number
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.islands import Elsewhere, RoundHeard
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    with clustered(tmp_path, workers=3) as cluster:
        yield cluster


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


@needs_kernel
def test_who_alone_has_the_problem_may_be_killed(three: Cluster) -> None:
    problem = build_problem(thinned("small", 1, demand=2))
    engine = engine_of(f"dask://{three.address}", 1)
    assert isinstance(engine, DaskEngine)
    client = engine.client
    wait_for_workers(engine, 3)
    islands = engine.islands(problem)
    assert islands is not None
    holder = only_holder(client, islands)
    os.kill(client.run(os.getpid)[holder], signal.SIGKILL)
    start = greedy_plan(problem, find_options(problem))
    assert start is not None
    away = Elsewhere(problem, Params(seconds=600.0, workers=1), Clock.start(600.0), islands)
    away.begin(start)
    heard = heard_of(away, islands, 3)
    assert [one.assignment is not None for one in heard] == [True, True, True]
    islands.close()
    client.close()


def only_holder(client: Any, islands: DaskIslands) -> str:
    """Which worker has the problem once the scheduler has taken away the copies that nobody works with."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        client.amm.run_once()
        (holders,) = client.who_has([islands.problem]).values()
        if len(holders) == 1:
            return str(holders[0])
        time.sleep(0.05)
    raise AssertionError("the problem is with several workers, or with none")


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
