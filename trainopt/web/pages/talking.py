"""Comments beside what they are about, and following it: a part of many pages, and where their forms go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.runs.store import Store
from trainopt.service import talk
from trainopt.service.actors import Actor
from trainopt.service.talk import Comment
from trainopt.service.topics import Topic
from trainopt.web.addresses import own_address, page_of
from trainopt.web.asking import Asking, TheStore
from trainopt.web.talk import topic_of
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

OnInForm = Annotated[str, Form(max_length=500)]
BackTo = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class TalkShown:
    """What was said of an object, and whether whoever looks follows it; `on` is how forms call it."""

    on: str
    comments: tuple[Comment, ...]
    following: bool


def talk_about(store: Store, actor: Actor, topic: Topic, object: str) -> TalkShown:
    """The part of a page with the comments on an object. Raises NotThere."""
    comments = talk.list_comments(store, actor, topic, object)
    following = talk.is_following(store, actor, topic, object)
    return TalkShown(f"{topic}:{object}", tuple(comments), following)


@router.post("/comments")
def say(
    request: Request,
    actor: Asking,
    store: TheStore,
    on: OnInForm = "",
    said: Annotated[str, Form()] = "",
    back: BackTo = "",
) -> Response:
    """Leave a comment, and go back to where it was written; or first say who could not be told of it."""
    topic, object = topic_of(on)
    made = talk.say(store, actor, topic, object, said.replace("\r\n", "\n"))
    stands = f"{own_address(back) or page_of(topic, object)}#comments"
    if made.not_told:
        return page(request, "talking/not_told.html", names=made.not_told, stands=stands)
    return RedirectResponse(stands, 303)


@router.post("/follows")
def follow(
    actor: Asking,
    store: TheStore,
    on: OnInForm = "",
    undo: Annotated[bool, Form()] = False,
    back: BackTo = "",
) -> Response:
    """Be told of what happens to an object, or no longer."""
    topic, object = topic_of(on)
    talk.follow(store, actor, topic, object, undo=undo)
    return RedirectResponse(f"{own_address(back) or page_of(topic, object)}#comments", 303)
