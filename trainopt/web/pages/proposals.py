"""Proposals: what is submitted, what it would bring, what it clashes with; accepted, rejected, sent back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from trainopt.errors import Fault, InputFaults, UsageError
from trainopt.runs.store import Store
from trainopt.service import proposals, queueing
from trainopt.service.actors import Actor
from trainopt.service.foreseen import Foreseen, foreseen
from trainopt.service.merging import Clash, ClashChoice, Clashes, Take
from trainopt.service.offers import offers_of_proposal
from trainopt.service.proposals import Proposal, ProposalStatus
from trainopt.service.queueing import RunKind
from trainopt.service.rivals import rivals_among, rivals_of
from trainopt.service.topics import Topic
from trainopt.service.waiting import drafts_sent_back
from trainopt.web.answers import fault_answer
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import A_PAGE, LARGEST, NO_JSON_OF_OURS, number_in_path
from trainopt.web.pages.differing import differing
from trainopt.web.pages.run import most_touched
from trainopt.web.pages.talking import talk_about
from trainopt.web.refused_forms import FAULTY
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

MOST_DEMANDS = 100
WordInForm = Annotated[str, Form(max_length=4000)]


@router.get("/proposals")
def list_proposals(
    request: Request,
    actor: Asking,
    store: TheStore,
    show: str = "waiting",
    before: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
) -> Response:
    """The proposals that wait, or those that were decided, and what waits for whoever looks."""
    decided = show == "decided"
    if decided:
        every = proposals.list_proposals(store, actor, waiting=False, before=before, most=2 * A_PAGE)
        found = [one for one in every if one.status is not ProposalStatus.WAITING]
    else:  # what waits may clash with what is on another page
        every = proposals.list_proposals(store, actor, most=None)
        found = [one for one in every if before is None or one.number < before]
    more = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return page(
        request,
        "proposals/list.html",
        proposals=found[:A_PAGE],
        decided=decided,
        rivals={} if decided else rivals_among(every),
        before=before,
        more=more,
        sent_back=[] if decided or before else drafts_sent_back(store, actor),
    )


@router.get("/proposals/{number}")
def show_proposal(request: Request, number: str, actor: Asking, store: TheStore, rows: str = "") -> Response:
    """A proposal: its difference, effect and clashes, what is said of it, what can be done with it."""
    found = proposals.show_proposal(store, actor, _number(number))
    waits = found.status is ProposalStatus.WAITING
    clashes = proposals.clashes_of(store, actor, [found.number]) if waits else ()
    return page(
        request,
        "proposals/proposal.html",
        proposal=found,
        differing=differing(found.edits, whole=rows == "all"),
        **_effect(foreseen(store, actor, found.draft)),
        clashes=[ClashShown(clash) for clash in clashes],
        rivals=_rivals(store, actor, found) if waits else [],
        offers=offers_of_proposal(store, actor, found),
        talk=talk_about(store, actor, Topic.PROPOSAL, str(found.number)),
    )


def _rivals(store: Store, actor: Actor, found: Proposal) -> list[Proposal]:
    """The other proposals that wait and clash with this one, as far as whoever looks may see them."""
    waiting = proposals.list_proposals(store, actor, most=None)
    numbers = set(rivals_of(found, waiting))
    return [one for one in waiting if one.number in numbers]


def _effect(found: Foreseen | None) -> dict[str, Any]:
    """What the newest what-if says, in rows: the tiers, and the first demands that differ."""
    compared = None if found is None else found.compared
    if compared is None:
        return {"foreseen": found, "tiers": [], "demands": [], "demands_left_out": 0}
    return {
        "foreseen": found,
        "tiers": _records(compared.tiers),
        "demands": _records(most_touched(compared.demands)[:MOST_DEMANDS]),
        "demands_left_out": max(len(compared.demands) - MOST_DEMANDS, 0),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, None for what is blank."""
    whole = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in whole.to_dict("records")]


def _number(text: str) -> int:
    return number_in_path(text, f"proposal {text}")


# Clashes and what is chosen for them


@dataclass(frozen=True)
class ClashShown:
    """A clash with what was chosen for it so far; `take` is blank where nothing was."""

    clash: Clash
    take: str = ""
    value: str = ""

    @property
    def sent(self) -> str:
        """How a form names it, with what stands there now: a choice holds for nothing else."""
        clash = self.clash
        return json.dumps([clash.proposal, clash.table, clash.key, clash.column, clash.theirs])

    @property
    def name(self) -> str:
        """The row, as people call it."""
        return " · ".join(filter(None, self.clash.key))


def chosen_in(form: FormData) -> list[ClashChoice]:
    """The choices that a form holds. Raises UsageError for what no form of ours sends."""
    found = []
    for place, sent in enumerate(form.getlist("clash")):
        take, value = (str(form.get(f"{name}-{place}", "")) for name in ("take", "value"))
        if take not in set(Take):
            continue
        try:
            proposal, table, key, column, theirs = json.loads(str(sent))
            row = (str(table), tuple(map(str, key)), str(column))
            choice = ClashChoice(int(proposal), *row, Take(take), value.strip(), theirs)
        except NO_JSON_OF_OURS:
            raise UsageError("this form is out of date: load the page anew") from None
        found.append(choice)
    return found


def with_choices(clashes: Iterable[Clash], choices: Sequence[ClashChoice]) -> list[ClashShown]:
    """Clashes, each with what was chosen for it so far."""
    known = {(one.proposal, one.table, one.key, one.column): one for one in choices}
    shown = []
    for clash in clashes:
        one = known.get((clash.proposal, clash.table, clash.key, clash.column))
        shown.append(ClashShown(clash, str(one.take), one.value) if one else ClashShown(clash))
    return shown


@router.post("/proposals/accept")
def accept(request: Request, actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Accept one or several as one act; where they clash, the page asks what to take."""
    ids = [number_in_path(str(text), f"proposal {text}") for text in form.getlist("id")]
    reason, choices = str(form.get("reason", "")), chosen_in(form)
    try:
        version = proposals.accept_proposals(store, actor, ids, choices, reason)
    except Clashes as error:
        return _which_to_take(request, actor, store, form, 409, error.clashes)
    except InputFaults as error:
        if not choices:
            raise
        return _which_to_take(request, actor, store, form, 422, faults=error.faults)
    return RedirectResponse(f"/versions/{version.number}", 303)


def _which_to_take(
    request: Request,
    actor: Actor,
    store: Store,
    form: FormData,
    status: int,
    more: Sequence[Clash] = (),
    faults: Sequence[Fault] = (),
) -> Response:
    """What clashes, with what was chosen so far; `more` come of that, `faults` of what was typed."""
    ids = [int(str(text)) for text in form.getlist("id")]
    choices, every = chosen_in(form), proposals.clashes_of(store, actor, ids)
    return page(
        request,
        "proposals/clashes.html",
        status,
        ids=ids,
        accepted=[proposals.show_proposal(store, actor, one) for one in ids],
        reason=str(form.get("reason", "")),
        clashes=with_choices([*every, *(clash for clash in more if clash not in every)], choices),
        asked="clash" in form and not faults,
        message=FAULTY,
        faults=list(map(fault_answer, faults)),
    )


@router.post("/proposals/{number}/settle")
def settle(number: str, actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Its author says what to take: the proposal is submitted anew with that."""
    made = proposals.submit_anew(store, actor, _number(number), chosen_in(form))
    return RedirectResponse(f"/proposals/{made.number}", 303)


# What else can be done with one


@router.post("/proposals/{number}/reject")
def reject(number: str, actor: Asking, store: TheStore, word: WordInForm = "") -> Response:
    """Reject it with a reason."""
    proposals.reject_proposal(store, actor, _known(store, actor, number), word)
    return RedirectResponse(f"/proposals/{number}", 303)


@router.post("/proposals/{number}/send-back")
def send_back(number: str, actor: Asking, store: TheStore, word: WordInForm = "") -> Response:
    """Send it back with a word: its draft is open again."""
    proposals.send_back(store, actor, _known(store, actor, number), word)
    return RedirectResponse(f"/proposals/{number}", 303)


@router.post("/proposals/{number}/withdraw")
def withdraw(number: str, actor: Asking, store: TheStore) -> Response:
    """Take one's own proposal back while it waits."""
    proposals.withdraw_proposal(store, actor, _number(number))
    return RedirectResponse(f"/proposals/{number}", 303)


@router.post("/proposals/{number}/plan")
def plan(number: str, actor: Asking, store: TheStore) -> Response:
    """Have it planned, to see what it would bring."""
    found = proposals.show_proposal(store, actor, _number(number))
    queueing.ask_for_run(store, actor, RunKind.WHATIF, drafts=[found.draft])
    return RedirectResponse(f"/proposals/{number}#effect", 303)


def _known(store: Store, actor: Actor, text: str) -> int:
    """The number of a proposal that the actor sees: who does not know of it is told that there is none."""
    return proposals.show_proposal(store, actor, _number(text)).number
