"""Every feature of the data contract as a question to a dataset: does it occur?"""

from collections.abc import Callable
from itertools import groupby

from trainopt.dataset import Calendar, Dataset
from trainopt.tables import Capacity

Feature = Callable[[Dataset], bool]
FEATURES: dict[str, Feature] = {}


def feature(question: Feature) -> Feature:
    """Put the question among the features."""
    FEATURES[question.__name__] = question
    return question


@feature
def nation_pool(data: Dataset) -> bool:
    return bool({r.owner_id for r in data.resources} & {n.nation_id for n in data.nations})


@feature
def site_pool(data: Dataset) -> bool:
    return bool({r.owner_id for r in data.resources} & {s.site_id for s in data.sites})


@feature
def site_with_its_own_pool_of_what_its_nation_shares(data: Dataset) -> bool:
    pools = {(r.owner_id, r.resource) for r in data.resources}
    return any(
        (s.site_id, resource) in pools and (s.nation_id, resource) in pools
        for s in data.sites
        for _, resource in pools
    )


@feature
def pool_that_changes_over_time(data: Dataset) -> bool:
    pools = [(r.owner_id, r.resource) for r in data.resources]
    return len(set(pools)) < len(pools)


@feature
def capacity_that_changes_over_time(data: Dataset) -> bool:
    rows = [(c.site_id, c.course_id) for c in data.capacity]
    return len(set(rows)) < len(rows)


@feature
def course_that_grows_in_mid_year(data: Dataset) -> bool:
    def weeks(row: Capacity) -> int:
        return row.duration_weeks or lengths[row.course_id]

    lengths = {course.course_id: course.duration_weeks for course in data.courses}
    rows = sorted(data.capacity, key=lambda c: (c.site_id, c.course_id, str(c.valid_from or "")))
    for _, group in groupby(rows, key=lambda c: (c.site_id, c.course_id)):
        before, *after = list(group)
        if any(row.valid_from and weeks(row) > weeks(before) for row in after):
            return True
    return False


@feature
def start_grid(data: Dataset) -> bool:
    return any(c.first_start and c.start_every_weeks > 1 for c in data.capacity)


@feature
def start_in_any_week(data: Dataset) -> bool:
    return any(c.first_start is None and c.start_every_weeks == 1 for c in data.capacity)


@feature
def class_size_of_its_own(data: Dataset) -> bool:
    return any(c.class_min for c in data.capacity) and any(c.class_max for c in data.capacity)


@feature
def costs(data: Dataset) -> bool:
    return any(c.cost_per_class for c in data.capacity) and any(c.cost_per_trainee for c in data.capacity)


@feature
def closure_of_a_nation(data: Dataset) -> bool:
    return any(c.nation_id and not c.site_id and not c.course_id for c in data.closures)


@feature
def closure_of_a_site(data: Dataset) -> bool:
    return any(c.site_id and not c.course_id for c in data.closures)


@feature
def closure_of_a_course_in_a_nation_or_at_a_site(data: Dataset) -> bool:
    return any(c.course_id and (c.nation_id or c.site_id) for c in data.closures)


@feature
def classes_of_one_unit(data: Dataset) -> bool:
    return any(not course.mixed_units for course in data.courses)


@feature
def every_word_for_a_location(data: Dataset) -> bool:
    return {step.location for step in data.pipelines} == {None, "any", "same_nation", "same_site"}


@feature
def limit_to_waiting(data: Dataset) -> bool:
    return any(step.max_wait_weeks is not None for step in data.pipelines)


@feature
def units_of_units(data: Dataset) -> bool:
    return any(unit.parent_unit_id for unit in data.units)


@feature
def limits_of_units(data: Dataset) -> bool:
    return any(unit.max_away for unit in data.units) and any(unit.allowed_nations for unit in data.units)


@feature
def limits_of_nations(data: Dataset) -> bool:
    nations = data.nations
    return any(n.max_trainees for n in nations) and any(n.max_weekly_arrivals for n in nations)


@feature
def limits_that_change_with_time(data: Dataset) -> bool:
    sites, nations = {site.site_id for site in data.sites}, {nation.nation_id for nation in data.nations}
    return all(any(row.owner_id in owners for row in data.limits) for owners in (sites, nations))


@feature
def transfer_time(data: Dataset) -> bool:
    return data.settings.transfer_weeks > 0


@feature
def planned_while_under_way(data: Dataset) -> bool:
    return data.settings.as_of is not None and data.settings.as_of > data.settings.start


@feature
def pins(data: Dataset) -> bool:
    return len(data.pins) > 1


@feature
def pin_before_as_of(data: Dataset) -> bool:
    calendar = Calendar.of(data.settings)
    as_of = calendar.week_or(data.settings.as_of, 0)
    return any(calendar.week(pin.start) < as_of for pin in data.pins)


@feature
def several_priorities(data: Dataset) -> bool:
    return len({demand.priority for demand in data.demand}) > 2


@feature
def those_who_do_not_come(data: Dataset) -> bool:
    return len({demand.show_percent for demand in data.demand}) > 1


@feature
def those_who_do_not_finish(data: Dataset) -> bool:
    return len({course.pass_percent for course in data.courses}) > 1
