"""The solver processes: spawned, heard, told, weighed and ended from outside."""

from __future__ import annotations

import queue
import signal
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from subprocess import Popen
from typing import NamedTuple

from trainopt.problem import Problem
from trainopt.search.child import Job, SolverTask, solve_in_child, start_child, works_with
from trainopt.search.machine import resident_bytes
from trainopt.search.messages import Message, MoveVerdict, Order, Shared
from trainopt.search.params import Clock, Params
from trainopt.search.starter import Forked

FAULTS = {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT}
"""The signals by which a process ends where compiled code goes wrong."""


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
        results, sender = Pipe(duplex=False)
        receiver, orders = Pipe(duplex=False)
        process = start_child(solve_in_child, sender, receiver, works_with(self.problem))
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

    def tell(self, number: int, order: Order) -> None:
        """Send one process an order, without waiting for it to listen."""
        self.members[number].outbox.put(order)

    def tell_all(self, verdict: MoveVerdict) -> None:
        """Send a verdict to all processes."""
        for number in self.members:
            self.tell(number, verdict)

    def share(self, number: int, plan: Shared) -> None:
        """Send one process's plan to all others."""
        for other in self.members:
            if other != number:
                self.tell(other, plan)

    def memory(self) -> dict[int, int]:
        """Bytes of memory that each process has; none where the system does not say."""
        found = {number: resident_bytes(member.process.pid) for number, member in self.members.items()}
        return {number: size for number, size in found.items() if size is not None}

    def end(self, number: int) -> bool:
        """End a process at once; whether it had ended itself by a fault of compiled code."""
        return self.members.pop(number).end()

    def close(self) -> None:
        """End all processes at once."""
        for number in list(self.members):
            self.end(number)


class _Member:
    """One process with a thread that hears it and one that tells it: half a message holds up nobody."""

    def __init__(
        self,
        number: int,
        process: Popen[bytes] | Forked,
        results: Connection,
        orders: Connection,
        heard: queue.SimpleQueue[tuple[_Member, Message | None]],
    ) -> None:
        self.number = number
        self.process = process
        self.orders = orders
        self.outbox: queue.SimpleQueue[SolverTask | Order | None] = queue.SimpleQueue()
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

    def end(self) -> bool:
        self.process.kill()
        ended = self.process.wait()
        self.outbox.put(None)
        return -ended in FAULTS
