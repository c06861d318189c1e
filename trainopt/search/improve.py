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
from trainopt.plan.placements import Assignment, plan_of
from trainopt.search.excursion import Excursion
from trainopt.search.lns import NeighbourhoodSearch, move_between
from trainopt.search.messages import Finished, Message, Moved, MoveVerdict, Order, Tried
from trainopt.search.params import Clock, Params
from trainopt.search.prover import Prover

# Seconds that one neighbourhood may take, and steps per second of the limit of a repeatable run.
LONGEST_STEP, STEPS_PER_SECOND = 5.0, 0.5

# A plan stands still once trials without a gain in the first tier have freed an option so often, on average.
STILL = 2.0

# The next excursion sets out from what the one before found if the first tier is not worse there than in the
# common plan by more than this part of it.
SLACK = 0.05

# With less than this left, in seconds, a search ended because time was up, whatever it says itself.
END_OF_TIME = 0.1

# Seconds between two messages that say what trials left out.
SAY_EVERY = 1.0

# Seeds of processes lie this far apart.
SEED_STEP = 7919


@dataclass
class Improver:
    """One process at work: where it starts is in `search`.

    `camp` is where the next excursion sets out, if one does without delay. `gained_at` counts the passes of
    the search when the first tier last gained.
    """

    params: Params
    clock: Clock
    send: Callable[[Message], None]
    orders: queue.SimpleQueue[Order]
    search: NeighbourhoodSearch
    number: int
    prover: Prover | None
    excursion: Excursion | None = None
    camp: Assignment | None = None
    gained_at: float = 0.0
    said_at: float = 0.0

    def run(self) -> None:
        """Improve the plan until time is up, with `--repeatable` in a number of steps set by the limit."""
        repeatable = self.params.repeatable
        steps = range(int(self.params.seconds * STEPS_PER_SECOND)) if repeatable else count()
        for step in steps:
            if not repeatable and self.clock.left() <= 0:
                break
            if self.prover is not None and self.prover.is_due(self._passed(step)):
                self.prover.prove_next(self._common_plan())
            elif self.excursion is not None:
                self._go_on(self.excursion)
            elif self.camp is not None or self._stands_still():
                self.excursion = Excursion(self.search, self.camp)
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

    def _common_plan(self) -> Assignment:
        """The plan of all processes, as far as this one has heard."""
        return self.search.assignment() if self.excursion is None else self.excursion.home

    def _stands_still(self) -> bool:
        """Whether many trials have not found a gain in the first tier; nor has anybody else meanwhile."""
        return self.search.passes - self.gained_at >= STILL

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

    def _go_on(self, excursion: Excursion) -> None:
        """One trial of the excursion; after its last one back to the common plan, with what was found."""
        if not excursion.step(self._seconds()):
            return
        found = excursion.come_home()
        self.excursion, self.gained_at = None, self.search.passes
        if not self._propose_if_better(found):
            # Others have moved meanwhile where this leads elsewhere: one of the two has to give way.
            self._propose_if_better(found)
        self._hear_all()
        self.camp = found if self._is_near(found) else None

    def _propose_if_better(self, found: Assignment) -> bool:
        """Propose a plan if it is better than the common one, tier by tier; False where that is refused."""
        plan = self.search.assignment()
        old, new = self._values(plan), self._values(found)
        return new >= old or self._propose(move_between(plan, found, old[0] - new[0]))

    def _is_near(self, found: Assignment) -> bool:
        """Whether a plan is hardly worse than the common one."""
        return self._values(found)[0] <= (1 + SLACK) * self._values(self.search.assignment())[0]

    def _values(self, plan: Assignment) -> list[int]:
        problem = self.search.problem
        values = terms(problem, plan_of(problem, plan))
        return [values[name] for name in problem.objective]

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
        if verdict.move.gain > 0:
            self.gained_at = self.search.passes
