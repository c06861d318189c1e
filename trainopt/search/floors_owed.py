"""The floors of the plan as it stands, found in moments: between them the solver processes are heard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainopt.search.effort import Effort
from trainopt.search.messages import Bounded
from trainopt.search.proven import Proven

# How long, in seconds, nobody is heard while floors are found.
MOMENT = 0.1


@dataclass
class FloorsOwed:
    """What each cohort's own ways prove of the best plan; of a large problem that takes seconds.

    They are found for a moment at a time, and what is left after one is `owed`. A repeatable run, in which
    nothing may hang on when the others are heard, finds all at once.
    """

    proven: Proven
    effort: Effort
    owed: bool = False

    def found(self, values: Sequence[int]) -> Iterator[Bounded]:
        """What one moment more brings for plans with as few unmet, of `values` tier by tier."""
        repeatable, clock = self.effort.params.repeatable, self.effort.clock
        until = math.inf if repeatable else clock.elapsed() + MOMENT

        def expired() -> bool:
            return self.effort.over or clock.elapsed() >= until

        yield from self.proven.by_floors(values, expired)
        self.owed = expired()
