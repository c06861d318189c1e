"""Plans: a folder is written whole or not at all; a folder or a workbook is read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.in_force import InForce, PublishedRow
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write, written_whole
from trainopt.errors import Fault, PlanFaults, UsageError
from trainopt.plan.manifest import MANIFEST, Manifest
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.results import ASSIGNMENTS, CLASSES, RESULTS
from trainopt.plan.results.frame import as_text, frame_of
from trainopt.plan.results.read import ResultRows, typed_rows
from trainopt.plan.source import open_plan

PLAN_FILES = {MANIFEST, *(table.file for table in RESULTS.values())}
"""All that a plan folder holds."""


def check_target(folder: Path, *, overwrite: bool) -> None:
    """Raise UsageError where a plan cannot be written to the folder, before any work is done."""
    try_to_write(folder)
    if not (folder.exists() or folder.is_symlink()):
        return
    if not overwrite:
        raise UsageError(f"{folder} exists; choose another folder or say --overwrite")
    if not folder.is_dir() or (any(folder.iterdir()) and not is_plan_folder(folder)):
        raise UsageError(f"{folder} is no plan folder and is not overwritten; choose another folder")
    if odd := sorted(path.name for path in folder.iterdir() if path.name not in PLAN_FILES):
        holds = f"{folder} holds {odd[0]} too, which is no part of a plan and would be lost"
        raise UsageError(f"{holds}; move it, or choose another folder")


def is_plan_folder(folder: Path) -> bool:
    """Whether a plan was written there."""
    return (folder / MANIFEST).is_file() and (folder / ASSIGNMENTS.file).is_file()


def write_plan(
    folder: Path, tables: Mapping[str, pd.DataFrame], manifest: Manifest, *, overwrite: bool
) -> None:
    """Write a plan folder, whole or not at all.

    Raises UsageError where it cannot be written; then whatever stood there stands there still.
    """
    check_target(folder, overwrite=overwrite)
    with written_whole(folder) as made:
        for name, frame in tables.items():
            table = RESULTS[name]
            as_text(table, frame).to_csv(made / table.file, index=False, lineterminator="\n")
        text = json.dumps(manifest.document(), indent=2, ensure_ascii=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")


def write_plan_folder(plan: Path, folder: Path, *, overwrite: bool = False) -> None:
    """Write a plan that is read from a workbook, or was saved by a spreadsheet, as a plan folder.

    Raises PlanFaults where it cannot be read, UsageError where the folder cannot be written.
    """
    check_target(folder, overwrite=overwrite)
    write_plan(
        folder, {name: read_frame(plan, name) for name in RESULTS}, read_manifest(plan), overwrite=overwrite
    )


def read_rows(plan: Path, name: str, *, whole: bool = True) -> ResultRows:
    """A result table. A plan from before the table was first written has none of its rows.

    In a table that is not `whole`, which was made by hand, columns and cells may be missing that follow from
    the others. Raises PlanFaults with every fault.
    """
    table, source = RESULTS[name], open_plan(plan)
    if table.since and not source.has(table):
        return ResultRows([], [])
    if not source.has(table):
        raise PlanFaults([source.located(table, Fault(table.file, 0, "", "is missing"))])
    rows, faults = typed_rows(table, source.content(table), whole=whole)
    if faults:
        raise PlanFaults([source.located(table, fault) for fault in faults])
    return rows


def read_frame(plan: Path, name: str) -> pd.DataFrame:
    """A result table as a typed frame. Raises PlanFaults with every fault."""
    return frame_of(RESULTS[name], read_rows(plan, name).lines)


def read_given(plan: Path) -> ResultRows:
    """assignments.csv, which may have no more than the columns that a plan needs. Raises PlanFaults."""
    source = open_plan(plan)
    if not source.has(ASSIGNMENTS):
        raise PlanFaults([Fault(str(plan), 0, "", f"is no plan: {ASSIGNMENTS.file} is missing")])
    if manifest_if_any(plan).extract is not None:
        raise no_whole_plan(plan)
    return read_rows(plan, ASSIGNMENTS.name, whole=False)


def no_whole_plan(plan: Path) -> PlanFaults:
    """The fault of a share where a whole plan is asked for."""
    return PlanFaults([Fault(str(plan), 0, "", "is a share of a plan, made by extract, and no whole plan")])


def check_alike(plan: Path, other: Path) -> None:
    """Raise UsageError where one is a share and the other is none, somebody else's, or without a unit below
    that the other has: what only one of them can have would count as gone.
    """
    check_manifests_alike((str(plan), manifest_if_any(plan)), (str(other), manifest_if_any(other)))


def check_manifests_alike(*plans: tuple[str, Manifest]) -> None:
    """The same of manifests that were read, each with what messages call its plan."""
    (plan, one), (other, two) = (
        (called, share and (share.nation, share.unit, share.units))
        for called, share in ((called, manifest.extract) for called, manifest in plans)
    )
    if one != two:
        raise UsageError(f"{plan} and {other} are not shares of the same, nor both whole plans")


def read_plan(folder: Where, dataset: Dataset | Calendar | Where) -> Plan:
    """The placements of a plan folder, in weeks of a dataset or its calendar.

    Raises DatasetFaults, PlanFaults.

    >>> plan = trainopt.read_plan("plans/example", "data/example")
    >>> plan.placements[0].step
    1
    """
    calendar = dataset if isinstance(dataset, Calendar) else Calendar.of(dataset_given(dataset).settings)
    rows = read_given(Path(folder))
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
        ),
        open_plan(Path(folder)).places,
    )


def plan_given(given: Plan | Where, calendar: Calendar) -> Plan:
    """The plan, read if it is a folder. Raises PlanFaults."""
    return given if isinstance(given, Plan) else read_plan(given, calendar)


def read_in_force(folder: Path, *, binds: bool = True) -> InForce:
    """A plan folder as the plan in force, or as what only says what has begun. Raises PlanFaults."""
    rows = read_given(folder)
    published = tuple(
        PublishedRow(line=number, **{name: line[name] for name in PUBLISHED_COLUMNS})
        for line, number in zip(rows.lines, rows.numbers, strict=True)
    )
    source = open_plan(folder)
    said = manifest_if_any(folder)
    sizes = _class_sizes(folder)
    letters = source.places.letters.get(ASSIGNMENTS.name, {})
    return InForce(published, binds, said.counted_from, source.sha256(), sizes, said.began, letters)


PUBLISHED_COLUMNS = (
    "cohort_id", "step", "site_id", "start", "class_id", "end", "trainees", "course_id", "nation_id",
    "unit_id", "demand_id",
)  # fmt: skip


def _class_sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """class_min and class_max of each class; nothing where the plan was made by hand."""
    if not open_plan(folder).has(CLASSES):
        return {}
    lines = read_rows(folder, CLASSES.name).lines
    return {line["class_id"]: (line["class_min"], line["class_max"]) for line in lines}


def manifest_if_any(plan: Path) -> Manifest:
    """What manifest.json of a plan holds; one that says nothing where there is none. Raises PlanFaults."""
    return open_plan(plan).manifest() or Manifest()


def read_manifest(plan: Path) -> Manifest:
    """What manifest.json of a plan holds, which must be there. Raises PlanFaults."""
    manifest = open_plan(plan).manifest()
    if manifest is None:
        raise PlanFaults([Fault(str(plan), 0, "", f"{MANIFEST} is missing")])
    return manifest


def plan_name(plan: Path) -> str:
    """The dataset or scenario that a plan is of; the name of its file or folder where nothing says it."""
    return manifest_if_any(plan).name or plan.name


def marking_of(plan: Path) -> str:
    """What must stand on all that shows the plan; blank where nothing must."""
    return manifest_if_any(plan).marking or ""
