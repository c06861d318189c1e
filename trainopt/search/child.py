"""A solver process: spawned, watched from outside, and gone when whoever watches it is gone."""

from __future__ import annotations

import os
import queue
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection

from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.search.messages import Failed, Message, Verdict
from trainopt.search.params import Clock, Params


@dataclass(frozen=True)
class Job:
    """What a solver process is for. Number 0 leads: it decides how the problem is searched.

    `start` is the plan to improve; None where no quick way was found to hold the pins. `bounds`: it also
    proves bounds, where the problem is too large to be solved whole.
    """

    number: int
    start: Assignment | None
    bounds: bool


WORKS_WITH = "trainopt.search.tiers"
"""The module that a solver process works with, and OR-Tools with it."""

Task = tuple[Problem, Params, Job, Clock]
"""A problem, how to solve it, the job, and how long."""


def begin_in_child(work: Callable[..., None], results: Connection, orders: Connection) -> None:
    """Load what the work needs, take the task from the orders and work on it.

    The task does not come with the start of the process: whoever starts one waits until all that comes with
    it is read, for ever if the process is stopped or killed before that.
    """
    with suppress(Exception):  # which the work runs into again, and tells
        import_module(WORKS_WITH)
    try:
        task: Task = orders.recv()
    except (EOFError, OSError):
        return
    work(results, orders, *task)


def solve_in_child(
    results: Connection, orders: Connection, problem: Problem, params: Params, job: Job, clock: Clock
) -> None:
    """Do the job and send its messages. The watching process answers Ctrl-C, not this one."""
    verdicts: queue.SimpleQueue[Verdict] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(orders, verdicts), daemon=True).start()
    lock = threading.Lock()

    def send(message: Message) -> None:
        with lock:
            results.send(message)

    try:
        from trainopt.search.tiers import Search

        Search(problem, params, clock, send, verdicts).run(job)
    except BaseException:
        send(Failed(traceback.format_exc()))
        raise


def _receive(orders: Connection, verdicts: queue.SimpleQueue[Verdict]) -> None:
    """The other end is held open by the watching process alone: its end is ours."""
    try:
        while True:
            verdicts.put(orders.recv())
    except (EOFError, OSError):
        os._exit(1)
