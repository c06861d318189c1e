"""The bounds of a run, tier by tier, and which of them hold for the plan as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from trainopt.errors import TrainoptError
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.floors import Floors
from trainopt.search.grain import Grain, find_grains, sharpened
from trainopt.search.messages import Bounded


@dataclass
class Proven:
    """What is proven so far. Values are those of a plan's tiers, most important first."""

    problem: Problem
    found: dict[int, list[Bounded]] = field(default_factory=dict)
    floors: Floors | None = None
    grains: dict[str, Grain] = field(init=False)

    def __post_init__(self) -> None:
        self.grains = find_grains(self.problem)

    def add(self, bounded: Bounded) -> None:
        """One more bound."""
        sharp = sharpened(self.problem, self.grains, bounded)
        self.found.setdefault(bounded.tier, []).append(sharp)

    def best(self, tier: int, values: Sequence[int]) -> int:
        """The best bound that holds for plans which keep the tiers before this one as they are."""
        holding = (one.bound for one in self.found.get(tier, ()) if one.holds_for(values))
        return max(holding, default=0)

    def by_floors(self, values: Sequence[int], expired: Callable[[], bool]) -> list[Bounded]:
        """What each cohort's own ways prove beyond that, for plans with as few unmet, if there is time."""
        if self.floors is None:
            self.floors = Floors(self.problem, find_options(self.problem))
        found = self.floors.bounds(values, expired)
        return [one for one in found if one.bound > self.best(one.tier, values)]

    def refute(self, values: Sequence[int]) -> TrainoptError | None:
        """A bound above the value of a checked plan is none: it is dropped, and what proved it has a bug."""
        error = None
        for tier, found in self.found.items():
            refuted = [one for one in found if one.bound > values[tier] and one.holds_for(values)]
            if refuted:
                self.found[tier] = [one for one in found if one not in refuted]
                error = TrainoptError(
                    f"{self.problem.objective[tier]} was said to be at least {refuted[0].bound}; "
                    f"a plan that was checked has {values[tier]}"
                )
        return error
