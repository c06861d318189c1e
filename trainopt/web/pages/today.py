"""What is there for whoever asks, in the morning."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trainopt.runs.store import Store
from trainopt.service import drafts, proposals, told
from trainopt.service.absent import absent_scopes
from trainopt.service.access import Action
from trainopt.service.actors import Actor, Role, parse_scope
from trainopt.service.morning import newest_changes, plan_brief, unmet_together
from trainopt.service.offered import is_offered
from trainopt.service.runs_seen import runs_seen
from trainopt.web.asking import Asking, TheStore
from trainopt.web.reasons import reason_for
from trainopt.web.templates import page, reader
from trainopt.web.told import shown_to

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 12
"""Of each list on the page; the pages that it leads to have all."""
MOST_MOVED = 6
"""Steps that moved: after a night there may be hundreds, and they are no reading."""
MOST_RUNS = 6
MOST_TOLD = 3
"""Notices above the plan, which is what one comes for."""


@router.get("/")
def today(request: Request, actor: Asking, store: TheStore, scope: str = "") -> Response:
    """What is there for whoever asks, in the widest of their scopes or in the one that is named."""
    reads = reader(request)
    known: dict[str, Any] = {
        "told": [shown_to(reads, one) for one in told.list_told(store, actor, unseen=True)],
        "most": MOST_SHOWN,
        "most_moved": MOST_MOVED,
        "most_told": MOST_TOLD,
        "sees": is_offered(actor, Action.SEE_DATA),
        "why": partial(reason_for, reads),
    }
    if known["sees"]:
        known |= _of_data(store, actor, scope)
    return page(request, "today/today.html", **known)


def _of_data(store: Store, actor: Actor, scope: str) -> dict[str, Any]:
    """What there is for who sees data: the plan, the changes, and what waits for them."""
    waiting = proposals.list_proposals(store, actor)
    brief = plan_brief(store, actor, parse_scope(scope) if scope else None)
    return {
        "absent": absent_scopes(store, actor),
        "brief": brief,
        "unmet": [] if brief is None else unmet_together(brief.unmet),
        "scopes": actor.scopes(Role.READER),
        "versions": newest_changes(store, actor),
        "proposals": waiting if is_offered(actor, Action.DECIDE) else _own(waiting, actor),
        "drafts": _own(drafts.list_drafts(store, actor), actor),
        "runs": runs_seen(store, actor, most=MOST_RUNS),
    }


def _own(found: list[Any], actor: Actor) -> list[Any]:
    """Those drafts or proposals of a list that are the actor's."""
    return [one for one in found if one.author == actor.name]
