"""Islands on other machines: rounds of the kernel that are sent out, and the plans that come back.

A round elsewhere is what it is here (`annealing.py`). It begins from the best plan of all, and when it is
over a longer one begins. Whatever becomes of a machine costs no more than the round that it was at.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available, opened
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import find_options, size
from trainopt.search.annealing import Annealing, Round, rounds
from trainopt.search.params import SEED_STEP, Clock, Params

MOST_LOST = 3
"""An island whose rounds came to nothing so often in a row is given up."""


@dataclass(frozen=True)
class RoundSent:
    """A round for the island of a number: from which plan it begins, and with which seed."""

    number: int
    start: Assignment
    seed: int
    round: Round


@dataclass(frozen=True)
class RoundHeard:
    """What came of an island's round; None where its machine was lost, or has no kernel or no memory."""

    number: int
    assignment: Assignment | None


class Islands(Protocol):
    """Machines that make rounds, so many at once. Numbers of islands are those from 0 below `count`."""

    count: int

    def send(self, sent: RoundSent) -> None:
        """Have a round made, without waiting for it."""
        ...

    def heard(self) -> Iterable[RoundHeard]:
        """The rounds that have ended since this was asked last."""
        ...

    def close(self) -> None:
        """No more is wanted of what is still being made."""
        ...


IslandMaker = Callable[[Problem], Islands | None]
"""Has islands made that know a problem; None where there are none just now, which it has told."""


def make_round(problem: Problem, sent: RoundSent) -> Assignment | None:
    """Make a round here: the plan that comes of it; None without a kernel or where memory is short."""
    if not (is_available() and is_countable(problem)):
        return None
    seconds, options = sent.round.seconds, find_options(problem)
    try:
        kernel = opened(problem, options, sent.seed, sent.start)
    except MemoryError:
        return None
    with kernel:
        annealing = Annealing(
            kernel, Params(seconds=seconds, workers=1), Clock.start(seconds), seconds, size(options),
            send=lambda _: None, proven=lambda tier, values: 0,
        )  # fmt: skip
        return annealing.run([sent.round])


class IslandsInMaking:
    """Islands that are made beside the search: who makes them may wait for a machine that does not answer."""

    def __init__(self, make: IslandMaker, problem: Problem) -> None:
        self._made: queue.SimpleQueue[Islands | None] = queue.SimpleQueue()
        threading.Thread(target=lambda: self._made.put(make(problem)), name="islands", daemon=True).start()

    def made(self) -> Islands | None:
        """The islands, once, when they are there."""
        with suppress(queue.Empty):
            return self._made.get_nowait()
        return None


@dataclass
class Elsewhere:
    """The islands of a run: who has which round, and how often in a row one came to nothing."""

    problem: Problem
    params: Params
    clock: Clock
    islands: Islands
    warm: bool = False
    plans: dict[int, Iterator[Round]] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)
    sent: int = 0

    def begin(self, start: Assignment) -> None:
        """Every island begins its first round from a plan."""
        tiers, options = len(self.problem.objective), size(find_options(self.problem))
        for number in range(self.islands.count):
            # Numbers go on behind those of the processes here, so that all end their rounds at other times.
            place = self.params.threads + number
            self.plans[number] = rounds(tiers, options, self.clock.left(), place, warm=self.warm)
            self._send(number, start)

    def heard(self) -> Iterator[RoundHeard]:
        """What has come back. After each the island waits for `go_on`."""
        for found in self.islands.heard():
            self.lost[found.number] = (
                0 if found.assignment is not None else self.lost.get(found.number, 0) + 1
            )
            yield found

    def go_on(self, number: int, start: Assignment) -> None:
        """The next round of an island, from a plan; none where it was lost too often or time is up."""
        if self.lost.get(number, 0) < MOST_LOST:
            self._send(number, start)

    def _send(self, number: int, start: Assignment) -> None:
        one = next(self.plans[number], None)
        seconds = 0.0 if one is None else min(one.seconds, self.clock.left())
        if one is None or seconds <= 0:
            return
        seed = self.params.seed + SEED_STEP * (self.params.threads + self.sent)
        self.sent += 1
        self.islands.send(RoundSent(number, start, seed, Round(seconds, one.stages)))
