"""What a dataset has as begun, once by its pins and once by its actuals, in the same terms."""

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.cohorts import cohort_max_of, cohort_name, cut

Step = tuple[str, int, str, str, str, int]
"""Cohort, step, course, site, Monday, trainees."""


def cohort_sizes(dataset: Dataset) -> dict[str, int]:
    """The trainees of every cohort, as its demand is cut."""
    courses = {course.course_id: course for course in dataset.courses}
    sizes = {}
    for demand in dataset.demand:
        steps = [step for step in dataset.pipelines if step.pipeline_id == demand.pipeline_id]
        cohorts = cut(demand.trainees, cohort_max_of(demand, steps, courses))
        for number, size in enumerate(cohorts, start=1):
            sizes[cohort_name(demand.demand_id, number)] = size
    return sizes


def begun_by_pins(dataset: Dataset) -> list[Step]:
    """The pinned steps that start before the week of `as_of`, with everybody there."""
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.week_or(dataset.settings.as_of, 0)
    sizes = cohort_sizes(dataset)
    courses = {(step.pipeline_id, step.step): step.course_id for step in dataset.pipelines}
    pipelines = {demand.demand_id: demand.pipeline_id for demand in dataset.demand}
    return sorted(
        (
            pin.cohort_id,
            pin.step,
            courses[pipelines[pin.cohort_id.rpartition("-")[0]], pin.step],
            pin.site_id,
            str(pin.start),
            sizes[pin.cohort_id],
        )
        for pin in dataset.pins
        if calendar.week(pin.start) < as_of
    )


def begun_by_actuals(dataset: Dataset) -> list[Step]:
    """The rows of actuals.csv, all of them held."""
    assert not any(row.state == "not_held" for row in dataset.actuals)
    return sorted(
        (row.cohort_id, row.step, row.course_id, row.site_id, str(row.start), row.trainees)
        for row in dataset.actuals
    )
