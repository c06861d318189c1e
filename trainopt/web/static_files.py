"""Styles, scripts and pictures of the pages: kept by browsers, and asked for anew once they differ."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from trainopt.web.shades import shades_css

PREFIX_OF_STATIC = "/static/"
KEPT_FOR_GOOD = "private, max-age=31536000, immutable"
ASKED_EACH_TIME = "no-cache"
WORKER, OF_WORKER = "islands/offline.js", "/happened"
"""The script that keeps a page for whoever opens it without a connection, and the page it may answer for."""
MADE: Mapping[str, Callable[[], str]] = {"made/shades.css": shades_css}
"""Style sheets that lie in no file, each by the path it would have."""


class KeptFiles(StaticFiles):
    """Files whose addresses carry their state: under another state they have another address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; kept by the browser for good where the address carries the state that it has."""
        made = MADE.get(path)
        answer = Response(made(), media_type="text/css") if made else await super().get_response(path, scope)
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])
        kept = given == [state_of(path)] and answer.status_code in (200, 304)
        answer.headers["Cache-Control"] = KEPT_FOR_GOOD if kept else ASKED_EACH_TIME
        if path == WORKER:
            answer.headers["Service-Worker-Allowed"] = OF_WORKER
        return answer


STATIC = KeptFiles(packages=[("trainopt.web", "static")])


@cache
def state_of(path: str) -> str:
    """What a file's state is known by, for as long as this process runs; blank where there is none."""
    if path in MADE:
        return _short(MADE[path]())
    _, found = STATIC.lookup_path(path)
    return "" if found is None else _short(_times_of(found))


def _times_of(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns} {found.st_size}"


def _short(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()[:12]


def address_of_static(path: str) -> str:
    """The address of a file, such as `islands/forms.js`. Raises LookupError where there is none."""
    state = state_of(path)
    if not state:
        raise LookupError(f"there is no {path}")
    return f"{PREFIX_OF_STATIC}{path}?v={state}"


def island_address(name: str) -> str | None:
    """The address of an island's script; None where the islands were not built: pages go without them."""
    path = f"islands/{name}.js"
    return address_of_static(path) if state_of(path) else None
