"""Planted datasets: first a plan that places everybody on time, then the data around it, with little slack.

So the best `unmet` and `lateness` are known to be 0, and how far a search is from them is known too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import fsum

from trainopt.dataset import Dataset
from trainopt.dataset.cohorts import cohort_name, cut
from trainopt.generate.build import settings_of
from trainopt.generate.capacity import capacity_rows
from trainopt.generate.catalogue import (
    PRE_TRAINED,
    ROLES,
    course_resource_rows,
    course_rows,
    part_of_trainees,
    pipeline_rows,
    pipelines_of,
    showing,
    smallest_class,
    weeks_of,
)
from trainopt.generate.dated import dated_limits
from trainopt.generate.demand import draw_priority
from trainopt.generate.dice import Dice
from trainopt.generate.filling import CohortBatch, Waves, draw_waves, fill
from trainopt.generate.offers import TRAINEES_PER_COHORT
from trainopt.generate.pools import draw_owners, nation_rows, site_rows
from trainopt.generate.rows import make
from trainopt.generate.slots import PlantedClass, draw_slots
from trainopt.generate.spec import Spec
from trainopt.generate.tight import loads_of, tight_limits, tight_quantity, tight_resource_rows
from trainopt.generate.units import draw_brigades, unit_rows
from trainopt.generate.ways import LONGEST_WAIT
from trainopt.plan.placements import Placement, Plan, class_name
from trainopt.tables import Capacity, Demand

LONGEST_LEAD = 6  # weeks between ready_from and the planned start at most
SPARE = ((0, 1, 2, 3), (0.35, 0.3, 0.2, 0.15))  # weeks from the planned end to due, and how often


@dataclass(frozen=True)
class PlantedDemand:
    """A batch that has become a demand."""

    demand: Demand
    batch: CohortBatch


def plant(spec: Spec, dice: Dice) -> tuple[Dataset, Plan]:
    """The dataset and its plan that a spec and one stream of chance make."""
    courses = {course.course_id: course for course in course_rows(spec.courses)}
    brigades = draw_brigades(spec, dice)
    waves = draw_waves(spec, brigades, dice)
    wanted = _wanted(spec)
    usable = dict.fromkeys(courses, (spec.calendar.week(spec.as_of), spec.weeks - 1))
    rows = capacity_rows(spec, courses, wanted, usable, dice)
    slots = draw_slots(spec, rows, courses, dice)
    batches = fill(slots, wanted, _trainees(spec), waves, dice)
    planned = _demands(spec, batches, waves, dice)
    every = [slot for course_id in courses for slot in slots[course_id]]
    loads = loads_of(spec, every, batches, draw_owners(spec, dice))
    limit = tight_limits(loads, dice)
    dataset = Dataset(
        settings=settings_of(spec),
        nations=tuple(nation_rows(spec, limit, dice)),
        sites=tuple(site_rows(spec, limit)),
        courses=tuple(courses.values()),
        course_resources=tuple(course_resource_rows(spec.courses)),
        resources=tuple(tight_resource_rows(spec, loads, dice)),
        capacity=tuple(_as_used(rows, every)),
        closures=spec.closures,
        pipelines=tuple(pipeline_rows(spec.courses)),
        units=tuple(unit_rows(brigades, lambda unit_id: limit(unit_id, "away") or None, dice)),
        demand=tuple(one.demand for one in planned),
    )
    dated = dated_limits(spec, dataset, tight_quantity(loads, dice), dice)
    return replace(dataset, limits=tuple(dated)), _plan(spec, planned)


def _wanted(spec: Spec) -> dict[str, int]:
    """How many trainees go through each course."""
    known = pipelines_of(spec.courses)
    roles = [role for role in ROLES if role.trained_pipeline in known]
    trainees = _trainees(spec) / fsum(role.share for role in roles)
    # Until the first have had basic training in the plan, all who go on to other courses had it before.
    first = (weeks_of("BASIC") + LONGEST_WAIT) / spec.weeks
    trained = PRE_TRAINED + (1 - PRE_TRAINED) * first
    return {
        course_id: round(trainees * part_of_trainees(course_id, roles, trained)) for course_id in spec.courses
    }


def _trainees(spec: Spec) -> int:
    """How many trainees there are about."""
    return spec.cohorts * TRAINEES_PER_COHORT


def _as_used(rows: Sequence[Capacity], slots: Sequence[PlantedClass]) -> Iterator[Capacity]:
    """The rows with as many classes side by side as the plan holds; with one where it holds none."""
    held: dict[int, list[PlantedClass]] = defaultdict(list)
    for slot in slots:
        if slot.taken:
            held[slot.row].append(slot)
    for number, row in enumerate(rows):
        together = (sum(slot.start in other.weeks for other in held[number]) for slot in held[number])
        yield row.model_copy(update={"parallel_classes": max(together, default=1)})


def _demands(spec: Spec, batches: Sequence[CohortBatch], waves: Waves, dice: Dice) -> list[PlantedDemand]:
    """demand.csv wave by wave; within a wave in any order, which tells nothing of the plan."""
    ordered = sorted(dice.shuffled(batches), key=lambda batch: waves.before(batch.start))
    return [
        PlantedDemand(_demand(spec, batch, f"D{number:04d}", waves, dice), batch)
        for number, batch in enumerate(ordered, start=1)
    ]


def _demand(spec: Spec, batch: CohortBatch, demand_id: str, waves: Waves, dice: Dice) -> Demand:
    """A demand whose window is the plan's and a few weeks more."""
    wave = max(waves.before(batch.start), batch.start - LONGEST_LEAD)
    ready = min(batch.start, wave + dice.weighted((0, 1, 2, 3), (0.4, 0.3, 0.2, 0.1)))
    due = min(batch.end + dice.weighted(*SPARE), spec.weeks - 1)
    latest = due + dice.whole(0, 5) if dice.chance(0.6) else None
    priority = draw_priority(batch.brigade, dice)
    largest = max(party.size for party in batch.parties)
    as_usual = smallest_class(batch.pipeline_id)
    blank = cut(batch.trainees, as_usual) == cut(batch.trainees, largest)
    already_waiting = ready <= spec.calendar.week(spec.as_of)
    return make(
        Demand,
        demand_id=demand_id,
        unit_id=batch.unit_id,
        pipeline_id=batch.pipeline_id,
        trainees=batch.trainees,
        cohort_max=None if blank else largest,
        ready_from=None if already_waiting else spec.day(ready, dice.whole(0, 2)),
        due=spec.day(due, dice.whole(4, 6)),
        latest=None if latest is None else spec.day(latest, 6),
        priority=None if priority == 1 and dice.chance(0.5) else priority,
        show_percent=showing(batch.pipeline_id),
    )


def _plan(spec: Spec, planned: Sequence[PlantedDemand]) -> Plan:
    """The plan: every cohort by its name in its slots."""
    named = list(_named(planned))
    class_ids = _class_ids(spec, [(slot, cohort_id) for cohort_id, way in named for slot in way])
    return Plan(
        tuple(
            Placement(cohort_id, step, slot.place.site_id, slot.start, class_ids[slot])
            for cohort_id, way in sorted(named, key=lambda one: one[0])
            for step, slot in enumerate(way, start=1)
        )
    )


def _named(planned: Sequence[PlantedDemand]) -> Iterator[tuple[str, tuple[PlantedClass, ...]]]:
    """Every cohort's name and way; of a demand, the larger ones come first."""
    for one in planned:
        parties = sorted(one.batch.parties, key=lambda party: -party.size)
        for number, party in enumerate(parties, start=1):
            yield cohort_name(one.demand.demand_id, number), party.way


def _class_ids(spec: Spec, members: Sequence[tuple[PlantedClass, str]]) -> Mapping[PlantedClass, str]:
    """Names of the classes; those that start together are numbered in the order of their first cohorts."""
    first: dict[PlantedClass, str] = {}
    for slot, cohort_id in members:
        first[slot] = min(first.get(slot, cohort_id), cohort_id)
    ordered = sorted(first, key=lambda slot: (slot.row, slot.start, first[slot]))
    return {
        slot: class_name(slot.place.site_id, slot.course_id, str(spec.calendar.monday(slot.start)), number)
        for _, together in groupby(ordered, key=lambda slot: (slot.row, slot.start))
        for number, slot in enumerate(together, start=1)
    }
