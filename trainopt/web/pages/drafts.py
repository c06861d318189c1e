"""A draft: its changes in words, its faults, and what can become of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import InputFaults, NotAllowed, NotSignedIn, Outrun, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, grids, proposals
from trainopt.service.access import not_there
from trainopt.service.actors import Actor
from trainopt.service.drafts import DraftStatus
from trainopt.service.merging import Clashes
from trainopt.service.proposals import Proposal
from trainopt.service.topics import Topic
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.drafts import DraftNumber
from trainopt.web.pages.differing import differing
from trainopt.web.pages.proposals import chosen_in, with_choices
from trainopt.web.pages.tables import draft_tables
from trainopt.web.pages.talking import talk_about
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

Revision = Annotated[int, Form(ge=0)]
Words = Annotated[str, Form(max_length=4_000)]


@router.get("/drafts")
def list_drafts(request: Request, actor: Asking, store: TheStore, every: bool = False) -> Response:
    """The drafts that one may see, newest first."""
    found = drafts.list_drafts(store, actor, every=every, most=200)
    return page(request, "drafts/list.html", drafts=found, every=every)


@router.post("/drafts")
def begin_draft(actor: Asking, store: TheStore, title: Words = "", table: Words = "") -> Response:
    """Begin a draft with nothing in it yet, and go to a table."""
    made = drafts.begin_draft(store, actor, title)
    return RedirectResponse(
        f"/tables/{table}?draft={made.number}" if table else f"/drafts/{made.number}", 303
    )


@router.get("/drafts/{number}")
def show_draft(request: Request, number: DraftNumber, actor: Asking, store: TheStore) -> Response:
    """A draft, with what whoever asks may do with it."""
    return _draft_page(request, number, actor, store)


def _draft_page(
    request: Request, number: int, actor: Actor, store: Store, status: int = 200, **said: Any
) -> Response:
    found = grids.draft_in_grid(store, actor, number)
    draft = found.draft
    edits = drafts.draft_edits(store, actor, number)
    proposal = _proposal_of(store, actor, number) if draft.status is DraftStatus.SUBMITTED else None
    values = {
        "draft": draft,
        "is_open": draft.status is DraftStatus.OPEN,
        "may_change": found.may_change,
        "owns": found.owns,
        "proposal": proposal,
        "differing": differing(edits, whole=request.query_params.get("rows") == "all"),
        "tables": draft_tables(draft),
        "newest": datasets.show_version(store, actor).number,
        "talk": talk_about(store, actor, Topic.DRAFT, str(number)),
        "clashes": (),
        "message": "",
    }
    return page(request, "drafts/draft.html", status, **values | said)


def _proposal_of(store: Store, actor: Actor, number: int) -> Proposal | None:
    """The proposal that waits and that a draft became."""
    before = None
    while found := proposals.list_proposals(store, actor, before=before, most=200):
        for proposal in found:
            if proposal.draft == number:
                return proposal
        before = found[-1].number
    return None


def _waiting(store: Store, actor: Actor, number: int) -> int:
    """The number of that proposal. Raises NotThere where there is none for the actor."""
    drafts.show_draft(store, actor, number)
    proposal = _proposal_of(store, actor, number)
    if proposal is None:
        raise not_there(f"proposal of draft {number} that waits")
    return proposal.number


def _done(request: Request, number: int, actor: Actor, store: Store, do: Callable[[], object]) -> Response:
    """Do something to a draft, and show it; where that is not possible now, with the reason."""
    try:
        do()
    except (NotAllowed, NotSignedIn):
        raise
    except Outrun as error:
        return _draft_page(request, number, actor, store, 412, message=str(error))
    except (UsageError, InputFaults) as error:
        return _draft_page(request, number, actor, store, 422, message=str(error))
    return RedirectResponse(f"/drafts/{number}", 303)


@router.post("/drafts/{number}/title")
def rename(
    request: Request,
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    revision: Revision,
    title: Words = "",
) -> Response:
    """Give a draft another title."""
    return _done(
        request,
        number,
        actor,
        store,
        lambda: drafts.change_draft(store, actor, number, revision, title=title),
    )


@router.post("/drafts/{number}/submit")
def submit(
    request: Request, number: DraftNumber, actor: Asking, store: TheStore, reason: Words = ""
) -> Response:
    """Submit one's draft with a reason: it becomes a proposal."""
    return _done(request, number, actor, store, lambda: proposals.submit_draft(store, actor, number, reason))


@router.post("/drafts/{number}/withdraw")
def withdraw(request: Request, number: DraftNumber, actor: Asking, store: TheStore) -> Response:
    """Withdraw one's draft: its history stays."""
    return _done(request, number, actor, store, lambda: drafts.withdraw_draft(store, actor, number))


@router.post("/drafts/{number}/take-back")
def take_back(request: Request, number: DraftNumber, actor: Asking, store: TheStore) -> Response:
    """Take back the proposal that one's draft became: it is open again."""
    proposal = _waiting(store, actor, number)
    return _done(request, number, actor, store, lambda: proposals.withdraw_proposal(store, actor, proposal))


@router.post("/drafts/{number}/send-back")
def send_back(
    request: Request, number: DraftNumber, actor: Asking, store: TheStore, word: Words = ""
) -> Response:
    """Send a submitted draft back to its author with a word."""
    proposal = _waiting(store, actor, number)
    return _done(request, number, actor, store, lambda: proposals.send_back(store, actor, proposal, word))


@router.post("/drafts/{number}/guests")
def invite(
    request: Request,
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    name: Words = "",
    undo: Annotated[bool, Form()] = False,
) -> Response:
    """Invite somebody to work on one's draft, or no longer."""
    return _done(
        request, number, actor, store, lambda: drafts.invite(store, actor, number, name.strip(), undo=undo)
    )


@router.post("/drafts/{number}/move")
def move(request: Request, number: DraftNumber, actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Move a draft onto the newest version; where others changed the same, choose for each cell."""
    revision = str(form.get("revision", ""))
    if not revision.isdecimal() or len(revision) > 9:
        raise UsageError("say which revision you saw: load the page anew")
    chosen = chosen_in(form)
    try:
        drafts.move_draft(store, actor, number, int(revision), chosen)
    except Clashes as error:
        clashes = with_choices(error.clashes, chosen)
        return _draft_page(request, number, actor, store, 409, clashes=clashes)
    except Outrun as error:
        return _draft_page(request, number, actor, store, 412, message=str(error))
    except InputFaults as error:
        return _draft_page(request, number, actor, store, 422, message=str(error))
    return RedirectResponse(f"/drafts/{number}", 303)
