"""Excursions: from a plan that stands still, away under other priorities for a while, and back.

Neighbourhoods only take what is better, so that a search ends up where no neighbourhood finds anything, far
from the best plan as it may be. With other priorities other moves are better: they lead elsewhere, and the
true priorities then lead down again from there (the noising method of Charon and Hudry, 1993).
"""

from __future__ import annotations

import random
from dataclasses import replace

from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.search.lns import NeighbourhoodSearch, move_between

# How often an excursion's trials free an option on average: under other priorities, then under the true ones.
AWAY, BACK = 2.5, 3.5

# By which part of themselves other priorities are higher or lower at most, and in how many steps of one.
FURTHEST, FINENESS = 0.5, 10


class Excursion:
    """One excursion, from the search's plan or another. Until `come_home` the search has plans of its own."""

    def __init__(self, search: NeighbourhoodSearch, start: Assignment | None = None) -> None:
        self.search = search
        self.problem = search.problem
        self.home = search.assignment()
        self.began = search.passes
        if start is not None:
            self._go(self.home, start)
        # Under other priorities gains come easily again, however much work they took before.
        search.forget_gains()
        search.pursue(with_other_priorities(self.problem, search.dice))

    def step(self, seconds: float) -> bool:
        """One more trial, in at most so many seconds; whether the excursion is over."""
        move = self.search.step(seconds)
        if move is not None:
            self.search.ledger.exchange(move.after)
        passes = self.search.passes - self.began
        if passes >= AWAY:
            self.search.pursue(self.problem)
        return passes >= AWAY + BACK

    def come_home(self) -> Assignment:
        """Give the search the priorities and the plan back that it had; the plan that was found."""
        found = self.search.assignment()
        self.search.pursue(self.problem)
        self._go(found, self.home)
        return found

    def _go(self, plan: Assignment, other: Assignment) -> None:
        if not self.search.ledger.exchange(move_between(plan, other, 0).after):
            raise AssertionError("an excursion is from or to a plan that breaks a rule")


def with_other_priorities(problem: Problem, dice: random.Random) -> Problem:
    """The problem with the priority of each demand higher or lower by chance, all in finer steps."""

    def other(priority: int) -> int:
        return max(1, round(priority * FINENESS * dice.uniform(1 - FURTHEST, 1 + FURTHEST)))

    demands = tuple(replace(demand, priority=other(demand.priority)) for demand in problem.demands)
    return replace(problem, demands=demands)
