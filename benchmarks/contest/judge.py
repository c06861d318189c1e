"""What the plans of a contestant are worth, by trainopt's checker and never by a solver's own figure."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.contest.watch import Outcome
from trainopt.check import check, terms
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem

Values = tuple[int, ...]
"""One figure per tier, most important first."""


@dataclass(frozen=True)
class Judged:
    """An outcome with the plans that were the best so far, as (seconds, values), and the broken ones counted.

    `bounds` are those of the first tier, each higher than the one before, as (seconds, bound).
    """

    outcome: Outcome
    better: tuple[tuple[float, Values], ...]
    broken: int
    bounds: tuple[tuple[float, int], ...]

    @property
    def first(self) -> float | None:
        """Seconds to the first plan that passes the checker."""
        return self.better[0][0] if self.better else None

    def values_at(self, seconds: float) -> Values | None:
        """The best plan's values at a time; None without a plan."""
        return next((values for at, values in reversed(self.better) if at <= seconds), None)

    def bound_at(self, seconds: float) -> int | None:
        """The first tier's bound at a time; None without one."""
        return next((bound for at, bound in reversed(self.bounds) if at <= seconds), None)


def judge(problem: Problem, outcome: Outcome) -> Judged:
    """Check every plan, in the order in which they came."""
    better: list[tuple[float, Values]] = []
    broken = 0
    for seconds, found in outcome.plans:
        plan = plan_of(problem, found.assignment)
        if check(problem, plan):
            broken += 1
            continue
        figures = terms(problem, plan)
        values = tuple(figures[term] for term in problem.objective)
        if not better or values < better[-1][1]:
            better.append((seconds, values))
    return Judged(outcome, tuple(better), broken, _rising_bounds(outcome))


def _rising_bounds(outcome: Outcome) -> tuple[tuple[float, int], ...]:
    rising: list[tuple[float, int]] = []
    for seconds, news in outcome.bounds:
        if news.tier == 0 and (not rising or news.bound > rising[-1][1]):
            rising.append((seconds, news.bound))
    return tuple(rising)
