"""Why a cohort is unmet: a registry of codes, each found by trying to add the cohort to the plan.

A reason names a limit only if that limit, lifted alone, lets the cohort in: into the plan as it stands, or of
a cohort that is in no plan, into one with nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from trainopt.dataset.expectation import expected_text
from trainopt.limits import BELOW_CLASS_MIN, LIMITS, NO_CAPACITY, SEATS_TAKEN, WEEKLY, Code, Limit
from trainopt.plan.ledger import Ledger
from trainopt.plan.needs import Lacking
from trainopt.plan.ways import Finder, Short, Way
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand, Group
from trainopt.problem.limits import draws_on, name_of
from trainopt.problem.options import GroupOptions, Options, every_option

OUTRANKED = Code("outranked", "seats exist, used by what ranks as high or higher")
SEVERAL = Code("several_limits", "no limit alone keeps it out: several do together")
SEARCH_INCOMPLETE = Code(
    "search_incomplete", "it would fit as the plan stands; the search ended before it was placed"
)

CODES: dict[str, str] = {
    NO_CAPACITY.code: NO_CAPACITY.meaning,
    BELOW_CLASS_MIN.code: BELOW_CLASS_MIN.meaning,
    **dict(kind.reason for kind in WEEKLY),
    **dict([OUTRANKED, SEATS_TAKEN, SEVERAL, SEARCH_INCOMPLETE]),
}
"""Every code and what it means."""


def reason_in_words(code: str) -> str:
    """A reason's code as `trainopt` explains it; a code that is not in the registry as it stands."""
    known = code in CODES
    kind, _, resource = code.partition(":")
    text = CODES[code] if known else CODES.get(f"{kind}:<resource>", code)
    return text.replace("the resource", resource) if resource else text


ORDER = ("class_min", *(kind.name for kind in WEEKLY), "seats", "classes")
"""Of several limits each of which alone would do, the first of these kinds is the reason."""

MOST_NAMED = 5
"""Demands that a detail names."""


@dataclass(frozen=True)
class Reason:
    """A code of `CODES`, the resource's name in place of `<resource>`, and what blocks where and when.

    `limit` is the one that alone keeps the cohort out, if a single one does.
    """

    code: str
    detail: str
    limit: Limit | None = None


UNSOUGHT = Reason("", "")
"""Nobody looked for one."""


def explain_unmet(
    problem: Problem,
    options: Options,
    ledger: Ledger,
    groups: Iterable[int] | None = None,
    expired: Callable[[], bool] = lambda: False,
) -> dict[int, Reason]:
    """The reason of every cohort, of these groups or of all, that the ledger's plan does not place.

    Once `expired` says yes it is not looked for any more, and those left have none: `UNSOUGHT`.
    """
    finder = _Finder(problem, options, ledger)
    reasons: dict[int, Reason] = {}
    chosen = problem.groups if groups is None else [problem.groups[index] for index in sorted(groups)]
    for group in chosen:
        left = [index for index in group.cohorts if index not in ledger.paths]
        if left:
            reason = UNSOUGHT if expired() else finder.reason(group, problem.cohorts[left[0]])
            reasons |= dict.fromkeys(left, reason)
    return reasons


class _Finder:
    def __init__(self, problem: Problem, options: Options, ledger: Ledger) -> None:
        self.problem = problem
        self.options = options
        self.ledger = ledger

    def reason(self, group: Group, cohort: Cohort) -> Reason:
        if group.index in self.options.impossible:
            return self._in_no_plan(group, cohort)
        ways = _ways(self.ledger, cohort, self.options.by_group[group.index])
        if ways.free() is not None:
            return Reason(SEARCH_INCOMPLETE.code, "a way through its steps is free in the plan as it stands")
        return _Here(self.problem, cohort, self.ledger).reason(ways.first(ORDER))

    def _in_no_plan(self, group: Group, cohort: Cohort) -> Reason:
        """Of a cohort that no plan can place: what keeps it out with nobody else there."""
        nobody, options = self._nobody
        found = options(group)
        way = _ways(nobody, cohort, found).first(ORDER) if all(map(len, found)) else None
        if way is None:
            return Reason(NO_CAPACITY.code, _no_capacity(self.problem, group))
        if [limit.kind for limit in way.short] == ["class_min"]:
            (limit,) = way.short
            return Reason(BELOW_CLASS_MIN.code, _no_company(self.problem, group), limit)
        return _Alone(self.problem, cohort).reason(way)

    @cached_property
    def _nobody(self) -> tuple[Ledger, Callable[[Group], GroupOptions]]:
        """A ledger with nobody in it, and where groups that are in no plan could be if there were room."""
        unlimited = replace(self.problem, pools=tuple(pool.without_limit() for pool in self.problem.pools))
        openings, options = every_option(unlimited)
        return Ledger(self.problem, openings), options


def _ways(ledger: Ledger, cohort: Cohort, found: GroupOptions) -> Finder:
    """The ways of a cohort through its steps beside a ledger, each step at some openings."""
    steps = [Lacking(ledger, [cohort], number, step).needs() for number, step in enumerate(found)]
    return Finder(ledger.problem, ledger, [cohort], steps)


@dataclass(frozen=True)
class _Words:
    """What a way that limits bar comes to in words."""

    problem: Problem
    cohort: Cohort

    def reason(self, way: Way | None) -> Reason:
        """The reason that the way gives: its limit, where it has a single one."""
        assert way is not None  # the cohort has options, so with all limits lifted there is a way
        detail = "; ".join(self._detail(way))
        if len(way.short) > 1:
            return Reason(SEVERAL.code, detail)
        ((limit, short),) = way.short.items()
        return Reason(self.code(way, limit, short).code, detail, limit)

    def code(self, way: Way, limit: Limit, short: Short) -> Code:
        """The code of a limit that alone keeps the cohort out."""
        kind = LIMITS[limit.kind]
        if limit.kind != "resource":
            return kind.reason
        return Code(f"pool:{self.problem.pools[limit.owner].resource}", kind.reason.meaning)

    def says(self, limit: Limit, short: Short, row: CapacityRow, start: int, number: int) -> str:
        """What a limit does to a step, by its number, in a class of the row from a week."""
        raise NotImplementedError

    def _detail(self, way: Way) -> Iterator[str]:
        """For each step that a limit bars, where and when, and what the limit does there."""
        problem = self.problem
        unit = problem.demands[self.cohort.demand].unit
        for number, (index, start) in enumerate(way.path):
            row = problem.rows[index]
            site_id, monday = problem.sites[row.site].site_id, problem.calendar.monday(start)
            where = f"{row.course_id} at {site_id} from {monday}"
            for limit, short in way.short.items():
                there = draws_on(problem, limit, row, unit) or limit == Limit("class_min", index)
                weeks = tuple(week for week in short.weeks if start <= week < start + row.duration)
                if there and weeks:
                    yield f"{where}: {self.says(limit, replace(short, weeks=weeks), row, start, number)}"

    def _too_few(self, row: CapacityRow, number: int) -> str:
        """How the cohort alone is below the minimum of a class."""
        expected = f"{expected_text(self.cohort.expected[number])} expected trainees"
        size = expected if row.sizes.expected_least else str(self.cohort.size)
        return f"a class of {size} would be below class_min {row.class_min}"

    def _too_many(self, row: CapacityRow, number: int) -> str:
        """How the cohort alone is more than the seats of a class."""
        sizes = row.sizes
        if sizes.expected_most is None:
            return f"a class has {row.class_max} seats, the cohort is of {self.cohort.size}"
        seats = f"a class has {row.class_max} seats and may be planned with {sizes.seats}"
        expected = expected_text(self.cohort.expected[number])
        return f"{seats}, the cohort is of {self.cohort.size}, {expected} of them expected"


@dataclass(frozen=True)
class _Here(_Words):
    """In the plan as it stands."""

    ledger: Ledger

    def code(self, way: Way, limit: Limit, short: Short) -> Code:
        """Seats that are lacking are used by somebody, who ranks as high or not."""
        if limit.kind not in ("seats", "classes"):
            return super().code(way, limit, short)
        own = self.problem.demands[self.cohort.demand].priority
        starts = [start for row, start in way.path if row == limit.owner]
        users = {user for start in starts for user in self._users(limit, start)}
        return SEATS_TAKEN if any(user.priority < own for user in users) else OUTRANKED

    def says(self, limit: Limit, short: Short, row: CapacityRow, start: int, number: int) -> str:
        """Who uses it, or when it is used up."""
        if limit.kind == "class_min":
            return self._too_few(row, number)
        if limit.kind in ("seats", "classes"):
            users = sorted({user.demand_id for user in self._users(limit, start)})
            more = f" and {len(users) - MOST_NAMED} more" if len(users) > MOST_NAMED else ""
            return f"seats used by {' '.join(users[:MOST_NAMED])}{more}"
        weeks = self.problem.calendar.span(short.weeks)
        return f"{name_of(self.problem, limit)} used up in {weeks}"

    def _users(self, limit: Limit, start: int) -> Iterator[Demand]:
        """Whose cohorts are in the classes that take the seats, or are running instead of a further one."""
        ledger, duration = self.ledger, self.problem.rows[limit.owner].duration
        for opening, classes in ledger.classes.items():
            apart = abs(int(ledger.openings.start[opening]) - start)
            together = apart == 0 if limit.kind == "seats" else apart < duration
            if together and ledger.openings.row[opening] == limit.owner:
                for index in (index for running in classes for index in running.cohorts):
                    yield self.problem.demands[self.problem.cohorts[index].demand]


@dataclass(frozen=True)
class _Alone(_Words):
    """In a plan with nobody else in it."""

    def code(self, way: Way, limit: Limit, short: Short) -> Code:
        """Seats that nobody uses are no seats for the cohort."""
        return NO_CAPACITY if limit.kind in ("seats", "classes") else super().code(way, limit, short)

    def says(self, limit: Limit, short: Short, row: CapacityRow, start: int, number: int) -> str:
        """By how much it is too small for the cohort alone."""
        if limit.kind == "class_min":
            return self._too_few(row, number)
        if limit.kind == "seats":
            return self._too_many(row, number)
        if limit.kind == "classes":
            return "parallel_classes is 0"
        weeks = self.problem.calendar.span(short.weeks)
        name = name_of(self.problem, limit)
        return f"{name} {short.amount} too few in {weeks}, even with nobody else there"


def _no_capacity(problem: Problem, group: Group) -> str:
    """Which step has nowhere to go even alone, or that the steps do not fit one after the other."""
    demand = problem.demands[group.demand]
    calendar = problem.calendar
    earliest = max(demand.ready, 0 if group.pins[0] else problem.as_of)
    if earliest >= problem.weeks or demand.latest < earliest:
        return "its window has no week within the horizon"
    window = f"{calendar.monday(earliest)} to {calendar.sunday(demand.latest)}"
    for number, step in enumerate(demand.steps, 1):
        if not _may_start(problem, demand, step.course_id, earliest):
            return f"step {number}: no class of {step.course_id} it may join runs within {window}"
    names = " ".join(step.course_id for step in demand.steps)
    return f"{names} do not fit one after the other within {window}"


def _may_start(problem: Problem, demand: Demand, course_id: str, earliest: int) -> bool:
    nations = problem.units[demand.unit].nations
    return any(
        row.course_id == course_id
        and row.nation in nations
        and any(s >= earliest and s + row.duration - 1 <= demand.latest for s in row.starts)
        for row in problem.rows
    )


def _no_company(problem: Problem, group: Group) -> str:
    """That nobody fills a class with the cohort, and how many each course needs."""
    demand = problem.demands[group.demand]
    least: dict[str, int] = {}
    for row in problem.rows:
        if row.starts:
            least[row.course_id] = min(least.get(row.course_id, row.class_min), row.class_min)
    needs = ", ".join(f"{s.course_id} needs {least[s.course_id]}" for s in demand.steps)
    return f"all who could come together are too few: {needs}"
