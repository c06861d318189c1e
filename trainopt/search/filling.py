"""Classes too small that cannot be cancelled, because somebody is pinned there, filled with others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainopt.plan.ledger import RunningClass
from trainopt.problem.entities import Cohort, Group
from trainopt.problem.options import Options
from trainopt.search.making import PlanInMaking

TRIES = 40
"""Openings that are tried for whoever can only be in a class that others fill, too."""


class _Reach:
    """Which groups reach an opening, and at which of their steps; in the order in which they are given."""

    def __init__(self, groups: Sequence[Group], options: Options) -> None:
        self.ways = [(group, step) for group in groups for step in range(len(options.by_group[group.index]))]
        found = [options.by_group[group.index][step] for group, step in self.ways]
        openings = np.concatenate([np.zeros(0, dtype=np.int64), *found])
        ways = np.repeat(np.arange(len(found)), [len(one) for one in found])
        order = np.argsort(openings, kind="stable")
        self.openings, self.sorted = openings[order], ways[order]

    def of(self, opening: int) -> list[tuple[Group, int]]:
        """The groups with their steps."""
        first, end = np.searchsorted(self.openings, [opening, opening + 1])
        return [self.ways[way] for way in self.sorted[first:end]]


class Filling(PlanInMaking):
    """Whoever is pinned in a class too small gets others to fill it."""

    def run(self, order: Sequence[Group]) -> None:
        """Bring others, also from elsewhere, into the classes too small that cannot be cancelled."""
        small = [
            one for there in self.ledger.classes.values() for one in there if self.ledger.is_too_small(one)
        ]
        if not small or self.expired():
            return
        reach = _Reach([group for group in order if not any(group.pins)], self.options)
        group_of = {index: group for group in order for index in group.cohorts}
        for running in small:
            self._fill_up(reach, running)
            for index in list(running.cohorts):
                if self.expired():
                    return
                if self.ledger.is_too_small(running) and index in running.cohorts:
                    self._move_on(reach, group_of[index], index, running.opening)

    def _fill_up(self, reach: _Reach, running: RunningClass) -> None:
        for group, step in reach.of(running.opening):
            if not self.ledger.is_too_small(running) or self.expired():
                return
            self._bring(group, step, running)

    def _move_on(self, reach: _Reach, group: Group, index: int, opening: int) -> None:
        """Give a pinned cohort another class at a step at which it is not pinned, one that can be filled."""
        cohort, before = self.problem.cohorts[index], self.ledger.seats(index)
        step = [running.opening for running in self.ledger.paths[index]].index(opening)
        found = self.options.by_group[group.index][step]
        openings = self.options.openings
        self.ledger.remove(cohort)
        for other in found[np.lexsort((openings.row[found], openings.end[found]))][:TRIES]:
            if self.expired():
                break
            self.barren[other] = False  # it may begin too small
            placed = self.place(group, index, {step: int(other)})
            self.barren[other] = True
            if placed:
                self._fill_up(reach, self.ledger.paths[index][step])
                if not any(self.ledger.is_too_small(running) for running in self.ledger.paths[index]):
                    return
                self.ledger.remove(cohort)
        self.ledger.place_in(cohort, before or ())

    def _bring(self, group: Group, step: int, running: RunningClass) -> None:
        """Bring cohorts of the group into the class, as long as it is too small."""
        for index in group.cohorts:
            if not self.ledger.is_too_small(running) or self.expired():
                return
            cohort = self.problem.cohorts[index]
            before = self.ledger.seats(index)
            if before is not None:
                if not all(self._can_spare(*one, cohort) for one in enumerate(self.ledger.paths[index])):
                    continue
                self.ledger.remove(cohort)
            if not self.place(group, index, {step: running.opening}) and before is not None:
                self.ledger.place_in(cohort, before)

    def _can_spare(self, number: int, running: RunningClass, cohort: Cohort) -> bool:
        """Whether the class of a step of the cohort may still run without it, or is empty then."""
        left, expected = running.trainees - cohort.size, running.expected - cohort.expected[number]
        return left == 0 or not self.ledger.is_too_few(running, left, expected)
