"""A plan made better by the order of its classes, where that and a row for each say all that there is to it.

Where classes follow each other in places that hold one at a time, and all meet in the end, whoever is put in
alone moves nobody aside. An order of all classes does: each takes the earliest weeks that those before it
leave. The compiled search changes it along the longest chain, of what makes somebody late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from trainopt.check import terms
from trainopt.kernel.sequences import SequencedPlan, sequenced
from trainopt.kernel.sequencing import Sequencing
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.search.messages import Found, Message, Working
from trainopt.search.params import MOST_PARAMS, SEED_STEP, Clock, Params

# How much later a step may make the plan, on average, and still be taken, when a round begins and when it
# ends: in what it costs if those who end together end a week later.
HOT, COLD = 2.0, 0.1

# Seconds between two looks at the clock, and steps before the first one.
LOOK_EVERY, FIRST_STEPS = 0.02, 100

# Steps of one chunk in a repeatable run, and the seconds that one is taken to last there, for each class and
# so many more: ten times what it took where it was measured, so that their count ends the run and not the
# clock.
CHUNK, STEP_SECONDS, MORE_CLASSES = 500, 2e-7, 10

# The first of the rounds, each of which is twice as long as the one before.
FIRST_ROUND = 0.5


@dataclass
class Ordering:
    """The search for orders in one process, by so many threads. `number` tells processes apart.

    `proven` says what a tier's bound is for plans of these values.
    """

    problem: Problem
    options: Options
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    proven: Callable[[int, Sequence[int]], int]
    threads: int = 1
    number: int = 0
    rounds: int = 0

    def covers(self, plan: Assignment) -> bool:
        """Whether an order says all of a plan."""
        return sequenced(self.problem, self.options, plan) is not None

    def until_nothing_comes(self, start: Assignment, seconds: float) -> Assignment:
        """Rounds, each twice as long, until one finds nothing or the time is gone."""
        length, spent, best = FIRST_ROUND, 0.0, start
        while spent + length <= seconds:
            before, best = best, self.improved(best, length)
            if best is before:
                break
            spent, length = spent + length, 2 * length
        return best

    def improved(self, start: Assignment, seconds: float) -> Assignment:
        """The best plan of a round of so many seconds, which is the start itself where none is better."""
        plan = sequenced(self.problem, self.options, start) if seconds > 0 else None
        if plan is None:
            return start
        self.send(Working("order of classes", self._tier))
        least = self._least(start)
        seeds = [self._seed(thread) for thread in range(self.threads)]
        self.rounds += 1
        try:
            with ThreadPoolExecutor(self.threads, "order of classes") as pool:
                found = list(pool.map(lambda seed: self._round(plan, seed, seconds, least), seeds))
        except MemoryError:
            return start
        lateness, best = min(found, key=lambda one: one[0])
        if lateness >= terms(self.problem, plan_of(self.problem, start))["lateness"]:
            return start
        self.send(Found(best, "order of classes"))
        return best

    @property
    def _tier(self) -> int:
        return self.problem.objective.index("lateness")

    def _least(self, start: Assignment) -> int:
        """What is proven of lateness: with less there is nothing to look for."""
        values = terms(self.problem, plan_of(self.problem, start))
        return self.proven(self._tier, [values[term] for term in self.problem.objective])

    def _seed(self, thread: int) -> int:
        """One of its own in each process, thread and round."""
        before = thread + self.threads * self.rounds
        return self.params.seed + SEED_STEP * (self.number + MOST_PARAMS["workers"] * before)

    def _round(self, plan: SequencedPlan, seed: int, seconds: float, least: int) -> tuple[int, Assignment]:
        """Anneal once, from hot to cold, or until nothing can be better."""
        unit, began, steps = _week_later(plan), self.clock.elapsed(), 0
        with Sequencing(plan, seed) as search:
            chunk = CHUNK if self.params.repeatable else FIRST_STEPS
            passed = 0.0
            while passed < 1.0 and search.lateness > least:
                search.run(max(round(unit * HOT * (COLD / HOT) ** passed), 1), chunk)
                steps += chunk
                if self.params.repeatable:
                    passed = steps * STEP_SECONDS * (len(plan.classes) + MORE_CLASSES) / seconds
                else:
                    now = max(self.clock.elapsed() - began, 1e-6)
                    passed, chunk = now / seconds, max(int(steps * LOOK_EVERY / now), 1)
            return search.lateness, search.best()


def _week_later(plan: SequencedPlan) -> float:
    """What lateness grows by if those who are done in the same class are done a week later, on average."""
    weights: dict[object, int] = defaultdict(int)
    for one in plan.classes:
        for cohort, step in one.members:
            if step == plan.steps(cohort) - 1:
                weights[one.seat] += plan.problem.weight(plan.problem.cohorts[cohort])
    return sum(weights.values()) / max(len(weights), 1)
