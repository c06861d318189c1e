"""The plan that all peers begin with."""

from __future__ import annotations

from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.search.greedy import greedy_plan


def plan_to_begin_with(problem: Problem, options: Options) -> Assignment | None:
    """The greedy plan, or where that does not hold the pins the kernel's first one, as trainopt has it."""
    greedy = greedy_plan(problem, options)
    if greedy is not None:
        return greedy
    with Kernel(problem, options, seed=1) as kernel:
        return kernel.best() if kernel.place_everybody() else None
