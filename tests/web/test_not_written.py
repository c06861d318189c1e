"""Where nothing can be written into the store, pages are read on; forms say so and keep what was typed."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.support.not_written import full, only_read
from tests.support.planning import beds
from tests.support.served import Service, begun, shown, sign_in
from trainopt.runs.store.service_schema import sessions
from trainopt.service.sessions import SEEN_EVERY

FULL = "as it is full or read-only: tell the operators of this service"


def seen_long_ago(service: Service) -> None:
    """So that it is to be noted that somebody was seen."""
    with service.store.begin() as connection:
        connection.execute(update(sessions).values(seen=sessions.c.seen - 2 * SEEN_EVERY))


@pytest.mark.parametrize(
    "address", ["/", "/tables", "/tables/sites", "/drafts", "/runs", "/account", "/help"]
)
def test_pages_are_read_on(planned: Service, address: str) -> None:
    ann = planned.browser("ann", "planner:all")
    seen_long_ago(planned)
    with only_read(planned.store):
        assert shown(ann, address)


def test_a_form_says_so_and_keeps_what_was_typed(planned: Service) -> None:
    ann = planned.browser("ann", "planner:all")
    number = begun(ann, beds("PL-01", 20))
    with only_read(planned.store):
        sent = {"title": "Twenty beds of the host", "revision": "1"}
        told = ann.post(f"/drafts/{number}/title", data=sent)
        assert told.status_code == 503
        assert FULL in told.text
        assert 'value="Twenty beds of the host"' in told.text
        uk = ann.post(f"/drafts/{number}/title", data=sent, headers={"accept-language": "uk"})
        assert "повідомте операторів цієї служби" in uk.text
    assert ann.post(f"/drafts/{number}/title", data=sent).status_code == 303


def test_programs_are_told_by_a_word_of_its_own(planned: Service) -> None:
    program = planned.program("ann", "planner:all")
    with full(planned.store):
        changes = {"title": "x", "changes": [beds("PL-01", number) for number in range(2000)]}
        told = program.post("/api/v1/drafts", json=changes)
    assert (told.status_code, told.json()["error"]["code"]) == (503, "not_written")
    assert FULL in told.json()["error"]["message"]
    assert planned.store.name not in told.text


def test_signing_in_says_so_too(service: Service) -> None:
    service.person("ann", "reader:all")
    with only_read(service.store):
        told = sign_in(service.anybody(), "ann", "none of hers")
    assert told.status_code == 503
    assert FULL in told.text
