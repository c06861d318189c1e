"""What one more of each capacity is worth: ranked by estimates, the best verified by planning again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.errors import check_whole
from trainopt.explain.estimates import PRICED, Candidate, Estimates, capacity_name, kind_of_place
from trainopt.explain.prices import Spot
from trainopt.explain.probing import most_tried, try_all
from trainopt.explain.situation import MOST_EXPLAINED, situation_of
from trainopt.explain.tables import CAPACITY_VALUES
from trainopt.explain.trials import LEAST_SECONDS, Trial, keep_back, plan_on
from trainopt.plan.answer import names_from
from trainopt.plan.begun import dataset_begun_by
from trainopt.plan.folder import plan_given
from trainopt.plan.placements import Plan
from trainopt.problem.options import find_options, size
from trainopt.scenario import Scenario
from trainopt.search.bounds import ProofEffort
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.search.starter import kept_starter
from trainopt.wording import counted

# Of the time left: for the plan as it is, and for the relaxation of each term; the rest is for the trials.
AS_IT_IS_SHARE, DUALS_SHARE = 0.1, 0.25

MODEL_SECONDS_PER_OPTION = 2e-4
"""What it takes to build the relaxation, and as much again."""


@dataclass(frozen=True)
class Values:
    """What capacity is worth to a plan.

    `ranking` has a row for each capacity in a month, what is verified first, what gained most before what
    gained less; the dictionary of answers says what its columns hold.
    `scenarios` has for each row the change that it stands for. `nobody`: nobody is unmet or late, so that
    nothing is worth anything. Not `complete`: the time was up before all who are had been looked at.
    """

    ranking: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    nobody: bool
    complete: bool

    def __repr__(self) -> str:
        return f"Values({len(self.ranking):,} capacities)"


@kept_starter()
def value_capacity(
    dataset: Dataset | Where,
    plan: Plan | Where,
    *,
    published: Plan | Where | None = None,
    top: int = 10,
    params: Params | Effort | None = None,
) -> Values:
    """Rank capacities by what more of them is worth to a plan, and verify up to `top` of them.

    The time of `params` is shared by the relaxation and all that is planned again. What the plan in force,
    `published`, has begun goes on, without one what the plan itself has. Raises PlanFaults where
    the plan breaks a rule, UsageError for a `top` above 1,000.

    >>> found = trainopt.value_capacity(
    ...     "data/example", "plans/example", top=0, params=trainopt.Params(seconds=5)
    ... )
    >>> len(found.scenarios) == len(found.ranking)
    True
    """
    check_whole("top", top, 0, MOST_EXPLAINED)
    effort = Effort.of(params, seconds=120)
    clock = effort.clock
    data = dataset_begun_by(dataset, plan, published, clock.deadline)
    given = situation_of(data, plan_given(plan, Calendar.of(data.settings)))
    keep_back(effort.clock, given)

    def go_on() -> bool:
        return not effort.stopped and clock.left() >= LEAST_SECONDS

    effort.tell("planning on with nothing changed")
    as_it_is = plan_on(given, effort.share(clock.left() * AS_IT_IS_SHARE))
    estimates = Estimates(as_it_is.situation)
    complete = estimates.from_plan(go_on)
    for term in estimates.worth_pricing():
        if go_on() and size(find_options(given.problem)) * MODEL_SECONDS_PER_OPTION < clock.left():
            effort.tell(f"pricing capacity by the relaxation of {term}")
            estimates.relaxation  # noqa: B018  it is built once, outside the share of either term
            estimates.from_relaxation(term, ProofEffort(max(clock.left() * DUALS_SHARE, 0.1), None, 1))
    chosen = estimates.best(min(top, most_tried(as_it_is, effort)))
    effort.tell(f"planning again with {counted(len(chosen), 'change')}")
    for candidate in estimates.candidates.values():
        estimates.relief(candidate)  # within the limit: with the tables at the end it would come after it
    found = try_all(as_it_is, [estimates.relief(one) for one in chosen], effort)
    tried = {
        one.spot: trial for one, trial in zip(chosen, found.trials, strict=True) if isinstance(trial, Trial)
    }
    return _Table(estimates, found.before, tried).values(complete)


@dataclass(frozen=True)
class _Table:
    estimates: Estimates
    before: Trial
    tried: dict[Spot, Trial]

    def values(self, complete: bool) -> Values:
        ordered = sorted(self.estimates.candidates.values(), key=self._rank)
        rows = [self._row(candidate) for candidate in ordered]
        scenarios = tuple(self.estimates.relief(candidate).scenario for candidate in ordered)
        names = names_from(self.estimates.situation.problem.names)
        ranking = CAPACITY_VALUES.typed(names.insert(CAPACITY_VALUES.of(rows)))
        nobody = not self.estimates.worth_pricing()
        return Values(ranking, scenarios, nobody, complete or nobody)

    def _rank(self, candidate: Candidate) -> tuple[object, ...]:
        more = self.estimates.more(candidate)
        verified = [self._verified(candidate, term) or 0 for term in PRICED]
        estimated = [max(candidate.by_plan(term), candidate.by_duals(term, more)) for term in PRICED]
        known = candidate.spot in self.tried
        return (not known, *(-gain for gain in verified), *(-gain for gain in estimated), candidate.spot)

    def _verified(self, candidate: Candidate, term: str) -> int | None:
        """By how much the term fell; None where it was not tried, or is no tier."""
        trial = self.tried.get(candidate.spot)
        objective = self.estimates.situation.problem.objective
        if trial is None or term not in objective:
            return None
        tier = objective.index(term)
        return self.before.values[tier] - trial.values[tier] if trial.helps else 0

    def _row(self, candidate: Candidate) -> list[object]:
        problem, more = self.estimates.situation.problem, self.estimates.more(candidate)
        place, *capacity = capacity_name(problem, candidate.spot.limit)
        kind = kind_of_place(problem, candidate.spot.limit)
        name = names_from(problem.names).of(kind, place)
        row: list[object] = [place, name, *capacity, candidate.spot.month, more]
        for term in PRICED:
            duals = candidate.by_duals(term, more) if term in candidate.prices else None
            row += [candidate.by_plan(term), duals, self._verified(candidate, term)]
        trial = self.tried.get(candidate.spot)
        evidence = "" if trial is None else str(trial.evidence)
        demands = " ".join(self.estimates.demands(candidate))
        return [*row, evidence, demands, self.estimates.relief(candidate).text]
