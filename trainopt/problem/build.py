"""From a dataset to a problem: ids to indices, days to weeks, demands to cohorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import ClosedWeeks, start_weeks
from trainopt.dataset.cohorts import cohort_max_of, cohort_name, cut
from trainopt.problem.entities import (
    CapacityRow,
    Cohort,
    Demand,
    Group,
    Nation,
    Pin,
    Place,
    Pool,
    PublishedStep,
    Site,
    Step,
    Unit,
)
from trainopt.problem.pools import Pools
from trainopt.tables import Capacity, Course, PipelineStep

PublishedPlan = Mapping[tuple[str, int], PublishedStep]
"""The published plan: by cohort id and step, where the step is held."""


@dataclass(frozen=True)
class Problem:
    """What the rules need, indexed once. Everything refers to everything else by its index.

    `published` tells a problem with a published plan, even an empty one, from one without. `most_changes`
    caps the term `changes`, which no dataset does: the price of stability is found with it. No rule looks at
    `names`, by kind (nation, site, unit, course) and id; result tables do.
    """

    name: str
    calendar: Calendar
    as_of: int
    transfer_weeks: int
    objective: tuple[str, ...]
    nations: tuple[Nation, ...]
    sites: tuple[Site, ...]
    units: tuple[Unit, ...]
    rows: tuple[CapacityRow, ...]
    pools: tuple[Pool, ...]
    demands: tuple[Demand, ...]
    cohorts: tuple[Cohort, ...]
    pins: tuple[Pin, ...]
    published: PublishedPlan | None = None
    most_changes: int | None = None
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Problem({self.name!r}, {len(self.cohorts):,} cohorts, {self.weeks} weeks)"

    @property
    def weeks(self) -> int:
        """Length of the horizon."""
        return self.calendar.weeks

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The cohorts, alike ones together, in the order of their first ones."""
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for c in self.cohorts:
            alike[c.demand, c.size, c.pins, c.published].append(c.index)
        return tuple(
            Group(index, first.demand, first.size, len(members), tuple(members), first.pins, first.published)
            for index, members in enumerate(alike.values())
            for first in [self.cohorts[members[0]]]
        )

    @cached_property
    def site_index(self) -> dict[str, int]:
        """Sites by id."""
        return {site.site_id: site.index for site in self.sites}

    @cached_property
    def cohort_index(self) -> dict[str, int]:
        """Cohorts by id."""
        return {cohort.cohort_id: cohort.index for cohort in self.cohorts}

    @cached_property
    def row_at(self) -> dict[tuple[int, str, int], CapacityRow]:
        """The capacity row of the class that can start at (site, course, week)."""
        return {(row.site, row.course_id, week): row for row in self.rows for week in row.starts}

    @cached_property
    def changes_gone(self) -> int:
        """What `changes` counts in every plan: published steps of cohorts that are no longer in the data."""
        return sum(
            step.trainees
            for (cohort_id, _), step in (self.published or {}).items()
            if step.start >= self.as_of and cohort_id not in self.cohort_index
        )

    @cached_property
    def all_trainees(self) -> int:
        """All trainees of all demands: what no pool without a limit can ever need more of."""
        return sum(demand.trainees for demand in self.demands)

    def weight(self, cohort: Cohort) -> int:
        """Priority times trainees."""
        return self.demands[cohort.demand].priority * cohort.size


def build_problem(
    dataset: Dataset, published: PublishedPlan | None = None, frozen: Sequence[Pin] = ()
) -> Problem:
    """Index a sound dataset, with a published plan and what is frozen of it if there is one.

    >>> trainopt.build_problem(trainopt.read_dataset("data/example"))
    Problem('Example: three nations, half a year (synthetic)', 25 cohorts, 26 weeks)
    """
    return _Builder(dataset, published, frozen).build()


def pins_of(dataset: Dataset) -> tuple[Pin, ...]:
    """The pins of pins.csv in weeks."""
    week = Calendar.of(dataset.settings).week
    file = f"pins{dataset.places.form.ending}"
    return tuple(
        Pin(pin.cohort_id, pin.step, pin.site_id, week(pin.start), file, pin.line) for pin in dataset.pins
    )


class _Builder:
    def __init__(self, dataset: Dataset, published: PublishedPlan | None, frozen: Sequence[Pin]) -> None:
        self.dataset = dataset
        self.published = published
        self.pins = (*pins_of(dataset), *frozen)
        self.calendar = Calendar.of(dataset.settings)
        self.pools = Pools(dataset, self.calendar)
        self._closed = ClosedWeeks(dataset.closures, self.calendar)

    def build(self) -> Problem:
        settings = self.dataset.settings
        nations = self._nations()
        sites = self._sites({n.nation_id: n.index for n in nations})
        units = self._units({n.nation_id: n.index for n in nations})
        demands = self._demands({u.unit_id: u.index for u in units})
        return Problem(
            name=settings.name,
            calendar=self.calendar,
            as_of=self.calendar.week_or(settings.as_of, 0),
            transfer_weeks=settings.transfer_weeks,
            objective=settings.objective,
            nations=nations,
            sites=sites,
            units=units,
            rows=self._rows(sites, nations),
            pools=tuple(self.pools.all),
            demands=demands,
            cohorts=self._cohorts(demands, {s.site_id: s.index for s in sites}),
            pins=self.pins,
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
            mixed_units=course.mixed_units,
            starts=start_weeks(row, course, closed, self.calendar),
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
            for index, d in enumerate(self.dataset.demand)
        )

    def _cohorts(self, demands: tuple[Demand, ...], site_index: dict[str, int]) -> tuple[Cohort, ...]:
        pinned: dict[str, dict[int, Place]] = defaultdict(dict)
        for pin in self.pins:
            pinned[pin.cohort_id][pin.step] = Place(site_index[pin.site_id], pin.start)
        published: dict[str, dict[int, Place]] = defaultdict(dict)
        for (cohort_id, number), held in (self.published or {}).items():
            if held.site_id in site_index:
                published[cohort_id][number] = Place(site_index[held.site_id], held.start)
        steps: dict[str, list[PipelineStep]] = defaultdict(list)
        for step in self.dataset.pipelines:
            steps[step.pipeline_id].append(step)
        cohorts: list[Cohort] = []
        for demand, row in zip(demands, self.dataset.demand, strict=True):
            sizes = cut(row.trainees, cohort_max_of(row, steps[row.pipeline_id], self._courses))
            numbers = range(1, len(demand.steps) + 1)
            for number, size in enumerate(sizes, 1):
                name = cohort_name(row.demand_id, number, len(sizes))
                pins = tuple(map(pinned.get(name, {}).get, numbers))
                before = tuple(map(published.get(name, {}).get, numbers))
                cohorts.append(Cohort(len(cohorts), name, demand.index, size, pins, before))
        return tuple(cohorts)
