"""Where cases are planned: on this machine, several at once, or on a Dask cluster, by the same code."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from trainopt.dataset.source import Where
from trainopt.errors import NoPlanInTime, UsageError
from trainopt.extras import missing
from trainopt.problem import Problem
from trainopt.runs.cases import Case, Failure, Planned, plan_case
from trainopt.search.islands import IslandMaker, RoundHeard, RoundSent, make_round
from trainopt.search.params import Params

CASE_RETRIES = 2
"""How often a case is begun again whose worker died."""

DASK = "dask://"
LOG = logging.getLogger("trainopt.cluster")


class Engine(Protocol):
    """Plans cases."""

    def share(self, params: Params, cases: int) -> Params:
        """What each of so many cases may spend where all together may spend `params`."""
        ...

    def rounds(self, cases: int) -> int:
        """How many of so many cases are planned one after the other, where all take as long."""
        ...

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        """What comes of each case, in the order in which they end; ends early once `stop` is set."""
        ...


class LocalEngine:
    """This machine, so many cases at once, each watched by a thread and solved in processes of its own."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def share(self, params: Params, cases: int) -> Params:
        """Its share among the cases that are planned at once; a number of workers asked for is each one's."""
        shared = params.share(min(self.jobs, cases))
        return replace(shared, workers=params.workers or shared.workers)

    def rounds(self, cases: int) -> int:
        """Several are planned at once."""
        return -(-cases // self.jobs)

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        """What comes of each case, in the order in which they end."""
        with ThreadPoolExecutor(self.jobs, thread_name_prefix="case") as pool:
            futures: list[Future[Planned | Failure]] = [pool.submit(plan_case, case, stop) for case in cases]
            try:
                for future in as_completed(futures):
                    yield future.result()
                    if stop.is_set():
                        return
            finally:
                for future in futures:
                    future.cancel()  # what has not begun


@dataclass(frozen=True)
class ClusterTls:
    """The files by which a cluster and who calls it know each other: an authority, a certificate, its key."""

    authority: Where
    certificate: Where
    key: Where


class DaskEngine:
    """A Dask cluster by the address of its scheduler, which must answer within `patience` seconds.

    A worker that dies costs its cases a retry. Workers start solver processes, so they may be no daemons.
    With `tls` nobody takes part who has no certificate of the same authority: what comes back is a pickle,
    which can do on this machine whatever it wants.
    """

    def __init__(self, address: str, patience: float = 10.0, tls: ClusterTls | None = None) -> None:
        try:
            import distributed
        except ImportError:
            raise missing("a Dask cluster needs distributed", "cluster") from None
        dask: Any = distributed  # whose functions have no types
        try:
            security = None if tls is None else _security(dask, tls)
            self.client = dask.Client(address, set_as_default=False, timeout=patience, security=security)
        except OSError as error:
            raise UsageError(f"no Dask scheduler at {address}: {error}") from error
        self.as_completed = dask.as_completed

    def share(self, params: Params, cases: int) -> Params:
        """One processor: how many cases a worker takes at once, and its memory, is the cluster's business."""
        return replace(params, workers=params.workers or 1)

    def rounds(self, cases: int) -> int:
        """One is planned on each thread of the workers there are."""
        at_once = max(int(sum(self.client.nthreads().values())), 1)
        return -(-cases // at_once)

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        """What comes of each case, in the order in which they end."""
        names = {}
        for case in cases:
            future = self.client.submit(plan_case, _to_send(case), retries=CASE_RETRIES, pure=False)
            names[future] = case.name
        for future in self.as_completed(list(names), loop=self.client.loop):
            if future.status == "error":
                yield Failure(names[future], NoPlanInTime(str(future.exception())))
            else:
                yield future.result()
            if stop.is_set():
                break
        self.client.cancel([future for future in names if not future.done()])

    def islands(self, problem: Problem) -> DaskIslands | None:
        """An island on each thread of the workers there are; none of a cluster that is gone by now."""
        try:
            return DaskIslands(self.client, problem)
        except Exception as error:  # of many kinds: whatever it is, the search goes on here
            LOG.warning("the cluster does not answer, so it is searched here alone: %s", error)
            return None


class DaskIslands:
    """Rounds of the kernel on the workers of a cluster. They hold the interpreter's lock for moments only.

    Of a cluster that is lost meanwhile nothing more is heard; the search goes on without it.
    """

    def __init__(self, client: Any, problem: Problem) -> None:
        self.client = client
        self.count = sum(client.nthreads().values())
        self.problem = client.scatter(problem, broadcast=True)
        self.numbers: dict[Any, int] = {}
        self.ended: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def send(self, sent: RoundSent) -> None:
        """Have a round made; a worker that dies has it begun again by another one, at most so often.

        An island to which nothing can be sent any more gets no further round.
        """
        try:
            future = self.client.submit(make_round, self.problem, sent, pure=False)
        except Exception as error:  # of many kinds, as when the islands are made
            LOG.warning("nothing more is sent to an island of the cluster: %s", error)
            return
        self.numbers[future] = sent.number
        future.add_done_callback(self.ended.put)

    def heard(self) -> Iterator[RoundHeard]:
        """The rounds that have ended since this was asked last."""
        with suppress(queue.Empty):
            while True:
                future = self.ended.get_nowait()
                yield RoundHeard(self.numbers.pop(future), _plan_of(future))

    def close(self) -> None:
        """No more is wanted of what is still being made; what a worker is at comes to its end."""
        try:
            self.client.cancel(list(self.numbers))
        except Exception as error:  # of a cluster that is gone there is nothing to cancel
            LOG.warning("what the cluster was at is not cancelled: %s", error)


def _to_send(case: Case) -> Case:
    """The case without what was found for its problems, as their options: a worker finds that anew."""
    before = None if case.before is None else replace(case.before)
    return replace(case, problem=replace(case.problem), before=before)


def _plan_of(future: Any) -> Any:
    """The plan of a round that has ended; None where it was lost, be it on its way back."""
    try:
        return future.result() if future.status == "finished" else None
    except Exception as error:
        LOG.warning("a round on the cluster was lost: %s", error)
        return None


def _security(dask: Any, tls: ClusterTls) -> Any:
    return dask.Security(
        tls_ca_file=os.fspath(tls.authority),
        tls_client_cert=os.fspath(tls.certificate),
        tls_client_key=os.fspath(tls.key),
        require_encryption=True,
    )


def engine_of(text: str, jobs: int, tls: ClusterTls | None = None) -> Engine:
    """The engine that `local` or `dask://ADDRESS` stands for. Raises UsageError."""
    if text == "local":
        return LocalEngine(jobs)
    if text.startswith(DASK):
        return DaskEngine(text.removeprefix(DASK), tls=tls)
    raise UsageError(f"no such engine {text}: there are local and {DASK}ADDRESS")


def islands_of(engine: Engine | None, params: Params) -> IslandMaker | None:
    """Whoever makes islands where an engine is a cluster; else None. Raises UsageError."""
    if not isinstance(engine, DaskEngine):
        return None
    if params.repeatable:
        raise UsageError("a repeatable run searches here alone: leave out --engine or --repeatable")
    return engine.islands
