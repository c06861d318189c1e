"""Whom a scenario touches: a plan of its own can only differ from there, so its search begins around them.

Touched is who is new or asks for something else, who can no longer stay where they are, and who could use an
opening that is new, has other limits, or draws on a pool of which there is more or less in its weeks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand, Pool

FOR_CERTAIN, UNMET, LATE, MAY_MOVE = 100, 100, 30, 10
"""How much who is touched weighs: for certain, or through an opening that they could use by how they fare."""

PoolName = tuple[str, str, str]
OpeningName = tuple[str, str, int]
"""A site, a course and a start week."""
Touched = Mapping[str, list[tuple[int, int, int]]]
"""By course, the openings that are touched: the nation, and the first and the last week."""


def focus_of(problem: Problem, before: Problem, plan: Plan) -> tuple[int, ...]:
    """By cohort of a scenario's problem, how much it is touched; empty where nobody is, or all alike are.

    `before` is the problem without the scenario, `plan` one that was made for it.
    """
    if (problem.transfer_weeks, problem.as_of) != (before.transfer_weeks, before.as_of):
        return ()
    touched = _touched_openings(problem, before)
    held: dict[str, list[Placement]] = defaultdict(list)
    for placement in plan.placements:
        held[placement.cohort_id].append(placement)
    weights = tuple(
        _weight(problem, before, cohort, held.get(cohort.cohort_id, []), touched)
        for cohort in problem.cohorts
    )
    return weights if any(weights) else ()


def _weight(
    problem: Problem, before: Problem, cohort: Cohort, held: list[Placement], touched: Touched
) -> int:
    demand = problem.demands[cohort.demand]
    index = before.cohort_index.get(cohort.cohort_id)
    if index is None or _asks(problem, cohort) != _asks(before, before.cohorts[index]):
        return FOR_CERTAIN
    ahead = [placement for placement in held if placement.step > demand.begun]
    rows = [_row(problem, demand, placement) for placement in ahead]
    if None in rows:
        return FOR_CERTAIN
    if not _may_use(problem, demand, touched):
        return 0
    ends = [one.start + row.duration - 1 for one, row in zip(ahead, rows, strict=True) if row is not None]
    if not ends:
        return UNMET
    return LATE if max(ends) > demand.due else MAY_MOVE


def _asks(problem: Problem, cohort: Cohort) -> tuple[object, ...]:
    """All that a cohort asks for, by names."""
    demand = problem.demands[cohort.demand]
    unit = problem.units[demand.unit]
    pools = [(problem.pools[pool].kind, problem.pools[pool].available) for pool in unit.pools]
    nations = {problem.nations[nation].nation_id for nation in unit.nations}
    pins = [None if pin is None else (problem.sites[pin.site].site_id, pin.start) for pin in cohort.pins]
    window = (demand.ready, demand.due, demand.latest, demand.priority)
    return unit.unit_id, demand.steps, window, cohort.size, nations, pools, pins


def _row(problem: Problem, demand: Demand, placement: Placement) -> CapacityRow | None:
    """The row in which a placement can be; None where it no longer can."""
    number = placement.step - demand.begun - 1
    site = problem.site_index.get(placement.site_id)
    if site is None or number >= len(demand.steps):
        return None
    row = problem.row_at.get((site, demand.steps[number].course_id, placement.start))
    return row if row is not None and row.nation in problem.units[demand.unit].nations else None


def _may_use(problem: Problem, demand: Demand, touched: Touched) -> bool:
    """Whether some step could be in an opening that is touched, by course, nation and window."""
    nations = problem.units[demand.unit].nations
    return any(
        nation in nations and demand.ready <= first and last <= demand.latest
        for step in demand.steps
        for nation, first, last in touched.get(step.course_id, ())
    )


def _touched_openings(problem: Problem, before: Problem) -> Touched:
    offered = {place: _offer(before, row) for place, row in _places(before)}
    pools = _touched_weeks(problem, before)
    touched: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for place, row in _places(problem):
        last = place[2] + row.duration - 1
        weeks = range(place[2], last + 1)
        arrivals = problem.nations[row.nation].arrivals
        drawn = [pools[pool] for pool in (*row.pools, *(pool for pool, _ in row.holds)) if pool in pools]
        if (
            offered.get(place) != _offer(problem, row)
            or place[2] in pools.get(arrivals, ())
            or any(not touched_weeks.isdisjoint(weeks) for touched_weeks in drawn)
        ):
            touched[row.course_id].append((row.nation, place[2], last))
    return touched


def _places(problem: Problem) -> Iterator[tuple[OpeningName, CapacityRow]]:
    for row in problem.rows:
        for start in row.starts:
            yield (problem.sites[row.site].site_id, row.course_id, start), row


def _offer(problem: Problem, row: CapacityRow) -> tuple[object, ...]:
    """What a row gives to whoever is in its classes, by names."""
    holds = {(_name(problem.pools[pool]), units) for pool, units in row.holds}
    limits = (row.parallel, row.duration, row.class_min, row.class_max, row.mixed_units)
    return problem.nations[row.nation].nation_id, limits, row.cost_per_class, row.cost_per_trainee, holds


def _name(pool: Pool) -> PoolName:
    return pool.owner_kind, pool.owner_id, pool.resource


def _touched_weeks(problem: Problem, before: Problem) -> dict[int, frozenset[int]]:
    """By pool, the weeks in which there is more or less of it than before."""
    available = {_name(pool): pool.available for pool in before.pools}
    found = {}
    for pool in problem.pools:
        was = available.get(_name(pool), (None,) * problem.weeks)
        weeks = frozenset(
            week for week, (now, then) in enumerate(zip(pool.available, was, strict=False)) if now != then
        )
        if weeks:
            found[pool.index] = weeks
    return found
