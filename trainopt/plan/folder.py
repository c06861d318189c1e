"""Plan folders: written whole or not at all, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset import Calendar
from trainopt.dataset.sheet import Sheet, sheet_of
from trainopt.dataset.whole import written_whole
from trainopt.errors import Fault, PlanFaults, UsageError, shown
from trainopt.kinds import CohortId, Day, Id, Positive, Text
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.tables import TABLES
from trainopt.problem.entities import PublishedStep
from trainopt.tables import Row, Table, column

MANIFEST = "manifest.json"
EXTRACT = "extract"
"""The manifest's key that says whose share of a plan a folder holds."""
SINCE_LATER = ("sites",)
"""The tables that folders written by earlier versions do not have."""


class AssignmentRow(Row):
    """A line of assignments.csv. Five columns say what the plan is; the others follow from the data."""

    cohort_id: CohortId = column("the cohort", key=True)
    step: Positive = column("the step", key=True)
    class_id: Text = column("the class")
    site_id: Id = column("the site")
    start: Day = column("the week from which it is held")
    trainees: Positive | None = column("the cohort's size", blank="the data's")
    demand_id: Text | None = column("follows from the data", blank="the data's")
    unit_id: Text | None = column("follows from the data", blank="the data's")
    pipeline_id: Text | None = column("follows from the data", blank="the data's")
    course_id: Text | None = column("follows from the data", blank="the data's")
    nation_id: Text | None = column("follows from the data", blank="the data's")
    end: Text | None = column("follows from the data", blank="the data's")
    wait_weeks: Text | None = column("follows from the data", blank="the data's")
    weeks_late: Text | None = column("follows from the data", blank="the data's")
    pinned: Text | None = column("follows from the data", blank="the data's")


ASSIGNMENTS = Table("assignments", AssignmentRow)


def check_target(folder: Path, *, overwrite: bool) -> None:
    """Raise UsageError where a plan cannot be written to the folder, before any work is done."""
    if not (folder.exists() or folder.is_symlink()):
        return
    if not overwrite:
        raise UsageError(f"{folder} exists; choose another folder or say --overwrite")
    if not folder.is_dir() or (any(folder.iterdir()) and not is_plan_folder(folder)):
        raise UsageError(f"{folder} is no plan folder and is not overwritten; choose another folder")


def is_plan_folder(folder: Path) -> bool:
    """Whether a plan was written there."""
    return (folder / MANIFEST).is_file() and (folder / ASSIGNMENTS.file).is_file()


def write_plan(
    folder: Path, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any], *, overwrite: bool
) -> None:
    """Write a plan folder, whole or not at all.

    Raises UsageError where it cannot be written; then whatever stood there stands there still.
    """
    check_target(folder, overwrite=overwrite)
    with written_whole(folder) as made:
        for name, table in tables.items():
            table.to_csv(made / f"{name}.csv", index=False, lineterminator="\n")
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")


def read_sheet_of_plan(folder: Path) -> Sheet:
    """assignments.csv as rows. Raises PlanFaults with every fault in it."""
    if not folder.is_dir():
        raise PlanFaults([Fault(str(folder), 0, "", "no such plan folder")])
    path = folder / ASSIGNMENTS.file
    if not path.is_file():
        raise PlanFaults([Fault(str(folder), 0, "", f"is no plan folder: {ASSIGNMENTS.file} is missing")])
    if (folder / MANIFEST).is_file() and EXTRACT in read_manifest(folder):
        raise PlanFaults(
            [Fault(str(folder), 0, "", "is a share of a plan, made by extract, and no whole plan")]
        )
    sheet = sheet_of(ASSIGNMENTS, path)
    if sheet.faults:
        raise PlanFaults(sheet.faults)
    return sheet


def read_plan(folder: Path, calendar: Calendar) -> Plan:
    """The placements of a plan folder, in weeks of the calendar. Raises PlanFaults."""
    return Plan(
        tuple(
            sorted(
                Placement(
                    row.cohort_id, row.step, row.site_id, calendar.week(row.start), row.class_id, row.line
                )
                for row in read_sheet_of_plan(folder).rows
            )
        )
    )


def read_published(folder: Path, calendar: Calendar) -> dict[tuple[str, int], PublishedStep]:
    """A plan folder as the plan in force. Raises PlanFaults."""
    return {
        (row.cohort_id, row.step): PublishedStep(
            row.site_id, calendar.week(row.start), row.trainees or 0, row.line
        )
        for row in read_sheet_of_plan(folder).rows
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """manifest.json of a plan folder. Raises PlanFaults."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlanFaults([Fault(str(folder / MANIFEST), 0, "", f"cannot be read: {error}")]) from error
    if not isinstance(manifest, dict):
        raise PlanFaults([Fault(str(folder / MANIFEST), 0, "", "is no manifest")])
    return manifest


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A result table as text, blanks as empty text. Raises PlanFaults."""
    path = folder / f"{name}.csv"
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise PlanFaults([Fault(str(path), 0, "", f"cannot be read: {error}")]) from error


def read_complete_table(folder: Path, name: str) -> pd.DataFrame:
    """A result table with all columns of the contract, empty where an older folder has none yet.

    Raises PlanFaults.
    """
    if name in SINCE_LATER and not (folder / f"{name}.csv").exists():
        return pd.DataFrame(columns=list(TABLES[name][1]), dtype=str)
    table = read_table(folder, name)
    missing = [column for column in TABLES[name][1] if column not in table.columns]
    if missing:
        path = str(folder / f"{name}.csv")
        raise PlanFaults([Fault(path, 1, column, "the column is missing") for column in missing])
    return table


def whole_numbers(folder: Path, name: str, table: pd.DataFrame, column: str) -> pd.Series[int]:
    """A column of a result table as whole numbers. Raises PlanFaults with the first that is none."""
    digits = table[column].str.fullmatch("[0-9]+")
    if not digits.all():
        line, cell = int(digits.to_numpy().argmin()) + 2, table[column][~digits].iloc[0]
        message = f"must be a whole number (got {shown(cell)})"
        raise PlanFaults([Fault(str(folder / f"{name}.csv"), line, column, message)])
    return table[column].astype(int)
