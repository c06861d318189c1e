"""A dataset back into a folder or a workbook, so that reading it gives the same rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from trainopt.dataset.reader import Dataset, dataset_given, records_of
from trainopt.dataset.settings import FILE
from trainopt.dataset.source import Where, file_names
from trainopt.dataset.whole import try_to_write, written_whole
from trainopt.dataset.workbook import is_workbook
from trainopt.dataset.workbook_writer import write_workbook
from trainopt.errors import UsageError
from trainopt.tables import CSV, TABLES, Settings, Table


def write_dataset(
    dataset: Dataset | Where, path: Where, *, language: str = "en", overwrite: bool = False
) -> None:
    """Write a dataset folder, or a workbook where the path ends in .xlsx, whole or not at all.

    `language`, `en` or `uk`, is that of what a workbook tells of its columns; the rows are the same.

    Raises DatasetFaults, and UsageError where something stands there that may not be overwritten, or it
    cannot be written.

    >>> trainopt.write_dataset("data/example", "copy-of-example")
    """
    data, place = dataset_given(dataset), Path(path)
    try_to_write(place)
    if is_workbook(place):
        write_workbook(data, place, language=language, overwrite=overwrite)
    else:
        _write_folder(data, place, overwrite=overwrite)


def _write_folder(dataset: Dataset, folder: Path, *, overwrite: bool) -> None:
    """plan.toml and every table that has rows or must be there."""
    _check_folder(folder, overwrite=overwrite)
    with written_whole(folder) as made:
        for name, data in dataset_content(dataset).items():
            (made / name).write_bytes(data)


def dataset_content(dataset: Dataset) -> dict[str, bytes]:
    """The bytes of every file of a dataset's folder, by name."""
    rows = {name: [record.cells for record in records_of(dataset, name)] for name in TABLES}
    return content_of_rows(dataset.settings, rows)


def content_of_rows(
    settings: Settings, rows: Mapping[str, Collection[Mapping[str, str]]]
) -> dict[str, bytes]:
    """The same of rows as text, by the name of their table."""
    texts = {FILE: settings_text(settings)}
    for table in TABLES.values():
        if rows[table.name] or not table.optional:
            texts[table.file] = rows_text(table, rows[table.name])
    return {name: text.encode() for name, text in texts.items()}


def _check_folder(folder: Path, *, overwrite: bool) -> None:
    if not (folder.exists() or folder.is_symlink()):
        return
    if not overwrite:
        raise UsageError(f"{folder} exists; choose another folder")
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - set(file_names(CSV)):
        raise UsageError(f"{folder} is no dataset folder and is not overwritten; choose another folder")


def settings_text(settings: Settings) -> str:
    """plan.toml with every key that is set."""
    lines = [f"{key} = {_toml(value)}" for key, value in settings if value is not None]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def rows_text(table: Table, rows: Iterable[Mapping[str, str]]) -> str:
    """Rows, as text by column, as CSV: `,`, one header line, blank where nothing is set."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for cells in rows:
        writer.writerow([cells.get(column, "") for column in table.columns])
    return text.getvalue()
