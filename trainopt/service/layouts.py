"""A spreadsheet of somebody's own layout as what it changes, by a map: every fault at its cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from trainopt.dataset.workbook import READ_ENDINGS
from trainopt.errors import DatasetFaults, Fault, UsageError
from trainopt.mapping.apply import MapRead, read_mapped
from trainopt.mapping.form import SpreadsheetMap
from trainopt.mapping.grid import SheetGrid, open_grids
from trainopt.mapping.names import KnownIds
from trainopt.runs.store import Store
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Role
from trainopt.service.checking import apply_changes
from trainopt.service.contents import DataAtHand
from trainopt.service.datasets import data_of, table_within
from trainopt.service.differences import PLAN, RowEdit, changes_of, key_columns
from trainopt.service.drafts import MOST_CHANGES, Draft
from trainopt.service.outside import OutsideScope
from trainopt.service.scopes import shows_table
from trainopt.service.telling import faults_of
from trainopt.service.uploads import (
    CSV_FILE,
    TablePart,
    UploadCompared,
    compare,
    draft_of_upload,
    file_name,
    laid_out_upload,
)
from trainopt.service.versions import LATEST, version_at
from trainopt.tables import TABLES

CSV_ENDING = ".csv"
OWN_ENDINGS = (CSV_ENDING, *READ_ENDINGS)
"""How the names of spreadsheets end that can have a layout of one's own."""
NUMBERED_CHANGE = re.compile(r"change (\d+) ")


def is_own_layout(name: str, content: bytes) -> bool:
    """Whether a file is a spreadsheet, and not one of trainopt's.

    Those have a sheet, or are a file, named as a table, with the columns of its key in the first row; what
    cannot be read is not told to be one's own.
    """
    ending = name[name.rfind(".") :].lower()
    if ending == CSV_ENDING:
        single = CSV_FILE.fullmatch(name)
        return single is None or single[1].lower() not in TABLES
    if ending not in READ_ENDINGS:
        return False
    try:
        return not any(map(_is_of_a_dataset, grids_of(name, content)))
    except DatasetFaults:
        return False


def _is_of_a_dataset(grid: SheetGrid) -> bool:
    table = grid.name.strip().lower()
    keys = {"key"} if table == PLAN else set(key_columns(table)[:1]) if table in TABLES else None
    return keys is not None and keys <= {grid.own_text(0, column).lower() for column in grid.columns}


def grids_of(name: str, content: bytes) -> list[SheetGrid]:
    """The sheets of a spreadsheet. Raises DatasetFaults, and UsageError for what is none."""
    safe = file_name(name)
    if not safe.lower().endswith(OWN_ENDINGS):
        raise UsageError(f"a spreadsheet of one's own layout ends in {', '.join(OWN_ENDINGS)}")
    with laid_out_upload(safe, content) as place:
        return open_grids(place)


def known_to(data: DataAtHand, actor: Actor) -> KnownIds:
    """The ids and names that the actor's scopes show: no others are found in a spreadsheet, or told."""
    scopes = actor.scopes(Role.READER)
    return KnownIds(
        {name: table_within(data, actor, name).rows for name in TABLES if shows_table(scopes, name)}
    )


@dataclass(frozen=True)
class OwnLayout:
    """What a spreadsheet changes of a version by a map, and its faults at its own cells.

    `blocking` are those with which no draft is made of it: what cannot be told, and rows that are not the
    actor's. `others` are those that the draft would have; they can be mended there, too.
    """

    base: int
    read: MapRead
    compared: UploadCompared
    blocking: tuple[Fault, ...]
    others: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All of them."""
        return (*self.blocking, *self.others)

    @cached_property
    def edits_by_line(self) -> dict[int, RowEdit]:
        """What each row changes, by its line; a row that is not there changes nothing."""
        return {record.line: edit for edit, record in self.compared.changed}

    @cached_property
    def faults_by_line(self) -> dict[int, list[Fault]]:
        """The faults of each row, by its line."""
        found: dict[int, list[Fault]] = defaultdict(list)
        lines = dict(self._places()) if self.faults else {}
        for fault in self.faults:
            if line := lines.get(_place(fault)):
                found[line].append(fault)
        return found

    def _places(self) -> Iterator[tuple[_FaultPlace, int]]:
        """Every place that a fault of a row can have, with the row's line."""
        for record in (one for records in self.read.mapped.records().values() for one in records):
            row = self.read.mapped.row_at(record.line)
            yield from ((_place(row.fault(column, "")), record.line) for column in ("", *row.filled))


_FaultPlace = tuple[str, int, str, str]


def _place(fault: Fault) -> _FaultPlace:
    return fault.file, fault.line, fault.cell, fault.column


def read_own_layout(
    store: Store,
    actor: Actor,
    grids: Sequence[SheetGrid],
    mapping: SpreadsheetMap,
    base: int | str = LATEST,
) -> OwnLayout:
    """What a spreadsheet changes of a version by a map. Raises NotThere, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    with store.look() as connection:
        number = version_at(connection, base).number
    data = data_of(store, actor, number)
    read = read_mapped(grids, mapping, known_to(data, actor))
    compared = compare(actor, data, list(_parts(read, mapping)))
    if len(compared.edits) > MOST_CHANGES:
        raise UsageError(f"it changes more than {MOST_CHANGES:,} rows; make two spreadsheets of it")
    unclear = {(fault.file, fault.line) for fault in read.unclear}  # of which it is not known whose they are
    refused = sorted(map(read.mapped.located, compared.refused))
    blocking = (*read.unclear, *(one for one in refused if (one.file, one.line) not in unclear))
    faults = _faults_said(read) if blocking else _draft_faults(data, actor, read, compared)
    return OwnLayout(number, read, compared, blocking, tuple(faults))


def _parts(read: MapRead, mapping: SpreadsheetMap) -> Iterator[TablePart]:
    """The rows of each table, those together of which the map fills the same columns."""
    agreeing = {table.table: table.agreeing for table in mapping.table}
    for name, records in read.mapped.records().items():
        by_columns = defaultdict(list)
        for record in records:
            by_columns[read.mapped.row_at(record.line).filled].append(record)
        for columns, held in by_columns.items():
            yield TablePart(name, columns, held, agreeing[name])


def _faults_said(read: MapRead) -> Iterator[Fault]:
    """The faults of cells, those of columns aside that the map does not fill: rows may have them already."""
    filled = {column for rows in read.mapped.tables.values() for row in rows for column in row.filled}
    yield from (fault for fault in read.faulty if fault.column in filled)


def _draft_faults(data: DataAtHand, actor: Actor, read: MapRead, compared: UploadCompared) -> Iterator[Fault]:
    """The faults of the draft that it would be: those of its own rows at their cells on the spreadsheet."""
    applied = apply_changes(data, actor.scopes(Role.PLANNER), changes_of(compared.edits))
    for one in faults_of(applied, actor.scopes(Role.READER)):
        found = NUMBERED_CHANGE.match(one.change)
        place = int(found[1]) - 1 if found else len(compared.changed)
        edit, record = compared.changed[place] if place < len(compared.changed) else (None, None)
        if edit is not None and record is not None and one.fault.file in ("", edit.table):
            yield read.mapped.row_at(record.line).fault(one.fault.column, one.fault.message)
        else:
            yield one.fault


def draft_of_layout(
    store: Store, actor: Actor, name: str, layout: OwnLayout, title: str = "", *, delete_missing: bool = False
) -> Draft:
    """A draft of what a spreadsheet changes; with `delete_missing` the rows that it lacks are deleted.

    Raises DatasetFaults for what cannot be told, OutsideScope for rows that are not the actor's, each by
    sheet and cell; UsageError where it changes nothing; what `begin_draft` raises.
    """
    if layout.read.unclear:
        raise DatasetFaults(list(layout.read.unclear))
    if layout.blocking:
        raise OutsideScope(layout.blocking)
    edits = [*layout.compared.edits, *(layout.compared.lacking if delete_missing else ())]
    if not edits:
        raise UsageError(f"{name} changes nothing of version {layout.base}")
    return draft_of_upload(store, actor, name, layout.base, edits, title)


def upload_own_layout(
    store: Store,
    actor: Actor,
    name: str,
    content: bytes,
    *,
    mapping: SpreadsheetMap,
    title: str = "",
    base: int | str | None = None,
    delete_missing: bool = False,
) -> Draft:
    """The same at once. Raises DatasetFaults for what cannot be read, and what `draft_of_layout` raises."""
    require(actor, Action.BEGIN_DRAFT)
    layout = read_own_layout(store, actor, grids_of(name, content), mapping, LATEST if base is None else base)
    return draft_of_layout(store, actor, name, layout, title, delete_missing=delete_missing)
