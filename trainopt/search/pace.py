"""How fast a search gets cohorts better places."""

from __future__ import annotations

from dataclasses import dataclass, field

# Over how many seconds the pace is taken.
PACE_SECONDS = 10.0


@dataclass
class SearchPace:
    """What got better places of late: when, in seconds since the start of the run, and how many cohorts."""

    steps: list[tuple[float, int]] = field(default_factory=list)

    def add(self, at: float, cohorts: int) -> None:
        """So many cohorts have just got better places."""
        self.steps.append((at, cohorts))

    def at(self, now: float) -> float:
        """Cohorts a second that got a better place in the last seconds."""
        self.steps = [(at, cohorts) for at, cohorts in self.steps if at > now - PACE_SECONDS]
        return sum(cohorts for _, cohorts in self.steps) / min(PACE_SECONDS, max(now, 1.0))
