"""What somebody was told, as far as they may still know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from trainopt.errors import NotAllowed, NotThere
from trainopt.runs.store import Store
from trainopt.runs.store.folders import is_kept
from trainopt.runs.store.records import run_by_number
from trainopt.runs.store.service_schema import comments, notices
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor, parse_scope
from trainopt.service.auditing import note
from trainopt.service.datasets import row_history
from trainopt.service.notices import NoticeKind
from trainopt.service.proposals import show_proposal
from trainopt.service.talk import Comment, comment_of, row_of, sees
from trainopt.service.topics import Topic

MOST_COUNTED = 9
"""So many notices that were not seen are counted; then there are more."""
MOST_READ = 500
"""Notices that are looked through for those that may still be read."""


@dataclass(frozen=True)
class Told:
    """A notice: of which kind, what it leads to, and when it was written.

    `comment` is the one that it tells of, None for other kinds. `facts` are what else it says: of a proposal
    its `title`, `status` and `word`, of a row the `version` that changed it, of a plan how many `cohorts` are
    held elsewhere or at another time, the run `before` that it can be looked at beside, and a `scope` that
    shows some of them there; both None where that run's plan is not kept, or no scope shows both.
    """

    number: int
    kind: NoticeKind
    topic: Topic
    object: str
    at: str
    seen: bool
    comment: Comment | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def list_told(
    store: Store, actor: Actor, *, most: int = 100, unseen: bool = False, after: int = 0
) -> list[Told]:
    """What the actor was told, newest first: as far as they still see what it is about.

    `unseen`: only what they have not seen yet; `after`: only what came after the notice of that number.
    """
    require(actor, Action.OWN_ACCOUNT)
    wanted = (notices.c.person == actor.name) & (notices.c.number > after)
    if unseen:
        wanted &= ~notices.c.seen
    found: list[Told] = []
    for row in _rows(store, wanted):
        if len(found) == most:
            break
        told = TELLING[NoticeKind(row.notice_kind)](store, actor, row)
        if told is not None:
            found.append(told)
    return found


def _rows(store: Store, wanted: ColumnElement[bool]) -> list[Row[Any]]:
    columns = (
        notices.c.number.label("notice"),
        notices.c.kind.label("notice_kind"),
        notices.c.about,
        notices.c.at.label("told_at"),
        notices.c.seen,
        notices.c.detail,
    )
    every = select(*columns, comments).join(comments, comments.c.number == notices.c.comment, isouter=True)
    newest = every.where(wanted).order_by(notices.c.number.desc()).limit(MOST_READ)
    with store.look() as connection:
        return list(connection.execute(newest))


def count_unseen(store: Store, actor: Actor) -> int:
    """How many notices the actor has not seen yet, counted up to a few more than `MOST_COUNTED`."""
    require(actor, Action.OWN_ACCOUNT)
    return len(list_told(store, actor, most=MOST_COUNTED + 1, unseen=True))


def mark_seen(store: Store, actor: Actor, numbers: Iterable[int]) -> None:
    """Note that the actor has seen what they were told."""
    require(actor, Action.OWN_ACCOUNT)
    mine = (notices.c.person == actor.name) & notices.c.number.in_(list(numbers))
    with store.begin() as connection:
        connection.execute(update(notices).where(mine).values(seen=True))
        note(connection, actor, "seen", "notices")


# What each kind tells; None where the actor may no longer know of it


def _of_comment(store: Store, actor: Actor, row: Row[Any]) -> Told | None:
    comment = comment_of(row)
    if not sees(store, actor, comment.topic, comment.object):
        return None
    return _told(row, comment.topic, comment.object, comment=comment)


def _of_decision(store: Store, actor: Actor, row: Row[Any]) -> Told | None:
    try:
        proposal = show_proposal(store, actor, int(row.about))
    except (NotThere, NotAllowed):
        return None
    facts = {"title": proposal.title, "status": str(proposal.status), "word": proposal.word}
    return _told(row, Topic.PROPOSAL, row.about, facts)


def _of_row(store: Store, actor: Actor, row: Row[Any]) -> Told | None:
    """Only where what changed in the row is what the actor sees of it."""
    version, _, object = row.about.partition(" ")
    try:
        changes = row_history(store, actor, *row_of(object))
    except (NotThere, NotAllowed):
        return None
    if not any(change.version == int(version) for change in changes):
        return None
    return _told(row, Topic.ROW, object, {"version": int(version)})


def _of_plan(store: Store, actor: Actor, row: Row[Any]) -> Told | None:
    """Counted within the scopes of then: whoever has lost one of them is not told the number."""
    scopes = [parse_scope(text) for text in row.detail["scopes"]]
    if not all(allowed(actor, Action.SEE_SCOPE, scope) for scope in scopes):
        return None
    run, before, scope = row.detail["run"], row.detail.get("before"), row.detail.get("shown")
    if scope is None or not _both_kept(store, run, before):
        before = scope = None
    facts = {"cohorts": row.detail["cohorts"], "before": before, "scope": scope}
    return _told(row, Topic.RUN, str(run), facts)


def _both_kept(store: Store, *runs: int) -> bool:
    with store.look() as connection:
        plans = [run_by_number(connection, run).plan_id for run in runs]
        return all(plan is not None and is_kept(connection, plan) for plan in plans)


def _of_night(store: Store, actor: Actor, row: Row[Any]) -> Told | None:
    """That there was a night is told to whoever sees any data."""
    return _told(row, Topic.RUN, row.about) if allowed(actor, Action.SEE_DATA) else None


TELLING: Mapping[NoticeKind, Callable[[Store, Actor, Row[Any]], Told | None]] = {
    NoticeKind.COMMENT: _of_comment,
    NoticeKind.DECIDED: _of_decision,
    NoticeKind.ROW: _of_row,
    NoticeKind.MOVED: _of_plan,
    NoticeKind.HELD_BACK: _of_night,
}


def _told(
    row: Row[Any],
    topic: Topic,
    object: str,
    facts: Mapping[str, Any] | None = None,
    comment: Comment | None = None,
) -> Told:
    kind = NoticeKind(row.notice_kind)
    return Told(row.notice, kind, topic, object, row.told_at, row.seen, comment, facts or {})
