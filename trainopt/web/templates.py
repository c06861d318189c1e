"""Pages: templates that escape all text, with what every page knows."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trainopt.service.actors import Actor
from trainopt.service.markings import marking_seen
from trainopt.service.told import MOST_COUNTED, count_unseen
from trainopt.web.addresses import came_from
from trainopt.web.asking import READING, Asker, store_of
from trainopt.web.audited import as_read
from trainopt.web.navigation import destinations, may
from trainopt.web.said import say
from trainopt.web.static_files import address_of_static, island_address
from trainopt.words.reader import Reader, reader_of
from trainopt.words.sayings import tell
from trainopt.words.voice import LANGUAGES

PASSWORD = "/password"
"""Where one chooses a password."""
LANGUAGE_COOKIE = "__Host-trainopt-language"
CODED = re.compile(r"`([^`]+)`")


@cache
def environment() -> Environment:
    """What templates are read with."""
    made = Environment(
        loader=PackageLoader("trainopt.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"coded": coded, "as_read": as_read}
    made.globals |= {
        "static": address_of_static,
        "island": island_address,
        "languages": LANGUAGES,
        "most_counted": MOST_COUNTED,
    }
    return made


def coded(text: str) -> Markup:
    """What stands between backticks, as meanings of columns have names, as code."""
    return Markup(CODED.sub(r"<code>\1</code>", str(escape(text))))


def reader(request: Request) -> Reader:
    """Who reads: in the language that they have chosen, else in one that their browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return reader_of(request.headers.get("accept-language", ""), chosen)


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> Response:
    """A page of a template; who has a one-time password is led to where they choose their own.

    Each knows `asker`, who asks (None where nobody has signed in), `path` and `here`, its address without and
    with what it asks for (of a page that answers a form, `here` is where that was sent from), `refused`,
    whether it says that something was not done, the reader's `t`, `number`, `day` and `moment`, `say`
    and `tell` for what others say, `may`, what to offer, and `unseen`, how many notices are new.
    """
    asker: Asker | None = getattr(request.state, "asker", None)
    if asker and asker.actor.must_change and request.url.path != PASSWORD:
        return RedirectResponse(PASSWORD, 303)
    text = environment().get_template(template).render(known_to_pages(request, status) | values)
    return HTMLResponse(text, status, headers={"Vary": "Accept-Language, Cookie"})


def _unseen(request: Request, actor: Actor | None, status: int) -> int:
    """How many notices wait to be read, for the bell."""
    if actor is None or actor.must_change or status >= 500:
        return 0
    return count_unseen(store_of(request), actor)


def known_to_pages(request: Request, status: int = 200) -> dict[str, Any]:
    """What every template may use; where a bug is told the store is not asked again."""
    asker: Asker | None = getattr(request.state, "asker", None)
    actor = None if asker is None else asker.actor
    reads = reader(request)
    query = request.url.query
    here = f"{request.url.path}?{query}" if query else request.url.path
    return {
        "asker": asker,
        "path": request.url.path,
        "here": here if request.method in READING else came_from(request) or "/",
        "refused": status >= 400,
        "marking": marking_seen(store_of(request), actor) if actor and status < 500 else "",
        "navigation": [] if actor is None else destinations(actor),
        "may": may(actor),
        "unseen": _unseen(request, actor, status),
        "reader": reads,
        "t": reads.t,
        "number": reads.number,
        "day": reads.day,
        "moment": reads.moment,
        "say": partial(say, reads),
        "tell": partial(tell, reads),
    }
