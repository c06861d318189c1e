"""From a spec to a dataset: demand first, then the seats for it, then the pools for the seats."""

from __future__ import annotations

from dataclasses import replace

from trainopt.dataset import Dataset
from trainopt.generate.capacity import capacity_rows
from trainopt.generate.catalogue import course_resource_rows, course_rows, pipeline_rows
from trainopt.generate.dated import a_fifth_more, dated_limits
from trainopt.generate.demand import draw_demand, odd_demand
from trainopt.generate.dice import Dice
from trainopt.generate.load import all_loads
from trainopt.generate.pins import with_pins
from trainopt.generate.pools import draw_owners, limits, nation_rows, resource_rows, site_rows
from trainopt.generate.saturation import steps_by_pipeline, trainees_by_course, usable_weeks
from trainopt.generate.spec import Spec
from trainopt.generate.units import choosy_unit, draw_brigades, unit_rows, usual_limit
from trainopt.tables import Settings

TRANSFER_WEEKS = 1
FREEZE_WEEKS = 6  # units that train abroad ask for 30 to 60 days' notice


def build(spec: Spec, dice: Dice) -> Dataset:
    """The dataset that a spec and one stream of chance make."""
    brigades = draw_brigades(spec, dice)
    demand = draw_demand(spec, brigades, dice)
    units = unit_rows(brigades, lambda unit_id: usual_limit(unit_id, demand), dice)
    courses = {course.course_id: course for course in course_rows(spec.courses)}
    pipelines = pipeline_rows(spec.courses)
    steps = steps_by_pipeline(pipelines)
    as_of = spec.calendar.week(spec.as_of)
    usable = usable_weeks(demand, steps, courses, spec.calendar, as_of)
    rows = capacity_rows(spec, courses, trainees_by_course(demand, steps), usable, dice)
    owner_of = draw_owners(spec, dice)
    loads = all_loads(spec, rows, courses, owner_of)
    limit = limits(loads, dice)
    choosy = choosy_unit(spec)
    dataset = Dataset(
        settings=settings_of(spec),
        nations=tuple(nation_rows(spec, limit, dice)),
        sites=tuple(site_rows(spec, limit)),
        courses=tuple(courses.values()),
        course_resources=tuple(course_resource_rows(spec.courses)),
        resources=tuple(resource_rows(spec, loads, dice)),
        capacity=tuple(rows),
        closures=spec.closures,
        pipelines=tuple(pipelines),
        units=(*units, choosy),
        demand=(*demand, *odd_demand(spec, units[-1], choosy, len(demand) + 1)),
    )
    dated = dated_limits(spec, dataset, a_fifth_more, dice)
    return replace(with_pins(dataset), limits=tuple(dated))


def settings_of(spec: Spec) -> Settings:
    """plan.toml."""
    return Settings(
        name=spec.name,
        start=spec.start,
        weeks=spec.weeks,
        as_of=spec.as_of,
        freeze_weeks=FREEZE_WEEKS,
        transfer_weeks=TRANSFER_WEEKS,
    )
