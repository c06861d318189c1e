"""What a plan breaks, as it is told."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.plan.placements import Placement


@dataclass(frozen=True, order=True)
class Broken:
    """A rule that a plan breaks: its number in the contract, what is wrong, and the placements at fault."""

    rule: int
    message: str
    placements: tuple[Placement, ...] = ()

    def __repr__(self) -> str:
        return f"Broken({self.rule}, {self.message!r})"

    def __str__(self) -> str:
        """With the lines of assignments.csv where the plan was read from there."""
        return self.told("assignments.csv:{}")

    def told(self, row: str) -> str:
        """With the rows where the plan was read from; `row` is how one is named, its number as `{}`."""
        return f"{row.format(self.line)}: {self.said}" if self.line else self.said

    @property
    def line(self) -> int:
        """The first row at fault; 0 where the plan was not read."""
        return min(self._lines, default=0)

    @property
    def said(self) -> str:
        """What is wrong and with whom, without the row."""
        steps = [f"{p.cohort_id} step {p.step}" for p in self.placements]
        more = f", lines {', '.join(map(str, self._lines))}" if len(self._lines) > 1 else ""
        who = f" ({', '.join(steps[:6])}{' …' if len(steps) > 6 else ''}{more})" if steps else ""
        return f"rule {self.rule}: {self.message}{who}"

    @property
    def _lines(self) -> list[int]:
        return sorted({placement.line for placement in self.placements if placement.line})
