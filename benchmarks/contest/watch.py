"""Runs a contestant in a process of its own, with limits that hold."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from benchmarks.contest.contestants import Terms, compete
from benchmarks.contest.family import descendants, memory_of, processor_of
from benchmarks.contest.news import Bounded, Finished, Found, News, Ready

GRACE = 30.0
"""Seconds after its limit at which a contestant that is still there is ended."""

LOOK_EVERY = 0.5
"""Seconds between looks at memory."""

COUNT_EVERY = 0.25
"""Seconds between looks at the processor time used."""

READING = 300.0
"""Seconds a contestant may take to read the dataset, and after which it is given up."""

OUT_OF_TIME = "time limit"
"""How a contestant ended whose processor time was used up."""

MEMORY_LIMIT = 20 * 2**30
"""Bytes that a contestant's processes may have together."""


@dataclass
class Outcome:
    """What a contestant did. Times are seconds since it had read the dataset; `peak` is in bytes.

    `pace` has (seconds, processor seconds used till then), at every look and all news.
    """

    name: str
    plans: list[tuple[float, Found]] = field(default_factory=list)
    bounds: list[tuple[float, Bounded]] = field(default_factory=list)
    ended: str = ""
    seconds: float = 0.0
    peak: int = 0
    pace: list[tuple[float, float]] = field(default_factory=list)

    def spent(self, seconds: float) -> float:
        """Processor seconds used till then: those of the first look that was not earlier."""
        used = (spent for at, spent in self.pace if at >= seconds)
        return next(used, self.pace[-1][1] if self.pace else 0.0)


Main = Callable[[str, Path, Terms, Connection], None]
"""What a contestant's process does with its name, the dataset's folder, the terms and whom it tells."""


def run_contestant(
    name: str, folder: Path, terms: Terms, memory_limit: int = MEMORY_LIMIT, main: Main = compete
) -> Outcome:
    """Run a contestant to its end, or end it; whatever happens to it is in the outcome."""
    with _started(main, name, folder, terms) as (process, news):
        return _Watch(name, terms, process, news, memory_limit).follow()


@contextmanager
def _started(main: Main, name: str, folder: Path, terms: Terms) -> Iterator[tuple[BaseProcess, Connection]]:
    """The process and what it sends; when the block ends, so does the process."""
    context = multiprocessing.get_context("spawn")
    news, sender = context.Pipe(duplex=False)
    process = context.Process(target=main, args=(name, folder, terms, sender))
    process.start()
    sender.close()
    try:
        yield process, news
    finally:
        _end(process)
        process.join()


def _end(process: BaseProcess) -> None:
    """End the process and all that it started; what one that is gone already started ends by itself."""
    if process.pid is not None and process.is_alive():
        for pid in descendants(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class _Watch:
    """Takes the news of a contestant and looks after its time and memory."""

    def __init__(
        self, name: str, terms: Terms, process: BaseProcess, news: Connection, memory_limit: int
    ) -> None:
        self.outcome = Outcome(name)
        self.terms = terms
        self.process = process
        self.memory_limit = memory_limit
        self.began: float | None = None
        self.started = time.monotonic()
        self.before = self.counted = self.weighed = 0.0
        self.inbox: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        threading.Thread(target=self._receive, args=(news,), daemon=True).start()

    def _receive(self, news: Connection) -> None:
        """In a thread, so that news that stop half-way hold up nobody."""
        with suppress(EOFError, OSError):
            while True:
                self.inbox.put(news.recv())
        self.inbox.put(None)

    def follow(self) -> Outcome:
        """Until the contestant ends, or has to."""
        while self._take(COUNT_EVERY):
            reason = self._look()
            if reason:
                self.outcome.ended = reason
                break
        self.outcome.seconds = self._since(time.monotonic())
        if not self.outcome.ended:
            self.process.join(GRACE)
            self.outcome.ended = f"crashed, exit code {self.process.exitcode}"
        return self.outcome

    def _take(self, patience: float) -> bool:
        """Take what comes next; False once nothing more can."""
        try:
            news = self.inbox.get(timeout=patience)
        except queue.Empty:
            return True
        match news:
            case None:
                return False
            case Ready(at):
                self.began = at
                self.before = processor_of(descendants(self.process.pid or 0))
            case Found(at):
                self.outcome.plans.append((self._since(at), news))
            case Bounded(at):
                self.outcome.bounds.append((self._since(at), news))
            case Finished(_, how):
                self.outcome.ended = how
        return True

    def _since(self, at: float) -> float:
        return 0.0 if self.began is None else at - self.began

    def _look(self) -> str:
        """Why the contestant has to be ended; nothing while it need not."""
        now = time.monotonic()
        if now - self.counted < COUNT_EVERY:
            return ""
        self.counted = now
        family = descendants(self.process.pid or 0)
        if self.began is not None:
            used = self.outcome.pace[-1][1] if self.outcome.pace else 0.0
            self.outcome.pace.append((now - self.began, max(used, processor_of(family) - self.before)))
        if now - self.weighed >= LOOK_EVERY:
            self.weighed = now
            self.outcome.peak = max(self.outcome.peak, memory_of(family))
        return self._too_much(now)

    def _too_much(self, now: float) -> str:
        """Of memory or time."""
        if self.outcome.peak > self.memory_limit:
            return f"ended: more than {self.memory_limit / 2**30:g} GiB"
        if self.began is None:
            late = now - self.started > READING
        else:
            late = self._since(now) > self.terms.seconds + GRACE
        if late:
            return f"ended: still running {GRACE:.0f} s after its limit"
        out_of_time = self.outcome.pace and self.outcome.pace[-1][1] >= self.terms.processor
        return OUT_OF_TIME if out_of_time else ""
