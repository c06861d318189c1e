"""One limit of a problem: what messages call it, where the data sets it, and what draws on it."""

from __future__ import annotations

from trainopt.errors import Fault
from trainopt.limits import LIMITS, Limit
from trainopt.problem.entities import CapacityRow, DatedRow, Demand, Nation, Pin, Pool
from trainopt.problem.indexed import Problem


def owner_of(problem: Problem, limit: Limit) -> CapacityRow | Pool | Nation | Demand:
    """Whose limit it is."""
    owners: tuple[CapacityRow | Pool | Nation | Demand, ...] = getattr(problem, LIMITS[limit.kind].owners)
    return owners[limit.owner]


def place_of(problem: Problem, limit: Limit) -> str:
    """The site, nation, unit or demand that a limit is of."""
    owner = owner_of(problem, limit)
    if isinstance(owner, CapacityRow):
        return problem.sites[owner.site].site_id
    if isinstance(owner, Pool):
        return owner.owner_id
    return owner.nation_id if isinstance(owner, Nation) else owner.demand_id


def name_of(problem: Problem, limit: Limit) -> str:
    """A limit as a planner names it: `interpreter of PL-01`, `class_min of BASIC at DE-1 (20)`."""
    owner, where = owner_of(problem, limit), place_of(problem, limit)
    if isinstance(owner, CapacityRow):
        where = f"{owner.course_id} at {where}"
    return LIMITS[limit.kind].called.format(owner=owner, where=where)


def fault_of(problem: Problem, cause: Limit | Pin, dated: DatedRow | None = None) -> Fault:
    """The row of the data behind a limit or a pin, and what it asks; in the weeks of a row of limits.csv."""
    if isinstance(cause, Pin):
        monday = problem.calendar.monday(cause.start)
        asks = f"{cause.cohort_id} step {cause.step} at {cause.site_id} from {monday}"
        return Fault(cause.file, cause.line, "cohort_id", asks)
    if dated is not None:
        return Fault("limits.csv", dated.line, "quantity", name_of(problem, cause))
    kind, owner = LIMITS[cause.kind], owner_of(problem, cause)
    line = 0 if isinstance(owner, Nation) else owner.line
    return Fault(f"{kind.table}.csv", line, kind.column, name_of(problem, cause))


def draws_on(problem: Problem, limit: Limit, row: CapacityRow, unit: int) -> bool:
    """Whether a class of the row with trainees of the unit in it uses the limit up."""
    kind = LIMITS[limit.kind]
    if kind.owners == "rows":
        return bool(kind.drawn_by) and row.index == limit.owner
    if kind.drawn_by == "classes":
        return any(pool == limit.owner for pool, _ in row.holds)
    if kind.drawn_by == "arrivals":
        return problem.nations[row.nation].arrivals == limit.owner
    return kind.weekly and limit.owner in (*row.pools, *problem.units[unit].pools)
