"""How full a dataset is: the seats of each course over the usable time against the trainees who need one.

Seats are an upper limit: resources, beds and ceilings may allow fewer, and cohorts do not fill a class to its
last seat.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.generate.saturation import seats_of, steps_by_pipeline, trainees_by_course, usable_weeks


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
