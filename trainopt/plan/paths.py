"""The best way of one cohort through its steps, given where each step can be held and at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.problem import Problem
from trainopt.problem.entities import Demand, Step
from trainopt.problem.openings import Bools, Ints, Openings


@dataclass(frozen=True)
class OpeningChoice:
    """Where a step can be held: openings, their prices, and whether the cohort could arrive there."""

    found: Ints
    price: Ints
    arrive: Bools


def allowed_pairs(problem: Problem, openings: Openings, before: Ints, after: Ints, step: Step) -> Bools:
    """Rule 3 between two steps: [i, j] is true where opening after[j] may follow before[i]."""
    wait = openings.start[after][None, :] - openings.end[before][:, None] - 1
    abroad = openings.nation[after][None, :] != openings.nation[before][:, None]
    allowed: Bools = wait >= np.where(abroad, problem.transfer_weeks, 0)
    if step.max_wait is not None:
        allowed &= wait <= step.max_wait
    if step.location == "same_nation":
        allowed &= ~abroad
    elif step.location == "same_site":
        allowed &= openings.site[after][None, :] == openings.site[before][:, None]
    return allowed


def best_path(
    problem: Problem,
    openings: Openings,
    demand: Demand,
    choices: Sequence[OpeningChoice],
    transfer_price: int = 0,
) -> list[int] | None:
    """The openings of the cheapest way, or None where there is none. Ties go to the earlier opening.

    The price of a way is the sum of its openings' prices, and `transfer_price` for each change of nation.
    Where the choices are of the demand's first steps alone, so is the way.
    """
    first = choices[0]
    home = -1 if demand.origin is None else demand.origin.nation
    at_home = openings.nation[first.found] == (-1 if home is None else home)
    good = first.arrive | at_home
    kept = [first.found[good]]
    moves = 0 if demand.origin is None else transfer_price * ~at_home[good]
    cost = (first.price[good] + moves).astype(np.float64)
    back: list[Ints] = []
    for step, choice in zip(demand.steps[1 : len(choices)], choices[1:], strict=True):
        if not len(kept[-1]) or not len(choice.found):
            return None
        allowed = allowed_pairs(problem, openings, kept[-1], choice.found, step)
        abroad = openings.nation[choice.found][None, :] != openings.nation[kept[-1]][:, None]
        allowed &= ~abroad | choice.arrive[None, :]
        total = np.where(allowed, cost[:, None] + transfer_price * abroad, np.inf)
        best = total.argmin(axis=0)
        cost = total[best, np.arange(len(choice.found))] + choice.price
        reachable = np.isfinite(cost)
        kept.append(choice.found[reachable])
        back.append(best[reachable])
        cost = cost[reachable]
    if not len(cost):
        return None
    at = int(cost.argmin())
    path = [int(kept[-1][at])]
    for found, origin in zip(reversed(kept[:-1]), reversed(back), strict=True):
        at = int(origin[at])
        path.append(int(found[at]))
    return path[::-1]
