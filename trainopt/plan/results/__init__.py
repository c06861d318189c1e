"""The result tables, a module each: what a row is, how it is made from a plan, what a share shows of it.

Writing, reading, `verify`, report, workbook, shares, comparisons and the dictionary of the plan folder all go
by `RESULTS`. To add a column is to add it to its row type, with `since`, and to the function that makes it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trainopt.plan.placements import Plan
from trainopt.plan.reasons import Reason
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.assignments import ASSIGNMENTS
from trainopt.plan.results.changes import CHANGES
from trainopt.plan.results.classes import CLASSES
from trainopt.plan.results.demand import DEMAND
from trainopt.plan.results.frame import frame_of
from trainopt.plan.results.kpis import KPIS
from trainopt.plan.results.load import LOAD
from trainopt.plan.results.names import NAMES
from trainopt.plan.results.notice import NOTICE
from trainopt.plan.results.share import Share
from trainopt.plan.results.sites import SITES
from trainopt.plan.results.table import ResultTable, Tables
from trainopt.plan.results.unmet import UNMET
from trainopt.problem import Problem

__all__ = [
    "ASSIGNMENTS",
    "CHANGES",
    "CLASSES",
    "DEMAND",
    "KPIS",
    "LOAD",
    "NAMES",
    "NOTICE",
    "RESULTS",
    "SITES",
    "UNMET",
    "ResultTable",
    "result_tables",
    "shared_tables",
]

RESULTS: dict[str, ResultTable] = {
    table.name: table
    for table in (
        ASSIGNMENTS,
        CLASSES,
        UNMET,
        DEMAND,
        LOAD,
        CHANGES,
        NOTICE,
        SITES,
        NAMES,
        KPIS,
    )  # KPIS adds up the others
}


def result_tables(problem: Problem, plan: Plan, reasons: Mapping[int, Reason]) -> dict[str, pd.DataFrame]:
    """All result tables of an allowed plan by name, as typed frames."""
    allowed = AllowedPlan(problem, plan, reasons)
    return {name: frame_of(table, table.make(allowed)) for name, table in RESULTS.items()}


def shared_tables(whole: Tables, share: Share) -> Tables:
    """The tables of a share by name, from those of the whole plan."""
    made: Tables = {}
    for name, table in RESULTS.items():
        made[name] = table.shared(whole, share, made)
    return made
