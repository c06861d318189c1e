"""When to give up trying to hold what is frozen of the plan in force."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.search.effort import Effort

HOLD_SHARE = 0.3
"""The part of the time limit that trying to hold frozen steps may take."""

HOLD_TRIALS = 300
"""In a repeatable run, for how many cohorts a place may be sought per second of the limit."""


@dataclass
class HoldPatience:
    """When to give up trying to hold frozen steps: once the run is stopped, or has used a part of its time.

    In a repeatable run, which must not hang on the clock, after so many trials instead: places sought for a
    cohort, by all attempts together. `share` is the part of the time.
    """

    effort: Effort
    share: float = HOLD_SHARE
    trials: int = 0

    def tried(self) -> None:
        """A place was sought for a cohort."""
        self.trials += 1

    def is_over(self) -> bool:
        """Asked again and again during a run."""
        clock, params = self.effort.clock, self.effort.params
        if self.effort.stopped:
            return True
        if params.repeatable:
            return self.trials >= params.seconds * HOLD_TRIALS
        return clock.elapsed() > self.share * clock.seconds
