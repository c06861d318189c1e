"""The sheet `scenarios` of a workbook: a row for each change. It is no part of the dataset itself."""

from __future__ import annotations

from trainopt.kinds import Text, YesNo
from trainopt.tables import SHEETS, Row, Table, column

SCENARIOS = "scenarios"


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


SCENARIO_SHEET = Table(SCENARIOS, ScenarioRow, form=SHEETS)
