"""A solver process: spawned, watched from outside, and gone when whoever watches it is gone."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection

from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.search.messages import Failed, Message, Order
from trainopt.search.method import is_solved_whole
from trainopt.search.params import Clock, Params
from trainopt.search.starter import Forked, Lost, starter, without_interrupts


@dataclass(frozen=True)
class Job:
    """What a solver process is for. Number 0 leads: it decides how the problem is searched.

    `start` is the plan to improve; None where no quick way was found to hold the pins. `bounds`: it also
    proves bounds, where the problem is too large to be solved whole. `compiled`: it may use the kernel.
    `focus`: by cohort, how much sooner it is looked at; empty where nobody is before others. `warm`: the
    start was made of a plan for other data, and is worth staying near.
    """

    number: int
    start: Assignment | None
    bounds: bool
    compiled: bool = True
    focus: tuple[int, ...] = ()
    warm: bool = False


SEARCHES_WITH, SOLVES_WITH = "trainopt.search.tiers", "trainopt.search.whole"
"""The modules that a solver process works with: where it searches, and where it solves, OR-Tools with it."""

SolverTask = tuple[Problem, Params, Job, Clock]
"""A problem, how to solve it, the job, and the clock: its end is the same in every process."""


def start_child(
    work: Callable[..., None], results: Connection, orders: Connection, loads: str
) -> subprocess.Popen[bytes] | Forked:
    """Start a process that works for these connections, the ends of pipes; a module is loaded beforehand.

    It knows nothing of the caller's script: multiprocessing would run that again in it, unless `__main__`
    is another for a moment, which other threads then see too.
    """
    ends = (results.fileno(), orders.fileno())
    kept = starter(begin_in_child)
    if kept is not None:
        with suppress(Lost):
            return kept.fork(loads, work.__module__, work.__qualname__, ends)
    called = f"begin_in_child({loads!r}, {work.__module__!r}, {work.__qualname__!r}, {ends[0]}, {ends[1]})"
    program = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import begin_in_child; {called}"
    with without_interrupts():
        return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.DEVNULL, pass_fds=ends)


def works_with(problem: Problem) -> str:
    """The module that a process for a problem loads beforehand."""
    return SOLVES_WITH if is_solved_whole(problem) else SEARCHES_WITH


def begin_in_child(loads: str, module: str, name: str, results: int, orders: int) -> None:
    """Load what the work needs, take the task from the orders and work on it.

    The task does not come with the start of the process: whoever starts one waits until all that comes with
    it is read, for ever if the process is stopped or killed before that.
    """
    with suppress(Exception):  # which the work runs into again, and tells
        import_module(loads)
    work: Callable[..., None] = getattr(import_module(module), name)
    told, heard = Connection(results, readable=False), Connection(orders, writable=False)
    try:
        task: SolverTask = heard.recv()
    except (EOFError, OSError):
        return
    work(told, heard, *task)


def solve_in_child(
    results: Connection, orders: Connection, problem: Problem, params: Params, job: Job, clock: Clock
) -> None:
    """Do the job and send its messages. The watching process answers Ctrl-C, not this one."""
    told: queue.SimpleQueue[Order] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(orders, told), daemon=True).start()
    lock = threading.Lock()

    def send(message: Message) -> None:
        try:
            with lock:
                results.send(message)
        except OSError:
            os._exit(1)  # who watches is gone, which `_receive` may not have heard of yet

    try:
        from trainopt.search.tiers import Search

        Search(problem, params, clock, send, told).run(job)
    except BaseException:
        send(Failed(traceback.format_exc()))
        raise


def _receive(orders: Connection, told: queue.SimpleQueue[Order]) -> None:
    """The other end is held open by the watching process alone: its end is ours."""
    try:
        while True:
            told.put(orders.recv())
    except (EOFError, OSError):
        os._exit(1)
