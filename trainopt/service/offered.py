"""What a page offers to whoever asks, before they choose what to do it to."""

from __future__ import annotations

from collections.abc import Collection

from trainopt.service.access import Action, allowed
from trainopt.service.actors import Actor

ANYWHERE: Collection[Action] = frozenset(
    {
        Action.SEE_DATA,
        Action.BEGIN_DRAFT,
        Action.SEND_BACK,
        Action.DECIDE,
        Action.BRING_IN,
        Action.WHAT_IF,
        Action.PLAN,
        Action.PUBLISH,
        Action.AUDIT_DATA,
        Action.AUDIT_PEOPLE,
        Action.ADMINISTER,
        Action.OWN_ACCOUNT,
    }
)
"""The actions that somebody may do to everything of their kind or to nothing."""


def is_offered(actor: Actor, action: Action) -> bool:
    """Whether there is a use in offering an action, of those that do not depend on what they are done to."""
    assert action in ANYWHERE, f"whether somebody may {action} depends on the thing"
    return allowed(actor, action)
