"""The solver processes: spawned, heard, told, weighed and ended from outside."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import NamedTuple

from trainopt.problem import Problem
from trainopt.search.child import Job, Task, begin_in_child, solve_in_child
from trainopt.search.memory import resident_bytes
from trainopt.search.messages import Message, Verdict
from trainopt.search.params import Clock, Params


class Heard(NamedTuple):
    """What a process said; None once it can say no more."""

    number: int
    message: Message | None


class Team:
    """The solver processes of a run, by number. All end with `close`, or with the process that has them."""

    def __init__(self, problem: Problem, params: Params, clock: Clock) -> None:
        self.problem = problem
        self.params = params
        self.clock = clock
        self.members: dict[int, _Member] = {}
        self.heard: queue.SimpleQueue[tuple[_Member, Message | None]] = queue.SimpleQueue()

    def spawn(self, job: Job) -> None:
        """Start a process for a job, if none of its number has been; it gets the job as soon as it asks."""
        if job.number not in self.members:
            self.start(job.number)
        self.members[job.number].outbox.put((self.problem, self.params, job, self.clock.of_child()))

    def start(self, number: int) -> None:
        """Start a process that will get a job: meanwhile it loads what it works with."""
        context = multiprocessing.get_context("spawn")
        results, sender = context.Pipe(duplex=False)
        receiver, orders = context.Pipe(duplex=False)
        process = context.Process(target=begin_in_child, args=(solve_in_child, sender, receiver), daemon=True)
        with _without_main(), _without_interrupts():
            process.start()
        sender.close()
        receiver.close()
        self.members[number] = _Member(number, process, results, orders, self.heard)

    def listen(self, patience: float) -> list[Heard]:
        """What has come, waiting for something to come; nothing of processes that have been ended."""
        messages: list[Heard] = []
        try:
            member, message = self.heard.get(timeout=patience)
            while True:
                if self.members.get(member.number) is member:
                    messages.append(Heard(member.number, message))
                member, message = self.heard.get_nowait()
        except queue.Empty:
            return messages

    def tell(self, number: int, verdict: Verdict) -> None:
        """Send one process a verdict, without waiting for it to listen."""
        self.members[number].outbox.put(verdict)

    def tell_all(self, verdict: Verdict) -> None:
        """Send a verdict to all processes."""
        for number in self.members:
            self.tell(number, verdict)

    def memory(self) -> dict[int, int]:
        """Bytes of memory that each process has; none where the system does not say."""
        found = {number: resident_bytes(member.process.pid) for number, member in self.members.items()}
        return {number: size for number, size in found.items() if size is not None}

    def end(self, number: int) -> None:
        """End a process at once."""
        self.members.pop(number).end()

    def close(self) -> None:
        """End all processes at once."""
        for number in list(self.members):
            self.end(number)


class _Member:
    """One process with a thread that hears it and one that tells it: half a message holds up nobody."""

    def __init__(
        self,
        number: int,
        process: BaseProcess,
        results: Connection,
        orders: Connection,
        heard: queue.SimpleQueue[tuple[_Member, Message | None]],
    ) -> None:
        self.number = number
        self.process = process
        self.orders = orders
        self.outbox: queue.SimpleQueue[Task | Verdict | None] = queue.SimpleQueue()
        threading.Thread(target=self._hear, args=(results, heard), daemon=True).start()
        threading.Thread(target=self._tell, args=(orders,), daemon=True).start()

    def _hear(self, results: Connection, heard: queue.SimpleQueue[tuple[_Member, Message | None]]) -> None:
        try:
            while True:
                heard.put((self, results.recv()))
        except (EOFError, OSError):
            heard.put((self, None))
        finally:
            results.close()

    def _tell(self, orders: Connection) -> None:
        try:
            while (order := self.outbox.get()) is not None:
                orders.send(order)
        except OSError:
            pass  # It has ended; whoever hears it knows.
        finally:
            orders.close()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.outbox.put(None)


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned process runs the script it comes from again; ours needs nothing of a caller's script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process started in here never sees Ctrl-C nor its terminal's end; this one sees them afterwards."""
    resource_tracker.ensure_running()  # which multiprocessing would do in here, and let signals in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
