"""The tables of one's scope, each as a grid in which one edits a draft; without script as tables to read."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from trainopt.dataset.sheet import Record
from trainopt.dataset.whole import work_folder
from trainopt.dataset.workbook_writer import write_tables
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.nightly.snapshot import files_of
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, grids
from trainopt.service.absent import absent_scopes
from trainopt.service.access import Action, not_there
from trainopt.service.actors import Actor
from trainopt.service.checking import RawChange, changes_as_json
from trainopt.service.differences import PLAN, RowKey, key_columns
from trainopt.service.drafts import Draft
from trainopt.service.grids import DraftInGrid, GridColumn, TableGrid
from trainopt.service.markings import marking_seen
from trainopt.service.offered import is_offered
from trainopt.service.telling import DraftFault
from trainopt.service.versions import LATEST
from trainopt.tables import TABLES
from trainopt.web.addresses import history_of
from trainopt.web.answers import fault_answer
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.data import as_csv, version_in_path
from trainopt.web.pages.filters import seen_in, view_of
from trainopt.web.pages.plan_settings import settings_page
from trainopt.web.pages.table_frame import about_table, frame_of, tables_of
from trainopt.web.results import WORKBOOK
from trainopt.web.shield import policy_with_style
from trainopt.web.templates import page, reader
from trainopt.words.reader import Reader
from trainopt.words.sayings import tell

GRID_ROWS = "rows.json"
"""What the grid of a table is filled from."""
router = APIRouter(include_in_schema=False)
MOST_DRAFTS = 5
"""Open drafts above the tables, which are what one comes for."""
PAGE_ROWS = 100
"""Rows on one page, where there is no script."""
NO_WORDS = re.compile(r"[^A-Za-z0-9]+")

AskedNumber = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True)
class RowInTable:
    """A row of the table without script; `state` is blank, `set`, `new` or `gone`."""

    key: RowKey
    cells: RowCells
    state: str = ""


@router.get("/tables")
def list_tables(request: Request, actor: Asking, store: TheStore) -> Response:
    """Every table of one's scope, one's open drafts, and where to upload a file."""
    if not datasets.has_data(store, actor):
        return page(request, "tables/none.html")
    version = datasets.show_version(store, actor)
    data = datasets.data_of(store, actor, version.number)
    names = tables_of(actor)
    counts = {name: len(datasets.table_within(data, actor, name).rows) for name in names}
    return page(
        request,
        "tables/list.html",
        version=version,
        workbook=workbook_name(data.dataset.settings.name, version.number),
        tables=[(name, about_table(name), counts[name]) for name in names],
        drafts=drafts.list_drafts(store, actor, most=MOST_DRAFTS + 1),
        most=MOST_DRAFTS,
        absent=absent_scopes(store, actor),
    )


@router.get(f"/tables/{{table}}/{GRID_ROWS}")
def grid_rows(
    request: Request,
    table: str,
    actor: Asking,
    store: TheStore,
    draft: AskedNumber = "",
    version: AskedNumber = LATEST,
) -> Response:
    """A table as the grid takes it; the settings are a form, and no grid."""
    if table == PLAN:
        raise not_there(f"file {GRID_ROWS}")
    number = _draft_number(draft)
    grid = grids.table_grid(store, actor, table, version_in_path(version), number)
    found = None if number is None else grids.draft_in_grid(store, actor, number)
    return JSONResponse(_as_json(reader(request), store, actor, grid, found, version))


def _draft_number(text: str) -> int | None:
    return number_in_path(text, f"draft {text}") if text else None


def _as_json(
    reads: Reader, store: Store, actor: Actor, grid: TableGrid, found: DraftInGrid | None, version: str
) -> dict[str, Any]:
    settings = datasets.data_of(store, actor, grid.version).dataset.settings
    names = [column.name for column in grid.columns]
    newest = version == LATEST or datasets.show_version(store, actor).number == grid.version
    return {
        "table": grid.name,
        "version": grid.version,
        "person": actor.name,
        "near": str(settings.as_of or settings.start),
        "may_begin": newest and is_offered(actor, Action.BEGIN_DRAFT),
        "may_add": grid.may_add,
        "columns": [_column_told(reads, column) for column in grid.columns],
        "rows": [[cells.get(name, "") for name in names] for cells in grid.rows],
        "locked": [place for place, may in enumerate(grid.may) if not may],
        "choices": grid.choices,
        "shapes": _shapes(),
        "draft": None if found is None else _draft_json(reads, found),
    }


def _column_told(reads: Reader, column: GridColumn) -> dict[str, Any]:
    """A column as the grid takes it, with what it means in the reader's language."""
    words = {"meaning": column.meaning, "unit": column.unit, "blank": column.blank}
    return asdict(column) | {name: tell(reads, text) for name, text in words.items()}


def _shapes() -> dict[str, Any]:
    """The columns of every table of rows, and those that tell its rows apart."""
    return {
        name: {"columns": list(table.columns), "key": key_columns(name)} for name, table in TABLES.items()
    }


def _draft_json(reads: Reader, found: DraftInGrid) -> dict[str, Any]:
    draft = found.draft
    return {
        "id": draft.number,
        "title": draft.title,
        "revision": draft.revision,
        "status": str(draft.status),
        "author": draft.author,
        "may_change": found.may_change,
        "changes": list(map(_plain, found.changes)),
        "faults": [_fault_told(reads, one) for one in draft.faults],
    }


def _fault_told(reads: Reader, found: DraftFault) -> dict[str, Any]:
    """A fault as the interface has it, in the reader's language."""
    said = {"message": tell(reads, found.fault.message), "change": tell(reads, found.change)}
    return fault_answer(found.fault) | said


def _plain(change: RawChange) -> Any:
    """A change with its decimals as JSON has them."""
    return json.loads(changes_as_json([change]))[0]


@router.get("/tables/{table}/{name}.csv")
def table_file(table: str, name: str, actor: Asking, store: TheStore) -> Response:
    """A table as CSV, under a name that says of which version it is: so it finds its way back."""
    _, _, number = name.rpartition("-v")
    if name != f"{table}-v{number}":
        raise not_there(f"file {name}.csv")
    shown = datasets.show_table(store, actor, table, version_in_path(number))
    named = {"Content-Disposition": f'attachment; filename="{table}-v{number}.csv"'}
    return Response(as_csv(shown), media_type="text/csv", headers=named)


@router.get("/tables/{name}.xlsx")
def workbook(request: Request, name: str, actor: Asking, store: TheStore) -> Response:
    """All tables that one sees as a workbook, under a name by which it finds its way back, too."""
    _, _, number = name.rpartition("-v")
    shown = datasets.show_tables(store, actor, version_in_path(number))
    if name != workbook_name(shown.name, shown.version):
        raise not_there(f"file {name}.xlsx")
    file = f"{name}.xlsx"
    with work_folder() as work:
        records = {
            table.name: [Record(line, dict(cells)) for line, cells in enumerate(table.rows, start=2)]
            for table in shown.tables
        }
        marking = marking_seen(store, actor)
        write_tables(work / file, records, marking=marking, language=reader(request).language)
        content = files_of(work)[file]
    named = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(content, media_type=WORKBOOK, headers=named)


def workbook_name(dataset: str, version: int) -> str:
    """How a workbook of a version of a dataset is called, without its ending."""
    return f"{NO_WORDS.sub('-', dataset).strip('-')[:60] or 'dataset'}-v{version}"


@router.get("/tables/{table}")
def show_table(
    request: Request,
    table: str,
    actor: Asking,
    store: TheStore,
    draft: AskedNumber = "",
    version: AskedNumber = LATEST,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """A table: a grid where there is script, else a page of its rows; the settings as a form."""
    number = _draft_number(draft)
    grid = grids.table_grid(store, actor, table, version_in_path(version), number)
    found = None if number is None else grids.draft_in_grid(store, actor, number)
    view = view_of(request.query_params, [column.name for column in grid.columns])
    asked = {"draft": draft} if draft else {} if version == LATEST else {"version": version}
    if table == PLAN:
        return settings_page(request, actor, store, grid, found, asked)
    rows = seen_in(view, rows_of(store, actor, grid, found), lambda row: row.cells)
    nonce = token_urlsafe(16)
    answer = page(
        request,
        "tables/table.html",
        grid=grid,
        view=view,
        heads=_heads(grid),
        rows=rows[(page_number - 1) * PAGE_ROWS : page_number * PAGE_ROWS],
        count=len(rows),
        page_number=page_number,
        pages=-(-len(rows) // PAGE_ROWS),
        draft=None if found is None else found.draft,
        history_of=history_of,
        source=f"/tables/{table}/{GRID_ROWS}?{urlencode(asked)}",
        nonce=nonce,
        absent=absent_scopes(store, actor),
        **frame_of(actor, table, asked, view),
    )
    answer.headers["Content-Security-Policy"] = policy_with_style(nonce)
    return answer


def _heads(grid: TableGrid) -> list[str]:
    """The columns that say which row it is: of the key; where all are of it, those that none lacks."""
    keys = [column for column in grid.columns if column.key]
    if len(keys) == len(grid.columns):
        keys = [column for column in keys if column.required]
    return [column.name for column in keys]


def rows_of(store: Store, actor: Actor, grid: TableGrid, found: DraftInGrid | None) -> list[RowInTable]:
    """The rows of a table, with what a draft makes of them."""
    if found is None:
        return [RowInTable(key, cells) for key, cells in zip(grid.keys, grid.rows, strict=True)]
    edits = drafts.draft_edits(store, actor, found.draft.number)
    edited = {edit.key: edit for edit in edits if edit.table == grid.name}
    rows: list[RowInTable] = []
    for key, cells in zip(grid.keys, grid.rows, strict=True):
        edit = edited.pop(key, None)
        if edit is None:
            rows.append(RowInTable(key, cells))
        elif edit.after is None:
            rows.append(RowInTable(key, cells, "gone"))
        else:
            changed = {column: edit.after.get(column, "") for column in edit.columns}
            rows.append(RowInTable(key, {**cells, **changed}, "set"))
    return rows + [RowInTable(edit.key, edit.after, "new") for edit in edited.values() if edit.after]


def draft_tables(draft: Draft) -> list[str]:
    """The tables that a draft changes, in their order."""
    named = {str(change.get("table", "")) for change in draft.changes}
    return [name for name in (*TABLES, PLAN) if name in named]
