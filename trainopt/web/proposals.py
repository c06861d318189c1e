"""The interface for programs: proposals, accepted together or rejected with a reason."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from typing_extensions import TypedDict

from trainopt.service import proposals
from trainopt.service.access import Action
from trainopt.service.differences import RowEdit
from trainopt.service.gates import pass_proposal_gate
from trainopt.service.merging import Clash, ClashChoice, Take
from trainopt.service.proposals import Proposal
from trainopt.web.accounts import gate
from trainopt.web.answers import Conflict, conflict_answer
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
from trainopt.web.data import VersionAnswer, version_answer
from trainopt.web.repeating import RepeatableRoute

router = APIRouter(prefix=INTERFACE, tags=["proposals"], route_class=RepeatableRoute)


class EditAnswer(TypedDict):
    """A row that is to be changed: its cells before and after, null where it was, or is to be, not there."""

    table: str
    key: list[str]
    before: dict[str, str] | None
    after: dict[str, str] | None
    change: int


class ProposalAnswer(TypedDict):
    """A draft as it was submitted; `word` is what was said when it was decided, `version` what it is in."""

    id: int
    draft: int
    title: str
    author: str
    base: int
    status: str
    reason: str
    edits: list[EditAnswer]
    submitted_at: str
    submitted_by: str
    decided_at: str | None
    decided_by: str | None
    word: str
    version: int | None


class ProposalWithConflicts(ProposalAnswer):
    """A proposal with the cells that others changed meanwhile."""

    conflicts: list[Conflict]


class Choice(Sent):
    """What to take for a conflict: `theirs`, `mine`, or a value.

    It is the conflict as it was told with `take` beside, or as much of it as tells which one is meant. With
    `theirs` given it holds only as long as that is what stands there.
    """

    take: str | int | float
    table: str
    key: tuple[str, ...]
    column: str = ""
    proposal: StoredNumber = 0
    change: StoredNumber = 0
    base: str | None = None
    theirs: str | None = None
    mine: str | None = None


class Acceptance(Sent):
    """The proposals to accept, in this order, as one act; a choice for each conflict; and why."""

    ids: tuple[StoredNumber, ...]
    choices: tuple[Choice, ...] = ()
    reason: str = ""


class Word(Sent):
    """What its author is told."""

    reason: str = ""


def choices_of(given: tuple[Choice, ...]) -> list[ClashChoice]:
    """The choices as the service takes them. What is neither `theirs` nor `mine` is a value."""
    return [
        ClashChoice(
            one.proposal,
            one.table,
            one.key,
            one.column,
            Take(one.take) if one.take in (Take.THEIRS, Take.MINE) else Take.VALUE,
            "" if one.take in (Take.THEIRS, Take.MINE) else str(one.take),
            one.theirs,
        )
        for one in given
    ]


def _edit(edit: RowEdit) -> EditAnswer:
    return EditAnswer(
        table=edit.table,
        key=list(edit.key),
        before=None if edit.before is None else dict(edit.before),
        after=None if edit.after is None else dict(edit.after),
        change=edit.change,
    )


def proposal_answer(proposal: Proposal) -> ProposalAnswer:
    """A proposal as it is sent."""
    return ProposalAnswer(
        id=proposal.number,
        draft=proposal.draft,
        title=proposal.title,
        author=proposal.author,
        base=proposal.base,
        status=str(proposal.status),
        reason=proposal.reason,
        edits=list(map(_edit, proposal.edits)),
        submitted_at=proposal.submitted_at,
        submitted_by=proposal.submitted_by,
        decided_at=proposal.decided_at,
        decided_by=proposal.decided_by,
        word=proposal.word,
        version=proposal.version,
    )


ProposalNumber = Annotated[int, numbered("proposal")]


def _decision_gate(number: ProposalNumber, actor: Asking, store: TheStore) -> None:
    pass_proposal_gate(store, actor, Action.DECIDE, number)


DECIDES: Any = Depends(_decision_gate)


@router.get("/proposals")
def list_proposals(
    actor: Asking, store: TheStore, every: bool = False, before: Before = None, most: Most = 100
) -> Batch[ProposalAnswer]:
    """The proposals that wait, or all, newest first."""
    found = proposals.list_proposals(store, actor, waiting=not every, before=before, most=most + 1)
    return batch(list(map(proposal_answer, found)), most, lambda proposal: proposal["id"])


@router.get("/proposals/{number}")
def show_proposal(number: ProposalNumber, actor: Asking, store: TheStore) -> ProposalWithConflicts:
    """A proposal, with its conflicts while it waits."""
    found = proposals.show_proposal(store, actor, number)
    waits = found.status is proposals.ProposalStatus.WAITING
    clashes: tuple[Clash, ...] = proposals.clashes_of(store, actor, [number]) if waits else ()
    return ProposalWithConflicts(**proposal_answer(found), conflicts=list(map(conflict_answer, clashes)))


@router.post("/proposals/accept", status_code=201, dependencies=[gate(Action.DECIDE)])
def accept_proposals(
    actor: Asking, store: TheStore, wanted: Annotated[Acceptance, body_of(Acceptance)]
) -> VersionAnswer:
    """Accept proposals as one act: the next version; 409 with the conflicts until each has a choice."""
    choices = choices_of(wanted.choices)
    return version_answer(proposals.accept_proposals(store, actor, wanted.ids, choices, wanted.reason))


@router.post("/proposals/{number}/reject", dependencies=[DECIDES])
def reject_proposal(
    number: ProposalNumber, actor: Asking, store: TheStore, wanted: Annotated[Word, body_of(Word)]
) -> ProposalAnswer:
    """Reject a proposal with a reason."""
    return proposal_answer(proposals.reject_proposal(store, actor, number, wanted.reason))


@router.post("/proposals/{number}/send-back", dependencies=[DECIDES])
def send_back(
    number: ProposalNumber, actor: Asking, store: TheStore, wanted: Annotated[Word, body_of(Word)]
) -> ProposalAnswer:
    """Send a proposal back with a word: its draft is open again."""
    return proposal_answer(proposals.send_back(store, actor, number, wanted.reason))


@router.post("/proposals/{number}/withdraw")
def withdraw_proposal(number: ProposalNumber, actor: Asking, store: TheStore) -> ProposalAnswer:
    """Take one's own proposal back while it waits: its draft is open again."""
    return proposal_answer(proposals.withdraw_proposal(store, actor, number))
