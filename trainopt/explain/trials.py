"""Planning again: the plan as it is, and under a relief, judged by the tiers and by whom they help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

from trainopt.check import check
from trainopt.dataset import Dataset
from trainopt.errors import ContradictoryPins, Interrupted, NoPlanInTime, ScenarioFaults
from trainopt.explain.relief import Relief
from trainopt.explain.situation import Situation
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Plan, assignment_of, plan_of
from trainopt.plan.ways import Way
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.scenario.apply import apply_to
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock
from trainopt.search.repair import restore
from trainopt.search.result import Tier

LEAST_SECONDS = 2.5
"""With less time a trial says nothing, and none is begun."""

TRIALS_SHARE = 0.85
"""Of the time left, what the trials may take; the rest is for judging them."""

SHORTEST = 1.0
"""With less than this left no solver process is worth starting."""


class Evidence(StrEnum):
    """What there is to show that a relief makes the tiers better than they are without it."""

    PROVEN = "proven"
    FOUND = "found"
    REPEATED = "repeated"
    NOISE = "noise"
    NONE = ""


@dataclass(frozen=True)
class Trial:
    """What planning again came to: a plan, its tiers, and what they show beside those without the relief.

    `proven`: no plan without the relief is as good. `found`: the relieved cohorts were added to the best plan
    without it, nobody was moved, and the tiers are better. `repeated`: each of several searches with the
    relief found better tiers than every one of as many without. `noise`: a search with the relief found
    better tiers than one of the same effort without, which may be chance. `exhausted`: no plan with the
    relief has better tiers, proven.
    """

    situation: Situation
    tiers: tuple[Tier, ...]
    evidence: Evidence = Evidence.NONE
    exhausted: bool = False

    @property
    def values(self) -> tuple[int, ...]:
        """The tiers' values: of two trials the one with the lower ones is better."""
        return tuple(tier.value for tier in self.tiers)

    @property
    def complete(self) -> bool:
        """Whether no plan is better, tier by tier, and that is proven."""
        return all(tier.gap == 0 for tier in self.tiers)

    @property
    def helps(self) -> bool:
        """Whether the tiers are better with the relief, and not by chance."""
        return self.evidence in (Evidence.PROVEN, Evidence.FOUND, Evidence.REPEATED)


def keep_back(clock: Clock, given: Situation) -> None:
    """From now on so much of the time is for judging the last trials, and telling of them."""
    clock.reserve = max(clock.reserve, seconds_of(given.made, Chore.JUDGED))


def is_too_late(now: Trial, effort: Effort) -> bool:
    """Whether there is no time to try a relief of a plan."""
    return effort.stopped or effort.clock.left() <= seconds_of(now.situation.made, Chore.TRIED)


def unproven(situation: Situation) -> Trial:
    """A plan of which no bound is known."""
    terms = zip(situation.problem.objective, situation.values, strict=True)
    return Trial(situation, tuple(Tier(term, value, 0, 0.0) for term, value in terms))


def plan_again(dataset: Dataset, problem: Problem, base: Plan, effort: Effort) -> Trial | None:
    """Plan a dataset, indexed as a problem, from a plan of it or of one much like it.

    None where there is no plan in time.
    """
    try:
        result = optimise(problem, effort, base)
    except (ContradictoryPins, NoPlanInTime, Interrupted):
        return None
    if result.bug is not None:
        raise result.bug
    plan = result.plan
    return Trial(Situation(dataset, problem, plan, assignment_of(problem, plan)), result.tiers)


def plan_on(given: Situation, effort: Effort) -> Trial:
    """Plan on with nothing changed, so that what a relief brings is not what time alone would."""
    needed = max(SHORTEST, seconds_of(given.made, Chore.OFFERED))
    if effort.clock.left() < needed:
        return unproven(given)
    trial = plan_again(given.dataset, given.problem, given.plan, effort)
    if trial is None or trial.values > given.values:
        return unproven(given)
    return replace(trial, situation=replace(trial.situation, made=given.made))


@dataclass(frozen=True)
class Trials:
    """Reliefs tried side by side, and the best plan after as long with nothing changed.

    `trials` has None where the time was up, and a text where the relief leaves a fault in the data behind.
    """

    before: Trial
    trials: tuple[Trial | str | None, ...]


def plan_all(now: Trial, reliefs: Sequence[Relief], effort: Effort) -> Trials:
    """Plan again under each relief in its share of the time left, as many at once as there are processors.

    Beside them the plan as it is is planned on for as long, unless it is proven that there is no better.
    """
    jobs = effort.params.threads
    rounds = -(-(len(reliefs) + (not now.complete)) // jobs)
    share = effort.clock.left() * TRIALS_SHARE / max(rounds, 1)
    if not reliefs or share < LEAST_SECONDS:
        return Trials(now, (None,) * len(reliefs))

    def one_of_all() -> Effort:
        return effort.share(share, jobs)

    now.situation.make_rows()
    with ThreadPoolExecutor(jobs, thread_name_prefix="relief") as pool:
        alone = None if now.complete else pool.submit(lambda: plan_on(now.situation, one_of_all()))
        searched = tuple(pool.map(lambda one: search_with(now, one, one_of_all()), reliefs))
        before = now if alone is None else with_bounds(alone.result(), now)
    return Trials(before, tuple(judged(before, one, effort.clock) for one in searched))


def with_bounds(trial: Trial, earlier: Trial) -> Trial:
    """A trial with the first tier's bound of an earlier trial of the same data where that is sharper."""
    first, *rest = trial.tiers
    bound = min(max(first.bound, earlier.tiers[0].bound), first.value)
    return replace(trial, tiers=(replace(first, bound=bound), *rest))


def most_planned(now: Trial, effort: Effort) -> int:
    """How many reliefs there is time to try, beside the plan as it is: in its share each must have enough."""
    each = max(LEAST_SECONDS, seconds_of(now.situation.made, Chore.TRIED))
    return max(int(effort.clock.left() * TRIALS_SHARE / each) * effort.params.threads - 1, 0)


@dataclass(frozen=True)
class Searched:
    """A relief, the data with it, and the plans there: with the cohorts added, and what a search found.

    `runs` are the values that each of several searches came to, none where there was one; `beside` is what
    the cohorts were added to.
    """

    relief: Relief
    dataset: Dataset
    added: Trial | None
    trial: Trial | None
    runs: tuple[tuple[int, ...], ...] = ()
    beside: Situation | None = None


def search_with(now: Trial, relief: Relief, effort: Effort) -> Searched | str | None:
    """Plan again under a relief, from the plan as it is with the relieved cohorts added to it if they fit.

    None where the time is too short, a text where the relief leaves a fault in the data behind.
    """
    if effort.clock.left() < SHORTEST or is_too_late(now, effort):
        return None
    try:
        dataset = apply_to(now.situation.base_rows, relief.scenario)
    except ScenarioFaults as error:
        return str(error.faults[0])
    start = with_party(dataset, now.situation, relief.way)
    added = None if start is None else unproven(start)
    problem, base = (build_problem(dataset), now.situation) if start is None else (start.problem, start)
    return Searched(relief, dataset, added, plan_again(dataset, problem, base.plan, effort))


def judged(
    before: Trial, searched: Searched | str | None, clock: Clock, runs: Sequence[tuple[int, ...]] = ()
) -> Trial | str | None:
    """What a relief is worth beside the best plan without it, `before`; what takes long while there is time.

    That plan is one with the relief too, so none is worse with it. What tells is the plan with the relieved
    cohorts added and nobody moved; a search that goes on from there tells where the bounds prove it, several
    where the worst of them is better than the best of as many without the relief, `runs`.
    """
    if not isinstance(searched, Searched):
        return searched
    known = searched.beside is before.situation or clock.left() <= 0
    added = [searched.added, None if known else _added_to(before, searched)]
    found = [trial for trial in (*added, searched.trial) if trial is not None]
    best = min(found, key=lambda trial: trial.values, default=before)
    if _is_proven(before, best.values):
        return replace(best, evidence=Evidence.PROVEN)
    joined = [trial for trial in added if trial is not None]
    adding = min(joined, key=lambda trial: trial.values, default=before)
    if adding.values < before.values:
        return replace(adding, evidence=Evidence.FOUND)
    if best.values < before.values:
        shows = bool(runs) and len(searched.runs) == len(runs) and max(searched.runs) < min(runs)
        return replace(best, evidence=Evidence.REPEATED if shows else Evidence.NOISE)
    exhausted = searched.trial is not None and searched.trial.complete
    return replace(before, evidence=Evidence.NONE, exhausted=exhausted)


def _added_to(before: Trial, searched: Searched) -> Trial | None:
    """The plan without the relief, and the relieved cohorts added to it under the relief."""
    plan = with_party(searched.dataset, before.situation, searched.relief.way)
    return None if plan is None else unproven(plan)


def _is_proven(before: Trial, values: Sequence[int]) -> bool:
    """Whether no plan with nothing changed has such values, by the bounds known of it."""
    for tier, value in zip(before.tiers, values, strict=True):
        if value != tier.value:
            return value < tier.bound
        if tier.value > tier.bound:  # one without the change may be better here
            return False
    return False


def with_party(dataset: Dataset, before: Situation, way: Way) -> Situation | None:
    """The plan with the way's cohorts on their way; None where that breaks a rule of the dataset."""
    problem = build_problem(dataset)
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
