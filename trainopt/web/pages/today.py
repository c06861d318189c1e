"""What is there for whoever asks, in the morning."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trainopt.web.asking import Asking
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def today(request: Request, actor: Asking) -> Response:
    """What is there for whoever asks."""
    return page(request, "today/today.html")
