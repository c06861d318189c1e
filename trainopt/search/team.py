"""The solver processes: spawned, heard, told, weighed and ended from outside."""

from __future__ import annotations

import queue
from multiprocessing import Pipe
from typing import Any, NamedTuple

from trainopt.problem import Problem
from trainopt.search.child import Job, solve_in_child, start_child, works_with
from trainopt.search.machine import resident_bytes
from trainopt.search.member import TeamMember
from trainopt.search.messages import Message, MoveVerdict, Order, Shared
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
        self.members: dict[int, TeamMember] = {}
        self.heard: queue.SimpleQueue[tuple[TeamMember, Any]] = queue.SimpleQueue()

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
        self.members[number] = TeamMember(number, process, results, orders, self.heard)

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
