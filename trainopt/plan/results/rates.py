"""rates.csv: who came and who passed, counted from actuals.csv, as `trainopt rates` writes it."""

from __future__ import annotations

from trainopt.kinds import Count, Decimal, PeoplePercent, Positive, Text
from trainopt.plan.results.table import WrittenTable
from trainopt.tables import Row, column


class RateRow(Row):
    """How many came, or passed, of those who were counted."""

    rate: Text = column("`came`: of those planned; `passed`: of those who began the course", key=True)
    by: Text = column("what it is of: all, course, nation (that hosts) or unit", key=True)
    id: Text | None = column("the id of that", key=True, blank="of all")
    name: Text | None = column(
        "what people call it, with an apostrophe before what a spreadsheet would take for a formula",
        blank="it has no name",
    )
    cohorts: Positive = column("how many were counted", "cohorts")
    counted: Positive = column("the trainees of these cohorts", "trainees")
    number: Count = column("of them those who came, or passed", "trainees")
    percent: Decimal = column("number / counted", "%")
    low: Decimal = column("where the interval begins that holds the true rate 19 times out of 20", "%")
    high: Decimal = column("where it ends", "%")
    offered: PeoplePercent | None = column(
        "for `show_percent` of the unit's demands, or for `pass_percent` of the course",
        "%",
        blank="it is for neither, or too few were counted",
    )


RATES = WrittenTable("rates", RateRow, since="0.3.0")
