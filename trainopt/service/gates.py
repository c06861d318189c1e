"""What is asked before the rest of a request is read: whether the actor may do such a thing at all.

The functions that do the work ask again. Here it is asked first, so that nobody learns what a right request
would look like who may not make it.
"""

from __future__ import annotations

from trainopt.runs.store import Store
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor
from trainopt.service.drafts import draft_here
from trainopt.service.proposals import show_proposal
from trainopt.service.queueing import show_queued


def pass_gate(actor: Actor, action: Action) -> None:
    """Raise NotAllowed where the actor may do this to nothing at all."""
    require(actor, action)


def pass_draft_gate(store: Store, actor: Actor, action: Action, number: int) -> None:
    """Raise NotThere where the actor may not know of the draft, NotAllowed where they may not do this."""
    with store.look() as connection:
        require(actor, action, draft_here(connection, number), f"draft {number}")


def pass_proposal_gate(store: Store, actor: Actor, action: Action, number: int) -> None:
    """Raise NotThere where the actor may not know of the proposal, NotAllowed where they may not do this."""
    show_proposal(store, actor, number)
    require(actor, action)


def pass_run_gate(store: Store, actor: Actor, action: Action, number: int) -> None:
    """Raise NotThere where the actor may not know of the run, NotAllowed where they may not do this."""
    require(actor, action, show_queued(store, actor, number), f"run {number}")
