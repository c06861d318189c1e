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
from trainopt.problem.options import find_options, size
from trainopt.runs.cases import Planned, Repaired, better_of, checked_repair
from trainopt.runs.freeze import frozen_pins, patience
from trainopt.runs.solve import InForce, Solved, plan_dataset
from trainopt.runs.writing import Origin, manifest_of, tables_of
from trainopt.search.greedy import try_to_hold
from trainopt.search.optimise import Progress
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params
from trainopt.search.result import Stopped, Tier

CHANGES = "changes"

# How often, once the time for it is up, what is stuck may be released bit by bit before all is at once.
LATE_ROUNDS = 3


@dataclass(frozen=True)
class Candidate:
    """A checked plan in a folder, and beside it the repaired published plan; None without a published one.

    `released` are frozen steps that no way was found to hold. `bug` is an error of ours that
    ended the search.
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

    def stopped(self) -> bool:
        """Whether the run was stopped, or its time is up."""
        up = not self.params.repeatable and self.clock.elapsed() > self.clock.seconds
        return up or (self.stop is not None and self.stop.is_set())


def plan_candidate(task: Task) -> Candidate:
    """The best plan found, or the repaired published plan where the search finds none as good.

    Raises what planning raises; NoPlanInTime only where the published plan cannot be repaired either.
    """
    start = _start(task)
    whole = size(find_options(start.problem)) <= WHOLE_OPTIONS
    # Of a problem that is solved whole the search finds out itself which frozen steps must be released.
    settled = None if whole or task.in_force is None else (list(start.frozen), list(start.released))
    try:
        solved = plan_dataset(
            task.dataset, task.in_force, task.folder, task.params,
            clock=task.clock, observer=task.observer, stop=task.stop,
            most_changes=_most_changes(task, start), settled=settled,
        )  # fmt: skip
    except NoPlanInTime:
        if start.repaired is None:
            raise
        return _fallen_back(task, start.problem, start.repaired, start.released)
    same = {pin.line for pin in solved.released} == {pin.line for pin in start.released}
    repaired = start.repaired if same else _repaired(task, solved.problem, task.stopped)[0]
    return _never_worse(task, solved, repaired)


@dataclass(frozen=True)
class _Start:
    """The published plan, repaired, with as many frozen steps as it can hold; None without one."""

    problem: Problem
    repaired: Repaired | None
    frozen: tuple[Pin, ...]
    released: tuple[Pin, ...]


def _start(task: Task) -> _Start:
    expired = patience(task.params, task.clock, task.stop)
    frozen, released = _frozen(task)
    late = 0
    while True:
        problem = _problem(task, frozen)
        repaired, stuck = _repaired(task, problem, expired)
        held = [pin for pin in frozen if pin.cohort_id not in stuck]
        start = _Start(problem, repaired, tuple(frozen), tuple(released))
        if repaired is not None or not frozen:
            return start
        late += expired()
        if len(held) == len(frozen) or late > LATE_ROUNDS:
            return _without_frozen(task, start, expired)
        released = (*released, *(pin for pin in frozen if pin not in held))
        frozen = held


def _without_frozen(task: Task, start: _Start, expired: Callable[[], bool]) -> _Start:
    """The start with all frozen steps released, if that helps; as it was if it does not."""
    problem = _problem(task, [])
    repaired, _ = _repaired(task, problem, expired)
    if repaired is None:
        return start
    return _Start(problem, repaired, (), (*start.released, *start.frozen))


def _repaired(
    task: Task, problem: Problem, expired: Callable[[], bool] = lambda: False
) -> tuple[Repaired | None, set[str]]:
    """The repaired published plan, or None and the cohorts whose pins it cannot hold."""
    if task.in_force is None:
        return None, set()
    assignment, stuck = try_to_hold(problem, find_options(problem), task.in_force.plan, expired)
    return (None if assignment is None else checked_repair(problem, assignment)), stuck


def _frozen(task: Task) -> tuple[list[Pin], tuple[Pin, ...]]:
    if task.in_force is None:
        return [], ()
    frozen, released = frozen_pins(task.dataset, task.in_force.steps)
    return frozen, tuple(released)


def _problem(task: Task, frozen: list[Pin]) -> Problem:
    return build_problem(task.dataset, None if task.in_force is None else task.in_force.steps, frozen)


def _most_changes(task: Task, start: _Start) -> int | None:
    """The cap on the term `changes`, from the share that may be moved."""
    if task.most_moved is None or start.repaired is None:
        return None
    nobody = terms(start.problem, Plan())[CHANGES]
    return terms(start.problem, start.repaired.plan)[CHANGES] + int(task.most_moved * nobody)


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
