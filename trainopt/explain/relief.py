"""Reliefs: what changes of the data would lift the limits in a way, as a scenario and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from trainopt.dataset import Calendar
from trainopt.dataset.calendar import closed_weeks, runs
from trainopt.explain.edits import Edit, changed_in, edited, inserted, keys, replaced, set_cells
from trainopt.explain.situation import Situation
from trainopt.explain.spans import before_and_after, span_of
from trainopt.limits import LIMITS, OF_OWNERS, OFFERED, Limit
from trainopt.plan.ways import Short, Way
from trainopt.problem.limits import name_of
from trainopt.scenario import Change, Scenario
from trainopt.tables import TABLES, Capacity, Closure, DatedLimit, Resource
from trainopt.wording import counted


@dataclass(frozen=True)
class Relief:
    """What to change so that a way is free: in words, and as a scenario for `apply_scenarios`."""

    way: Way
    text: str
    scenario: Scenario

    @property
    def amount(self) -> int | None:
        """How much more of its only limit it asks for; None where it changes several."""
        amounts = [short.amount for short in self.way.short.values()]
        return amounts[0] if len(amounts) == 1 else None

    @property
    def grade(self) -> int:
        """How near it is to what a planner can do; that of its farthest limit.

        0: to give more of something; 1: to decide otherwise, such as who may host; 2: other days of a demand.
        """
        return max(_grade(limit) for limit in self.way.short)


def _grade(limit: Limit) -> int:
    if limit.kind in OFFERED:
        return 0
    return 2 if LIMITS[limit.kind].table == "demand" else 1


def relief_of(situation: Situation, way: Way) -> Relief:
    """The relief that makes a way free. Each limit is lifted in the data as those before it leave it.

    What is offered for longer comes first: only then has it the weeks in which there is to be more.
    """
    edits: list[Edit] = []
    words = []
    for limit, short in sorted(way.short.items(), key=lambda entry: entry[0].kind != "validity"):
        text, found = LIFTERS[limit.kind](_Case(situation, way, limit, short))
        situation = replace(situation, dataset=edited(situation.dataset, found))
        words.append(text)
        edits += found
    changes = tuple(
        Change(number, TABLES[edit.table], edit.action, edit.where, edit.values)
        for number, edit in enumerate(edits, 1)
    )
    return Relief(way, "; ".join(words), Scenario("relief", "", changes, "; ".join(words)))


def with_amount(way: Way, amount: int) -> Way:
    """The way of a single limit, asking for another amount."""
    return replace(way, short={limit: replace(short, amount=amount) for limit, short in way.short.items()})


@dataclass(frozen=True)
class _Case:
    """A limit that falls short on a way."""

    situation: Situation
    way: Way
    limit: Limit
    short: Short

    @property
    def amount(self) -> int:
        return self.short.amount

    @property
    def weeks(self) -> str:
        return self.situation.problem.calendar.span(self.short.weeks)

    @property
    def name(self) -> str:
        return name_of(self.situation.problem, self.limit)

    @property
    def offer(self) -> str:
        row = self.situation.problem.rows[self.limit.owner]
        return f"{row.course_id} at {self.situation.problem.sites[row.site].site_id}"

    @property
    def offers(self) -> list[Capacity]:
        """The capacity rows of the site and course, as edits before have left them."""
        problem, row = self.situation.problem, self.situation.problem.rows[self.limit.owner]
        key = (problem.sites[row.site].site_id, row.course_id)
        return [one for one in self.situation.dataset.capacity if (one.site_id, one.course_id) == key]

    def row(self, table: str) -> Any:
        """The row of the table that the limit's owner is the index of."""
        return self.situation.dataset.rows(table)[self.limit.owner]


Lifted = tuple[str, list[Edit]]
"""What lifts a limit: in words, and as changes."""


def _classes(case: _Case) -> Lifted:
    def more(row: Capacity) -> Capacity:
        return row.model_copy(update={"parallel_classes": row.parallel_classes + case.amount})

    words = f"{_more(case, 'class', 'classes')} of {case.offer} at a time"
    return _offered(case, words, more)


def _seats(case: _Case) -> Lifted:
    most = case.situation.problem.rows[case.limit.owner].class_max
    seats = most + case.amount
    words = f"{_more(case, 'seat', 'seats')} in a class of {case.offer} ({seats} instead of {most})"
    return _offered(case, words, lambda row: row.model_copy(update={"class_max": seats}))


def _class_min(case: _Case) -> Lifted:
    row = case.situation.problem.rows[case.limit.owner]
    least, counted = row.class_min, "expected trainees" if row.sizes.expected_least else "trainees"
    fewer = max(least - case.amount, 1)
    words = f"classes of {case.offer} with {fewer} {counted} or more (instead of {least})"
    return _offered(case, words, lambda row: row.model_copy(update={"class_min": fewer}))


def _offered(case: _Case, words: str, change: Callable[[Capacity], Capacity]) -> Lifted:
    """What a site offers of a course, changed in the weeks named.

    A class belongs to one capacity row, so a row is divided where no class of the plan is running across.
    """
    problem = case.situation.problem
    weeks = _uncut(case)
    counted_in = problem.calendar.week(case.situation.dataset.counted_from)
    rows = [_on_its_grid(row, problem.calendar, counted_in) for row in case.offers]
    edits = changed_in("capacity", rows, weeks, problem.calendar, change)
    needed = "" if weeks == sorted(case.short.weeks) else f" (needed {case.weeks})"
    return f"{words}, {problem.calendar.span(weeks)}{needed}", list(edits)


def _uncut(case: _Case) -> list[int]:
    """The weeks in which the limit falls short, and those of all classes of its row that reach into them."""
    situation, (first, last) = case.situation, (case.short.weeks[0], case.short.weeks[-1])
    duration = situation.problem.rows[case.limit.owner].duration
    starts = {
        seat.start
        for seats in situation.assignment.values()
        for seat in seats
        if seat.row == case.limit.owner
    }
    starts |= {start for row, start in case.way.path if row == case.limit.owner}
    while True:
        across = [s for s in starts if s <= last and s + duration > first]
        wider = min([first, *across]), max([last, *(s + duration - 1 for s in across)])
        if wider == (first, last):
            return list(range(first, last + 1))
        first, last = wider


def _on_its_grid(row: Capacity, calendar: Calendar, counted_in: int) -> Capacity:
    """The row with the week from which its start weeks count, so that its parts keep them.

    One without a first day counts in step with the week `counted_in`.
    """
    if row.start_every_weeks == 1 or row.first_start is not None:
        return row
    first = calendar.monday(counted_in % row.start_every_weeks)
    return row.model_copy(update={"first_start": row.valid_from or first})


def _pool(case: _Case) -> Lifted:
    """More of what a nation, a site or a unit has, in the weeks in which it falls short alone."""
    problem, dataset = case.situation.problem, case.situation.dataset
    pool, kind = problem.pools[case.limit.owner], LIMITS[case.limit.kind]
    own = getattr(dataset.rows(kind.table)[pool.owner], kind.column)
    rows = [row for row in dataset.limits if (row.owner_id, row.limit) == (pool.owner_id, kind.column)]
    new = DatedLimit.model_construct(owner_id=pool.owner_id, limit=kind.column, quantity=own or 0)
    return f"{case.amount} more {case.name}, {case.weeks}", list(_more_of(case, "limits", rows, new))


def _resource(case: _Case) -> Lifted:
    pool = case.situation.problem.pools[case.limit.owner]
    rows = [
        row
        for row in case.situation.dataset.resources
        if (row.owner_id, row.resource) == (pool.owner_id, pool.resource)
    ]
    new = Resource.model_construct(owner_id=pool.owner_id, resource=pool.resource, quantity=0)
    return f"{case.amount} more {case.name}, {case.weeks}", list(_more_of(case, "resources", rows, new))


Q = TypeVar("Q", Resource, DatedLimit)


def _more_of(case: _Case, table: str, rows: Sequence[Q], usual: Q) -> Iterator[Edit]:
    """Rows of one owner with a greater quantity; where none is valid, new ones with more than the usual."""
    calendar = case.situation.problem.calendar

    def more(row: Q) -> Q:
        return row.model_copy(update={"quantity": row.quantity + case.amount})

    yield from changed_in(table, rows, case.short.weeks, calendar, more)
    known = {week for row in rows for week in calendar.within(row)}
    for first, last in runs(set(case.short.weeks) - known):
        days = {"valid_from": calendar.monday(first), "valid_to": calendar.sunday(last)}
        yield inserted(more(usual).model_copy(update=days), table)


def _closure(case: _Case) -> Lifted:
    row, calendar = case.row("capacity"), case.situation.problem.calendar
    shut = _shut(case, case.situation.dataset.closures) & set(case.short.weeks)
    return f"{row.course_id} at {row.site_id} open, {calendar.span(shut)}", list(_opened(case))


def _shut(case: _Case, closures: Sequence[Closure]) -> frozenset[int]:
    """The weeks in which these closures shut the course at its site."""
    problem = case.situation.problem
    row = problem.rows[case.limit.owner]
    nation, site = problem.nations[row.nation].nation_id, problem.sites[row.site].site_id
    return closed_weeks(closures, nation, site, row.course_id, problem.calendar)


def _validity(case: _Case) -> Lifted:
    row, calendar = case.row("capacity"), case.situation.problem.calendar
    found, weeks = case.situation.problem.rows[case.limit.owner], case.short.weeks
    days: dict[str, date] = {}
    if weeks[0] < found.first_week:
        days["valid_from"] = calendar.monday(weeks[0])
    if weeks[-1] > found.last_week:
        days["valid_to"] = calendar.sunday(weeks[-1])
    longer = ", ".join(f"{column} {day}" for column, day in days.items())
    edit = set_cells(row, "capacity", **days)
    return f"{row.course_id} at {row.site_id} offered for longer ({longer})", [edit]


def _nation(case: _Case) -> Lifted:
    nation = case.row("nations").nation_id
    problem = case.situation.problem
    unit = case.situation.dataset.units[problem.demands[_demand(case)].unit]
    allowed = [*(unit.allowed_nations or ()), nation]
    return f"{unit.unit_id} may also be hosted by {nation}", [
        set_cells(unit, "units", allowed_nations=allowed)
    ]


def _ready_from(case: _Case) -> Lifted:
    week = case.situation.problem.demands[case.limit.owner].ready - case.amount
    return _other_day(case, "ready_from", case.situation.problem.calendar.monday(week), "earlier")


def _latest(case: _Case) -> Lifted:
    """For one who is late the last week that does is the one in which it is due."""
    demand, calendar = case.situation.problem.demands[case.limit.owner], case.situation.problem.calendar
    if case.way.cohorts[0] in case.situation.assignment:
        return _other_day(case, "due", calendar.sunday(demand.due + case.amount), "later")
    return _other_day(case, "latest", calendar.sunday(demand.latest + case.amount), "later")


LIFTERS: dict[str, Callable[[_Case], Lifted]] = {
    "classes": _classes,
    "seats": _seats,
    "class_min": _class_min,
    **dict.fromkeys((kind.name for kind in OF_OWNERS), _pool),
    "resource": _resource,
    "closure": _closure,
    "validity": _validity,
    "nation": _nation,
    "ready_from": _ready_from,
    "latest": _latest,
}
"""For every kind of limit, what lifts it."""


def _demand(case: _Case) -> int:
    return case.situation.problem.cohorts[case.way.cohorts[0]].demand


def _more(case: _Case, one: str, several: str) -> str:
    return f"{case.amount} more {one if case.amount == 1 else several}"


def _other_day(case: _Case, column: str, day: date, direction: str) -> Lifted:
    row = case.row("demand")
    words = f"{column} of {row.demand_id} {counted(case.amount, 'week')} {direction} ({day})"
    return words, [set_cells(row, "demand", **{column: day})]


def _opened(case: _Case) -> Iterator[Edit]:
    """The closures of a site's course without some weeks; whatever else they close stays closed."""
    closures = case.situation.dataset.closures
    for closure in {tuple(keys(one, "closures").values()): one for one in closures}.values():
        inside = sorted(_shut(case, [closure]) & set(case.short.weeks))
        if inside:
            left = [*_shortened(case, closure, inside), *_of_others(case, closure, inside)]
            yield from replaced(closure, "closures", left)


def _shortened(case: _Case, closure: Closure, weeks: Sequence[int]) -> Iterator[Closure]:
    """The closure in the weeks before, between and after."""
    calendar = case.situation.problem.calendar
    span = span_of(closure.first_day, closure.last_day, calendar)
    for part in before_and_after(span, weeks):
        yield closure.model_copy(
            update={
                "first_day": closure.first_day if part.first == span.first else calendar.monday(part.first),
                "last_day": closure.last_day if part.last == span.last else calendar.sunday(part.last),
            }
        )


def _of_others(case: _Case, closure: Closure, weeks: Sequence[int]) -> Iterator[Closure]:
    """The closure in these weeks, of every other site's course that it closes."""
    problem, own = case.situation.problem, case.row("capacity")
    calendar = problem.calendar
    others = {
        (problem.sites[row.site].site_id, row.course_id)
        for row in problem.rows
        if closure.nation_id in (None, problem.nations[row.nation].nation_id)
        and closure.site_id in (None, problem.sites[row.site].site_id)
        and closure.course_id in (None, row.course_id)
    } - {(own.site_id, own.course_id)}
    for site, course in sorted(others):
        for first, last in runs(weeks):
            days = {"first_day": calendar.monday(first), "last_day": calendar.sunday(last)}
            yield closure.model_copy(update={"nation_id": None, "site_id": site, "course_id": course, **days})
