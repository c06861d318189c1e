"""A dataset under several scenarios: each variant has a name, which is that of its folder too."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.errors import ContradictoryPins, Fault, NoPlanInTime, ScenarioFaults, TrainoptError, shown
from trainopt.plan.folder import read_manifest, read_plan
from trainopt.runs.cases import Failure, Planned
from trainopt.scenario import Scenario, read_scenarios
from trainopt.scenario.apply import apply_to
from trainopt.scenario.rows import BaseRows
from trainopt.search.result import Tier

BASELINE = "baseline"
LONGEST_FOLDER = 100
"""Bytes of the name of a folder."""


@dataclass(frozen=True)
class Variant:
    """A dataset to plan under a name that is a folder's too."""

    name: str
    dataset: Dataset


def variants_of(dataset: Dataset, given: Iterable[Scenario | Where]) -> list[Variant]:
    """The dataset under each scenario, each under a folder's name of its own.

    Raises ScenarioFaults with every fault of all of them.
    """
    base = BaseRows.of(dataset)
    variants: list[Variant] = []
    faults: list[Fault] = []
    for scenario in _read(given, faults):
        taken = {BASELINE, *(variant.name.casefold() for variant in variants)}
        try:
            variants.append(_variant(base, scenario, taken))
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


def _variant(base: BaseRows, scenario: Scenario, taken: Collection[str]) -> Variant:
    changed = apply_to(base, scenario)
    name = f"{changed.settings.name}, {scenario.name}"[:1000]
    settings = changed.settings.model_copy(update={"name": name})
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


def planned_before(folder: Path, variant: Variant) -> Planned:
    """What an earlier run has written."""
    manifest = read_manifest(folder)
    tiers = tuple(Tier(t.term, t.value, t.bound, t.seconds) for t in manifest.tiers)
    plan = read_plan(folder, Calendar.of(variant.dataset.settings))
    method, stopped, seconds = manifest.method or "", manifest.stopped or "", manifest.seconds or 0.0
    return Planned(variant.name, plan, tiers, method, stopped, seconds)


def placed(failure: Failure, variant: Variant) -> Failure:
    """With the rows that contradict each other told where they stand, in a workbook by cell."""
    if not isinstance(failure.error, ContradictoryPins):
        return failure
    return replace(failure, error=failure.error.placed_by(variant.dataset.places.located))


def no_baseline(failure: Failure) -> TrainoptError:
    """What is raised where the baseline came to nothing: without it there is nothing to compare."""
    if isinstance(failure.error, NoPlanInTime):
        return NoPlanInTime(f"the baseline: {failure.message}")
    return failure.error
