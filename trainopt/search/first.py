"""The first plan: the published one repaired, or greedy. Made by the process that watches, at once.

The solver processes need some of a second to load what they work with, with OR-Tools more than one, and ten
times that on a busy machine; what this needs is there before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from trainopt.plan.placements import Assignment, Plan
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, size
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.probes import Probe, Probes, can_probe
from trainopt.search.repair import LARGE_OPTIONS, left_to_search

# Of the time left when it begins, what is left when nobody else is placed: to be made sound and checked.
LEAVES = 0.2

# A plan that comes a little late is worth more than none: it has so many seconds of a processor in any case.
# On a busy machine, where reading alone may use up the limit, these are more by the clock.
LEAST_PROCESSOR_SECONDS = 1.0


REPAIRED, FROM_NOTHING, BY_KERNEL = "repair", "greedy", "kernel"
"""How a first plan is made: of a plan made for other data, without one, or by the kernel without one."""


@dataclass(frozen=True)
class FirstPlan:
    """Where the first plan has everybody, and how it was found."""

    assignment: Assignment
    by: str


def first_plan(
    problem: Problem, base: Plan | None, patience: Patience, tell: Callable[[str], None]
) -> FirstPlan | None:
    """The base repaired; where that cannot hold the pins, or there is none, a plan from nothing.

    None where neither holds the pins. `tell` hears what is tried; patience is asked between cohorts.
    """
    options = find_options(problem)
    if base is not None:
        tell(REPAIRED)
        left_out = left_to_search(problem, options, base)
        assignment = greedy_plan(problem, options, patience.is_over, base, left_out)
        if assignment is not None:
            return FirstPlan(assignment, REPAIRED)
    tell(FROM_NOTHING)
    if size(options) >= LARGE_OPTIONS and can_probe(problem, options):
        return _by_whoever_is_first(problem, options, patience)
    return _by_greed(problem, options, patience.is_over)


def _by_greed(problem: Problem, options: Options, expired: Callable[[], bool]) -> FirstPlan | None:
    assignment = greedy_plan(problem, options, expired)
    return None if assignment is None else FirstPlan(assignment, FROM_NOTHING)


class _Overtaken(Exception):
    """The kernel has a plan: nobody needs the greedy one."""


def _by_whoever_is_first(problem: Problem, options: Options, patience: Patience) -> FirstPlan | None:
    """The kernel's plan or the greedy one, made at once; in a repeatable run the kernel's if it has one."""
    settled = threading.Event()
    probe = Probe(problem, None, (patience.effort.params.seed,))
    with Probes() as probes, ThreadPoolExecutor(1, "first plan") as pool:
        asked = pool.submit(
            probes.search, probe, patience.left(), lambda: settled.is_set() or patience.is_over()
        )

        def expired() -> bool:
            if asked.done() and asked.result():
                raise _Overtaken
            return patience.is_over()

        try:
            if patience.effort.params.repeatable:
                wait([asked])
            return _by_greed(problem, options, expired)
        except _Overtaken:
            (found,) = asked.result()
            return FirstPlan(found.assignment, BY_KERNEL)
        finally:
            settled.set()


class Patience:
    """Whether a first plan that began when this was made should place nobody else.

    In a repeatable run that is not before the limit itself is over, since it must not hang on the clock.
    """

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        clock, repeatable = effort.clock, effort.params.repeatable
        self.until = clock.seconds if repeatable else clock.elapsed() + (1 - LEAVES) * clock.left()
        self.worked = time.thread_time()

    def left(self) -> float:
        """Seconds until it is over."""
        return self.until - self.effort.clock.elapsed()

    def is_over(self) -> bool:
        """Asked between cohorts."""
        if self.effort.stopped:
            return True
        late = self.effort.clock.elapsed() >= self.until
        return late and time.thread_time() - self.worked >= LEAST_PROCESSOR_SECONDS
