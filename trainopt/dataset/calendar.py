"""Weeks: days as whole numbers of weeks, and the weeks in which a class of a capacity row can start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import product

from trainopt.tables import Capacity, Closure, Course, Settings, Validity


def monday_count(day: date) -> int:
    """The Mondays from 1 January of the year 1, itself a Monday, to the day: a week's absolute number."""
    return (day.toordinal() - 1) // 7


@dataclass(frozen=True)
class Calendar:
    """The horizon: week 0 begins on `start`, a Monday; the last is week `weeks` - 1."""

    start: date
    weeks: int

    @classmethod
    def of(cls, settings: Settings) -> Calendar:
        """The calendar of a dataset."""
        return cls(settings.start, settings.weeks)

    def week(self, day: date) -> int:
        """The week the day falls in; negative before the horizon."""
        return (day - self.start).days // 7

    def week_or(self, day: date | None, otherwise: int) -> int:
        """The week of the day, or what a blank means."""
        return otherwise if day is None else self.week(day)

    def within(self, row: Validity) -> range:
        """The weeks of the horizon in which a row is valid."""
        last = self.weeks - 1
        first = max(self.week_or(row.valid_from, 0), 0)
        return range(first, min(self.week_or(row.valid_to, last), last) + 1)

    def monday(self, week: int) -> date:
        """The first day of a week; of one after the year 9999 that of the last week before."""
        return self.start + timedelta(weeks=min(week, self._last))

    def sunday(self, week: int) -> date:
        """The last day of a week; of one after the year 9999 that of the last week before."""
        return self.monday(week) + timedelta(days=6)

    @cached_property
    def _last(self) -> int:
        """The last week that there are days for: a course may last a million weeks."""
        return self.week(date.max - timedelta(days=6))

    def spans(self, weeks: Iterable[int]) -> list[str]:
        """Weeks as a reader sees them: `2026-03-02 to 2026-03-22` for each stretch."""
        return [self.stretch(first, last) for first, last in runs(weeks)]

    def stretch(self, first: int, last: int) -> str:
        """Weeks in a row, from the first to the last of them."""
        return f"{self.monday(first)} to {self.sunday(last)}"

    def span(self, weeks: Iterable[int]) -> str:
        """All stretches in one text: `2026-03-02 to 2026-03-22, 2026-05-04 to 2026-05-10`."""
        return ", ".join(self.spans(weeks))


def runs(weeks: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches of consecutive weeks, each as its first and last."""
    stretches: list[tuple[int, int]] = []
    for week in sorted(set(weeks)):
        if stretches and stretches[-1][1] == week - 1:
            stretches[-1] = (stretches[-1][0], week)
        else:
            stretches.append((week, week))
    return stretches


def closed_weeks(
    closures: Sequence[Closure], nation_id: str, site_id: str, course_id: str, calendar: Calendar
) -> frozenset[int]:
    """The weeks of the horizon in which no class of the course may be running at the site."""
    return ClosedWeeks(closures, calendar).at(nation_id, site_id, course_id)


class ClosedWeeks:
    """Closures by what they close: who asks for many sites and courses does not go through all each time."""

    def __init__(self, closures: Sequence[Closure], calendar: Calendar) -> None:
        self._weeks: dict[tuple[str | None, str | None, str | None], set[int]] = defaultdict(set)
        for closure in closures:
            first = max(calendar.week(closure.first_day), 0)
            last = min(calendar.week(closure.last_day), calendar.weeks - 1)
            cells = closure.nation_id, closure.site_id, closure.course_id
            self._weeks[cells].update(range(first, last + 1))

    def at(self, nation_id: str, site_id: str, course_id: str) -> frozenset[int]:
        """The weeks of the horizon in which no class of the course may be running at the site."""
        cells = product((None, nation_id), (None, site_id), (None, course_id))
        return frozenset().union(*(self._weeks[key] for key in cells if key in self._weeks))


def start_weeks(
    row: Capacity, course: Course, closed: frozenset[int], calendar: Calendar, counted: int = 0
) -> tuple[int, ...]:
    """The weeks in which a class of the row can start: on its grid, all weeks valid, none closed.

    A row without a first day has its start weeks in step with week `counted`, before it too.
    """
    first = calendar.week_or(row.valid_from, 0)
    last = min(calendar.week_or(row.valid_to, calendar.weeks - 1), calendar.weeks - 1)
    duration = row.shape(course).duration
    earliest = first_on_grid(row, max(first, 0), calendar, counted)
    return tuple(
        week
        for week in range(earliest, last - duration + 2, row.start_every_weeks)
        if not any(w in closed for w in range(week, week + duration))
    )


def first_on_grid(row: Capacity, week: int, calendar: Calendar, counted: int = 0) -> int:
    """The first of the row's start weeks that is this week or a later one, whatever is closed."""
    begins = calendar.week_or(row.first_start, calendar.week_or(row.valid_from, 0))
    grid = begins if row.has_first_day else counted
    earliest = max(week, begins)
    return earliest + (grid - earliest) % row.start_every_weeks
