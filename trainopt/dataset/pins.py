"""Pins against the data and against each other, as far as their rows alone show. One function per rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trainopt.dataset.begun import Begun
from trainopt.dataset.cohorts import cohorts_exist
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
    demand_id, demands = pin.cohort_id.rpartition("-")[0], index.sheets["demand"]
    if demand_id not in index.demands:
        if not demands.may_have("demand_id", demand_id):
            message = f"no such cohort: {demand_id} is not in {demands.table.file}"
            return Obstacle("cohort_id", message, pin.cohort_id)
    elif pin.cohort_id not in index.roster.members:
        return Obstacle("cohort_id", f"no such cohort: {index.roster.told(demand_id)}", pin.cohort_id)
    return resolve(Claim.of(pin), index)


def _fault(index: Index, line: int, obstacle: Obstacle) -> Fault:
    return index.sheets["pins"].fault(line, obstacle.column, obstacle.message, obstacle.got)


_Found = Iterator[tuple[PinnedStep, Obstacle]]
"""Which step cannot be where it is said to be, and why."""


def order_obstacles(index: Index, pinned: Iterable[PinnedStep]) -> _Found:
    """The steps held of one cohort against its window, what it has begun and each other."""
    pinned = sorted(pinned, key=lambda step: step.pin.step)
    ahead = _Ahead.of(index, pinned[0])
    number = {step.step: at for at, step in enumerate(ahead.steps)}
    pinned = [step for step in pinned if step.pin.step in number]
    if not pinned:
        return
    late = list(_room_obstacles(index, ahead, pinned))
    yield from late
    blamed = {step.pin for step, _ in late}
    first = pinned[0]
    if ahead.behind is not None and number[first.pin.step] == 0 and first.pin not in blamed:
        for obstacle in _gap_obstacles(index, ahead.behind, first):
            yield first, obstacle
    for before, after in pairwise(pinned):
        adjacent = number[after.pin.step] == number[before.pin.step] + 1
        if adjacent and after.start > before.end and after.pin not in blamed:
            for obstacle in _gap_obstacles(index, _Behind.pinned(index, before), after):
                yield after, obstacle


@dataclass(frozen=True)
class _Behind:
    """What a step comes after: where and until when that is held, the row that says so, and how it is told.

    `begun`: it has begun, and a wait behind it that is over by as_of binds nobody.
    """

    site_id: str
    nation_id: str | None
    end: int
    row: str
    told: str
    begun: bool = False

    @classmethod
    def pinned(cls, index: Index, step: PinnedStep) -> _Behind:
        """A step said to be held before it."""
        place = step.pin.place(index)
        return cls(step.pin.site_id, step.nation_id, step.end, place, f"step {step.pin.step}")

    @classmethod
    def of_begun(cls, step: Begun) -> _Behind:
        """A step that has begun."""
        return cls(step.site_id, step.nation_id, step.end, step.place, step.course_id, begun=True)


@dataclass(frozen=True)
class _Ahead:
    """The steps of a cohort that are judged, the first week for them, and what that follows from.

    Of a cohort under way they are those it still needs, behind what it has begun. What has begun by pins
    alone is judged too.
    """

    steps: list[PipelineStep]
    earliest: int
    after: str
    row: str
    behind: _Behind | None = None

    @classmethod
    def of(cls, index: Index, first: PinnedStep) -> _Ahead:
        demand, calendar = first.demand, index.calendar
        steps = index.steps[demand.pipeline_id]
        member: Member = index.roster.members[first.pin.cohort_id]
        if all(step.judged for step in member.begun):
            ready = calendar.week_or(demand.ready_from, 0)
            row = index.at("demand", demand.line)
            return cls(steps, ready, f"ready_from {calendar.monday(ready)}", row)
        last = member.begun[-1]
        after = f"{last.course_id} before it, which has begun,"
        needs = [steps[at] for at in member.needs]
        return cls(needs, last.end + 1, after, last.place, _Behind.of_begun(last))


def _room_obstacles(index: Index, ahead: _Ahead, pinned: Sequence[PinnedStep]) -> _Found:
    """Steps follow each other, from the first week there is to latest, with room for the shortest classes."""
    calendar, earliest, after, row = index.calendar, ahead.earliest, ahead.after, ahead.row
    by_step = {step.pin.step: step for step in pinned}
    for step in ahead.steps:
        pin = by_step.get(step.step)
        if pin is None:
            earliest = max(earliest, index.as_of) + index.shortest[step.course_id]
            after = f"step {step.step} before it"
            continue
        if pin.start < earliest:
            message = f"is too early: {after} leaves {calendar.monday(earliest)} as the first week"
            yield pin, Obstacle("start", message, str(pin.pin.start), (row,))
        earliest, after = pin.end + 1, f"step {step.step} in {pin.pin.place(index)}"
        row = index.at("demand", pin.demand.line)
    yield from _tail_obstacles(index, ahead, pinned[-1])


def _tail_obstacles(index: Index, ahead: _Ahead, last: PinnedStep) -> _Found:
    """What comes after a cohort's last pin still ends within latest and the horizon."""
    calendar = index.calendar
    demand = last.demand
    latest = min(calendar.week_or(demand.latest, calendar.weeks - 1), calendar.weeks - 1)
    end = last.end
    for step in ahead.steps:
        if step.step > last.pin.step:
            end = max(end, index.as_of - 1) + index.shortest[step.course_id]
    if end > latest:
        message = f"is too late: the last step would end after latest, {calendar.sunday(latest)}"
        yield last, Obstacle("start", message, str(last.pin.start), (index.at("demand", demand.line),))


def _gap_obstacles(index: Index, before: _Behind, after: PinnedStep) -> Iterator[Obstacle]:
    """max_wait_weeks, transfer_weeks and location between two steps held one after the other."""
    step = index.steps[after.demand.pipeline_id][after.pin.step - 1]
    row = index.at("pipelines", step.line)
    rows = (before.row, row) if before.begun else (row,)
    wait, most = after.start - before.end - 1, step.max_wait_weeks
    over = before.begun and most is not None and before.end + 1 + most < index.as_of
    if most is not None and wait > most and not over:
        message = f"is {counted(wait, 'week')} after {before.row}; max_wait_weeks is {most}"
        yield Obstacle("start", message, str(after.pin.start), rows)
    abroad = before.nation_id != after.nation_id
    if abroad and wait < index.settings.transfer_weeks:
        message = f"leaves {counted(wait, 'week')} to come from {before.nation_id}; transfer_weeks is "
        message += f"{index.settings.transfer_weeks}"
        settings = index.sheets["pins"].table.form.settings
        causes = (before.row, settings) if before.begun else (settings,)
        yield Obstacle("start", message, str(after.pin.start), causes)
    same_site = before.site_id == after.pin.site_id
    if (step.location == "same_nation" and abroad) or (step.location == "same_site" and not same_site):
        message = f"must be {step.location} as {before.told} at {before.site_id}"
        yield Obstacle("site_id", message, after.pin.site_id, rows)
