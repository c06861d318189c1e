"""Pins against the data and against each other, as far as their rows alone show. One function per rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from trainopt.dataset.cohorts import CohortNames, cohorts_exist
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import PinLoad
from trainopt.dataset.pinned import Claim, Obstacle, PinnedStep, resolve
from trainopt.dataset.roster import Member
from trainopt.errors import Fault
from trainopt.tables import Pin, PipelineStep
from trainopt.wording import counted


def pin_faults(index: Index) -> Iterator[Fault]:
    """Every fault of the pins."""
    sheet = index.sheets["pins"]
    unknown = list(cohorts_exist(index.sheets))
    yield from unknown
    blamed = {fault.line for fault in unknown}
    steps: dict[str, list[PinnedStep]] = defaultdict(list)
    unclear = sheet.unclear("cohort_id")
    for pin in judged_pins(index):
        found = _resolved(index, pin) if pin.line not in blamed else None
        if isinstance(found, PinnedStep):
            steps[pin.cohort_id].append(found)
        else:
            unclear.add(pin.cohort_id)
        if isinstance(found, Obstacle):
            yield _fault(index, pin.line, found)
    all_told = sheet.tells("cohort_id")
    for cohort_id, pinned in steps.items():
        if all_told and cohort_id not in unclear:
            for step, obstacle in order_obstacles(index, pinned):
                yield _fault(index, step.pin.line, obstacle)
    load = PinLoad(index)
    load.add(step for pinned in steps.values() for step in pinned)
    yield from load.faults()


def judged_pins(index: Index) -> list[Pin]:
    """The pins but those on steps that actuals.csv or the published plan has as begun: what was, was."""
    return [pin for pin in index.sheets["pins"].rows if not index.roster.has_begun(pin)]


def _resolved(index: Index, pin: Pin) -> PinnedStep | Obstacle | None:
    demand_id = pin.cohort_id.rpartition("-")[0]
    if demand_id in index.demands and pin.cohort_id not in index.roster.members:
        named = CohortNames(index.sheets).of(demand_id)
        return Obstacle("cohort_id", f"no such cohort: {named}", pin.cohort_id)
    return resolve(Claim.of(pin), index)


def _fault(index: Index, line: int, obstacle: Obstacle) -> Fault:
    return index.sheets["pins"].fault(line, obstacle.column, obstacle.message, obstacle.got)


_Found = Iterator[tuple[PinnedStep, Obstacle]]
"""Which step cannot be where it is said to be, and why."""


def order_obstacles(index: Index, pinned: Iterable[PinnedStep]) -> _Found:
    """The steps held of one cohort against ready, latest and as_of, and against each other."""
    pinned = sorted(pinned, key=lambda step: step.pin.step)
    late = list(_room_obstacles(index, pinned))
    yield from late
    blamed = {step.pin for step, _ in late}
    for before, after in pairwise(pinned):
        adjacent = after.pin.step == before.pin.step + 1
        if adjacent and after.start > before.end and after.pin not in blamed:
            for obstacle in _gap_obstacles(index, before, after):
                yield after, obstacle


def _still_to_come(index: Index, first: PinnedStep) -> tuple[list[PipelineStep], int, str]:
    """The steps of a cohort that are judged, the first week that they may start in, and after what that is.

    Of a cohort under way they are those it still needs, after what it has begun. What has begun by pins alone
    is judged too.
    """
    demand, calendar = first.demand, index.calendar
    steps = index.steps[demand.pipeline_id]
    member: Member = index.roster.members[first.pin.cohort_id]
    begun = member.begun
    if all(step.judged for step in begun):
        ready = calendar.week_or(demand.ready_from, 0)
        return steps, ready, f"ready_from {calendar.monday(ready)}"
    return [steps[at] for at in member.needs], begun[-1].end + 1, f"{begun[-1].course_id} before it"


def _room_obstacles(index: Index, pinned: Sequence[PinnedStep]) -> _Found:
    """Steps follow each other from ready_from to latest with room for the shortest classes between."""
    calendar = index.calendar
    row = index.at("demand", pinned[0].demand.line)
    by_step = {step.pin.step: step for step in pinned}
    steps, earliest, after = _still_to_come(index, pinned[0])
    for step in steps:
        pin = by_step.get(step.step)
        if pin is None:
            earliest = max(earliest, index.as_of) + index.shortest[step.course_id]
            after = f"step {step.step} before it"
            continue
        if pin.start < earliest:
            message = f"is too early: {after} leaves {calendar.monday(earliest)} as the first week"
            yield pin, Obstacle("start", message, str(pin.pin.start), (row,))
        earliest, after = pin.end + 1, f"step {step.step} in {pin.pin.place(index)}"
    yield from _tail_obstacles(index, pinned[-1])


def _tail_obstacles(index: Index, last: PinnedStep) -> _Found:
    """What comes after a cohort's last pin still ends within latest and the horizon."""
    calendar = index.calendar
    demand = last.demand
    latest = min(calendar.week_or(demand.latest, calendar.weeks - 1), calendar.weeks - 1)
    rest = [step for step in index.steps[demand.pipeline_id] if step.step > last.pin.step]
    end = last.end
    for step in rest:
        end = max(end, index.as_of - 1) + index.shortest[step.course_id]
    if end > latest:
        message = f"is too late: the last step would end after latest, {calendar.sunday(latest)}"
        yield last, Obstacle("start", message, str(last.pin.start), (index.at("demand", demand.line),))


def _gap_obstacles(index: Index, before: PinnedStep, after: PinnedStep) -> Iterator[Obstacle]:
    """max_wait_weeks, transfer_weeks and location between two steps held one after the other."""
    step = index.steps[after.demand.pipeline_id][after.pin.step - 1]
    rows = (index.at("pipelines", step.line),)
    other = before.pin.place(index)
    wait = after.start - before.end - 1
    if step.max_wait_weeks is not None and wait > step.max_wait_weeks:
        message = f"is {counted(wait, 'week')} after {other}; max_wait_weeks is {step.max_wait_weeks}"
        yield Obstacle("start", message, str(after.pin.start), rows)
    abroad = before.nation_id != after.nation_id
    if abroad and wait < index.settings.transfer_weeks:
        message = f"leaves {counted(wait, 'week')} to come from {before.nation_id}; transfer_weeks is "
        message += f"{index.settings.transfer_weeks}"
        yield Obstacle("start", message, str(after.pin.start), (index.sheets["pins"].table.form.settings,))
    same_site = before.pin.site_id == after.pin.site_id
    if (step.location == "same_nation" and abroad) or (step.location == "same_site" and not same_site):
        message = f"must be {step.location} as step {before.pin.step} at {before.pin.site_id}"
        yield Obstacle("site_id", message, after.pin.site_id, rows)
