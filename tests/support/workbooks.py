"""Workbooks for the tests, made with openpyxl, which is no code of ours, or as bare parts of XML."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from tests.support.faulty.base import BASE
from trainopt.dataset import read_dataset
from trainopt.errors import DatasetFaults

Edit = Callable[[Workbook], object]
Value = str | int | float | bool | object


def as_sheets(files: Mapping[str, str]) -> Workbook:
    """A dataset's files as a workbook, every cell a text, each row where its line is."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, text in files.items():
        sheet = book.create_sheet(name.rpartition(".")[0])
        for line, cells in rows_of(name, text):
            for column, cell in enumerate(cells, start=1):
                if cell:
                    sheet.cell(line, column).value = cell
                    sheet.cell(line, column).data_type = "s"
    return book


def rows_of(name: str, text: str) -> Iterable[tuple[int, list[str]]]:
    """A file's rows and their lines; of plan.toml, its keys with their values as text."""
    if name.endswith(".toml"):
        values = tomllib.loads(text)
        yield 1, ["key", "value"]
        for line, (key, value) in enumerate(values.items(), start=2):
            yield line, [key, " ".join(value) if isinstance(value, list) else str(value)]
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def workbook(path: Path, *edits: Edit, files: Mapping[str, str] = BASE) -> Path:
    """The files' workbook, edited."""
    book = as_sheets(files)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def put(sheet: str, **cells: Any) -> Edit:
    """Put values into cells of a sheet, as `put("capacity", D7=3)`."""

    def edit(book: Workbook) -> None:
        for name, value in cells.items():
            book[sheet][name] = value

    return edit


def with_rows_hidden(sheet: str, *rows: int) -> Edit:
    """Hide rows, as a filter does."""

    def edit(book: Workbook) -> None:
        for row in rows:
            book[sheet].row_dimensions[row].hidden = True

    return edit


def said(path: Path) -> tuple[list[str], list[str]]:
    """The lines of the faults and of the warnings that reading a dataset gives."""
    try:
        dataset = read_dataset(path)
    except DatasetFaults as refused:
        return [str(fault) for fault in refused.faults], [str(warning) for warning in refused.warnings]
    return [], [str(warning) for warning in dataset.warnings]


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a workbook's archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)
    return path


def notes_of(path: Path) -> dict[str, str]:
    """The notes of a workbook by cell, as openpyxl reads them."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
