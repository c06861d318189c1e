"""How fast one person may write: fast enough for any hand and any import, too slow to keep others waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from trainopt.web.refusals import TooMany

A_SECOND = 50.0
AT_ONCE = 500.0
MOST_KNOWN = 10_000
"""Persons of whom it is remembered; beyond them those who wrote longest ago are forgotten."""


class Pace:
    """A bucket for each person: it holds `AT_ONCE` writes and is filled by `A_SECOND` of them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, name: str) -> None:
        """Count a write. Raises TooMany."""
        with self._lock:
            moment = self._clock()
            left, since = self._left.pop(name, (AT_ONCE, moment))
            left = min(AT_ONCE, left + (moment - since) * A_SECOND)
            self._left[name] = (max(left - 1, 0.0), moment)
            if len(self._left) > MOST_KNOWN:
                del self._left[next(iter(self._left))]
        if left < 1:
            raise TooMany("this comes too fast: wait a second, then go on")
