"""What if? Every scenario planned against a baseline, with the same effort, and compared with it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write, write_text
from trainopt.errors import Fault, Interrupted, NoPlanInTime, ScenarioFaults, UsageError, shown
from trainopt.plan.answer import names_from
from trainopt.plan.begun import dataset_begun_by
from trainopt.plan.compare import compare
from trainopt.plan.folder import (
    check_target,
    is_plan_folder,
    plan_given,
    read_manifest,
    read_plan,
    write_plan,
)
from trainopt.plan.given import tables_of
from trainopt.plan.names import Names
from trainopt.plan.placements import Plan
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.runs.cases import Case, Failure, Planned, plan_case, with_offer
from trainopt.runs.comparison import COMPARISON, comparison_table
from trainopt.runs.effects import EFFECTS, certain_effects
from trainopt.runs.engines import Engine, LocalEngine
from trainopt.runs.telling import sentences_of
from trainopt.runs.writing import Provenance, manifest_of, write_table
from trainopt.scenario import Scenario, apply_scenarios, read_scenarios
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.search.result import Stopped, Tier

BASELINE = "baseline"
STATE = "whatif.json"
LONGEST_FOLDER = 100
"""Bytes of the name of a folder."""


@dataclass(frozen=True)
class WhatIf:
    """What scenarios came to: a line for the baseline and for each scenario, and those that came to nothing.

    `comparison` has the columns of comparison.csv, `effects` those of effects.csv: what each scenario does to
    the baseline's plan for certain. `told` says in sentences, by scenario, what is certain, who pays for it,
    what the bounds prove and what is open.
    """

    folder: Path
    comparison: pd.DataFrame
    failures: tuple[Failure, ...]
    interrupted: bool
    effects: pd.DataFrame
    told: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        return (
            f"WhatIf({str(self.folder)!r}, {len(self.comparison):,} plans, {len(self.failures):,} failures)"
        )


@dataclass(frozen=True)
class Variant:
    """A dataset to plan under a name that is a folder's too."""

    name: str
    dataset: Dataset


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

    `published` is the plan in force; without it the baseline that is given says what has begun.

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
    run = _Run(Variant(BASELINE, data), variants, given, Path(out), effort, engine)
    run.open(overwrite=overwrite)
    run.plan()
    return run.finish()


def variants_of(dataset: Dataset, given: Iterable[Scenario | Where]) -> list[Variant]:
    """The dataset under each scenario, each under a folder's name of its own.

    Raises ScenarioFaults with every fault of all of them.
    """
    variants: list[Variant] = []
    faults: list[Fault] = []
    for scenario in _read(given, faults):
        taken = {BASELINE, *(variant.name.casefold() for variant in variants)}
        try:
            variants.append(_variant(dataset, scenario, taken))
        except ScenarioFaults as error:
            faults += error.faults
    if faults:
        raise ScenarioFaults(list(dict.fromkeys(faults)))
    return variants


def _read(given: Iterable[Scenario | Where], faults: list[Fault]) -> list[Scenario]:
    """All scenarios, those of files too; what is wrong with files and names is added to the faults."""
    found: dict[str, Scenario] = {}
    for one in given:
        try:
            scenarios = [one] if isinstance(one, Scenario) else read_scenarios(one)
        except ScenarioFaults as error:
            faults += error.faults
            continue
        for scenario in scenarios:
            other = found.setdefault(scenario.name, scenario)
            if other is not scenario:
                also = f"{shown(scenario.name)} is the name of another scenario too, in {other.file}"
                faults.append(Fault(scenario.file, 0, "name", also))
            elif scenario.name == BASELINE:
                faults.append(
                    Fault(scenario.file, 0, "name", "is what the dataset without changes is called")
                )
    return list(found.values())


def _variant(dataset: Dataset, scenario: Scenario, taken: Collection[str]) -> Variant:
    changed = apply_scenarios(dataset, scenario)
    settings = changed.settings.model_copy(
        update={"name": f"{dataset.settings.name}, {scenario.name}"[:1000]}
    )
    return Variant(_free(folder_name(scenario.name), taken), replace(changed, settings=settings))


def _free(folder: str, taken: Collection[str]) -> str:
    """The folder's name, with a number where others have it; letters in another case are the same."""
    names = (folder if number == 1 else f"{folder}-{number}" for number in count(1))
    return next(name for name in names if name.casefold() not in taken)


def folder_name(name: str) -> str:
    """A scenario's name as that of its folder: letters and digits of any script, `_-.=+`, and `-` for others.

    Of a long name it is the beginning, and a digest that tells it from others that begin so.
    """
    safe = re.sub(r"[^\w.=+-]+", "-", unicodedata.normalize("NFC", name)).strip("-.") or "scenario"
    if len(safe.encode()) <= LONGEST_FOLDER:
        return safe
    begin = safe.encode()[: LONGEST_FOLDER - 9].decode(errors="ignore")
    return f"{begin}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


@dataclass
class _Run:
    baseline: Variant
    variants: list[Variant]
    given: Plan | None
    out: Path
    effort: Effort
    engine: Engine
    found: dict[str, Planned] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    shared: Params = field(init=False)

    def __post_init__(self) -> None:
        self.shared = self.effort.params

    @property
    def all(self) -> dict[str, Variant]:
        """Baseline and scenarios by name."""
        return {variant.name: variant for variant in (self.baseline, *self.variants)}

    def open(self, *, overwrite: bool) -> None:
        """Make the folder, or take up what a run of the same kind has left in it."""
        state = {"inputs": self._inputs(), "params": _params(self.effort.params)}
        if self.out.exists():
            for name in self.all:
                check_target(self.out / name, overwrite=True)
            if self._left() == state and not overwrite:
                self._take_up()
                return
            self._check_target(overwrite=overwrite)
        try:
            self.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.out} cannot be written: {error.strerror}") from error
        write_text(self.out / STATE, json.dumps(state, indent=2) + "\n")

    def _check_target(self, *, overwrite: bool) -> None:
        if not self.out.is_dir() or (any(self.out.iterdir()) and self._left() is None):
            raise UsageError(f"{self.out} holds no what-ifs and is not overwritten; choose another folder")
        if not overwrite:
            message = f"{self.out} holds other what-ifs; choose another folder or say --overwrite"
            raise UsageError(message)

    def _inputs(self) -> dict[str, str]:
        inputs = {
            f"{name}/{file}": digest
            for name, variant in self.all.items()
            for file, digest in variant.dataset.hashes.items()
        }
        if self.given is not None:
            inputs["the baseline given"] = self.given.digest()
        return inputs

    def _left(self) -> Any:
        try:
            return json.loads((self.out / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _take_up(self) -> None:
        for name, variant in self.all.items():
            if is_plan_folder(self.out / name):
                self.found[name] = _read_again(self.out / name, variant)
                self.effort.tell(f"{name}: planned before")

    def plan(self) -> None:
        """The baseline first, then everything from it."""
        first = self.found.get(BASELINE)
        start = self.given if first is None else first.plan
        if start is None:
            start = self._first_baseline().plan
        if self.effort.stopped:
            return
        left = {name: variant for name, variant in self.all.items() if name not in self.found}
        self.shared = self.engine.share(self.effort.params, len(left))
        cases = [self._case(variant, start) for variant in left.values()]
        for planned in self.engine.plan(cases, self.effort.stop):
            self._take(planned)

    def _case(self, variant: Variant, start: Plan) -> Case:
        before = None if variant is self.baseline else self.baseline.dataset
        return Case(variant.name, variant.dataset, start, self.shared, before)

    def _first_baseline(self) -> Planned:
        planned = plan_case(Case(BASELINE, self.baseline.dataset, None, self.effort.params), self.effort.stop)
        if isinstance(planned, Failure):
            if self.effort.stopped:
                raise Interrupted("interrupted before there was any plan")
            raise NoPlanInTime(f"the baseline: {planned.message}")
        self.effort.tell(_said(planned))
        return planned

    def _take(self, planned: Planned | Failure) -> None:
        """Write what came of a case at once, so that an end of this run costs nothing that is done."""
        if isinstance(planned, Failure):
            self.failures.append(planned)
            self.effort.tell(f"{planned.name}: {planned.message}")
            return
        if planned.stopped != Stopped.INTERRUPTED:
            self.found[planned.name] = planned
            self._write(planned)
            self.effort.tell(f"{len(self.found)} of {len(self.all)}: {_said(planned)}")

    def _write(self, planned: Planned) -> None:
        dataset = self.all[planned.name].dataset
        problem = build_problem(dataset)
        origin = Provenance(
            dataset.settings, dataset.hashes, self.shared, dataset.counted_from, problem.began
        )
        manifest = manifest_of(origin, planned.tiers, planned.method, planned.stopped, planned.seconds)
        tables = tables_of(problem, find_options(problem), planned.plan)
        write_plan(self.out / planned.name, tables, manifest, overwrite=True)

    def finish(self) -> WhatIf:
        """Offer plans to each other, and compare."""
        if BASELINE in self.found:
            self._offer_to_baseline()
            self._offer_to_scenarios()
            effects = self._effects()
            told = {name: self._told(name, frame) for name, frame in effects.items()}
            table = comparison_table(self.out, BASELINE, list(told))
            table = table.assign(verdict=["", *(sentences[-1] for sentences in told.values())])
            table = COMPARISON.typed(table)
            write_table(self.out / COMPARISON.file, table)
            certain = _named(effects, names_from(build_problem(self.baseline.dataset).names))
            write_table(self.out / EFFECTS.file, certain)
        elif self.effort.stopped:
            raise Interrupted("interrupted before the baseline was planned")
        else:
            raise NoPlanInTime(f"the baseline: {self.failures[0].message}")
        return WhatIf(self.out, table, tuple(self.failures), self.effort.stopped, certain, told)

    def _effects(self) -> dict[str, pd.DataFrame]:
        """By scenario, what it does to the baseline's plan for certain."""
        before = build_problem(self.baseline.dataset)
        planned = [variant for variant in self.variants if variant.name in self.found]
        return {
            variant.name: certain_effects(
                build_problem(variant.dataset),
                before,
                read_plan(self.out / BASELINE, Calendar.of(variant.dataset.settings)),
            )
            for variant in planned
        }

    def _told(self, name: str, effects: pd.DataFrame) -> tuple[str, ...]:
        return sentences_of(effects, compare(self.out / BASELINE, self.out / name), self.found[name].trials)

    def _offer_to_baseline(self) -> None:
        """Plans of scenarios that fit the baseline's data, where they are better; its own once more, too."""
        problem = build_problem(self.baseline.dataset)
        before = best = self.found[BASELINE]
        for name, planned in list(self.found.items()):
            of = build_problem(self.all[name].dataset)
            best = with_offer(problem, best, planned.plan, of, prefer=False)
        if best is not before:
            self.found[BASELINE] = best
            self._write(best)

    def _offer_to_scenarios(self) -> None:
        """The baseline's plan to each scenario, where it is as good: what need not change does not."""
        plan, of = self.found[BASELINE].plan, build_problem(self.baseline.dataset)
        for variant in self.variants:
            before = self.found.get(variant.name)
            if before is not None:
                better = with_offer(build_problem(variant.dataset), before, plan, of, prefer=True)
                if better is not before:
                    self.found[variant.name] = better
                    self._write(better)


def _named(effects: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """The effects of all scenarios in one frame, with the scenario's name in front."""
    frames = [frame.assign(scenario=name) for name, frame in effects.items() if len(frame)]
    whole = pd.concat([EFFECTS.of([]), *frames], ignore_index=True)
    return EFFECTS.typed(names.insert(whole))


def _params(params: Params) -> dict[str, Any]:
    return {name: getattr(params, name) for name in ("seconds", "gap", "seed", "repeatable")}


def _said(planned: Planned) -> str:
    tier = planned.tiers[0]
    return f"{planned.name}: {tier.term} {tier.value:,} (bound {tier.bound:,}) after {planned.seconds:.1f} s"


def _read_again(folder: Path, variant: Variant) -> Planned:
    """What an earlier run has written."""
    manifest = read_manifest(folder)
    tiers = tuple(Tier(t.term, t.value, t.bound, t.seconds) for t in manifest.tiers)
    plan = read_plan(folder, Calendar.of(variant.dataset.settings))
    method, stopped, seconds = manifest.method or "", manifest.stopped or "", manifest.seconds or 0.0
    return Planned(variant.name, plan, tiers, method, stopped, seconds)
