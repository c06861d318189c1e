"""What may happen to a plan beside its shares, and what then becomes of who is hit."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType

from trainopt.errors import UsageError, check_kind, shown

CANCEL, RUN = "cancel", "run"
BELOW_MIN = (CANCEL, RUN)
"""What becomes of a class with fewer than `class_min` trainees at its start."""

MOST_SHOCK = 3.0
MOST_OF = {"class_shock": MOST_SHOCK, "nation_shock": MOST_SHOCK, "repeat": 1.0, "lost_weeks": 0.5}
"""Of each number the most it can be; the least is 0."""


@dataclass(frozen=True)
class Chances:
    """What may happen beside `show_percent` and `pass_percent`, which the dataset has.

    `class_shock` and `nation_shock`: how far the odds of coming, and those of passing, swing together in a
    class and in the nation that hosts it: the standard deviation of their logarithm; 0 where everybody comes
    and passes by themselves. `below_min`: `cancel` or `run` a class that has fewer than `class_min` trainees
    at its start. `repeat`: of those who do not pass, the share who ask for a free seat in a later class, once
    a course; 0 to 1. `lost_weeks`: the share of weeks that a site loses; each makes its classes end a week
    later; 0 to 0.5.
    """

    class_shock: float = 0.3
    nation_shock: float = 0.2
    repeat: float = 1.0
    lost_weeks: float = 0.0
    below_min: str = CANCEL

    @classmethod
    def of(cls, given: Chances | None) -> Chances:
        """What is given, or the usual ones. Raises UsageError for what are none."""
        check_kind("chances", given, Chances, NoneType)
        return given or cls()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant. Raises UsageError."""
        for name, most in MOST_OF.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                raise UsageError(f"{name} must be a number from 0 to {most:g} (got {shown(value)})")
        if self.below_min not in BELOW_MIN:
            raise UsageError(f"below_min must be {' or '.join(BELOW_MIN)} (got {shown(self.below_min)})")
