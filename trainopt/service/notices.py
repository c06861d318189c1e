"""Notices: written in the transaction in which what they tell of happens, and each person once of each thing.

Whether somebody may know of it is asked when they read it: what they saw yesterday may not be theirs today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import notices, people


class NoticeKind(StrEnum):
    """What somebody is told of; `about` says of which."""

    COMMENT = "comment"  # its number
    DECIDED = "decided"  # the number of the proposal, and what became of it
    ROW = "row"  # the number of the version that changed a row, and the row
    MOVED = "moved"  # the number of the publication by which cohorts are held elsewhere or at another time
    HELD_BACK = "held back"  # the number of the night's run


def tell(
    connection: Connection,
    names: Iterable[str],
    kind: NoticeKind,
    about: str,
    *,
    comment: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Tell people of something, unless they were told of it before; who has no account is not told."""
    wanted = set(names)
    same = (notices.c.kind == kind.value) & (notices.c.about == about)
    wanted -= set(connection.scalars(select(notices.c.person).where(same)))
    known = select(people.c.name).where(people.c.name.in_(wanted)).order_by(people.c.name)
    row = {
        "kind": kind.value,
        "about": about,
        "comment": comment,
        "seen": False,
        "at": now(),
        "detail": dict(detail or {}),
    }
    lines = [row | {"person": name} for name in connection.scalars(known)] if wanted else []
    if lines:
        connection.execute(insert(notices), lines)
