"""A workbook's sheet `scenarios`: a row for each change, with the name of the scenario that it is one of."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from trainopt.dataset.sheet import typed
from trainopt.dataset.workbook import SCENARIOS, open_sheets
from trainopt.dataset.workbook_cells import Letters, content_of
from trainopt.errors import DatasetFaults, Fault, ScenarioFaults
from trainopt.kinds import Text, YesNo
from trainopt.scenario.form import Scenario, scenario_of
from trainopt.scenario.options import values_of
from trainopt.tables import SHEETS, Row, Table, column

NONE = f"has no sheet {SCENARIOS}"


class ScenarioRow(Row):
    """A change. `where` and what it does are written `COLUMN=VALUE`, with `;` between several."""

    scenario: Text = column("the scenario that the change is one of")
    table: Text = column("the table whose rows it changes")
    where: Text | None = column("which rows: those that have all these values", blank="all rows")
    set: Text | None = column("the values that they get", blank="none")
    add: Text | None = column("what is added to their values", blank="nothing")
    scale: Text | None = column("by what their values are multiplied, rounded down", blank="nothing")
    insert: Text | None = column("a row that is put in", blank="none")
    delete: YesNo | None = column("`yes`: the rows are taken out", blank="no")


SHEET = Table(SCENARIOS, ScenarioRow, form=SHEETS)
LISTED = ("where", "set", "add", "scale", "insert")


def sheet_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of a workbook's sheet, in the order of their first rows.

    Raises ScenarioFaults with every fault, by cell; UsageError where nothing is installed that reads it.
    """
    try:
        cells = open_sheets(path, [SCENARIOS], NONE).cells[SCENARIOS]
    except DatasetFaults as error:
        raise ScenarioFaults(error.faults) from None
    content, letters = content_of(SHEET, cells)
    sheet = typed(SHEET, content)
    changes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    faults = list(sheet.faults)
    for row in sheet.rows:
        change = _change(row, letters, faults)
        changes[row.scenario].append(change)
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
