"""From the roster to a problem's cohorts: what each has begun, and what it still needs as a demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trainopt.dataset.begun import Begun, BegunRecord, Occurrence, occurrences
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.expectation import expected_trainees
from trainopt.dataset.index import Index
from trainopt.dataset.roster import Member
from trainopt.dataset.together import class_sizes, kept_together, unit_of
from trainopt.problem.begun_classes import class_ids
from trainopt.problem.entities import (
    BegunStep,
    CapacityRow,
    Cohort,
    Demand,
    Nation,
    Origin,
    Pin,
    Place,
    PublishedStep,
    Site,
    Step,
    UnderWay,
    Unit,
)
from trainopt.problem.pools import Pools

BUILDING = "cohorts were cut from the demands"

PublishedPlan = Mapping[tuple[str, int], PublishedStep]
"""The published plan: where it holds a cohort's step, by its id and the step as today's results count it."""


@dataclass(frozen=True)
class Ground:
    """What the problem has before there are cohorts."""

    nations: Sequence[Nation]
    sites: Sequence[Site]
    units: Sequence[Unit]
    rows: Sequence[CapacityRow]
    pools: Pools


def steps_of(member: Member, courses: Sequence[str]) -> list[Occurrence]:
    """A cohort's steps in the order held: those it has begun, then those of its pipeline that it needs."""
    return occurrences([*(step.course_id for step in member.begun), *(courses[at] for at in member.needs)])


def published_plan(index: Index) -> PublishedPlan | None:
    """The plan in force by today's steps; None where there is none that binds.

    What today has no step for gets the number that it was published with, or the next that is free.
    """
    if index.in_force is None or not index.in_force.binds:
        return None
    record, week = BegunRecord(index), index.calendar.week
    published: dict[tuple[str, int], PublishedStep] = {}
    for cohort_id in record.published:
        member = index.roster.members.get(cohort_id)
        keys = [] if member is None else steps_of(member, record.courses(cohort_id))
        numbers = {key: number for number, key in enumerate(keys, 1)}
        free = max(len(keys), *(row.step for row in record.published[cohort_id])) + 1
        for key, row in record.published_by_course(cohort_id).items():
            number = numbers.get(key, row.step if row.step > len(keys) else free)
            free += number == free
            published[cohort_id, number] = PublishedStep(
                row.site_id, week(row.start), row.trainees or 0, row.line, key[0], row.class_id
            )
    return published


def pins_of(index: Index) -> tuple[Pin, ...]:
    """The pins of pins.csv on steps that are still to come, by today's steps and in weeks."""
    week, file = index.calendar.week, index.sheets["pins"].table.file
    pins = []
    for pin in index.sheets["pins"].rows:
        member = index.roster.members.get(pin.cohort_id)
        if member is not None and pin.step - 1 in member.needs:
            step = len(member.begun) + member.needs.index(pin.step - 1) + 1
            pins.append(Pin(pin.cohort_id, step, pin.site_id, week(pin.start), file, pin.line))
    return tuple(pins)


class Cohorts:
    """The cohorts of a problem, those under way, and the demands with what these still need behind them."""

    def __init__(self, index: Index, ground: Ground, demands: Sequence[Demand]) -> None:
        self.index = index
        self.ground = ground
        self.demands = list(demands)
        self.under_way: list[UnderWay] = []
        self.cohorts: list[Cohort] = []
        self._rests: dict[tuple[object, ...], int] = {}
        self._site = {site.site_id: site for site in ground.sites}
        self._nation = {nation.nation_id: nation.index for nation in ground.nations}
        self._unit = {unit.unit_id: unit.index for unit in ground.units}
        together = kept_together(index)
        self._classes = class_ids((one for classes in together.values() for one in classes), index.calendar)

    def add(self, pins: Iterable[Pin], published: PublishedPlan | None, deadline: Deadline = NEVER) -> None:
        """Make all of them. Raises NoPlanInTime past the deadline."""
        pinned: dict[str, dict[int, Place]] = defaultdict(dict)
        for pin in pins:
            pinned[pin.cohort_id][pin.step] = Place(self._site[pin.site_id].index, pin.start)
        before: dict[str, dict[int, Place]] = defaultdict(dict)
        for (cohort_id, number), held in (published or {}).items():
            if held.site_id in self._site:
                before[cohort_id][number] = Place(self._site[held.site_id].index, held.start)
        of_table = {demand.demand_id: demand for demand in self.demands}
        for member in deadline.watched(self.index.roster.members.values(), BUILDING):
            demand = of_table.get(member.demand_id or "")
            steps = tuple(self._begun(member, number, demand) for number in range(len(member.begun)))
            if steps:
                finished = bool(member.size) and not member.needs and not member.begun[-1].over
                at = None if demand is None else demand.index
                self.under_way.append(
                    UnderWay(member.cohort_id, at, member.size, steps, finished, member.began)
                )
            if member.needs and demand is not None:
                need = self._rest(member, demand, steps)
                numbers = range(need.begun + 1, need.begun + len(need.steps) + 1)
                of_pins, of_plan = pinned[member.cohort_id], before[member.cohort_id]
                places = tuple(map(of_pins.get, numbers)), tuple(map(of_plan.get, numbers))
                expected = expected_trainees(self.index, member)
                self.cohorts.append(
                    Cohort(len(self.cohorts), member.cohort_id, need.index, member.size, *places, expected)
                )

    def _rest(self, member: Member, demand: Demand, steps: Sequence[BegunStep]) -> Demand:
        """What a cohort under way still needs: a demand that all who come from the same place share."""
        if not steps:
            return demand
        last = steps[-1]
        origin = Origin(last.site, last.nation, last.end)
        needs = [demand.steps[at] for at in member.needs]
        needs[0] = self._first(needs[0], origin)
        key = (demand.index, tuple(needs), origin, len(steps))
        if key not in self._rests:
            self._rests[key] = len(self.demands)
            self.demands.append(
                replace(
                    demand, index=len(self.demands), steps=tuple(needs), trainees=0, ready=0, origin=origin,
                    begun=len(steps), rest_of=demand.index,
                )
            )  # fmt: skip
        at = self._rests[key]
        self.demands[at] = replace(self.demands[at], trainees=self.demands[at].trainees + member.size)
        return self.demands[at]

    def _first(self, step: Step, origin: Origin) -> Step:
        """A wait that is over by `as_of` binds no more: the step may start in any week."""
        over = step.max_wait is not None and origin.end + 1 + step.max_wait < self.index.as_of
        return replace(step, max_wait=None) if over else step

    def _begun(self, member: Member, number: int, demand: Demand | None) -> BegunStep:
        step = member.begun[number]
        site = self._site.get(step.site_id)
        nation_id = step.nation_id or ""
        unit_id = unit_of(self.index, member, step)
        row = self._row_of(step)
        course = self.index.courses.get(step.course_id)
        sizes = class_sizes(self.index, step)
        return BegunStep(
            cohort_id=member.cohort_id,
            demand_id=member.cohort_id.rpartition("-")[0],
            pipeline_id=demand.pipeline_id if demand else "",
            unit_id=unit_id,
            step=number + 1,
            course_id=step.course_id,
            class_id=self._classes[step],
            site_id=step.site_id,
            nation_id=nation_id,
            start=step.start,
            end=step.end,
            trainees=step.trainees,
            site=None if site is None else site.index,
            nation=self._nation.get(nation_id),
            unit=self._unit.get(unit_id),
            row=None if row is None else row.index,
            class_min=sizes[0],
            class_max=sizes[1],
            holds=self._holds(site, step) if course else (),
            pools=self._pools(site, step),
            weeks=range(max(step.start, 0), max(min(step.end + 1, self.index.calendar.weeks), 0)),
            said_in=step.place,
            counts=demand is not None,
        )

    def _pools(self, site: Site | None, step: Begun) -> tuple[int, ...]:
        """What its trainees draw on: where the site is gone, in the nation that it lay in."""
        owners = {} if site is None else {"sites": step.site_id}
        if step.nation_id in self._nation:
            owners["nations"] = step.nation_id
        return self.ground.pools.of_trainees(**owners)

    def _row_of(self, step: Begun) -> CapacityRow | None:
        """Today's capacity row that is valid at its start."""
        row = self.index.row_then(step.site_id, step.course_id, step.start)
        return None if row is None else self.ground.rows[self.index.sheets["capacity"].rows.index(row)]

    def _holds(self, site: Site | None, step: Begun) -> tuple[tuple[int, int], ...]:
        """What its class draws on of resources."""
        if site is None:
            return ()
        nation_id = self.ground.nations[site.nation].nation_id
        return tuple(
            (pool, need.per_class)
            for need in self.index.needs[step.course_id]
            if (pool := self.ground.pools.of_class_if_any(step.site_id, nation_id, need.resource)) is not None
        )
