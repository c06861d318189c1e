"""Classes more in some weeks alone: a capacity row made into rows of its weeks, by one draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from trainopt.dataset import Calendar
from trainopt.dataset.calendar import closed_weeks, first_on_grid, start_weeks
from trainopt.errors import NotThere, UsageError
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import in_force
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.contents import DataAtHand
from trainopt.service.datasets import data_of, table_within
from trainopt.service.differences import RowEdit, RowKey, changes_of, key_of
from trainopt.service.drafts import LONGEST_TITLE, Draft, begin_draft
from trainopt.service.held import StepInPlan, steps_at
from trainopt.service.offered import is_offered
from trainopt.service.scopes import RowHere
from trainopt.tables import Capacity

CAPACITY = "capacity"
WeekSpan = tuple[int, int]
"""A first and a last week, counted from the start of the horizon."""


@dataclass(frozen=True)
class RowWeeks:
    """Weeks of a capacity row, from `first`, a Monday, to `last`, a Sunday.

    No class of the plan in force that the row holds lies across their edge. They are `widened` where those of
    the class that was asked about were not enough for that.
    """

    key: RowKey
    first: date
    last: date
    widened: bool


@dataclass(frozen=True)
class _RowToSplit:
    """A capacity row, and the weeks of the classes of the plan in force that it holds or has yet to hold.

    `begun` are those of them that have begun.
    """

    key: RowKey
    cells: RowCells
    row: Capacity
    calendar: Calendar
    counted: int
    as_of: int
    classes: Mapping[str, WeekSpan] = field(repr=False)
    begun: Collection[str] = field(repr=False)

    @property
    def first(self) -> int:
        """Its first week."""
        return self.calendar.week_or(self.row.valid_from, 0)

    def has_weeks(self, weeks: WeekSpan) -> bool:
        """Whether they are of its weeks within the horizon."""
        within = self.calendar.within(self.row)
        return within.start <= weeks[0] <= weeks[1] < within.stop

    def weeks_held(self, weeks: WeekSpan, *, begun: bool) -> WeekSpan | None:
        """Of the weeks of a class those in which it holds it; None where another row does, or none.

        One that has begun is held by the row that is valid where it starts, to its end; of its weeks count
        those of the row within the horizon.
        """
        if not begun:
            return weeks if self.has_weeks(weeks) else None
        start, within = weeks[0], self.calendar.within(self.row)
        first, last = (self.calendar.week_or(day, start) for day in (self.row.valid_from, self.row.valid_to))
        cut = max(start, within.start), min(weeks[1], within.stop - 1)
        return cut if first <= start <= last and cut[0] <= cut[1] else None

    def goes_on_after(self, week: int) -> bool:
        """Whether it is valid after a week; without a last day it is so after the horizon, too."""
        return self.row.valid_to is None or self.calendar.week(self.row.valid_to) > week

    def across(self, weeks: WeekSpan) -> list[WeekSpan]:
        """The classes that lie across an edge of the weeks."""
        return [held for held in self.classes.values() if _lies_across(held, weeks)]

    def widened(self, weeks: WeekSpan) -> WeekSpan:
        """The fewest weeks with these among them of which no class lies across an edge."""
        while across := self.across(weeks):
            both = (weeks, *across)
            weeks = min(first for first, _ in both), max(last for _, last in both)
        return weeks

    def part(self, first: int, last: int | None, more: int = 0) -> RowCells:
        """The row from one week to another, with so many classes more; None: to its end.

        Its start weeks stay those that they are in the whole row.
        """
        starts = first_on_grid(self.row, first, self.calendar, self.counted)
        changed = {
            "valid_from": str(self.calendar.monday(first)),
            "valid_to": self.cells.get("valid_to", "") if last is None else str(self.calendar.sunday(last)),
            "first_start": "" if starts == first else str(self.calendar.monday(starts)),
            "parallel_classes": str(self.row.parallel_classes + more),
        }
        return {name: text for name, text in (dict(self.cells) | changed).items() if text}

    def split(self, weeks: WeekSpan, more: int) -> Iterator[RowEdit]:
        """The edits by which it has so many classes more in these weeks alone.

        From the first week of the horizon they may as well hold in those before it.
        """
        first, last = weeks
        ends = self.goes_on_after(last)
        if first <= max(self.first, 0):
            kept = dict(self.cells) | {"parallel_classes": str(self.row.parallel_classes + more)}
            kept |= {"valid_to": str(self.calendar.sunday(last))} if ends else {}
            yield RowEdit(CAPACITY, self.key, self.cells, kept)
        else:
            before = dict(self.cells) | {"valid_to": str(self.calendar.sunday(first - 1))}
            yield RowEdit(CAPACITY, self.key, self.cells, before)
            yield _new(self.part(first, last if ends else None, more))
        if ends:
            yield _new(self.part(last + 1, None))


def _new(cells: RowCells) -> RowEdit:
    return RowEdit(CAPACITY, key_of(CAPACITY, cells), None, cells)


def _lies_across(held: WeekSpan, weeks: WeekSpan) -> bool:
    return held[0] < weeks[0] <= held[1] or held[0] <= weeks[1] < held[1]


def weeks_of_class(store: Store, actor: Actor, class_id: str) -> RowWeeks:
    """The capacity row that holds a class of the plan in force, and the weeks around it.

    Raises NotThere where there is no such class that is yet to begin, or no such row for the actor.
    """
    require(actor, Action.SEE_DATA)
    row = _row_of_class(store, actor, data_of(store, actor), class_id)
    held = row.classes[class_id]
    first, last = wide = row.widened(held)
    return RowWeeks(row.key, row.calendar.monday(first), row.calendar.sunday(last), widened=wide != held)


def _row_of_class(store: Store, actor: Actor, data: DataAtHand, class_id: str) -> _RowToSplit:
    with store.look() as connection:
        steps = [step for step in _steps(connection) if step.class_id == class_id]
    for row in _rows(store, actor, data, {(step.site_id, step.course_id) for step in steps}):
        if class_id in row.classes and class_id not in row.begun:
            return row
    raise not_there(f"class {class_id}")


def is_row_to_split(store: Store, actor: Actor, class_id: str) -> bool:
    """Whether to offer the actor classes more in the weeks of a class: its row is theirs to change."""
    if not is_offered(actor, Action.BEGIN_DRAFT):
        return False
    try:
        data = data_of(store, actor)
        row = _row_of_class(store, actor, data, class_id)
    except NotThere:
        return False
    return allowed(actor, Action.CHANGE_ROW, RowHere(data.reaches, CAPACITY, row.cells))


def add_in_weeks(
    store: Store,
    actor: Actor,
    key: RowKey,
    days: tuple[date, date],
    more: int = 1,
    *,
    anyway: bool = False,
    title: str = "",
) -> Draft:
    """A draft by which a capacity row has so many classes more from the one day's week to the other's.

    Raises NotThere where the actor sees no such row; UsageError for weeks that are not its own, that no class
    fits into, or across whose edge a class of the plan in force lies, unless that shall be so `anyway`;
    OutsideScope, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    data = data_of(store, actor)
    found = [row for row in _rows(store, actor, data, {key[:2]}) if row.key == key]
    if not found:
        raise not_there(f"row {' '.join(filter(None, key))} of {CAPACITY}")
    (row,) = found
    weeks = row.calendar.week(days[0]), row.calendar.week(days[1])
    _check_weeks(row, weeks, data)
    if not anyway:
        _check_edges(row, weeks)
    edges = row.calendar.monday(weeks[0]), row.calendar.sunday(weeks[1])
    named = title.strip() or f"{key[0]} {key[1]} parallel_classes + {more}, {edges[0]} – {edges[1]}"
    return begin_draft(store, actor, named[:LONGEST_TITLE], changes_of(row.split(weeks, more)))


def _check_weeks(row: _RowToSplit, weeks: WeekSpan, data: DataAtHand) -> None:
    """Raise UsageError where the row does not have the weeks, or no class of it can lie within them."""
    calendar, within = row.calendar, row.calendar.within(row.row)
    site, course = row.row.site_id, row.row.course_id
    if not within:
        raise UsageError(f"{site} {course} has no weeks of the horizon here: choose another row")
    if not row.has_weeks(weeks):
        span = calendar.stretch(within.start, within.stop - 1)
        raise UsageError(f"{site} {course} has the weeks {span} here: choose among these")
    dataset = data.dataset
    nation = next(one.nation_id for one in dataset.sites if one.site_id == site)
    shape = next(one for one in dataset.courses if one.course_id == course)
    closed = closed_weeks(dataset.closures, nation, site, course, calendar)
    starts = start_weeks(row.row, shape, closed, calendar, row.counted)
    length = row.row.shape(shape).duration
    first = max(weeks[0], row.as_of)
    if not any(first <= start and start + length - 1 <= weeks[1] for start in starts):
        raise UsageError(f"no class of {course} can begin and end at {site} in these weeks: choose others")


def _check_edges(row: _RowToSplit, weeks: WeekSpan) -> None:
    """Raise UsageError where a class of the plan in force lies across an edge of the weeks."""
    if row.across(weeks):
        span = row.calendar.stretch(*row.widened(weeks))
        raise UsageError(f"classes lie across the edge of these weeks and could not be held: choose {span}")


def _rows(store: Store, actor: Actor, data: DataAtHand, places: Collection[RowKey]) -> Iterator[_RowToSplit]:
    """The rows of these sites and courses that the actor sees."""
    require(actor, Action.SEE_DATA)
    shown = table_within(data, actor, CAPACITY)
    seen = {key: cells for key, cells in zip(shown.keys, shown.rows, strict=True) if key[:2] in places}
    if not seen:
        return
    with store.look() as connection:
        steps = [step for step in _steps(connection) if (step.site_id, step.course_id) in places]
    settings = data.dataset.settings
    calendar = Calendar.of(settings)
    counted, as_of = calendar.week(data.dataset.counted_from), calendar.week_or(settings.as_of, 0)
    begun = _begun(steps, data, calendar, as_of)
    for row in data.dataset.capacity:
        key = (row.site_id, row.course_id, "" if row.valid_from is None else str(row.valid_from))
        if key in seen:
            found = _RowToSplit(key, seen[key], row, calendar, counted, as_of, {}, begun)
            held = {
                step.class_id: found.weeks_held(_weeks(calendar, step), begun=step.class_id in begun)
                for step in steps
                if _is_of(step, row)
            }
            yield replace(found, classes={id: weeks for id, weeks in held.items() if weeks is not None})


def _begun(steps: Iterable[StepInPlan], data: DataAtHand, calendar: Calendar, as_of: int) -> frozenset[str]:
    """The classes that have begun: before `as_of`, or in its own week as actuals.csv says."""
    told = {
        (row.cohort_id, row.course_id, row.site_id, calendar.week(row.start))
        for row in data.dataset.actuals
        if row.state != "not_held"
    }
    return frozenset(
        step.class_id
        for step in steps
        if (start := calendar.week(step.start)) < as_of
        or (step.cohort_id, step.course_id, step.site_id, start) in told
    )


def _is_of(step: StepInPlan, row: Capacity) -> bool:
    return (step.site_id, step.course_id) == (row.site_id, row.course_id)


def _weeks(calendar: Calendar, step: StepInPlan) -> WeekSpan:
    return calendar.week(step.start), calendar.week(step.end)


def _steps(connection: Connection) -> tuple[StepInPlan, ...]:
    """Every step of the plan in force; none where none is."""
    current = in_force(connection)
    return () if current is None else steps_at(connection, current.plan_id)
