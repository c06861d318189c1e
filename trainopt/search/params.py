"""What a run may spend, and how it counts time."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from trainopt.search.memory import machine_bytes

WHOLE_OPTIONS = 3_000
"""Problems with more options are searched by neighbourhoods: on generated datasets of twice the size the
whole model found nothing better than the greedy plan in a minute."""


@dataclass(frozen=True)
class Params:
    """Limits and choices of a run.

    `seconds`: wall-clock from start to end. `gap`: 0.01 for 1 %, enough for every tier. `workers`: threads
    or processes of the solver; 0 for all processors. `memory`: bytes for all processes of the run together;
    None for nine tenths of what the machine has. `repeatable`: the same input, parameters and version give
    the same plan, at the price of one worker and of a solver that counts its own steps instead of seconds.
    """

    seconds: float = 60.0
    gap: float = 0.0
    workers: int = 0
    seed: int = 1
    repeatable: bool = False
    memory: int | None = None

    @property
    def most_memory(self) -> int:
        """Bytes that all processes of the run may have together."""
        return self.memory or machine_bytes() * 9 // 10

    @property
    def threads(self) -> int:
        """Workers as a number of threads."""
        if self.repeatable:
            return 1
        return self.workers or len(os.sched_getaffinity(0))


@dataclass
class Clock:
    """Wall-clock of a run. `reserve` is kept back for checking and writing what is found."""

    began: float
    seconds: float
    reserve: float = 0.5

    @classmethod
    def start(cls, seconds: float) -> Clock:
        """A clock that starts now."""
        return cls(time.monotonic(), seconds)

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Seconds left for searching; negative once the reserve is touched."""
        return self.seconds - self.reserve - self.elapsed()
