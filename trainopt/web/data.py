"""The interface for programs: dataset versions, their tables, what changed and the history of a row."""

from __future__ import annotations

import csv
import io
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from typing_extensions import TypedDict

from trainopt.service import datasets
from trainopt.service.access import Action
from trainopt.service.datasets import TableShown
from trainopt.service.versions import LATEST, DatasetVersion, RowChange
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import (
    INTERFACE,
    Batch,
    Before,
    Most,
    Sent,
    StoredNumber,
    batch,
    body_of,
    number_in_path,
)
from trainopt.web.repeating import RepeatableRoute

router = APIRouter(prefix=INTERFACE, tags=["versions"], route_class=RepeatableRoute)

CSV_KIND, JSON_KIND = "text/csv", "application/json"
WEIGHT = re.compile(r"q=([0-9](?:\.[0-9]{1,3})?)")


class VersionAnswer(TypedDict):
    """A dataset version: where it comes from, who made it and why. Words of others are blank to a part."""

    number: int
    parent: int | None
    cause: str
    author: str
    at: str
    reason: str
    detail: dict[str, Any]


class RowChangeAnswer(TypedDict):
    """What a version did to a row; `before` or `after` is null where the row was, or is, not there."""

    version: int
    at: str
    table: str
    key: list[str]
    before: dict[str, str] | None
    after: dict[str, str] | None
    author: str
    reason: str
    proposal: int | None


class VersionWithChanges(VersionAnswer):
    """A version with the rows that it changed."""

    changes: list[RowChangeAnswer]


class TableAnswer(TypedDict):
    """A table: its columns, and the rows with their filled cells as text, dates `YYYY-MM-DD`."""

    table: str
    columns: list[str]
    items: list[dict[str, str]]
    next: str | None


class SetBack(Sent):
    """The version whose content the next one shall have, and why."""

    set_back_to: StoredNumber
    reason: str = ""


def version_answer(version: DatasetVersion) -> VersionAnswer:
    """A version as it is sent."""
    return VersionAnswer(
        number=version.number,
        parent=version.parent,
        cause=str(version.cause),
        author=version.author,
        at=version.at,
        reason=version.reason,
        detail=version.detail,
    )


def _change(change: RowChange) -> RowChangeAnswer:
    return RowChangeAnswer(
        version=change.version,
        at=change.at,
        table=change.table,
        key=list(change.key),
        before=None if change.before is None else dict(change.before),
        after=None if change.after is None else dict(change.after),
        author=change.author,
        reason=change.reason,
        proposal=change.proposal,
    )


def version_in_path(text: str) -> int | str:
    """A version's number as it stands in an address. Raises NotThere."""
    return LATEST if text == LATEST else number_in_path(text, f"version {text}")


@router.get("/versions")
def list_versions(
    actor: Asking, store: TheStore, before: Before = None, most: Most = 100
) -> Batch[VersionAnswer]:
    """Dataset versions, newest first."""
    found = datasets.list_versions(store, actor, before=before, most=most + 1)
    return batch(list(map(version_answer, found)), most, lambda version: version["number"])


@router.get("/versions/{number}")
def show_version(number: str, actor: Asking, store: TheStore) -> VersionWithChanges:
    """A version with what it changed, as far as one's scopes show it; `latest` is a number too."""
    which = version_in_path(number)
    version = datasets.show_version(store, actor, which)
    changes = datasets.version_changes_seen(store, actor, version.number)
    return VersionWithChanges(**version_answer(version), changes=list(map(_change, changes)))


@router.get("/versions/{number}/tables/{table}", response_model=TableAnswer)
def show_table(number: str, table: str, request: Request, actor: Asking, store: TheStore) -> Response:
    """A table of a version, the rows of one's scopes: as JSON, or by `Accept: text/csv` as CSV."""
    shown = datasets.show_table(store, actor, table, version_in_path(number))
    return table_answer(request, shown)


def table_answer(request: Request, shown: TableShown) -> Response:
    """A table in the form that is asked for."""
    if wants_csv(request):
        return Response(as_csv(shown), media_type=CSV_KIND)
    rows = [dict(row) for row in shown.rows]
    return JSONResponse(TableAnswer(table=shown.name, columns=list(shown.columns), items=rows, next=None))


def wants_csv(request: Request) -> bool:
    """Whether CSV is accepted, and JSON no more than that."""
    weights = dict.fromkeys((CSV_KIND, JSON_KIND), 0.0)
    for part in request.headers.get("accept", "").lower().split(","):
        kind, *given = (word.strip() for word in part.split(";"))
        if kind in weights:
            found = [WEIGHT.fullmatch(word) for word in given]
            weights[kind] = next((float(one[1]) for one in found if one), 1.0)
    return weights[CSV_KIND] > 0 and weights[CSV_KIND] >= weights[JSON_KIND]


def as_csv(shown: TableShown) -> str:
    """A table as CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, shown.columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(shown.rows)
    return made.getvalue()


@router.post("/versions", status_code=201, dependencies=[gate(Action.BRING_IN)])
def set_back(actor: Asking, store: TheStore, wanted: Annotated[SetBack, body_of(SetBack)]) -> VersionAnswer:
    """Set the dataset back: a new version whose content is an old one's."""
    return version_answer(datasets.set_back(store, actor, wanted.set_back_to, wanted.reason))


@router.get("/history", dependencies=[gate(Action.SEE_DATA)])
def row_history(
    actor: Asking,
    store: TheStore,
    table: Annotated[str, Query(max_length=64, description="the table")],
    key: Annotated[list[str], Query(description="the cells of its key in order, one parameter each")] = [],  # noqa: B006 (FastAPI copies it)
) -> Batch[RowChangeAnswer]:
    """What became of a row, oldest first."""
    return Batch(items=list(map(_change, datasets.row_history(store, actor, table, key))))
