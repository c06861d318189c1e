"""A workbook's sheet `scenarios`: a row for each change, with the name of the scenario that it is one of."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from trainopt.dataset.scenario_rows import SCENARIO_SHEET, SCENARIOS, ScenarioRow
from trainopt.dataset.sheet import typed
from trainopt.dataset.workbook import open_sheets
from trainopt.dataset.workbook_cells import Letters, content_of
from trainopt.errors import DatasetFaults, Fault, ScenarioFaults
from trainopt.scenario.form import Scenario, scenario_of
from trainopt.scenario.options import values_of

NONE = f"has no sheet {SCENARIOS}"


LISTED = ("where", "set", "add", "scale", "insert")


def sheet_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of a workbook's sheet, in the order of their first rows.

    Raises ScenarioFaults with every fault, by cell; UsageError where nothing is installed that reads it.
    """
    try:
        cells = open_sheets(path, [SCENARIOS], NONE).cells[SCENARIOS]
    except DatasetFaults as error:
        raise ScenarioFaults(error.faults) from None
    content, letters = content_of(SCENARIO_SHEET, cells)
    sheet = typed(SCENARIO_SHEET, content)
    changes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    faults = list(sheet.faults)
    for row in sheet.rows:
        change = _change(row, letters, faults)
        changes[row.scenario].append(change)
    if not faults and not sheet.rows:
        faults.append(Fault(SCENARIOS, 0, "", "has no row: each is a change of a scenario"))
    if faults:
        raise ScenarioFaults(faults)
    return [
        scenario_of(f"{path.name}, {SCENARIOS}", {"name": name, "change": found})
        for name, found in changes.items()
    ]


def _change(row: ScenarioRow, letters: Letters, faults: list[Fault]) -> dict[str, Any]:
    """A row as the change of a TOML file; what cannot be read as one is added to the faults."""
    change: dict[str, Any] = {"table": row.table}
    if row.delete:
        change["delete"] = True
    for name in LISTED:
        text = getattr(row, name)
        if text is not None:
            try:
                change[name] = values_of(text)
            except ValueError as error:
                cell = f"{letters.get(name, 'A')}{row.line}"
                faults.append(Fault(SCENARIOS, row.line, name, str(error), cell))
    return change
