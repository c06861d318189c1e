"""What a search found: the plan, and per tier its value, proven bound, gap and status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from trainopt.errors import TrainoptError
from trainopt.plan.placements import Plan
from trainopt.search.messages import BY_NEIGHBOURHOODS


class Status(StrEnum):
    """How a tier ended. A result never pretends: `optimal` is proven, `feasible` is all else."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Stopped(StrEnum):
    """Why a search ended."""

    FINISHED = "finished"
    TIME = "time limit"
    INTERRUPTED = "interrupted"
    CRASHED = "the solver process died"
    MEMORY = "memory limit"
    GAP = "the gap asked for"


@dataclass(frozen=True)
class Tier:
    """A level of the objective: its value, and what no plan that keeps the tiers above can be better than."""

    term: str
    value: int
    bound: int
    seconds: float

    def __post_init__(self) -> None:
        if self.bound > self.value:
            raise ValueError(f"{self.term}: a bound of {self.bound} above the value {self.value}")

    @property
    def gap(self) -> float:
        """(value - bound) / value: 0 where proven, at most 1."""
        return (self.value - self.bound) / self.value if self.value else 0.0

    @property
    def status(self) -> Status:
        """Whether the value is proven."""
        return Status.OPTIMAL if self.value == self.bound else Status.FEASIBLE


@dataclass(frozen=True)
class Event:
    """A line of the search log: seconds since the start, what happened, and a tier as it was then.

    `placed` counts trainees.
    """

    seconds: float
    what: str
    tier: Tier
    placed: int


@dataclass(frozen=True)
class Result:
    """A checked plan with its tiers, all six terms, and how the search went.

    `method` says how it was searched, which its size decides; `log` has every better plan and bound.
    `left_out`: the terms that some trials did not pursue, because sums with the tiers before them are too
    large, and the share of the trials that did not. `trials`: how many changes of the plan were tried. `bug`
    is an error of ours that ended the search after this plan was found.
    """

    plan: Plan
    tiers: tuple[Tier, ...]
    terms: dict[str, int]
    stopped: Stopped
    method: str
    seconds: float
    log: tuple[Event, ...]
    left_out: Mapping[str, float] = field(default_factory=dict)
    trials: int = 0
    bug: TrainoptError | None = None

    @property
    def without_kernel(self) -> bool:
        """Whether a large problem was planned without the compiled kernel, for whatever cause."""
        return self.method == BY_NEIGHBOURHOODS

    def __repr__(self) -> str:
        return f"Result({', '.join(f'{t.term} {t.value:,}' for t in self.tiers)}; {self.stopped})"
