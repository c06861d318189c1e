"""A file as a draft: what it changes, and, before anything is deleted, the rows that it lacks."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import UsageError
from trainopt.service import drafts, grids, spreadsheets, uploads
from trainopt.service.access import Action
from trainopt.service.differences import RowEdit, changes_of
from trainopt.service.drafts import LONGEST_TITLE
from trainopt.service.layouts import is_own_layout
from trainopt.service.uploads import UploadRead
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import NO_JSON_OF_OURS
from trainopt.web.data import version_in_path
from trainopt.web.drafts import DraftNumber
from trainopt.web.pages.spreadsheets import address_of_held, faults_of_a_file
from trainopt.web.repeating import AskingRoute
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False, route_class=AskingRoute)


@router.post("/tables/upload", dependencies=[gate(Action.BEGIN_DRAFT)])
def upload(
    request: Request,
    actor: Asking,
    store: TheStore,
    file: UploadFile,
    title: Annotated[str, Form(max_length=LONGEST_TITLE)] = "",
    base: Annotated[str, Form(max_length=20)] = "",
    own: Annotated[bool, Form()] = False,
) -> Response:
    """A draft of what a file changes. The rows that it lacks stay, and are listed: they can go, too.

    A spreadsheet of one's own layout, by its look or because one says so, is mapped first.
    """
    name, content = file.filename or "upload", file.file.read()
    version = version_in_path(base) if base else None
    if own or is_own_layout(uploads.file_name(name), content):
        held = spreadsheets.hold_spreadsheet(store, actor, name, content)
        return RedirectResponse(address_of_held(held, title), 303)
    with faults_of_a_file():
        read = uploads.read_upload(store, actor, name, content, version)
        if not read.edits and not read.lacking:
            raise UsageError(f"{name} changes nothing of version {read.base}")
        draft = uploads.draft_of_upload(store, actor, name, read.base, read.edits, title)
    if not read.lacking:
        return RedirectResponse(f"/drafts/{draft.number}", 303)
    return page(request, "tables/lacking.html", draft=draft, read=read, rows=_as_rows(read))


@router.post("/tables/first", dependencies=[gate(Action.BRING_IN)])
def upload_first(actor: Asking, store: TheStore, file: UploadFile) -> Response:
    """The first data of all."""
    name = file.filename or "upload"
    uploads.upload_first(store, actor, name, file.file.read())
    return RedirectResponse("/tables", 303)


def _as_rows(read: UploadRead) -> str:
    return json.dumps([[edit.table, *edit.key] for edit in read.lacking], ensure_ascii=False)


@router.post("/drafts/{number}/delete-rows")
def delete_rows(
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    rows: Annotated[str, Form()],
    revision: Annotated[int, Form()],
) -> Response:
    """Have a draft delete rows, too, that were listed before."""
    draft = drafts.show_draft(store, actor, number)
    edits: list[RowEdit] = []
    for table, keys in _by_table(rows).items():
        grid = grids.table_grid(store, actor, table, draft=number)
        edits += grids.rows_to_delete(grid, keys)
    changes = [*draft.changes, *changes_of(edits)]
    drafts.change_draft(store, actor, number, revision, changes=changes)
    return RedirectResponse(f"/drafts/{number}", 303)


def _by_table(rows: str) -> dict[str, list[tuple[str, ...]]]:
    """The keys by table. Raises UsageError for what no page of ours has sent."""
    found: dict[str, list[tuple[str, ...]]] = {}
    try:
        for table, *key in json.loads(rows):
            found.setdefault(str(table), []).append(tuple(map(str, key)))
    except NO_JSON_OF_OURS:
        raise UsageError("these are no rows: upload the file again") from None
    return found
