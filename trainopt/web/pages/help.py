"""Help: what people come to do and where, what every column means, and the guides."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trainopt.web.asking import Asking
from trainopt.web.guides import DICTIONARIES, guide, known_guides
from trainopt.web.templates import page, reader

router = APIRouter(include_in_schema=False)


@router.get("/help")
def contents(request: Request, actor: Asking) -> Response:
    """What there is of help."""
    return page(request, "help/contents.html", dictionaries=list(DICTIONARIES), guides=known_guides())


@router.get("/help/{name}")
def one(request: Request, name: str, actor: Asking) -> Response:
    """A dictionary or a guide. Raises NotThere."""
    return page(request, "help/guide.html", guide=guide(name, reader(request)))
