"""The end of a night goes into the store; where that cannot be written, it is tried again for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy import Connection

from trainopt.errors import UsageError
from trainopt.runs.nightly.journal import Journal
from trainopt.runs.store import Store

PATIENCE = 600.0
"""Seconds, whatever the time limit: a server is started again, a disk cleared, in minutes."""

PATIENCE_ONCE_STOPPED = 15.0
"""Seconds for a run that was told to stop: whoever stops it does not wait long either."""

PAUSE = 1.0


def store_at_last(
    store: Store, write: Callable[[Connection], None], journal: Journal, stop: threading.Event
) -> None:
    """Do it all in one transaction, sooner or later.

    Raises UsageError where the store cannot be written for `PATIENCE`, and what `write` raises.
    """
    began, told = time.monotonic(), False
    while True:
        try:
            with store.begin() as connection:
                return write(connection)
        except UsageError as error:
            patience = PATIENCE_ONCE_STOPPED if stop.is_set() else PATIENCE
            if time.monotonic() - began > patience:
                raise
            if not told:
                journal.say("not stored yet", f"{error}; tried again for {patience:.0f} s", "warning")
                told = True
            time.sleep(PAUSE)
