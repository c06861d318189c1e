"""Cohorts: how a demand is cut into groups that travel and train as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainopt.tables import Course, Demand, PipelineStep


def cohort_max_of(demand: Demand, steps: Iterable[PipelineStep], courses: Mapping[str, Course]) -> int:
    """The largest cohort: the demand's own word, else the smallest class_max of the pipeline's courses."""
    if demand.cohort_max is not None:
        return demand.cohort_max
    return min(courses[step.course_id].class_max for step in steps)


def cohort_count(trainees: int, cohort_max: int) -> int:
    """The fewest cohorts of at most `cohort_max`."""
    return -(-trainees // cohort_max)


def largest_cohort(trainees: int, cohort_max: int) -> int:
    """The size of the first of the fewest cohorts of at most `cohort_max`."""
    return -(-trainees // cohort_count(trainees, cohort_max))


def cut(trainees: int, cohort_max: int) -> list[int]:
    """Sizes of the fewest cohorts of at most `cohort_max`, differing by at most one, larger first."""
    count = cohort_count(trainees, cohort_max)
    size, larger = divmod(trainees, count)
    return [size + 1] * larger + [size] * (count - larger)


def cohort_name(demand_id: str, number: int) -> str:
    """`D1-01`: the number counts from 1, in two digits, or in more where it has more."""
    return f"{demand_id}-{number:02d}"
