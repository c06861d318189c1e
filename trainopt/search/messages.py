"""What the solver processes and the process that watches them tell each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainopt.errors import Fault
from trainopt.plan.ledger import SeatChange
from trainopt.plan.placements import Assignment


@dataclass(frozen=True)
class Found:
    """A plan better than the ones before it, and who found it."""

    assignment: Assignment
    by: str


@dataclass(frozen=True)
class Moved:
    """A better place for some cohorts of the plan, seen from the plan as the sender knows it.

    Both by cohort; None where a cohort is not placed. `gain` is what the first tier gains.
    """

    before: SeatChange
    after: SeatChange
    gain: int


@dataclass(frozen=True)
class MoveVerdict:
    """To all solver processes: a move of `worker`'s that now is in everyone's plan. To it alone, None: no."""

    worker: int
    move: Moved | None


@dataclass(frozen=True)
class Shared:
    """To the other solver processes: a better plan of one of them, with all its terms."""

    assignment: Assignment
    terms: Mapping[str, int]


ANY_VALUE = 2**62
"""In `kept`, of a tier that may have any value."""


@dataclass(frozen=True)
class Bounded:
    """No plan whose tiers before this one are at most `kept`, one value each, has less than `bound` in it."""

    tier: int
    bound: int
    kept: tuple[int, ...]

    def holds_for(self, values: Sequence[int]) -> bool:
        """Whether plans that keep the tiers before this one at these values, or below, are among those."""
        return all(value <= most for value, most in zip(values, self.kept, strict=False))


@dataclass(frozen=True)
class Working:
    """What the solver process is at; `tier` is None before the first one."""

    what: str
    tier: int | None = None


ANNEALED, BY_NEIGHBOURHOODS, WHOLE = "ruin and recreate", "large neighbourhoods", "the whole model"
"""How a problem is searched: by the kernel, without one, or by the solver where it is small."""


@dataclass(frozen=True)
class Chosen:
    """How the problem is searched, decided by its size; `together`: by several processes at once."""

    method: str
    together: bool


@dataclass(frozen=True)
class Tried:
    """How many changes of the plan the sender has tried so far, and by term how many did not pursue it."""

    trials: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Contradiction:
    """No plan can hold the pins; the rows that contradict each other."""

    members: tuple[Fault, ...]
    verified: bool
    smallest: bool


@dataclass(frozen=True)
class Finished:
    """The search is over: because all is done, or else because its time was up."""

    in_time: bool


@dataclass(frozen=True)
class Failed:
    """The solver process ran into an error of ours."""

    traceback: str


Order = MoveVerdict | Shared
"""What the watching process tells a solver process at work."""

Message = Found | Moved | Bounded | Working | Chosen | Tried | Contradiction | Finished | Failed
