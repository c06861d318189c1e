"""From a dataset to a problem: ids to indices, days to weeks, demands to cohorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import ClosedWeeks, start_weeks
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.standing import index_of
from trainopt.problem.begun_classes import joining_rows
from trainopt.problem.cohorts import BUILDING, Cohorts, Ground, PublishedPlan, pins_of, published_plan
from trainopt.problem.entities import (
    CapacityRow,
    ClassSizes,
    Demand,
    Nation,
    Pin,
    Site,
    Step,
    Unit,
)
from trainopt.problem.indexed import Problem
from trainopt.problem.pools import Pools
from trainopt.tables import Capacity, Course


def build_problem(
    dataset: Dataset | Where,
    published: PublishedPlan | None = None,
    frozen: Sequence[Pin] = (),
    deadline: Deadline = NEVER,
) -> Problem:
    """Index a sound dataset, with what is frozen of the plan in force, if there is one.

    `published` stands in for that plan where the dataset was read without it. Raises NoPlanInTime past the
    deadline.

    >>> trainopt.build_problem("data/example")
    Problem('Example: three nations, half a year (synthetic)', 24 cohorts, 26 weeks)
    """
    return _Builder(dataset_given(dataset, deadline), published, frozen, deadline).build()


class _Builder:
    def __init__(
        self,
        dataset: Dataset,
        published: PublishedPlan | None,
        frozen: Sequence[Pin],
        deadline: Deadline = NEVER,
    ) -> None:
        deadline.check(BUILDING)
        self.dataset = dataset
        self.deadline = deadline
        self.index = index_of(dataset)
        self.published = published_plan(self.index) if published is None else published
        self.pins = (*pins_of(self.index), *frozen)
        self.calendar = Calendar.of(dataset.settings)
        self.pools = Pools(dataset, self.calendar)
        self._closed = ClosedWeeks(dataset.closures, self.calendar)

    def build(self) -> Problem:
        settings = self.dataset.settings
        nations = self._nations()
        sites = self._sites({n.nation_id: n.index for n in nations})
        units = self._units({n.nation_id: n.index for n in nations})
        rows = self._rows(sites, nations)
        demands = self._demands({u.unit_id: u.index for u in units})
        made = Cohorts(self.index, Ground(nations, sites, units, rows, self.pools), demands)
        made.add(self.pins, self.published, self.deadline)
        joining = joining_rows(rows, made.under_way, made.cohorts, made.demands)
        return Problem(
            name=settings.name,
            calendar=self.calendar,
            as_of=self.calendar.week_or(settings.as_of, 0),
            transfer_weeks=settings.transfer_weeks,
            objective=settings.objective,
            nations=nations,
            sites=sites,
            units=units,
            rows=(*rows, *joining),
            pools=tuple(self.pools.all),
            demands=tuple(made.demands),
            cohorts=tuple(made.cohorts),
            pins=self.pins,
            under_way=tuple(made.under_way),
            published=self.published,
            names=dict(self._names()),
        )

    def _names(self) -> Iterator[tuple[tuple[str, str], str]]:
        data = self.dataset
        yield from ((("nation", one.nation_id), one.name) for one in data.nations)
        yield from ((("site", one.site_id), one.name) for one in data.sites)
        yield from ((("unit", one.unit_id), one.name) for one in data.units)
        yield from ((("course", one.course_id), one.name) for one in data.courses)

    def _nations(self) -> tuple[Nation, ...]:
        return tuple(
            Nation(i, n.nation_id, self.pools.of("arrivals", n.nation_id))
            for i, n in enumerate(self.dataset.nations)
        )

    def _sites(self, nation_index: dict[str, int]) -> tuple[Site, ...]:
        return tuple(
            Site(i, s.site_id, nation_index[s.nation_id], s.name, s.latitude, s.longitude)
            for i, s in enumerate(self.dataset.sites)
        )

    def _units(self, nation_index: dict[str, int]) -> tuple[Unit, ...]:
        every = frozenset(nation_index.values())
        return tuple(
            Unit(
                i,
                u.unit_id,
                self.pools.of_trainees(units=u.unit_id),
                every
                if u.allowed_nations is None
                else frozenset(nation_index[nation] for nation in u.allowed_nations),
            )
            for i, u in enumerate(self.dataset.units)
        )

    def _rows(self, sites: tuple[Site, ...], nations: tuple[Nation, ...]) -> tuple[CapacityRow, ...]:
        site_of = {site.site_id: site for site in sites}
        needs: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for need in self.dataset.course_resources:
            needs[need.course_id].append((need.resource, need.per_class))
        rows = []
        for index, row in enumerate(self.dataset.capacity):
            site = site_of[row.site_id]
            nation_id = nations[site.nation].nation_id
            holds = tuple(
                (self.pools.of_class(row.site_id, nation_id, name), units)
                for name, units in needs[row.course_id]
            )
            rows.append(self._row(index, row, site, nation_id, holds))
        return tuple(rows)

    def _row(
        self, index: int, row: Capacity, site: Site, nation_id: str, holds: tuple[tuple[int, int], ...]
    ) -> CapacityRow:
        course = self._courses[row.course_id]
        shape = row.shape(course)
        closed = self._closed.at(nation_id, row.site_id, row.course_id)
        last = self.calendar.weeks - 1
        return CapacityRow(
            index=index,
            line=row.line,
            site=site.index,
            nation=site.nation,
            course_id=row.course_id,
            parallel=row.parallel_classes,
            duration=shape.duration,
            class_min=shape.least,
            class_max=shape.most,
            sizes=ClassSizes.of(shape, self.dataset.settings),
            mixed_units=course.mixed_units,
            starts=start_weeks(row, course, closed, self.calendar, self.index.counted),
            first_week=max(self.calendar.week_or(row.valid_from, 0), 0),
            last_week=min(self.calendar.week_or(row.valid_to, last), last),
            holds=holds,
            pools=self.pools.of_trainees(sites=row.site_id, nations=nation_id),
            cost_per_class=row.cost_per_class,
            cost_per_trainee=row.cost_per_trainee,
        )

    @cached_property
    def _courses(self) -> dict[str, Course]:
        return {course.course_id: course for course in self.dataset.courses}

    def _demands(self, unit_index: dict[str, int]) -> tuple[Demand, ...]:
        steps: dict[str, list[Step]] = defaultdict(list)
        for s in sorted(self.dataset.pipelines, key=lambda s: s.step):
            steps[s.pipeline_id].append(Step(s.course_id, s.max_wait_weeks, s.location or "any"))
        last = self.calendar.weeks - 1
        return tuple(
            Demand(
                index=index,
                line=d.line,
                demand_id=d.demand_id,
                unit=unit_index[d.unit_id],
                pipeline_id=d.pipeline_id,
                steps=tuple(steps[d.pipeline_id]),
                trainees=d.trainees,
                ready=self.calendar.week_or(d.ready_from, 0),
                due=self.calendar.week(d.due),
                due_day=d.due,
                latest=min(self.calendar.week_or(d.latest, last), last),
                priority=d.priority,
            )
            for index, d in enumerate(self.deadline.watched(self.dataset.demand, BUILDING))
        )
