"""What all processes of a search have tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trainopt.search.messages import Tried


@dataclass
class TriedTogether:
    """What each process has tried, as it told last."""

    by_process: dict[int, Tried] = field(default_factory=dict)

    @property
    def trials(self) -> int:
        """How many changes of the plan all have tried."""
        return sum(one.trials for one in self.by_process.values())

    def left_out(self, objective: Iterable[str]) -> dict[str, float]:
        """By term, the share of all trials that did not pursue it; without those that all trials pursued."""
        told = self.by_process.values()
        numbers = {term: sum(one.left_out.get(term, 0) for one in told) for term in objective}
        return {term: number / self.trials for term, number in numbers.items() if number}
