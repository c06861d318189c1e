"""A plan for the night: from the published plan, and never worse than that plan, repaired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from trainopt.check import terms
from trainopt.dataset import Dataset
from trainopt.errors import NoPlanInTime, TrainoptError
from trainopt.plan.begun import plan_in_force
from trainopt.plan.folder import write_plan
from trainopt.plan.given import tables_of
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.runs.cases import Planned, Repaired, better_of, checked_repair, planned_as
from trainopt.runs.hold import Held, Released, hold
from trainopt.runs.nightly.rules import part_of
from trainopt.runs.solve import Solved, plan_dataset
from trainopt.runs.writing import Provenance, manifest_of
from trainopt.search.effort import Effort
from trainopt.search.greedy import try_to_hold
from trainopt.search.patience import HoldPatience
from trainopt.tables import CHANGES_TERM


@dataclass(frozen=True)
class NightPlan:
    """A checked plan in a folder, and beside it the repaired published plan; None without a published one.

    `released` are frozen steps that are not held, each with its cause. `bug` is an error of ours that
    ended the search.
    """

    problem: Problem
    found: Planned
    repaired: Repaired | None
    released: tuple[Released, ...]
    bug: TrainoptError | None


@dataclass(frozen=True)
class NightTask:
    """What to plan, with what effort, and where to put the plan folder.

    `most_moved_percent`: of the trainees of published steps still to come, so many may be moved beyond those
    whom the repaired published plan moves; None for any.
    """

    dataset: Dataset
    effort: Effort
    folder: Path
    most_moved_percent: float | None = None


def plan_candidate(task: NightTask) -> NightPlan:
    """The best plan found, or the repaired published plan where the search finds none as good.

    Raises what planning raises; NoPlanInTime only where the published plan cannot be repaired either.
    """
    patience = HoldPatience(task.effort)
    held = hold(task.dataset, patience, task.effort.deadline)
    safe = held.without_stuck(patience)
    # Only as long as there is no plan at all is the time that is kept for what is done with one spent too.
    effort = task.effort
    if safe.repaired is not None:
        effort = replace(effort, clock=replace(effort.clock, spare=0.0))
    try:
        solved = plan_dataset(held, task.folder, effort, most_changes=_most_changes(task, safe))
    except NoPlanInTime:
        if safe.repaired is None:
            raise
        return _fallen_back(task, safe, safe.repaired)
    return _never_worse(task, solved, _repaired(solved.held, safe, task))


def _repaired(held: Held, safe: Held, task: NightTask) -> Repaired | None:
    """The repaired published plan with the steps that the search held, too."""
    if held.frozen == safe.frozen:
        return safe.repaired
    if held.problem.published is None:
        return None
    patience = HoldPatience(task.effort, share=1.0)
    assignment, _ = try_to_hold(held.problem, held.options, plan_in_force(held.problem), patience)
    return None if assignment is None else checked_repair(held.problem, assignment)


def _most_changes(task: NightTask, start: Held) -> int | None:
    """The cap on the term `changes`, from the part that may be moved."""
    if task.most_moved_percent is None or start.repaired is None:
        return None
    to_come = terms(start.problem, Plan())[CHANGES_TERM]
    without_need = part_of(task.most_moved_percent, to_come)
    return terms(start.problem, start.repaired.plan)[CHANGES_TERM] + without_need


def _never_worse(task: NightTask, solved: Solved, repaired: Repaired | None) -> NightPlan:
    result = solved.result
    name = task.dataset.settings.name
    found = Planned(name, result.plan, result.tiers, result.method, result.stopped.value, result.seconds)
    if repaired is not None:
        better = better_of(found, repaired, prefer=False)
        if better is not found:
            found = better
            _write(task, solved.held, found)
    return NightPlan(solved.problem, found, repaired, solved.released, result.bug)


def _fallen_back(task: NightTask, held: Held, repaired: Repaired) -> NightPlan:
    """The repaired plan alone: nothing is proven of it."""
    problem = held.problem
    found = planned_as(problem.name, problem, repaired, task.effort.clock.elapsed())
    _write(task, held, found)
    return NightPlan(problem, found, repaired, held.released, None)


def _write(task: NightTask, held: Held, found: Planned) -> None:
    """Put the plan in the place of the one that the search has written."""
    data, began = held.dataset, held.problem.began
    origin = Provenance(data.settings, held.hashes, task.effort.params, data.counted_from, began)
    manifest = manifest_of(origin, found.tiers, found.method, found.stopped, found.seconds)
    tables = tables_of(held.problem, held.options, found.plan)
    write_plan(task.folder, tables, manifest, overwrite=True)
