"""Classes that only all who need a course can fill: the last part of a greedy plan.

Put in one by one, each goes where it is done first, none of these classes is filled, and all of them are
cancelled with all steps of who is in them. So of a course that has no class then, those left are placed
together at the earliest opening, sought by halving, in which they fill one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.openings import Bools
from trainopt.problem.options import Options

Gathered = tuple[Group, int, int]
"""A cohort by its index, with its group and the step at which it meets the others."""

ORDERS = 8
"""In which those who are to meet are tried."""


@dataclass(frozen=True)
class Gathering:
    """A plan under way: `place` puts a cohort on its best way, at a step in the opening that is named.

    `barren` says by opening where no class is begun by too few; `expired` is asked between openings.
    """

    problem: Problem
    options: Options
    ledger: Ledger
    barren: Bools
    place: Callable[[Group, int, Mapping[int, int]], bool]
    expired: Callable[[], bool]

    def run(self, order: Sequence[Group]) -> None:
        """Place together whoever is not placed, course by course."""
        for members in self._courses(order):
            found = [self.options.by_group[group.index][step] for group, _, step in members]
            openings = np.unique(np.concatenate(found))
            openings = openings[np.argsort(self.options.openings.end[openings], kind="stable")]
            self._place_at_earliest(members, openings.tolist())

    def _courses(self, order: Sequence[Group]) -> Iterator[list[Gathered]]:
        """Those left of each course without a class, where no demand alone fills one but all together may."""
        left: dict[str, list[Gathered]] = defaultdict(list)
        for group in order:
            demand = self.problem.demands[group.demand]
            for step, found in enumerate(self.options.by_group[group.index]):
                if len(found) and not any(group.pins) and group.cohorts[0] not in self.ledger.paths:
                    course_id = demand.steps[step].course_id
                    left[course_id] += ((group, index, step) for index in group.cohorts)
        openings = self.options.openings
        for course_id, members in left.items():
            opening = openings.of_course[course_id]
            least = int(openings.class_min[opening].min())
            most = max(self.problem.demands[group.demand].trainees for group, _, _ in members)
            together = sum({index: group.size for group, index, _ in members}.values())
            has_class = any(self.ledger.classes.get(int(one)) for one in opening)
            if most < least <= together and not has_class:
                yield members

    def _place_at_earliest(self, members: Sequence[Gathered], openings: Sequence[int]) -> None:
        low, high = 0, len(openings) - 1
        if not self._fill(members, openings[high]):
            return
        while low < high and not self.expired():
            self._take_out(members)
            middle = (low + high) // 2
            if self._fill(members, openings[middle]):
                high = middle
            else:
                low = middle + 1
        if not any(index in self.ledger.paths for _, index, _ in members):
            self._fill(members, openings[high])

    def _fill(self, members: Sequence[Gathered], opening: int) -> bool:
        """Place whoever finds a way through the opening; nobody where they do not fill it.

        Where they do not, those who found none are tried before the others.
        """
        order = [one for one in members if opening in self.options.by_group[one[0].index][one[2]]]
        for _ in range(ORDERS):
            self._place_in_order(order, opening)
            classes = self.ledger.classes.get(opening, ())
            if classes and not any(self.ledger.is_too_small(running) for running in classes):
                return True
            order.sort(key=lambda one: one[1] in self.ledger.paths)
            self._take_out(members)
        return False

    def _place_in_order(self, members: Sequence[Gathered], opening: int) -> None:
        was_barren, self.barren[opening] = bool(self.barren[opening]), False
        for group, index, step in members:
            if index not in self.ledger.paths:  # a pipeline may have the course twice
                self.place(group, index, {step: opening})
        self.barren[opening] = was_barren

    def _take_out(self, members: Sequence[Gathered]) -> None:
        for _, index, _ in members:
            if index in self.ledger.paths:
                self.ledger.remove(self.problem.cohorts[index])
