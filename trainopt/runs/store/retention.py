"""What people wrote is removed once it is as old as the settings say: decided drafts, and the audit.

Spreadsheets that were not mapped go once their day is over.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from trainopt.runs.store.publishing import add_entry
from trainopt.runs.store.schema import audit
from trainopt.runs.store.service_schema import (
    comments,
    draft_guests,
    drafts,
    follows,
    notices,
    proposals,
    settings,
    spreadsheets,
)

KEEP_DRAFTS = "keep_drafts_days"
KEEP_AUDIT = "keep_audit_days"
DECIDED = ("accepted", "rejected", "withdrawn")
TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")


def setting_of(connection: Connection, name: str) -> int | None:
    """A setting; None where it is not set."""
    value = connection.scalar(select(settings.c.value).where(settings.c.name == name))
    return None if value is None else int(value)


def remove_old_drafts(connection: Connection, who: str) -> int:
    """Remove drafts that were decided so many days ago, with proposals and comments; how many.

    What they made of rows stays in the history of these, with author and reason.
    """
    until = _day_before(setting_of(connection, KEEP_DRAFTS))
    if until is None:
        return 0
    waiting = select(proposals.c.draft).where(proposals.c.status == "waiting")
    later = select(proposals.c.draft).where(proposals.c.decided_at >= until)
    old = (drafts.c.status.in_(DECIDED)) & (drafts.c.changed_at < until)
    gone = select(drafts.c.number).where(old, ~drafts.c.number.in_(waiting), ~drafts.c.number.in_(later))
    numbers = list(connection.scalars(gone))
    asked = list(connection.scalars(select(proposals.c.number).where(proposals.c.draft.in_(numbers))))
    _remove_talk(connection, {"draft": numbers, "proposal": asked})
    connection.execute(delete(proposals).where(proposals.c.number.in_(asked)))
    connection.execute(delete(draft_guests).where(draft_guests.c.draft.in_(numbers)))
    connection.execute(delete(drafts).where(drafts.c.number.in_(numbers)))
    if numbers:
        add_entry(connection, who, "prune drafts", None, f"drafts {', '.join(map(str, numbers))}")
    return len(numbers)


def _remove_talk(connection: Connection, about: dict[str, list[int]]) -> None:
    def on(table: Table) -> ColumnElement[bool]:
        return or_(
            *((table.c.kind == kind) & table.c.object.in_(map(str, found)) for kind, found in about.items())
        )

    said: Select[Any] = select(comments.c.number).where(on(comments))
    decided = (notices.c.kind == "decided") & notices.c.about.in_(map(str, about["proposal"]))
    connection.execute(delete(notices).where(notices.c.comment.in_(said) | decided))
    connection.execute(delete(comments).where(on(comments)))
    connection.execute(delete(follows).where(on(follows)))


def remove_ended_spreadsheets(connection: Connection, who: str) -> None:
    """Let go of everybody's spreadsheets whose time to be mapped is over: a line of the audit for each."""
    ended = delete(spreadsheets).where(spreadsheets.c.ends <= int(time.time()))
    gone = connection.execute(ended.returning(spreadsheets.c.number, spreadsheets.c.person)).all()
    for number, person in sorted(map(tuple, gone)):
        add_entry(connection, who, "drop spreadsheet", None, f"spreadsheet {number} of {person} has ended")


def remove_old_audit(connection: Connection, who: str) -> int:
    """Remove lines of the audit that are older than so many days; how many. That it was done is a new line.

    Nothing else takes a line out: what forbids it is lifted in this transaction alone.
    """
    until = _day_before(setting_of(connection, KEEP_AUDIT))
    if until is None:
        return 0
    old = audit.c.at < until
    lines = connection.execute(select(func.count(), func.max(audit.c.number)).where(old)).one()
    if not lines[0]:
        return 0
    postgres = connection.dialect.name != "sqlite"
    triggers = [] if postgres else connection.execute(TRIGGERS).all()
    if postgres:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(delete(audit).where(old))
    for _, made_by in triggers:
        connection.exec_driver_sql(made_by)
    if postgres:
        connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
    add_entry(connection, who, "prune audit", None, f"{lines[0]:,} lines of before {until}")
    return int(lines[0])


def _day_before(days: int | None) -> str | None:
    """The time so many days ago, as the store notes times."""
    if days is None:
        return None
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
