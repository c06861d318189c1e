"""The interface for programs: comments, what one was told, and calendar feeds."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from typing_extensions import TypedDict

from trainopt.errors import NotThere
from trainopt.service import feeds, talk, told
from trainopt.service.access import Action
from trainopt.service.gates import pass_topic_gate
from trainopt.service.talk import Comment, Topic
from trainopt.service.told import Told
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import INTERFACE, Batch, Sent, StoredNumber, body_of, numbered
from trainopt.web.repeating import RepeatableRoute
from trainopt.words.voice import SPOKEN_FIRST

router = APIRouter(prefix=INTERFACE, tags=["comments"], route_class=RepeatableRoute)

On = Annotated[
    str,
    Query(
        description='what it is about: draft:3, proposal:4, run:5, class:…, cohort:…, row:["sites","PL-01"]'
    ),
]


class CommentAnswer(TypedDict):
    """A comment; `on` is what it is about."""

    id: int
    on: str
    author: str
    at: str
    said: str


class CommentLeft(CommentAnswer):
    """A comment as it was left: who was told, and who was named and cannot see what it is about."""

    told: list[str]
    not_told: list[str]


class ToldAnswer(TypedDict):
    """What one was told; `notice` is what is noted as seen, `on` what it leads to.

    `kind`: of a comment; of a proposal that was decided; of a row that changed; of cohorts that were moved by
    a plan now in force; of a night that was held back. `id`, `author` and `said` are a comment's, and null
    where there is none; `facts` are what other kinds tell.
    """

    notice: int
    kind: str
    seen: bool
    on: str
    at: str
    id: int | None
    author: str | None
    said: str | None
    facts: dict[str, Any]


class CommentWanted(Sent):
    """What is said; whoever is named with an `@` is told."""

    said: str


class Following(Sent):
    """Whether to be told of comments, or no longer."""

    undo: bool = False


class NoticesSeen(Sent):
    """The notices that were seen."""

    notices: tuple[StoredNumber, ...]


class FeedWanted(Sent):
    """Whose calendar: a `site` or a `unit`, and its id."""

    kind: str
    subject: str


class FeedAnswer(TypedDict):
    """A feed; `address` is shown to whoever makes it, this once."""

    id: int
    kind: str
    subject: str
    created_at: str
    revoked: bool
    address: str | None


def topic_of(on: str) -> tuple[Topic, str]:
    """What an address or a form says that something is about. Raises NotThere."""
    kind, _, thing = on.partition(":")
    if kind not in set(Topic) or not thing:
        raise NotThere(f"there is nothing called {on}")
    return Topic(kind), thing


def _topic_gate(on: On, actor: Asking, store: TheStore) -> None:
    pass_topic_gate(store, actor, *topic_of(on))


def _answer(comment: Comment) -> CommentAnswer:
    return CommentAnswer(
        id=comment.number,
        on=f"{comment.topic}:{comment.object}",
        author=comment.author,
        at=comment.at,
        said=comment.said,
    )


@router.get("/comments", dependencies=[gate(Action.SEE_DATA)])
def list_comments(on: On, actor: Asking, store: TheStore) -> Batch[CommentAnswer]:
    """The comments on an object, oldest first."""
    return Batch(items=list(map(_answer, talk.list_comments(store, actor, *topic_of(on)))))


@router.post("/comments", status_code=201, dependencies=[gate(Action.SEE_DATA), Depends(_topic_gate)])
def say(
    on: On, actor: Asking, store: TheStore, wanted: Annotated[CommentWanted, body_of(CommentWanted)]
) -> CommentLeft:
    """Leave a comment on an object."""
    made = talk.say(store, actor, *topic_of(on), wanted.said)
    return CommentLeft(**_answer(made.comment), told=list(made.told), not_told=list(made.not_told))


@router.post("/follows", status_code=204, dependencies=[gate(Action.OWN_ACCOUNT)])
def follow(on: On, actor: Asking, store: TheStore, wanted: Annotated[Following, body_of(Following)]) -> None:
    """Be told of comments on an object, or no longer."""
    talk.follow(store, actor, *topic_of(on), undo=wanted.undo)


@router.get("/me/notices", dependencies=[gate(Action.OWN_ACCOUNT)])
def list_told(actor: Asking, store: TheStore) -> Batch[ToldAnswer]:
    """What one was told, newest first."""
    return Batch(items=list(map(_told, told.list_told(store, actor))))


def _told(one: Told) -> ToldAnswer:
    comment = one.comment
    return ToldAnswer(
        notice=one.number,
        kind=str(one.kind),
        seen=one.seen,
        on=f"{one.topic}:{one.object}",
        at=one.at,
        id=None if comment is None else comment.number,
        author=None if comment is None else comment.author,
        said=None if comment is None else comment.said,
        facts=dict(one.facts),
    )


@router.post("/me/notices/seen", status_code=204, dependencies=[gate(Action.OWN_ACCOUNT)])
def mark_seen(actor: Asking, store: TheStore, wanted: Annotated[NoticesSeen, body_of(NoticesSeen)]) -> None:
    """Note that one has seen what one was told."""
    told.mark_seen(store, actor, wanted.notices)


@router.get("/me/feeds", dependencies=[gate(Action.OWN_ACCOUNT)])
def list_feeds(actor: Asking, store: TheStore) -> Batch[FeedAnswer]:
    """One's calendar feeds, without their addresses."""
    return Batch(items=[_feed(one) for one in feeds.list_feeds(store, actor)])


@router.post("/me/feeds", status_code=201, dependencies=[gate(Action.OWN_ACCOUNT)])
def make_feed(
    request: Request, actor: Asking, store: TheStore, wanted: Annotated[FeedWanted, body_of(FeedWanted)]
) -> FeedAnswer:
    """A calendar of a site or a unit under a secret address, for programs that cannot sign in."""
    made = feeds.make_feed(store, actor, wanted.kind, wanted.subject)
    return _feed(made.feed, feed_address(request, made.secret))


def feed_address(request: Request, secret: str, language: str = SPOKEN_FIRST) -> str:
    """Where a calendar program finds a feed, in a language."""
    public = request.app.state.settings.public_url or str(request.base_url)
    asked = "" if language == SPOKEN_FIRST else f"?language={language}"
    return f"{public.rstrip('/')}/calendar/{secret}.ics{asked}"


@router.delete("/me/feeds/{number}", status_code=204, dependencies=[gate(Action.OWN_ACCOUNT)])
def revoke_feed(number: Annotated[int, numbered("feed")], actor: Asking, store: TheStore) -> None:
    """End one of one's feeds: its address leads nowhere any more."""
    feeds.revoke_feed(store, actor, number)


def _feed(found: feeds.Feed, address: str | None = None) -> FeedAnswer:
    return FeedAnswer(
        id=found.number,
        kind=found.kind,
        subject=found.subject,
        created_at=found.created_at,
        revoked=found.revoked,
        address=address,
    )
