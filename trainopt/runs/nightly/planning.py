"""A plan for the night: from the published plan, and never worse than that plan, repaired."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainopt.check import terms
from trainopt.dataset import Dataset
from trainopt.errors import NoPlanInTime, TrainoptError
from trainopt.plan.folder import write_plan
from trainopt.plan.placements import Plan
from trainopt.problem import Problem, build_problem
from trainopt.problem.entities import Pin
from trainopt.problem.options import find_options
from trainopt.runs.cases import Planned, Repaired, better_of, repair_plan
from trainopt.runs.freeze import frozen_pins, without_stuck
from trainopt.runs.solve import InForce, Solved, plan_dataset
from trainopt.runs.writing import Origin, manifest_of, tables_of
from trainopt.search.optimise import Progress
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped, Tier

CHANGES = "changes"

REPAIR_SHARE = 0.3
"""Of the time limit, what repairing the published plan may take before the search begins."""


@dataclass(frozen=True)
class Candidate:
    """A checked plan in a folder, and beside it the repaired published plan; None without a published one.

    `released` are frozen steps that can no longer be held. `bug` is an error of ours that ended the search.
    """

    problem: Problem
    found: Planned
    repaired: Repaired | None
    released: tuple[Pin, ...]
    bug: TrainoptError | None


@dataclass(frozen=True)
class Task:
    """What to plan, with what effort, and where to put the plan folder.

    `most_moved`: of the trainees of published steps still to come, this share may be moved beyond those whom
    the repaired published plan moves; None for any.
    """

    dataset: Dataset
    in_force: InForce | None
    params: Params
    clock: Clock
    folder: Path
    observer: Callable[[Progress], None] = lambda _: None
    stop: threading.Event | None = None
    most_moved: float | None = None


def plan_candidate(task: Task) -> Candidate:
    """The best plan found, or the repaired published plan where the search finds none as good.

    Raises what planning raises; NoPlanInTime only where the published plan cannot be repaired either.
    """
    frozen, released = _frozen(task)
    repaired = _repair(task, _problem(task, frozen))
    try:
        solved = plan_dataset(
            task.dataset, task.in_force, task.folder, task.params,
            clock=task.clock, observer=task.observer, stop=task.stop,
            most_changes=_most_changes(task, _problem(task, frozen), repaired),
        )  # fmt: skip
    except NoPlanInTime:
        fallback = _repaired_at_all(task, frozen)
        if fallback is None:
            raise
        problem, repaired, held = fallback
        return _fallen_back(task, problem, repaired, (*released, *(pin for pin in frozen if pin not in held)))
    if len(solved.released) != len(released):
        repaired = _repair(task, solved.problem)
    return _never_worse(task, solved, repaired)


def _frozen(task: Task) -> tuple[list[Pin], tuple[Pin, ...]]:
    if task.in_force is None:
        return [], ()
    frozen, released = frozen_pins(task.dataset, task.in_force.steps)
    return frozen, tuple(released)


def _repaired_at_all(task: Task, frozen: list[Pin]) -> tuple[Problem, Repaired, list[Pin]] | None:
    """The repaired published plan with as many frozen steps as it can hold, and those that it holds."""
    while task.in_force is not None:
        problem = _problem(task, frozen)
        repaired = repair_plan(problem, task.in_force.plan)
        if repaired is not None:
            return problem, repaired, frozen
        held = without_stuck(problem, find_options(problem), frozen, task.in_force.plan)
        if len(held) == len(frozen):
            return None
        frozen = held
    return None


def _problem(task: Task, frozen: list[Pin]) -> Problem:
    return build_problem(task.dataset, None if task.in_force is None else task.in_force.steps, frozen)


def _repair(task: Task, problem: Problem) -> Repaired | None:
    if task.in_force is None:
        return None

    def expired() -> bool:
        return not task.params.repeatable and task.clock.elapsed() > REPAIR_SHARE * task.clock.seconds

    return repair_plan(problem, task.in_force.plan, expired)


def _most_changes(task: Task, problem: Problem, repaired: Repaired | None) -> int | None:
    """The cap on the term `changes`, from the share that may be moved."""
    if task.most_moved is None or repaired is None:
        return None
    nobody = terms(problem, Plan())[CHANGES]
    return terms(problem, repaired.plan)[CHANGES] + int(task.most_moved * nobody)


def _never_worse(task: Task, solved: Solved, repaired: Repaired | None) -> Candidate:
    result = solved.result
    name = task.dataset.settings.name
    found = Planned(name, result.plan, result.tiers, result.method, result.stopped.value, result.seconds)
    if repaired is not None:
        better = better_of(found, repaired, prefer=False)
        if better is not found:
            found = better
            _write(task, solved.problem, found)
    return Candidate(solved.problem, found, repaired, solved.released, result.bug)


def _fallen_back(task: Task, problem: Problem, repaired: Repaired, released: tuple[Pin, ...]) -> Candidate:
    """The repaired plan alone: nothing is proven of it."""
    tiers = tuple(Tier(t, v, 0, 0.0) for t, v in zip(problem.objective, repaired.rank, strict=True))
    seconds = task.clock.elapsed()
    found = Planned(problem.name, repaired.plan, tiers, "repair", Stopped.TIME.value, seconds)
    _write(task, problem, found)
    return Candidate(problem, found, repaired, released, None)


def _write(task: Task, problem: Problem, found: Planned) -> None:
    """Put the plan in the place of the one that the search has written."""
    hashes = dict(task.dataset.hashes)
    if task.in_force is not None:
        hashes |= task.in_force.named_hash
    origin = Origin(problem.name, hashes, task.params)
    manifest = manifest_of(origin, found.tiers, found.method, found.stopped, found.seconds)
    write_plan(task.folder, tables_of(problem, find_options(problem), found.plan), manifest, overwrite=True)
