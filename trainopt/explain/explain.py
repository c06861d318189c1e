"""Why trainees are unmet or late, and the smallest change that helps, verified by planning again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.errors import check_whole
from trainopt.explain import tables
from trainopt.explain.blocks import blocks_of
from trainopt.explain.needs import Loosened
from trainopt.explain.probing import most_tried, try_all
from trainopt.explain.relief import Relief, relief_of, with_amount
from trainopt.explain.situation import MOST_EXPLAINED, Situation, situation_of, subjects
from trainopt.explain.trials import (
    LEAST_SECONDS,
    SHORTEST,
    Evidence,
    Trial,
    helped,
    judged,
    keep_back,
    placed_anew,
    plan_on,
    search_with,
    unproven,
)
from trainopt.plan.answer import names_from
from trainopt.plan.begun import dataset_begun_by
from trainopt.plan.folder import plan_given
from trainopt.plan.placements import Plan
from trainopt.plan.ways import Finder, Way
from trainopt.scenario import Scenario
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.search.starter import kept_starter
from trainopt.tables import HUNDRED
from trainopt.wording import counted

# Of the time, what the plan as it is may be planned on for; the rest is for the reliefs.
AS_IT_IS_SHARE = 0.2

MOST_RELIEFS, MOST_MADE_SMALLER = 6, 3
"""Reliefs that are tried for one demand; and of those that help, how many are sought a smaller one of."""

PROVEN, NOT_PROVEN = "proven", "not proven"


@dataclass(frozen=True)
class Explanation:
    """Why demands are unmet or late, and what would help.

    `demands` has a row for each that is explained, `blocks` what keeps it out, `reliefs` what may help; the
    dictionary of answers says what their columns hold. `scenarios` has for each row of `reliefs` the changes
    it stands for. `complete`: it is proven that with nothing changed no plan is better.
    """

    demands: pd.DataFrame
    blocks: pd.DataFrame
    reliefs: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    complete: bool

    def __repr__(self) -> str:
        return f"Explanation({len(self.demands):,} demands, {len(self.reliefs):,} reliefs)"


@kept_starter()
def explain_plan(
    dataset: Dataset | Where,
    plan: Plan | Where,
    *,
    published: Plan | Where | None = None,
    demand: str | None = None,
    cohort: str | None = None,
    unit: str | None = None,
    top: int = 3,
    params: Params | Effort | None = None,
) -> Explanation:
    """Explain the unmet and late cohorts of a demand, a unit (with those below it), or one alone; or of all.

    Of several demands the `top` ones with the most weight are explained. The time of `params` is shared by
    all that is planned again. What the plan in force, `published`, has begun goes on, without one what the
    plan itself has. Raises UsageError where there is no such demand, cohort or unit and for a `top` above
    1,000, PlanFaults where the plan breaks a rule.

    >>> found = trainopt.explain_plan(
    ...     "data/example", "plans/example", demand="E1", params=trainopt.Params(seconds=5)
    ... )
    >>> list(found.demands["demand_id"])
    ['E1']
    """
    check_whole("top", top, 0, MOST_EXPLAINED)
    effort = Effort.of(params, seconds=30)
    data = dataset_begun_by(dataset, plan, published, effort.clock.deadline)
    given = situation_of(data, plan_given(plan, Calendar.of(data.settings)))
    keep_back(effort.clock, given)
    chosen = subjects(given, demand, cohort, unit)
    by_demand: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        by_demand[given.problem.cohorts[index].demand].append(index)
    heaviest = sorted(by_demand, key=lambda one: _weight(given, by_demand[one]), reverse=True)[:top]
    return _Run(given, effort).explain({one: by_demand[one] for one in heaviest})


def _weight(given: Situation, cohorts: Sequence[int]) -> tuple[int, int]:
    """Weighted trainees unmet, then weighted weeks of lateness."""
    weights = {index: given.problem.weight(given.problem.cohorts[index]) for index in cohorts}
    unmet = sum(weight for index, weight in weights.items() if index not in given.assignment)
    return unmet, sum(weight * given.weeks_late(index) for index, weight in weights.items())


@dataclass(frozen=True)
class _Tried:
    """A relief, what came of it, and whether it is known to be the smallest."""

    demand: int
    relief: Relief
    trial: Trial | None
    smallest: bool = False

    @property
    def helps(self) -> bool:
        """Whether the tiers are better with it."""
        return self.trial is not None and self.trial.helps


@dataclass
class _Run:
    given: Situation
    effort: Effort
    as_it_is: Trial = field(init=False)
    before: Trial = field(init=False)
    tried: list[_Tried] = field(default_factory=list)
    answers: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.as_it_is = self.before = unproven(self.given)

    @property
    def now(self) -> Situation:
        """The plan to relieve: the best known with nothing changed."""
        return self.as_it_is.situation

    @property
    def left(self) -> float:
        """Seconds left for searching."""
        return self.effort.clock.left()

    def explain(self, chosen: dict[int, list[int]]) -> Explanation:
        """Blocks of the plan as it was given; reliefs of the plan that planning on from it finds."""
        blocks = [self._blocks(demand, cohorts) for demand, cohorts in chosen.items()]
        if chosen:
            self.effort.tell("planning on with nothing changed")
            seconds = max(self.left * AS_IT_IS_SHARE, LEAST_SECONDS)
            self.as_it_is = self.before = plan_on(self.given, self.effort.share(seconds))
            self._try_all(chosen)
            self._make_smaller(chosen)
        self.tried.sort(key=lambda tried: (list(chosen).index(tried.demand), *_rank(tried)))
        rows = [self._row(tried, chosen[tried.demand]) for tried in self.tried]
        demands = [self._demand(demand, cohorts) for demand, cohorts in chosen.items()]
        names = names_from(self.given.problem.names)
        return Explanation(
            demands=tables.EXPLAINED_DEMANDS.typed(names.insert(tables.EXPLAINED_DEMANDS.of(demands))),
            blocks=tables.BLOCKS.typed(names.insert(pd.concat([tables.BLOCKS.of([]), *blocks]))),
            reliefs=tables.RELIEFS.typed(pd.DataFrame(rows, columns=list(self._columns()))),
            scenarios=tuple(tried.relief.scenario for tried in self.tried),
            complete=self.as_it_is.complete,
        )

    # The plan as it is

    def _blocks(self, demand: int, cohorts: Sequence[int]) -> pd.DataFrame:
        finder = _finder(self.given, Loosened(self.given, cohorts[:1]), cohorts[:1])
        found = blocks_of(finder)
        found.insert(0, "demand_id", self.given.problem.demands[demand].demand_id)
        return found

    # What would help

    def _try_all(self, chosen: dict[int, list[int]]) -> None:
        """Try the reliefs of all demands, those that ask least first, as many as there is time for."""
        reliefs = []
        for demand, cohorts in chosen.items():
            if self.effort.stopped or self.left < SHORTEST:
                return
            reliefs += [(demand, relief) for relief in self._reliefs(demand, cohorts)]
        reliefs.sort(key=lambda entry: (entry[1].grade, entry[1].way.price))
        most = most_tried(self.as_it_is, self.effort)
        self.effort.tell(f"planning again with {counted(min(len(reliefs), most), 'change')}")
        first = [relief for _, relief in reliefs[:most]]
        found = try_all(self.as_it_is, first, self.effort)
        self.before = found.before
        trials = [*found.trials, *(None for _ in reliefs[most:])]
        self.tried = [
            _Tried(demand, relief, trial)
            for (demand, relief), trial in zip(reliefs, trials, strict=True)
            if not isinstance(trial, str)  # what leaves a fault in the data behind is no advice
        ]

    def _reliefs(self, demand: int, cohorts: Sequence[int]) -> list[Relief]:
        """What would open a way for one cohort, or for as many together as a class needs."""
        now = self.now
        left = [index for index in cohorts if index not in now.assignment or now.weeks_late(index)]
        ways = self._ways(left) if left else []
        if not left or any(not way.short for way in ways):
            self.answers[demand] = "planning on"
            return []
        reliefs = {relief.text: relief for relief in (relief_of(now, way) for way in ways)}
        self.answers[demand] = "changes" if reliefs else "none"
        ordered = sorted(reliefs.values(), key=lambda relief: (relief.grade, relief.way.price))
        return ordered[:MOST_RELIEFS]

    def _ways(self, left: Sequence[int]) -> list[Way]:
        """Ways for the first of the cohorts alone, and for as many like it as some class needs."""
        now = self.now
        size = now.problem.cohorts[left[0]].size
        alike = [index for index in left if now.problem.cohorts[index].size == size]
        loosened = Loosened(now, left[:1])
        finder = _finder(now, loosened, left[:1])
        ways = finder.ways()
        for party in _companies(finder, len(alike)):
            ways += [way for way in _finder(now, loosened, alike[:party]).ways() if way.short]
        return ways

    def _make_smaller(self, chosen: dict[int, list[int]]) -> None:
        """Where the search is complete: the least amount that still helps, by halving."""
        if not self.as_it_is.complete:
            return
        self.tried.sort(key=_rank)
        for place, tried in enumerate(self.tried[:MOST_MADE_SMALLER]):
            if tried.helps and tried.relief.amount is not None:
                self.tried[place] = self._smallest(tried)

    def _smallest(self, tried: _Tried) -> _Tried:
        helps, fails = tried.relief.amount or 1, 0
        alone = replace(self.effort, params=replace(self.effort.params, workers=1))
        while helps - fails > 1 and self.left > LEAST_SECONDS and not self.effort.stopped:
            amount = (helps + fails) // 2
            relief = relief_of(self.now, with_amount(tried.relief.way, amount))
            searched = search_with(self.as_it_is, relief, alone.share(self.left))
            trial = judged(self.before, searched, self.effort.clock)
            smaller = _Tried(tried.demand, relief, None if isinstance(trial, str) else trial)
            if smaller.helps:
                tried, helps = smaller, amount
            elif smaller.trial is not None and smaller.trial.exhausted:
                fails = amount
            else:
                return tried
        return replace(tried, smallest=helps - fails == 1)

    # As tables

    def _demand(self, demand: int, cohorts: Sequence[int]) -> tuple[object, ...]:
        given, found = self.given, self.given.problem.demands[demand]
        unmet = [index for index in cohorts if index not in given.assignment]
        late = [index for index in cohorts if index in given.assignment]
        return (
            found.demand_id,
            given.problem.units[found.unit].unit_id,
            found.priority,
            sum(given.problem.cohorts[index].size for index in unmet),
            sum(given.problem.cohorts[index].size for index in late),
            max((given.weeks_late(index) for index in late), default=0),
            max((given.weeks_certain(index) for index in late), default=0),
            helped(cohorts, given, self.now),
            self.answers.get(demand, "no time"),
        )

    def _columns(self) -> Iterator[str]:
        yield from ("demand_id", "relief", "helps", "others_gain", "others_lose")
        for term in self.given.problem.objective:
            yield from (f"{term}_before", f"{term}_after")
        yield from ("verified", "evidence", "smallest")

    def _row(self, tried: _Tried, cohorts: Sequence[int]) -> list[object]:
        trial, now = tried.trial, self.before.situation
        row: list[object] = [now.problem.demands[tried.demand].demand_id, tried.relief.text]
        if trial is None:
            return [
                *row,
                None,
                None,
                None,
                *(None for _ in now.problem.objective for _ in "ab"),
                "not tried",
                "",
                "",
            ]
        others = {cohort.index for cohort in now.problem.cohorts} - set(cohorts)
        after = trial.situation
        row += [helped(cohorts, now, after), placed_anew(others, now, after), placed_anew(others, after, now)]
        for values in zip(self.before.values, trial.values, strict=True):
            row += values
        if not trial.helps:
            return [*row, "no", str(trial.evidence), ""]
        return [*row, "yes", str(trial.evidence), PROVEN if tried.smallest else NOT_PROVEN]


STRENGTH = {evidence: strength for strength, evidence in enumerate(Evidence)}


def _rank(tried: _Tried) -> tuple[int, int, int, str]:
    """What helps before what may not; then what a planner can do, then what asks least."""
    strength = len(STRENGTH) if tried.trial is None else STRENGTH[tried.trial.evidence]
    return max(strength, 1), tried.relief.grade, tried.relief.way.price, tried.relief.text


def _finder(situation: Situation, loosened: Loosened, party: Sequence[int]) -> Finder:
    cohorts = [situation.problem.cohorts[index] for index in party]
    return loosened.finder(cohorts, loosened.ledger(without=party), situation.last_week_that_does(party[0]))


def _companies(finder: Finder, most: int) -> list[int]:
    """With how many cohorts like the finder's some class would be full enough: the fewest, twice at most."""
    needed = set()
    for number, step in enumerate(finder.steps):
        size = _counted_size(finder, number)
        short = [need.short for need in step.opening if need.kind == "class_min"]
        needed |= {1 + -(-HUNDRED * int(one) // size) for each in short for one in np.unique(each) if one}
    return [party for party in sorted(needed) if party <= most][:2]


def _counted_size(finder: Finder, number: int) -> int:
    """Hundredths of trainees of the party at a step, as the minimum of classes counts them; at least one."""
    if any(row.sizes.expected_least for row in finder.problem.rows):
        return max(sum(cohort.expected[number] for cohort in finder.party), 1)
    return HUNDRED * sum(cohort.size for cohort in finder.party)
