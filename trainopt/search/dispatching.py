"""Dispatching: those who are to meet go on by one step at a time, whoever has least time to spare first.

Put in one after the other with all their steps, the first take the best weeks of every place, and for the
last there are none left that follow each other within the horizon. Where all must have come before anybody
can go on, nothing is gained by letting some of them through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.options import Options

Gathered = tuple[Group, int, int]
"""A cohort by its index, with its group and the step at which it meets the others."""

FirstSteps = dict[int, list[int]]
"""By cohort the openings of its first steps, in order."""


@dataclass(frozen=True)
class Dispatching:
    """`go_on` finds the opening of a cohort's next step behind those that it has: the one that is done first.

    After `expired` says yes nobody goes on.
    """

    problem: Problem
    options: Options
    ledger: Ledger
    go_on: Callable[[Group, int, Sequence[int]], int | None]
    expired: Callable[[], bool]

    def run(self, members: Sequence[Gathered]) -> FirstSteps:
        """The ways up to where they meet, without whoever found none; the ledger is left as it was."""
        first = {index: (group, index, step) for group, index, step in reversed(members)}
        ways: FirstSteps = {index: [] for index in first}
        weeks = {index: self._weeks(group, step) for group, index, step in first.values()}
        waiting = [(self._spare(index, weeks[index], 0), index) for index in first if weeks[index]]
        heapify(waiting)
        while waiting and not self.expired():
            index = heappop(waiting)[1]
            if not self._advance(first[index][0], index, ways[index]):
                del ways[index]
            elif (steps := len(ways[index])) < len(weeks[index]):
                heappush(waiting, (self._spare(index, weeks[index], steps), index))
        for index in first:
            if index in self.ledger.paths:
                self.ledger.remove(self.problem.cohorts[index])
        return ways if not waiting else {}

    def _weeks(self, group: Group, steps: int) -> list[int]:
        """How long each of the first steps takes at the least."""
        openings = self.options.openings
        found = self.options.by_group[group.index][:steps]
        return [int((openings.end[one] - openings.start[one] + 1).min()) if len(one) else 0 for one in found]

    def _spare(self, index: int, weeks: Sequence[int], steps: int) -> int:
        """The weeks until a cohort is due, less those that the steps still before it take."""
        return self.problem.demands[self.problem.cohorts[index].demand].due - sum(weeks[steps:])

    def _advance(self, group: Group, index: int, way: list[int]) -> bool:
        """Take one step more; False, and none is taken any more, where there is no way on."""
        cohort = self.problem.cohorts[index]
        opening = self.go_on(group, index, way)
        if way:
            self.ledger.remove(cohort)
        if opening is None:
            return False
        way.append(opening)
        self.ledger.place(cohort, way)
        return True
