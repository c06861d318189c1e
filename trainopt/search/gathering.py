"""Classes that only all who need a course can fill: the last part of a greedy plan.

Put in one by one, each goes where it is done first, none of these classes is filled, and all of them are
cancelled with all steps of who is in them. So of a course that has no class then, those left are placed
together: where they fill one class at the most, in the first one after all of them have come there by
dispatching; else, and where that finds none, at the earliest opening, sought by halving, in which they fill
one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.plan.placements import Seat
from trainopt.problem.entities import Group
from trainopt.search.dispatching import Dispatching, FirstSteps, Gathered
from trainopt.search.filling import TRIES
from trainopt.search.making import PlanInMaking

Seats = dict[int, tuple[Seat, ...]]
"""Where cohorts are, by their indices."""

ORDERS = 8
"""In which those who are to meet are tried."""


@dataclass(frozen=True)
class Gathering(PlanInMaking):
    """Brings those together who fill a class. `is_sought` says for whom a place is still to be found.

    `go_on` is as in `Dispatching`.
    """

    is_sought: Callable[[int], bool]
    go_on: Callable[[Group, int, Sequence[int]], int | None]

    def run(self, order: Sequence[Group]) -> None:
        """Place together whoever is not placed, course by course."""
        for members in self._courses(order):
            if self.expired():
                return
            found = [self.options.by_group[group.index][step] for group, _, step in members]
            openings = np.unique(np.concatenate(found))
            openings = openings[np.argsort(self.options.openings.end[openings], kind="stable")]
            seats = self._dispatched(members, openings.tolist())
            seats = seats or self._at_earliest(members, openings.tolist())
            for index, where in seats.items():
                self.ledger.place_in(self.problem.cohorts[index], where)

    def _courses(self, order: Sequence[Group]) -> Iterator[list[Gathered]]:
        """Those left of each course without a class, where no demand alone fills one but all together may."""
        left: dict[str, list[Gathered]] = defaultdict(list)
        for group in order:
            demand = self.problem.demands[group.demand]
            for step, found in enumerate(self.options.by_group[group.index]):
                if len(found) and not any(group.pins):
                    course_id = demand.steps[step].course_id
                    left[course_id] += ((group, index, step) for index in group.cohorts)
        openings = self.options.openings
        for course_id, everybody in left.items():
            members = [one for one in everybody if self.is_sought(one[1])]
            opening = openings.of_course[course_id]
            least = int(openings.class_min[opening].min())
            most = max((self.problem.demands[group.demand].trainees for group, _, _ in members), default=0)
            together = sum({index: group.size for group, index, _ in members}.values())
            has_class = any(self.ledger.classes.get(int(one)) for one in opening)
            if most < least <= together and not has_class:
                yield members

    def _dispatched(self, members: Sequence[Gathered], openings: Sequence[int]) -> Seats:
        """Where they meet once all have come there by dispatching; nowhere if they could fill two classes."""
        trainees = sum({index: group.size for group, index, _ in members}.values())
        if trainees >= 2 * min(int(self.options.openings.class_min[opening]) for opening in openings):
            return {}
        making = (self.problem, self.options, self.ledger)
        ways = Dispatching(*making, self.go_on, self.expired).run(members)
        start, end = self.options.openings.start, self.options.openings.end
        all_come = max((int(end[way[-1]]) for way in ways.values() if way), default=-1)
        after = [one for one in openings if start[one] > all_come]
        come = [one for one in members if one[1] in ways]
        for opening in after[:TRIES]:
            if filled := self._filled(come, opening, ways):
                return filled
        return {}

    def _at_earliest(self, members: Sequence[Gathered], openings: Sequence[int]) -> Seats:
        """Where they meet at the earliest opening that they fill, sought by halving below a late one."""
        high, seats = self._late_one(members, openings)
        low = 0
        while low < high and not self.expired():
            middle = (low + high) // 2
            filled = self._filled(members, openings[middle])
            if filled:
                high, seats = middle, filled
            else:
                low = middle + 1
        return seats

    def _late_one(self, members: Sequence[Gathered], openings: Sequence[int]) -> tuple[int, Seats]:
        """The last opening that they fill of those tried, in longer and longer steps back from the end.

        The last of all may be in a place to which few of them may go. -1 and nobody where there is none.
        """
        at, step = len(openings) - 1, 1
        while at >= 0 and not self.expired():
            if filled := self._filled(members, openings[at]):
                return at, filled
            at, step = at - step, 2 * step
        return -1, {}

    def _filled(self, members: Sequence[Gathered], opening: int, ways: FirstSteps | None = None) -> Seats:
        """Where whoever finds a way through the opening would be; empty where they do not fill it.

        Where they do not, those who found none are tried before the others. `ways` says where the steps
        before it are.
        """
        order = [one for one in members if opening in self.options.by_group[one[0].index][one[2]]]
        for _ in range(ORDERS):
            self._place_in_order(order, opening, ways or {})
            classes = self.ledger.classes.get(opening, ())
            is_filled = bool(classes) and not any(map(self.ledger.is_too_small, classes))
            placed = {one[1]: self.ledger.seats(one[1]) or () for one in order if one[1] in self.ledger.paths}
            self._take_out(placed)
            if is_filled:
                return placed
            before, order = order, sorted(order, key=lambda one: one[1] in placed)
            if order == before or self.expired():
                break
        return {}

    def _place_in_order(self, members: Sequence[Gathered], opening: int, ways: FirstSteps) -> None:
        was_barren, self.barren[opening] = bool(self.barren[opening]), False
        for group, index, step in members:
            if self.expired():
                break
            if index not in self.ledger.paths:  # a pipeline may have the course twice
                self.place(group, index, {**dict(enumerate(ways.get(index, ()))), step: opening})
        self.barren[opening] = was_barren

    def _take_out(self, placed: Iterable[int]) -> None:
        for index in placed:
            self.ledger.remove(self.problem.cohorts[index])
