"""What the solver process tells the process that watches it."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.errors import Fault
from trainopt.plan.placements import Seat


@dataclass(frozen=True)
class Found:
    """A plan better than the ones before it, and who found it."""

    assignment: dict[int, tuple[Seat, ...]]
    by: str


@dataclass(frozen=True)
class Bounded:
    """No plan that keeps the tiers above at their values has less than `bound` in this tier."""

    tier: int
    bound: int


@dataclass(frozen=True)
class Working:
    """What the solver process is at; `tier` is None before the first one."""

    what: str
    tier: int | None = None


@dataclass(frozen=True)
class Chosen:
    """How the problem is searched, decided by its size."""

    method: str


@dataclass(frozen=True)
class Contradiction:
    """No plan can hold the pins; the rows that contradict each other."""

    members: tuple[Fault, ...]
    verified: bool
    smallest: bool


@dataclass(frozen=True)
class Finished:
    """The search is over: because all is done, or else because its time was up."""

    in_time: bool


@dataclass(frozen=True)
class Failed:
    """The solver process ran into an error of ours."""

    traceback: str


Message = Found | Bounded | Working | Chosen | Contradiction | Finished | Failed
