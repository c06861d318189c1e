"""A solver process at work on a large problem: neighbourhoods of the common plan, and bounds.

Each process has the plan for itself and looks for moves that make it better. The process that watches them
decides which moves hold, and tells all of them in one order, so that their plans stay the same.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from trainopt.search.lns import NeighbourhoodSearch, move_between
from trainopt.search.messages import Finished, Message, Moved, MoveVerdict, Order, Tried
from trainopt.search.params import END_OF_TIME, Clock, Params
from trainopt.search.prover import Prover

# Seconds that one neighbourhood may take, and steps per second of the limit of a repeatable run.
LONGEST_STEP, STEPS_PER_SECOND = 5.0, 0.5

# Seconds between two messages that say what trials left out.
SAY_EVERY = 1.0


@dataclass
class Improver:
    """One process at work: where it starts is in `search`."""

    params: Params
    clock: Clock
    send: Callable[[Message], None]
    orders: queue.SimpleQueue[Order]
    search: NeighbourhoodSearch
    number: int
    prover: Prover | None
    said_at: float = 0.0

    def run(self) -> None:
        """Improve the plan until time is up, with `--repeatable` in a number of steps set by the limit."""
        repeatable = self.params.repeatable
        steps = range(int(self.params.seconds * STEPS_PER_SECOND)) if repeatable else count()
        for step in steps:
            if not repeatable and self.clock.left() <= 0:
                break
            if self.prover is not None and self.prover.is_due(self._passed(step)):
                self._prove(self.prover)
            else:
                self._improve()
            if self.clock.elapsed() - self.said_at >= SAY_EVERY:
                self._say_what_was_tried()
        self._say_what_was_tried()
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

    def _passed(self, step: int) -> float:
        """The share of the time that has passed, with `--repeatable` of the steps."""
        if self.params.repeatable:
            return step / (self.params.seconds * STEPS_PER_SECOND)
        return self.clock.elapsed() / max(self.clock.seconds, 0.001)

    def _say_what_was_tried(self) -> None:
        self.said_at = self.clock.elapsed()
        self.send(Tried(self.search.trials, dict(self.search.left_out)))

    def _prove(self, prover: Prover) -> None:
        """Prove the next bound, and propose a better plan if that led to one."""
        plan = self.search.assignment()
        better = prover.prove_next(plan)
        if better is not None:
            self._propose(move_between(plan, better, gain=0))

    def _seconds(self) -> float:
        """What the next trial may take."""
        left = self.clock.left()
        return left if self.params.repeatable else min(left, LONGEST_STEP)

    def _improve(self) -> None:
        """One trial, from the common plan."""
        move = self.search.step(self._seconds())
        if move is not None:
            self._propose(move)
        else:
            self._hear_all()

    def _propose(self, move: Moved) -> bool:
        """Send a move and take verdicts until the one on it; whether it holds."""
        self.send(move)
        while True:
            order = self.orders.get()
            self._follow(order)
            if isinstance(order, MoveVerdict) and order.worker == self.number:
                return order.move is not None

    def _hear_all(self) -> None:
        """Take the verdicts that have come."""
        while not self.orders.empty():
            self._follow(self.orders.get())

    def _follow(self, verdict: Order) -> None:
        """Make a move that holds for all. Plans are shared where each process has one of its own."""
        if not isinstance(verdict, MoveVerdict) or verdict.move is None:
            return
        if not self.search.ledger.exchange(verdict.move.after):
            raise AssertionError("the processes' plans have come apart")
