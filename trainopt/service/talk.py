"""Comments on what people work on, who follows it, and who is told. Whoever may see the object sees them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select

from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import comments, follows, people
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import note
from trainopt.service.datasets import row_history
from trainopt.service.drafts import show_draft
from trainopt.service.notices import NoticeKind, tell
from trainopt.service.people import grants_of
from trainopt.service.proposals import show_proposal
from trainopt.service.runs_seen import run_seen
from trainopt.service.shares import is_in_share
from trainopt.service.topics import Topic as Topic
from trainopt.service.topics import followers, is_about
from trainopt.service.topics import row_object as row_object

LONGEST = 4_000
MENTION = re.compile(r"(?<![\w@])@([^\W_][\w.-]{0,63})")


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


def say(store: Store, actor: Actor, topic: Topic, object: str, text: str) -> CommentSaid:
    """Leave a comment. Whoever is named in it with an `@`, or follows the object, is told if they may see it.

    Raises NotThere for an object that the actor does not see, UsageError, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    if not 1 <= len(text.strip()) <= LONGEST:
        raise UsageError(f"a comment has 1 to {LONGEST:,} characters")
    object = _called(topic, object)
    _check_seen(store, actor, topic, object)
    named = set(MENTION.findall(text))
    with store.look() as connection:
        known = select(people.c.name).where(people.c.name.in_(named), ~people.c.disabled)
        asked = {*connection.scalars(known), *followers(connection, topic, object)} - {actor.name}
        others = [Actor(name, grants_of(connection, name)) for name in sorted(asked)]
    told = tuple(other.name for other in others if sees(store, other, topic, object))
    row = {"kind": topic.value, "object": object, "author": actor.name, "at": now(), "said": text.strip()}
    with store.begin() as connection:
        number = connection.execute(insert(comments).values(row).returning(comments.c.number)).scalar_one()
        tell(connection, told, NoticeKind.COMMENT, str(number), comment=number)
        note(connection, actor, "comment", f"{topic} {object}", after={"comment": number})
    comment = Comment(number, topic, object, actor.name, row["at"], row["said"])
    return CommentSaid(comment, told, tuple(sorted(named - {*told, actor.name})))


def list_comments(store: Store, actor: Actor, topic: Topic, object: str) -> list[Comment]:
    """The comments on an object, oldest first. Raises NotThere for one that the actor does not see."""
    require(actor, Action.SEE_DATA)
    object = _called(topic, object)
    _check_seen(store, actor, topic, object)
    with store.look() as connection:
        found = select(comments).where(is_about(comments, topic, object)).order_by(comments.c.number)
        return [comment_of(row) for row in connection.execute(found)]


def follow(store: Store, actor: Actor, topic: Topic, object: str, *, undo: bool = False) -> None:
    """Be told of comments on an object, or no longer. Raises NotThere for one that the actor does not see."""
    require(actor, Action.OWN_ACCOUNT)
    object = _called(topic, object)
    if not undo:
        _check_seen(store, actor, topic, object)
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == actor.name)) is None:
            raise not_there(f"person {actor.name}")
        mine = is_about(follows, topic, object) & (follows.c.person == actor.name)
        connection.execute(delete(follows).where(mine))
        if not undo:
            connection.execute(insert(follows).values(person=actor.name, kind=topic.value, object=object))
        note(connection, actor, "unfollow" if undo else "follow", f"{topic} {object}")


def is_following(store: Store, actor: Actor, topic: Topic, object: str) -> bool:
    """Whether the actor is told of what happens to an object."""
    require(actor, Action.OWN_ACCOUNT)
    object = _called(topic, object)
    with store.look() as connection:
        return actor.name in followers(connection, topic, object)


def sees(store: Store, actor: Actor, topic: Topic, object: str) -> bool:
    """Whether there is such an object for the actor."""
    try:
        _check_seen(store, actor, topic, object)
    except (NotThere, NotAllowed):
        return False
    return True


def _check_seen(store: Store, actor: Actor, topic: Topic, object: str) -> None:
    """Raise NotThere where there is no such object for the actor: each topic's own function says so."""
    try:
        if topic is Topic.ROW:
            row_history(store, actor, *row_of(object))
        elif topic in (Topic.CLASS, Topic.COHORT):
            if not is_in_share(store, actor, f"{topic}_id", object):
                raise not_there(f"{topic} {object}")
        elif topic is Topic.RUN:
            if run_seen(store, actor, _number(object)).known_by_plan:  # what is said may be of its drafts
                raise not_there(f"{topic} {object}")
        else:
            {Topic.DRAFT: show_draft, Topic.PROPOSAL: show_proposal}[topic](store, actor, _number(object))
    except (ValueError, TypeError):
        raise not_there(f"{topic} {object}") from None


def row_of(object: str) -> tuple[str, list[str]]:
    """The table and the key of a row, as `row_object` calls it. Raises ValueError, TypeError."""
    table, *key = json.loads(object)
    return table, key


def _called(topic: Topic, object: str) -> str:
    """How an object is called in the store: a row in one way, however its JSON was written."""
    if topic is not Topic.ROW:
        return object
    try:
        table, key = row_of(object)
        return row_object(str(table), map(str, key))
    except (ValueError, TypeError):
        raise not_there(f"{topic} {object}") from None


def _number(object: str) -> int:
    """A number as it is written in one way alone, so that nothing has two names. Raises ValueError."""
    if not re.fullmatch(r"[1-9][0-9]{0,17}", object):
        raise ValueError(object)
    return int(object)


def comment_of(row: Row[Any]) -> Comment:
    """A comment as the store has it."""
    return Comment(row.number, Topic(row.kind), row.object, row.author, row.at, row.said)
