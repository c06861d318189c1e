"""The tables indexed by their ids, made only where they are sound, for checks that reach across them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from trainopt.dataset.calendar import Calendar, ClosedWeeks, start_weeks
from trainopt.dataset.sheet import Sheets
from trainopt.tables import (
    Capacity,
    Closure,
    Course,
    CourseResource,
    DatedLimit,
    Demand,
    Nation,
    PipelineStep,
    Resource,
    Row,
    Settings,
    Site,
    Unit,
)

if TYPE_CHECKING:
    from trainopt.dataset.roster import Roster

TABLES_NEEDED = ("nations", "sites", "courses", "capacity", "closures", "pipelines")


class Index:
    """The sound rows of a dataset by id. Demands and units may be missing where their rows are faulty.

    `needs` (of a course) and `pools` (of an owner and resource) are empty where either table is faulty,
    `limits` (of an owner and a column) where limits.csv is.
    """

    def __init__(self, sheets: Sheets, settings: Settings) -> None:
        self.sheets = sheets
        self.settings = settings
        self.in_force = sheets.in_force
        self.roster: Roster  # set by `indexed`, which makes it from all the rest
        self.calendar = Calendar.of(settings)
        said = None if self.in_force is None else self.in_force.counted_from
        self.counted = self.calendar.week_or(said, 0)
        self.as_of = self.calendar.week_or(settings.as_of, 0)
        self.courses: dict[str, Course] = {c.course_id: c for c in sheets["courses"].rows}
        self.nations: dict[str, Nation] = {n.nation_id: n for n in sheets["nations"].rows}
        self.sites: dict[str, Site] = {s.site_id: s for s in sheets["sites"].rows}
        self.units: dict[str, Unit] = {u.unit_id: u for u in sheets["units"].rows}
        self.demands: dict[str, Demand] = {d.demand_id: d for d in sheets["demand"].rows}
        self.owners: dict[str, Mapping[str, Row]] = {
            "nations": self.nations, "sites": self.sites, "units": self.units
        }  # fmt: skip
        self.capacity: dict[tuple[str, str], list[Capacity]] = defaultdict(list)
        for row in sheets["capacity"].rows:
            self.capacity[row.site_id, row.course_id].append(row)
        self.steps: dict[str, list[PipelineStep]] = defaultdict(list)
        for step in sorted(sheets["pipelines"].rows, key=lambda step: int(step.step)):
            self.steps[step.pipeline_id].append(step)
        self.needs: dict[str, list[CourseResource]] = defaultdict(list)
        self.pools: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        if sheets.sound("course_resources", "resources"):
            self._take_up_pools()
        self.limits: dict[tuple[str, str], list[DatedLimit]] = defaultdict(list)
        for limit in sheets["limits"].rows if sheets.sound("limits") else ():
            self.limits[limit.owner_id, limit.limit].append(limit)
        self._closures = ClosedWeeks(sheets["closures"].rows, self.calendar)
        self._closed: dict[tuple[str, str], frozenset[int]] = {}
        self._starts: dict[Capacity, tuple[int, ...]] = {}

    def _take_up_pools(self) -> None:
        for need in self.sheets["course_resources"].rows:
            self.needs[need.course_id].append(need)
        for pool in self.sheets["resources"].rows:
            self.pools[pool.owner_id, pool.resource].append(pool)

    def at(self, table: str, line: int) -> str:
        """A row as messages name it: `sites.csv:4`."""
        return f"{self.sheets[table].table.file}:{line}"

    def duration(self, row: Capacity) -> int:
        """Weeks a class of the row takes."""
        return row.shape(self.courses[row.course_id]).duration

    def seats(self, row: Capacity) -> int:
        """The most planned trainees in a class of the row."""
        return self.settings.seats_in(row.shape(self.courses[row.course_id]).most)

    @cached_property
    def shortest(self) -> dict[str, int]:
        """Of each course, the fewest weeks a class takes anywhere."""
        shortest = {course_id: course.duration_weeks for course_id, course in self.courses.items()}
        offered: dict[str, int] = {}
        for row in self.sheets["capacity"].rows:
            offered[row.course_id] = min(self.duration(row), offered.get(row.course_id, self.duration(row)))
        return shortest | offered

    @cached_property
    def largest(self) -> dict[str, int]:
        """Of each course that is offered, the most seats a class has anywhere."""
        largest: dict[str, int] = defaultdict(int)
        for row in self.sheets["capacity"].rows:
            largest[row.course_id] = max(self.seats(row), largest[row.course_id])
        return dict(largest)

    @cached_property
    def hosts(self) -> dict[str, set[str]]:
        """Of each course, the nations in which some site offers it."""
        hosts: dict[str, set[str]] = defaultdict(set)
        for site_id, course_id in self.capacity:
            hosts[course_id].add(self.sites[site_id].nation_id)
        return hosts

    def closed(self, site: Site, course_id: str) -> frozenset[int]:
        """The weeks in which no class of the course may be running at the site."""
        key = (site.site_id, course_id)
        if key not in self._closed:
            self._closed[key] = self._closures.at(site.nation_id, *key)
        return self._closed[key]

    def row_then(self, site_id: str, course_id: str, week: int) -> Capacity | None:
        """The capacity row that is valid in a week, which may lie before the horizon; None where none is.

        A row that says its first day comes before one that has none, which may not have been there yet.
        """
        calendar = self.calendar
        valid = [
            row
            for row in self.capacity.get((site_id, course_id), ())
            if calendar.week_or(row.valid_from, week) <= week <= calendar.week_or(row.valid_to, week)
        ]
        return max(valid, key=lambda row: row.valid_from or date.min, default=None)

    def weeks_of(self, row: Closure) -> range:
        """The weeks that a closure shuts, also those beyond the horizon."""
        return range(self.calendar.week(row.first_day), self.calendar.week(row.last_day) + 1)

    def closures(self, site: Site, course_id: str, weeks: range) -> list[tuple[Closure, range]]:
        """The closures that shut the course at the site in some of the weeks, beyond the horizon too.

        Each with those of the weeks that it shuts. There may be a million: they are not gone through.
        """
        found = []
        for row in self.sheets["closures"].rows:
            if row.closes(site.nation_id, site.site_id, course_id):
                shut = self.weeks_of(row)
                both = range(max(shut.start, weeks.start), min(shut.stop, weeks.stop))
                if both:
                    found.append((row, both))
        return found

    def starts(self, row: Capacity) -> tuple[int, ...]:
        """The weeks in which a class of the row can start."""
        if row not in self._starts:
            closed = self.closed(self.sites[row.site_id], row.course_id)
            self._starts[row] = start_weeks(
                row, self.courses[row.course_id], closed, self.calendar, self.counted
            )
        return self._starts[row]
