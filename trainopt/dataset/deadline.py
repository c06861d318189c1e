"""When work must be over: tables of a hundred thousand rows take seconds to read, and longer to plan."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import TypeVar

from trainopt.errors import Interrupted, NoPlanInTime

T = TypeVar("T")

READING = "the dataset was read"


def _nobody() -> bool:
    return False


@dataclass(frozen=True)
class Deadline:
    """A time of the monotonic clock; `stopped` says whether whoever waits has ended the work before it."""

    at: float = math.inf
    stopped: Callable[[], bool] = field(default=_nobody, repr=False)

    def check(self, doing: str = READING) -> None:
        """Go on if there is time. Raises NoPlanInTime where it is past, Interrupted where it was ended."""
        self._look(lambda: doing)

    def watched(self, found: Iterable[T], doing: str = READING) -> Iterator[T]:
        """Whatever is found, for as long as there is time. Raises NoPlanInTime, Interrupted.

        They say how far it came, where it is known of how many.
        """
        of = f" of {len(found):,} done" if isinstance(found, Sized) else None
        number = 0

        def told() -> str:
            return doing if of is None else f"{doing}: {number:,}{of}"

        for one in found:
            self._look(told)
            yield one
            number += 1
        self._look(told)

    def _look(self, doing: Callable[[], str]) -> None:
        if self.stopped():
            raise Interrupted(f"interrupted before there was any plan, while {doing()}")
        if time.monotonic() > self.at:
            raise NoPlanInTime(f"the time was up while {doing()}")


NEVER = Deadline()
