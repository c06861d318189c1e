"""What a run may spend and has spent, what ends it and whom it tells: one value from command to search."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import TYPE_CHECKING, Any

from trainopt.errors import check_kind
from trainopt.search.params import Clock, Params

if TYPE_CHECKING:
    from trainopt.dataset.deadline import Deadline
    from trainopt.plan.placements import Plan
    from trainopt.problem import Problem
    from trainopt.search.result import Tier


@dataclass(frozen=True)
class Progress:
    """Where a search stands: what it does, in which tier, and what it has. `plan` only where it is new.

    `placed` counts trainees, `pace` is how many cohorts a second got a better place of late.
    """

    working: str
    tier: int | None
    tiers: tuple[Tier, ...]
    placed: int
    elapsed: float
    pace: float = 0.0
    plan: Plan | None = None

    def __repr__(self) -> str:
        return f"Progress({self.working!r}, {self.placed:,} placed, {self.elapsed:.1f} s)"


Observer = Callable[[Progress], None]


def _tell_nobody(_: object) -> None:
    """Whoever does not ask hears nothing."""


@dataclass(frozen=True)
class Effort:
    """The limits of a run, the clock that counts since its start, what ends it early, and whom it tells.

    Once `stop` is set the run ends with the best it has. `observer` hears how a search stands, `tell` in a
    sentence what is done next. `islands` makes the islands (`search/islands.py`)
    of other machines that search a large problem, too.

    >>> effort = trainopt.Effort.of(trainopt.Params(seconds=60))
    >>> effort.share(seconds=10).params.seconds
    10
    """

    params: Params
    clock: Clock
    stop: threading.Event = field(default_factory=threading.Event)
    observer: Observer = _tell_nobody
    tell: Callable[[str], None] = _tell_nobody
    islands: Callable[[Problem], Any] | None = None

    def __repr__(self) -> str:
        return f"Effort({self.clock.elapsed():.1f} of {self.clock.seconds:g} s)"

    @classmethod
    def of(cls, given: Effort | Params | None, seconds: float = 60.0) -> Effort:
        """What is given; limits alone begin to count now, and without any it is so many seconds.

        Raises UsageError for what is neither.
        """
        if isinstance(given, Effort):
            return given
        check_kind("params", given, Params, Effort, NoneType)
        params = given or Params(seconds=seconds)
        return cls(params, Clock.start(params.seconds))

    @property
    def stopped(self) -> bool:
        """Whether the run is to end at once."""
        return self.stop.is_set()

    @property
    def over(self) -> bool:
        """Whether there is no time for more, or none is wanted."""
        return self.stopped or self.clock.left() <= 0

    @property
    def deadline(self) -> Deadline:
        """When what comes before the first plan must be over: at the clock's, or once the run is stopped."""
        return replace(self.clock.deadline, stopped=self.stop.is_set)

    def share(self, seconds: float, ways: int = 1) -> Effort:
        """A part that begins now: so many seconds, and what each of so many runs at once has of the rest.

        A repeatable run has them all, any other at most what is left. The part ends with the whole, and tells
        nobody.
        """
        if not self.params.repeatable:
            seconds = max(min(seconds, self.clock.left()), 0.0)
        params = self.params if ways == 1 else self.params.share(ways)
        return Effort(replace(params, seconds=seconds), Clock.start(seconds), self.stop)
