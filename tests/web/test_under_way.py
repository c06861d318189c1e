"""Pages on which somebody waits for runs say which is under way and how many wait, to who may see them."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import beds, mini, submitted
from tests.web.test_drafts import begun as begun_draft
from tests.web.test_proposal_pages import ann, bob, lead
from trainopt.service.actors import operator
from trainopt.service.queueing import cancel_run
from trainopt.service.taking import take_next

__all__ = ["ann", "bob", "lead", "mini"]

UNDER_WAY = "Under way:"
WAITED_AT = ("/", "/runs", "/what-ifs")
"""Where a planner looks for what comes next."""


def said_at(client: TestClient, address: str) -> str:
    """The words of a page itself, without what is around it."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return plain(answer.text.partition("<main")[2].partition("</main>")[0])


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def asked_anew(client: TestClient, address: str) -> dict[str, str]:
    """By id the words of each part of a page that is asked for anew, as far as the first `div` within."""
    found = re.split(r'<div id="([a-z-]+)" data-island="refresh"( data-going-on)?>', client.get(address).text)
    parts = zip(found[1::3], found[2::3], found[3::3], strict=True)
    return {id: plain(text.partition("</div>")[0]) for id, goes_on, text in parts if goes_on}


def asked_for(client: TestClient) -> int:
    made = client.post("/api/v1/runs", json={"kind": "plan"})
    assert made.status_code == 201, made.text
    return int(made.json()["number"])


def begun(service: Service) -> int:
    """The run that a worker takes next, and does not end."""
    with service.store.begin() as connection:
        taken = take_next(connection, "w")
    assert taken is not None
    return taken.number


def test_where_one_waits_for_it(mini: Service, lead: TestClient) -> None:
    for address in WAITED_AT:
        assert UNDER_WAY not in said_at(lead, address)
    first, _ = asked_for(lead), asked_for(lead)
    assert begun(mini) == first
    for address in WAITED_AT:
        said = said_at(lead, address)
        assert f"{UNDER_WAY} run {first} (plan) , since" in said, address
        assert "; one more waits." in said, address


def test_where_no_worker_takes_it_one_is_told_whom_to_ask(mini: Service, lead: TestClient) -> None:
    asked = "tell the operators of this service: no worker takes runs"
    asked_for(lead)
    assert all(asked in said_at(lead, address) for address in WAITED_AT)
    begun(mini)
    assert not any(asked in said_at(lead, address) for address in WAITED_AT)


def test_on_today_a_comma_parts_its_place_from_who_asked(mini: Service, lead: TestClient) -> None:
    asked_for(lead)
    assert "next , lead," in said_at(lead, "/")


def test_where_a_proposal_or_a_draft_can_be_planned(mini: Service, ann: TestClient, lead: TestClient) -> None:
    number = submitted(ann, beds(120))
    draft = ann.get(f"/api/v1/proposals/{number}").json()["draft"]
    asked_for(lead)
    begun(mini)
    for address in (f"/proposals/{number}", f"/drafts/{draft}"):
        assert UNDER_WAY in said_at(lead, address)


@pytest.mark.parametrize("address", ["/runs?state=done", "/what-ifs"])
def test_the_line_is_asked_for_anew_whichever_runs_are_listed_below_it(
    mini: Service, lead: TestClient, address: str
) -> None:
    assert "under-way" not in asked_anew(lead, address)
    waits = asked_for(lead)
    assert "One run waits" in asked_anew(lead, address)["under-way"]
    cancel_run(mini.store, operator("op"), waits)
    assert "under-way" not in asked_anew(lead, address)


def test_on_a_draft_the_line_is_in_what_is_asked_for_anew(
    mini: Service, ann: TestClient, lead: TestClient
) -> None:
    page = f"/drafts/{begun_draft(ann, beds(120))['id']}"
    assert asked_anew(lead, page) == {}
    first = asked_for(lead)
    assert begun(mini) == first
    assert f"run {first} (plan)" in asked_anew(lead, page)["results-now"]


def test_today_a_run_and_the_tables_lead_to_their_version(mini: Service, lead: TestClient) -> None:
    for address in ("/", f"/runs/{asked_for(lead)}", "/tables"):
        assert '<a href="/versions/1">' in lead.get(address).text


def test_runs_that_wait_for_nothing_that_is_made(mini: Service, lead: TestClient) -> None:
    asked_for(lead)
    assert "One run waits, and none is under way." in said_at(lead, "/")


def test_of_what_one_does_not_see_nothing_is_said(mini: Service, ann: TestClient, bob: TestClient) -> None:
    draft = ann.post("/api/v1/drafts", json={"title": "x", "changes": [beds(120)]}).json()["id"]
    assert ann.post("/api/v1/runs", json={"kind": "whatif", "drafts": [draft]}).status_code == 201
    begun(mini)
    for address in ("/", "/runs", "/what-ifs"):
        assert UNDER_WAY in said_at(ann, address)
        assert UNDER_WAY not in said_at(bob, address)
    assert UNDER_WAY not in said_at(mini.browser("adm", "admin"), "/")
