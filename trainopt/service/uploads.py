"""A workbook, a folder, an archive of one or a CSV file as a draft: what it changes, within the scope."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from trainopt.dataset.deadline import NEVER
from trainopt.dataset.folder import is_archive
from trainopt.dataset.reader import open_source
from trainopt.dataset.sheet import COLUMN_MISSING, Record, Sheet
from trainopt.dataset.source import Where
from trainopt.dataset.workbook import is_workbook
from trainopt.errors import DatasetFaults, Fault, UsageError
from trainopt.mapping.taking_over import PlacesTaken
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.nightly.snapshot import laid_out
from trainopt.runs.store import Store
from trainopt.scenario.rows import canonical_cell
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor, Role
from trainopt.service.contents import DataAtHand
from trainopt.service.datasets import bring_in, data_of, table_within
from trainopt.service.differences import RowEdit, RowKey, changes_of, key_columns, key_of
from trainopt.service.drafts import Draft, begin_draft
from trainopt.service.merging import merge
from trainopt.service.outside import OutsideScope
from trainopt.service.scopes import EditHere, Reaches, shows_table
from trainopt.service.versions import LATEST, DatasetVersion, version_at
from trainopt.tables import TABLES

EXPORTED = re.compile(r"-v(\d{1,9})(?=\.[A-Za-z]+$|$)")
"""How the name of what was exported says of which version it is: `coalition-v12.xlsx`."""

CSV_FILE = re.compile(r"(?i)(\w+?)(?:-v\d+)?\.csv")


@dataclass(frozen=True)
class TablePart:
    """Rows that a file has for a table, and of which of its columns it says anything.

    A row of the dataset that agrees with one of these in the columns `agreeing` goes; None where none does.
    """

    table: str
    columns: Sequence[str]
    records: Sequence[Record]
    agreeing: Sequence[str] | None = None

    def replaces(self, cells: RowCells) -> bool:
        """Whether a row of the dataset that it lacks makes room for its own."""
        return self.agreeing is not None and self._agreed(cells) in self._gone

    @cached_property
    def cells(self) -> list[dict[str, str]]:
        """The filled cells of each record, written as the dataset has them."""
        return [
            {column: canonical_cell(self.table, column, text) for column, text in record.cells.items()}
            for record in self.records
        ]

    @cached_property
    def _gone(self) -> set[RowKey]:
        return set(map(self._agreed, self.cells))

    def _agreed(self, cells: RowCells) -> RowKey:
        return tuple(cells.get(column, "") for column in self.agreeing or ())


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
        safe = file_name(name)
        with laid_out_upload(safe, content) as place:
            single = CSV_FILE.fullmatch(safe)
            if single and single[1].lower() in TABLES and safe.lower() != f"{single[1]}.csv":
                place.rename(place.with_name(f"{single[1].lower()}.csv"))
            parts, locate = _parts(place.parent if single else place)
    else:
        parts, locate = _parts(Path(content))
    compared = compare(actor, data, parts)
    if compared.refused:
        raise OutsideScope(sorted(map(locate, compared.refused)))
    return UploadRead(number, compared.edits, compared.lacking)


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


def upload_first(store: Store, actor: Actor, name: str, content: bytes) -> DatasetVersion:
    """A workbook, or a folder of CSV files packed as .zip, as the first version.

    Raises DatasetFaults; UsageError where there is a version already; NotAllowed.
    """
    require(actor, Action.BRING_IN)
    safe = file_name(name)
    with laid_out_upload(safe, content) as place:
        if not (is_workbook(place) or is_archive(place)):
            raise UsageError("the first data are a workbook, or a folder of CSV files packed as .zip")
        brought = bring_in(store, actor, place, f"{safe} was uploaded")
    if not brought.is_new:
        raise UsageError("there are data already: upload a file as a draft")
    return brought.version


@contextmanager
def laid_out_upload(name: str, content: bytes) -> Iterator[Path]:
    """A file that was uploaded, in a folder of its own, of which no fault tells."""
    with laid_out({name: content}) as folder:

        def named(fault: Fault) -> Fault:
            told = fault.file.removeprefix(f"{folder}/")
            return replace(fault, file=name if told == str(folder) else told)

        try:
            yield folder / name
        except DatasetFaults as error:
            raise DatasetFaults(list(map(named, error.faults)), list(map(named, error.warnings))) from None


def file_name(name: str) -> str:
    """The last part of a name, whatever system it comes from. Raises UsageError for none."""
    last = re.split(r"[/\\]", name)[-1]
    if not re.fullmatch(r"\w[\w .()+-]{0,200}", last):
        raise UsageError("the file needs a name of letters, digits, spaces and . _ - alone")
    return last


def _parts(place: Path) -> tuple[list[TablePart], Callable[[Fault], Fault]]:
    """The tables that a file holds, and where a fault of a row stands in it. Raises DatasetFaults."""
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
    places = source.places()

    def locate(fault: Fault) -> Fault:
        return places.located(replace(fault, file=f"{fault.file}{places.form.ending}"))

    parts = [TablePart(name, sheet.content.columns, sheet.content.records) for name, sheet in held.items()]
    return parts, locate


def _that_count(table: str, sheet: Sheet) -> Iterator[Fault]:
    """The faults of a sheet; a column that it lacks is none, unless rows are told apart by it.

    A row that is new needs it all the same: then the draft has the fault, at the cell.
    """
    keys = key_columns(table)
    for fault in sheet.content.faults:
        if fault.message != COLUMN_MISSING or fault.column in keys:
            yield fault


@dataclass(frozen=True)
class UploadCompared:
    """What a file changes of what the actor sees of a dataset.

    `changed` are the rows that it changes, each with its record; `replaced` those that make room for them,
    `lacking` those that it has not, as far as the actor may delete them. `refused` are its rows that are not
    the actor's: faults by table and line.
    """

    changed: tuple[tuple[RowEdit, Record], ...]
    replaced: tuple[RowEdit, ...]
    lacking: tuple[RowEdit, ...]
    refused: tuple[Fault, ...]

    @property
    def edits(self) -> tuple[RowEdit, ...]:
        """All that it changes, its own rows first."""
        return (*(edit for edit, _ in self.changed), *self.replaced)


def compare(actor: Actor, data: DataAtHand, parts: Sequence[TablePart]) -> UploadCompared:
    """Compare the tables of a file with what the actor sees of a dataset.

    Whose a row is shows with all edits made: a file may have a new site and what it offers.
    """
    changed: list[tuple[RowEdit, Record]] = []
    replaced: list[RowEdit] = []
    lacking: list[RowEdit] = []
    refused: list[Fault] = []
    for _, of_table in groupby(sorted(parts, key=_by_table), key=_by_table):
        held = list(of_table)
        table = held[0].table
        if not shows_table(actor.scopes(Role.READER), table):
            refused += [_refusal(table, r, "is no row of your scope") for part in held for r in part.records]
            continue
        found = _Reading(actor, data, table, held)
        changed += found.changed()
        replaced += found.left(replaced=True)
        lacking += found.left(replaced=False)
    text = merge(data.text, (edit for edit, _ in changed)).text
    after = Reaches(text)

    def may(edit: RowEdit) -> bool:
        return allowed(actor, Action.CHANGE_ROW, EditHere(data.reaches, after, edit))

    refused += [_refusal(e.table, record, "is not yours to change") for e, record in changed if not may(e)]
    return UploadCompared(
        tuple(changed), tuple(filter(may, replaced)), tuple(filter(may, lacking)), tuple(refused)
    )


def _by_table(part: TablePart) -> int:
    return list(TABLES).index(part.table)


def _refusal(table: str, record: Record, said: str) -> Fault:
    key = " ".join(filter(None, key_of(table, record.cells)))
    return Fault(table, record.line, "", f"{key} {said}".strip())


@dataclass
class _Reading:
    """The parts of one table beside what the actor sees of it."""

    actor: Actor
    data: DataAtHand
    table: str
    parts: Sequence[TablePart]

    @cached_property
    def seen(self) -> dict[RowKey, RowCells]:
        """What the actor sees of the table."""
        shown = table_within(self.data, self.actor, self.table)
        return dict(zip(shown.keys, shown.rows, strict=True))

    def changed(self) -> Iterator[tuple[RowEdit, Record]]:
        """The rows of the file that are new or say something else, each with its record."""
        for part in self.parts:
            for record, cells in zip(part.records, part.cells, strict=True):
                key = key_of(self.table, cells)
                before = self.seen.get(key)
                kept = self._taken.left_to(cells, part.columns) if before is None else before
                after = dict(_with_others(kept, cells, part.columns))
                if before != after:
                    yield RowEdit(self.table, key, before, after), record

    @cached_property
    def _taken(self) -> PlacesTaken:
        return PlacesTaken(self.table, (edit.before or {} for edit in self.left(replaced=True)))

    def left(self, *, replaced: bool) -> Iterator[RowEdit]:
        """The rows that the file lacks, as they go: those that make room for its own, or the others."""
        keys = {key_of(self.table, cells) for part in self.parts for cells in part.cells}
        for key, cells in self.seen.items():
            if key not in keys and any(part.replaces(cells) for part in self.parts) is replaced:
                yield RowEdit(self.table, key, cells, None)


def _with_others(
    before: RowCells, cells: Mapping[str, str], columns: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The cells of a row: those of the file, and of columns that it has not, those from before."""
    for column, text in before.items():
        if column not in columns:
            yield column, text
    yield from cells.items()
