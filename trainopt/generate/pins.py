"""A handful of pins that hold together: whole demands that fill their classes alone, each in its own nation.

Every pool is sized to hold at least one class of any row, and no two pinned demands share a nation or a
unit; so what is pinned can always be held, whatever becomes of the rest. Of what has begun, actuals tell the
same: everybody is there, from the week that is pinned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.dataset.cohorts import cohort_count, cohort_max_of, cohort_name, cut
from trainopt.generate.rows import make
from trainopt.generate.saturation import steps_by_pipeline
from trainopt.tables import Actual, Demand, Pin, PipelineStep

PINNED = {2: 1, 1: 1}
"""How many demands are pinned, by the number of their steps."""
MOST_COHORTS = 4
LAST_WEEK = 8  # the first steps that are pinned begin in the weeks up to this one: the plan's near future


@dataclass(frozen=True)
class Opening:
    """A class that could be; `start` and `end` are its first and last week."""

    site_id: str
    nation_id: str
    class_min: int
    class_max: int
    start: int
    end: int


Path = list[Opening]
"""One opening per step."""


def with_pins(dataset: Dataset) -> Dataset:
    """The dataset with pins for demands that can be held like this, and actuals for those that began."""
    finder = _Finder(dataset)
    taken = _taken(finder, dataset.demand)
    return replace(
        dataset,
        pins=tuple(pin for demand, path in taken for pin in finder.pins(demand, path)),
        actuals=tuple(actual for demand, path in taken for actual in finder.actuals(demand, path)),
    )


def _taken(finder: _Finder, every: Sequence[Demand]) -> list[tuple[Demand, Path]]:
    """The demands to pin: what has begun already first."""
    taken: list[tuple[Demand, Path]] = []
    for steps, count in PINNED.items():
        demands = [row for row in every if len(finder.steps[row.pipeline_id]) == steps]
        for _ in range(count):
            # Later weeks only where none can be pinned in the near future.
            for last in (LAST_WEEK, finder.calendar.weeks):
                found = _first(finder, demands, taken, last)
                if found:
                    taken.append(found)
                    break
    return taken


def _first(
    finder: _Finder, demands: Sequence[Demand], taken: Sequence[tuple[Demand, Path]], last: int
) -> tuple[Demand, Path] | None:
    """The demand to pin next, of a unit and to a nation that is not taken, to start by week `last`."""
    units = {demand.unit_id for demand, _ in taken}
    nations = {path[0].nation_id for _, path in taken}
    found = [
        (demand, path)
        for demand in demands
        if demand.unit_id not in units and finder.cohorts(demand) <= MOST_COHORTS
        for path in islice(finder.paths(demand, nations, last), 1)
    ]
    return min(found, key=lambda choice: finder.rank(*choice), default=None)


class _Finder:
    """Finds classes that a demand fills by itself, one per step, all in one nation."""

    def __init__(self, dataset: Dataset) -> None:
        self.calendar = Calendar.of(dataset.settings)
        self.as_of = self.calendar.week_or(dataset.settings.as_of, 0)
        self.courses = {course.course_id: course for course in dataset.courses}
        self.steps: dict[str, list[PipelineStep]] = steps_by_pipeline(dataset.pipelines)
        self.allowed = {unit.unit_id: unit.allowed_nations for unit in dataset.units}
        self.openings: dict[str, list[Opening]] = defaultdict(list)
        nations = {site.site_id: site.nation_id for site in dataset.sites}
        for row in dataset.capacity:
            course = self.courses[row.course_id]
            shape = row.shape(course)
            nation_id = nations[row.site_id]
            closed = closed_weeks(dataset.closures, nation_id, row.site_id, row.course_id, self.calendar)
            self.openings[row.course_id] += [
                Opening(
                    row.site_id,
                    nation_id,
                    shape.least,
                    shape.most,
                    start,
                    start + shape.duration - 1,
                )
                for start in start_weeks(row, course, closed, self.calendar)
            ]
        for openings in self.openings.values():
            openings.sort(key=lambda opening: (opening.start, opening.site_id))

    def paths(self, demand: Demand, taken: set[str], last: int) -> Iterator[Path]:
        """One opening per step of the demand, the first by week `last`, in a nation that is not taken."""
        if self.calendar.week_or(demand.ready_from, 0) <= last:
            for path in self._continued([], self.steps[demand.pipeline_id], demand):
                if path[0].start <= last and path[0].nation_id not in taken:
                    yield path

    def rank(self, demand: Demand, path: Path) -> tuple[bool, int, int]:
        """What is rather pinned ranks lower: what has begun, waits little and is of few cohorts."""
        waiting = sum(after.start - before.end - 1 for before, after in pairwise(path))
        return path[0].start >= self.as_of, waiting, self.cohorts(demand)

    def pins(self, demand: Demand, path: Path) -> list[Pin]:
        """Every cohort of the demand pinned along the path."""
        count = self.cohorts(demand)
        return [
            make(
                Pin,
                cohort_id=cohort_name(demand.demand_id, number),
                step=step,
                site_id=opening.site_id,
                start=self.calendar.monday(opening.start),
            )
            for number in range(1, count + 1)
            for step, opening in enumerate(path, start=1)
        ]

    def actuals(self, demand: Demand, path: Path) -> Iterator[Actual]:
        """What every cohort of the demand has begun of the path; every second one leaves its state open."""
        begun = [opening for opening in path if opening.start < self.as_of]
        for number, size in enumerate(cut(demand.trainees, self._largest(demand)), start=1):
            for step, opening in zip(self.steps[demand.pipeline_id], begun, strict=False):
                state = "running" if opening.end >= self.as_of else "done"
                yield make(
                    Actual,
                    cohort_id=cohort_name(demand.demand_id, number),
                    step=step.step,
                    course_id=step.course_id,
                    site_id=opening.site_id,
                    start=self.calendar.monday(opening.start),
                    trainees=size,
                    state=state if number % 2 else None,
                )

    def cohorts(self, demand: Demand) -> int:
        """Into how many cohorts the demand is cut."""
        return cohort_count(demand.trainees, self._largest(demand))

    def _largest(self, demand: Demand) -> int:
        return cohort_max_of(demand, self.steps[demand.pipeline_id], self.courses)

    def _continued(self, path: Path, steps: list[PipelineStep], demand: Demand) -> Iterator[Path]:
        if len(path) == len(steps):
            yield path
            return
        step = steps[len(path)]
        for opening in self.openings[step.course_id]:
            if self._fits(opening, demand) and self._follows(path, opening, step):
                yield from self._continued([*path, opening], steps, demand)

    def _fits(self, opening: Opening, demand: Demand) -> bool:
        allowed = self.allowed[demand.unit_id]
        hosted = allowed is None or opening.nation_id in allowed
        filled = opening.class_min <= demand.trainees <= opening.class_max
        ready = self.calendar.week_or(demand.ready_from, 0)
        latest = self.calendar.week_or(demand.latest, self.calendar.weeks - 1)
        return hosted and filled and ready <= opening.start and opening.end <= latest

    def _follows(self, path: Path, opening: Opening, step: PipelineStep) -> bool:
        if not path:
            return True
        wait = opening.start - path[-1].end - 1
        in_time = wait >= 0 and (step.max_wait_weeks is None or wait <= step.max_wait_weeks)
        near = opening.site_id == path[-1].site_id or step.location != "same_site"
        return in_time and near and opening.nation_id == path[-1].nation_id
