"""How long the reasons of a plan are looked for: of tens of thousands of cohorts that takes minutes."""

from __future__ import annotations

from trainopt.search.effort import Effort

LEAST_SECONDS = 1.0
"""Seconds for reasons in any case: those of a thousand cohorts, however late it is."""


class ReasonTime:
    """Asked between cohorts. `over` once it has said that it is over, `seconds` from first to last question.

    In a repeatable run there is all the time, since what is written must not hang on the clock.
    """

    def __init__(self, effort: Effort, until: float) -> None:
        self.effort = effort
        self.began = effort.clock.elapsed()
        self.least = self.began + LEAST_SECONDS
        self.until = max(until, self.least)
        self.seconds = 0.0
        self.over = False

    def is_over(self) -> bool:
        """Whether the time is up, by the clock of the run, or the run was stopped."""
        now = self.effort.clock.elapsed()
        self.seconds = now - self.began
        until = self.least if self.effort.stopped else self.until
        self.over = self.over or (now > until and not self.effort.params.repeatable)
        return self.over
