"""A visit: who asks for a page of what store, by which request; and what a page itself says of wrong use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from trainopt.errors import NotAllowed, NotThere, StoreDown, UsageError
from trainopt.runs.store import Store
from trainopt.service.actors import Actor
from trainopt.web.asking import Asking, TheStore
from trainopt.web.templates import page


@dataclass(frozen=True)
class Visit:
    """Who asks, by which request, of which store."""

    request: Request
    actor: Actor
    store: Store

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of a template."""
        return page(self.request, template, status, **values)


def _visit(request: Request, actor: Asking, store: TheStore) -> Visit:
    return Visit(request, actor, store)


Visiting = Annotated[Visit, Depends(_visit)]
"""Who asks, once it is sure that they meant to."""


def said_of(error: UsageError) -> str:
    """What the page itself says of wrong use; what is not there, not allowed or not possible goes on."""
    if isinstance(error, NotAllowed | NotThere | StoreDown):
        raise error
    return str(error)
