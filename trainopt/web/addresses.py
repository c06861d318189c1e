"""Where the page of a thing is."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request

from trainopt.service.differences import RowEdit, key_columns
from trainopt.service.topics import Topic

PAGES = {
    Topic.DRAFT: "/drafts/",
    Topic.PROPOSAL: "/proposals/",
    Topic.RUN: "/runs/",
    Topic.CLASS: "/plan/classes/",
    Topic.COHORT: "/plan/cohorts/",
}

OR = "|"
"""Between the alternatives of a filter: no filter can say a text that has it."""


def page_of(topic: Topic, object: str) -> str:
    """The address of what is talked about; of a row that of its history."""
    if topic is Topic.ROW:
        return history_of_object(object)
    return PAGES[topic] + quote(object, safe="")


def history_of_object(object: str) -> str:
    """The address of a row's history, of a row as comments name it."""
    from trainopt.service.talk import row_of

    return history_of(*row_of(object))


def history_of(table: str, key: Sequence[str]) -> str:
    """The address of a row's history."""
    return "/history?" + urlencode([("table", table), *(("key", text) for text in key)])


def row_in_draft(edit: RowEdit, draft: int) -> str:
    """The address of a row that a draft changes: in its table, with the draft; of one it deletes the history.

    No filter can say some keys: then the table is shown whole.
    """
    if edit.after is None:
        return history_of(edit.table, edit.key)
    only = [
        (f"f.{column}", f"={text}") for column, text in zip(key_columns(edit.table), edit.key, strict=False)
    ]
    if any(OR in text for text in edit.key):
        only = []
    return f"/tables/{edit.table}?{urlencode([('draft', draft), *only])}"


def came_from(request: Request) -> str:
    """The page of this service that something was sent from, as the browser says; blank where it does not."""
    try:
        led = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if led.netloc != request.headers.get("host"):
        return ""
    return own_address(f"{led.path}?{led.query}" if led.query else led.path)


def own_address(wanted: str) -> str:
    """An address within this service; blank for any other, so that no link can lead elsewhere."""
    led_away = wanted.startswith(("//", "/\\")) or not wanted.isprintable()
    return wanted if wanted.startswith("/") and not led_away else ""
