"""What a contestant's process tells the process that watches it. `at` is in seconds of time.monotonic()."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.plan.placements import Seat


@dataclass(frozen=True)
class Ready:
    """The dataset is read; the contestant's time begins."""

    at: float


@dataclass(frozen=True)
class Found:
    """A plan, by cohort its seats."""

    at: float
    assignment: dict[int, tuple[Seat, ...]]


@dataclass(frozen=True)
class Bounded:
    """A proven bound of a tier."""

    at: float
    tier: int
    bound: int


@dataclass(frozen=True)
class Finished:
    """The contestant is done; `how` is in its own words."""

    at: float
    how: str


News = Ready | Found | Bounded | Finished
