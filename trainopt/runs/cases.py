"""A case: one problem to plan, here or on another machine, and the plan that comes of it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace

from trainopt.check import check, terms
from trainopt.errors import ContradictoryPins, TrainoptError, UsageError
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.runs.focus import focus_of
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.repair import left_to_search
from trainopt.search.result import Stopped, Tier

DAEMON = (
    "the worker is a daemon process, which may not start a solver: start `dask worker` with --no-nanny, or "
    "with DASK_DISTRIBUTED__WORKER__DAEMON=False"
)


@dataclass(frozen=True)
class Case:
    """What to plan: a problem, from which plan if there is one, with what effort.

    `before` is the problem that the plan was made for, where this one differs from it: the search begins
    around those whom the difference touches.
    """

    name: str
    problem: Problem
    base: Plan | None
    params: Params
    before: Problem | None = None


@dataclass(frozen=True)
class Planned:
    """What came of a case: a checked plan with its tiers, and how the search went.

    `trials`: how many changes of the plan were tried, 0 where it was solved whole at once.
    """

    name: str
    plan: Plan
    tiers: tuple[Tier, ...]
    method: str
    stopped: str
    seconds: float
    trials: int = 0

    @property
    def rank(self) -> tuple[int, ...]:
        """The values of the tiers: of two plans the one that ranks lower is better."""
        return tuple(tier.value for tier in self.tiers)


@dataclass(frozen=True)
class Failure:
    """A case that came to nothing, and the error that says why and has an exit code."""

    name: str
    error: TrainoptError

    @property
    def message(self) -> str:
        """Why, in a line."""
        if isinstance(self.error, ContradictoryPins):
            rows = "; ".join(map(str, self.error.members))
            return f"no plan can hold the pins; these rows contradict each other: {rows}"
        return str(self.error)


def plan_case(case: Case, stop: threading.Event | None = None) -> Planned | Failure:
    """Plan a case; never raises for what is wrong with it."""
    if multiprocessing.current_process().daemon:
        return Failure(case.name, UsageError(DAEMON))
    try:
        result = optimise(case.problem, _effort(case, stop), case.base, _focus(case))
    except TrainoptError as error:
        return Failure(case.name, error)
    if result.bug is not None:
        return Failure(case.name, result.bug)
    stopped, seconds, trials = result.stopped.value, result.seconds, result.trials
    return Planned(case.name, result.plan, result.tiers, result.method, stopped, seconds, trials)


def _focus(case: Case) -> tuple[int, ...]:
    if case.before is None or case.base is None:
        return ()
    return focus_of(case.problem, case.before, case.base)


def _effort(case: Case, stop: threading.Event | None) -> Effort:
    effort = Effort.of(case.params)
    return effort if stop is None else replace(effort, stop=stop)


def with_offer(problem: Problem, found: Planned, offered: Plan, of: Problem, *, prefer: bool) -> Planned:
    """What was found, or else the offered plan `of` another problem, repaired, where that is better.

    With `prefer` it is taken where it is as good, too: then nothing has changed that need not. Of a large
    problem whoever was left out of the offered plan stays so.
    """
    known = {cohort.cohort_id for cohort in of.cohorts}
    repaired = repair_plan(problem, offered, known & left_to_search(problem, find_options(problem), offered))
    return found if repaired is None else better_of(found, repaired, prefer=prefer)


@dataclass(frozen=True)
class Repaired:
    """A plan made for other data, brought in line with a problem, checked; `rank` are its tiers' values."""

    plan: Plan
    rank: tuple[int, ...]


def planned_as(name: str, problem: Problem, repaired: Repaired, seconds: float) -> Planned:
    """A repaired plan as what came of a case for which time was too short: nothing is proven of it."""
    tiers = tuple(Tier(t, v, 0, 0.0) for t, v in zip(problem.objective, repaired.rank, strict=True))
    return Planned(name, repaired.plan, tiers, "repair", Stopped.TIME.value, seconds)


def repair_plan(problem: Problem, offered: Plan, left_out: Collection[str] = ()) -> Repaired | None:
    """The offered plan as far as it still fits, the rest but for those left out planned anew.

    None where that holds no pins.
    """
    repaired = greedy_plan(problem, find_options(problem), base=offered, left_out=left_out)
    return None if repaired is None else checked_repair(problem, repaired)


def checked_repair(problem: Problem, repaired: Assignment) -> Repaired | None:
    """A repaired plan with its tiers; None where it breaks a rule."""
    plan = plan_of(problem, repaired)
    if check(problem, plan):
        return None
    values = terms(problem, plan)
    return Repaired(plan, tuple(values[term] for term in problem.objective))


def better_of(found: Planned, repaired: Repaired, *, prefer: bool) -> Planned:
    """What was found, or the repaired plan where it is better; with `prefer` where it is as good, too."""
    rank, plan = repaired.rank, repaired.plan
    if rank > found.rank or (rank == found.rank and not prefer):
        return found
    tiers = []
    kept = True
    for tier, value in zip(found.tiers, rank, strict=True):
        # A bound holds for plans that keep the tiers before it at their values or below.
        tiers.append(Tier(tier.term, value, tier.bound if kept else 0, tier.seconds))
        kept = kept and value <= tier.value
    return replace(found, plan=plan, tiers=tuple(tiers))
