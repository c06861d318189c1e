"""The solver process: spawned, watched from outside, and gone when whoever watches it is gone."""

from __future__ import annotations

import os
import threading
import traceback
from multiprocessing.connection import Connection

from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.search.messages import Failed, Message
from trainopt.search.params import Clock, Params


def solve_in_child(
    results: Connection,
    lifeline: Connection,
    problem: Problem,
    params: Params,
    start: Assignment | None,
    left: float,
) -> None:
    """Run the search and send its messages. The watching process answers Ctrl-C, not this one."""
    threading.Thread(target=_die_with_parent, args=(lifeline,), daemon=True).start()
    clock = Clock.start(left)
    clock.reserve = 0.0
    lock = threading.Lock()

    def send(message: Message) -> None:
        with lock:
            results.send(message)

    try:
        from trainopt.search.tiers import Search

        Search(problem, params, clock, send).run(start)
    except BaseException:
        send(Failed(traceback.format_exc()))
        raise


def _die_with_parent(lifeline: Connection) -> None:
    """The other end of the lifeline is held open by the watching process alone: its end is ours."""
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)
