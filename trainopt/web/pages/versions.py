"""Versions of the dataset: where each comes from and what it changed; set back; and the history of a row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.service import datasets
from trainopt.service.topics import Topic, row_object
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import A_PAGE, LARGEST, number_in_path
from trainopt.web.data import version_in_path
from trainopt.web.pages.differing import differing, rows_of
from trainopt.web.pages.talking import talk_about
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/versions")
def list_versions(
    request: Request,
    actor: Asking,
    store: TheStore,
    before: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
) -> Response:
    """Every version, newest first."""
    found = datasets.list_versions(store, actor, before=before, most=A_PAGE + 1)
    more = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return page(request, "versions/list.html", versions=found[:A_PAGE], before=before, more=more)


@router.get("/versions/{number}")
def show_version(request: Request, number: str, actor: Asking, store: TheStore, rows: str = "") -> Response:
    """A version with what it changed."""
    version = datasets.show_version(store, actor, version_in_path(number))
    newest = datasets.show_version(store, actor)
    changes = datasets.version_changes_seen(store, actor, version.number)
    return page(
        request,
        "versions/version.html",
        version=version,
        newest=newest.number,
        differing=differing(changes, whole=rows == "all"),
    )


@router.post("/versions/{number}/set-back")
def set_back(
    number: str, actor: Asking, store: TheStore, reason: Annotated[str, Form(max_length=4000)] = ""
) -> Response:
    """Make a new version whose content is this one's."""
    made = datasets.set_back(store, actor, number_in_path(number, f"version {number}"), reason)
    return RedirectResponse(f"/versions/{made.number}", 303)


@router.get("/history")
def show_history(
    request: Request,
    actor: Asking,
    store: TheStore,
    table: str,
    key: Annotated[list[str], Query()] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """What became of a row, newest first, and what is said of it."""
    changes = datasets.row_history(store, actor, table, key)
    return page(
        request,
        "versions/history.html",
        table=table,
        name=" · ".join(filter(None, key)),
        rows=rows_of(reversed(changes)),
        talk=talk_about(store, actor, Topic.ROW, row_object(table, key)),
    )
