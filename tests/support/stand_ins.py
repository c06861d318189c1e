"""Stand-ins for the work of a solver process: what `trainopt.search.team` starts in place of it."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from typing import Any

from trainopt.problem import Problem
from trainopt.search.child import Job, solve_in_child
from trainopt.search.messages import Found, Working
from trainopt.search.params import Clock, Params
from trainopt.search.probes import Probe, Probed, probe_in_child


def hang_within_a_message(results: Connection, *_: object) -> None:
    """Stops in the middle of a message: four of a hundred bytes."""
    os.write(results.fileno(), (100).to_bytes(4, "big") + b"half")
    signal.pause()


def hang(results: Connection, *_: object) -> None:
    """Says that it is there and then neither says nor hears anything."""
    results.send(Working("nothing"))
    signal.pause()


def echo(results: Connection, orders: Connection, _: Problem, __: Params, job: Job, ___: Clock) -> None:
    """Says its number, and then whose the verdicts are that it hears."""
    results.send(Working("number", job.number))
    while True:
        results.send(Working("verdict", orders.recv().worker))


def place_nobody(results: Connection, *_: object) -> None:
    """Finds a plan, the empty one, and then hangs."""
    results.send(Found({}, "the stand-in"))
    hang(results)


def crash(results: Connection, *_: object) -> None:
    """Says one thing and is gone."""
    results.send(Working("crashing"))
    os._exit(1)


def fail(results: Connection, orders: Connection, _: Problem, params: Params, job: Job, clock: Clock) -> None:
    """The work itself, with a bug in it."""
    nothing: Any = None
    solve_in_child(results, orders, nothing, params, job, clock)


# In place of `trainopt.search.probes.probe_in_child`


def say_who(results: Connection, orders: Connection, probe: Probe) -> None:
    """Says to every probe which process it is and what the probe's seeds are."""
    while True:
        results.send((Probed((os.getpid(), *probe.seeds), {}),))
        (probe,) = orders.recv()


def say_nothing(*_: object) -> None:
    """Neither says nor hears anything."""
    signal.pause()


def crash_at_once(*_: object) -> None:
    """Is gone as by a fault of compiled code."""
    os.kill(os.getpid(), signal.SIGSEGV)


def fail_to_probe(results: Connection, orders: Connection, _: Probe) -> None:
    """The work itself, with a bug in it."""
    nothing: Any = None
    probe_in_child(results, orders, nothing)
