"""The first plan: the published one repaired, or greedy. Made by the process that watches, at once.

The solver processes need a second of a processor to load OR-Tools, and ten times that on a busy machine; what
this needs is there before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from trainopt.plan.placements import Assignment, Plan
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan

# Of the time left when it begins, what is left when nobody else is placed: to be made sound and checked.
LEAVES = 0.2

# A plan that comes a little late is worth more than none: it has so many seconds of a processor in any case.
# On a busy machine, where reading alone may use up the limit, these are more by the clock.
LEAST_PROCESSOR_SECONDS = 1.0


REPAIRED, FROM_NOTHING = "repair", "greedy"
"""How a first plan is made: of a plan made for other data, or without one."""


@dataclass(frozen=True)
class FirstPlan:
    """Where the first plan has everybody, and how it was found."""

    assignment: Assignment
    by: str


def first_plan(
    problem: Problem, base: Plan | None, expired: Callable[[], bool], tell: Callable[[str], None]
) -> FirstPlan | None:
    """The base repaired; where that cannot hold the pins, or there is none, a plan from nothing.

    None where neither holds the pins. `tell` hears what is tried; `expired` is asked between cohorts.
    """
    options = None
    for by, kept in ((REPAIRED, base), (FROM_NOTHING, None)):
        if by == FROM_NOTHING or kept is not None:
            tell(by)
            options = options or find_options(problem)
            assignment = greedy_plan(problem, options, expired, kept)
            if assignment is not None:
                return FirstPlan(assignment, by)
    return None


class Patience:
    """Whether a first plan that began when this was made should place nobody else.

    In a repeatable run that is not before the limit itself is over, since it must not hang on the clock.
    """

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        clock, repeatable = effort.clock, effort.params.repeatable
        self.until = clock.seconds if repeatable else clock.elapsed() + (1 - LEAVES) * clock.left()
        self.worked = time.thread_time()

    def is_over(self) -> bool:
        """Asked between cohorts."""
        if self.effort.stopped:
            return True
        late = self.effort.clock.elapsed() >= self.until
        return late and time.thread_time() - self.worked >= LEAST_PROCESSOR_SECONDS
