"""What a run says while it goes on: log records with the run's number, kept in the store as well."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.records import add_line

LOGGER = logging.getLogger("trainopt.nightly")
LOGGER.addHandler(logging.NullHandler())  # who uses the library decides where its log goes

LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Journal:
    """Of one run. `run` is None before the store has given it a number."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store
        self.run: int | None = None

    def say(self, event: str, message: str, level: str = "info", **facts: Any) -> None:
        """Log a line: what happened in a word for programs, in a sentence for people, and the facts."""
        line = {"at": now(), "level": level, "run": self.run, "event": event, "message": message, **facts}
        LOGGER.log(LEVELS[level], message, extra={"line": line})
        if self.store is not None and self.run is not None:
            # A full disk is found out, and said, where something is stored that matters.
            with suppress(UsageError), self.store.begin() as connection:
                add_line(connection, self.run, line)
