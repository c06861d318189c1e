"""How full a dataset is: the seats of each course over the usable time against the trainees who need one.

Everything is read off the tables; nothing is planned. Seats are an upper limit: resources, beds and
ceilings may allow fewer, and cohorts do not fill a class to its last seat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.tables import Capacity, Course, Demand, PipelineStep

UsefulWeeks = tuple[int, int]
"""The first and last week in which a class of a course can be of use to anybody."""


@dataclass(frozen=True)
class Saturation:
    """A course's seats and trainees over the usable time."""

    course_id: str
    seats: int
    trainees: int

    @property
    def ratio(self) -> float:
        """Seats per trainee."""
        return self.seats / self.trainees


def saturation(dataset: Dataset) -> dict[str, Saturation]:
    """The saturation of every course that somebody needs."""
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.week_or(dataset.settings.as_of, 0)
    courses = {course.course_id: course for course in dataset.courses}
    steps = steps_by_pipeline(dataset.pipelines)
    usable = usable_weeks(dataset.demand, steps, courses, calendar, as_of)
    nations = {site.site_id: site.nation_id for site in dataset.sites}
    seats: dict[str, int] = defaultdict(int)
    for row in dataset.capacity:
        if row.course_id in usable:
            course = courses[row.course_id]
            nation_id = nations[row.site_id]
            closed = closed_weeks(dataset.closures, nation_id, row.site_id, row.course_id, calendar)
            starts = start_weeks(row, course, closed, calendar)
            seats[row.course_id] += seats_of(row, course, starts, usable[row.course_id])
    needed = trainees_by_course(dataset.demand, steps)
    return {course_id: Saturation(course_id, seats[course_id], needed[course_id]) for course_id in usable}


def steps_by_pipeline(rows: Iterable[PipelineStep]) -> dict[str, list[PipelineStep]]:
    """The steps of each pipeline in their order."""
    steps: dict[str, list[PipelineStep]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.pipeline_id, row.step)):
        steps[row.pipeline_id].append(row)
    return steps


def trainees_by_course(demand: Iterable[Demand], steps: dict[str, list[PipelineStep]]) -> dict[str, int]:
    """How many trainees have to go through each course."""
    needed: dict[str, int] = defaultdict(int)
    for row in demand:
        for step in steps[row.pipeline_id]:
            needed[step.course_id] += row.trainees
    return needed


def usable_weeks(
    demand: Iterable[Demand],
    steps: dict[str, list[PipelineStep]],
    courses: dict[str, Course],
    calendar: Calendar,
    as_of: int,
) -> dict[str, UsefulWeeks]:
    """Of each course, from when the first trainees can reach it to when the last must have left it."""
    usable: dict[str, UsefulWeeks] = {}
    for row in demand:
        durations = [courses[step.course_id].duration_weeks for step in steps[row.pipeline_id]]
        first = max(calendar.week_or(row.ready_from, 0), as_of)
        last = min(calendar.week_or(row.latest, calendar.weeks - 1), calendar.weeks - 1) - sum(durations)
        for step, duration in zip(steps[row.pipeline_id], durations, strict=True):
            last += duration
            if first + duration - 1 <= last:
                known = usable.get(step.course_id, (first, last))
                usable[step.course_id] = (min(known[0], first), max(known[1], last))
            first += duration
    return usable


def seats_of(row: Capacity, course: Course, starts: Sequence[int], usable: UsefulWeeks) -> int:
    """The seats of a row if as many classes as possible run one after the other within these weeks."""
    duration, _, class_max = row.shape(course)
    within = [week for week in starts if usable[0] <= week and week + duration - 1 <= usable[1]]
    return len(in_sequence(within, duration)) * row.parallel_classes * class_max


def in_sequence(starts: Sequence[int], duration: int) -> list[int]:
    """The most starts, from ascending ones, of classes that follow each other without overlapping."""
    chosen: list[int] = []
    for week in starts:
        if not chosen or week >= chosen[-1] + duration:
            chosen.append(week)
    return chosen
