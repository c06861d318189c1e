"""The best plan so far, outside the solver processes, and the plan they are working on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from trainopt.check import check, terms
from trainopt.errors import RejectedPlan
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem
from trainopt.problem.openings import usable_openings
from trainopt.search.messages import Moved

# Checking a plan may take at most this part of one processor's time.
CHECK_SHARE = 0.05


@dataclass
class Incumbent:
    """A checked plan with its terms, and a ledger that runs ahead of it by the moves since the last check.

    Moves are taken as they come, if they fit; the plan they make is checked as a whole now and then, so
    that checking never holds up the search. `check_seconds` is how long the last check took.
    """

    problem: Problem
    plan: Plan | None = None
    assignment: Assignment = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    ledger: Ledger | None = None
    ahead: bool = False
    check_seconds: float = 0.0
    checked: float = 0.0

    def consider(self, assignment: Assignment, by: str) -> bool:
        """Check a plan and keep it if it is better, tier by tier; whether it is.

        One that changes more than it may is only kept where there is none yet, or one that does so too.
        Raises RejectedPlan where it breaks a rule.
        """
        began = time.monotonic()
        plan = plan_of(self.problem, assignment)
        broken = check(self.problem, plan)
        if broken:
            raise RejectedPlan(f"{by} broke rules: " + "; ".join(map(str, broken[:5])))
        values = terms(self.problem, plan)
        better = self.plan is None or self._rank(values) < self._rank(self.values)
        if better:
            self.plan, self.assignment, self.values = plan, assignment, values
        self.checked = time.monotonic()
        self.check_seconds = self.checked - began
        return better

    def _rank(self, values: Mapping[str, int]) -> tuple[bool, list[int]]:
        """Within the cap on changes first, then tier by tier."""
        most = self.problem.most_changes
        return most is not None and values["changes"] > most, [values[t] for t in self.problem.objective]

    def take(self, move: Moved) -> bool:
        """Make a move if what it starts from is still so and it fits beside what others did; whether so."""
        if self.ledger is None:
            openings = usable_openings(self.problem)
            self.ledger = ledger_of(self.problem, openings, self.assignment)
        ledger = self.ledger
        if any(ledger.seats(index) != seats for index, seats in move.before.items()):
            return False
        taken = ledger.exchange(move.after)
        if taken and self._changes_too_much(ledger):
            ledger.exchange(move.before)
            return False
        self.ahead |= taken
        return taken

    def _changes_too_much(self, ledger: Ledger) -> bool:
        """Moves that each keep the cap on changes may break it together."""
        most = self.problem.most_changes
        return most is not None and ledger.changes() + self.problem.changes_gone > most

    def working_plan(self) -> Assignment:
        """The plan with all moves made."""
        return self.assignment if self.ledger is None else self.ledger.assignment()

    def catch_up(self, *, at_once: bool = False) -> bool:
        """Check the plan with all moves made, if it is time to; whether it became the incumbent."""
        due = self.check_seconds / CHECK_SHARE
        if not self.ahead or not (at_once or time.monotonic() - self.checked >= due):
            return False
        self.ahead = False
        return self.consider(self.working_plan(), "neighbourhoods")
