"""Plan folders: written whole or not at all, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset import Calendar
from trainopt.dataset.csvfile import read_csv
from trainopt.dataset.given import Where
from trainopt.dataset.whole import written_whole
from trainopt.errors import Fault, PlanFaults, UsageError
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.results import ASSIGNMENTS, RESULTS
from trainopt.plan.results.frame import as_text, frame_of
from trainopt.plan.results.read import ResultRows, typed_rows
from trainopt.problem.entities import PublishedStep

MANIFEST = "manifest.json"
EXTRACT = "extract"
"""The manifest's key that says whose share of a plan a folder holds."""


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
        for name, frame in tables.items():
            table = RESULTS[name]
            as_text(table, frame).to_csv(made / table.file, index=False, lineterminator="\n")
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")


def read_rows(folder: Path, name: str, *, whole: bool = True) -> ResultRows:
    """A result table. A folder from before the table was first written has none of its rows.

    In a table that is not `whole`, which was made by hand, columns and cells may be missing that follow from
    the others. Raises PlanFaults with every fault.
    """
    table = RESULTS[name]
    path = folder / table.file
    if table.since and not path.exists():
        return ResultRows([], [])
    rows, faults = typed_rows(table, read_csv(path, table), whole=whole)
    if faults:
        raise PlanFaults([_in_folder(folder, fault) for fault in faults])
    return rows


def _in_folder(folder: Path, fault: Fault) -> Fault:
    return Fault(str(folder / fault.file), fault.line, fault.column, fault.message)


def read_frame(folder: Path, name: str) -> pd.DataFrame:
    """A result table as a typed frame. Raises PlanFaults with every fault."""
    return frame_of(RESULTS[name], read_rows(folder, name).lines)


def read_given(folder: Path) -> ResultRows:
    """assignments.csv, which may have no more than the columns that a plan needs. Raises PlanFaults."""
    if not folder.is_dir():
        raise PlanFaults([Fault(str(folder), 0, "", "no such plan folder")])
    if not (folder / ASSIGNMENTS.file).is_file():
        raise PlanFaults([Fault(str(folder), 0, "", f"is no plan folder: {ASSIGNMENTS.file} is missing")])
    if (folder / MANIFEST).is_file() and EXTRACT in read_manifest(folder):
        raise PlanFaults(
            [Fault(str(folder), 0, "", "is a share of a plan, made by extract, and no whole plan")]
        )
    return read_rows(folder, ASSIGNMENTS.name, whole=False)


def read_plan(folder: Path, calendar: Calendar) -> Plan:
    """The placements of a plan folder, in weeks of the calendar. Raises PlanFaults."""
    rows = read_given(folder)
    return Plan(
        tuple(
            sorted(
                Placement(
                    line["cohort_id"],
                    line["step"],
                    line["site_id"],
                    calendar.week(line["start"]),
                    line["class_id"],
                    number,
                )
                for line, number in zip(rows.lines, rows.numbers, strict=True)
            )
        )
    )


def plan_given(given: Plan | Where, calendar: Calendar) -> Plan:
    """The plan, read if it is a folder. Raises PlanFaults."""
    return given if isinstance(given, Plan) else read_plan(Path(given), calendar)


def read_published(folder: Path, calendar: Calendar) -> dict[tuple[str, int], PublishedStep]:
    """A plan folder as the plan in force. Raises PlanFaults."""
    rows = read_given(folder)
    return {
        (line["cohort_id"], line["step"]): PublishedStep(
            line["site_id"], calendar.week(line["start"]), line["trainees"] or 0, number
        )
        for line, number in zip(rows.lines, rows.numbers, strict=True)
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
