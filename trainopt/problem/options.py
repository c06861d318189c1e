"""Options: the openings that a group's steps can use in any plan. All others are gone before the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.problem.entities import Demand, Group, Origin, Place, Step
from trainopt.problem.indexed import Problem
from trainopt.problem.openings import Bools, Ints, Openings, all_openings, usable_openings

GroupOptions = tuple[Ints, ...]
"""By step, the openings (indices into `Openings`) that the step can use, ascending."""

KEPT_AS = "options"
FINDING, REDUCING = "openings were found for groups of cohorts", "classes that nobody fills were left out"


@dataclass(frozen=True)
class Options:
    """What is left of the openings for each group.

    `by_group` has, per group, its options by step, all of them empty where the group can never be placed.
    `without_classes` are the groups that have nowhere to go even if every class ran, however few were in
    it; `without_company` those that have nowhere to go because no class they could join reaches its minimum.
    """

    openings: Openings
    by_group: tuple[GroupOptions, ...]
    without_classes: frozenset[int]
    without_company: frozenset[int]

    @property
    def impossible(self) -> frozenset[int]:
        """The groups that no plan can place."""
        return self.without_classes | self.without_company


def size(options: Options) -> int:
    """How many options there are in all: what it takes to build and to solve a model of them."""
    return sum(len(step) for steps in options.by_group for step in steps)


def impossible_weight(problem: Problem, options: Options) -> int:
    """Weighted trainees of the groups that no plan can place."""
    groups = (problem.groups[index] for index in options.impossible)
    return sum(problem.demands[group.demand].priority * group.size * group.count for group in groups)


def find_options(problem: Problem, deadline: Deadline = NEVER) -> Options:
    """The options of all groups, found once and kept with the problem.

    Raises NoPlanInTime past the deadline; then nothing is kept.
    """
    if KEPT_AS not in problem.kept:
        problem.kept[KEPT_AS] = _found(problem, deadline)
    options: Options = problem.kept[KEPT_AS]
    return options


def _found(problem: Problem, deadline: Deadline) -> Options:
    """By windows and transitions first, by class_min until nothing changes."""
    openings = usable_openings(problem, deadline)
    deadline.check(FINDING)
    finder = _Finder(problem, openings)
    usable = np.ones(len(openings), dtype=np.bool_)
    by_group = [finder.options(group, usable) for group in deadline.watched(problem.groups, FINDING)]
    without_classes = frozenset(g.index for g in problem.groups if not len(by_group[g.index][0]))
    while True:
        reached = _reaches_minimum(problem, openings, by_group)
        if not (usable & ~reached).any():
            break
        usable &= reached
        gone = ~usable
        for group in deadline.watched(problem.groups, REDUCING):
            if any(gone[step].any() for step in by_group[group.index]):
                by_group[group.index] = finder.options(group, usable)
    emptied = frozenset(g.index for g in problem.groups if not len(by_group[g.index][0]))
    return Options(openings, tuple(by_group), without_classes, emptied - without_classes)


def _reaches_minimum(problem: Problem, openings: Openings, by_group: list[GroupOptions]) -> Bools:
    """By opening, whether all who could come, of one unit where units may not mix, reach its minimum."""
    planned = _could_come(problem, openings, by_group, lambda group, _: group.size)
    reached: Bools = planned >= openings.class_min
    if openings.expected_min.any():
        expected = _could_come(problem, openings, by_group, lambda group, step: group.expected[step].most)
        reached &= expected >= openings.expected_min
    return reached


def _could_come(
    problem: Problem,
    openings: Openings,
    by_group: list[GroupOptions],
    counted: Callable[[Group, int], int],
) -> Ints:
    """By opening, how many could come at the most, as a cohort of a group is counted at a step."""
    together = np.zeros(len(openings), dtype=np.int64)
    by_unit: dict[int, Ints] = defaultdict(lambda: np.zeros(len(openings), dtype=np.int64))
    for group in problem.groups:
        for number, step in enumerate(by_group[group.index]):
            trainees = counted(group, number) * group.count
            together[step] += trainees
            by_unit[problem.demands[group.demand].unit][step] += trainees
    one_unit = np.zeros(len(openings), dtype=np.int64)
    for trainees_of_unit in by_unit.values():
        np.maximum(one_unit, trainees_of_unit, out=one_unit)
    mixed = np.array([problem.rows[row].mixed_units for row in openings.row], dtype=np.bool_)
    found: Ints = np.where(mixed, together, one_unit)
    return found


def find_loose_options(problem: Problem) -> Options:
    """The options without the limits and pins that rows of the model hold: where a contradiction is sought.

    Pinned steps may be anywhere, classes may be of any size, and every start week of every row is open.
    """
    openings = all_openings(problem)
    lifted = replace(
        openings,
        class_min=np.ones_like(openings.class_min),
        expected_min=np.zeros_like(openings.expected_min),
    )
    finder = _LooseFinder(problem, lifted)
    usable = np.ones(len(lifted), dtype=np.bool_)
    by_group = tuple(finder.options(group, usable) for group in problem.groups)
    empty = frozenset(g.index for g in problem.groups if not len(by_group[g.index][0]))
    return Options(lifted, by_group, empty, frozenset())


def every_option(problem: Problem) -> tuple[Openings, Callable[[Group], GroupOptions]]:
    """All openings, and which of them a group could use if there were room: where a plan is explained.

    Windows, transitions and pins hold; classes may be of any size, and pools are not asked. Of a group it is
    found as it is asked for: there may be thousands that no plan can place.
    """
    openings = all_openings(problem)
    finder = _Finder(problem, openings)
    usable = np.ones(len(openings), dtype=np.bool_)
    return openings, lambda group: finder.options(group, usable)


def follows(problem: Problem, openings: Openings, origin: Origin, found: Ints, step: Step) -> Bools:
    """Rule 3 behind what has begun: which openings the step may be in for people who come from there."""
    wait = openings.start[found] - origin.end - 1
    abroad = openings.nation[found] != (-1 if origin.nation is None else origin.nation)
    allowed: Bools = wait >= np.where(abroad, problem.transfer_weeks, 0)
    if step.max_wait is not None:
        allowed &= wait <= step.max_wait
    if step.location == "same_nation":
        allowed &= ~abroad
    elif step.location == "same_site":
        allowed &= openings.site[found] == (-1 if origin.site is None else origin.site)
    return allowed


class _Finder:
    """Finds the options of one group; groups that differ only in what does not matter share the work."""

    def __init__(self, problem: Problem, openings: Openings) -> None:
        self.problem = problem
        self.openings = openings
        self.cache: dict[tuple[object, ...], GroupOptions] = {}
        self.version: Bools | None = None

    def options(self, group: Group, usable: Bools) -> GroupOptions:
        if self.version is not usable or self.cache_is_stale(usable):
            self.cache.clear()
            self.version = usable.copy()
        demand = self.problem.demands[group.demand]
        unit = self.problem.units[demand.unit]
        key = (
            demand.unit if self.openings.joins.any() else None,
            unit.nations,
            demand.steps,
            demand.ready,
            demand.origin,
            demand.latest,
            group.size,
            group.expected,
            group.pins,
            tuple(self.problem.pools[pool].available for pool in unit.pools),
        )
        if key not in self.cache:
            self.cache[key] = self._find(group, demand, usable)
        return self.cache[key]

    def cache_is_stale(self, usable: Bools) -> bool:
        return self.version is None or bool((self.version != usable).any())

    def _find(self, group: Group, demand: Demand, usable: Bools) -> GroupOptions:
        steps = [self._candidates(group, demand, number, usable) for number in range(len(demand.steps))]
        for number in range(1, len(steps)):
            before, after = steps[number - 1], steps[number]
            steps[number] = after[self._follows(before, after, demand.steps[number])]
        for number in range(len(steps) - 1, 0, -1):
            before, after = steps[number - 1], steps[number]
            steps[number - 1] = before[self._is_followed(before, after, demand.steps[number])]
        if any(not len(step) for step in steps):
            return tuple(step[:0] for step in steps)
        return tuple(steps)

    def _candidates(self, group: Group, demand: Demand, number: int, usable: Bools) -> Ints:
        """What the step can use seen by itself: rules 2, 4, 5 and 9, and the limits against one cohort."""
        openings, problem = self.openings, self.problem
        nowhere: Ints = np.zeros(0, dtype=np.int64)
        unit = problem.units[demand.unit]
        found = openings.of_course.get(demand.steps[number].course_id, nowhere)
        pin = group.pins[number]
        good = usable[found] & (openings.room[found] >= group.size)
        good &= openings.expected_room[found] >= group.expected[number].least
        good &= np.isin(openings.nation[found], sorted(unit.nations))
        good &= openings.end[found] <= demand.latest
        for pool in unit.pools:
            good &= self._has_room(pool, openings.start[found], openings.end[found], group.size)
        if number == 0:
            good &= self._may_begin(found, demand, group.size)
        company = openings.company[found]
        good &= ~openings.joins[found] | ((pin is not None) & ((company < 0) | (company == demand.unit)))
        return found[good & self._pin_allows(found, pin)]

    def _may_begin(self, found: Ints, demand: Demand, size: int) -> Bools:
        """Where the first step can be: from ready_from on or behind what has begun, where they may arrive."""
        openings, origin = self.openings, demand.origin
        if origin is None:
            first: Bools = (openings.start[found] >= demand.ready) & self._may_arrive(found, size)
            return first
        home = openings.nation[found] == (-1 if origin.nation is None else origin.nation)
        behind = follows(self.problem, openings, origin, found, demand.steps[0])
        good: Bools = behind & (self._may_arrive(found, size) | home)
        return good

    def _pin_allows(self, found: Ints, pin: Place | None) -> Bools:
        """Where the step can be: at its pin, or not before as_of where it has none."""
        openings = self.openings
        if pin is None:
            allowed: Bools = openings.start[found] >= self.problem.as_of
        else:
            allowed = (openings.site[found] == pin.site) & (openings.start[found] == pin.start)
        return allowed

    def _may_arrive(self, found: Ints, size: int) -> Bools:
        """Whether the nation lets so many arrive in the week at all."""
        openings = self.openings
        allowed = np.ones(len(found), dtype=np.bool_)
        for nation in np.unique(openings.nation[found]).tolist():
            there = openings.nation[found] == nation
            weeks = openings.start[found][there]
            allowed[there] = self._has_room(self.problem.nations[nation].arrivals, weeks, weeks, size)
        return allowed

    def _has_room(self, pool: int, first: Ints, last: Ints, size: int) -> Bools:
        """Whether the pool has room for so many trainees alone, in all weeks from `first` to `last`."""
        if not self.problem.pools[pool].limited:
            return np.ones(len(first), dtype=np.bool_)
        available = self.problem.pools[pool].available
        full = np.cumsum([0, *(most is not None and most < size for most in available)])
        roomy: Bools = full[last + 1] == full[first]
        return roomy

    def _follows(self, before: Ints, after: Ints, step: Step) -> Bools:
        """Of `after`, which can follow some opening of `before`."""
        starts = self.openings.start[after]
        return self._linked(before, self.openings.end[before], after, starts, step, forward=True)

    def _is_followed(self, before: Ints, after: Ints, step: Step) -> Bools:
        """Of `before`, which can be followed by some opening of `after`."""
        ends = self.openings.end[before]
        return self._linked(after, self.openings.start[after], before, ends, step, forward=False)

    def _linked(
        self, others: Ints, other_weeks: Ints, own: Ints, own_weeks: Ints, step: Step, *, forward: bool
    ) -> Bools:
        """Of `own`, which has one of `others` on the other side of a gap that the step allows."""
        weeks = self.problem.weeks
        longest = weeks if step.max_wait is None else step.max_wait
        place = self.openings.site if step.location == "same_site" else self.openings.nation
        width = len(self.problem.sites) if step.location == "same_site" else len(self.problem.nations)
        counts = np.zeros((width, weeks + 1), dtype=np.int64)
        np.add.at(counts, (place[others], other_weeks + 1), 1)
        counts = counts.cumsum(axis=1)

        def between(places: Ints | None, shortest: int) -> Ints:
            """How many others lie behind a gap of `shortest` to `longest` empty weeks."""
            near, far = shortest + 1, longest + 1
            low, high = (
                (own_weeks - far, own_weeks - near) if forward else (own_weeks + near, own_weeks + far)
            )
            low, high = np.clip(low, 0, weeks), np.clip(high + 1, 0, weeks)
            table = counts if places is not None else counts.sum(axis=0, keepdims=True)
            at = places if places is not None else np.zeros(len(own), dtype=np.int64)
            found: Ints = np.maximum(table[at, high] - table[at, low], 0)
            return found

        here = between(place[own], 0)
        if step.location != "any":
            return here > 0
        transfer = self.problem.transfer_weeks
        if transfer > longest:
            return here > 0
        elsewhere = between(None, transfer) - between(place[own], transfer)
        return (here > 0) | (elsewhere > 0)


class _LooseFinder(_Finder):
    """Lets pinned steps be elsewhere too."""

    def _pin_allows(self, found: Ints, pin: Place | None) -> Bools:
        elsewhere = super()._pin_allows(found, None)
        return elsewhere if pin is None else elsewhere | super()._pin_allows(found, pin)
