"""The main job: a dataset folder to a plan folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from trainopt.check import check, terms
from trainopt.dataset import Dataset
from trainopt.dataset.actual_differences import ActualDifference
from trainopt.dataset.source import Where
from trainopt.dataset.spreadsheet import check_new_workbook
from trainopt.dataset.whole import try_to_write_file
from trainopt.dataset.workbook_kinds import PLAN_WORKBOOK
from trainopt.errors import ContradictoryPins, Fault, NoPlanInTime, PlanFaults
from trainopt.plan.begun import dataset_against, plan_in_force
from trainopt.plan.folder import (
    check_target,
    is_plan_folder,
    read_plan,
    write_plan,
)
from trainopt.plan.given import tables_of
from trainopt.plan.placements import Plan, unplaced
from trainopt.plan.workbook import write_plan_workbook
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.runs.checking import actual_differences
from trainopt.runs.hold import Held, Released, hold
from trainopt.runs.reason_time import ReasonTime
from trainopt.runs.search_log import KIND, write_search_log
from trainopt.runs.writing import Provenance, manifest_of
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort, Progress
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.patience import HoldPatience
from trainopt.search.result import Result, Stopped, Tier
from trainopt.search.stopping import interruptible
from trainopt.words.voice import FileWords, voice_of

STILL_PLANNING = "still planning"

# How long the end takes, by how long the first plan's tables took: tables of the last plan and their files,
# and a workbook, which was measured to take twice as long as the tables of a huge plan.
TABLES_AGAIN, WORKBOOK = 1.3, 2.4

# What is kept back in any case for checking and writing.
LEAST_RESERVE = 0.4

# Of the time that is left the part in which reasons are looked for of whom the first plan leaves out.
FIRST_REASONS = 0.1

# The part of the time that is left for finding a plan with all frozen steps, where none was found at once.
UNSURE_SHARE = 0.3

# A workbook is left out that would end later than so many seconds after the limit.
MAY_OVERRUN = 1.0


@dataclass(frozen=True)
class Solved:
    """What a run came to: the result, where the plan is, and what a user should be told.

    `kept` is true where the folder held a better plan, which then stands there still. `held` is what was
    planned in the end, and what could not be held of the plan in force. `has_workbook` is false where one was
    wanted and there was no time left to write it.
    """

    held: Held
    result: Result
    folder: Path
    kept: bool
    has_workbook: bool = True

    def __repr__(self) -> str:
        return f"Solved({str(self.folder)!r}, {self.result!r})"

    @property
    def unmet_trainees(self) -> int:
        """Who is left without a place, each counted once whatever the priority."""
        return unplaced(self.problem, self.result.plan)

    @property
    def problem(self) -> Problem:
        """What was planned in the end."""
        return self.held.problem

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The dataset's."""
        return self.held.dataset.warnings

    @cached_property
    def differences(self) -> list[ActualDifference]:
        """What actuals.csv says otherwise than the plan in force."""
        return actual_differences(self.held.dataset)

    @property
    def released(self) -> tuple[Released, ...]:
        """The frozen steps that are not held, each with its cause."""
        return self.held.released


def solve(
    dataset: Dataset | Where,
    out: Where,
    params: Params | Effort | None = None,
    *,
    published: Plan | Where | None = None,
    log: Where | None = None,
    workbook: Where | None = None,
    language: str = "en",
    overwrite: bool = False,
    on_read: Callable[[Dataset], None] = lambda _: None,
    on_solved: Callable[[Solved], None] = lambda _: None,
) -> Solved:
    """Read, plan, check and write. The first plan is on disk as soon as there is one.

    `published` is the plan in force: what is frozen of it is pinned, and the search starts from it. `log`
    is a file for the search log, `workbook` one (.xlsx) for the plan as a formatted workbook, in `language`
    (`en` or `uk`). `on_solved` is told what came of it before the log is written, which could still fail.

    Raises UsageError, DatasetFaults, PlanFaults, ContradictoryPins, NoPlanInTime, Interrupted.

    >>> solved = trainopt.solve("data/example", "plans/another", trainopt.Params(seconds=5))
    >>> solved.kept
    False
    """
    effort = Effort.of(params)
    book = None if workbook is None else Book(Path(workbook), language)
    check_target(Path(out), overwrite=overwrite)
    if book is not None:
        voice_of(language, FileWords.WORKBOOKS)
        check_new_workbook(book.path, PLAN_WORKBOOK, overwrite=overwrite)
    if log is not None:
        try_to_write_file(Path(log), KIND)
    data = dataset_against(dataset, published, effort.clock.deadline)
    on_read(data)
    with interruptible(effort.stop):
        held = hold(data, HoldPatience(effort), effort.deadline)
    solved = plan_dataset(held, Path(out), effort, workbook=book, overwrite=overwrite)
    on_solved(solved)
    if log is not None:
        write_search_log(Path(log), solved.result.log)
    return solved


def plan_dataset(
    held: Held,
    out: Path,
    effort: Effort,
    *,
    workbook: Book | None = None,
    overwrite: bool = False,
    most_changes: int | None = None,
) -> Solved:
    """Plan a dataset with what is held of the published plan if there is one, and write the plan folder.

    `most_changes` caps the term `changes` on problems that are too large to be solved whole, and so never a
    bound: those of large problems hold without the cap.

    Raises UsageError, ContradictoryPins, NoPlanInTime, Interrupted, RejectedPlan.
    """
    return _Run(held, effort, _Target(out, workbook, overwrite), most_changes).run()


@dataclass(frozen=True)
class Book:
    """A workbook that is wanted of a plan, and the language of what it tells people."""

    path: Path
    language: str


@dataclass(frozen=True)
class _Target:
    """Where a plan is written: its folder, a workbook if one is wanted, and what may be replaced."""

    folder: Path
    workbook: Book | None
    overwrite: bool


@dataclass
class _Run:
    held: Held
    effort: Effort
    target: _Target
    most_changes: int | None = None

    def run(self) -> Solved:
        while True:
            try:
                return self._plan(self._capped())
            except ContradictoryPins as error:
                held = self.held.fewer_against(error, self._patience)
                if held is None:
                    raise error.placed_by(self.held.dataset.places.located) from None
                self.held = held
            except NoPlanInTime:
                held = self.held.fewer_stuck(self._patience)
                if held is None:
                    raise
                self.held = held

    @property
    def _patience(self) -> HoldPatience | None:
        return None if self.held.whole else HoldPatience(self.effort)

    def _capped(self) -> Problem:
        problem, most = self.held.problem, self.most_changes
        return problem if most is None or self.held.whole else problem.pursuing(problem.objective, most)

    def _plan(self, problem: Problem) -> Solved:
        dataset = self.held.dataset
        origin = Provenance(
            dataset.settings, self.held.hashes, self.effort.params, dataset.counted_from, problem.began
        )
        clock = self.effort.clock
        clock.reserve = max(
            clock.reserve, LEAST_RESERVE + seconds_of(self.held.build_seconds, Chore.NEARLY_EMPTY)
        )
        writer = _Writer(problem, self.target, origin, self.effort)

        def observe(progress: Progress) -> None:
            if progress.plan is not None and not writer.written:
                writer.write(progress.plan, progress.tiers, "first plan", STILL_PLANNING, progress.elapsed)
                clock.reserve = max(clock.reserve, LEAST_RESERVE + writer.seconds_to_end)
            self.effort.observer(progress)

        result = self._searched(problem, observe)
        writer.write(
            result.plan, result.tiers, result.method, result.stopped.value, result.seconds, last=True
        )
        has_workbook = writer.write_workbook()
        return Solved(self.held, result, self.target.folder, writer.kept, has_workbook)

    def _searched(self, problem: Problem, observe: Callable[[Progress], None]) -> Result:
        """What the search finds. Where nothing quick held the frozen steps it has a part of the time first.

        Then there is time left to plan without those that are stuck, if it has neither found a plan that
        holds them nor proven that there is none; else it goes on from the plan that it has found.
        """
        base = None if problem.published is None else plan_in_force(problem)
        is_sure = self.held.repaired is not None or not self.held.frozen
        if not is_sure and not self.effort.params.repeatable:
            part = self.effort.share(UNSURE_SHARE * self.effort.clock.left())
            found = optimise(problem, replace(part, observer=observe), base)
            if found.stopped is not Stopped.TIME or found.bug is not None:
                return found
            base = found.plan
        return optimise(problem, replace(self.effort, observer=observe), base)


class _Writer:
    """Writes plans of one run to their folder, each better than what stands there."""

    def __init__(self, problem: Problem, target: _Target, origin: Provenance, effort: Effort) -> None:
        self.problem = problem
        self.out = target.folder
        self.workbook = target.workbook
        self.overwrite = target.overwrite
        self.origin = origin
        self.effort = effort
        self.clock = effort.clock
        self.written = False
        self.kept = False
        self.rehearsed = False
        self.planned: Plan | None = None
        self.tables: dict[str, pd.DataFrame] = {}
        self.seconds = 0.0
        self.searched: ReasonTime | None = None

    def write(
        self,
        plan: Plan,
        tiers: Sequence[Tier],
        method: str,
        stopped: str,
        seconds: float,
        *,
        last: bool = False,
    ) -> None:
        """Write the plan, unless a better one that was there before the run stands in the folder.

        Then the first plan is made into tables all the same: how long that takes tells what the end needs.
        """
        self.kept = not self.written and self._stands_better(plan)
        if self.kept and self.rehearsed:
            return
        if plan != self.planned or (last and self._may_explain_more()):
            self._make_tables(plan, last=last)
        manifest = manifest_of(self.origin, tiers, method, stopped, seconds)
        if not self.kept:
            write_plan(self.out, self.tables, manifest, overwrite=self.overwrite or self.written)
        self.written, self.rehearsed = not self.kept, True

    def _may_explain_more(self) -> bool:
        """Whether reasons were left out, and there is time to look for more."""
        cut = self.searched is not None and self.searched.over
        return cut and self.clock.elapsed() + self.seconds_to_end < self.clock.seconds

    def _make_tables(self, plan: Plan, *, last: bool) -> None:
        """The tables of a plan, with the reasons that there is time for.

        The first plan's have a part of the time that is left, the last one's all but what the rest takes.
        """
        began, clock = self.clock.elapsed(), self.clock
        until = began + FIRST_REASONS * clock.left()
        if last:
            sought = 0.0 if self.searched is None else self.searched.seconds
            until = clock.seconds - self._to_end(self.seconds - sought)
        self.searched = ReasonTime(self.effort, until)
        options = find_options(self.problem)
        self.planned, self.tables = plan, tables_of(self.problem, options, plan, self.searched.is_over)
        self.seconds = clock.elapsed() - began

    @property
    def seconds_to_end(self) -> float:
        """What writing a better plan takes at the end, as far as the first one's tables tell."""
        return self._to_end(self.seconds)

    def _to_end(self, seconds: float) -> float:
        return seconds * (TABLES_AGAIN + (0 if self.workbook is None else WORKBOOK))

    def write_workbook(self) -> bool:
        """Write the plan that stands in the folder as a workbook too; False where there is no time for it.

        The folder is there, and a workbook can be made of it at any time; the limit of time is a promise.
        """
        if self.workbook is None:
            return True
        if self.clock.elapsed() + self.seconds * WORKBOOK > self.clock.seconds + MAY_OVERRUN:
            return False
        book = self.workbook
        write_plan_workbook(self.out, book.path, language=book.language, overwrite=self.overwrite)
        return True

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
