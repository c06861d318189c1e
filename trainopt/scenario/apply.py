"""A scenario applied to a dataset: rows are changed as text, and the whole is checked as if it were read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from pydantic import ValidationError

from trainopt.dataset import Dataset, dataset_of, records_of
from trainopt.dataset.cells import cell_text
from trainopt.dataset.content import Record
from trainopt.dataset.given import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.wording import nearest
from trainopt.errors import DatasetFaults, Fault, ScenarioFaults, shown
from trainopt.scenario.form import Change, Scenario, Value, as_cell, place_of, reader
from trainopt.tables import TABLES, Table


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
    rows = _Rows(dataset)
    faults = list(scenario.faults)
    for change in scenario.changes:
        faults += [(change.number, _fault(scenario, change, message)) for message in rows.change(change)]
    if faults:
        in_order = sorted(faults, key=lambda entry: entry[0])
        raise ScenarioFaults(list(dict.fromkeys(fault for _, fault in in_order)))
    try:
        changed = dataset_of(dataset.settings, rows.records, dataset.places, dataset.in_force)
    except DatasetFaults as error:
        blamed = [_blamed(dataset, scenario, rows, fault) for fault in error.faults]
        raise ScenarioFaults(list(dict.fromkeys(blamed))) from None
    return replace(changed, hashes={**dataset.hashes, f"scenario {scenario.name}": _hash(scenario)})


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


class _Rows:
    """All tables as text, by line, while they are changed, and each row's last change by file and line."""

    def __init__(self, dataset: Dataset) -> None:
        self.tables = {name: {r.line: r for r in records_of(dataset, name)} for name in TABLES}
        self.touched: dict[tuple[str, int], Change] = {}
        self.places = dataset.places

    @property
    def records(self) -> dict[str, list[Record]]:
        """The rows by table."""
        return {name: list(rows.values()) for name, rows in self.tables.items()}

    def change(self, change: Change) -> list[str]:
        """Make the change, or say what keeps it from being made."""
        rows = self.tables[change.table.name]
        if change.action == "insert":
            cells = {column: as_cell(value) for column, value in change.values.items()}
            self._put(change, Record(max(rows, default=1) + 1, _filled(cells)))
            return []
        found = [record for record in rows.values() if _matches(change, record)]
        if not found:
            return [_matches_nothing(change, rows.values())]
        if change.action == "delete":
            for record in found:
                del rows[record.line]
            return []
        return [problem for record in found for problem in self._edit(change, record)]

    def _edit(self, change: Change, record: Record) -> Iterator[str]:
        cells = dict(record.cells)
        for column, value in change.values.items():
            old = cells.get(column, "")
            if change.action == "set":
                cells[column] = as_cell(value)
            elif old.isdigit():
                cells[column] = str(_calculated(change.action, int(old), value))
            else:
                what = f"is no whole number (got {shown(old)})" if old else "is blank"
                place = self.places.place(change.table.file, record.line)
                yield f"{column} {what} in {place}: cannot {change.action}"
        self._put(change, Record(record.line, _filled(cells)))

    def _put(self, change: Change, record: Record) -> None:
        self.tables[change.table.name][record.line] = record
        self.touched[f"{change.table.name}{self.places.form.ending}", record.line] = change


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}


def _calculated(action: str, old: int, value: Value) -> int:
    """The sum, or the product rounded down, without the errors of binary fractions."""
    factor = Fraction(str(value))
    return floor(old + factor if action == "add" else old * factor)


def _matches(change: Change, record: Record) -> bool:
    return all(
        _meaning(change.table, column, record.cells.get(column, ""))
        == _meaning(change.table, column, as_cell(v))
        for column, v in change.where.items()
    )


def _meaning(table: Table, column: str, text: str) -> str:
    """The text in its one form; of a blank cell what it stands for, if that is one value."""
    if not text:
        field = table.row.model_fields[column]
        return "" if field.is_required() else cell_text(field.default)
    try:
        return cell_text(reader(table, column).validate_python(text))
    except ValidationError:
        return text


def _matches_nothing(change: Change, records: Collection[Record]) -> str:
    if not change.where:
        return f"{change.table.file} has no rows"
    wanted = ", ".join(f"{column} = {shown(as_cell(value))}" for column, value in change.where.items())
    hints = (
        nearest(as_cell(value), {record.cells.get(column, "") for record in records})
        for column, value in change.where.items()
        if not any(record.cells.get(column) == as_cell(value) for record in records)
    )
    return f"no row matches {wanted}{next((hint for hint in hints if hint), '')}"


def _blamed(dataset: Dataset, scenario: Scenario, rows: _Rows, fault: Fault) -> Fault:
    """The fault of the dataset as one of the change that left it behind."""
    change = rows.touched.get((fault.file, fault.line))
    if change is not None:
        message = f"{fault.column}: {fault.message}" if fault.column else fault.message
        return _fault(scenario, change, message)
    return _fault(scenario, _first_with(dataset, scenario, fault), str(fault))


def _first_with(dataset: Dataset, scenario: Scenario, fault: Fault) -> Change:
    """The change after which the fault was there and did not go away again."""
    for count in range(len(scenario.changes) - 1, 0, -1):
        if fault not in _faults_after(dataset, scenario.changes[:count]):
            return scenario.changes[count]
    return scenario.changes[0]


def _faults_after(dataset: Dataset, changes: Sequence[Change]) -> Sequence[Fault]:
    rows = _Rows(dataset)
    for change in changes:
        rows.change(change)
    try:
        dataset_of(dataset.settings, rows.records, dataset.places, dataset.in_force)
    except DatasetFaults as error:
        return error.faults
    return ()
