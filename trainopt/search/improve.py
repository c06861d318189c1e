"""A solver process at work on a large problem: neighbourhoods of the common plan, and bounds.

Each process has the plan for itself and looks for moves that make it better. The process that watches them
decides which moves hold, and tells all of them in one order, so that their plans stay the same.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Finished, Message, Verdict
from trainopt.search.params import Clock, Params
from trainopt.search.prover import Prover

# Seconds that one neighbourhood may take, and steps per second of the limit of a repeatable run.
LONGEST_STEP, STEPS_PER_SECOND = 5.0, 0.5

# With less than this left, in seconds, a search ended because time was up, whatever it says itself.
END_OF_TIME = 0.1

# Seeds of processes lie this far apart.
SEED_STEP = 7919


@dataclass
class Improver:
    """One process at work: where it starts is in `search`."""

    params: Params
    clock: Clock
    send: Callable[[Message], None]
    verdicts: queue.SimpleQueue[Verdict]
    search: NeighbourhoodSearch
    number: int
    prover: Prover | None

    def run(self) -> None:
        """Improve the plan until time is up, with `--repeatable` in a number of steps set by the limit."""
        repeatable = self.params.repeatable
        steps = range(int(self.params.seconds * STEPS_PER_SECOND)) if repeatable else count()
        for step in steps:
            if not repeatable and self.clock.left() <= 0:
                break
            if self.prover is not None and self.prover.is_due(self._passed(step)):
                self.prover.prove_next(self.search.assignment())
            else:
                self._improve()
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

    def _passed(self, step: int) -> float:
        """The share of the time that has passed, with `--repeatable` of the steps."""
        if self.params.repeatable:
            return step / (self.params.seconds * STEPS_PER_SECOND)
        return self.clock.elapsed() / max(self.clock.seconds, 0.001)

    def _improve(self) -> None:
        repeatable = self.params.repeatable
        move = self.search.step(self.clock.left() if repeatable else min(self.clock.left(), LONGEST_STEP))
        if move is not None:
            self.send(move)
            self._hear_until_own()
        else:
            self._hear_all()

    def _hear_until_own(self) -> None:
        """Take verdicts until the one on the move just sent."""
        verdict = self.verdicts.get()
        while verdict.worker != self.number:
            self._follow(verdict)
            verdict = self.verdicts.get()
        self._follow(verdict)

    def _hear_all(self) -> None:
        """Take the verdicts that have come."""
        while not self.verdicts.empty():
            self._follow(self.verdicts.get())

    def _follow(self, verdict: Verdict) -> None:
        if verdict.after is not None and not self.search.ledger.exchange(verdict.after):
            raise AssertionError("the processes' plans have come apart")
