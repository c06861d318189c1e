"""Proposals: drafts that were submitted; accepted they make the next version, several of them in one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from trainopt.errors import DatasetFaults, Fault, InputFaults, NotAllowed, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import drafts, proposals
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope, parse_scope
from trainopt.service.auditing import note
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.differences import (
    RowEdit,
    RowKey,
    TextTables,
    edits_as_json,
    edits_from_json,
    row_at,
)
from trainopt.service.drafts import (
    DraftStatus,
    draft_here,
    move_draft,
    set_status,
    show_draft,
)
from trainopt.service.hiding import clashes_told
from trainopt.service.merging import Clash, ClashChoice, Clashes, merge
from trainopt.service.next_data import NextData, next_data
from trainopt.service.notices import NoticeKind, tell
from trainopt.service.outside import check_edits
from trainopt.service.paging import newest_seen
from trainopt.service.scopes import EditHere, Reaches
from trainopt.service.telling import faults_told, letter_of
from trainopt.service.topics import Topic, followers
from trainopt.service.versions import (
    LATEST,
    CausedEdit,
    DatasetVersion,
    NewVersion,
    VersionCause,
    add_version,
    base_kept,
    newest_version,
    version_at,
)
from trainopt.tables import TABLES

DECIDES_SCOPES = {"sites", "units", "demand"}
"""Tables by which it is known what belongs to a nation or a unit."""


class ProposalStatus(StrEnum):
    """What has become of a proposal."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SENT_BACK = "sent back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Proposal:
    """A draft as it was submitted: its `edits`, on its `base`. `word` is what whoever decided it said."""

    number: int
    draft: int
    title: str
    author: str
    base: int
    scopes: tuple[Scope, ...]
    edits: tuple[RowEdit, ...] = field(repr=False)
    reason: str
    status: ProposalStatus
    submitted_at: str
    submitted_by: str
    decided_at: str | None
    decided_by: str | None
    word: str
    version: int | None


@dataclass(frozen=True)
class ProposalHere:
    """A proposal with its base, for `access.allowed`."""

    proposal: Proposal
    base: DataAtHand
    guests: tuple[str, ...]

    @property
    def author(self) -> str:
        """Whose it is."""
        return self.proposal.author

    def within(self, scope: Scope) -> bool:
        """Whether a scope shows all that the proposal changes."""
        if scope == ALL:
            return True
        after = self.base.reaches
        if any(edit.table in DECIDES_SCOPES for edit in self.proposal.edits):
            after = Reaches(merge(self.base.text, self.proposal.edits).text)
        return all(EditHere(self.base.reaches, after, edit).shown_by(scope) for edit in self.proposal.edits)


def submit_draft(store: Store, actor: Actor, number: int, reason: str = "") -> Proposal:
    """Submit one's draft: it stays as it is until it is decided or sent back.

    Raises InputFaults while it has faults, OutsideScope, UsageError, NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = draft_here(connection, number)
    require(actor, Action.OWN_DRAFT, here, f"draft {number}")
    draft, applied = here.draft, here.applied
    if not applied.sound:
        raise InputFaults(faults_told(applied, actor.scopes(Role.READER)))
    if not applied.edits:
        raise UsageError(f"draft {number} changes nothing")
    check_edits(actor, applied)
    row = {
        "draft": number,
        "title": draft.title,
        "author": draft.author,
        "base": draft.base,
        "scopes": [str(scope) for scope in draft.scopes],
        "edits": edits_as_json(applied.edits),
        "reason": reason.strip(),
        "status": ProposalStatus.WAITING.value,
        "submitted_at": now(),
        "submitted_by": actor.name,
        "word": "",
    }
    with store.begin() as connection:
        as_seen = (drafts.c.number == number) & (drafts.c.revision == draft.revision)
        if connection.execute(select(drafts.c.number).where(as_seen)).one_or_none() is None:
            raise UsageError(f"draft {number} was changed meanwhile: look at it again, then submit it")
        set_status(connection, number, DraftStatus.OPEN, DraftStatus.SUBMITTED)
        made = insert(proposals).values(row).returning(proposals.c.number)
        proposal = int(connection.execute(made).scalar_one())
        facts = {"proposal": proposal, "rows": len(applied.edits), "reason": reason}
        note(connection, actor, "submit", f"draft {number}", after=facts)
        return proposal_here(connection, proposal).proposal


def list_proposals(
    store: Store, actor: Actor, *, waiting: bool = True, before: int | None = None, most: int | None = 100
) -> list[Proposal]:
    """The proposals that the actor may see, newest first, at most so many: those that wait, or all."""
    require(actor, Action.SEE_DATA)
    found = select(proposals.c.number)
    if waiting:
        found = found.where(proposals.c.status == ProposalStatus.WAITING.value)
    with store.look() as connection:

        def see(number: int) -> Proposal | None:
            here = proposal_here(connection, number)
            return here.proposal if allowed(actor, Action.SEE_PROPOSAL, here) else None

        return newest_seen(connection, found, before, most, see)


def show_proposal(store: Store, actor: Actor, number: int) -> Proposal:
    """A proposal. Raises NotThere where there is none for the actor."""
    with store.look() as connection:
        here = proposal_here(connection, number)
    require(actor, Action.SEE_PROPOSAL, here, f"proposal {number}")
    return here.proposal


def proposal_of_draft(store: Store, actor: Actor, draft: int) -> Proposal | None:
    """The newest proposal that a draft became; None where it became none, or none that the actor may see."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        number = connection.scalar(select(func.max(proposals.c.number)).where(proposals.c.draft == draft))
        here = None if number is None else proposal_here(connection, number)
    return here.proposal if here is not None and allowed(actor, Action.SEE_PROPOSAL, here) else None


def clashes_of(store: Store, actor: Actor, numbers: Sequence[int]) -> tuple[Clash, ...]:
    """What in these proposals clashes with the newest version, or with one another, as the actor may know it.

    Raises NotThere, NotAllowed.
    """
    with store.look() as connection:
        found = [proposal_here(connection, number) for number in numbers]
        for here in found:
            require(actor, Action.SEE_PROPOSAL, here, f"proposal {here.proposal.number}")
        data = data_at(connection, version_at(connection, LATEST).dataset_id)
    clashes = _merge_all(data.text, [here.proposal for here in found], ()).clashes
    return tuple(clashes_told(data, actor.scopes(Role.READER), clashes))


def accept_proposals(
    store: Store,
    actor: Actor,
    numbers: Sequence[int],
    choices: Sequence[ClashChoice] = (),
    reason: str = "",
) -> DatasetVersion:
    """Accept proposals in this order, as one act: all of them make one new version, or none does.

    Raises Clashes with every cell that needs a choice, DatasetFaults where what they make together is
    faulty, UsageError for one that does not wait, NotThere, NotAllowed.
    """
    require(actor, Action.DECIDE)
    if not numbers or len(set(numbers)) != len(numbers):
        raise UsageError("name the proposals that are accepted, each once")
    while True:
        with store.look() as connection:
            found = [_waiting(connection, number) for number in numbers]
            newest = version_at(connection, LATEST)
            data = data_at(connection, newest.dataset_id)
        merged = _merge_all(data.text, found, choices)
        if merged.clashes:
            raise Clashes(merged.clashes)
        made = _sound(merged, data)
        made.keep()
        with store.begin() as connection:
            if newest_version(connection) != newest:
                continue  # somebody was quicker: all is looked at again
            why = reason or "; ".join(proposal.title for proposal in found)
            detail = {"proposals": list(numbers)}
            new = NewVersion(made.content, VersionCause.ACCEPTED, why, newest, merged.caused, detail=detail)
            version = add_version(connection, actor, new)
            for number in numbers:
                _decide(connection, actor, number, ProposalStatus.ACCEPTED, reason, version.number)
            return version


def reject_proposal(store: Store, actor: Actor, number: int, reason: str) -> Proposal:
    """Reject a proposal. Raises UsageError without a reason, NotThere, NotAllowed."""
    require(actor, Action.DECIDE)
    if not reason.strip():
        raise UsageError("say why it is rejected: its author reads the reason")
    with store.begin() as connection:
        return _decide(connection, actor, number, ProposalStatus.REJECTED, reason)


def send_back(store: Store, actor: Actor, number: int, word: str) -> Proposal:
    """Send a proposal back with a word: its draft is open again. Raises UsageError, NotThere, NotAllowed."""
    require(actor, Action.DECIDE)
    if not word.strip():
        raise UsageError("say what is to be changed: its author reads it on the draft")
    with store.begin() as connection:
        return _decide(connection, actor, number, ProposalStatus.SENT_BACK, word)


def withdraw_proposal(store: Store, actor: Actor, number: int) -> Proposal:
    """Its author takes a proposal back while it waits; its draft is open again.

    Raises UsageError, NotThere, NotAllowed.
    """
    with store.look() as connection:
        here = proposal_here(connection, number)
    require(actor, Action.SEE_PROPOSAL, here, f"proposal {number}")
    if not allowed(actor, Action.OWN_DRAFT, here):  # who sees a proposal may not know of its draft
        raise NotAllowed(f"{actor.name} may not withdraw a proposal of {here.author}")
    with store.begin() as connection:
        return _decide(connection, actor, number, ProposalStatus.WITHDRAWN, "")


def submit_anew(store: Store, actor: Actor, number: int, choices: Sequence[ClashChoice]) -> Proposal:
    """Its author says what to take for the clashes of a proposal that waits: it is submitted anew with that.

    The one before it is withdrawn. Raises Clashes where some have no choice; and what `withdraw_proposal`,
    `move_draft` and `submit_draft` raise.
    """
    with store.as_one() as one:  # what fails leaves the proposal waiting
        proposal = withdraw_proposal(one, actor, number)
        draft = show_draft(one, actor, proposal.draft)
        move_draft(one, actor, draft.number, draft.revision, [replace(each, proposal=0) for each in choices])
        return submit_draft(one, actor, draft.number, proposal.reason)


DRAFT_AFTER = {
    ProposalStatus.ACCEPTED: DraftStatus.ACCEPTED,
    ProposalStatus.REJECTED: DraftStatus.REJECTED,
    ProposalStatus.SENT_BACK: DraftStatus.OPEN,
    ProposalStatus.WITHDRAWN: DraftStatus.OPEN,
}
"""What becomes of the draft of a proposal."""


def _decide(
    connection: Connection,
    actor: Actor,
    number: int,
    status: ProposalStatus,
    word: str,
    version: int | None = None,
) -> Proposal:
    """Let a proposal that waits become something else, and its draft with it; the audit has both."""
    waiting = (proposals.c.number == number) & (proposals.c.status == ProposalStatus.WAITING.value)
    values = {
        "status": status.value,
        "decided_at": now(),
        "decided_by": actor.name,
        "word": word.strip(),
        "version": version,
    }
    if not connection.execute(update(proposals).where(waiting).values(values)).rowcount:
        _waiting(connection, number)  # which says what it is
    proposal = proposal_here(connection, number).proposal
    set_status(connection, proposal.draft, DraftStatus.SUBMITTED, DRAFT_AFTER[status])
    if status is ProposalStatus.SENT_BACK:
        said = update(drafts).where(drafts.c.number == proposal.draft).values(note=word.strip())
        connection.execute(said)
    facts = {"status": status.value, "word": word.strip(), "version": version}
    note(
        connection, actor, f"proposal {status}", f"proposal {number}", after=facts,
        before={"status": ProposalStatus.WAITING.value},
    )  # fmt: skip
    asking = {proposal.author, proposal.submitted_by} if status is not ProposalStatus.WITHDRAWN else set()
    names = asking | followers(connection, Topic.PROPOSAL, str(number))
    tell(connection, names - {actor.name}, NoticeKind.DECIDED, str(number))
    return proposal


@dataclass(frozen=True)
class _MergedProposals:
    """What proposals make together: the rows, whose each edit was, and the clashes without a choice."""

    text: TextTables
    caused: tuple[CausedEdit, ...]
    clashes: tuple[Clash, ...]


def _merge_all(
    text: TextTables, found: Iterable[Proposal], choices: Sequence[ClashChoice]
) -> _MergedProposals:
    caused: list[CausedEdit] = []
    clashes: list[Clash] = []
    for proposal in found:
        merged = merge(text, proposal.edits, choices, proposal.number)
        text = merged.text
        why = ": ".join(filter(None, (proposal.title, proposal.reason)))
        caused += [CausedEdit(edit, proposal.author, why, proposal.number) for edit in merged.edits]
        clashes += merged.clashes
    return _MergedProposals(text, tuple(caused), tuple(clashes))


def _sound(merged: _MergedProposals, data: DataAtHand) -> NextData:
    """What they make. Raises DatasetFaults, each with its cell and the proposal that changed the row."""
    try:
        return next_data(data, merged.text)
    except DatasetFaults as error:
        of: dict[tuple[str, RowKey], int | None] = {
            (caused.edit.table, caused.edit.key): caused.proposal for caused in merged.caused
        }
        raise DatasetFaults([_blaming(merged.text, of, fault) for fault in error.faults]) from None


def _blaming(text: TextTables, of: dict[tuple[str, RowKey], int | None], fault: Fault) -> Fault:
    row = row_at(text, fault.file, fault.line) if fault.line else None
    if row is None or row[0] not in TABLES:
        return fault
    proposal = of.get(row)
    who = "" if proposal is None else f"proposal {proposal}: "
    cell = f"{letter_of(row[0], fault.column)}{fault.line}"
    return Fault(row[0], fault.line, fault.column, f"{who}{fault.message}", cell)


def _waiting(connection: Connection, number: int) -> Proposal:
    proposal = proposal_here(connection, number).proposal
    if proposal.status is not ProposalStatus.WAITING:
        raise UsageError(f"proposal {number} is {proposal.status} already")
    return proposal


def proposal_here(connection: Connection, number: int) -> ProposalHere:
    """A proposal with its base. Raises NotThere."""
    row = connection.execute(select(proposals).where(proposals.c.number == number)).one_or_none()
    if row is None:
        raise not_there(f"proposal {number}")
    values: dict[str, Any] = {str(name): value for name, value in row._mapping.items()}
    known = {
        "scopes": tuple(map(parse_scope, row.scopes)),
        "edits": edits_from_json(row.edits),
        "status": ProposalStatus(row.status),
    }
    proposal = Proposal(**values | known)
    base = data_at(connection, base_kept(connection, proposal.base)[0].dataset_id)
    return ProposalHere(proposal, base, draft_here(connection, proposal.draft).draft.guests)
