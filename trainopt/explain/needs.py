"""What one cohort lacks at every opening it could ever use: which limit, and by how much it falls short.

The openings are those of a loosened dataset, in which closures, validity, windows and allowed nations stand
in nobody's way; each of these is then one more limit of the opening, beside seats, classes and pools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from trainopt.dataset import Dataset
from trainopt.dataset.calendar import closed_weeks
from trainopt.explain.situation import Situation
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.plan.needs import Lacking, Need
from trainopt.plan.ways import Finder
from trainopt.problem import build_problem
from trainopt.problem.entities import Cohort
from trainopt.problem.openings import Ints
from trainopt.problem.options import every_option

WEEKS_SCALE = 4
"""So many weeks of another window, validity or closure ask as much as doubling a pool."""


class Loosened:
    """A situation's dataset without closures, validity, windows and allowed nations, for some cohorts.

    Capacity rows that are not the only ones of their site and course stay as valid as they are.
    """

    def __init__(self, situation: Situation, cohorts: Iterable[int]) -> None:
        self.situation = situation
        real = situation.problem
        self.problem = replace(
            build_problem(_loose(situation.dataset)),
            pools=tuple(pool.without_limit() for pool in real.pools),
            pins=real.pins,
            cohorts=real.cohorts,
        )
        self.group_of = {index: group for group in self.problem.groups for index in group.cohorts}
        self.openings, options = every_option(self.problem)
        groups = {self.group_of[index].index: self.group_of[index] for index in cohorts}
        self.options = {index: options(group) for index, group in groups.items()}
        self.closed_until = _closed_until(situation)
        self.first_week = np.array([row.first_week for row in real.rows], dtype=np.int64)
        self.last_week = np.array([row.last_week for row in real.rows], dtype=np.int64)

    def ledger(self, without: Iterable[int] = ()) -> Ledger:
        """What the plan leaves free of the real pools, over the openings, without some cohorts."""
        gone = set(without)
        rest = {index: seats for index, seats in self.situation.assignment.items() if index not in gone}
        return ledger_of(self.situation.problem, self.openings, rest)

    def finder(self, party: Sequence[Cohort], ledger: Ledger, latest: int) -> Finder:
        """What finds ways for cohorts of one group beside the ledger, to go together and end by `latest`."""
        steps = []
        for step, found in enumerate(self.options[self.group_of[party[0].index].index]):
            lacking = Lacking(ledger, party, step, found)
            steps.append(lacking.needs(_loosened(self, lacking, step, latest)))
        return Finder(self.problem, ledger, party, steps)


def _closed_until(situation: Situation) -> Ints:
    """By capacity row and week, in how many weeks before it the row is closed; and after the last."""
    problem = situation.problem
    closed = np.zeros((len(problem.rows), problem.weeks + 1), dtype=np.int64)
    for row in problem.rows:
        nation, site = problem.nations[row.nation].nation_id, problem.sites[row.site].site_id
        closures = situation.dataset.closures
        weeks = closed_weeks(closures, nation, site, row.course_id, problem.calendar)
        closed[row.index, [week + 1 for week in weeks]] = 1
    return closed.cumsum(axis=1)


def _loose(dataset: Dataset) -> Dataset:
    keys = Counter((row.site_id, row.course_id) for row in dataset.capacity)
    capacity = tuple(
        row.model_copy(update={"valid_to": None, **_from_the_start(row.start_every_weeks)})
        if keys[row.site_id, row.course_id] == 1
        else row
        for row in dataset.capacity
    )
    units = tuple(unit.model_copy(update={"allowed_nations": None}) for unit in dataset.units)
    demand = tuple(one.model_copy(update={"ready_from": None, "latest": None}) for one in dataset.demand)
    return replace(dataset, capacity=capacity, closures=(), units=units, demand=demand)


def _from_the_start(every: int) -> dict[str, None]:
    """A row on a grid of its own keeps its first day: an earlier one would move all its start weeks."""
    return {"valid_from": None} if every == 1 else {}


def _loosened(loosened: Loosened, lacking: Lacking, step: int, latest: int) -> Iterator[Need]:
    """What stands in nobody's way in the loosened dataset, and in the cohort's all the same."""
    start, end = lacking.openings.start[lacking.found], lacking.openings.end[lacking.found]
    rows, demand = lacking.rows, lacking.demand
    first, last = loosened.first_week[rows], loosened.last_week[rows]
    invalid: Ints = np.maximum(first - start, 0) + np.maximum(end - last, 0)
    yield lacking.need("validity", rows, invalid, WEEKS_SCALE)
    closed = loosened.closed_until[rows, end + 1] - loosened.closed_until[rows, start]
    yield lacking.need("closure", rows, closed, WEEKS_SCALE)
    owner = np.full(len(rows), demand.index)
    if step == 0:
        yield lacking.need("ready_from", owner, demand.ready - start, WEEKS_SCALE)
    yield lacking.need("latest", owner, end - latest, WEEKS_SCALE)
    nations = lacking.openings.nation[lacking.found]
    allowed = np.isin(nations, sorted(lacking.unit.nations))
    yield lacking.need("nation", nations, (~allowed).astype(np.int64), 1)
