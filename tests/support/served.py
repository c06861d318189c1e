"""A service of a store for the tests: people who are signed in to it, and programs with tokens."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import FastAPI
from httpx2 import Request, Response
from starlette.datastructures import State
from starlette.testclient import TestClient

from tests.support.people import GOOD
from trainopt.runs.store import Store
from trainopt.service.actors import operator
from trainopt.service.people import add_person
from trainopt.service.tokens import make_token
from trainopt.web.app import give_store, put_together
from trainopt.web.asking import COOKIE, mark_of
from trainopt.web.settings import WebSettings

SITE = "https://localhost"
"""Where the tests reach it: a browser sends such cookies back to what is encrypted alone."""


KEPT_WHOLE = re.compile(r'<span class="whole(?: lengthy)?">([^<]*)</span>')
KEPT_DAY = re.compile(r"\b(\d{1,2}|\w{3,9})\xa0(\w{3,9}\.?|\d{1,2},)\xa0(\d{4})\b")


def plain(html: str) -> str:
    """A page without what keeps days and ids on one line, as its templates have it."""
    return KEPT_DAY.sub(r"\1 \2 \3", KEPT_WHOLE.sub(r"\1", html))


class PageReader(TestClient):
    """A client to which pages are told without what keeps days and ids on one line."""

    def send(self, request: Request, **how: Any) -> Response:
        answer = super().send(request, **how)
        if answer.headers.get("content-type", "").startswith("text/html"):
            answer._content = plain(answer.content.decode()).encode()
        return answer


@dataclass(frozen=True)
class Service:
    """A store that is served, and how to reach it."""

    store: Store
    app: FastAPI

    def anybody(self) -> TestClient:
        """Who has not signed in."""
        return PageReader(self.app, base_url=SITE, follow_redirects=False, raise_server_exceptions=False)

    def sent_as_it_is(self, client: TestClient) -> TestClient:
        """What somebody's browser gets, to the letter."""
        made = TestClient(self.app, base_url=SITE, follow_redirects=False, headers=dict(client.headers))
        made.cookies = client.cookies
        return made

    def program(self, name: str, *grants: str) -> TestClient:
        """A program by a token of a person with these grants, who is added if need be."""
        self.person(name, *grants)
        return self.bearer(make_token(self.store, operator(), "test", 1, person=name).secret)

    def bearer(self, token: str) -> TestClient:
        """A program by a token that it has."""
        client = self.anybody()
        client.headers["authorization"] = f"Bearer {token}"
        return client

    def person(self, name: str, *grants: str) -> None:
        """Somebody with these grants and the password of the tests."""
        add_person(self.store, operator(), name, grants, GOOD)

    def browser(self, name: str, *grants: str) -> TestClient:
        """A new person's browser, signed in; what it sends carries its page's mark."""
        self.person(name, *grants)
        client = self.anybody()
        signed_in = sign_in(client, name, GOOD)
        assert signed_in.status_code == 303, signed_in.text
        client.headers["x-csrf-token"] = mark_of(client.cookies[COOKIE])
        return client


def serve_store(store: Store) -> Service:
    """The service of a store that is open.

    To put one together takes a second, which is the same whatever it serves: it is done once for a process.
    """
    app = copy(_put_together())
    app.state, app.middleware_stack = State(), None
    give_store(app, WebSettings(store.name), store)
    return Service(store, app)


@cache
def _put_together() -> FastAPI:
    return put_together(WebSettings("any"))


def sign_in(client: TestClient, name: str, password: str, **fields: str) -> Response:
    """What the form of the page to sign in sends."""
    return client.post("/sign-in", data={"name": name, "password": password, **fields})


def begun(client: TestClient, *changes: object, title: str = "more beds") -> int:
    """The number of a draft that somebody begins with these changes."""
    made = client.post("/api/v1/drafts", json={"title": title, "changes": list(changes)})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def shown(client: TestClient, address: str) -> str:
    """The document of a page."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.text
