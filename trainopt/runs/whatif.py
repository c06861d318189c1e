"""What if? Every scenario planned against a baseline, with the same effort, and compared with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write, work_folder
from trainopt.errors import ContradictoryPins, Interrupted, NoPlanInTime
from trainopt.plan.answer import names_from
from trainopt.plan.begun import dataset_begun_by, plan_in_force
from trainopt.plan.compare import compare_opened
from trainopt.plan.folder import is_plan_folder, plan_given, write_plan
from trainopt.plan.given import tables_of
from trainopt.plan.names import Names
from trainopt.plan.opened import OpenedPlan
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.runs.cases import Case, Failure, Planned, plan_case, planned_as, with_offer
from trainopt.runs.comparison import COMPARISON, BesideBaseline, comparison_table
from trainopt.runs.effects import EFFECTS, certain_effects
from trainopt.runs.engines import Engine, LocalEngine
from trainopt.runs.held_variants import HeldVariants
from trainopt.runs.hold import Released
from trainopt.runs.reason_time import LEAST_SECONDS, ReasonTime
from trainopt.runs.telling import sentences_of
from trainopt.runs.variants import BASELINE, Variant, no_baseline, placed, planned_before, variants_of
from trainopt.runs.whatif_folder import WhatIfState, open_folder
from trainopt.runs.writing import Provenance, manifest_of, write_table
from trainopt.scenario import Scenario
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.search.patience import HoldPatience
from trainopt.search.result import Stopped
from trainopt.search.starter import kept_starter

AFTERWARDS = (Chore.WRITTEN, Chore.OFFERED, Chore.OFFERED, Chore.WRITTEN, Chore.COMPARED)
"""What is done with each plan, once it is found; one that is offered another may be written again."""

REASONS_SHARE = 0.05
"""Of the limit, what is kept back for the reasons of each plan, where that is more than they have anyway."""

LEAST_SEARCH = 1.0
"""Seconds that a case has in any case."""


@dataclass(frozen=True)
class WhatIf:
    """What scenarios came to: a line for the baseline and for each scenario, and those that came to nothing.

    `comparison` has the columns of comparison.csv, `effects` those of effects.csv: what each scenario does to
    the baseline's plan for certain. `told` says in sentences, by scenario, what is certain, who pays for it,
    what the bounds prove and what is open. `released` has by baseline and scenario what could not be held
    there of the plan in force, each with its cause.
    """

    folder: Path
    comparison: pd.DataFrame
    failures: tuple[Failure, ...]
    interrupted: bool
    effects: pd.DataFrame
    told: Mapping[str, tuple[str, ...]]
    released: Mapping[str, tuple[Released, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"WhatIf({str(self.folder)!r}, {len(self.comparison):,} plans, {len(self.failures):,} failures)"
        )


@kept_starter()
def whatif(
    dataset: Dataset | Where,
    scenarios: Sequence[Scenario | Where],
    out: Where,
    params: Params | Effort | None = None,
    engine: Engine | None = None,
    *,
    baseline: Plan | Where | None = None,
    published: Plan | Where | None = None,
    overwrite: bool = False,
) -> WhatIf:
    """Plan every scenario, write a plan folder each and comparison.csv.

    The baseline is planned first, or read from a plan folder; then it and every scenario are planned from
    it for as long again. What is found for one is offered to the other, so that a difference is the
    scenario's and not the search's. In a folder that an interrupted run of the same kind has left, what is
    there is not planned again. With `params.workers` 0 the cases planned at once share all processors.

    All together take at most the seconds of `params` for each plan that is made.

    `published` is the plan in force: what is frozen of it is held in the baseline and in every scenario as
    far as the data there still allows. Without it the baseline that is given says what has begun.

    Raises UsageError, DatasetFaults, PlanFaults, ScenarioFaults with every fault of every file,
    NoPlanInTime, Interrupted.

    >>> change = "capacity:PL-01/BCT:parallel_classes=1"
    >>> more = trainopt.scenario_from("data/example", add=[change], name="more")
    >>> found = trainopt.whatif("data/example", [more], "answers", trainopt.Params(seconds=5))
    >>> list(found.comparison["scenario"])
    ['baseline', 'more']
    """
    effort = Effort.of(params)
    engine = engine or LocalEngine(effort.params.threads)
    try_to_write(Path(out))
    data = dataset_begun_by(dataset, baseline, published, effort.clock.deadline)
    variants = variants_of(data, scenarios)
    given = None if baseline is None else plan_given(baseline, Calendar.of(data.settings))
    with work_folder() as work:
        run = _Run(Variant(BASELINE, data), variants, given, Path(out), effort, engine, work)
        run.open(overwrite=overwrite)
        run.plan()
        return run.finish()


@dataclass
class _Run:
    baseline: Variant
    variants: list[Variant]
    given: Plan | None
    out: Path
    effort: Effort
    engine: Engine
    work: Path
    found: dict[str, Planned] = field(default_factory=dict)
    plans: dict[str, OpenedPlan] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    whole: float = 0.0
    shared: Params = field(init=False)
    held: HeldVariants = field(init=False)

    def __post_init__(self) -> None:
        self.shared = self.effort.params
        self.held = HeldVariants(self.all, self.effort, self.work)

    @property
    def all(self) -> dict[str, Variant]:
        """Baseline and scenarios by name."""
        return {variant.name: variant for variant in (self.baseline, *self.variants)}

    def _problem(self, name: str) -> Problem:
        return self.held.of(name).problem

    def open(self, *, overwrite: bool) -> None:
        """Make the folder, or take up what a run of the same kind has left in it."""
        given = None if self.given is None else self.given.digest()
        asked = WhatIfState.of(self.all, given, self.effort.params)
        if open_folder(self.out, self.all, asked, overwrite=overwrite):
            self._take_up()

    def _take_up(self) -> None:
        for name, variant in self.all.items():
            if is_plan_folder(self.out / name):
                self.found[name] = planned_before(self.out / name, variant)
                self.plans[name] = OpenedPlan(self.out / name)
                self.effort.tell(f"{name}: planned before")

    def plan(self) -> None:
        """The baseline first, then everything from it."""
        first = self.found.get(BASELINE)
        start = self.given if first is None else first.plan
        if start is None:
            start = self._first_baseline().plan
        if self.effort.stopped:
            return
        left = [name for name in self.all if name not in self.found]
        plans = len(left) + (first is None and self.given is None)
        self.whole = plans * self.effort.params.seconds
        while left and not self.effort.stopped:
            left = self._plan_from(start, left)

    def _plan_from(self, start: Plan, names: list[str]) -> list[str]:
        """Plan cases. Those come back that are to be planned again, because something was released there."""
        seconds = self._seconds_each(len(names))
        self.shared = self.engine.share(replace(self.effort.params, seconds=seconds), len(names))
        again = []
        cases = (self._case(name, start) for name in names)
        for planned in self.engine.plan(cases, self.effort.stop):
            came = self._with_less_held(planned) if isinstance(planned, Failure) else planned
            if came is None:
                again.append(planned.name)
            else:
                self._take(came)
        return again

    def _with_less_held(self, failure: Failure) -> Planned | Failure | None:
        """What comes of a case that failed with all that was held; None where it is to be planned with less.

        As in `solve` and by night: what contradicts is released; where time was too short, what is stuck,
        and the plan in force, repaired, is what there is.
        """
        held = self.held.of(failure.name)
        patience = None if held.whole else HoldPatience(self.effort)
        if isinstance(failure.error, ContradictoryPins):
            fewer = held.fewer_against(failure.error, patience)
            if fewer is not None:
                self.held.put(failure.name, fewer)
            return failure if fewer is None else None
        if not isinstance(failure.error, NoPlanInTime):
            return failure
        safe = held.without_stuck(patience)
        if safe.repaired is None:
            return failure
        self.held.put(failure.name, safe)
        self.effort.tell(f"{failure.name}: {failure.message}")
        return planned_as(failure.name, safe.problem, safe.repaired, self.shared.seconds)

    def _seconds_each(self, cases: int) -> float:
        """For searching for a plan of each of so many cases, of the seconds that there are for all.

        What is over when each has its limit, because several are planned at once, is for what comes before
        and after; where that is too little, each has less.
        """
        limit = self.effort.params.seconds
        if self.effort.params.repeatable or not cases:
            return limit
        reasons = max(REASONS_SHARE * limit, LEAST_SECONDS) * cases
        left = self.whole - self.effort.clock.elapsed() - self._afterwards - reasons
        return min(limit, max(left / self.engine.rounds(cases), LEAST_SEARCH))

    @property
    def _afterwards(self) -> float:
        """Seconds for what is done with the plans once they are found, but for reasons."""
        return sum(seconds_of(self.held.build_seconds(name), *AFTERWARDS) for name in self.all)

    def _reasons_until(self) -> float:
        """How long reasons may be sought for a plan: its part of what nothing else needs."""
        left = len(self.all) - len(self.found) - len(self.failures)
        searches = self.engine.rounds(left) * self.shared.seconds
        now = self.effort.clock.elapsed()
        return now + (self.whole - now - self._afterwards - searches) / (left + 1)

    def _case(self, name: str, start: Plan) -> Case:
        before = None if name == BASELINE else self._problem(BASELINE)
        return Case(name, self._problem(name), start, self.shared, before)

    def _first_baseline(self) -> Planned:
        """From the plan in force if there is one: what is frozen of it may be found in no other way."""
        began = self.effort.clock.elapsed()
        came: Planned | Failure | None = None
        while came is None:
            problem = self._problem(BASELINE)
            base = None if problem.published is None else plan_in_force(problem)
            case = Case(BASELINE, problem, base, self._params_since(began))
            planned = plan_case(case, self.effort.stop)
            came = self._with_less_held(planned) if isinstance(planned, Failure) else planned
        if isinstance(came, Failure):
            if self.effort.stopped:
                raise Interrupted("interrupted before there was any plan")
            raise no_baseline(placed(came, self.baseline))
        self.effort.tell(_said(came))
        return came

    def _params_since(self, began: float) -> Params:
        """What one plan may spend of which the first trial began then."""
        params = self.effort.params
        left = params.seconds - (self.effort.clock.elapsed() - began)
        return params if params.repeatable else replace(params, seconds=max(left, LEAST_SEARCH))

    def _take(self, planned: Planned | Failure) -> None:
        """Write what came of a case at once, so that an end of this run costs nothing that is done."""
        if isinstance(planned, Failure):
            planned = placed(planned, self.all[planned.name])
            self.failures.append(planned)
            self.effort.tell(f"{planned.name}: {planned.message}")
            return
        if planned.stopped != Stopped.INTERRUPTED:
            self.found[planned.name] = planned
            self._write(planned)
            self.effort.tell(f"{len(self.found)} of {len(self.all)}: {_said(planned)}")

    def _write(self, planned: Planned) -> None:
        held = self.held.of(planned.name)
        data = held.dataset
        origin = Provenance(data.settings, held.hashes, self.shared, data.counted_from, held.problem.began)
        manifest = manifest_of(origin, planned.tiers, planned.method, planned.stopped, planned.seconds)
        sought = ReasonTime(self.effort, self._reasons_until())
        tables = tables_of(held.problem, held.options, planned.plan, sought.is_over)
        write_plan(self.out / planned.name, tables, manifest, overwrite=True)
        self.plans[planned.name] = OpenedPlan(self.out / planned.name, tables)

    def finish(self) -> WhatIf:
        """Offer plans to each other, and compare."""
        if BASELINE not in self.found:
            if self.effort.stopped:
                raise Interrupted("interrupted before the baseline was planned")
            raise no_baseline(next(failure for failure in self.failures if failure.name == BASELINE))
        self._offer_to_baseline()
        self._offer_to_scenarios()
        effects, beside = self._effects(), self._beside()
        told = {
            name: sentences_of(frame, beside[name].comparison, self.found[name].trials)
            for name, frame in effects.items()
        }
        table = comparison_table(BASELINE, self.plans[BASELINE], beside)
        table = table.assign(verdict=["", *(sentences[-1] for sentences in told.values())])
        table = COMPARISON.typed(table)
        write_table(self.out / COMPARISON.file, table)
        certain = _named(effects, names_from(self._problem(BASELINE).names))
        write_table(self.out / EFFECTS.file, certain)
        released = {name: steps for name, steps in self.held.released.items() if steps}
        return WhatIf(self.out, table, tuple(self.failures), self.effort.stopped, certain, told, released)

    @property
    def _planned(self) -> list[str]:
        """The scenarios of which there is a plan."""
        return [variant.name for variant in self.variants if variant.name in self.found]

    def _effects(self) -> dict[str, pd.DataFrame]:
        """By scenario, what it does to the baseline's plan for certain."""
        before, plan = self._problem(BASELINE), self.found[BASELINE].plan
        return {name: certain_effects(self._problem(name), before, plan) for name in self._planned}

    def _beside(self) -> dict[str, BesideBaseline]:
        """By scenario, its plan beside the baseline's: compared once, whoever tells of it."""
        baseline = self.plans[BASELINE]
        return {
            name: BesideBaseline(self.plans[name], compare_opened(baseline, self.plans[name]))
            for name in self._planned
        }

    def _offer_to_baseline(self) -> None:
        """Plans of scenarios that fit the baseline's data, where they are better; its own once more, too."""
        before = best = self.found[BASELINE]
        for name, planned in list(self.found.items()):
            best = with_offer(self._problem(BASELINE), best, planned.plan, self._problem(name), prefer=False)
        if best is not before:
            self.found[BASELINE] = best
            self._write(best)

    def _offer_to_scenarios(self) -> None:
        """The baseline's plan to each scenario, where it is as good: what need not change does not."""
        plan, of = self.found[BASELINE].plan, self._problem(BASELINE)
        for name in self._planned:
            before = self.found[name]
            better = with_offer(self._problem(name), before, plan, of, prefer=True)
            if better is not before:
                self.found[name] = better
                self._write(better)


def _named(effects: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """The effects of all scenarios in one frame, with the scenario's name in front."""
    frames = [frame.assign(scenario=name) for name, frame in effects.items() if len(frame)]
    whole = pd.concat([EFFECTS.of([]), *frames], ignore_index=True)
    return EFFECTS.typed(names.insert(whole))


def _said(planned: Planned) -> str:
    tier = planned.tiers[0]
    return f"{planned.name}: {tier.term} {tier.value:,} (bound {tier.bound:,}) after {planned.seconds:.1f} s"
