"""Reliefs: what changes of the data would lift the limits in a way, as a scenario and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trainopt.dataset import Dataset
from trainopt.dataset.calendar import closed_weeks, runs
from trainopt.dataset.wording import counted
from trainopt.explain.situation import Situation
from trainopt.explain.spans import Span, before_and_after, span_of
from trainopt.explain.ways import Short, Way
from trainopt.limits import LIMITS, OF_OWNERS, Limit
from trainopt.problem.limits import name_of
from trainopt.scenario import Change, Scenario
from trainopt.tables import TABLES, Closure, Resource, Row


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


def relief_of(situation: Situation, way: Way) -> Relief:
    """The relief that makes a way free. Each limit is lifted in the data as those before it leave it."""
    edits: list[_Edit] = []
    words = []
    for limit, short in way.short.items():
        text, found = LIFTERS[limit.kind](_Case(situation, way, limit, short))
        situation = replace(situation, dataset=_edited(situation.dataset, found))
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
class _Edit:
    """A change that has no number yet."""

    table: str
    action: str
    where: Mapping[str, Any]
    values: Mapping[str, Any]


def _edited(dataset: Dataset, edits: Sequence[_Edit]) -> Dataset:
    """The dataset with the edits made, unchecked: what the edits of a further limit begin from."""
    for edit in edits:
        rows = dataset.rows(edit.table)
        if edit.action == "insert":
            changed = [*rows, TABLES[edit.table].row.model_construct(**edit.values)]
        else:
            changed = [kept for row in rows for kept in _edited_row(row, edit)]
        tables: dict[str, Any] = {edit.table: tuple(changed)}
        dataset = replace(dataset, **tables)
    return dataset


def _edited_row(row: Row, edit: _Edit) -> Iterator[Row]:
    """The row as the edit leaves it: nothing where it is deleted."""
    if _keys(row, edit.table) != edit.where:
        yield row
    elif edit.action == "add":
        yield row.model_copy(update={name: getattr(row, name) + more for name, more in edit.values.items()})
    elif edit.action == "set":
        yield row.model_copy(update=dict(edit.values))


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

    def row(self, table: str) -> Any:
        """The row of the table that the limit's owner is the index of."""
        return self.situation.dataset.rows(table)[self.limit.owner]


Lifted = tuple[str, list[_Edit]]
"""What lifts a limit: in words, and as changes."""


def _classes(case: _Case) -> Lifted:
    row = case.row("capacity")
    words = f"{_more(case, 'class', 'classes')} of {row.course_id} at {row.site_id} at a time"
    edit = _edit(row, "capacity", "add", parallel_classes=case.amount)
    return f"{words}, needed {case.weeks}", [edit]


def _seats(case: _Case) -> Lifted:
    row, most = case.row("capacity"), case.situation.problem.rows[case.limit.owner].class_max
    seats = most + case.amount
    words = f"{_more(case, 'seat', 'seats')} in a class of {row.course_id} at {row.site_id}"
    edit = _edit(row, "capacity", "set", class_max=seats)
    return f"{words} ({seats} instead of {most}), needed {case.weeks}", [edit]


def _class_min(case: _Case) -> Lifted:
    row, least = case.row("capacity"), case.situation.problem.rows[case.limit.owner].class_min
    fewer = least - case.amount
    words = f"classes of {row.course_id} at {row.site_id} with {fewer} trainees or more (instead of {least})"
    return f"{words}, needed {case.weeks}", [_edit(row, "capacity", "set", class_min=fewer)]


def _pool(case: _Case) -> Lifted:
    kind, pool = LIMITS[case.limit.kind], case.situation.problem.pools[case.limit.owner]
    row = case.situation.dataset.rows(kind.table)[pool.owner]
    edit = _edit(row, kind.table, "add", **{kind.column: case.amount})
    return f"{case.amount} more {case.name}, needed {case.weeks}", [edit]


def _resource(case: _Case) -> Lifted:
    return f"{case.amount} more {case.name}, {case.weeks}", list(_more_of_resource(case))


def _closure(case: _Case) -> Lifted:
    row = case.row("capacity")
    return f"{row.course_id} at {row.site_id} open, {case.weeks}", list(_opened(case))


def _validity(case: _Case) -> Lifted:
    row, calendar = case.row("capacity"), case.situation.problem.calendar
    found, weeks = case.situation.problem.rows[case.limit.owner], case.short.weeks
    days: dict[str, date] = {}
    if weeks[0] < found.first_week:
        days["valid_from"] = calendar.monday(weeks[0])
    if weeks[-1] > found.last_week:
        days["valid_to"] = calendar.sunday(weeks[-1])
    longer = ", ".join(f"{column} {day}" for column, day in days.items())
    edit = _edit(row, "capacity", "set", **days)
    return f"{row.course_id} at {row.site_id} offered for longer ({longer})", [edit]


def _nation(case: _Case) -> Lifted:
    nation = case.row("nations").nation_id
    problem = case.situation.problem
    unit = case.situation.dataset.units[problem.demands[_demand(case)].unit]
    allowed = [*(unit.allowed_nations or ()), nation]
    return f"{unit.unit_id} may also be hosted by {nation}", [
        _edit(unit, "units", "set", allowed_nations=allowed)
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
    return words, [_edit(row, "demand", "set", **{column: day})]


def _edit(row: Row, table: str, action: str, **values: Any) -> _Edit:
    return _Edit(table, action, _keys(row, table), values)


def _keys(row: Row, table: str) -> dict[str, Any]:
    """What finds the row: its key, or all its cells where the table has none; blank ones too."""
    columns = TABLES[table].columns
    keys = [name for name, column in columns.items() if column.key] or list(columns)
    return {name: "" if (value := getattr(row, name)) is None else value for name in keys}


def _replaced(row: Row, table: str, rows: Sequence[Row]) -> Iterator[_Edit]:
    """Other rows in the place of one."""
    yield _Edit(table, "delete", _keys(row, table), {})
    for other in rows:
        yield _inserted(other, table)


def _inserted(row: Row, table: str) -> _Edit:
    cells = {name: getattr(row, name) for name in TABLES[table].columns}
    return _Edit(table, "insert", {}, {name: cell for name, cell in cells.items() if cell is not None})


def _more_of_resource(case: _Case) -> Iterator[_Edit]:
    """More of a resource in some weeks alone: rows valid then are divided; where none is, one is new."""
    problem = case.situation.problem
    pool, calendar = problem.pools[case.limit.owner], problem.calendar
    left = set(case.short.weeks)
    for row in case.situation.dataset.resources:
        span = span_of(row.valid_from, row.valid_to, calendar)
        inside = sorted(left & set(span.weeks))
        if (row.owner_id, row.resource) != (pool.owner_id, pool.resource) or not inside:
            continue
        left -= set(inside)
        yield from _replaced(row, "resources", list(_divided(case, row, span, inside)))
    for first, last in runs(left):
        row = Resource.model_construct(
            owner_id=pool.owner_id, resource=pool.resource, quantity=case.amount,
            valid_from=calendar.monday(first), valid_to=calendar.sunday(last),
        )  # fmt: skip
        yield _inserted(row, "resources")


def _divided(case: _Case, row: Resource, span: Span, weeks: Sequence[int]) -> Iterator[Resource]:
    """The row in as many as it takes to have more in some of its weeks."""
    calendar = case.situation.problem.calendar
    parts = [(part, row.quantity) for part in before_and_after(span, weeks)]
    parts += [(Span(first, last), row.quantity + case.amount) for first, last in runs(weeks)]
    for part, quantity in sorted(parts, key=lambda entry: entry[0].first):
        yield row.model_copy(
            update={
                "valid_from": row.valid_from if part.first == span.first else calendar.monday(part.first),
                "valid_to": row.valid_to if part.last == span.last else calendar.sunday(part.last),
                "quantity": quantity,
            }
        )


def _opened(case: _Case) -> Iterator[_Edit]:
    """The closures of a site's course without some weeks; whatever else they close stays closed."""
    problem = case.situation.problem
    row = problem.rows[case.limit.owner]
    nation, site = problem.nations[row.nation].nation_id, problem.sites[row.site].site_id
    closures = case.situation.dataset.closures
    for closure in {tuple(_keys(one, "closures").values()): one for one in closures}.values():
        closed = closed_weeks([closure], nation, site, row.course_id, problem.calendar)
        inside = sorted(closed & set(case.short.weeks))
        if inside:
            left = [*_shortened(case, closure, inside), *_of_others(case, closure, inside)]
            yield from _replaced(closure, "closures", left)


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
