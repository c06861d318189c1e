"""Runs of the queue made on a Dask cluster: progress comes back as it goes, and a run can be ended early."""

from __future__ import annotations

import multiprocessing
import pickle
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from trainopt.errors import NoPlanInTime, UsageError
from trainopt.runs.cases import DAEMON
from trainopt.runs.cluster_client import GONE, LOG, RUNNING
from trainopt.runs.engines import CASE_RETRIES, LOST, DaskEngine, cancel, result_of
from trainopt.search.effort import Effort, Progress
from trainopt.search.params import Params
from trainopt.service.executing import NOTHING_YET, RunTask, WhatCame, what_comes_of
from trainopt.service.queueing import RunState

NEWS_AFTER = 1.0
"""Seconds between two messages of how a search stands."""
LOOK_FOR_NEWS = 0.2
TOLD_IN = 5.0
"""Seconds for the workers to say that they have heard something."""
BEGUN = b""

_ENDED: dict[str, threading.Event] = {}
"""On a cluster's worker: by the name of each run what ends it; also of one that is to be begun here yet."""


@dataclass(frozen=True)
class ClusterMaker:
    """Makes what comes of a run on a cluster."""

    engine: DaskEngine

    def __call__(self, task: RunTask, effort: Effort) -> WhatCame:
        """What comes of it. A worker that dies costs it a retry; a cluster that is lost, the run.

        Raises NoPlanInTime where it was lost.
        """
        client = self._client()
        name = f"trainopt-{uuid4().hex}"
        news: queue.Queue[bytes] = queue.Queue()
        params = self.engine.share(effort.params, 1)
        try:
            with _lost_with(client):
                client.subscribe_topic(name, lambda event: news.put(event[1]))
                future = client.submit(made_there, task, params, name, retries=CASE_RETRIES, pure=False)
            if not _ended(client, future, news, effort, name):
                return WhatCame(RunState.CANCELLED, {"message": NOTHING_YET})
            came: WhatCame = result_of(future)
            return came
        finally:
            _tell_all(client, forget_there, name)
            with suppress(Exception):  # a client that is gone hears nothing anyway
                client.unsubscribe_topic(name)

    def _client(self) -> Any:
        """The connection; where the scheduler stands is told to operators alone."""
        try:
            return self.engine.client
        except UsageError as error:
            LOG.warning("%s", error)
            raise NoPlanInTime(LOST) from error


@contextmanager
def _lost_with(client: Any) -> Iterator[None]:
    """Raise NoPlanInTime for what goes wrong because the cluster was lost just now."""
    try:
        yield
    except Exception as error:  # of many kinds: what tells is that nobody is there any more
        if client.status not in GONE:
            raise
        LOG.warning("a run is not sent to the cluster: %s", error)
        raise NoPlanInTime(LOST) from error


def _ended(client: Any, future: Any, news: queue.Queue[bytes], effort: Effort, name: str) -> bool:
    """Wait for the end, and pass on what is told meanwhile; false where it was ended before it began.

    A client that is gone does not end what was sent to it as it closed.
    """
    begun = False
    while not future.done() and client.status not in GONE:
        try:
            told = news.get(timeout=LOOK_FOR_NEWS)
        except queue.Empty:
            told = None
        if told is not None:
            begun = True
            if told != BEGUN:
                effort.observer(pickle.loads(told))
        if effort.stopped and not begun:
            cancel(client, [future])
            return False
        if effort.stopped:
            _tell_all(client, end_there, name)
    return True


def _tell_all(client: Any, what: Callable[[str], None], name: str) -> None:
    """Have each worker of a cluster do something; nobody waits long for one that does not answer."""
    if client.status != RUNNING:
        return
    try:
        client.run(what, name, on_error="ignore", callback_timeout=TOLD_IN)
    except Exception as error:  # of many kinds: the cluster was lost just now
        LOG.warning("the workers of the cluster were not told: %s", error)


def made_there(task: RunTask, params: Params, name: str) -> WhatCame:
    """On a cluster's worker: what comes of a run, of which is told how it stands."""
    from distributed import get_worker

    if multiprocessing.current_process().daemon:
        return WhatCame(RunState.FAILED, {"message": DAEMON})
    worker: Any = get_worker()
    worker.log_event(name, BEGUN)
    last = 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= NEWS_AFTER:
            last = time.monotonic()
            worker.log_event(name, pickle.dumps(replace(progress, plan=None)))

    stop = _ENDED.setdefault(name, threading.Event())
    return what_comes_of(task, replace(Effort.of(params), stop=stop, observer=tell))


def end_there(name: str) -> None:
    """On each worker of a cluster: end a run with the best that it has."""
    _ENDED.setdefault(name, threading.Event()).set()


def forget_there(name: str) -> None:
    """On each worker of a cluster: a run has ended."""
    _ENDED.pop(name, None)
