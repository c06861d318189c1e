"""A workbook, a folder, an archive of one or a CSV file as a draft: what it changes, within the scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset.deadline import NEVER
from trainopt.dataset.reader import open_source
from trainopt.dataset.sheet import COLUMN_MISSING, Record, Sheet
from trainopt.dataset.source import Places, Where
from trainopt.errors import DatasetFaults, Fault, UsageError
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.nightly.snapshot import laid_out
from trainopt.runs.store import Store
from trainopt.scenario.rows import canonical_cell
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor, Role
from trainopt.service.contents import DataAtHand
from trainopt.service.datasets import data_of, table_within
from trainopt.service.differences import RowEdit, RowKey, changes_of, key_columns, key_of
from trainopt.service.drafts import Draft, OutsideScope, begin_draft
from trainopt.service.merging import merge
from trainopt.service.scopes import EditHere, Reaches, shows_table
from trainopt.service.versions import LATEST, version_at
from trainopt.tables import TABLES

EXPORTED = re.compile(r"-v(\d{1,9})(?=\.[A-Za-z]+$|$)")
"""How the name of what was exported says of which version it is: `coalition-v12.xlsx`."""

CSV_FILE = re.compile(r"(?i)(\w+?)(?:-v\d+)?\.csv")


@dataclass(frozen=True)
class UploadRead:
    """What a file would change: the edits, and the rows that it lacks, which stay unless they are deleted."""

    base: int
    edits: tuple[RowEdit, ...]
    lacking: tuple[RowEdit, ...]


def read_upload(
    store: Store, actor: Actor, name: str, content: bytes | Where, base: int | str | None = None
) -> UploadRead:
    """What a file changes against the version that it was exported from, as its name says, else the newest.

    `content` are its bytes, or where it lies; a folder is read where it lies. Cells of columns that it has
    not stay: of a row that is there it needs the key and what changes, no more. Raises OutsideScope with
    every row that is not the actor's, by sheet and cell; DatasetFaults for what cannot be read; UsageError,
    NotThere, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    named = EXPORTED.search(name)
    version = base if base is not None else int(named[1]) if named else LATEST
    with store.look() as connection:
        number = version_at(connection, version).number
    data = data_of(store, actor, number)
    if isinstance(content, bytes):
        safe = _file_name(name)
        with laid_out({safe: content}) as folder:
            single = CSV_FILE.fullmatch(safe)
            if single and single[1].lower() in TABLES and safe.lower() != f"{single[1]}.csv":
                (folder / safe).rename(folder / f"{single[1].lower()}.csv")
            tables, places = _tables(folder if single else folder / safe)
    else:
        tables, places = _tables(Path(content))
    reading = _Reading(actor, data, places)
    for table, held in tables.items():
        reading.table(table, *held)
    edits, lacking = reading.edits()
    if reading.refused:
        raise OutsideScope(sorted(reading.refused))
    return UploadRead(number, edits, lacking)


def upload_draft(
    store: Store,
    actor: Actor,
    name: str,
    content: bytes | Where,
    *,
    title: str = "",
    base: int | str | None = None,
    delete_missing: bool = False,
) -> Draft:
    """A draft of what a file changes; with `delete_missing` the rows that it lacks are deleted.

    Raises what `read_upload` raises, and UsageError where it changes nothing.
    """
    read = read_upload(store, actor, name, content, base)
    edits = [*read.edits, *(read.lacking if delete_missing else ())]
    if not edits:
        raise UsageError(f"{name} changes nothing of version {read.base}")
    return draft_of_upload(store, actor, name, read.base, edits, title)


def draft_of_upload(
    store: Store, actor: Actor, name: str, base: int, edits: Sequence[RowEdit], title: str = ""
) -> Draft:
    """A draft of edits that were read from a file. Raises what `begin_draft` raises."""
    return begin_draft(store, actor, title or f"from {name}", changes_of(edits), base)


def _file_name(name: str) -> str:
    """The last part of a name, whatever system it comes from. Raises UsageError for none."""
    last = re.split(r"[/\\]", name)[-1]
    if not re.fullmatch(r"\w[\w .()+-]{0,200}", last):
        raise UsageError("the file needs a name of letters, digits, spaces and . _ - alone")
    return last


def _tables(place: Path) -> tuple[dict[str, tuple[Sequence[str], list[Record]]], Places]:
    """The tables that a file holds: the columns of each, and its rows as text. Raises DatasetFaults."""
    source = open_source(place)
    source.settings()
    sheets = source.sheets(NEVER)
    held = {name: sheet for name, sheet in sheets.items() if sheet.content.columns}
    faults = [fault for name, sheet in held.items() for fault in _that_count(name, sheet)]
    faults += [
        fault
        for sheet in sheets.values()
        if not sheet.content.readable and sheet.content.faults
        for fault in sheet.content.faults
    ]
    if faults:
        raise DatasetFaults([source.places().located(fault) for fault in dict.fromkeys(faults)])
    if not held:
        raise UsageError("the file holds no table of a dataset")
    return {
        name: (sheet.content.columns, sheet.content.records) for name, sheet in held.items()
    }, source.places()


def _that_count(table: str, sheet: Sheet) -> Iterator[Fault]:
    """The faults of a sheet; a column that it lacks is none, unless rows are told apart by it.

    A row that is new needs it all the same: then the draft has the fault, at the cell.
    """
    keys = key_columns(table)
    for fault in sheet.content.faults:
        if fault.message != COLUMN_MISSING or fault.column in keys:
            yield fault


@dataclass
class _Reading:
    """Compares the tables of a file with what the actor sees of the base."""

    actor: Actor
    data: DataAtHand
    places: Places

    def __post_init__(self) -> None:
        self.refused: list[Fault] = []
        self.lacking: list[RowEdit] = []
        self.changed: list[tuple[RowEdit, Record]] = []

    def table(self, table: str, columns: Sequence[str], records: Sequence[Record]) -> None:
        """Take up what the file changes of a table, and the rows that it lacks."""
        if not shows_table(self.actor.scopes(Role.READER), table):
            self.refused += [self._fault(table, record, "is no row of your scope") for record in records]
            return
        shown = table_within(self.data, self.actor, table)
        seen: dict[RowKey, RowCells] = dict(zip(shown.keys, shown.rows, strict=True))
        keys = set()
        for record in records:
            cells = {column: canonical_cell(table, column, text) for column, text in record.cells.items()}
            key = key_of(table, cells)
            keys.add(key)
            before = seen.get(key)
            after = dict(_with_others(before or {}, cells, columns))
            if before != after:
                self.changed.append((RowEdit(table, key, before, after), record))
        self.lacking += [RowEdit(table, key, cells, None) for key, cells in seen.items() if key not in keys]

    def edits(self) -> tuple[tuple[RowEdit, ...], tuple[RowEdit, ...]]:
        """The edits, and the rows that may be deleted; what `allowed` refuses is noted by its place.

        Whose a row is shows with all edits made: a file may have a new site and what it offers.
        """
        text = merge(self.data.text, (edit for edit, _ in self.changed)).text
        after = Reaches(text)

        def may(edit: RowEdit) -> bool:
            return allowed(self.actor, Action.CHANGE_ROW, EditHere(self.data.reaches, after, edit))

        self.refused += [
            self._fault(edit.table, record, "is not yours to change")
            for edit, record in self.changed
            if not may(edit)
        ]
        return tuple(edit for edit, _ in self.changed), tuple(edit for edit in self.lacking if may(edit))

    def _fault(self, table: str, record: Record, said: str) -> Fault:
        key = " ".join(filter(None, key_of(table, record.cells)))
        file = f"{table}{self.places.form.ending}"
        return self.places.located(Fault(file, record.line, "", f"{key} {said}".strip()))


def _with_others(
    before: RowCells, cells: Mapping[str, str], columns: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The cells of a row: those of the file, and of columns that it has not, those from before."""
    for column, text in before.items():
        if column not in columns:
            yield column, text
    yield from cells.items()
