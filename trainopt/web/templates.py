"""Pages: templates that escape all text, with what every page knows."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from trainopt.web.asking import Asker


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trainopt.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of a template; `asker` is who asks, None where nobody has signed in."""
    asker: Asker | None = getattr(request.state, "asker", None)
    text = _environment().get_template(template).render(asker=asker, path=request.url.path, **values)
    return HTMLResponse(text, status)
