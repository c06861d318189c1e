"""Nights that stand as running although whoever made them is gone: told as killed before a store says it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager

from sqlalchemy import Connection

from trainopt.runs.store.engine import Store
from trainopt.runs.store.lock import holder_lives, holder_of
from trainopt.runs.store.records import runs_without_end

KILLED_SAID = "killed: its process ended without a word, or the machine stopped"


@contextmanager
def look_for_killed(store: Store) -> Iterator[tuple[Connection, Set[int]]]:
    """A look at the store, and the numbers of the runs that stand as running there and were killed.

    Whether the holder of the lock lives is asked before it: what a holder wrote who was gone by then is seen,
    its run's end too. Asked after it, a night that ended well meanwhile would be told as killed.

    Whoever takes the lock ends the runs before, so those that are left are the holder's, while it lives.
    """
    gone = _gone_holder(store)
    with store.look() as connection:
        numbers = runs_without_end(connection)
        were_killed = bool(numbers) and holder_of(connection) in (None, gone)
        yield connection, frozenset(numbers if were_killed else ())


def _gone_holder(store: Store) -> str | None:
    """Who holds the lock and is known to be dead; not asked for where no run stands as running."""
    with store.look() as connection:
        if not runs_without_end(connection) or holder_lives(connection):
            return None
        return holder_of(connection)
