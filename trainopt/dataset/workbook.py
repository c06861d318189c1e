"""A workbook (.xlsx, .ods) as a dataset: a sheet for each table, and `plan` for the keys of plan.toml."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.ods import ENDING as ODS
from trainopt.dataset.ods import read_ods
from trainopt.dataset.scenario_rows import SCENARIOS
from trainopt.dataset.settings import checked_settings
from trainopt.dataset.sheet import Sheet, absent, typed
from trainopt.dataset.source import Places, file_names
from trainopt.dataset.wording import nearest
from trainopt.dataset.workbook_cells import Cells, Letters, cells_of, content_of
from trainopt.dataset.workbook_parts import (
    Parts,
    Refused,
    check_sheets,
    packed,
    read_parts,
    scan_sheet,
    sheet_parts,
    text_lengths,
)
from trainopt.errors import DatasetFaults, Fault
from trainopt.extras import missing
from trainopt.kinds import Id, Text, day_of
from trainopt.tables import SHEETS, TABLES, Row, Settings, Table, column
from trainopt.wording import counted

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ENDING = ".xlsx"
READ_ENDINGS = (ENDING, ".xlsm", ODS)
"""With macros it is read as well, none is run or kept; and so are LibreOffice's own."""
OWN_SHEETS = ("about", "notes", "про", "нотатки", SCENARIOS)
"""How the names of sheets begin, in any language, that are no tables, and no misspelt ones."""


TWICE = Cells(refused="stands there twice, under names that differ in case alone")


class SettingRow(Row):
    """A key of plan.toml with its value; what else stands beside it is there to be read by people."""

    key: Id = column("the key", key=True)
    value: Text | None = column("its value", blank="the default")
    meaning: Text | None = column("what it means", blank="nothing")
    default: Text | None = column("what holds where there is no value", blank="nothing")


PLAN = Table(SHEETS.settings, SettingRow, form=SHEETS)


def is_workbook(path: Path) -> bool:
    """Whether a path is a workbook's, by its ending."""
    return path.suffix.lower() in READ_ENDINGS and not path.is_dir()


@dataclass
class Workbook:
    """A workbook's sheets as cells, by the names of the tables; `odd` warns of the other sheets."""

    path: Path
    data: bytes
    cells: dict[str, Cells]
    odd: list[Fault]
    letters: dict[str, Letters] = field(default_factory=dict)

    def settings(self) -> tuple[Settings | None, list[Fault]]:
        """The settings, or every fault of the sheet `plan`."""
        sheet = self._sheet(PLAN)
        letters = self.letters.get(PLAN.name, {})
        # A key is at fault for its value; what is no key of ours, for itself.
        keys = dict.fromkeys(Settings.model_fields, letters.get("value", "B"))
        self.letters[PLAN.name] = {"key": "A"} | letters | keys
        lines: dict[str, int] = {}
        values: dict[str, Any] = {}
        for row in sheet.rows:
            key = row.key.lower()
            if key in lines:
                sheet.faults.append(
                    sheet.fault(row.line, "key", f"stands in {sheet.at(lines[key])} too", key)
                )
            elif row.value is not None:
                values[key] = _setting(key, row.value)
            lines.setdefault(key, row.line)
        if sheet.faults:
            return None, sheet.faults
        return checked_settings(values, PLAN.name, lambda key: lines.get(key, 0))

    def sheets(self, deadline: Deadline = NEVER) -> dict[str, Sheet]:
        """Every table. Raises NoPlanInTime where the time is up."""
        return {name: self._sheet(replace(table, form=SHEETS), deadline) for name, table in TABLES.items()}

    def _sheet(self, table: Table, deadline: Deadline = NEVER) -> Sheet:
        if table.name not in self.cells:
            return absent(table, "sheet")
        content, self.letters[table.name] = content_of(table, self.cells[table.name])
        return typed(table, content, deadline)

    def faults(self) -> Iterator[Fault]:
        """Nothing: all that is there is in sheets."""
        yield from ()

    def warnings(self) -> Iterator[Fault]:
        """A sheet that is no table may be a misspelt one; one that is hidden may be a forgotten one."""
        yield from self.odd

    def places(self) -> Places:
        """Cells of sheets."""
        return Places(SHEETS, self.letters)

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of the file, by its name."""
        return {self.path.name: hashlib.sha256(self.data).hexdigest()}


def _setting(key: str, text: str) -> Any:
    """The value of a key as plan.toml would hold it; a text that is none stays one, which is a fault."""
    if key in ("start", "as_of"):
        return day_of(text) or text
    if key == "objective":
        return text.replace(",", " ").split()
    elif key not in ("name", "marking") and text.isascii() and text.isdigit():
        return int(text)
    return text


def open_workbook(path: Path) -> Workbook:
    """Unpack, measure and read a workbook.

    Raises DatasetFaults where it cannot be read or is no dataset, UsageError where nothing is installed
    that reads it.
    """
    none = f"is no dataset: neither the sheet {PLAN.name} nor that of any table is in it"
    opened = open_sheets(path, file_names(SHEETS), none)
    return Workbook(path, opened.data, opened.cells, opened.odd)


@dataclass(frozen=True)
class OpenedSheets:
    """The bytes of a workbook, its sheets of the names asked for as cells, and warnings of its others."""

    data: bytes
    cells: dict[str, Cells]
    odd: list[Fault]


def open_sheets(path: Path, names: Sequence[str] | None, none: str) -> OpenedSheets:
    """Unpack, measure and read the sheets of these names, in whatever case; `none` says what it is not.

    Without names, all of them by their own.

    Raises DatasetFaults where it cannot be read or has none of them, UsageError where nothing is installed
    that reads it.
    """
    try:
        opened = _open_ods if path.suffix.lower() == ODS else _open_xlsx
        return opened(path, names, none)
    except Refused as error:
        raise DatasetFaults([Fault(str(path), 0, "", str(error))]) from error


def _open_ods(path: Path, names: Sequence[str] | None, none: str) -> OpenedSheets:
    data, sheets = read_ods(path)
    known = _known([sheet.name for sheet in sheets], names, none)
    cells: dict[str, Cells] = {}
    for sheet in sheets:
        if sheet.name in known:
            table = known[sheet.name]
            cells[table] = TWICE if table in cells else sheet.cells
    odd = _odd({sheet.name: not sheet.hidden for sheet in sheets}, known, names)
    return OpenedSheets(data, cells, [*odd, *_hidden_rows(cells)])


def _open_xlsx(path: Path, names: Sequence[str] | None, none: str) -> OpenedSheets:
    try:
        import python_calamine
    except ImportError as error:
        raise missing("reading a workbook needs python-calamine", "excel") from error
    try:
        data, parts = read_parts(path)
        lengths = text_lengths(parts)
        with python_calamine.load_workbook(packed(parts)) as book:
            known = _known(book.sheet_names, names, none)
            cells = _all_cells(book, parts, lengths, known)
            visible = python_calamine.SheetVisibleEnum.Visible
            shown = {sheet.name: sheet.visible == visible for sheet in book.sheets_metadata}
            return OpenedSheets(data, cells, [*_odd(shown, known, names), *_hidden_rows(cells)])
    except python_calamine.CalamineError as error:
        raise Refused(str(error)) from error


def _known(sheets: Sequence[str], names: Sequence[str] | None, none: str) -> dict[str, str]:
    """Of the sheets that are meant, the table of each. Raises Refused: none, or too many."""
    check_sheets(len(sheets), 0)
    if names is None:
        return {name: name for name in sheets}
    known = {name: table for name in sheets if (table := name.strip().lower()) in names}
    if not known:
        raise Refused(none)
    return known


def _all_cells(
    book: CalamineWorkbook, parts: Parts, lengths: list[int], known: Mapping[str, str]
) -> dict[str, Cells]:
    where = sheet_parts(parts)
    cells: dict[str, Cells] = {}
    for name, table in known.items():
        cells[table] = (
            TWICE if table in cells else _cells(book, name, parts.get(where.get(name, "")), lengths)
        )
        check_sheets(len(cells), sum(sheet.scan.area for sheet in cells.values()))
    return cells


def _cells(book: CalamineWorkbook, name: str, part: bytes | None, lengths: list[int]) -> Cells:
    if part is None:
        return Cells(refused="is no sheet of cells that can be read")
    try:
        scan = scan_sheet(part, lengths)
    except Refused as error:
        return Cells(refused=str(error))
    sheet = book.get_sheet_by_name(name)
    return cells_of(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or (), scan)


def _hidden_rows(cells: Mapping[str, Cells]) -> Iterator[Fault]:
    for table, sheet in cells.items():
        if hidden := sheet.scan.hidden:
            message = f"{counted(len(hidden), 'row')} hidden, by a filter perhaps, and read all the same"
            yield Fault(table, hidden[0] + 1, "", message, f"A{hidden[0] + 1}")


def _odd(shown: Mapping[str, bool], known: Mapping[str, str], names: Sequence[str] | None) -> Iterator[Fault]:
    """Of all sheets, whether they are shown: those that are hidden, and those that are no table."""
    missing = [name for name in names or () if name not in known.values()]
    for name, visible in shown.items():
        if name in known:
            if not visible:
                yield Fault(known[name], 0, "", "the sheet is hidden, and is read all the same")
        elif not name.lower().startswith(OWN_SHEETS):
            yield Fault(name, 0, "", f"is no table of a dataset and is not read{nearest(name, missing)}")
