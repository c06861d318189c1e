"""What a term's values are multiples of: a bound between two of them is as good as the upper one.

Whoever is late is so for whole weeks, a term counts trainees, who come in cohorts, and classes cost what they
cost. So where every class costs 10,000 and nobody else anything, a bound of 473,000 proves 480,000.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd

from trainopt.check import begun_terms
from trainopt.problem import Problem
from trainopt.search.messages import Bounded
from trainopt.tables import TERMS


@dataclass(frozen=True)
class Grain:
    """Every plan has `always` of a term and a multiple of `step` besides."""

    always: int
    step: int

    def at_least(self, bound: int) -> int:
        """The least value that a plan can have which has no less than the bound."""
        if bound <= self.always or not self.step:
            return bound
        return self.always - (self.always - bound) // self.step * self.step


def find_grains(problem: Problem) -> dict[str, Grain]:
    """By term; `changes` also counts published steps of who is gone, and so anything."""
    weights = gcd(*(problem.weight(cohort) for cohort in problem.cohorts))
    sizes = gcd(*(cohort.size for cohort in problem.cohorts))
    costs = gcd(*(c for row in problem.rows for c in (row.cost_per_class, row.cost_per_trainee * sizes)))
    steps = {
        "unmet": weights,
        "lateness": weights,
        "changes": 1,
        "transfers": sizes,
        "waiting": sizes,
        "cost": costs,
    }
    always = dict(zip(TERMS, begun_terms(problem), strict=True))
    return {term: Grain(always[term], steps[term]) for term in TERMS}


def sharpened(problem: Problem, grains: dict[str, Grain], bounded: Bounded) -> Bounded:
    """The same bound, at the least value that can be."""
    term = problem.objective[bounded.tier]
    return replace(bounded, bound=grains[term].at_least(bounded.bound))
