"""A store into which nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from trainopt.runs.store import Store


@contextmanager
def only_read(store: Store) -> Iterator[None]:
    """The database of the store refuses all that would write, until the end."""
    if store.engine.dialect.name == "postgresql":
        with _readers_of_postgres(store):
            yield
        return
    with _on_connections(store, "PRAGMA query_only = ON", "PRAGMA query_only = OFF"):
        yield


@contextmanager
def full(store: Store) -> Iterator[None]:
    """No page more can be had for the database of the store, by SQLite, until the end."""
    with store.look() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    with _on_connections(store, f"PRAGMA max_page_count = {pages}", "PRAGMA max_page_count = 4294967294"):
        yield


@contextmanager
def _on_connections(store: Store, before: str, after: str) -> Iterator[None]:
    said = [before]

    def say(connection: object, *_: object) -> None:
        connection.execute(said[0])  # type: ignore[attr-defined]

    event.listen(store.engine, "checkout", say)
    try:
        yield
    finally:
        said[0] = after


@contextmanager
def _readers_of_postgres(store: Store) -> Iterator[None]:
    """New connections only read; that of who says so is told to write."""
    database = store.engine.url.database
    _alter(store, f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    try:
        yield
    finally:
        _alter(store, f'ALTER DATABASE "{database}" RESET default_transaction_read_only')


def _alter(store: Store, said: str) -> None:
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(said))
    store.engine.dispose()
