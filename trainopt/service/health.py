"""Whether the store can be used."""

from __future__ import annotations

from sqlalchemy import select

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import people


def store_answers(store: Store) -> bool:
    """Whether the store can be read, and has the tables of this version."""
    try:
        with store.look() as connection:
            connection.execute(select(people.c.name).limit(1)).all()
    except UsageError:
        return False
    return True
