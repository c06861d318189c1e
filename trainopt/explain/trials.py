"""Planning again: the plan as it is, and under a relief, judged by the tiers and by whom they help."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from trainopt.check import check
from trainopt.dataset import Dataset
from trainopt.errors import ContradictoryPins, Interrupted, NoPlanInTime, ScenarioFaults
from trainopt.explain.relief import Relief
from trainopt.explain.situation import Situation, problem_of
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Plan, assignment_of, plan_of
from trainopt.plan.ways import Way
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options
from trainopt.scenario import apply_scenarios
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.repair import restore
from trainopt.search.result import Tier

LEAST_SECONDS = 2.5
"""With less time a trial says nothing, and none is begun."""

SHORTEST = 1.0
"""With less than this left no solver process is worth starting."""


@dataclass(frozen=True)
class Trial:
    """What planning again came to.

    `added`: the relieved cohorts can be added to the plan as it is, nobody moved, and the tiers are better.
    """

    situation: Situation
    tiers: tuple[Tier, ...]
    added: bool = False

    @property
    def values(self) -> tuple[int, ...]:
        """The tiers' values: of two trials the one with the lower ones is better."""
        return tuple(tier.value for tier in self.tiers)

    @property
    def complete(self) -> bool:
        """Whether no plan is better, tier by tier, and that is proven."""
        return all(tier.gap == 0 for tier in self.tiers)


def plan_again(
    dataset: Dataset, base: Plan, params: Params, clock: Clock, stop: threading.Event | None = None
) -> Trial | None:
    """Plan a dataset from a plan of it or of one much like it. None where there is no plan in time."""
    problem = problem_of(dataset, base)
    try:
        result = optimise(problem, replace(params, seconds=clock.seconds), clock, base=base, stop=stop)
    except (ContradictoryPins, NoPlanInTime, Interrupted):
        return None
    if result.bug is not None:
        raise result.bug
    plan = result.plan
    return Trial(Situation(dataset, problem, plan, assignment_of(problem, plan)), result.tiers)


@dataclass(frozen=True)
class AsItIs:
    """The plan to relieve: the best known with nothing changed. `complete`: none is better, proven."""

    situation: Situation
    complete: bool


def plan_on(given: Situation, params: Params, clock: Clock, stop: threading.Event | None = None) -> AsItIs:
    """Plan on with nothing changed, so that what a relief brings is not what time alone would."""
    if clock.left() < SHORTEST:
        return AsItIs(given, complete=False)
    trial = plan_again(given.dataset, given.plan, params, clock, stop)
    if trial is None:
        return AsItIs(given, complete=False)
    better = trial.values < given.values
    return AsItIs(trial.situation if better else given, trial.complete)


@dataclass(frozen=True)
class Trials:
    """Reliefs tried side by side: `before` has the tiers' values after as long with nothing changed.

    `trials` has None where the time was up, and a text where the relief leaves a fault in the data behind.
    """

    before: tuple[int, ...]
    trials: tuple[Trial | str | None, ...]


def try_all(
    now: AsItIs, reliefs: Sequence[Relief], params: Params, clock: Clock, stop: threading.Event | None = None
) -> Trials:
    """Try each relief within its share of the time left, as many at once as there are processors.

    Beside them the plan as it is is planned on for as long, unless it is proven that there is no better.
    """
    jobs = params.threads
    rounds = -(-(len(reliefs) + (not now.complete)) // jobs)
    share = clock.left() / max(rounds, 1)
    if not reliefs or share < LEAST_SECONDS:
        return Trials(now.situation.values, (None,) * len(reliefs))

    def own_clock() -> Clock:
        return Clock.start(min(share, clock.left()))

    alone_params = params.share(jobs)
    with ThreadPoolExecutor(jobs, thread_name_prefix="relief") as pool:
        alone = (
            None
            if now.complete
            else pool.submit(lambda: plan_on(now.situation, alone_params, own_clock(), stop))
        )
        trials = tuple(
            pool.map(lambda one: try_relief(now.situation, one, alone_params, own_clock(), stop), reliefs)
        )
        before = now.situation if alone is None else alone.result().situation
    return Trials(before.values, trials)


def most_tried(seconds: float, params: Params) -> int:
    """How many reliefs there is time to try, beside the plan as it is."""
    return max(int(seconds // LEAST_SECONDS) * params.threads - 1, 0)


def try_relief(
    before: Situation, relief: Relief, params: Params, clock: Clock, stop: threading.Event | None = None
) -> Trial | str | None:
    """Plan again under a relief, from the plan as it is with the relieved cohorts added to it.

    Where planning goes on to a plan that serves others better than those, the plan that it began with is
    the one that shows what the relief does for them. None where the time is too short, a text where the
    relief leaves a fault in the data behind.
    """
    if clock.left() < SHORTEST or (stop is not None and stop.is_set()):
        return None
    try:
        dataset = apply_scenarios(before.dataset, relief.scenario)
    except ScenarioFaults as error:
        return str(error.faults[0])
    start = with_party(dataset, before, relief.way)
    trial = plan_again(dataset, before.plan if start is None else start.plan, params, clock, stop)
    if start is None:
        return trial
    if trial is None or not helped(relief.way.cohorts, before, trial.situation):
        terms = zip(start.problem.objective, start.values, strict=True)
        trial = Trial(start, tuple(Tier(term, value, 0, 0.0) for term, value in terms))
    return replace(trial, added=start.values < before.values)


def with_party(dataset: Dataset, before: Situation, way: Way) -> Situation | None:
    """The plan with the way's cohorts on their way; None where that breaks a rule of the dataset."""
    problem = problem_of(dataset, before.plan)
    options = find_options(problem)
    ledger = Ledger(problem, options.openings)
    names = {problem.cohorts[index].cohort_id for index in way.cohorts}
    kept = Plan(tuple(held for held in before.plan.placements if held.cohort_id not in names))
    for pinned in (True, False):
        restore(ledger, options, kept, pinned=pinned)
    openings = [
        opening
        for place in way.path
        if (opening := _opening(before.problem, problem, options, *place)) is not None
    ]
    if len(openings) < len(way.path):
        return None
    for index in way.cohorts:
        ledger.place(problem.cohorts[index], openings)
    plan = plan_of(problem, ledger.assignment())
    if check(problem, plan):
        return None
    return Situation(dataset, problem, plan, assignment_of(problem, plan))


def _opening(before: Problem, after: Problem, options: Options, row: int, start: int) -> int | None:
    """A place of a way in the changed data, whose capacity rows may be others; None where there is none."""
    was = before.rows[row]
    row_now = after.row_at.get((was.site, was.course_id, start))
    return None if row_now is None else options.openings.at.get((row_now.index, start))


def helped(cohorts: Iterable[int], before: Situation, after: Situation) -> int:
    """Trainees of the cohorts that are placed and were not, or are less late than they were."""
    return sum(
        before.problem.cohorts[index].size
        for index in cohorts
        if index in after.assignment
        and (index not in before.assignment or after.weeks_late(index) < before.weeks_late(index))
    )


def placed_anew(cohorts: Iterable[int], before: Situation, after: Situation) -> int:
    """Trainees of the cohorts that have a place after and had none before."""
    return sum(
        before.problem.cohorts[index].size
        for index in cohorts
        if index in after.assignment and index not in before.assignment
    )
