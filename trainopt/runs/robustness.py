"""The price of robustness: who is unmet as planned and as it comes out, by how much is overbooked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from time import monotonic
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind
from trainopt.errors import Interrupted, NoPlanInTime, check_whole
from trainopt.kinds import Decimal, Text, Total
from trainopt.plan.answer import AnswerTable
from trainopt.plan.begun import dataset_against, plan_in_force
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.runs.hold import Held, Released, hold
from trainopt.runs.writing import write_answer
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.patience import HoldPatience
from trainopt.search.result import Result, Stopped
from trainopt.search.starter import kept_starter
from trainopt.simulate.chances import Chances
from trainopt.simulate.counted import NINETEEN_OF_TWENTY
from trainopt.simulate.rates import rates_of
from trainopt.simulate.simulate import MOST_RUNS, Simulated, play_plan
from trainopt.tables import Row, column
from trainopt.tables.settings import CountedOn, Settings

PLAYING = 0.3
"""The part of the time that may go into playing plans; beyond it they are played fewer times."""

FEWEST_RUNS = 100
LEAST_SEARCH = 2.0
"""Seconds of searching without which a setting is left out."""

MARGIN = 1.3
"""Of what a setting takes beside the search: the next may take more."""

SAY_LEAST = (15, 5, 20, 0, 10)
"""By how much is overbooked, the settings that are left out first where time is short."""


@dataclass(frozen=True)
class RobustSetting:
    """What plan.toml says of rule 6: what its minimum and maximum count, and how much one may overbook."""

    class_min_on: CountedOn
    seats_on: CountedOn
    overbook_percent: int

    @property
    def name(self) -> str:
        """As a planner would say it."""
        least = f"minimum on {self.class_min_on}"
        return least if self.seats_on == "planned" else f"{least}, +{self.overbook_percent} %"

    def allows(self, other: RobustSetting) -> bool:
        """Whether every plan of the other setting is one of this, too."""
        least = self.class_min_on == "planned" or other.class_min_on == "expected"
        return least and self.overbook_percent >= other.overbook_percent

    def of(self, dataset: Dataset) -> Dataset:
        """The dataset with this setting."""
        update = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return replace(dataset, settings=dataset.settings.model_copy(update=update))


def settings_tried(own: Settings) -> list[RobustSetting]:
    """Those that are tried, from the strictest: the dataset's own among them.

    Overbooking by 0 % is the same as seats on planned trainees.
    """
    tried = [RobustSetting(least, "planned", 0) for least in get_args(CountedOn)]
    tried += [RobustSetting("expected", "expected", percent) for percent in (5, 10, 15, 20)]
    percent = own.overbook_percent if own.seats_on == "expected" else 0
    this = RobustSetting(own.class_min_on, own.seats_on if percent else "planned", percent)
    return sorted({*tried, this}, key=lambda one: (one.overbook_percent, one.class_min_on == "planned"))


@dataclass(frozen=True)
class RobustPoint:
    """A plan under a setting, and what comes of it.

    `planned` is who is unmet as planned, with a proven `bound`: no plan of the setting has fewer. `unmet` is
    the mean of who is unmet as it comes out; both are weighted trainees. The interval from `low` to `high`
    holds 19 times out of 20 what ever more runs of this plan would tend to; `p10` and `p90` are not exceeded
    in a tenth and nine tenths of the runs. `lateness` is as it comes out, as the other means are: `trained`,
    `turned_away` and `cancelled` trainees, and classes `below_min`. `against_best`: `best`, `alike` where the
    runs cannot tell it from the least, or `worse`.
    """

    setting: str
    class_min_on: str
    seats_on: str
    overbook_percent: int
    planned: int
    bound: int
    unmet: float
    low: float
    high: float
    p10: int
    p90: int
    lateness_planned: int
    lateness: float
    trained: float
    turned_away: float
    cancelled: float
    below_min: float
    against_best: str


class RobustRow(Row):
    """A plan under a setting of rule 6, and what comes of it in many runs."""

    setting: Text = column("the setting in words; + is by how much may be overbooked", key=True)
    class_min_on: Text = column("as in plan.toml")
    seats_on: Text = column("as in plan.toml")
    overbook_percent: Total = column("as in plan.toml", "%")
    planned: Total = column("the term unmet, as planned", "weighted trainees")
    bound: Total = column("no plan of this setting has less, proven", "weighted trainees")
    unmet: Decimal = column("who is unmet as it comes out, mean over all runs", "weighted trainees")
    low: Decimal = column(
        "where the interval begins that holds the mean of ever more runs 19 times out of 20",
        "weighted trainees",
    )
    high: Decimal = column("where it ends", "weighted trainees")
    p10: Total = column("in a tenth of the runs it is this or less", "weighted trainees")
    p90: Total = column("in nine tenths of the runs it is this or less", "weighted trainees")
    lateness_planned: Total = column("the term lateness, as planned", "weighted trainee-weeks")
    lateness: Decimal = column("as it comes out, mean over all runs", "weighted trainee-weeks")
    trained: Decimal = column("who passes the last course, mean", "trainees")
    turned_away: Decimal = column("who finds no seat in an overbooked class, mean", "trainees")
    cancelled: Decimal = column("who is in a class that is cancelled, mean", "trainees")
    below_min: Decimal = column("classes with fewer than class_min at their start, mean", "classes")
    against_best: Text = column(
        "`best`; `alike` where the runs cannot tell it from the one with the fewest unmet; `worse`"
    )


ROBUSTNESS = AnswerTable(name="robustness", row=RobustRow)
KIND = FileKind("table of the price of robustness", (",".join(ROBUSTNESS.columns).encode(),))
RANKED_BY = ("unmet", "lateness")
BEST, ALIKE, WORSE = "best", "alike", "worse"


@dataclass(frozen=True)
class Robustness:
    """The settings, from the strictest, with what came of each in so many runs.

    The best one is the first that the runs cannot tell from the one with the fewest unmet as it comes out.
    `left_out` are settings for which there was no time. `released` has by setting what could not be held of
    the plan in force, each with its cause. `name` and `marking` are the dataset's.
    """

    name: str
    marking: str
    runs: int
    points: tuple[RobustPoint, ...]
    left_out: tuple[str, ...] = ()
    released: Mapping[str, tuple[Released, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Robustness({len(self.points):,} settings, {self.runs:,} runs)"

    @property
    def best(self) -> RobustPoint:
        """The setting to choose."""
        return next(point for point in self.points if point.against_best == BEST)

    def table(self) -> pd.DataFrame:
        """The settings as a frame."""
        return ROBUSTNESS.of(vars(point).values() for point in self.points)


@kept_starter()
def robustness(
    dataset: Dataset | Where,
    params: Params | Effort | None = None,
    *,
    published: Plan | Where | None = None,
    runs: int = 1_000,
    chances: Chances | None = None,
) -> Robustness:
    """Plan at a handful of settings of rule 6, from the strictest on, and play what comes of each plan.

    Each starts from the best plan so far that it allows. All share the time, that for playing included: half
    of it goes to the first plan; where it is short they are played fewer times, at least a hundred, and
    settings are left out. `params.seed` is that of the runs too. Raises what reading and planning raise;
    UsageError for fewer than one run or more than 10,000.

    >>> found = trainopt.robustness("data/example", trainopt.Params(seconds=6), runs=100)
    >>> found.best.against_best
    'best'
    """
    check_whole("runs", runs, 1, MOST_RUNS)
    chances = Chances.of(chances)
    effort = Effort.of(params, seconds=300)
    data = dataset_against(dataset, published, effort.clock.deadline)
    return _Frontier(data, effort, chances, runs).run()


def write_robustness(file: Where, found: Robustness) -> None:
    """The settings as a CSV file, whole or not at all.

    Raises UsageError where it cannot be written, or where another kind of file stands.

    >>> found = trainopt.robustness("data/example", trainopt.Params(seconds=2), runs=10)
    >>> trainopt.write_robustness("robustness.csv", found)
    """
    write_answer(file, KIND, found.table())


@dataclass(frozen=True)
class _Tried:
    setting: RobustSetting
    held: Held
    result: Result
    played: Simulated

    @property
    def unmet(self) -> NDArray[np.int64]:
        """In each run."""
        return self.played.by_run["unmet"].to_numpy(np.int64)


class _Frontier:
    def __init__(self, dataset: Dataset, effort: Effort, chances: Chances, runs: int) -> None:
        self.dataset = dataset
        self.effort = effort
        self.chances = chances
        self.runs = runs
        self.besides: float | None = None  # seconds that a setting takes beside the search, once it is known
        self.least_search = LEAST_SEARCH

    def run(self) -> Robustness:
        settings = settings_tried(self.dataset.settings)
        ahead, tried = list(settings), list[_Tried]()
        while ahead:
            try:
                tried.append(self._try(ahead[0], _base(ahead[0], tried), len(ahead)))
            except NoPlanInTime:
                if not tried:
                    raise
                break
            self.effort.tell(_said(tried[-1]))
            ahead = self._affordable(ahead[1:])
        done = {one.setting for one in tried}
        left_out = tuple(setting.name for setting in settings if setting not in done)
        released = {one.setting.name: one.held.released for one in tried if one.held.released}
        name, marking = self.dataset.settings.name, self.dataset.settings.marking or ""
        return Robustness(name, marking, self.runs, tuple(_points(tried)), left_out, released)

    def _affordable(self, ahead: list[RobustSetting]) -> list[RobustSetting]:
        """The settings for which there is time, without those that would say least about the others."""
        each = MARGIN * (self.besides or 0.0) + self.least_search
        while ahead and not self.effort.params.repeatable and len(ahead) * each > self.effort.clock.left():
            ahead.remove(min(ahead, key=lambda setting: SAY_LEAST.index(_near(setting.overbook_percent))))
        return ahead

    def _try(self, setting: RobustSetting, base: Plan | None, left: int) -> _Tried:
        """A plan, in its share of the time that is left, and what comes of it."""
        began = monotonic()
        data, seconds = setting.of(self.dataset), self._seconds(left)
        patience = HoldPatience(self.effort.share(seconds))
        held = hold(data, patience, self.effort.deadline).without_stuck(patience)
        self.least_search = LEAST_SEARCH + seconds_of(held.build_seconds, Chore.OFFERED)
        if base is None and held.problem.published is not None:
            base = plan_in_force(held.problem)
        holding = monotonic() - began
        result = optimise(held.problem, self.effort.share(seconds), base)
        if result.bug is not None:
            raise result.bug
        if result.stopped is Stopped.INTERRUPTED:
            raise Interrupted("interrupted")
        if self.besides is None:
            self._choose_runs(held.problem, result.plan, left)
        began = monotonic()
        played = self._played(held.problem, result.plan, self.runs)
        self.besides = holding + monotonic() - began
        return _Tried(setting, held, result, played)

    def _seconds(self, left: int) -> float:
        """For searching for one plan of so many that are left: the first, from which all start, has half."""
        if self.effort.params.repeatable:
            return self.effort.params.seconds / left
        if self.besides is None:
            return self.effort.clock.left() / min(left, 2) * (1 - PLAYING)
        return max(self.effort.clock.left() / left - MARGIN * self.besides, 0.0)

    def _choose_runs(self, problem: Problem, plan: Plan, left: int) -> None:
        """How many runs all plans have: from how long a few runs of the first one take."""
        few = min(self.runs, FEWEST_RUNS)
        if self.effort.params.repeatable or few == self.runs:
            return
        each = self.effort.clock.seconds * PLAYING / left
        began = monotonic()
        self._played(problem, plan, 1)  # with what is made once for all runs
        if monotonic() - began > each:
            self.runs = few
            return
        began = monotonic()
        self._played(problem, plan, few)
        self.runs = max(min(self.runs, int(each / max(monotonic() - began, 1e-3)) * few), few)

    def _played(self, problem: Problem, plan: Plan, runs: int) -> Simulated:
        seed, rates = self.effort.params.seed, rates_of(self.dataset)
        return play_plan(problem, plan, rates, self.chances, runs=runs, seed=seed)


def _base(setting: RobustSetting, tried: Sequence[_Tried]) -> Plan | None:
    """The best plan so far that the setting allows, to start from."""
    allowed = [one.result for one in tried if setting.allows(one.setting)]
    best = min(allowed, key=lambda result: [result.terms[term] for term in RANKED_BY], default=None)
    return None if best is None else best.plan


def _near(percent: int) -> int:
    """The percent of `SAY_LEAST` that is nearest."""
    return min(SAY_LEAST, key=lambda one: abs(one - percent))


def _said(tried: _Tried) -> str:
    planned, comes = tried.result.terms["unmet"], tried.unmet.mean()
    return f"{tried.setting.name}: unmet {planned:,} as planned, {comes:,.1f} as it comes out"


def _points(tried: Sequence[_Tried]) -> Iterator[RobustPoint]:
    least = min(tried, key=lambda one: float(one.unmet.mean()))
    alike = [one for one in tried if one is least or not _is_worse(one, least)]
    for one in tried:
        against = BEST if one is alike[0] else ALIKE if any(one is other for other in alike) else WORSE
        yield _point(one, _bound(one, tried), against)


def _bound(one: _Tried, tried: Sequence[_Tried]) -> int:
    """What is proven of a setting: also what is of those that allow all of its plans and hold the same.

    Where unmet is no first tier, what is proven of it is of plans that keep the tiers before it alone.
    """
    is_first = one.held.problem.objective[0] == "unmet"
    looser = [
        other
        for other in tried
        if is_first and other.setting.allows(one.setting) and other.held.frozen == one.held.frozen
    ]
    proven = max(_proven(giver) for giver in (one, *looser))
    return min(proven, one.result.terms["unmet"])


def _proven(one: _Tried) -> int:
    return next(tier.bound for tier in one.result.tiers if tier.term == "unmet")


def _is_worse(one: _Tried, least: _Tried) -> bool:
    """Whether the runs tell it from the least: by the differences in the same runs."""
    difference = one.unmet - least.unmet
    return float(difference.mean()) > _error(difference)


def _error(numbers: NDArray[np.int64]) -> float:
    """Half the width of the interval around a mean."""
    return NINETEEN_OF_TWENTY * float(numbers.std(ddof=1)) / sqrt(len(numbers)) if len(numbers) > 1 else 0.0


def _point(one: _Tried, bound: int, against: str) -> RobustPoint:
    unmet, by_run, terms = one.unmet, one.played.by_run, one.result.terms
    means = {
        name: round(float(by_run[name].mean()), 2)
        for name in ("lateness", "trained", "turned_away", "cancelled", "below_min")
    }
    mean, error = float(unmet.mean()), _error(unmet)
    low, high = np.quantile(unmet, (0.1, 0.9), method="inverted_cdf")
    return RobustPoint(
        setting=one.setting.name,
        class_min_on=one.setting.class_min_on,
        seats_on=one.setting.seats_on,
        overbook_percent=one.setting.overbook_percent,
        planned=terms["unmet"],
        bound=bound,
        unmet=round(mean, 2),
        low=round(mean - error, 2),
        high=round(mean + error, 2),
        p10=int(low),
        p90=int(high),
        lateness_planned=terms["lateness"],
        against_best=against,
        **means,
    )
