"""Neighbourhoods: which groups to free together. Each kind starts somewhere and gathers who is related."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

import numpy as np

from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.openings import Ints
from trainopt.problem.options import Options

UNMET_FIRST = 6
"""How many unmet groups, of all or of one unit, a neighbourhood begins with."""

WAY_WEEKS, WAY_WAIT = 2, 3
"""Along a way: weeks around its starts that belong to it, and its longest wait if that is possible."""


class Surroundings:
    """A plan's ledger with what relates groups to each other. Read while the ledger holds the whole plan."""

    def __init__(self, problem: Problem, options: Options, ledger: Ledger, dice: random.Random) -> None:
        self.problem = problem
        self.openings = options.openings
        self.by_group = options.by_group
        self.ledger = ledger
        self.dice = dice
        self.group_of = {index: group.index for group in problem.groups for index in group.cohorts}
        self.able = [group for group in problem.groups if len(options.by_group[group.index][0])]

    def is_unmet(self, group: Group) -> bool:
        """Whether some cohort of the group is not placed."""
        return any(index not in self.ledger.paths for index in group.cohorts)

    def unmet(self, group: Group) -> int:
        """Priority times the trainees of the group that are not placed."""
        return self.weight(group) * sum(index not in self.ledger.paths for index in group.cohorts)

    def weeks_late(self, group: Group) -> int:
        """Weeks late, summed over the group's placed cohorts."""
        due = self.problem.demands[group.demand].due
        paths = (self.ledger.paths[index] for index in group.cohorts if index in self.ledger.paths)
        return sum(max(int(self.openings.end[path[-1].opening]) - due, 0) for path in paths)

    def weight(self, group: Group) -> int:
        """Priority times the trainees of one cohort."""
        return self.problem.demands[group.demand].priority * group.size

    def pick(self, weight: Callable[[Group], int]) -> Group | None:
        """One group at random, in proportion to its weight; None where all weigh nothing."""
        weights = [weight(group) for group in self.able]
        return self.dice.choices(self.able, weights)[0] if any(weights) else None

    def shuffled(self, groups: Iterable[int]) -> list[int]:
        """The groups in an order of chance."""
        mixed = list(groups)
        self.dice.shuffle(mixed)
        return mixed

    def users(self, openings: Iterable[int]) -> list[int]:
        """Groups with cohorts in classes of these openings."""
        classes = (running for opening in openings for running in self.ledger.classes.get(int(opening), ()))
        return sorted({self.group_of[index] for running in classes for index in running.cohorts})

    def wanting(self, openings: Ints) -> list[int]:
        """Unmet groups that could be in one of these openings."""
        wanted = np.zeros(len(self.openings), dtype=np.bool_)
        wanted[openings] = True
        unmet = (group.index for group in self.able if self.is_unmet(group))
        return [g for g in unmet if any(wanted[step].any() for step in self.by_group[g])]

    def related(self, openings: Ints) -> list[int]:
        """Who is in these openings or, being unmet, could be; some of the unmet first, rather the weighty.

        A neighbourhood gains the most where several who are unmet find room together.
        """
        wanting = self.wanting(openings)
        weighed = {g: self.unmet(self.problem.groups[g]) * self.dice.random() for g in wanting}
        wanting.sort(key=lambda g: (-weighed[g], g))
        first, rest = wanting[:UNMET_FIRST], wanting[UNMET_FIRST:]
        return [*first, *self.shuffled(self.users(openings)), *rest]

    def of_some_course(self) -> Ints:
        """The openings of one course at random; none where there are no openings at all."""
        of_course = self.openings.of_course
        return of_course[self.dice.choice(sorted(of_course))] if of_course else self.openings.row

    def of_same_unit(self, seed: Group) -> list[int]:
        """The groups of a group's unit."""
        demands = self.problem.demands
        unit = demands[seed.demand].unit
        return [group.index for group in self.able if demands[group.demand].unit == unit]

    def unmet_of_unit(self, seed: Group) -> list[int]:
        """The unmet groups of a group's unit, in an order of chance."""
        own = self.shuffled(self.of_same_unit(seed))
        return [index for index in own if self.is_unmet(self.problem.groups[index])]

    def way(self, group: Group) -> list[tuple[Ints, int]]:
        """Openings that a cohort of the group could go through, last step first, each among its step's."""
        openings, steps = self.openings, self.by_group[group.index]
        way = [(steps[-1], int(self.dice.choice(steps[-1])))]
        for step in reversed(steps[:-1]):
            start = openings.start[way[-1][1]]
            before = step[openings.end[step] < start]
            if not len(before):
                break
            close = before[openings.end[before] >= start - 1 - WAY_WAIT]
            way.append((step, int(self.dice.choice(close if len(close) else before))))
        return way

    def near(self, among: Ints, opening: int) -> Ints:
        """Of some openings those that start a few weeks from one of them."""
        weeks_away: Ints = np.abs(self.openings.start[among] - self.openings.start[opening])
        return among[weeks_away <= WAY_WEEKS]

    def at_site(self, opening: int, weeks: int = 0) -> Ints:
        """The openings at the site of one whose classes run when its class does, or so many weeks from it.

        They share instructors and beds, whatever their course.
        """
        first, last = self.openings.start[opening] - weeks, self.openings.end[opening] + weeks
        there = self.openings.site == self.openings.site[opening]
        return np.flatnonzero(there & (self.openings.start <= last) & (self.openings.end >= first))

    def stretch(self, openings: Ints, weeks: int) -> Ints:
        """Of the openings, those that start in some stretch of so many weeks."""
        if not len(openings):
            return openings
        start = self.openings.start[openings]
        first = self.dice.randint(int(start.min()), max(int(start.max()) - weeks // 2, int(start.min())))
        return openings[(start >= first) & (start < first + weeks)]

    def beside(self, openings: Ints) -> Ints:
        """Openings of the same capacity rows whose classes run in some of the same weeks."""
        low = np.full(len(self.problem.rows), self.problem.weeks, dtype=np.int64)
        high = np.full(len(self.problem.rows), -1, dtype=np.int64)
        np.minimum.at(low, self.openings.row[openings], self.openings.start[openings])
        np.maximum.at(high, self.openings.row[openings], self.openings.end[openings])
        rows = self.openings.row
        return np.flatnonzero((self.openings.start <= high[rows]) & (self.openings.end >= low[rows]))


NeighbourhoodKind = Callable[[Surroundings], list[int]]
"""Groups by index, the most wanted first; the search frees as many of them as its size allows."""


def around_unmet(s: Surroundings) -> list[int]:
    """An unmet group, and who is in the classes that one of its steps could be in."""
    seed = s.pick(s.unmet)
    return [] if seed is None else _around(s, seed, 6)


def around_late(s: Surroundings) -> list[int]:
    """A late group, and who is in the classes that one of its steps could be in."""
    seed = s.pick(lambda group: s.weight(group) * s.weeks_late(group))
    return [] if seed is None else _around(s, seed, 8)


def _around(s: Surroundings, seed: Group, weeks: int) -> list[int]:
    step = s.dice.choice(s.by_group[seed.index])
    return [seed.index, *s.related(s.beside(s.stretch(step, weeks)))]


def at_site_of_unmet(s: Surroundings) -> list[int]:
    """An unmet group with others of its unit, and who is at a site where one of its steps could be."""
    seed = s.pick(s.unmet)
    if seed is None:
        return []
    opening = int(s.dice.choice(s.dice.choice(s.by_group[seed.index])))
    return [seed.index, *s.unmet_of_unit(seed)[:UNMET_FIRST], *s.related(s.at_site(opening, weeks=1))]


def along_a_way(s: Surroundings) -> list[int]:
    """An unmet group with others of its unit, and who is in the classes along one way through its steps."""
    seed = s.pick(s.unmet)
    if seed is None:
        return []
    own, unmet = s.shuffled(s.of_same_unit(seed)), s.unmet_of_unit(seed)
    steps = [s.related(s.beside(s.near(among, opening))) for among, opening in s.way(seed)]
    return [seed.index, *unmet, *own[:UNMET_FIRST], *_by_turns(steps)]


def at_sites_of_a_way(s: Surroundings) -> list[int]:
    """An unmet group with others of its unit, and who is at the sites of one way through its steps."""
    seed = s.pick(s.unmet)
    if seed is None:
        return []
    steps = [s.related(s.at_site(opening)) for _, opening in s.way(seed)]
    return [seed.index, *s.unmet_of_unit(seed)[:UNMET_FIRST], *_by_turns(steps)]


def _by_turns(steps: Sequence[Sequence[int]]) -> list[int]:
    """The first of each, then the second of each, and so on."""
    return [index for turn in zip_longest(*steps) for index in turn if index is not None]


def of_course(s: Surroundings) -> list[int]:
    """Who is, or could be, in classes of one course in some weeks."""
    return s.related(s.stretch(s.of_some_course(), 8))


def of_site(s: Surroundings) -> list[int]:
    """Who is, or could be, at one site in some weeks."""
    site = s.dice.choice(s.problem.sites).index
    return s.related(s.stretch(np.flatnonzero(s.openings.site == site), 6))


def of_unit(s: Surroundings) -> list[int]:
    """Groups of one unit."""
    seed = s.pick(s.weight)
    if seed is None:
        return []
    return s.shuffled(s.of_same_unit(seed))


def of_thin_classes(s: Surroundings) -> list[int]:
    """Who is in the emptiest classes of a course in some weeks, then who else is or could be in it."""
    near = s.stretch(s.of_some_course(), 12)
    fills = {
        int(opening): running.trainees / int(s.openings.seats[opening])
        for opening in near
        for running in s.ledger.classes.get(int(opening), ())
    }
    thin = sorted(fills, key=lambda opening: (fills[opening], opening))[:4]
    return [*s.users(thin), *s.related(near)]


NEIGHBOURHOODS: tuple[NeighbourhoodKind, ...] = (
    around_unmet,
    around_late,
    at_site_of_unmet,
    along_a_way,
    at_sites_of_a_way,
    of_course,
    of_site,
    of_unit,
    of_thin_classes,
)
