"""A draft: its changes in words, its faults, and what can become of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, grids, proposals
from trainopt.service.access import not_there
from trainopt.service.actors import Actor
from trainopt.service.drafts import DraftStatus
from trainopt.service.merging import Clashes
from trainopt.service.proposals import ProposalStatus
from trainopt.service.topics import Topic
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import A_PAGE, LARGEST
from trainopt.web.drafts import DraftNumber
from trainopt.web.pages.differing import differing
from trainopt.web.pages.proposals import ClashShown, chosen_in, with_choices
from trainopt.web.pages.tables import draft_tables
from trainopt.web.pages.talking import talk_about
from trainopt.web.pages.visits import Visit, Visiting
from trainopt.web.pages.whatifs import results_of
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

BECAME = (DraftStatus.SUBMITTED, DraftStatus.ACCEPTED, DraftStatus.REJECTED)
"""A draft that stands so became a proposal, which says more."""

Revision = Annotated[int, Form(ge=0)]
Words = Annotated[str, Form(max_length=4_000)]


@router.get("/drafts")
def list_drafts(
    request: Request,
    actor: Asking,
    store: TheStore,
    every: bool = False,
    before: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
) -> Response:
    """The drafts that one may see, newest first."""
    found = drafts.list_drafts(store, actor, every=every, before=before, most=A_PAGE + 1)
    more = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return page(request, "drafts/list.html", drafts=found[:A_PAGE], every=every, before=before, more=more)


@router.post("/drafts")
def begin_draft(actor: Asking, store: TheStore, title: Words = "", table: Words = "") -> Response:
    """Begin a draft with nothing in it yet, and go to a table."""
    made = drafts.begin_draft(store, actor, title)
    return RedirectResponse(
        f"/tables/{table}?draft={made.number}" if table else f"/drafts/{made.number}", 303
    )


@router.get("/drafts/{number}")
def show_draft(visit: Visiting, number: DraftNumber) -> Response:
    """A draft: what it changes, what its runs came to, and what whoever asks may do with it."""
    return draft_page(visit, number)


def draft_page(
    visit: Visit, number: int, status: int = 200, *, said: str = "", clashes: Sequence[ClashShown] = ()
) -> Response:
    """The page of a draft; `said` is what went wrong, `clashes` are what is to be chosen first."""
    store, actor = visit.store, visit.actor
    found = grids.draft_in_grid(store, actor, number)
    draft = found.draft
    edits = drafts.draft_edits(store, actor, number)
    proposal = None
    if draft.status in BECAME:
        proposal = proposals.proposal_of_draft(store, actor, number)
    values = {
        "draft": draft,
        "is_open": draft.status is DraftStatus.OPEN,
        "may_change": found.may_change,
        "owns": found.owns,
        "proposal": proposal if draft.status is DraftStatus.SUBMITTED else None,
        "decided": proposal if draft.status is not DraftStatus.SUBMITTED else None,
        "differing": differing(edits, whole=visit.request.query_params.get("rows") == "all", draft=number),
        "tables": draft_tables(draft),
        "newest": datasets.show_version(store, actor).number,
        "talk": talk_about(store, actor, Topic.DRAFT, str(number)),
        "clashes": clashes,
        "said": said,
        **results_of(store, actor, number),
    }
    return visit.page("drafts/draft.html", status, **values)


def _waiting(store: Store, actor: Actor, number: int) -> int:
    """The number of that proposal. Raises NotThere where there is none for the actor."""
    drafts.show_draft(store, actor, number)
    proposal = proposals.proposal_of_draft(store, actor, number)
    if proposal is None or proposal.status is not ProposalStatus.WAITING:
        raise not_there(f"proposal of draft {number} that waits")
    return proposal.number


def _at(number: int) -> Response:
    """Back to the page of a draft."""
    return RedirectResponse(f"/drafts/{number}", 303)


@router.post("/drafts/{number}/title")
def rename(
    number: DraftNumber, actor: Asking, store: TheStore, revision: Revision, title: Words = ""
) -> Response:
    """Give a draft another title."""
    drafts.change_draft(store, actor, number, revision, title=title)
    return _at(number)


@router.post("/drafts/{number}/submit")
def submit(number: DraftNumber, actor: Asking, store: TheStore, reason: Words = "") -> Response:
    """Submit one's draft with a reason: it becomes a proposal."""
    proposals.submit_draft(store, actor, number, reason)
    return _at(number)


@router.post("/drafts/{number}/withdraw")
def withdraw(number: DraftNumber, actor: Asking, store: TheStore) -> Response:
    """Withdraw one's draft: its history stays."""
    drafts.withdraw_draft(store, actor, number)
    return _at(number)


@router.post("/drafts/{number}/take-back")
def take_back(number: DraftNumber, actor: Asking, store: TheStore) -> Response:
    """Take back the proposal that one's draft became: it is open again."""
    proposals.withdraw_proposal(store, actor, _waiting(store, actor, number))
    return _at(number)


@router.post("/drafts/{number}/send-back")
def send_back(number: DraftNumber, actor: Asking, store: TheStore, word: Words = "") -> Response:
    """Send a submitted draft back to its author with a word."""
    proposals.send_back(store, actor, _waiting(store, actor, number), word)
    return _at(number)


@router.post("/drafts/{number}/guests")
def invite(
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    name: Words = "",
    undo: Annotated[bool, Form()] = False,
) -> Response:
    """Invite somebody to work on one's draft, or no longer."""
    drafts.show_draft(store, actor, number)
    try:
        drafts.invite(store, actor, number, name.strip(), undo=undo)
    except NotThere as error:  # whose name was typed
        raise UsageError(str(error)) from None
    return _at(number)


@router.post("/drafts/{number}/move")
def move(visit: Visiting, number: DraftNumber, form: SentForm) -> Response:
    """Move a draft onto the newest version; where others changed the same, choose for each cell."""
    revision = str(form.get("revision", ""))
    if not revision.isdecimal() or len(revision) > 9:
        raise UsageError("say which revision you saw: load the page anew")
    chosen = chosen_in(form)
    try:
        drafts.move_draft(visit.store, visit.actor, number, int(revision), chosen)
    except Clashes:
        clashes = with_choices(drafts.clashes_of_draft(visit.store, visit.actor, number), chosen)
        return draft_page(visit, number, 409, clashes=clashes)
    return _at(number)
