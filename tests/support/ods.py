"""Workbooks of LibreOffice (.ods) for the tests, as bare XML, and datasets packed as .zip."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.support.faulty.base import BASE
from tests.support.workbooks import rows_of

NAMES = " ".join(
    f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "table", "text", "style", "calcext", "dc")
)
TABLE = "<table:table table:name={name}>{rows}</table:table>"
EMPTY_CELL = "<table:table-cell/>"
REST = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
"""What LibreOffice writes for the empty rows under a sheet's last one."""


def cell(text: str, attributes: str = "", times: int = 1) -> str:
    """A cell that shows a text, of some kind, so many times."""
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return (
        f"<table:table-cell {attributes}{repeated}><text:p>{escape(text)}</text:p></table:table-cell>"
        if text or attributes
        else EMPTY_CELL
    )


def row(cells: str, attributes: str = "") -> str:
    """A row, with what LibreOffice writes for the empty cells after the last."""
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f"<table:table-row {attributes}>{cells}{rest}</table:table-row>"


def sheet(name: str, rows: str) -> str:
    """A sheet with the rows that follow it to the end."""
    return TABLE.format(name=quoteattr(name), rows=rows + REST)


def sheet_of(name: str, text: str) -> str:
    """A file of a dataset as a sheet, every cell a text, each row where its line is."""
    rows, at = "", 1
    for line, cells in rows_of(name, text):
        rows += "<table:table-row/>" * (line - at)
        rows += row("".join(map(cell, cells)))
        at = line + 1
    return sheet(name.rpartition(".")[0], rows)


def ods(path: Path, files: Mapping[str, str] = BASE, **instead: str) -> Path:
    """The files' workbook, with these sheets in the place of its own, or besides."""
    sheets = {name.rpartition(".")[0]: sheet_of(name, text) for name, text in files.items()} | instead
    return ods_of(path, "".join(sheets.values()))


def ods_of(path: Path, body: str, styles: str = "") -> Path:
    """A workbook with this content."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def packed(path: Path, files: Mapping[str, str] = BASE, folder: str = "") -> Path:
    """The files in an archive, at its top or in a folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{folder}{name}", text)
    return path
