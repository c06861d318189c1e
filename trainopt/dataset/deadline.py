"""When reading must be over: a table of a hundred thousand rows takes seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from trainopt.errors import NoPlanInTime

T = TypeVar("T")


@dataclass(frozen=True)
class Deadline:
    """A time of the monotonic clock."""

    at: float = math.inf

    def check(self) -> None:
        """Raise NoPlanInTime where it is past."""
        if time.monotonic() > self.at:
            raise NoPlanInTime("the time was up while the dataset was read")

    def watched(self, found: Iterable[T]) -> Iterator[T]:
        """Whatever is found, for as long as there is time. Raises NoPlanInTime."""
        for one in found:
            self.check()
            yield one
        self.check()


NEVER = Deadline()
