"""Pages: templates that escape all text, with what every page knows."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.markings import marking_seen
from trainopt.service.offered import is_offered
from trainopt.service.runs_seen import RunSeen, runs_under_way
from trainopt.service.told import MOST_COUNTED, count_unseen
from trainopt.service.versions import newest_version
from trainopt.web.addresses import came_from, history_of, row_in_draft
from trainopt.web.asking import READING, Asker, store_of
from trainopt.web.audited import about, facts_told
from trainopt.web.navigation import destinations, may
from trainopt.web.said import given, say, weeks_told
from trainopt.web.static_files import address_of_static, island_address
from trainopt.web.unbroken import unbroken
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
    made.filters |= {"coded": coded}
    made.globals |= {
        "static": address_of_static,
        "island": island_address,
        "languages": LANGUAGES,
        "row_in_draft": row_in_draft,
        "history_of": history_of,
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
    whether it says that something was not done, `answers`, of which address it is where it answers a form
    (blank else), the reader's `t`, `number`, `percent`, `day`, `month` and `moment`, `say`, `tell` and
    `weeks_told` for what others say, `given` for titles and reasons, `about_line` and `facts_told` for the
    audit, `may`, what to offer, `unseen`, how many notices are new, `under_way`, what is being planned,
    and `no_data`, whether no data were ever brought in.
    """
    asker: Asker | None = getattr(request.state, "asker", None)
    if asker and asker.actor.must_change and request.url.path != PASSWORD:
        return RedirectResponse(PASSWORD, 303)
    text = environment().get_template(template).render(known_to_pages(request, status) | values)
    return HTMLResponse(unbroken(text), status, headers={"Vary": "Accept-Language, Cookie"})


def _unseen(request: Request, actor: Actor | None, status: int) -> int:
    """How many notices wait to be read, for the bell."""
    if actor is None or actor.must_change or status >= 500:
        return 0
    return count_unseen(store_of(request), actor)


def _under_way(request: Request, actor: Actor | None, of: Collection[str] = ()) -> list[RunSeen]:
    """The runs under way that whoever asks may see, newest first; of these kinds alone, if any are named.

    It is looked up where a page says so: most have no use for it.
    """
    if actor is None or not is_offered(actor, Action.SEE_DATA):
        return []
    return [run for run in runs_under_way(store_of(request), actor) if not of or run.kind in of]


def _no_data(request: Request, actor: Actor | None) -> bool:
    """Whether whoever asks would see data and none was ever brought in; it is looked up where a page asks."""
    if actor is None or not is_offered(actor, Action.SEE_DATA):
        return False
    with store_of(request).look() as connection:
        return newest_version(connection) is None


def _answers(request: Request, here: str) -> str:
    """The page from which a form was sent, of one that answers it: the form leads to where there is none."""
    if request.method not in READING:
        return came_from(request)
    return here if getattr(request.state, "refused", False) else ""


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
        "refused": status >= 400 or getattr(request.state, "refused", False),
        "answers": _answers(request, here),
        "marking": marking_seen(store_of(request), actor) if actor and status < 500 else "",
        "navigation": [] if actor is None else destinations(actor),
        "may": may(actor),
        "unseen": _unseen(request, actor, status),
        "under_way": partial(_under_way, request, actor),
        "no_data": partial(_no_data, request, actor),
        "reader": reads,
        "t": reads.t,
        "number": reads.number,
        "percent": reads.percent,
        "day": reads.day,
        "month": reads.month,
        "moment": reads.moment,
        "say": partial(say, reads),
        "given": partial(given, reads),
        "about_line": partial(about, reads),
        "facts_told": partial(facts_told, reads),
        "tell": partial(tell, reads),
        "weeks_told": partial(weeks_told, reads),
    }
