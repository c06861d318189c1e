"""A spreadsheet of one's own layout: what its columns are, the rows that come out, and a draft of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, UploadFile
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import Fault, InputFaults, MapFaults
from trainopt.mapping.apply import grid_of, no_sheet
from trainopt.mapping.form import SpreadsheetMap, TableMap, known_rows, map_faults
from trainopt.mapping.suggest import suggested_table
from trainopt.runs.nightly.differences import RowCells
from trainopt.service import datasets, mappings, spreadsheets
from trainopt.service.access import Action
from trainopt.service.differences import RowEdit
from trainopt.service.drafts import LONGEST_TITLE
from trainopt.service.layouts import OwnLayout, known_to
from trainopt.service.mappings import ENDING_OF_MAPS, LONGEST_MAP, LONGEST_NAME
from trainopt.service.outside import OutsideScope
from trainopt.service.spreadsheets import HeldSpreadsheet
from trainopt.tables import TABLES
from trainopt.web.accounts import gate
from trainopt.web.answers import fault_answer
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import numbered
from trainopt.web.data import version_in_path
from trainopt.web.mappings import MappingNumber
from trainopt.web.pages.mapping_form import (
    BY_KEY,
    EVERY_ROW,
    WEEK_KEYS,
    ids_offered,
    read_form,
    regions_of,
    with_another,
)
from trainopt.web.pages.visits import Visit, Visiting
from trainopt.web.repeating import AskingRoute

router = APIRouter(include_in_schema=False, route_class=AskingRoute)
MAPPINGS = "/tables/mappings"
ROWS_SHOWN = 100
"""Rows of a table that the preview shows, and besides those as many that have faults."""
MOST_OPEN = 20
"""Rows that make room for those of a file are shown unasked where they are no more."""
SpreadsheetNumber = Annotated[int, numbered("spreadsheet")]
TitleAsked = Annotated[str, Query(max_length=LONGEST_TITLE)]


def address_of_held(held: HeldSpreadsheet, title: str = "") -> str:
    """Where one goes on with a spreadsheet: to its rows where a kept map fits, else to say what they are."""
    below = "/rows" if held.mapping is not None else ""
    asked = f"?{urlencode({'title': title})}" if title else ""
    return f"/tables/spreadsheets/{held.number}{below}{asked}"


@contextmanager
def faults_of_a_file() -> Iterator[None]:
    """Rows of a file that are not the actor's are faults of it. Raises InputFaults."""
    try:
        yield
    except OutsideScope as error:
        raise InputFaults(error.faults) from None


# What the columns are


@router.get("/tables/spreadsheets/{number}")
def show_form(visit: Visiting, number: SpreadsheetNumber, title: TitleAsked = "") -> Response:
    """The columns of a spreadsheet, and what each is."""
    return _form(visit, spreadsheets.show_spreadsheet(visit.store, visit.actor, number), title)


def _form(visit: Visit, held: HeldSpreadsheet, title: str, problems: Sequence[str] = ()) -> Response:
    try:
        tables: list[TableMap] | None = held.tables
        faults = _map_faults(held)
    except MapFaults as error:
        tables, faults = None, list(error.faults)
    names = known_to(datasets.data_of(visit.store, visit.actor), visit.actor)
    regions = [] if tables is None else regions_of(held.grids, tables, names)
    return visit.page(
        "spreadsheets/columns.html",
        422 if problems else 200,
        held=held,
        title=title,
        regions=regions,
        tables=TABLES,
        offered=ids_offered(regions, names),
        week_keys=WEEK_KEYS,
        by_key=BY_KEY,
        every_row=EVERY_ROW,
        is_map=tables is not None,
        faults=list(map(fault_answer, faults)),
        problems=problems,
    )


def _map_faults(held: HeldSpreadsheet) -> list[Fault]:
    """What the map lacks, and the sheets that are not there: the form has the first in their place.

    Raises MapFaults for what is no map.
    """
    tables = held.tables
    if not tables:
        return []
    missing = [no_sheet(held.grids, table) for table in tables if grid_of(held.grids, table) is None]
    return [*map_faults(held.map_file, SpreadsheetMap(table=tables), known_rows), *missing]


@router.post("/tables/spreadsheets/{number}", dependencies=[gate(Action.BEGIN_DRAFT)])
def save_form(visit: Visiting, number: SpreadsheetNumber, form: SentForm) -> Response:
    """Say what the columns are: and see the form for that, one more table, or the rows that come out."""
    store, actor = visit.store, visit.actor
    held = spreadsheets.show_spreadsheet(store, actor, number)
    wish, title = str(form.get("do", "")), str(form.get("title", ""))[:LONGEST_TITLE]
    data = datasets.data_of(store, actor)
    names, year = known_to(data, actor), data.dataset.settings.start.year
    found = read_form(form, held.grids, partial(suggested_table, known=names, year=year))
    another = wish.startswith("add-")
    text = with_another(found.text, held.grids, wish.removeprefix("add-")) if another else found.text
    held = spreadsheets.map_held(store, actor, number, text)
    if found.problems:
        return _form(visit, held, title, found.problems)
    return RedirectResponse(_after(held, wish, title), 303)


def _after(held: HeldSpreadsheet, wish: str, title: str) -> str:
    """Where one goes on: to the rows if one wants to see them, else to the form."""
    asked = f"?{urlencode({'title': title})}" if title else ""
    return f"/tables/spreadsheets/{held.number}{'/rows' if wish == 'rows' else ''}{asked}"


@router.post("/tables/spreadsheets/{number}/text", dependencies=[gate(Action.BEGIN_DRAFT)])
def save_text(
    number: SpreadsheetNumber,
    actor: Asking,
    store: TheStore,
    text: Annotated[str, Form(max_length=LONGEST_MAP)] = "",
    do: Annotated[str, Form(max_length=20)] = "",
    title: Annotated[str, Form(max_length=LONGEST_TITLE)] = "",
) -> Response:
    """Give a spreadsheet a map as its text."""
    held = spreadsheets.map_held(store, actor, number, text.replace("\r\n", "\n"))
    return RedirectResponse(_after(held, do, title), 303)


@router.post("/tables/spreadsheets/{number}/drop")
def drop(number: SpreadsheetNumber, actor: Asking, store: TheStore) -> Response:
    """Let go of a spreadsheet."""
    spreadsheets.drop_spreadsheet(store, actor, number)
    return RedirectResponse("/tables", 303)


# The rows that come out


@dataclass(frozen=True)
class PreviewRow:
    """A row that comes out: where it stands, its cells, `same`, `new` or `set`, its faults by column.

    `taken` are the cells that a new row takes over from the one that makes room for it.
    """

    place: str
    cells: RowCells
    state: str
    faults: dict[str, list[Fault]]
    changed: frozenset[str]
    taken: RowCells


@dataclass(frozen=True)
class PreviewTable:
    """The rows of a table that come out, those that are shown; and those that make room for them."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    count: int
    gone: tuple[RowEdit, ...]


@router.get("/tables/spreadsheets/{number}/rows")
def show_rows(visit: Visiting, number: SpreadsheetNumber, title: TitleAsked = "") -> Response:
    """The rows that come out of a spreadsheet, with the faults in place; nothing is made of them yet."""
    held = spreadsheets.show_spreadsheet(visit.store, visit.actor, number)
    try:
        layout = spreadsheets.read_held(visit.store, visit.actor, held)
    except MapFaults:
        return RedirectResponse(_after(held, "", title), 303)
    maps = mappings.list_mappings(visit.store, visit.actor)
    return visit.page(
        "spreadsheets/rows.html",
        held=held,
        title=title,
        base=layout.base,
        tables=_previewed(layout),
        faults=list(map(fault_answer, layout.faults)),
        blocked=bool(layout.blocking),
        edits=layout.compared.edits,
        lacking=layout.compared.lacking,
        map_name=held.kept_name or mappings.free_name(maps, held.stem),
        most_open=MOST_OPEN,
    )


def _previewed(layout: OwnLayout) -> list[PreviewTable]:
    found = []
    for name, records in layout.read.mapped.records().items():
        rows = [_row(layout, record.line) for record in records]
        faulty = [row for row in rows[ROWS_SHOWN:] if row.faults][:ROWS_SHOWN]
        filled = {column for record in records for column in layout.read.mapped.row_at(record.line).filled}
        gone = tuple(edit for edit in layout.compared.replaced if edit.table == name)
        shown = (*rows[:ROWS_SHOWN], *faulty)
        told = filled.union(*(row.taken for row in shown))
        columns = tuple(column for column in TABLES[name].columns if column in told)
        found.append(PreviewTable(name, columns, shown, len(rows), gone))
    return found


def _row(layout: OwnLayout, line: int) -> PreviewRow:
    row, edit = layout.read.mapped.row_at(line), layout.edits_by_line.get(line)
    faults: dict[str, list[Fault]] = {}
    for fault in layout.faults_by_line.get(line, ()):
        faults.setdefault(fault.column, []).append(fault)
    state = "same" if edit is None else "new" if edit.before is None else "set"
    changed = frozenset(edit.columns if edit is not None and edit.before is not None else ())
    after = (edit.after or {}) if edit is not None and edit.before is None else {}
    taken = {column: text for column, text in after.items() if text and column not in row.filled}
    return PreviewRow(row.fault("", "").place, row.cells, state, faults, changed, taken)


@router.post("/tables/spreadsheets/{number}/draft", dependencies=[gate(Action.BEGIN_DRAFT)])
def make_draft(
    visit: Visiting,
    number: SpreadsheetNumber,
    base: Annotated[str, Form(max_length=20)],
    title: Annotated[str, Form(max_length=LONGEST_TITLE)] = "",
    map_name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    delete_missing: Annotated[bool, Form()] = False,
) -> Response:
    """A draft of what the rows change; the map is kept for the next file."""
    held = spreadsheets.show_spreadsheet(visit.store, visit.actor, number)
    try:
        with faults_of_a_file():
            made = spreadsheets.draft_of_held(
                visit.store,
                visit.actor,
                number,
                version_in_path(base),
                title=title,
                map_name=map_name,
                delete_missing=delete_missing,
            )
    except MapFaults:
        return RedirectResponse(_after(held, "", title), 303)
    return RedirectResponse(f"/drafts/{made.number}", 303)


# Maps that are kept


@router.get(MAPPINGS)
def list_kept(visit: Visiting) -> Response:
    """The maps that one keeps, and the spreadsheets that are still being mapped."""
    return visit.page(
        "spreadsheets/mappings.html",
        kept=[(one, _tables_named(one)) for one in mappings.list_mappings(visit.store, visit.actor)],
        held=spreadsheets.list_spreadsheets(visit.store, visit.actor),
    )


def _tables_named(kept: mappings.KeptMapping) -> list[str]:
    """The tables of a map; none where it no longer fits the tables."""
    try:
        return list(dict.fromkeys(table.table for table in kept.mapping.table))
    except MapFaults:
        return []


@router.post(MAPPINGS, dependencies=[gate(Action.BEGIN_DRAFT)])
def keep_given(
    visit: Visiting, file: UploadFile, name: Annotated[str, Form(max_length=LONGEST_NAME)] = ""
) -> Response:
    """Keep a map of a TOML file, as the command line takes them."""
    called = re.split(r"[/\\]", file.filename or "map.toml")[-1]
    text = mappings.text_given(called, file.file.read())
    named = name.strip() or called.removesuffix(ENDING_OF_MAPS)
    mappings.keep_mapping(visit.store, visit.actor, named, text)
    return RedirectResponse(MAPPINGS, 303)


@router.get(MAPPINGS + "/{number}.toml")
def download(number: MappingNumber, actor: Asking, store: TheStore) -> Response:
    """A map as the file that `trainopt convert --map` reads."""
    kept = mappings.show_mapping(store, actor, number)
    named = (
        f"attachment; filename=\"map-{kept.number}.toml\"; filename*=UTF-8''{quote(kept.name, safe='')}.toml"
    )
    return Response(kept.text, media_type="application/toml", headers={"Content-Disposition": named})


@router.post(MAPPINGS + "/{number}", dependencies=[gate(Action.BEGIN_DRAFT)])
def rename(
    visit: Visiting, number: MappingNumber, name: Annotated[str, Form(max_length=LONGEST_NAME)] = ""
) -> Response:
    """Give a map another name."""
    mappings.show_mapping(visit.store, visit.actor, number)
    mappings.rename_mapping(visit.store, visit.actor, number, name)
    return RedirectResponse(MAPPINGS, 303)


@router.post(MAPPINGS + "/{number}/delete")
def forget(number: MappingNumber, actor: Asking, store: TheStore) -> Response:
    """Keep a map no longer."""
    mappings.delete_mapping(store, actor, number)
    return RedirectResponse(MAPPINGS, 303)
