"""What waits for somebody: their own drafts that were sent back."""

from __future__ import annotations

from sqlalchemy import select

from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import drafts
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor
from trainopt.service.drafts import Draft, DraftStatus, draft_here


def drafts_sent_back(store: Store, actor: Actor) -> list[Draft]:
    """One's own open drafts that a coordinator sent back, newest first; `note` is what was said."""
    require(actor, Action.SEE_DATA)
    open_ = (drafts.c.author == actor.name) & (drafts.c.status == DraftStatus.OPEN.value)
    found = select(drafts.c.number).where(open_ & (drafts.c.note != "")).order_by(drafts.c.number.desc())
    with store.look() as connection:
        here = [draft_here(connection, number) for number in connection.scalars(found)]
    return [one.draft for one in here if allowed(actor, Action.SEE_DRAFT, one)]
