"""Stores with runs in them, and as earlier versions made them."""

from __future__ import annotations

from typing import Any

from trainopt.runs.store import Store
from trainopt.runs.store.engine import _engine, _url
from trainopt.runs.store.migrate import bring_up_to_date
from trainopt.runs.store.records import (
    RunStatus,
    begin_run,
    end_run,
)


def at_revision(where: str, revision: str) -> Store:
    """A store as an earlier version of the program would have made it."""
    url = _url(where)
    store = Store(_engine(url), where)
    with store.begin() as connection:
        bring_up_to_date(connection, where, revision)
    return store


def new_run(store: Store, status: RunStatus = RunStatus.PUBLISHED, **known: Any) -> int:
    with store.begin() as connection:
        number = begin_run(connection, {"seed": 1}, {"trainopt": "1"}, None)
        if status is not RunStatus.RUNNING:
            end_run(connection, number, status, 0, **known)
        return number
