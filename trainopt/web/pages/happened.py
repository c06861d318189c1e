"""What happened: who came and is left, entered class by class, also while there is no connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from typing_extensions import TypedDict

from trainopt.errors import UsageError
from trainopt.kinds import STATES
from trainopt.runs.store import Store
from trainopt.service import counted_shares, datasets, happened, proposals
from trainopt.service.actors import Actor
from trainopt.service.drafts import Draft
from trainopt.service.happened import BegunClass, CohortEntry, Happened
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import LARGEST, Sent, body_of, number_in_path
from trainopt.web.repeating import RepeatableRoute
from trainopt.web.templates import page, reader
from trainopt.words.sayings import tell

router = APIRouter(include_in_schema=False)
entries = APIRouter(include_in_schema=False, route_class=RepeatableRoute)
"""What the island sends: each entry with a key of its own, so that none is entered twice."""

AS_PLANNED = ""
CLASSES_SHOWN = 25
"""Classes that a page shows at once: a page of hundreds of forms would be slow on a telephone."""


@router.get("/happened")
def show_happened(
    request: Request,
    actor: Asking,
    store: TheStore,
    site: str = "",
    show: str = "",
    skip: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> Response:
    """The classes that have begun: those of which something is still to be said, or all."""
    if not datasets.has_data(store, actor):
        return page(request, "happened/none.html")
    found = happened.what_happened(store, actor)
    shares = counted_shares.shares_so_far(store, actor)
    classes = _wanted(found, site, show == "all")
    return page(
        request,
        "happened/happened.html",
        happened=found,
        classes=classes[skip : skip + CLASSES_SHOWN],
        earlier=skip > 0,
        later=skip + CLASSES_SHOWN if len(classes) > skip + CLASSES_SHOWN else 0,
        asked=urlencode({"site": site, "show": show}),
        names={table: _names(store, actor, table) for table in ("courses", "sites")},
        sites=sorted({one.site_id for one in found.classes}),
        site=site,
        every=show == "all",
        states=(AS_PLANNED, *STATES),
        shares=shares,
        rates=shares.rates.table.astype(object).where(shares.rates.table.notna(), None).to_dict("records"),
    )


def _names(store: Store, actor: Actor, table: str) -> dict[str, str]:
    """What people call the rows of a table, by their ids."""
    shown = datasets.show_table(store, actor, table)
    return {key[0]: cells.get("name", "") for key, cells in zip(shown.keys, shown.rows, strict=True)}


def _wanted(found: Happened, site: str, every: bool) -> list[BegunClass]:
    """Of a site, or of all; unless every one is asked for, those that run or of which not all is said."""
    return [
        one
        for one in found.classes
        if (not site or one.site_id == site) and (every or not one.said or not one.over or _in_draft(one))
    ]


def _in_draft(one: BegunClass) -> bool:
    return any(cohort.in_draft for cohort in one.cohorts)


class CohortSent(Sent):
    """Who of a cohort is left, as typed, and what became of it."""

    cohort: str
    trainees: str
    state: str = ""


class ClassSent(Sent):
    """What happened in a class."""

    class_id: str
    start: str
    cohorts: tuple[CohortSent, ...]


class ClassTaken(TypedDict):
    """The draft that has it now, and what is wrong with it so far."""

    draft: int
    faults: list[str]


@router.post("/happened")
def enter(request: Request, actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Enter a class by the plain form."""
    made = _enter(
        request, actor, store, str(form.get("class", "")), str(form.get("start", "")), _cohorts(form)
    )
    if made.faults:
        raise UsageError("; ".join(str(fault) for fault in made.faults))
    return RedirectResponse("/happened#draft", 303)


def _cohorts(form: FormData) -> list[CohortEntry]:
    """The cohorts of a form; where the class was not held, none of them was in it."""
    not_held = "not_held" in form
    return [
        CohortEntry(
            str(name),
            str(form.get(f"trainees-{name}", "")).strip(),
            happened.NOT_HELD if not_held else str(form.get(f"state-{name}", "")),
        )
        for name in form.getlist("cohort")
    ]


@entries.post("/happened/classes", status_code=201)
def enter_class(
    request: Request,
    actor: Asking,
    store: TheStore,
    wanted: Annotated[ClassSent, body_of(ClassSent)],
) -> ClassTaken:
    """Enter a class, once for each key that it comes with."""
    cohorts = [CohortEntry(one.cohort, one.trainees.strip(), one.state) for one in wanted.cohorts]
    made = _enter(request, actor, store, wanted.class_id, wanted.start, cohorts)
    return ClassTaken(draft=made.number, faults=[tell(reader(request), str(fault)) for fault in made.faults])


def _enter(
    request: Request,
    actor: Actor,
    store: Store,
    class_id: str,
    start: str,
    cohorts: Sequence[CohortEntry],
) -> Draft:
    if not cohorts or not {one.state for one in cohorts} <= {AS_PLANNED, *STATES}:
        raise UsageError("this form is out of date: load the page anew")
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise UsageError("say on which day it began, as 2027-01-18") from None
    title = reader(request).t("happened-draft-title", day=str(day))
    return happened.enter_class(store, actor, class_id, day, cohorts, title)


@router.post("/happened/submit")
def submit(
    actor: Asking,
    store: TheStore,
    draft: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Submit what was entered."""
    made = proposals.submit_draft(store, actor, number_in_path(draft, f"draft {draft}"), reason)
    return RedirectResponse(f"/proposals/{made.number}", 303)


@router.post("/happened/shares")
def draft_shares(request: Request, actor: Asking, store: TheStore) -> Response:
    """A draft that puts the shares counted so far into the tables."""
    made = counted_shares.draft_shares(store, actor, reader(request).t("happened-shares-draft"))
    return RedirectResponse(f"/drafts/{made.number}", 303)
