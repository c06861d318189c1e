"""The tables that `trainopt simulate` and `trainopt rates` write: row types, as all answers have."""

from __future__ import annotations

from trainopt.kinds import Count, Decimal, PeoplePercent, Positive, Text, Total
from trainopt.plan.answer import AnswerTable
from trainopt.tables import Row, column


class SimulationRow(Row):
    """A figure as planned, and as it comes out in many runs."""

    kind: Text = column("what it is of: tier, plan, unit, demand or class", key=True)
    id: Text = column(
        "the term, what is counted of the plan, or the id of a unit, a demand or a class", key=True
    )
    measure: Text = column(
        "`value` of a term; `people` and `classes` of the plan; of a unit or demand who is `trained` at all, "
        "and who is `on_time`; who is `there` at the start of a class",
        key=True,
    )
    name: Text | None = column(
        "what people call it, with an apostrophe before what a spreadsheet would take for a formula",
        blank="it has no name",
    )
    unit: Text = column("what is counted")
    planned: Total = column("if everybody comes and passes")
    mean: Decimal = column("mean over all runs")
    p10: Total = column("in a tenth of the runs it is this or less")
    p90: Total = column("in nine tenths of the runs it is this or less")
    below_min: Decimal | None = column(
        "share of the runs in which fewer than `class_min` are there",
        "0 to 1",
        blank="it is of no class, or of one that has begun",
    )
    all_on_time: Decimal | None = column(
        "share of the runs in which all who are asked for are trained by due",
        "0 to 1",
        blank="it is of no unit or demand",
    )


class RunRow(Row):
    """A run: what came of the plan once. Its terms, and what is counted over the whole plan."""

    run: Positive = column("its number", key=True)
    unmet: Total = column("the term: who is asked for and not trained", "weighted trainees")
    lateness: Total = column("the term", "weighted trainee-weeks")
    changes: Total = column("the term, as planned", "trainees")
    transfers: Total = column("the term", "trainees")
    waiting: Total = column("the term", "trainee-weeks")
    cost: Total = column("the term", "EUR")
    came: Count = column("who came for the first step", "trainees")
    not_shown: Count = column("who did not", "trainees")
    turned_away: Count = column("who found no seat in an overbooked class", "trainees")
    too_late: Count = column("who missed a class, since the one before it lost weeks", "trainees")
    cancelled: Count = column("who was in a class that was cancelled", "trainees")
    not_passed: Count = column("who did not pass a course", "trainees")
    joined_later: Count = column("who took a free seat in a later class, counted in each", "trainees")
    trained: Count = column("who passed the last course", "trainees")
    trained_on_time: Count = column("of these, who did by due", "trainees")
    below_min: Count = column("classes with fewer than class_min trainees at their start", "classes")


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


SIMULATION = AnswerTable(name="simulation", row=SimulationRow)
RUNS = AnswerTable(name="runs", row=RunRow)
RATES = AnswerTable(name="rates", row=RateRow)

SIMULATED: dict[str, AnswerTable] = {table.name: table for table in (SIMULATION, RUNS)}
"""The tables of a simulation."""
