"""Who waits for a free seat: turned away, out of a class that was cancelled, or not passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainopt.problem import Problem
from trainopt.simulate.odds import Counts
from trainopt.simulate.programme import PlayedClass, Route, Whereabouts

WeekByRun = int | Counts
"""A week, or one for each run."""


@dataclass(frozen=True, eq=False)
class LastPlace:
    """Where people were last, and until which week in each run. There is one for each class."""

    place: Whereabouts
    end: WeekByRun


@dataclass
class Crowd:
    """People of one route who wait for the same step and were last at the same place: a number in each run.

    `stay` is None of who has been nowhere. They look for a class that starts in `ready` or later. `again`:
    they were in a class of this course, and did not pass.
    """

    route: Route
    step: int
    stay: LastPlace | None
    ready: int
    again: bool
    count: Counts

    @property
    def course_id(self) -> str:
        """What they wait for."""
        return self.route.steps[self.step].course_id

    @property
    def rank(self) -> tuple[int, int, str, int, bool]:
        """Who weighs more comes first, then who waits longer."""
        return -self.route.priority, self.ready, self.route.demand_id, self.step, self.again


class Crowds:
    """All who wait, by course."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[object, ...], Crowd] = {}
        self._by_course: dict[str, list[Crowd]] = defaultdict(list)

    def add(self, new: Crowd) -> None:
        """Let people wait; with those of the same kind from the same place as one crowd."""
        if not new.count.any():
            return
        kind = (new.route, new.step, new.stay, new.ready, new.again)
        known = self._known.get(kind)
        if known is not None:
            known.count = known.count + new.count
            return
        self._known[kind] = new
        self._by_course[new.course_id].append(new)

    def who_may_join(self, at: PlayedClass) -> Iterator[tuple[Crowd, Counts]]:
        """Who may take a seat in a class, and how many in each run, in the order in which they may."""
        waiting = self._by_course[at.course_id]
        waiting[:] = [one for one in waiting if at.start <= one.route.latest and one.count.any()]
        for crowd in sorted(waiting, key=lambda one: one.rank):
            if crowd.ready <= at.start and self._suits(crowd, at):
                able = np.where(self._in_time(crowd, at), crowd.count, 0)
                if able.any():
                    yield crowd, able

    def _suits(self, crowd: Crowd, at: PlayedClass) -> bool:
        """What is the same in every run: latest, location, allowed nations, and one unit alone."""
        route = crowd.route
        if at.unit is not None and at.unit != route.unit:
            return False
        if route.unit is None or at.nation not in self.problem.units[route.unit].nations:
            return False
        return at.end <= route.latest and _is_near(crowd, at)

    def _in_time(self, crowd: Crowd, at: PlayedClass) -> Any:
        """Rule 3: in which runs the class starts long enough after where they were, and soon enough."""
        if crowd.stay is None:
            return True
        wait = at.start - crowd.stay.end - 1
        in_time = wait >= least_gap(self.problem, crowd.stay.place, at)
        longest = crowd.route.steps[crowd.step].max_wait
        return in_time if longest is None else in_time & (wait <= longest)


def least_gap(problem: Problem, before: Whereabouts, at: PlayedClass) -> int:
    """The empty weeks that it takes from a place to a class."""
    return problem.transfer_weeks if before.nation_id != at.nation_id else 0


def _is_near(crowd: Crowd, at: PlayedClass) -> bool:
    location = crowd.route.steps[crowd.step].location
    if crowd.stay is None or location == "any":
        return True
    if location == "same_site":
        return crowd.stay.place.site == at.site
    return crowd.stay.place.nation_id == at.nation_id
