"""What is asked before the rest of a request is read: whether the actor may do such a thing at all.

The functions that do the work ask again. Here it is asked first, so that nobody learns what a right request
would look like who may not make it.
"""

from __future__ import annotations

from trainopt.service.access import Action, require
from trainopt.service.actors import Actor


def pass_gate(actor: Actor, action: Action) -> None:
    """Raise NotAllowed where the actor may do this to nothing at all.

    Actions that are judged by their object have gates of their own, beside what loads the object.
    """
    require(actor, action)
