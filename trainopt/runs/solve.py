"""The main job: a dataset folder to a plan folder."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from trainopt.check import check, terms
from trainopt.dataset import Calendar, Dataset, read_dataset
from trainopt.dataset.spreadsheet import check_new_workbook
from trainopt.errors import ContradictoryPins, Fault, PlanFaults
from trainopt.plan.folder import (
    ASSIGNMENTS,
    check_target,
    is_plan_folder,
    read_plan,
    read_published,
    write_plan,
)
from trainopt.plan.placements import Plan
from trainopt.plan.workbook import write_plan_workbook
from trainopt.problem import Problem, build_problem
from trainopt.problem.build import PublishedPlan
from trainopt.problem.entities import Pin
from trainopt.problem.options import Options, find_options, size
from trainopt.runs.freeze import PUBLISHED_FILE, frozen_pins, patience, without_stuck
from trainopt.runs.search_log import write_search_log
from trainopt.runs.writing import Origin, manifest_of, tables_of
from trainopt.search.optimise import Progress, optimise
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params
from trainopt.search.result import Result, Tier

STILL_PLANNING = "still planning"


@dataclass(frozen=True)
class Solved:
    """What a run came to: the result, where the plan is, and what a user should be told.

    `kept` is true where the folder held a better plan, which then stands there still. `problem` is what was
    planned in the end: without the frozen steps in `released`.
    """

    problem: Problem
    result: Result
    folder: Path
    kept: bool
    warnings: tuple[Fault, ...]
    released: tuple[Pin, ...]


def solve(
    dataset_folder: Path,
    out: Path,
    params: Params,
    *,
    published: Path | None = None,
    log: Path | None = None,
    workbook: Path | None = None,
    overwrite: bool = False,
    clock: Clock | None = None,
    observer: Callable[[Progress], None] = lambda _: None,
    on_read: Callable[[Dataset], None] = lambda _: None,
) -> Solved:
    """Read, plan, check and write. The first plan is on disk as soon as there is one.

    `published` is the plan in force: what is frozen of it is pinned, and the search starts from it. `log`
    is a file for the search log, `workbook` one (.xlsx) for the plan as a formatted workbook.

    Raises UsageError, DatasetFaults, PlanFaults, ContradictoryPins, NoPlanInTime, Interrupted.
    """
    clock = clock or Clock.start(params.seconds)
    check_target(out, overwrite=overwrite)
    if workbook is not None:
        check_new_workbook(workbook, overwrite=overwrite)
    dataset = read_dataset(dataset_folder)
    on_read(dataset)
    in_force = read_in_force(published, dataset) if published else None
    solved = plan_dataset(
        dataset, in_force, out, params, clock=clock, observer=observer, workbook=workbook, overwrite=overwrite
    )
    if log is not None:
        write_search_log(log, solved.result.log)
    return solved


@dataclass(frozen=True)
class InForce:
    """The published plan as a run starts from it: where its steps are held, the same as a plan, its hash."""

    steps: PublishedPlan
    plan: Plan
    sha256: str

    @property
    def named_hash(self) -> dict[str, str]:
        """The hash under the name that a manifest has it by."""
        return {f"published/{ASSIGNMENTS.file}": self.sha256}


def read_in_force(folder: Path, dataset: Dataset) -> InForce:
    """A published plan's folder, in the weeks of a dataset. Raises PlanFaults."""
    calendar = Calendar.of(dataset.settings)
    steps, plan = read_published(folder, calendar), read_plan(folder, calendar)
    return InForce(steps, plan, hashlib.sha256((folder / ASSIGNMENTS.file).read_bytes()).hexdigest())


def plan_dataset(
    dataset: Dataset,
    in_force: InForce | None,
    out: Path,
    params: Params,
    *,
    clock: Clock,
    observer: Callable[[Progress], None] = lambda _: None,
    workbook: Path | None = None,
    overwrite: bool = False,
    stop: threading.Event | None = None,
    most_changes: int | None = None,
    settled: tuple[list[Pin], list[Pin]] | None = None,
) -> Solved:
    """Plan a dataset that was read, from the published plan if there is one, and write the plan folder.

    `most_changes` caps the term `changes` on problems that are too large to be solved whole, and so never a
    bound: those of large problems hold without the cap. `settled` are the frozen steps to hold and those that
    were released, where that is known already.

    Raises UsageError, ContradictoryPins, NoPlanInTime, Interrupted, RejectedPlan.
    """
    stop = stop or threading.Event()
    target = _Target(out, workbook, overwrite)
    return _Run(dataset, in_force, params, clock, observer, target, stop, most_changes, settled).run()


@dataclass(frozen=True)
class _Target:
    """Where a plan is written: its folder, a workbook if one is wanted, and what may be replaced."""

    folder: Path
    workbook: Path | None
    overwrite: bool


@dataclass
class _Run:
    dataset: Dataset
    in_force: InForce | None
    params: Params
    clock: Clock
    observer: Callable[[Progress], None]
    target: _Target
    stop: threading.Event
    most_changes: int | None = None
    settled: tuple[list[Pin], list[Pin]] | None = None
    released: list[Pin] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.expired = patience(self.params, self.clock, self.stop)

    def run(self) -> Solved:
        frozen: list[Pin] = []
        published = None if self.in_force is None else self.in_force.steps
        if self.settled is not None:
            frozen, self.released = self.settled
        elif published is not None:
            frozen, self.released = frozen_pins(self.dataset, published)
        while True:
            problem = build_problem(self.dataset, published, frozen)
            held = self._without_stuck(problem, frozen)
            if len(held) < len(frozen):
                self.released += [pin for pin in frozen if pin not in held]
                frozen = held
                continue
            try:
                return self._plan(self._capped(problem))
            except ContradictoryPins as error:
                lines = {member.line for member in error.members if member.file == PUBLISHED_FILE}
                if not lines:
                    places = self.dataset.places
                    members = [places.located(member) for member in error.members]
                    raise ContradictoryPins(
                        members, verified=error.verified, smallest=error.smallest
                    ) from None
                self.released += [pin for pin in frozen if pin.line in lines]
                frozen = [pin for pin in frozen if pin.line not in lines]

    def _capped(self, problem: Problem) -> Problem:
        if self.most_changes is None or size(find_options(problem)) <= WHOLE_OPTIONS:
            return problem
        return replace(problem, most_changes=self.most_changes)

    def _without_stuck(self, problem: Problem, frozen: list[Pin]) -> list[Pin]:
        """Of a problem that is solved whole, the search proves which steps can no longer be held."""
        if self.in_force is None or not frozen or self.settled is not None:
            return frozen
        options = find_options(problem)
        if size(options) <= WHOLE_OPTIONS:
            return frozen
        return without_stuck(problem, options, frozen, self.in_force.plan, self.expired)

    def _plan(self, problem: Problem) -> Solved:
        origin = Origin(self.dataset.settings.name, self._hashes(), self.params)
        writer = _Writer(problem, self.target, origin)

        def observe(progress: Progress) -> None:
            if progress.plan is not None and not writer.written:
                began = self.clock.elapsed()
                writer.write(progress.plan, progress.tiers, "first plan", STILL_PLANNING, progress.elapsed)
                # A workbook takes seconds of one processor, which at the end others may want too.
                margin = 1.2 if self.target.workbook is None else 2.0
                reserve = 0.4 + margin * (self.clock.elapsed() - began)
                self.clock.reserve = max(self.clock.reserve, reserve)
            self.observer(progress)

        base = None if self.in_force is None else self.in_force.plan
        result = optimise(problem, self.params, self.clock, observe, base, self.stop)
        writer.write(result.plan, result.tiers, result.method, result.stopped.value, result.seconds)
        if writer.kept:
            writer.write_workbook()
        released = tuple(self.released)
        return Solved(problem, result, self.target.folder, writer.kept, self.dataset.warnings, released)

    def _hashes(self) -> dict[str, str]:
        """SHA-256 of every input file; the published plan's under `published/`."""
        if self.in_force is None:
            return dict(self.dataset.hashes)
        return self.dataset.hashes | self.in_force.named_hash


class _Writer:
    """Writes plans of one run to their folder, each better than what stands there."""

    def __init__(self, problem: Problem, target: _Target, origin: Origin) -> None:
        self.problem = problem
        self.out = target.folder
        self.workbook = target.workbook
        self.overwrite = target.overwrite
        self.origin = origin
        self.written = False
        self.kept = False
        self.rehearsed = False
        self.options: Options | None = None

    def write(self, plan: Plan, tiers: Sequence[Tier], method: str, stopped: str, seconds: float) -> None:
        """Write the plan, unless a better one that was there before the run stands in the folder.

        Then the first plan is made into tables all the same: how long that takes tells what the end needs.
        """
        self.kept = not self.written and self._stands_better(plan)
        if self.kept and self.rehearsed:
            return
        if self.options is None:
            self.options = find_options(self.problem)
        tables = tables_of(self.problem, self.options, plan)
        manifest = manifest_of(self.origin, tiers, method, stopped, seconds)
        if not self.kept:
            write_plan(self.out, tables, manifest, overwrite=self.overwrite or self.written)
        self.write_workbook()
        self.written, self.rehearsed = not self.kept, True

    def write_workbook(self) -> None:
        """Write the plan that stands in the folder as a workbook too, where one is wanted."""
        if self.workbook is not None:
            write_plan_workbook(self.out, self.workbook, overwrite=self.overwrite or self.written)

    def _stands_better(self, plan: Plan) -> bool:
        """Whether the folder holds a plan of this very problem that is allowed and better than this one."""
        return self._standing is not None and self._standing < self._rank(plan)

    @cached_property
    def _standing(self) -> list[int] | None:
        """The tiers of the plan that was there before the run, if it is one of this problem and allowed."""
        if not is_plan_folder(self.out):
            return None
        try:
            standing = read_plan(self.out, self.problem.calendar)
        except PlanFaults:
            return None
        return None if check(self.problem, standing) else self._rank(standing)

    def _rank(self, plan: Plan) -> list[int]:
        values = terms(self.problem, plan)
        return [values[term] for term in self.problem.objective]
