"""actuals.csv against itself: what really was has an order, lies in the past, and loses people only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from trainopt.dataset.cohorts import cohort_name
from trainopt.dataset.index import Index
from trainopt.dataset.wording import did_you_mean
from trainopt.errors import Fault
from trainopt.tables import Actual


def actual_faults(index: Index) -> Iterator[Fault]:
    """Every fault of the rows of each cohort."""
    cohorts: dict[str, list[Actual]] = defaultdict(list)
    for row in index.sheets["actuals"].rows:
        cohorts[row.cohort_id].append(row)
    for rows in cohorts.values():
        in_order = sorted(rows, key=lambda row: row.step)
        for row in in_order:
            yield from _faults_of(index, row)
        held = [row for row in in_order if row.state != "not_held"]
        for before, after in pairwise(held):
            yield from _faults_between(index, before, after)


def _faults_of(index: Index, row: Actual) -> Iterator[Fault]:
    sheet = index.sheets["actuals"]
    demand_id, _, number = row.cohort_id.rpartition("-")
    if not (demand_id and number.isdecimal()):
        yield sheet.fault(row.line, "cohort_id", "has no number, as D1-01 has", row.cohort_id)
    elif row.cohort_id != (meant := cohort_name(demand_id, max(int(number), 1))):
        yield sheet.fault(row.line, "cohort_id", f"is no cohort's name{did_you_mean(meant)}", row.cohort_id)
    if index.calendar.week(row.start) > index.as_of:
        message = f"lies after the week of as_of, {index.calendar.monday(index.as_of)}: it cannot have begun"
        yield sheet.fault(row.line, "start", message, str(row.start))


def _faults_between(index: Index, before: Actual, after: Actual) -> Iterator[Fault]:
    """Two steps of a cohort, one after the other."""
    sheet = index.sheets["actuals"]
    if index.calendar.week(after.start) <= index.calendar.week(before.start):
        message = f"is not after step {before.step} in {sheet.at(before.line)}"
        yield sheet.fault(after.line, "start", message, str(after.start))
    if after.trainees > before.trainees:
        message = f"is more than the {before.trainees} of step {before.step} in {sheet.at(before.line)}"
        yield sheet.fault(after.line, "trainees", message, str(after.trainees))
