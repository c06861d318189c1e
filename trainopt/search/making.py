"""A plan in the making: what the last parts of a greedy plan work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.openings import Bools
from trainopt.problem.options import Options


@dataclass(frozen=True)
class PlanInMaking:
    """`place` puts a cohort of a group on its best way, at a step in the opening that is named.

    `barren` says by opening where no class is begun by too few. After `expired` says yes nobody is placed.
    """

    problem: Problem
    options: Options
    ledger: Ledger
    barren: Bools
    place: Callable[[Group, int, Mapping[int, int]], bool]
    expired: Callable[[], bool]
