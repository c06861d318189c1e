"""The main job: a dataset folder to a plan folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
from trainopt.problem.options import Options, find_options
from trainopt.runs.freeze import PUBLISHED_FILE, frozen_pins
from trainopt.runs.search_log import write_search_log
from trainopt.runs.writing import Origin, manifest_of, tables_of
from trainopt.search.optimise import Progress, optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Tier

STILL_PLANNING = "still planning"


@dataclass(frozen=True)
class Solved:
    """What a run came to: the result, where the plan is, and what a user should be told.

    `kept` is true where the folder held a better plan, which then stands there still.
    """

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
    calendar = Calendar.of(dataset.settings)
    before = read_published(published, calendar) if published else None
    base = read_plan(published, calendar) if published else None
    target = _Target(out, workbook, overwrite)
    run = _Run(dataset, before, base, params, clock, observer, target, _hashes(dataset, published))
    solved = run.run()
    if log is not None:
        write_search_log(log, solved.result.log)
    return solved


def _hashes(dataset: Dataset, published: Path | None) -> dict[str, str]:
    """SHA-256 of every input file; the published plan's under `published/`."""
    hashes = dict(dataset.hashes)
    if published is not None:
        data = (published / ASSIGNMENTS.file).read_bytes()
        hashes[f"published/{ASSIGNMENTS.file}"] = hashlib.sha256(data).hexdigest()
    return hashes


@dataclass(frozen=True)
class _Target:
    """Where a plan is written: its folder, a workbook if one is wanted, and what may be replaced."""

    folder: Path
    workbook: Path | None
    overwrite: bool


@dataclass
class _Run:
    dataset: Dataset
    published: PublishedPlan | None
    base: Plan | None
    params: Params
    clock: Clock
    observer: Callable[[Progress], None]
    target: _Target
    hashes: dict[str, str]
    released: list[Pin] = field(default_factory=list)
    writer: _Writer | None = None

    def run(self) -> Solved:
        frozen: list[Pin] = []
        if self.published is not None:
            frozen, self.released = frozen_pins(self.dataset, self.published)
        while True:
            problem = build_problem(self.dataset, self.published, frozen)
            try:
                return self._plan(problem)
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

    def _plan(self, problem: Problem) -> Solved:
        origin = Origin(self.dataset.settings.name, self.hashes, self.params)
        writer = _Writer(problem, self.target, origin)

        def observe(progress: Progress) -> None:
            if progress.plan is not None and not writer.written:
                began = self.clock.elapsed()
                writer.write(progress.plan, progress.tiers, "first plan", STILL_PLANNING, progress.elapsed)
                # A workbook takes seconds of one processor, which at the end others may want too.
                margin = 1.2 if self.target.workbook is None else 2.0
                self.clock.reserve = 0.4 + margin * (self.clock.elapsed() - began)
            self.observer(progress)

        result = optimise(problem, self.params, self.clock, observe, self.base)
        writer.write(result.plan, result.tiers, result.method, result.stopped.value, result.seconds)
        if writer.kept:
            writer.write_workbook()
        return Solved(result, self.target.folder, writer.kept, self.dataset.warnings, tuple(self.released))


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
        self.options: Options | None = None

    def write(self, plan: Plan, tiers: Sequence[Tier], method: str, stopped: str, seconds: float) -> None:
        """Write the plan, unless a better one that was there before the run stands in the folder."""
        self.kept = not self.written and self._stands_better(plan)
        if self.kept:
            return
        if self.options is None:
            self.options = find_options(self.problem)
        tables = tables_of(self.problem, self.options, plan)
        manifest = manifest_of(self.origin, tiers, method, stopped, seconds)
        write_plan(self.out, tables, manifest, overwrite=self.overwrite or self.written)
        self.write_workbook()
        self.written = True

    def write_workbook(self) -> None:
        """Write the plan that stands in the folder as a workbook too, where one is wanted."""
        if self.workbook is not None:
            write_plan_workbook(self.out, self.workbook, overwrite=self.overwrite or self.written)

    def _stands_better(self, plan: Plan) -> bool:
        """Whether the folder holds a plan of this very problem that is allowed and better than this one."""
        if not is_plan_folder(self.out):
            return False
        try:
            standing = read_plan(self.out, self.problem.calendar)
        except PlanFaults:
            return False
        return not check(self.problem, standing) and self._rank(standing) < self._rank(plan)

    def _rank(self, plan: Plan) -> list[int]:
        values = terms(self.problem, plan)
        return [values[term] for term in self.problem.objective]
