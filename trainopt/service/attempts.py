"""Failed attempts at a password, counted for a while: nobody tries them all."""

from __future__ import annotations

import time

from sqlalchemy import Connection, delete, insert, select, update

from trainopt.runs.store.service_schema import attempts

FAILURES_FORGOTTEN = 15 * 60
MOST_BY_ONE, MOST_FROM_ADDRESS, MOST_FOR_NAME = 10, 50, 100
"""Failures within so many seconds after which none more is tried: for a name from an address, from an address
(behind one there may be a whole staff), and for a name (so that nobody can easily lock out somebody else)."""

TOO_MANY = "too many attempts failed: wait a quarter of an hour"


def too_many(connection: Connection, name: str, address: str) -> bool:
    """Whether so many attempts failed for the name or from the address that none more is tried now."""
    tried, since = _tried(name, address), int(time.time()) - FAILURES_FORGOTTEN
    failed = select(attempts.c.what, attempts.c.count).where(
        attempts.c.what.in_(tried), attempts.c.since > since
    )
    return any(count >= tried[what] for what, count in connection.execute(failed))


def count_failure(connection: Connection, name: str, address: str) -> None:
    """Count a failed attempt, and forget those of long ago."""
    moment = int(time.time())
    connection.execute(delete(attempts).where(attempts.c.since <= moment - FAILURES_FORGOTTEN))
    for what in _tried(name, address):
        counted = update(attempts).where(attempts.c.what == what).values(count=attempts.c.count + 1)
        if not connection.execute(counted).rowcount:
            connection.execute(insert(attempts).values(what=what, count=1, since=moment))


def forget_failures(connection: Connection, name: str, address: str) -> None:
    """Somebody knew the password: their own failures count no more."""
    connection.execute(delete(attempts).where(attempts.c.what == _by_one(name, address)))


def _by_one(name: str, address: str) -> str:
    return f"{name} from {address}"[:300]


def _tried(name: str, address: str) -> dict[str, int]:
    """What is counted of an attempt, each with the most failures."""
    most = {_by_one(name, address): MOST_BY_ONE, f"for {name}"[:300]: MOST_FOR_NAME}
    return most | ({f"from {address}"[:300]: MOST_FROM_ADDRESS} if address else {})
