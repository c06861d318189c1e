"""Where a plan is read from: a folder of CSV files, or a workbook with a sheet for each table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from trainopt.dataset.csvfile import read_csv
from trainopt.dataset.documents import NO_VALUE, decode, json_value, parse_json
from trainopt.dataset.limits import LARGEST_FILE, LARGEST_MANIFEST, MOST_MANIFEST_VALUES
from trainopt.dataset.plain import Unread, is_there, looked_into, read_inside
from trainopt.dataset.sheet import Content
from trainopt.dataset.source import Places
from trainopt.dataset.workbook import OpenedSheets, is_workbook, open_sheets
from trainopt.dataset.workbook_cells import Letters, content_of
from trainopt.errors import DatasetFaults, Fault, PlanFaults
from trainopt.kinds import Text
from trainopt.plan.manifest import MANIFEST, Manifest
from trainopt.plan.results import ASSIGNMENTS, RESULTS
from trainopt.plan.results.table import WrittenTable, as_read
from trainopt.tables import SHEETS, Row, Table, column


class ManifestRow(Row):
    """An entry of manifest.json in a workbook: the way to it, as `/tiers/0/value`, and its value as JSON."""

    key: Text = column("the way to it", key=True)
    value: Text | None = column("its value", blank="nothing")


MANIFEST_SHEET = Table("manifest", ManifestRow, form=SHEETS)


class PlanSource(Protocol):
    """A plan that is there to be read."""

    @property
    def row(self) -> str:
        """What messages call a row of its assignments, the number as `{}`."""

    @property
    def places(self) -> Places:
        """Where the rows stand of the tables that were read."""

    def has(self, table: WrittenTable) -> bool:
        """Whether the table is there."""

    def content(self, table: WrittenTable) -> Content:
        """A table that is there as text. Its faults are not yet located."""

    def located(self, table: WrittenTable, fault: Fault) -> Fault:
        """A fault of a table with where that stands: in which folder, or in which cell."""

    def manifest(self) -> Manifest | None:
        """What manifest.json holds; None where there is none. Raises PlanFaults."""

    def sha256(self) -> dict[str, str]:
        """The SHA-256 of the file that says what the plan is, by its name."""

    def made(self) -> float:
        """When the plan was made, in seconds since 1970."""


@dataclass(frozen=True)
class PlanFolder:
    """A plan folder."""

    path: Path
    row: ClassVar[str] = f"{ASSIGNMENTS.file}:{{}}"
    places: ClassVar[Places] = Places()

    def has(self, table: WrittenTable) -> bool:
        """Whether the table's file is there."""
        return is_there(self.path / table.file)

    def content(self, table: WrittenTable) -> Content:
        """The table's file."""
        return read_csv(self._data(table.file), as_read(table))

    def _data(self, name: str, most: int = LARGEST_FILE) -> bytes:
        try:
            return read_inside(self.path, name, most)
        except Unread as error:
            raise PlanFaults([Fault(str(self.path / name), 0, "", str(error))]) from error

    def located(self, table: WrittenTable, fault: Fault) -> Fault:
        """The file with its folder."""
        return replace(fault, file=str(self.path / table.file))

    def manifest(self) -> Manifest | None:
        """manifest.json."""
        if not is_there(self.path / MANIFEST):
            return None
        file = str(self.path / MANIFEST)
        text = decode(file, self._data(MANIFEST, LARGEST_MANIFEST))
        manifest = text if isinstance(text, Fault) else parse_json(file, text, MOST_MANIFEST_VALUES)
        if isinstance(manifest, Fault):
            raise PlanFaults([manifest])
        return _typed(file, manifest)

    def sha256(self) -> dict[str, str]:
        """That of assignments.csv."""
        return {ASSIGNMENTS.file: hashlib.sha256(self._data(ASSIGNMENTS.file)).hexdigest()}

    def made(self) -> float:
        """When the manifest was written, or assignments.csv where there is none."""
        path = self.path / MANIFEST
        return (path if path.is_file() else self.path / ASSIGNMENTS.file).stat().st_mtime


@dataclass(frozen=True)
class PlanBook:
    """A plan as a workbook."""

    path: Path
    sheets: OpenedSheets
    letters: dict[str, Letters] = field(default_factory=dict)

    @property
    def row(self) -> str:
        """The cell of the row's cohort."""
        letters = self.letters.get(ASSIGNMENTS.name, {})
        return f"{ASSIGNMENTS.name}!{letters.get('cohort_id', 'A')}{{}}"

    @property
    def places(self) -> Places:
        """Cells of sheets."""
        return Places(SHEETS, dict(self.letters))

    def has(self, table: WrittenTable) -> bool:
        """Whether there is a sheet of its name."""
        return table.name in self.sheets.cells

    def content(self, table: WrittenTable) -> Content:
        """The sheet."""
        content, self.letters[table.name] = content_of(as_read(table, SHEETS), self.sheets.cells[table.name])
        return content

    def located(self, table: WrittenTable, fault: Fault) -> Fault:
        """The cell in the sheet."""
        letters = self.letters.get(table.name, {})
        letter = letters.get(fault.column) or next(iter(letters.values()), "A")
        cell = fault.cell or (f"{letter}{fault.line}" if fault.line else "")
        return replace(fault, file=table.name, cell=cell)

    def manifest(self) -> Manifest | None:
        """The sheet `manifest`."""
        cells = self.sheets.cells.get(MANIFEST_SHEET.name)
        if cells is None:
            return None
        content, _ = content_of(MANIFEST_SHEET, cells)
        if content.faults:
            raise PlanFaults(content.faults)
        entries = {record.cells.get("key", ""): record.cells.get("value", "") for record in content.records}
        try:
            return _typed(MANIFEST_SHEET.name, unfolded(entries))
        except NO_VALUE as error:
            raise PlanFaults([Fault(MANIFEST_SHEET.name, 0, "", f"cannot be read: {error}")]) from error

    def sha256(self) -> dict[str, str]:
        """That of the workbook."""
        return {self.path.name: hashlib.sha256(self.sheets.data).hexdigest()}

    def made(self) -> float:
        """When the workbook was written."""
        return self.path.stat().st_mtime


def open_plan(path: Path) -> PlanSource:
    """The plan at a path. Raises PlanFaults where there is none, or a workbook cannot be read."""
    with looked_into(path, PlanFaults):
        if is_workbook(path) and path.is_file():
            state = path.stat()
            return _opened(path, state.st_mtime_ns, state.st_size)
        if not path.is_dir():
            none = "is neither a plan folder nor a workbook" if path.exists() else "no such plan folder"
            raise PlanFaults([Fault(str(path), 0, "", none)])
        return PlanFolder(path)


@lru_cache(maxsize=2)
def _opened(path: Path, _changed: int, _size: int) -> PlanBook:
    """A workbook, unpacked once for all of its sheets; as many are kept as a comparison needs."""
    names = [*RESULTS, MANIFEST_SHEET.name]
    try:
        return PlanBook(path, open_sheets(path, names, f"is no plan: it has no sheet {ASSIGNMENTS.name}"))
    except DatasetFaults as error:
        raise PlanFaults(error.faults) from error


def is_plan_workbook(path: Path) -> bool:
    """Whether a workbook holds a plan, and no dataset."""
    if not (is_workbook(path) and path.is_file()):
        return False
    try:
        return open_plan(path).has(ASSIGNMENTS)
    except PlanFaults:
        return False


def folded(value: Any, way: str = "") -> Iterator[tuple[str, str]]:
    """Every entry of a JSON document with the way to it, and its value as JSON has it."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from folded(inner, f"{way}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from folded(inner, f"{way}/{number}")
    else:
        yield way, json.dumps(value, ensure_ascii=False)


def unfolded(entries: Mapping[str, str]) -> dict[str, Any]:
    """The document whose entries these are. Raises ValueError where they are those of none."""
    root: dict[str, Any] = {}
    for way, text in entries.items():
        *outer, last = [part.replace("~1", "/").replace("~0", "~") for part in way.split("/")[1:]]
        inner = root
        for part in outer:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{way} leads through a value")
        inner[last] = json_value(text)
    return {key: _with_lists(value) for key, value in root.items()}


def _with_lists(value: Any) -> Any:
    """Mappings of 0, 1, 2 … as lists."""
    if not isinstance(value, dict) or not value:
        return value
    inner = {key: _with_lists(one) for key, one in value.items()}
    return list(inner.values()) if list(inner) == [str(number) for number in range(len(inner))] else inner


def _typed(file: str, document: object) -> Manifest:
    """The manifest that a document holds. Raises PlanFaults with every fault."""
    if not isinstance(document, dict):
        raise PlanFaults([Fault(file, 0, "", "is no manifest")])
    found = Manifest.of(file, document)
    if isinstance(found, list):
        raise PlanFaults(found)
    return found
