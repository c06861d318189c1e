"""A page keeps no answers: a form that comes with a key, whose sender counts on it, is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from tests.support.served import Service
from tests.web.test_drafts import mini
from trainopt.web.asking import READING
from trainopt.web.pages.happened import entries
from trainopt.web.repeating import RepeatableRoute

__all__ = ["mini"]

KEY = {"idempotency-key": "k1"}
NOBODYS = {"/sign-in", "/language"}
"""Of whoever has not signed in yet: there is nobody whose keys could be kept."""


def writes(service: Service) -> Iterator[tuple[str, APIRoute]]:
    """Every address to which a page sends something."""
    for context in iter_route_contexts(service.app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and not route.include_in_schema:
            yield from ((method, route) for method in (route.methods or set()) - READING)


def test_every_form_with_a_key_is_refused(mini: Service) -> None:
    lead = mini.browser("lead", "coordinator:all", "admin")
    asked = {route.path for _, route in writes(mini)}
    kept = {route.path for _, route in writes(mini) if isinstance(route, RepeatableRoute)}
    assert kept == {route.path for route in entries.routes if isinstance(route, APIRoute)}
    assert len(asked) > 30
    for method, route in writes(mini):
        if route.path in kept | NOBODYS:
            continue
        path = route.path.replace("{name}", "lead").replace("{number}", "1")
        answer = lead.request(method, path, data={"title": "twice"}, headers=KEY)
        assert (answer.status_code, "Idempotency-Key" in answer.text) == (422, True), (path, answer.text)
    assert lead.get("/api/v1/drafts").json()["items"] == []


@pytest.mark.parametrize("path", ["/drafts", "/tables/upload"])
def test_without_one_it_goes(mini: Service, path: str) -> None:
    planner = mini.browser("ann", "planner:nation:AA")
    sites = planner.get("/tables/sites/sites-v1.csv").text.replace("One,100", "One,130")
    files = {"file": ("sites-v1.csv", sites, "text/csv")} if path == "/tables/upload" else None
    sent = planner.post(path, data={"title": "more"}, files=files)
    assert (sent.status_code, sent.headers["location"]) == (303, "/drafts/1")


def test_an_upload_asks_who_it_is_before_it_is_read(mini: Service) -> None:
    answer = mini.anybody().post("/tables/upload", content=b"no form")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
