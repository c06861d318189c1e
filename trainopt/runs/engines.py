"""Where cases are planned: on this machine, several at once, or on a Dask cluster, by the same code."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Protocol

from trainopt.errors import NoPlanInTime, TrainoptError, UsageError
from trainopt.problem import Problem
from trainopt.runs.cases import Case, Failure, Planned, plan_case
from trainopt.runs.cluster_client import GONE, LOG, RUNNING, ClusterTls, connected, watched_client
from trainopt.search.islands import IslandMaker, RoundHeard, RoundSent, make_round
from trainopt.search.params import Params

CASE_RETRIES = 2
"""How often a case is begun again whose worker died."""

DASK = "dask://"
TAKEN = 2
"""For each case that is planned here another is at hand: nobody waits for it to be made."""

PENDING = "pending"
"""How a task stands that has not ended."""
LOOK = 1.0
"""Seconds after which, where no task ended meanwhile, it is asked whether the client is there at all."""
FETCHED_IN = 120.0
"""Seconds after which the same is asked while what a task gave is on its way here."""
LOST = "lost on the cluster: its workers died, or its scheduler is gone"


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
        """What comes of each case, in the order in which they end; they are taken as they are needed."""
        left = iter(cases)
        with ThreadPoolExecutor(self.jobs, thread_name_prefix="case") as pool:
            taken: set[Future[Planned | Failure]] = set()
            try:
                while True:
                    more = islice(left, TAKEN * self.jobs - len(taken))
                    for case in more:
                        taken.add(pool.submit(plan_case, case, stop))
                    ended, taken = wait(taken, return_when=FIRST_COMPLETED)
                    for future in ended:
                        yield future.result()
                        if stop.is_set():
                            return
                    if not ended:
                        return
            finally:
                for future in taken:
                    future.cancel()  # what has not begun


class DaskEngine:
    """A Dask cluster by the address of its scheduler, which must answer within `patience` seconds.

    A worker that dies costs its cases a retry. Workers start solver processes, so they may be no daemons.
    With `tls` nobody takes part who has no certificate of the same authority: what comes back is a pickle,
    which can do on this machine whatever it wants.
    """

    def __init__(self, address: str, patience: float = 10.0, tls: ClusterTls | None = None) -> None:
        watched_client()  # where there is no Dask that is said first
        self._address = address
        self._patience = patience
        self._tls = tls
        self._client = self._connected()
        self._connecting = threading.Lock()
        self._threads = 1

    def _connected(self) -> Any:
        try:
            return connected(self._address, self._patience, self._tls)
        except OSError as error:
            said = str(error) or "it does not answer"
            raise UsageError(f"no Dask scheduler at {self._address}: {said}") from error

    @property
    def client(self) -> Any:
        """The connection to the scheduler, made anew where it was lost for good. Raises UsageError."""
        with self._connecting:
            if self._client.status in GONE:
                self._client = self._connected()
            return self._client

    def answers(self) -> bool:
        """Whether the scheduler is there; where it was lost this takes as long as there is patience."""
        try:
            return bool(self.client.status == RUNNING)
        except UsageError as error:
            LOG.warning("%s", error)
            return False

    def share(self, params: Params, cases: int) -> Params:
        """One processor: how many cases a worker takes at once, and its memory, is the cluster's business."""
        return replace(params, workers=params.workers or 1)

    def rounds(self, cases: int) -> int:
        """One is planned on each thread of the workers there are, or were before the cluster was lost."""
        if self._client.status == RUNNING:
            with suppress(Exception):  # of many kinds: it is lost just now
                self._threads = max(threads_of(self._client), 1)
        return -(-cases // self._threads)

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        """What comes of each case, in the order in which they end; first of those that could not be sent."""
        client = self.client
        sent = SentCases(client)
        names: dict[Any, str] = {}
        unsent: list[str] = []
        try:
            for case in cases:
                future = sent.try_to_submit(case)
                if future is None:
                    unsent.append(case.name)
                else:
                    names[future] = case.name
            yield from (Failure(name, NoPlanInTime(LOST)) for name in unsent)
            for future in as_they_end(client, list(names), stop):
                yield _came_of(names[future], future)
                if stop.is_set():
                    return
        finally:
            cancel(client, [future for future in names if not future.done()])

    def islands(self, problem: Problem) -> DaskIslands | None:
        """An island on each thread of the workers there are; none of a cluster that is gone by now."""
        try:
            return DaskIslands(self.client, problem)
        except Exception as error:  # of many kinds: whatever it is, the search goes on here
            LOG.warning("the cluster does not answer, so it is searched here alone: %s", error)
            return None


class DaskIslands:
    """Rounds of the kernel on the workers of a cluster. They hold the interpreter's lock for moments only.

    Of a cluster that is lost meanwhile nothing more is heard; the search goes on without it. What a round
    came to is fetched beside the search, which waits for no worker.
    """

    def __init__(self, client: Any, problem: Problem) -> None:
        self.client = client
        self.count = threads_of(client)
        self.problem = held(client, problem)
        self.numbers: dict[Any, int] = {}
        self.ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.came: queue.SimpleQueue[RoundHeard] = queue.SimpleQueue()

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
        """The rounds that have come since this was asked last."""
        with suppress(queue.Empty):
            while True:
                future = self.ended.get_nowait()
                threading.Thread(target=self._fetch, args=(future,), daemon=True).start()
        with suppress(queue.Empty):
            while True:
                yield self.came.get_nowait()

    def _fetch(self, future: Any) -> None:
        self.came.put(RoundHeard(self.numbers.pop(future), _plan_of(future)))

    def close(self) -> None:
        """No more is wanted of what is still being made; what a worker is at comes to its end."""
        cancel(self.client, list(self.numbers))


def threads_of(client: Any) -> int:
    """How many rounds or cases are made at once by the workers that a cluster has."""
    return int(sum(client.nthreads().values()))


class SentCases:
    """Cases on their way to a cluster. The problem that several of them began from is sent once."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._befores: dict[int, tuple[Problem, Any]] = {}

    def submit(self, case: Case) -> Any:
        """Have a case planned; what was found for its problems, as their options, a worker finds anew."""
        alone = replace(case, problem=replace(case.problem), before=None)
        before = None if case.before is None else self._before(case.before)
        return self._client.submit(plan_beside, alone, before, retries=CASE_RETRIES, pure=False)

    def try_to_submit(self, case: Case) -> Any:
        """The same; None where the cluster was lost meanwhile."""
        try:
            return self.submit(case)
        except Exception as error:  # of many kinds: what tells is that nobody is there any more
            if self._client.status not in GONE:
                raise
            LOG.warning("a case is not sent to the cluster: %s", error)
            return None

    def _before(self, problem: Problem) -> Any:
        if id(problem) not in self._befores:
            self._befores[id(problem)] = problem, held(self._client, problem)
        return self._befores[id(problem)][1]


def held(client: Any, problem: Problem) -> Any:
    """A problem that many tasks begin from, as a task that gives it back.

    What is scattered is gone with the last worker that has it, and a scheduler takes copies away from
    workers that are not at work just then.
    """
    return client.submit(as_it_is, replace(problem), retries=CASE_RETRIES, pure=False)


def as_it_is(problem: Problem) -> Problem:
    """On a cluster's worker: a problem that other tasks begin from."""
    return problem


def plan_beside(case: Case, before: Problem | None) -> Planned | Failure:
    """On a cluster's worker: plan a case that came without the problem that its plan was made for."""
    return plan_case(replace(case, before=before))


def as_they_end(client: Any, futures: list[Any], stop: threading.Event) -> Iterator[Any]:
    """Tasks in the order in which they end; once `client` is gone those that are left, pending as they are.

    A client that closes ends the tasks that it knows of, but not what is sent to it in that moment. Ends
    early once `stop` is set.
    """
    ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    left = dict.fromkeys(futures)
    while left and not stop.is_set():
        try:
            future = ended.get(timeout=LOOK)
        except queue.Empty:
            if client.status in GONE:
                yield from left
                return
        else:
            del left[future]
            yield future


def _came_of(name: str, future: Any) -> Planned | Failure:
    """What came of a case; of one whose workers died, or whose cluster is gone, that there is no plan."""
    try:
        came: Planned | Failure = result_of(future)
    except TrainoptError as error:
        return Failure(name, error)
    except Exception as error:
        return Failure(name, TrainoptError(f"a bug in trainopt: {type(error).__name__}: {error}"))
    return came


def _plan_of(future: Any) -> Any:
    """The plan of a round that has ended; None where it was lost, be it on its way back."""
    try:
        return result_of(future)
    except Exception as error:
        LOG.warning("a round on the cluster was lost: %s", error)
        return None


def result_of(future: Any) -> Any:
    """What came of a task. Raises NoPlanInTime where the cluster lost it, and what it raised by itself."""
    if future.status == PENDING and future.client.status in GONE:
        raise NoPlanInTime(LOST)
    try:
        return _fetched(future)
    except Exception as error:  # of many kinds: its own, its workers', the network's
        if _is_its_own(future, error):
            raise
        LOG.warning("lost on the cluster: %s", error)
        raise NoPlanInTime(LOST) from error


def _fetched(future: Any) -> Any:
    """What a task gave; where it died with its worker this waits until it is made anew."""
    while True:
        try:
            return future.result(timeout=FETCHED_IN)
        except TimeoutError:
            if future.done() or future.client.status in GONE:
                raise


def _is_its_own(future: Any, error: Exception) -> bool:
    """Whether a task raised an error by itself: one that the scheduler gave up stands as in error, too."""
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker, NoValidWorkerError

    given_up = (CommClosedError, KilledWorker, NoValidWorkerError)
    return future.status == "error" and not isinstance(error, given_up)


def cancel(client: Any, futures: list[Any]) -> None:
    """No more is wanted of these; of a cluster that is gone there is nothing to cancel."""
    try:
        client.cancel(futures)
    except Exception as error:
        LOG.warning("what the cluster was at is not cancelled: %s", error)


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
