"""What is asked before the rest of a request is read: whether the actor may do such a thing at all.

The functions that do the work ask again. Here it is asked first, so that nobody learns what a right request
would look like who may not make it.
"""

from __future__ import annotations

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.drafts import draft_here
from trainopt.service.people import person_by_name
from trainopt.service.proposals import show_proposal
from trainopt.service.runs_seen import run_seen
from trainopt.service.talk import sees
from trainopt.service.topics import Topic


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
    require(actor, action, run_seen(store, actor, number), f"run {number}")


def pass_queue_gate(store: Store, actor: Actor, action: Action, number: int) -> None:
    """The same for what a queue does with a run; UsageError for one that was made at the command line."""
    pass_run_gate(store, actor, action, number)
    run = run_seen(store, actor, number)
    if run.known_by_plan:
        raise not_there(f"progress of run {number}")
    if not run.queued:
        raise UsageError(f"run {number} was made at the command line: here it is not followed or cancelled")


def pass_topic_gate(store: Store, actor: Actor, topic: Topic, object: str) -> None:
    """Raise NotThere where there is nothing of that name for the actor to talk about, NotAllowed."""
    require(actor, Action.SEE_DATA)
    if not sees(store, actor, topic, object):
        raise not_there(f"{topic} {object}")


def pass_person_gate(store: Store, actor: Actor, name: str) -> None:
    """Raise NotThere where there is nobody of that name, NotAllowed where the actor may not ask."""
    person_by_name(store, actor, name)
