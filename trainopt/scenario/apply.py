"""A scenario applied to a dataset: rows are changed as text, and judged as if the whole were read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from trainopt.dataset import Dataset, dataset_of
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.sound_rows import JudgedRows
from trainopt.dataset.source import Where
from trainopt.errors import DatasetFaults, Fault, ScenarioFaults, check_kind
from trainopt.scenario.form import Change, Scenario, as_cell, place_of
from trainopt.scenario.rows import BaseRows, ChangedRows, Shows, every_row
from trainopt.tables import Settings

FEW_CHANGES = 16
"""Of so many each is tried as the one to blame, of more only as many as halving leaves."""


def apply_scenarios(dataset: Dataset | Where, *scenarios: Scenario) -> Dataset:
    """The dataset with the changes of one scenario after the other; the dataset given stays as it is.

    Raises DatasetFaults, and ScenarioFaults with every fault of the first scenario that has any, each naming
    its change; UsageError for what is no scenario.

    >>> dataset = trainopt.read_dataset("data/example")
    >>> half = trainopt.scenario_from(dataset, scale=["sites:PL-01:beds=0.5"])
    >>> trainopt.apply_scenarios(dataset, half) == dataset
    False
    """
    changed = dataset_given(dataset)
    for scenario in scenarios:
        check_kind("scenario", scenario, Scenario)
        changed = apply_to(BaseRows.of(changed), scenario)
    return changed


def apply_to(base: BaseRows, scenario: Scenario) -> Dataset:
    """The dataset of these rows with the changes of a scenario; many can be applied to the same rows.

    All is judged anew: a plan may have come into force beside rows that were sound without it. Raises
    ScenarioFaults with every fault, each naming its change.
    """
    dataset = base.sound.dataset

    def made(rows: ChangedRows) -> Dataset:
        return dataset_of(dataset.settings, rows.records, dataset.places, dataset.in_force)

    def faults_in(rows: ChangedRows) -> Sequence[Fault]:
        try:
            made(rows)
        except DatasetFaults as error:
            return error.faults
        return ()

    rows, faults = _changed(base, scenario, every_row)
    if not faults:
        try:
            changed = made(rows)
        except DatasetFaults as error:
            faults = _Blaming(base, scenario, rows, every_row, faults_in).all(error.faults)
    if faults:
        raise ScenarioFaults(list(dict.fromkeys(blamed.fault for blamed in faults)))
    return replace(changed, hashes={**dataset.hashes, f"scenario {scenario.name}": _hash(scenario)})


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
    """What a scenario makes of a dataset: the rows, and these judged, unless the scenario is faulty itself.

    `faults` are those of the scenario, or else those of the rows.
    """

    rows: ChangedRows
    judged: JudgedRows | None
    faults: tuple[Blamed, ...]


def try_scenario(
    base: BaseRows, scenario: Scenario, shows: Shows = every_row, settings: Settings | None = None
) -> TriedScenario:
    """Apply a scenario as far as it goes, with every fault in it. Changes mean rows that `shows` shows alone.

    `settings` take the place of the dataset's.
    """
    rows, faults = _changed(base, scenario, shows)
    if faults:
        return TriedScenario(rows, None, faults)

    def faults_in(rows: ChangedRows) -> Sequence[Fault]:
        return base.sound.judged(rows.tables, base.sound.dataset.settings).faults

    judged = base.sound.judged(rows.tables, settings or base.sound.dataset.settings)
    blaming = _Blaming(base, scenario, rows, shows, faults_in)
    return TriedScenario(rows, judged, blaming.all(judged.faults))


def _changed(base: BaseRows, scenario: Scenario, shows: Shows) -> tuple[ChangedRows, tuple[Blamed, ...]]:
    """The rows with the changes as far as they go, and what is wrong with the scenario itself."""
    rows = ChangedRows(base, shows)
    faults = [Blamed(number, fault) for number, fault in scenario.faults]
    for change in scenario.changes:
        faults += [
            Blamed(change.number, _fault(scenario, change, message)) for message in rows.change(change)
        ]
    return rows, tuple(sorted(faults, key=lambda blamed: blamed.number))


def _fault(scenario: Scenario, change: Change, message: str) -> Fault:
    return Fault(scenario.file, 0, place_of(change), message)


@dataclass(frozen=True)
class _Blaming:
    """Finds for each fault of the rows the change that left it behind; `faults_in` judges rows."""

    base: BaseRows
    scenario: Scenario
    rows: ChangedRows
    shows: Shows
    faults_in: Callable[[ChangedRows], Sequence[Fault]]

    def all(self, faults: Iterable[Fault]) -> tuple[Blamed, ...]:
        """Each of these faults of the rows as one of a change, once."""
        return tuple(dict.fromkeys(map(self.blamed, faults)))

    def blamed(self, fault: Fault) -> Blamed:
        """The fault of the dataset as one of the change that left it behind, if one did."""
        scenario = self.scenario
        name = fault.file.removesuffix(self.rows.places.form.ending)
        change = self.rows.touched.get((name, fault.line))
        if change is not None:
            message = f"{fault.column}: {fault.message}" if fault.column else fault.message
            return Blamed(change.number, _fault(scenario, change, message), fault)
        if not scenario.changes:
            return Blamed(0, Fault(scenario.file, 0, "", str(fault)), fault)
        change = self._first_with(fault)
        return Blamed(change.number, _fault(scenario, change, str(fault)), fault)

    def _first_with(self, fault: Fault) -> Change:
        """The change after which the fault was there and did not go away again.

        Of many changes one after which it was there, found by halving.
        """
        changes = self.scenario.changes
        if len(changes) > FEW_CHANGES:
            without, with_it = 0, len(changes)
            while with_it - without > 1:
                middle = (without + with_it) // 2
                if fault in self._faults_after(changes[:middle]):
                    with_it = middle
                else:
                    without = middle
            return changes[with_it - 1]
        for count in range(len(changes) - 1, 0, -1):
            if fault not in self._faults_after(changes[:count]):
                return changes[count]
        return changes[0]

    def _faults_after(self, changes: Sequence[Change]) -> Sequence[Fault]:
        rows = ChangedRows(self.base, self.shows)
        for change in changes:
            rows.change(change)
        return self.faults_in(rows)


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
