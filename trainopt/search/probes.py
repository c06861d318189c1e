"""Short searches of problems much alike, by the kernel, in watched processes that stay for the next one.

A probe takes a second in all, four searches included: several short ones tell an effect from chance where one
long search does not.
"""

from __future__ import annotations

import queue
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from trainopt.errors import TrainoptError
from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available, opened
from trainopt.plan.placements import Assignment, Plan
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, size
from trainopt.search.annealing import Annealing, Round, Stage, stages, warmth
from trainopt.search.child import start_child
from trainopt.search.greedy import greedy_plan
from trainopt.search.member import TeamMember
from trainopt.search.messages import Failed
from trainopt.search.method import is_solved_whole
from trainopt.search.params import Clock, Params
from trainopt.search.repair import left_to_search

# Seconds that a probe's search has, as a repeatable run counts them: it takes a tenth of that, and the same
# number of steps on every machine.
PROBE_SECONDS = 1.5

# From nothing it has so many, and begins so warm.
FIRST_SECONDS, FIRST_HEAT = 10.0, 0.4

# Seconds between two questions whether to wait on.
PROBE_TICK = 0.1

# Warmth is that of a search of so many seconds.
COUNTED_FASTER = 0.1


@dataclass(frozen=True)
class Probe:
    """What to search: a problem, from a plan that breaks none of its rules, or from one for other data.

    Without either it is searched from nothing, ten times as long, in the first tier alone.

    Once with each seed. `focus`: by cohort, how much sooner it is looked at; empty where nobody is before
    others.
    """

    problem: Problem
    start: Assignment | Plan | None
    seeds: tuple[int, ...]
    focus: tuple[int, ...] = ()


@dataclass(frozen=True)
class Probed:
    """What a search came to: the values of its tiers, as it counts them, and where it has everybody."""

    values: tuple[int, ...]
    assignment: Assignment


def can_probe(problem: Problem, options: Options | None = None) -> bool:
    """Whether a problem is one for the kernel: it is there, can count it, and nobody would solve it whole."""
    if not (is_available() and is_countable(problem)):
        return False
    return not is_solved_whole(problem, options)


def probed(probe: Probe) -> tuple[Probed, ...]:
    """Search; nothing where no plan is found quickly that holds all pins, or memory is short."""
    options = find_options(probe.problem)
    start = probe.start
    if isinstance(start, Plan):
        left_out = left_to_search(probe.problem, options, start)
        start = greedy_plan(probe.problem, options, base=start, left_out=left_out)
        if start is None:
            return ()
    found = []
    for seed in probe.seeds:
        with suppress(MemoryError):
            found.append(_searched(probe, options, start, seed))
    return tuple(one for one in found if one is not None)


def _searched(probe: Probe, options: Options, start: Assignment | None, seed: int) -> Probed | None:
    with opened(probe.problem, options, seed, start or {}, probe.focus) as kernel:
        if start is None and not kernel.place_everybody():
            return None
        seconds = FIRST_SECONDS if start is None else PROBE_SECONDS
        params = Params(seconds=seconds, workers=1, seed=seed, repeatable=True)
        annealing = Annealing(
            kernel,
            params,
            Clock.start(seconds),
            seconds,
            size(options),
            send=lambda _: None,
            proven=lambda tier, values: 0,
        )
        plan = annealing.run([Round(seconds, _stages(probe.problem, options, from_nothing=start is None))])
        return Probed(tuple(kernel.values()), plan)


def _stages(problem: Problem, options: Options, *, from_nothing: bool) -> list[Stage]:
    if from_nothing:
        return [Stage(0, 1.0, FIRST_HEAT)]
    heat = warmth(PROBE_SECONDS * COUNTED_FASTER, size(options))
    return stages(len(problem.objective), heat, heat)


def probe_in_child(results: Connection, orders: Connection, probe: Probe) -> None:
    """Search for one probe after the other, until who sends them is gone."""
    with suppress(EOFError, OSError):
        while True:
            results.send(_said(probe))
            (probe,) = orders.recv()


def _said(probe: Probe) -> tuple[Probed, ...] | Failed:
    try:
        return probed(probe)
    except Exception:
        return Failed(traceback.format_exc())


class Probes:
    """Processes for probes: as many as threads ask at once. All end with `with`."""

    def __init__(self, work: Callable[[Connection, Connection, Probe], None] = probe_in_child) -> None:
        self._work = work
        self._idle: queue.SimpleQueue[_Prober] = queue.SimpleQueue()
        self._all: list[_Prober] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for prober in self._all:
            prober.end()

    def search(
        self, probe: Probe, patience: float, expired: Callable[[], bool] = lambda: False
    ) -> tuple[Probed, ...]:
        """What comes of a probe; nothing where its process ends, or has nothing to say in so many seconds.

        `expired` is asked meanwhile: once it says yes nobody waits any longer.
        Raises TrainoptError where it ran into an error of ours.
        """
        prober = self._one()
        found = prober.ask(probe, patience, expired)
        if found is None:
            prober.end()
            return ()
        self._idle.put(prober)
        return found

    def _one(self) -> _Prober:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        prober = _Prober(self._work)
        self._all.append(prober)
        return prober


class _Prober:
    """One process that probes. Whatever holds it up, nobody waits for it once patience is over."""

    def __init__(self, work: Callable[[Connection, Connection, Probe], None]) -> None:
        results, sender = Pipe(duplex=False)
        receiver, orders = Pipe(duplex=False)
        process = start_child(work, sender, receiver, loads=__name__)
        sender.close()
        receiver.close()
        self._heard: queue.SimpleQueue[tuple[TeamMember, Any]] = queue.SimpleQueue()
        self._member = TeamMember(0, process, results, orders, self._heard)

    def ask(self, probe: Probe, patience: float, expired: Callable[[], bool]) -> tuple[Probed, ...] | None:
        """What the process says; None where it ends, or says nothing."""
        until = time.monotonic() + patience
        self._member.outbox.put((probe,))
        while (said := self._said()) is None:
            if expired() or time.monotonic() >= until:
                return None
        found: tuple[Probed, ...] | Failed | None = said[1]
        if isinstance(found, Failed):
            raise TrainoptError(f"the search failed:\n{found.traceback}")
        return found

    def _said(self) -> tuple[TeamMember, Any] | None:
        with suppress(queue.Empty):
            return self._heard.get(timeout=PROBE_TICK)
        return None

    def end(self) -> None:
        self._member.end()


def best_of(found: Sequence[Probed]) -> Probed | None:
    """The best one, tier by tier."""
    return min(found, key=lambda one: one.values, default=None)
