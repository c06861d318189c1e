"""Nights that stand as running although whoever made them is gone: told as killed before a store says it."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection

from trainopt.runs.store.lock import holder_lives
from trainopt.runs.store.records import runs_without_end

KILLED_SAID = "killed: its process ended without a word, or the machine stopped"


def killed_runs(connection: Connection) -> Set[int]:
    """The numbers of the runs that stand as running and were killed, for who may only read.

    Whoever takes the lock ends them in the store, so those that are left are the holder's, while it lives.
    """
    numbers = runs_without_end(connection)
    return frozenset() if not numbers or holder_lives(connection) else frozenset(numbers)
