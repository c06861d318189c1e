"""A scenario applied to a dataset: rows are changed as text, and the whole is checked as if it were read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainopt.dataset import Dataset, dataset_of
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.errors import DatasetFaults, Fault, ScenarioFaults
from trainopt.scenario.form import Change, Scenario, as_cell, place_of
from trainopt.scenario.rows import ChangedRows, Shows, every_row
from trainopt.tables import Settings

FEW_CHANGES = 16
"""Of so many each is tried as the one to blame, of more only as many as halving leaves."""


def apply_scenarios(dataset: Dataset | Where, *scenarios: Scenario) -> Dataset:
    """The dataset with the changes of one scenario after the other; the dataset given stays as it is.

    Raises DatasetFaults, and ScenarioFaults with every fault of the first scenario that has any, each naming
    its change.

    >>> dataset = trainopt.read_dataset("data/example")
    >>> half = trainopt.scenario_from(dataset, scale=["sites:PL-01:beds=0.5"])
    >>> trainopt.apply_scenarios(dataset, half) == dataset
    False
    """
    changed = dataset_given(dataset)
    for scenario in scenarios:
        changed = _apply(changed, scenario)
    return changed


def _apply(dataset: Dataset, scenario: Scenario) -> Dataset:
    tried = try_scenario(dataset, scenario)
    if tried.dataset is None:
        raise ScenarioFaults(list(dict.fromkeys(blamed.fault for blamed in tried.faults)))
    return replace(tried.dataset, hashes={**dataset.hashes, f"scenario {scenario.name}": _hash(scenario)})


@dataclass(frozen=True)
class Blamed:
    """A fault of a scenario, as one of the change of that number, 0 for the scenario's own.

    `found` is the fault that the dataset then has, with its row; None where it is the change's alone.
    """

    number: int
    fault: Fault
    found: Fault | None = None


@dataclass(frozen=True)
class TriedScenario:
    """What a scenario makes of a dataset: the rows, and the dataset where nothing is wrong with them."""

    rows: ChangedRows
    dataset: Dataset | None
    faults: tuple[Blamed, ...]


def try_scenario(
    dataset: Dataset, scenario: Scenario, shows: Shows = every_row, settings: Settings | None = None
) -> TriedScenario:
    """Apply a scenario as far as it goes, with every fault in it. Changes mean rows that `shows` shows alone.

    `settings` take the place of the dataset's.
    """
    rows = ChangedRows(dataset, shows)
    faults = [Blamed(number, fault) for number, fault in scenario.faults]
    for change in scenario.changes:
        faults += [
            Blamed(change.number, _fault(scenario, change, message)) for message in rows.change(change)
        ]
    if faults:
        return TriedScenario(rows, None, tuple(sorted(faults, key=lambda blamed: blamed.number)))
    try:
        settings = settings or dataset.settings
        changed = dataset_of(settings, rows.records, dataset.places, dataset.in_force)
    except DatasetFaults as error:
        blamed = (_blamed(dataset, scenario, rows, fault, shows) for fault in error.faults)
        return TriedScenario(rows, None, tuple(dict.fromkeys(blamed)))
    return TriedScenario(rows, changed, ())


def _fault(scenario: Scenario, change: Change, message: str) -> Fault:
    return Fault(scenario.file, 0, place_of(change), message)


def _hash(scenario: Scenario) -> str:
    changes = [
        (
            c.table.name,
            c.action,
            sorted((k, as_cell(v)) for values in (c.where, c.values) for k, v in values.items()),
        )
        for c in scenario.changes
    ]
    return hashlib.sha256(repr(changes).encode()).hexdigest()


def _blamed(dataset: Dataset, scenario: Scenario, rows: ChangedRows, fault: Fault, shows: Shows) -> Blamed:
    """The fault of the dataset as one of the change that left it behind, if one did."""
    name = fault.file.removesuffix(dataset.places.form.ending)
    change = rows.touched.get((name, fault.line))
    if change is not None:
        message = f"{fault.column}: {fault.message}" if fault.column else fault.message
        return Blamed(change.number, _fault(scenario, change, message), fault)
    if not scenario.changes:
        return Blamed(0, Fault(scenario.file, 0, "", str(fault)), fault)
    change = _first_with(dataset, scenario, fault, shows)
    return Blamed(change.number, _fault(scenario, change, str(fault)), fault)


def _first_with(dataset: Dataset, scenario: Scenario, fault: Fault, shows: Shows) -> Change:
    """The change after which the fault was there and did not go away again.

    Of many changes one after which it was there, found by halving.
    """
    changes = scenario.changes
    if len(changes) > FEW_CHANGES:
        without, with_it = 0, len(changes)
        while with_it - without > 1:
            middle = (without + with_it) // 2
            if fault in _faults_after(dataset, changes[:middle], shows):
                with_it = middle
            else:
                without = middle
        return changes[with_it - 1]
    for count in range(len(changes) - 1, 0, -1):
        if fault not in _faults_after(dataset, changes[:count], shows):
            return changes[count]
    return changes[0]


def _faults_after(dataset: Dataset, changes: Sequence[Change], shows: Shows) -> Sequence[Fault]:
    rows = ChangedRows(dataset, shows)
    for change in changes:
        rows.change(change)
    try:
        dataset_of(dataset.settings, rows.records, dataset.places, dataset.in_force)
    except DatasetFaults as error:
        return error.faults
    return ()
