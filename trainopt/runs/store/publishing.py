"""The plan in force, and the audit: who published what, and when. Both can only be added to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from trainopt.runs.store.now import now
from trainopt.runs.store.schema import audit, publications

WITHDRAWN = ""
"""In place of a plan, in a line that takes the publication before it back."""


@dataclass(frozen=True)
class Publication:
    """A plan that was put in force."""

    number: int
    run: int
    plan_id: str
    published_at: str
    published_by: str


@dataclass(frozen=True)
class Entry:
    """A line of the audit. `before` and `after` are JSON; None where there is nothing to tell."""

    number: int
    at: str
    who: str
    action: str
    run: int | None
    detail: str
    area: str = "data"
    address: str = ""
    object: str = ""
    before: str | None = None
    after: str | None = None


def publish(connection: Connection, run: int, plan_id: str, who: str, detail: str, address: str = "") -> int:
    """Put a run's plan in force; the publication's number."""
    values = {"run": run, "plan_id": plan_id, "published_at": now(), "published_by": who}
    published = insert(publications).values(values).returning(publications.c.number)
    number = int(connection.execute(published).scalar_one())
    add_entry(connection, who, "publish", run, detail, address)
    return number


def add_entry(
    connection: Connection, who: str, action: str, run: int | None, detail: str, address: str = ""
) -> None:
    """Add a line to the audit."""
    values = {"at": now(), "who": who, "action": action, "run": run, "detail": detail, "address": address}
    connection.execute(insert(audit).values(values))


def standing(connection: Connection) -> Iterator[Publication]:
    """The publications that were not withdrawn, newest first: the one in force, then those before it."""
    withdrawn = 0
    for row in connection.execute(select(publications).order_by(publications.c.number.desc())):
        if row.plan_id == WITHDRAWN:
            withdrawn += 1
        elif withdrawn:
            withdrawn -= 1
        else:
            yield Publication(**row._mapping)


def in_force(connection: Connection) -> Publication | None:
    """The last publication that was not withdrawn: its plan is in force."""
    return next(standing(connection), None)


def in_force_before(connection: Connection) -> Publication | None:
    """The publication whose plan was in force last, of those with another plan than the one in force.

    After a withdrawal that is the one that was withdrawn. None where no plan is in force, or no other was.
    """
    turns: list[Publication | None] = []
    stand: list[Publication] = []
    for row in connection.execute(select(publications).order_by(publications.c.number)):
        if row.plan_id != WITHDRAWN:
            stand.append(Publication(**row._mapping))
        elif stand:
            stand.pop()
        turns.append(stand[-1] if stand else None)
    current = turns[-1] if turns else None
    if current is None:
        return None
    return next((one for one in reversed(turns) if one is not None and one.plan_id != current.plan_id), None)


def withdraw(connection: Connection, current: Publication, who: str) -> None:
    """Take the plan in force back: the one before it is in force again, if there was one."""
    values = {"run": current.run, "plan_id": WITHDRAWN, "published_at": now(), "published_by": who}
    connection.execute(insert(publications).values(values))


def published_runs(connection: Connection) -> set[int]:
    """The numbers of all runs that were ever published."""
    return set(connection.scalars(select(publications.c.run)))


def entries(connection: Connection, run: int | None = None) -> list[Entry]:
    """The audit, oldest first; of one run where one is named."""
    found = select(audit).order_by(audit.c.number)
    if run is not None:
        found = found.where(audit.c.run == run)
    return [Entry(**row._mapping) for row in connection.execute(found)]
