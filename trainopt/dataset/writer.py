"""A dataset back into a folder, so that reading it gives the same rows."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

from trainopt.dataset.reader import Dataset, records_of
from trainopt.dataset.settings import FILE
from trainopt.dataset.whole import written_whole
from trainopt.errors import UsageError
from trainopt.tables import TABLES, Settings, Table


def write_dataset(dataset: Dataset, folder: Path) -> None:
    """Write plan.toml and every table that has rows or must be there, whole or not at all.

    Raises UsageError where the folder exists or cannot be written.
    """
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} exists; choose another folder")
    with written_whole(folder) as made:
        (made / FILE).write_text(settings_text(dataset.settings), encoding="utf-8", newline="")
        for table in TABLES.values():
            if dataset.rows(table.name) or not table.optional:
                (made / table.file).write_text(table_text(dataset, table), encoding="utf-8", newline="")


def settings_text(settings: Settings) -> str:
    """plan.toml with every key that is set."""
    lines = [f"{key} = {_toml(value)}" for key, value in settings if value is not None]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def table_text(dataset: Dataset, table: Table) -> str:
    """A table as CSV: `,`, one header line, blank where nothing is set."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for record in records_of(dataset, table.name):
        writer.writerow([record.cells.get(column, "") for column in table.columns])
    return text.getvalue()
