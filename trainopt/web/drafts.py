"""The interface for programs: drafts, which are scenarios, judged as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, UploadFile
from fastapi.responses import Response
from typing_extensions import TypedDict

from trainopt.errors import Outrun
from trainopt.runs.store import Store
from trainopt.service import drafts, layouts, mappings, proposals, uploads
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.drafts import LONGEST_TITLE, Draft
from trainopt.service.gates import pass_draft_gate
from trainopt.service.telling import DraftFault
from trainopt.service.versions import LATEST
from trainopt.web.accounts import gate
from trainopt.web.answers import FaultAnswer, fault_answer
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
    numbered,
)
from trainopt.web.data import version_in_path
from trainopt.web.proposals import Choice, ProposalAnswer, choices_of, proposal_answer
from trainopt.web.refusals import NoMatch
from trainopt.web.repeating import RepeatableRoute

router = APIRouter(prefix=INTERFACE, tags=["drafts"], route_class=RepeatableRoute)


class DraftFaultAnswer(FaultAnswer):
    """A fault with the change that it is of, as `change 2 (capacity)`; blank where no one change is."""

    change: str


class DraftAnswer(TypedDict):
    """A draft. `changes` are those of a scenario file; with a fault it can be saved and not submitted.

    In a list `faults` are null: there drafts are not judged.
    """

    id: int
    title: str
    author: str
    base: int
    status: str
    revision: int
    scopes: list[str]
    changes: list[dict[str, Any]]
    faults: list[DraftFaultAnswer] | None
    note: str
    guests: list[str]
    created_at: str
    changed_at: str
    changed_by: str


class NewDraft(Sent):
    """A draft on a version, by default the newest, with changes as a scenario file has them."""

    title: str
    base: StoredNumber | str = LATEST
    changes: tuple[dict[str, Any], ...] = ()


class DraftChange(Sent):
    """What is to be another way; the changes are given whole."""

    title: str | None = None
    changes: tuple[dict[str, Any], ...] | None = None


class Moving(Sent):
    """What to take for the cells that others changed meanwhile."""

    choices: tuple[Choice, ...] = ()


class Invitation(Sent):
    """Who shall work on it too, or no longer."""

    name: str
    undo: bool = False


class Submission(Sent):
    """Why it is asked for."""

    reason: str = ""


DraftNumber = Annotated[int, numbered("draft")]


def _fault(found: DraftFault) -> DraftFaultAnswer:
    return DraftFaultAnswer(**fault_answer(found.fault), change=found.change)


def _answer(draft: Draft, answer: Response | None = None) -> DraftAnswer:
    if answer is not None:
        answer.headers["ETag"] = f'"{draft.revision}"'
    return DraftAnswer(
        id=draft.number,
        title=draft.title,
        author=draft.author,
        base=draft.base,
        status=str(draft.status),
        revision=draft.revision,
        scopes=list(map(str, draft.scopes)),
        changes=list(draft.changes),
        faults=list(map(_fault, draft.faults)),
        note=draft.note,
        guests=list(draft.guests),
        created_at=draft.created_at,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by,
    )


def _draft_gate(action: Action) -> Any:
    """Whether the actor may do this to the draft in the address, asked before the body is read."""

    def ask(number: DraftNumber, actor: Asking, store: TheStore) -> None:
        pass_draft_gate(store, actor, action, number)

    return Depends(ask)


ANY = "*"
"""In place of an ETag: whatever the state, if only the draft is there."""
IF_MATCH = Header(alias="If-Match", description="the ETag that was seen, or * for any")


def seen_revisions(given: Annotated[str | None, IF_MATCH] = None) -> frozenset[int]:
    """The revisions of which one is what whoever changes a draft has seen; none for any.

    Raises NoMatch where they do not say.
    """
    if given is None:
        raise NoMatch("say which revision you saw: If-Match with the ETag of the draft")
    if given.strip() == ANY:
        return frozenset()
    texts = [text.strip().removeprefix("W/").strip('"') for text in given.split(",")]
    if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in texts):
        raise Outrun(f"{given} is no revision of this draft")
    return frozenset(map(int, texts))


Seen = Annotated[frozenset[int], Depends(seen_revisions)]


def _as_seen(
    store: Store, actor: Actor, number: int, seen: frozenset[int], change: Callable[[int], Draft]
) -> Draft:
    """Change a draft at a revision that was seen. Raises Outrun where it is at none, and what that raises."""
    if len(seen) == 1:
        return change(*seen)
    while True:
        now = drafts.show_draft(store, actor, number).revision
        if seen and now not in seen:
            raise Outrun(f"draft {number} was changed meanwhile: it is at revision {now}")
        with suppress(Outrun):  # between the two: it is looked at again
            return change(now)


@router.get("/drafts")
def list_drafts(
    actor: Asking, store: TheStore, every: bool = False, before: Before = None, most: Most = 100
) -> Batch[DraftAnswer]:
    """The drafts that one may see, newest first, without their faults: open ones, or all."""
    found = drafts.list_drafts(store, actor, every=every, before=before, most=most + 1)
    listed = [DraftAnswer(**_answer(draft) | {"faults": None}) for draft in found]
    return batch(listed, most, lambda draft: draft["id"])


@router.post("/drafts", status_code=201, dependencies=[gate(Action.BEGIN_DRAFT)])
def begin_draft(
    actor: Asking, store: TheStore, answer: Response, wanted: Annotated[NewDraft, body_of(NewDraft)]
) -> DraftAnswer:
    """Begin a draft. It may have faults, which are all in the answer."""
    made = drafts.begin_draft(store, actor, wanted.title, wanted.changes, wanted.base)
    answer.headers["Location"] = f"{INTERFACE}/drafts/{made.number}"
    return _answer(made, answer)


@router.post("/drafts/upload", status_code=201, dependencies=[gate(Action.BEGIN_DRAFT)])
def upload_draft(
    actor: Asking,
    store: TheStore,
    answer: Response,
    file: UploadFile,
    title: Annotated[str, Form(max_length=LONGEST_TITLE)] = "",
    base: Annotated[str, Form(max_length=20)] = "",
    delete_missing: Annotated[bool, Form()] = False,
    own_map: Annotated[UploadFile | None, File(alias="map")] = None,
) -> DraftAnswer:
    """A draft of what a workbook, an archive of a folder or a CSV file changes within one's scope.

    With a `map`, a TOML file, the file is a spreadsheet of one's own layout. Without a base it is what the
    file's name says that it was exported from, else the newest version. Rows that the file lacks stay, unless
    `delete_missing`.
    """
    name, content = file.filename or "upload", file.file.read()
    upload: Callable[..., Draft] = uploads.upload_draft
    if own_map is not None:
        called = own_map.filename or "map.toml"
        mapping = mappings.map_for_drafts(called, mappings.text_given(called, own_map.file.read()))
        upload = partial(layouts.upload_own_layout, mapping=mapping)
    made = upload(
        store,
        actor,
        name,
        content,
        title=title or name,
        base=version_in_path(base) if base else None,
        delete_missing=delete_missing,
    )
    return _answer(made, answer)


@router.get("/drafts/{number}")
def show_draft(number: DraftNumber, actor: Asking, store: TheStore, answer: Response) -> DraftAnswer:
    """A draft with all its faults."""
    return _answer(drafts.show_draft(store, actor, number), answer)


@router.patch("/drafts/{number}", dependencies=[_draft_gate(Action.CHANGE_DRAFT)])
def change_draft(
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    answer: Response,
    seen: Seen,
    wanted: Annotated[DraftChange, body_of(DraftChange)],
) -> DraftAnswer:
    """Change a draft, unless somebody was quicker: then 412."""

    def change(revision: int) -> Draft:
        return drafts.change_draft(store, actor, number, revision, title=wanted.title, changes=wanted.changes)

    return _answer(_as_seen(store, actor, number, seen, change), answer)


@router.delete("/drafts/{number}", status_code=204)
def withdraw_draft(number: DraftNumber, actor: Asking, store: TheStore) -> None:
    """Withdraw one's draft; its history stays."""
    drafts.withdraw_draft(store, actor, number)


@router.post("/drafts/{number}/move", dependencies=[_draft_gate(Action.CHANGE_DRAFT)])
def move_draft(
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    answer: Response,
    seen: Seen,
    wanted: Annotated[Moving, body_of(Moving)],
) -> DraftAnswer:
    """Move a draft onto the newest version; 409 with the conflicts until each has a choice."""

    def move(revision: int) -> Draft:
        return drafts.move_draft(store, actor, number, revision, choices_of(wanted.choices))

    return _answer(_as_seen(store, actor, number, seen, move), answer)


@router.post("/drafts/{number}/guests", dependencies=[_draft_gate(Action.OWN_DRAFT)])
def invite(
    number: DraftNumber,
    actor: Asking,
    store: TheStore,
    answer: Response,
    wanted: Annotated[Invitation, body_of(Invitation)],
) -> DraftAnswer:
    """Invite somebody whose scopes cover the draft to work on it, or no longer."""
    return _answer(drafts.invite(store, actor, number, wanted.name, undo=wanted.undo), answer)


@router.post("/drafts/{number}/submit", status_code=201, dependencies=[_draft_gate(Action.OWN_DRAFT)])
def submit_draft(
    number: DraftNumber, actor: Asking, store: TheStore, wanted: Annotated[Submission, body_of(Submission)]
) -> ProposalAnswer:
    """Submit one's draft: it becomes a proposal; with a fault it is refused."""
    return proposal_answer(proposals.submit_draft(store, actor, number, wanted.reason))
