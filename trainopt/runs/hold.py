"""What is held of the plan in force: steps begun or about to begin, as many as the data still allows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from trainopt.dataset import Dataset
from trainopt.dataset.begun import Begun, BegunRecord
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.in_force import PUBLISHED_FILE, PublishedRow
from trainopt.dataset.index import Index
from trainopt.dataset.pinned import Claim
from trainopt.dataset.roster import Member
from trainopt.dataset.standing import index_of, standing
from trainopt.errors import ContradictoryPins, Fault
from trainopt.plan.begun import plan_in_force
from trainopt.problem import Problem, build_problem
from trainopt.problem.cohorts import steps_of
from trainopt.problem.entities import Pin
from trainopt.problem.options import Options, find_options
from trainopt.runs.cases import Repaired, checked_repair
from trainopt.search.greedy import try_to_hold
from trainopt.search.method import is_solved_whole
from trainopt.search.patience import HoldPatience
from trainopt.search.repair import left_to_search
from trainopt.tables import Demand

# How often, once the time for it is up, what is stuck may be released bit by bit before all is at once.
LATE_ROUNDS = 3

# How many steps are released one by one, each after the proof that it cannot be held beside the others.
MOST_ONE_BY_ONE = 8

MOST_ROWS = 3
BESIDE = "cannot be held beside"
NO_WAY = "no way was found to hold it beside the others"


@dataclass(frozen=True)
class Released:
    """A step of the published plan that is no longer held, and why: the rows that keep it from that."""

    pin: Pin
    cause: str

    def __str__(self) -> str:
        """`D1-01 step 1 at PL-01: closures.csv:2: …`."""
        return f"{self.pin.cohort_id} step {self.pin.step} at {self.pin.site_id}: {self.cause}"


@dataclass(frozen=True)
class Held:
    """A dataset as a problem in which the frozen steps of the plan in force are pinned as far as they can be.

    `repaired` is that plan with all of them held, and what no longer fits planned anew; of a large problem
    whoever had no place in it is left to the search. It is None without a plan in force, and where no quick
    way was found; then `stuck` has the cohorts at fault, each with a cause.
    `build_seconds` is how long the problem and its options took: the larger, the longer its plan is written.
    """

    dataset: Dataset
    problem: Problem
    options: Options
    frozen: tuple[Pin, ...]
    released: tuple[Released, ...]
    repaired: Repaired | None
    stuck: Mapping[str, str]
    build_seconds: float = field(default=0.0, compare=False)

    def __repr__(self) -> str:
        return f"Held({self.problem!r}, {len(self.frozen):,} frozen, {len(self.released):,} released)"

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of every input file; the published plan's under `published/`."""
        return hashes_of(self.dataset)

    @property
    def whole(self) -> bool:
        """Whether the problem is small enough to be solved whole, to proof."""
        return is_solved_whole(self.problem, self.options)

    def fewer_against(self, error: ContradictoryPins, patience: HoldPatience | None = None) -> Held | None:
        """With fewer frozen steps against a contradiction; None where it is no frozen step that is at fault.

        Of a contradiction that time cut short some rows alone are known. Where none of them is frozen, those
        are released for whom no quick way was found.
        """
        fewer = self.without_contradicting(error.members)
        return self.fewer_stuck(patience) if fewer is None and not error.verified else fewer

    def fewer_stuck(self, patience: HoldPatience | None = None) -> Held | None:
        """Without the frozen steps that are stuck; None where none are."""
        held = self.without_stuck(patience)
        return None if held.frozen == self.frozen else held

    def without_contradicting(self, members: Iterable[Fault]) -> Held | None:
        """With a frozen step released that is in a contradiction; None where there is none in it.

        One is enough against it: who is not under way goes first, then whose step is latest. After so many
        all of them go at once, since every proof takes time.
        """
        members = list(members)
        others = [member for member in members if member.file != PUBLISHED_FILE]
        lines = {member.line for member in members if member.file == PUBLISHED_FILE}
        rows = "; ".join(str(self.dataset.places.located(member)) for member in others[:MOST_ROWS])
        cause = f"{BESIDE} {rows or 'other published steps'}"
        at_fault = [pin for pin in self.frozen if pin.line in lines]
        if sum(one.cause.startswith(BESIDE) for one in self.released) < MOST_ONE_BY_ONE:
            at_fault = sorted(at_fault, key=self._may_fall)[:1]
        fallen = [Released(pin, cause) for pin in at_fault]
        return self._without(fallen, None) if fallen else None

    def _may_fall(self, pin: Pin) -> tuple[bool, int, str, int]:
        """Which of the frozen steps in a contradiction is released first."""
        return pin.cohort_id in self.problem.under_way_by_id, -pin.start, pin.cohort_id, pin.step

    def without_stuck(self, patience: HoldPatience | None = None) -> Held:
        """With frozen steps released until a quick way is found to hold the others.

        For what is too large to be proven anything of, or for which there is no time: there the search, too,
        would find no plan with them. Once patience is over all are released soon; they are held, though,
        where that helps nothing.
        """
        held, late = self, 0
        while held.repaired is None and held.frozen:
            late += patience is not None and patience.is_over()
            if late > LATE_ROUNDS or held.stuck.keys().isdisjoint(pin.cohort_id for pin in held.frozen):
                return held._without_any(patience)
            held = held._without(held._stuck_ones(), patience)
        return held

    def _stuck_ones(self) -> list[Released]:
        return [
            Released(pin, self.stuck[pin.cohort_id]) for pin in self.frozen if pin.cohort_id in self.stuck
        ]

    def _without_any(self, patience: HoldPatience | None) -> Held:
        free = self._without((Released(pin, NO_WAY) for pin in self.frozen), patience)
        return self if free.repaired is None else free

    def _without(self, fallen: Iterable[Released], patience: HoldPatience | None) -> Held:
        fallen = tuple(fallen)
        gone = {one.pin for one in fallen}
        frozen = tuple(pin for pin in self.frozen if pin not in gone)
        return _held(self.dataset, frozen, (*self.released, *fallen), patience)


def hashes_of(dataset: Dataset) -> dict[str, str]:
    """SHA-256 of every input file of a dataset; the plan's in force under `published/`."""
    in_force = dataset.in_force
    named = in_force.named_hash if in_force is not None and in_force.binds else {}
    return {**dataset.hashes, **named}


def hold(dataset: Dataset, patience: HoldPatience | None = None, deadline: Deadline = NEVER) -> Held:
    """The dataset as a problem with all that is held of the plan in force that it was read with.

    What has begun is a part of the problem. Frozen are the steps that start in the first `freeze_weeks` weeks
    from that of `as_of` on. A step that contradicts the data or the pins, as far as the rows alone show, is
    released. What only the search can prove is released by `without_contradicting`, from a problem too large
    for proofs at once. Raises NoPlanInTime past the deadline, while there is no problem and none of its
    options.
    """
    held = _held(dataset, *frozen_steps(dataset), patience, deadline)
    return held if held.whole else held.without_stuck(patience)


def frozen_steps(dataset: Dataset) -> tuple[tuple[Pin, ...], tuple[Released, ...]]:
    """The frozen steps that the rows let stand, and the others, each with its cause.

    Among these are steps that have begun and cannot go on.
    """
    if dataset.in_force is None and not dataset.actuals:
        return (), ()
    index = index_of(dataset)
    released = [Released(_pin_of_begun(index, one.step), one.cause) for one in index.roster.released]
    if dataset.in_force is None or not dataset.in_force.binds:
        return (), tuple(released)
    pins, gone = _near(index)
    stands, fallen = standing(dataset, pins)
    released += [*gone, *(Released(pins[claim], obstacle.cause) for claim, obstacle in fallen)]
    return tuple(pins[claim] for claim in stands), tuple(released)


def _pin_of_begun(index: Index, step: Begun) -> Pin:
    """A begun step as it is told, by the number that it was published with."""
    file, _, line = step.place.rpartition(":")
    rows = index.in_force.rows if index.in_force else ()
    said = (row.step for row in rows if (row.cohort_id, row.class_id) == (step.cohort_id, step.class_id))
    return Pin(step.cohort_id, next(said, 1), step.site_id, step.start, file, int(line))


def _near(index: Index) -> tuple[dict[Claim, Pin], list[Released]]:
    """The published steps that are frozen, each as claimed and as pinned; and those that nobody needs."""
    pinned = {(pin.cohort_id, pin.step) for pin in index.sheets["pins"].rows}
    record = BegunRecord(index)
    pins: dict[Claim, Pin] = {}
    gone: list[Released] = []
    for cohort_id in record.published:
        member = index.roster.members.get(cohort_id)
        keys = [] if member is None else steps_of(member, record.courses(cohort_id))
        for key, row in record.published_by_course(cohort_id).items():
            if not index.as_of <= index.calendar.week(row.start) < index.as_of + index.settings.freeze_weeks:
                continue
            pin = _pin(index, row)
            if member is None or key not in keys:
                gone += _needed_by_nobody(index, pin, key[0])
            elif keys.index(key) >= len(member.begun):
                step = member.needs[keys.index(key) - len(member.begun)] + 1
                claim = Claim(cohort_id, step, row.site_id, row.start, row.line, PUBLISHED_FILE)
                if (cohort_id, step) not in pinned:
                    pins[claim] = replace(pin, step=keys.index(key) + 1)
    return pins, gone


def _pin(index: Index, row: PublishedRow) -> Pin:
    start = index.calendar.week(row.start)
    return Pin(row.cohort_id, row.step, row.site_id, start, PUBLISHED_FILE, row.line)


def _needed_by_nobody(index: Index, pin: Pin, course_id: str) -> Iterator[Released]:
    """A frozen step of a cohort that is not asked for any more, or of a course that it does not need."""
    name = pin.cohort_id.rpartition("-")[0]
    demand = index.demands.get(name)
    if demand is None:
        yield Released(pin, f"{name} is not in {index.sheets['demand'].table.file}")
    elif pin.cohort_id not in index.roster.members:
        told = index.roster.told(demand.demand_id)
        yield Released(pin, f"{index.at('demand', demand.line)}: no such cohort: {told}")
    else:
        yield Released(pin, _no_need(index, index.roster.members[pin.cohort_id], demand, course_id))


def _no_need(index: Index, member: Member, demand: Demand, course_id: str) -> str:
    """Why a cohort does not need a course that it was published for."""
    last = member.begun[-1] if member.begun else None
    if last is not None and any(step.over for step in member.begun):
        return f"{last.place}: {member.cohort_id} stopped: nothing more is planned"
    if last is not None and not member.size:
        return f"{last.place}: nobody is left of {member.cohort_id}"
    file = index.sheets["pipelines"].table.file
    return f"{file}: {demand.pipeline_id} does not have {course_id} any more"


def _held(
    dataset: Dataset,
    frozen: tuple[Pin, ...],
    released: tuple[Released, ...],
    patience: HoldPatience | None,
    deadline: Deadline = NEVER,
) -> Held:
    began = time.monotonic()
    problem = build_problem(dataset, None, frozen, deadline)
    options = find_options(problem, deadline)
    built = time.monotonic() - began
    if problem.published is None:
        return Held(dataset, problem, options, frozen, released, None, {}, built)
    base = plan_in_force(problem)
    left_out = left_to_search(problem, options, base)
    assignment, stuck = try_to_hold(problem, options, base, patience, left_out)
    repaired = None if assignment is None else checked_repair(problem, assignment)
    return Held(dataset, problem, options, frozen, released, repaired, stuck, built)
