"""The folder for people, each part of it whole or not at all.

FOLDER/published/         the plan in force, a plan folder
FOLDER/run/               what the last run planned, published or not; not there where it came to no plan
FOLDER/changes.csv        its changes against the plan in force when it began, with causes
FOLDER/data_changes.csv   what changed in the data
FOLDER/summary.md
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from trainopt.dataset.source import file_names
from trainopt.dataset.whole import make_folder, write_text, written_whole
from trainopt.errors import UsageError
from trainopt.plan.folder import is_plan_folder
from trainopt.plan.manifest import MANIFEST
from trainopt.plan.results import ASSIGNMENTS
from trainopt.runs.nightly.differences import DataChange
from trainopt.runs.nightly.snapshot import files_of, put_files
from trainopt.runs.whatif_folder import STATE
from trainopt.runs.writing import write_table
from trainopt.tables import CSV

PUBLISHED, RUN = "published", "run"
FOREIGN = frozenset({MANIFEST, *file_names(CSV), ASSIGNMENTS.file, STATE})
"""What stands in the folder of a plan, of a dataset or of what-ifs: a night would replace files there."""
DATA_COLUMNS = ("table", "key", "change", "column", "before", "after")


def check_out(out: Path) -> None:
    """Make the folder. Raises UsageError where it cannot be written, or where what is not ours would go."""
    try:
        make_folder(out)
        if taken := {path.name for path in out.iterdir()} & FOREIGN:
            raise UsageError(f"{out} holds {min(taken)}, which no night writes: choose another --out")
        with tempfile.TemporaryFile(dir=out) as probe:
            probe.write(b" ")
        for folder in (out / RUN, out / PUBLISHED):
            if not is_free(folder) and not is_plan_folder(folder):
                raise UsageError(f"{folder} is no plan folder, and would be replaced: choose another --out")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror or error}") from error


def is_free(folder: Path) -> bool:
    """Whether nothing stands there, or an empty folder."""
    if folder.is_dir():
        return not any(folder.iterdir())
    return not folder.exists() and not folder.is_symlink()


def holds(folder: Path, content: Mapping[str, bytes]) -> bool:
    """Whether a folder has these files and nothing else."""
    if not folder.is_dir() or not all(path.is_file() for path in folder.iterdir()):
        return False
    return files_of(folder) == content


def write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write a folder's files in the place of what stands there, unless they stand there already."""
    if holds(folder, content):
        return
    with written_whole(folder) as made:
        put_files(made, content)


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def clear_changes(out: Path) -> None:
    """Remove the changes that an earlier run has told of. Raises OSError."""
    for name in ("changes.csv", "data_changes.csv"):
        (out / name).unlink(missing_ok=True)


def clear_run(out: Path) -> None:
    """Remove what an earlier run has left, for one that came to no plan. Raises UsageError."""
    try:
        clear_changes(out)
        if (out / RUN).is_dir():
            shutil.rmtree(out / RUN)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror or error}") from error


def note_publication(out: Path, files: Mapping[str, bytes], note: str) -> None:
    """Renew the plan in force by hand, and say so above the last run's summary. Raises UsageError."""
    write_folder(out / PUBLISHED, files)
    page = out / "summary.md"
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    write_text(page, f"**{note}**\n\n{before}")


def write_changes(out: Path, changes: pd.DataFrame, data: Sequence[DataChange] | None) -> None:
    """Write the changes of plan and, where they are known, of the data. Raises UsageError."""
    write_table(out / "changes.csv", changes)
    if data is None:
        (out / "data_changes.csv").unlink(missing_ok=True)
        return
    rows = [[as_text(getattr(change, column)) for column in DATA_COLUMNS] for change in data]
    write_table(out / "data_changes.csv", pd.DataFrame(rows, columns=list(DATA_COLUMNS)))
