"""What the kernel pursues, phase by phase: one for each tier, with the tiers before it capped.

The figures were measured on generated datasets (decision 0031).
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from statistics import median
from types import MappingProxyType
from typing import Any

from trainopt.problem import Problem
from trainopt.tables import TERMS

_Int, _Long = ctypes.c_int32, ctypes.c_int64
_ByTerm = _Long * len(TERMS)

# No term exceeds this.
NO_CAP = 2**62

# Chances are given to the kernel out of so many, prices in this part of a week, weights in this part of one.
CHANCES, PRICE, WEIGHT = 1024, 100, 1000


class CPrices(ctypes.Structure):
    """`Prices` of insertion.h."""

    _fields_ = (
        ("new_class", _Int),
        ("small_class", _Int),
        ("end", _Int),
        ("late", _Int),
        ("change", _Int),
        ("transfer", _Int),
        ("wait", _Int),
        ("cost", _Int),
    )


class CSeeds(ctypes.Structure):
    """`Seeds` of ruin.h."""

    _fields_ = (("focus", _Int), ("unmet", _Int), ("worst", _Int), ("worst_term", _Int))


class CPhase(ctypes.Structure):
    """`Phase` of kernel.h."""

    _fields_ = (
        ("order", _Int * len(TERMS)),
        ("tiers", _Int),
        ("filled", _Int),
        ("weight", _ByTerm),
        ("cap", _ByTerm),
        ("temperature", _Long),
        ("seeds", CSeeds),
        ("more_unmet", _Int),
        ("overlook", _Int),
        ("prices", CPrices),
    )


@dataclass(frozen=True)
class Prices:
    """What things are worth in weeks, when a cohort is put in; `cost` for 1,000 EUR.

    Only their proportions matter.
    """

    new_class: float = 20.0
    small_class: float = -8.0
    end: float = 1.0
    late: float = 4.0
    change: float = 0.0
    transfer: float = 2.0
    wait: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True)
class Phase:
    """How a tier is pursued.

    `hot` and `cold` are the temperatures at its begin and end, in units of the tier's term (`unit` of them
    are one: 1,000 EUR of `cost`); `beside` are weights of later tiers in the sum that annealing lowers.
    `worst` is the share of ruins around who adds most to the tier's term, `unmet` around who is not placed.
    `overlook` is the chance that an opening is overlooked, `more_unmet` how many unmet cohorts are tried
    besides, `filled` whether a class is worth what it costs, times the square of its fill.
    """

    hot: float
    cold: float
    unit: int = 1
    worst: float = 0.8
    unmet: float = 0.0
    more_unmet: int = 0
    overlook: float = 0.02
    beside: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    filled: bool = False
    prices: Prices = Prices()


LATER = Prices(new_class=8.0, end=0.2, late=10.0)

PHASES: dict[str, Phase] = {
    "unmet": Phase(
        60.0, 1.0, worst=0.1, unmet=0.5, more_unmet=8, overlook=0.01, beside={"lateness": 0.002}
    ),
    "lateness": Phase(
        60.0, 2.0, beside={"changes": 0.05, "transfers": 0.05, "waiting": 0.02}, prices=LATER
    ),
    "changes": Phase(
        15.0,
        1.0,
        beside={"lateness": 0.05, "transfers": 0.05, "waiting": 0.01},
        prices=Prices(new_class=8.0, end=0.2, late=10.0, change=20.0),
    ),
    "transfers": Phase(
        15.0, 1.0, beside={"waiting": 0.01}, prices=Prices(new_class=8.0, end=0.2, late=10.0, transfer=15.0)
    ),
    "waiting": Phase(
        15.0, 1.0, prices=Prices(new_class=8.0, end=0.1, late=10.0, transfer=10.0, wait=1.5)
    ),
    "cost": Phase(
        10.0,
        1.0,
        unit=1000,
        worst=0.0,
        prices=Prices(end=0.1, late=10.0, transfer=10.0, wait=1.0, cost=0.1),
    ),
}  # fmt: skip

# Where more has changed than may: whoever can goes back, whatever that costs.
GOING_BACK = replace(PHASES["changes"], prices=Prices(change=1000.0))

# Where somebody may be left out for a term's sake: who is not placed may be the better one to place.
TRY_UNMET: dict[str, Any] = {"unmet": 0.2, "more_unmet": 4}

# Where classes alone cost, and trainees nothing by themselves, moving one from class to class changes nothing
# until a class is empty. So full classes are worth something there (Falkenauer 1996), and the temperatures
# are shares of what a class costs.
BY_CLASS_HOT, BY_CLASS_COLD = 0.3, 0.003

# Which price is about which term; and what a unit of a term that is preferred to `unmet` costs, the last of
# them so much, each before it so many times more.
PRICE_OF = {
    "lateness": "late",
    "changes": "change",
    "transfers": "transfer",
    "waiting": "wait",
    "cost": "cost",
}
PREFERRED, DEARER = 20.0, 4.0

# Where `changes` matters at all, a step elsewhere than it was published costs this, in weeks.
CHANGE_PRICE = 4.0


def phase_of(
    problem: Problem, tier: int, values: Mapping[str, int], heat: float, focus: float = 0.0
) -> CPhase:
    """The phase that pursues a tier from a plan with these values, `heat` of the way from cold to hot.

    `focus` is the share of ruins around who is in focus. The tiers before it may not become worse, and nor
    may `changes` exceed its cap if there is one. Where it does so by now it is pursued
    before all tiers.
    """
    term = problem.objective[tier]
    phase = PHASES[term]
    if "unmet" in problem.objective[tier + 1 :]:
        phase = replace(phase, **TRY_UNMET)
    if _is_above_cap(problem, values):
        tier, term, phase = 0, "changes", GOING_BACK
    if term == "cost" and (each := _cost_of_class_alone(problem)):
        phase = replace(phase, hot=BY_CLASS_HOT * each, cold=BY_CLASS_COLD * each, filled=True)
    weights = dict.fromkeys(TERMS, 0.0)
    for place, name in enumerate(problem.objective):
        own = 1.0 / PHASES[name].unit
        weights[name] = own if place <= tier else own * phase.beside.get(name, 0.0)
    return CPhase(
        (_Int * len(TERMS))(*(TERMS.index(name) for name in problem.objective)),
        len(problem.objective),
        int(phase.filled),
        _ByTerm(*(round(WEIGHT * phase.unit * weights[name]) for name in TERMS)),
        _ByTerm(*(_cap(problem, tier, name, values) for name in TERMS)),
        round(WEIGHT * phase.unit * phase.cold * (phase.hot / phase.cold) ** heat),
        CSeeds(_chance(focus), _chance(phase.unmet), _chance(phase.worst), TERMS.index(term)),
        phase.more_unmet,
        _chance(phase.overlook),
        _prices(problem, phase.prices),
    )


def _cost_of_class_alone(problem: Problem) -> float:
    """What a class costs in the middle, in units of `cost`; 0 where trainees cost something by themselves."""
    if any(row.cost_per_trainee for row in problem.rows):
        return 0.0
    costs = [row.cost_per_class for row in problem.rows if row.cost_per_class]
    return median(costs) / PHASES["cost"].unit if costs else 0.0


def _is_above_cap(problem: Problem, values: Mapping[str, int]) -> bool:
    return problem.most_changes is not None and values["changes"] > problem.most_changes


def _chance(share: float) -> int:
    return round(CHANCES * share)


def _cap(problem: Problem, tier: int, name: str, values: Mapping[str, int]) -> int:
    cap = values[name] if name in problem.objective[:tier] else NO_CAP
    return min(cap, problem.most_changes) if name == "changes" and problem.most_changes is not None else cap


def _prices(problem: Problem, prices: Prices) -> CPrices:
    matters = problem.published is not None and (
        "changes" in problem.objective or problem.most_changes is not None
    )
    prices = replace(prices, change=max(prices.change, CHANGE_PRICE) if matters else 0.0)
    dearer = replace(prices, **_preferred(problem, prices))
    return CPrices(*(round(PRICE * getattr(dearer, name)) for name, _ in CPrices._fields_))


def _preferred(problem: Problem, prices: Prices) -> dict[str, float]:
    """Prices of what is preferred to `unmet`: whoever has a way without it is to go there, or is left out."""
    names = takewhile(lambda term: term != "unmet", problem.objective)
    dear = [PRICE_OF[term] for term in names if term in PRICE_OF]
    return {
        name: max(getattr(prices, name), PREFERRED * DEARER**place)
        for place, name in enumerate(reversed(dear))
    }
