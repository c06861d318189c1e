"""What a run may spend, and how it counts time."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trainopt.errors import UsageError, shown
from trainopt.search.machine import machine_bytes, processors

if TYPE_CHECKING:
    from trainopt.dataset.deadline import Deadline

WHOLE_OPTIONS = 3_000
"""Problems with more options are not solved whole: on generated datasets of twice the size the
whole model found nothing better than the greedy plan in a minute."""

SEED_STEP = 7919
"""Seeds of processes lie this far apart."""

END_OF_TIME = 0.1
"""With less than this left, in seconds, a search ended because time was up, whatever it says itself."""

MOST_PARAMS = {"seconds": 7 * 24 * 3600, "gap": 1, "workers": 256, "seed": 2**31 - 1}
"""Of each number the most it can be; the least is 0."""
FRACTIONS = ("seconds", "gap")
"""The numbers that need not be whole."""

NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
SECONDS_ALONE = re.compile(NUMBER)
DURATION_PARTS = re.compile(rf"(?:{NUMBER}\s*h)?\s*(?:{NUMBER}\s*m(?:in)?)?\s*(?:{NUMBER}\s*s)?")
IN_SECONDS = (3600.0, 60.0, 1.0)


def parse_duration(text: str) -> float:
    """Seconds of a duration as people write it: `90`, `90s`, `10m`, `1.5h`, `1h30m`. Raises ValueError."""
    tidy = text.strip().lower()
    parts = DURATION_PARTS.fullmatch(tidy)
    given = parts.groups() if parts else (None, None, tidy if SECONDS_ALONE.fullmatch(tidy) else None)
    seconds = sum(float(number or 0) * unit for number, unit in zip(given, IN_SECONDS, strict=True))
    if not 0 < seconds <= MOST_PARAMS["seconds"]:
        raise ValueError(f"{shown(text)} is no duration such as 90s, 10m or 1h30m, at most a week")
    return seconds


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

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before any work is done. Raises UsageError."""
        for name, most in MOST_PARAMS.items():
            value = getattr(self, name)
            kinds = (int, float) if name in FRACTIONS else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds) or not 0 <= value <= most:
                what = "a number" if name in FRACTIONS else "a whole number"
                raise UsageError(f"{name} must be {what} from 0 to {most:,} (got {shown(value)})")
        if self.memory is not None and (type(self.memory) is not int or self.memory < 1):
            raise UsageError(f"memory must be a number of bytes or None (got {shown(self.memory)})")

    def share(self, ways: int) -> Params:
        """What each of so many runs at once may spend: processors and memory are divided, time is not."""
        ways = max(ways, 1)
        return replace(self, workers=max(self.threads // ways, 1), memory=self.most_memory // ways)

    @property
    def most_memory(self) -> int:
        """Bytes that all processes of the run may have together."""
        return self.memory or machine_bytes() * 9 // 10

    @property
    def threads(self) -> int:
        """Workers as a number of threads."""
        if self.repeatable:
            return 1
        return self.workers or processors()


READ_ON = 1.0
"""Seconds past the limit, which is kept within two, or from now on, in which reading may come to its end."""


@dataclass
class Clock:
    """Wall-clock of a run, by the clock that all processes of a machine share.

    `reserve` is kept back for checking and writing what is found. `spare` are seconds beyond `seconds` that
    are kept back for what is done with a plan: as long as there is none, they are for finding one.
    """

    began: float
    seconds: float
    reserve: float = 0.5
    spare: float = 0.0

    @classmethod
    def start(cls, seconds: float) -> Clock:
        """A clock that starts now."""
        return cls(time.monotonic(), seconds)

    @property
    def deadline(self) -> Deadline:
        """When reading that begins now must be over; a small dataset is read however short the time is."""
        from trainopt.dataset.deadline import Deadline

        return Deadline(max(self.began + self.seconds, time.monotonic()) + READ_ON)

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Seconds left for searching; negative once the reserve is touched."""
        return self.seconds - self.reserve - self.elapsed()

    def left_for_first(self) -> float:
        """Seconds left for a first plan: without one there is little to check and to write."""
        return self.seconds + self.spare - self.reserve / 2 - self.elapsed()

    def of_child(self) -> Clock:
        """The clock for a process that gets its job now: its start counts, and it keeps nothing back."""
        left, first = self.left(), self.left_for_first()
        return Clock(time.monotonic(), left, 0.0, first - left)
