"""The connection to the scheduler of a Dask cluster: it ends where nobody answers there any more.

Dask itself waits for ever for a scheduler that takes a connection and says nothing on it: one that was
stopped, or whose machine has run out of memory. All who wait for a cluster look at its client alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from trainopt.dataset.source import Where
from trainopt.extras import missing

RUNNING = "running"
GONE = ("closing", "closed")
"""How a client stands that hears of its scheduler, and one that has waited for it in vain."""
ASKED_EVERY = 5.0
ANSWERS_IN = 30.0
"""Seconds that a scheduler at work may take for the smallest answer."""
DESERTED = 600.0
"""Seconds for which all that waits may be without any worker, as on a cluster that grows with its work."""
WAITS = ("pending", "lost")
"""How a task stands that has not ended, or whose worker died with what it gave: it is made anew."""
UNANSWERED = 2
"""So many in a row that nobody answers: one alone may be of a moment in which this process was stopped."""
QUESTIONS = 3
"""Whoever connects asks so many, one after the other."""
LOG = logging.getLogger("trainopt.cluster")


@dataclass(frozen=True)
class ClusterTls:
    """The files by which a cluster and who calls it know each other: an authority, a certificate, its key."""

    authority: Where
    certificate: Where
    key: Where


def connected(address: str, patience: float, tls: ClusterTls | None) -> Any:
    """A client of a scheduler, each of whose answers is waited for so many seconds.

    Raises OSError where there is none to be had.
    """
    security = None if tls is None else _security(tls)
    return watched_client()(address, loop=_loop(), set_as_default=False, timeout=patience, security=security)


@cache
def _loop() -> Any:
    """What runs all clients of this process, in one thread.

    A client that finds no scheduler, or has lost it for good, never ends what it runs in: whoever looks for
    one again and again would have more and more threads and open files.
    """
    from distributed.utils import LoopRunner

    runner: Any = LoopRunner()  # which has no types
    runner.start()
    return runner.loop


@cache
def watched_client() -> Any:
    """The class of clients that end where their scheduler answers nothing. Raises UsageError without Dask."""
    try:
        import distributed
    except ImportError:
        raise missing("a Dask cluster needs distributed", "cluster") from None
    dask: Any = distributed  # whose functions have no types

    class WatchedClient(dask.Client):  # type: ignore[misc]
        """It gives up who does not answer, or has nobody to work, as if the connection had broken."""

        async def _start(self, *given: Any, **named: Any) -> Any:
            started = await super()._start(*given, **named)
            self._watching = asyncio.create_task(SchedulerWatch(self).run())
            return started

        async def _ensure_connected(self, timeout: float | None = None) -> None:
            most = None if timeout is None else QUESTIONS * timeout
            await asyncio.wait_for(super()._ensure_connected(timeout), most)

    return WatchedClient


class SchedulerWatch:
    """Asks a client's scheduler again and again who works for it."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.unanswered = 0
        self.peopled = time.monotonic()

    async def run(self) -> None:
        """Until the client is gone."""
        while self.client.status not in GONE:
            await asyncio.sleep(ASKED_EVERY)
            if self.client.status == RUNNING:
                self._hear(await self._workers())
            else:
                self._begin_anew()

    async def _workers(self) -> int | None:
        with suppress(Exception):  # of many kinds: whatever it is, nobody has answered
            return len(await asyncio.wait_for(self.client.scheduler.ncores(), ANSWERS_IN))
        return None

    def _hear(self, workers: int | None) -> None:
        if workers is None:
            self.unanswered += 1
            if self.unanswered >= UNANSWERED:
                self._give_up("does not answer")
        elif workers or not self._waits():
            self._begin_anew()
        else:
            self.unanswered = 0
            if time.monotonic() - self.peopled >= DESERTED:
                self._give_up(f"has had no worker for {DESERTED:g} s")

    def _waits(self) -> bool:
        """Whether anything sent needs a worker; of a cluster without work nobody expects one."""
        return any(state.status in WAITS for state in list(self.client.futures.values()))

    def _begin_anew(self) -> None:
        self.unanswered, self.peopled = 0, time.monotonic()

    def _give_up(self, why: str) -> None:
        """The scheduler is sought anew, and what was sent to it is lost."""
        LOG.warning("what was sent to a scheduler is given up: it %s", why)
        self._begin_anew()
        if self.client.scheduler_comm is not None:
            self.client.scheduler_comm.abort()


def _security(tls: ClusterTls) -> Any:
    import distributed

    dask: Any = distributed
    return dask.Security(
        tls_ca_file=os.fspath(tls.authority),
        tls_client_cert=os.fspath(tls.certificate),
        tls_client_key=os.fspath(tls.key),
        require_encryption=True,
    )
