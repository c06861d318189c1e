"""Comments on what people work on, who follows it, and who is told. Whoever may see the object sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, insert, select, update

from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import comments, follows, notices, people
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import note
from trainopt.service.datasets import row_history
from trainopt.service.drafts import show_draft
from trainopt.service.people import grants_of
from trainopt.service.proposals import show_proposal
from trainopt.service.queueing import show_queued
from trainopt.service.shares import is_in_share, plan_share

LONGEST = 4_000
MENTION = re.compile(r"(?<![\w@])@([^\W_][\w.-]{0,63})")


class Topic(StrEnum):
    """What can be talked about; `object` is its number, its id, or of a row `[table, key …]` as JSON."""

    DRAFT = "draft"
    PROPOSAL = "proposal"
    ROW = "row"
    CLASS = "class"
    COHORT = "cohort"
    RUN = "run"


@dataclass(frozen=True)
class Comment:
    """A comment."""

    number: int
    topic: Topic
    object: str
    author: str
    at: str
    said: str


@dataclass(frozen=True)
class CommentSaid:
    """A comment as it was left: who was told, and who was named and cannot see what it is about."""

    comment: Comment
    told: tuple[str, ...]
    not_told: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A comment that somebody is told of, as they were named in it or follow what it is about."""

    number: int
    comment: Comment
    seen: bool


def row_object(table: str, key: Iterable[str]) -> str:
    """How a row is called as the object of a comment."""
    return json.dumps([table, *key], ensure_ascii=False)


def say(store: Store, actor: Actor, topic: Topic, object: str, text: str) -> CommentSaid:
    """Leave a comment. Whoever is named in it with an `@`, or follows the object, is told if they may see it.

    Raises NotThere for an object that the actor does not see, UsageError, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    if not 1 <= len(text.strip()) <= LONGEST:
        raise UsageError(f"a comment has 1 to {LONGEST:,} characters")
    _check_seen(store, actor, topic, object)
    named = set(MENTION.findall(text))
    with store.look() as connection:
        follow = select(follows.c.person).where(_is(follows, topic, object))
        known = select(people.c.name).where(people.c.name.in_(named), ~people.c.disabled)
        asked = {*connection.scalars(known), *connection.scalars(follow)} - {actor.name}
        others = [Actor(name, grants_of(connection, name)) for name in sorted(asked)]
    told = tuple(other.name for other in others if _sees(store, other, topic, object))
    row = {"kind": topic.value, "object": object, "author": actor.name, "at": now(), "said": text.strip()}
    with store.begin() as connection:
        number = connection.execute(insert(comments).values(row).returning(comments.c.number)).scalar_one()
        for name in told:
            connection.execute(insert(notices).values(person=name, comment=number, seen=False))
        note(connection, actor, "comment", f"{topic} {object}", after={"comment": number})
    comment = Comment(number, topic, object, actor.name, row["at"], row["said"])
    return CommentSaid(comment, told, tuple(sorted(named - {*told, actor.name})))


def list_comments(store: Store, actor: Actor, topic: Topic, object: str) -> list[Comment]:
    """The comments on an object, oldest first. Raises NotThere for one that the actor does not see."""
    require(actor, Action.SEE_DATA)
    _check_seen(store, actor, topic, object)
    with store.look() as connection:
        found = select(comments).where(_is(comments, topic, object)).order_by(comments.c.number)
        return [_comment(row) for row in connection.execute(found)]


def follow(store: Store, actor: Actor, topic: Topic, object: str, *, undo: bool = False) -> None:
    """Be told of comments on an object, or no longer. Raises NotThere for one that the actor does not see."""
    require(actor, Action.OWN_ACCOUNT)
    if not undo:
        _check_seen(store, actor, topic, object)
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == actor.name)) is None:
            raise not_there(f"person {actor.name}")
        mine = _is(follows, topic, object) & (follows.c.person == actor.name)
        connection.execute(delete(follows).where(mine))
        if not undo:
            connection.execute(insert(follows).values(person=actor.name, kind=topic.value, object=object))
        note(connection, actor, "unfollow" if undo else "follow", f"{topic} {object}")


def list_told(store: Store, actor: Actor, *, most: int = 100) -> list[Told]:
    """What the actor was told, newest first: as far as they still see what it is about."""
    require(actor, Action.OWN_ACCOUNT)
    with store.look() as connection:
        rows = connection.execute(
            select(notices.c.number.label("notice"), notices.c.seen, comments)
            .join(comments, comments.c.number == notices.c.comment)
            .where(notices.c.person == actor.name)
            .order_by(notices.c.number.desc())
            .limit(most)
        ).all()
    found = [Told(row.notice, _comment(row), row.seen) for row in rows]
    return [one for one in found if _sees(store, actor, one.comment.topic, one.comment.object)]


def mark_seen(store: Store, actor: Actor, numbers: Iterable[int]) -> None:
    """Note that the actor has seen what they were told."""
    require(actor, Action.OWN_ACCOUNT)
    mine = (notices.c.person == actor.name) & notices.c.number.in_(list(numbers))
    with store.begin() as connection:
        connection.execute(update(notices).where(mine).values(seen=True))
        note(connection, actor, "seen", "notices")


def _sees(store: Store, actor: Actor, topic: Topic, object: str) -> bool:
    try:
        _check_seen(store, actor, topic, object)
    except (NotThere, NotAllowed):
        return False
    return True


def _check_seen(store: Store, actor: Actor, topic: Topic, object: str) -> None:
    """Raise NotThere where there is no such object for the actor: each topic's own function says so."""
    try:
        if topic is Topic.ROW:
            table, *key = json.loads(object)
            row_history(store, actor, table, key)
        elif topic in (Topic.CLASS, Topic.COHORT):
            if not is_in_share(store, actor, f"{topic}_id", object):
                raise not_there(f"{topic} {object}")
        elif topic is Topic.RUN:
            _check_run(store, actor, _number(object))
        else:
            {Topic.DRAFT: show_draft, Topic.PROPOSAL: show_proposal}[topic](store, actor, _number(object))
    except (ValueError, TypeError):
        raise not_there(f"{topic} {object}") from None


def _number(object: str) -> int:
    """A number as it is written in one way alone, so that nothing has two names. Raises ValueError."""
    if not re.fullmatch(r"[1-9][0-9]{0,17}", object):
        raise ValueError(object)
    return int(object)


def _check_run(store: Store, actor: Actor, number: int) -> None:
    """A run of the queue, or one at the command line whose plan every scope sees a share of."""
    try:
        show_queued(store, actor, number)
    except NotThere:
        plan_share(store, actor, number)


def _is(table: Table, topic: Topic, object: str) -> ColumnElement[bool]:
    return (table.c.kind == topic.value) & (table.c.object == object)


def _comment(row: Row[Any]) -> Comment:
    return Comment(row.number, Topic(row.kind), row.object, row.author, row.at, row.said)
