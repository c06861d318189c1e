"""A solver process at work on a large problem: neighbourhoods of the common plan, and bounds.

Each process has the plan for itself and looks for moves that make it better. The process that watches them
decides which moves hold, and tells all of them in one order, so that their plans stay the same.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from trainopt.check import terms
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem
from trainopt.problem.options import Options, size
from trainopt.search.bounds import Effort, Relaxation
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Bounded, Finished, Message, Verdict
from trainopt.search.params import Clock, Params

# Seconds that one neighbourhood may take, and steps per second of the limit of a repeatable run.
LONGEST_STEP, STEPS_PER_SECOND = 5.0, 0.5

# With less than this left, in seconds, a search ended because time was up, whatever it says itself.
END_OF_TIME = 0.1

# Of all processors' time, what bounds may use, the first tier's half of it at once, and those of the tiers
# behind it, which depend on the plan, when this part of the time has passed.
BOUND_SHARE, LATER_TIERS = 0.1, 0.75

# Seconds that PDLP takes for each option until its duals prove anything, at least. Where bounds may not use
# so many there are none, and the time is the search's (docs/decisions/0014-bounds.md).
BOUND_SECONDS = 1.6e-4

# PDLP's iterations per second of the limit of a repeatable run.
ITERATIONS_PER_SECOND = 40

# Seeds of processes lie this far apart.
SEED_STEP = 7919


@dataclass
class Improver:
    """One process at work: where it starts is in `search`."""

    problem: Problem
    options: Options
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    verdicts: queue.SimpleQueue[Verdict]
    search: NeighbourhoodSearch
    number: int
    bounds: bool
    relaxation: Relaxation | None = None

    def run(self) -> None:
        """Improve the plan until time is up, with `--repeatable` in a number of steps set by the limit."""
        repeatable = self.params.repeatable
        steps = range(int(self.params.seconds * STEPS_PER_SECOND)) if repeatable else count()
        bounded = 0 if self.bounds else len(self.problem.objective)
        for step in steps:
            if not repeatable and self.clock.left() <= 0:
                break
            if bounded < self._due(step):
                if self._can_bound(bounded):
                    self._prove(bounded)
                bounded += 1
            else:
                self._improve()
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

    def _can_bound(self, tier: int) -> bool:
        """Whether there is time enough for a bound that says anything."""
        return size(self.options) * BOUND_SECONDS <= self._seconds(tier)

    def _seconds(self, tier: int) -> float:
        """Half of what bounds may use for the first tier, the rest in equal parts for the others."""
        if len(self.problem.objective) == 1:
            return BOUND_SHARE * self.params.seconds * self.params.threads
        share = 0.5 if tier == 0 else 0.5 / (len(self.problem.objective) - 1)
        return BOUND_SHARE * self.params.seconds * self.params.threads * share

    def _due(self, step: int) -> int:
        """How many tiers should have bounds by now."""
        passed = step / (self.params.seconds * STEPS_PER_SECOND)
        if not self.params.repeatable:
            passed = self.clock.elapsed() / max(self.clock.seconds, 0.001)
        return len(self.problem.objective) if passed >= LATER_TIERS else 1

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

    def _prove(self, tier: int) -> None:
        """A bound of a tier, for plans that keep the tiers before it as they are now."""
        if self.relaxation is None:
            self.relaxation = Relaxation(self.problem, self.options)
        kept: tuple[int, ...] = ()
        if tier:
            values = terms(self.problem, plan_of(self.problem, self.search.assignment()))
            kept = tuple(values[name] for name in self.problem.objective[:tier])
        self.send(Bounded(tier, self.relaxation.bound(tier, kept, self._effort(tier)), kept))

    def _effort(self, tier: int) -> Effort:
        if self.params.repeatable:
            iterations = int(self._seconds(tier) * ITERATIONS_PER_SECOND)
            return Effort(self.clock.left(), max(iterations, 1), 1)
        return Effort(min(self._seconds(tier), self.clock.left()), None, 1)
