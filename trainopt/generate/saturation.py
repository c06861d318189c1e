"""What tables tell of how full a dataset is: who needs each course, in which weeks, and the seats of a row.

Nothing is planned. Seats are an upper limit: resources, beds and ceilings may allow fewer, and cohorts do not
fill a class to its last seat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from trainopt.dataset import Calendar
from trainopt.tables import Capacity, Course, Demand, PipelineStep

UsefulWeeks = tuple[int, int]
"""The first and last week in which a class of a course can be of use to anybody."""


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
