"""Who lost a place because others grew into it: changed rows that are found through the limits they use up.

A limit keeps a cohort from where it was if it is used up there in the new plan. Whoever draws more on it in
those weeks than in the published plan, and is touched by changed rows, hands these on; and whoever lost a
place to them, and took another one's, hands them on in turn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from trainopt.limits import Limit
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.plan.placements import Plan, assignment_of
from trainopt.problem import Problem
from trainopt.problem.cohorts import PublishedPlan
from trainopt.problem.entities import CapacityRow, Cohort
from trainopt.problem.openings import usable_openings

MOST_STEPS = 5
"""A chain of who displaced whom is followed so far."""

Cell = tuple[Limit, int]
"""A limit in a week."""

DisplacedSpot = tuple[CapacityRow, int]
"""A capacity row and a start week."""


@dataclass(frozen=True)
class Displacement:
    """The limit that is used up where a cohort was, and the changed rows whose cohorts use it, most first."""

    limit: Limit
    numbers: tuple[int, ...]


class Displaced:
    """The new plan beside the published one: what each cohort lost, and on what it draws more than before."""

    def __init__(self, problem: Problem, plan: Plan, published: PublishedPlan) -> None:
        self.problem = problem
        self.published = published
        self.ledger: Ledger = ledger_of(problem, usable_openings(problem), assignment_of(problem, plan))
        self.lost: dict[int, list[tuple[int, DisplacedSpot]]] = defaultdict(list)
        for (cohort_id, step), before in published.items():
            index = problem.cohort_index.get(cohort_id)
            spot = None if index is None else self._spot(index, step, before.site_id, before.start)
            if index is not None and spot is not None and self._size_now(index, step, spot) == 0:
                self.lost[index].append((step - self._begun(index) - 1, spot))

    def causes(self, touched: Mapping[int, tuple[int, ...]], most: int) -> dict[int, Displacement]:
        """For cohorts that lost a place: changed rows that came to them through limits, at most so many each.

        `touched` has the changed rows that touch a cohort itself, by its index.
        """
        barred = {index: self._barring(index) for index in self.lost}
        wanted = {cell for cells in barred.values() for cell in cells}
        found: dict[int, Displacement] = {}
        handed: dict[Cell, Counter[int]] = defaultdict(Counter)
        frontier: Mapping[int, tuple[int, ...]] = touched
        for _ in range(MOST_STEPS):
            self._hand_on(frontier, wanted, handed)
            top = {cell: Counter(dict(counted.most_common(most))) for cell, counted in handed.items()}
            pending = {index: cells for index, cells in barred.items() if index not in found}
            new = {index: displacement for index, cells in pending.items()
                   if (displacement := _most_likely(cells, top, most)) is not None}  # fmt: skip
            if not new:
                break
            found |= new
            frontier = {index: one.numbers for index, one in new.items() if index not in touched}
        return found

    def _hand_on(
        self,
        frontier: Mapping[int, tuple[int, ...]],
        wanted: set[Cell],
        handed: dict[Cell, Counter[int]],
    ) -> None:
        for index, numbers in frontier.items():
            for cell, trainees in self._draws_more(index):
                if cell in wanted:
                    for number in numbers:
                        handed[cell][number] += trainees

    def _draws_more(self, index: int) -> Iterator[tuple[Cell, int]]:
        """On what a cohort draws more than before, and with how many trainees more."""
        cohort = self.problem.cohorts[index]
        for step, seat in enumerate(self.ledger.seats(index) or (), self._begun(index) + 1):
            spot = (self.problem.rows[seat.row], seat.start)
            more = cohort.size - self._size_before(cohort, step, spot)
            if more > 0:
                for limit, weeks in self._drawn_on(cohort, spot):
                    for week in weeks:
                        yield (limit, week), more

    def _drawn_on(self, cohort: Cohort, spot: DisplacedSpot) -> Iterator[tuple[Limit, Iterable[int]]]:
        """The limits that a cohort in a class draws on, and in which weeks."""
        row, start = spot
        problem, weeks = self.problem, range(start, start + row.duration)
        unit = problem.units[problem.demands[cohort.demand].unit]
        yield Limit("seats", row.index), (start,)
        yield Limit("classes", row.index), weeks
        for pool in (*(pool for pool, _ in row.holds), *row.pools, *unit.pools):
            yield problem.pools[pool].limit, weeks
        yield problem.pools[problem.nations[row.nation].arrivals].limit, (start,)

    def _barring(self, index: int) -> list[Cell]:
        """The limits that are used up where a cohort was, beside all others, week by week."""
        cohort, ledger = self.problem.cohorts[index], self.ledger
        seats = ledger.seats(index)
        if seats is not None:
            ledger.remove(cohort)
        cells = [cell for lost in self.lost[index] for cell in self._used_up(cohort, *lost)]
        if seats is not None:
            ledger.place_in(cohort, seats)
        return cells

    def _used_up(self, cohort: Cohort, number: int, spot: DisplacedSpot) -> Iterator[Cell]:
        row, start = spot
        opening = self.ledger.openings.at.get((row.index, start))
        if opening is None:
            return
        fit = self.ledger.fit(np.array([opening]), cohort, number)
        kinds = {kind for kind, roomy in fit.room.items() if not roomy[0]}
        kinds |= set() if fit.arrive[0] else {"arrivals"}
        lacking = {name for name, enough in fit.resources.items() if not enough[0]}
        if not fit.join[0] and not fit.can_open()[0]:
            kinds |= {"seats"} | (set() if fit.parallel[0] else {"classes"})
        else:
            lacking = set()
        for limit, weeks in self._drawn_on(cohort, spot):
            resource = limit.kind == "resource" and self.problem.pools[limit.owner].resource in lacking
            if resource or limit.kind in kinds:
                yield from ((limit, week) for week in weeks)

    def _spot(self, index: int, step: int, site_id: str, start: int) -> DisplacedSpot | None:
        """Where a published step was; None where it has begun and where the data no longer offers it."""
        steps = self.problem.demands[self.problem.cohorts[index].demand].steps
        site = self.problem.site_index.get(site_id)
        number = step - self._begun(index)
        if site is None or not 1 <= number <= len(steps):
            return None
        row = self.problem.row_at.get((site, steps[number - 1].course_id, start))
        return None if row is None else (row, start)

    def _begun(self, index: int) -> int:
        """How many steps a cohort has begun; its seats are of the steps behind them."""
        return self.problem.demands[self.problem.cohorts[index].demand].begun

    def _size_now(self, index: int, step: int, spot: DisplacedSpot) -> int:
        """How many trainees of a cohort are where it was."""
        seats = self.ledger.seats(index)
        if seats is None:
            return 0
        seat = seats[step - self._begun(index) - 1]
        return self.problem.cohorts[index].size if (seat.row, seat.start) == (spot[0].index, spot[1]) else 0

    def _size_before(self, cohort: Cohort, step: int, spot: DisplacedSpot) -> int:
        """How many trainees of a cohort were where it is now."""
        before = self.published.get((cohort.cohort_id, step))
        place = (self.problem.sites[spot[0].site].site_id, spot[1])
        return before.trainees if before and (before.site_id, before.start) == place else 0


def _most_likely(cells: Iterable[Cell], top: Mapping[Cell, Counter[int]], most: int) -> Displacement | None:
    """The limit that most was handed on through, in its fullest weeks, and what; None where nothing was."""
    by_limit: dict[Limit, Counter[int]] = {}
    for cell in cells:
        if cell in top:
            by_limit[cell[0]] = by_limit.get(cell[0], Counter()) | top[cell]
    if not by_limit:
        return None
    limit = max(by_limit, key=lambda one: by_limit[one].total())
    ordered = sorted(by_limit[limit].items(), key=lambda entry: (-entry[1], entry[0]))
    return Displacement(limit, tuple(number for number, _ in ordered[:most]))
