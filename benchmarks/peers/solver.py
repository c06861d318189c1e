"""What the tiers ask of a solver, whichever it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from benchmarks.peers.rows import Ints, Sum

OnPoint = Callable[[Ints], None]
OnBound = Callable[[int], None]


class Outcome(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Task:
    """One solve: the term to minimise, a point to start from if there is one, and seconds it may take."""

    term: Sum
    start: Ints | None
    seconds: float


class Solver(Protocol):
    """Rows and columns in a solver."""

    def keep(self, term: Sum, value: int) -> None:
        """From now on the term is at most `value`."""

    def minimise(self, task: Task, on_point: OnPoint, on_bound: OnBound) -> Outcome:
        """Solve; every better point and bound is passed on as it is found, the last ones too."""


def rounded_up(bound: float) -> int:
    """The least whole number that a bound, itself a float, can mean."""
    return math.ceil(bound - max(1e-6, 1e-9 * abs(bound)))
