"""What each role is led to: from Today, from a run, from a what-if, by hand and without a dead end."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import beds, begun, mini, submitted
from tests.web.test_proposal_pages import ann, lead, text_of
from trainopt.service.actors import operator
from trainopt.service.queueing import RunKind, ask_for_run, cancel_run
from trainopt.service.working import work

__all__ = ["ann", "lead", "mini"]


def main_of(client: TestClient, address: str, **asked: str) -> str:
    """What stands in a page itself: its scripts are given all words of their kind."""
    answer = client.get(address, params=asked or None)
    assert answer.status_code == 200, answer.text
    return str(answer.text.partition("<main")[2].partition("</main>")[0])


@pytest.fixture
def planned(mini: Service, lead: TestClient) -> int:
    """The run whose plan is in force."""
    number = int(lead.post("/api/v1/runs", json={"kind": "plan", "time_limit": 60}).json()["number"])
    work(mini.store, once=True)
    assert (
        lead.post(f"/api/v1/runs/{number}/publish", json={"reason": "x", "anyway": True}).status_code == 200
    )
    return number


class TestToday:
    def test_what_one_may_is_said_in_words(self, mini: Service) -> None:
        shown = {
            grant: text_of(mini.browser(f"who{number}", grant), "/")
            for number, grant in enumerate(("reader:unit:U", "planner:nation:AA", "coordinator:all", "admin"))
        }
        assert "See: unit U and those below it reader:unit:U" in shown["reader:unit:U"]
        assert "See, draft and propose changes: nation AA" in shown["planner:nation:AA"]
        assert "decide on proposals, plan, publish" in shown["coordinator:all"]
        assert "no data by that alone" in shown["admin"]
        led = {grant: "Let somebody in" in text for grant, text in shown.items()}
        assert led == {grant: grant == "admin" for grant in shown}
        waits = {grant: "proposals that wait" in text.lower() for grant, text in shown.items()}
        assert [grant for grant, told in waits.items() if told] == ["planner:nation:AA", "coordinator:all"]

    def test_that_the_data_is_newer_than_the_plan_is_said_until_it_is_planned(
        self, mini: Service, ann: TestClient, lead: TestClient, planned: int
    ) -> None:
        told = "version 2 is not in this plan yet"
        assert "not in this plan yet" not in text_of(ann, "/")
        lead.post("/proposals/accept", data={"id": submitted(ann, beds(120))})
        assert told in text_of(ann, "/")
        assert f"{told}. Plan it" in text_of(lead, "/")
        assert f"{told}. Plan it" not in text_of(ann, "/")
        lead.post("/versions/1/set-back", data={"reason": "no hall"})
        assert "not in this plan yet" not in text_of(ann, "/")

    def test_of_a_what_if_in_force_counts_the_data_that_it_is_on(
        self, mini: Service, ann: TestClient, lead: TestClient
    ) -> None:
        made = begun(lead, beds(120))["id"]
        asked = {"kind": "whatif", "drafts": [made], "time_limit": 60}
        number = lead.post("/api/v1/runs", json=asked).json()["number"]
        work(mini.store, once=True)
        published = lead.post(f"/api/v1/runs/{number}/publish", json={"reason": "x", "anyway": True})
        assert published.status_code == 200
        assert "not in this plan yet" not in text_of(lead, "/")
        lead.post("/proposals/accept", data={"id": submitted(ann, beds(110))})
        assert "version 2 is not in this plan yet" in text_of(lead, "/")


class TestRuns:
    def test_who_is_told_state_and_time_alone_is_shown_no_empty_table(
        self, mini: Service, ann: TestClient, lead: TestClient
    ) -> None:
        made = begun(ann, beds(120))["id"]
        number = ann.post("/api/v1/runs", json={"kind": "whatif", "drafts": [made]}).json()["number"]
        tables = {
            client: '<table class="tiers stacked">' in client.get(f"/runs/{number}").text
            for client in (ann, lead)
        }
        assert tables == {ann: False, lead: True}

    def test_a_what_if_leads_to_its_draft_done_or_not(
        self, mini: Service, ann: TestClient, planned: int
    ) -> None:
        made = begun(ann, beds(120))["id"]
        first, second = (
            ann.post("/api/v1/runs", json={"kind": "whatif", "drafts": [made], "time_limit": 60}).json()[
                "number"
            ]
            for _ in range(2)
        )
        cancel_run(mini.store, operator("op"), second)
        work(mini.store, once=True)
        done, cancelled = (main_of(ann, f"/runs/{number}") for number in (first, second))
        assert f'href="/drafts/{made}">To draft {made}' in done
        assert "with more time" not in done
        assert ("<dt>Begun</dt>" in done, "<dt>Asked for</dt>" in done) == (True, True)
        assert ("<dt>Begun</dt>" in cancelled, "<dt>Asked for</dt>" in cancelled) == (False, True)
        assert f'href="/drafts/{made}">Plan it again, with more time' in cancelled

    def test_a_difference_leads_on_to_publishing_for_who_may(
        self, mini: Service, ann: TestClient, lead: TestClient, planned: int
    ) -> None:
        number = ask_for_run(mini.store, operator("op"), RunKind.PLAN, seconds=60).number
        work(mini.store, once=True)
        address = f"/runs/{number}/difference"
        assert f'href="/runs/{number}#publish"' in lead.get(address).text
        assert (
            f'href="/runs/{planned}#publish"'
            not in lead.get(f"/runs/{planned}/difference?with={number}").text
        )
        assert "#publish" not in ann.get(address).text


class TestPlan:
    def test_it_leads_to_what_can_be_kept_of_it(self, mini: Service, ann: TestClient, planned: int) -> None:
        assert f'href="/runs/{planned}#downloads"' in ann.get("/plan").text
        assert 'id="downloads"' in ann.get(f"/runs/{planned}").text

    def test_a_unit_of_a_nations_share_is_hosted_and_not_asked_for(
        self, mini: Service, ann: TestClient, lead: TestClient, planned: int
    ) -> None:
        unit = re.findall(r'href="/plan/units/([^"?]+)"', ann.get("/plan/lists").text)[0]
        told = {client: main_of(client, f"/plan/units/{unit}") for client in (ann, lead)}
        assert ("Hosted here:" in told[ann], "Asked for:" in told[ann]) == (True, False)
        assert ("Hosted here:" in told[lead], "Asked for:" in told[lead]) == (False, True)

    def test_who_cannot_ask_why_is_told_who_can(
        self, ann: TestClient, lead: TestClient, planned: int
    ) -> None:
        cohort = re.findall(r'href="/plan/cohorts/([^"?]+)"', ann.get("/plan?by=unit").text)[0]
        told = {client: main_of(client, f"/plan/cohorts/{cohort}") for client in (ann, lead)}
        assert "Whoever plans for its unit, or for all, can" in told[ann]
        assert "Whoever plans for its unit" not in told[lead]
        assert "Find what would help" in told[lead]


class TestWhatIfs:
    def test_one_about_a_class_says_that_it_holds_for_its_row_and_leads_back(
        self, ann: TestClient, planned: int
    ) -> None:
        name = re.findall(r'href="/plan/classes/([^"?]+)"', ann.get("/plan").text)[0]
        about = {"class": {"class": name}, "site": {"site": "A1"}}
        shown = {kind: main_of(ann, "/what-ifs/new", **asked) for kind, asked in about.items()}
        told = "not for this class alone"
        assert (told in shown["class"], told in shown["site"]) == (True, False)
        back = f'<a href="/plan/classes/{name}">Back to {name} in the plan'
        assert back in shown["class"]
        assert "in the plan</a>" not in shown["site"]

    def test_what_a_draft_changes_leads_to_the_row_and_its_author_to_the_tables(
        self, ann: TestClient, lead: TestClient
    ) -> None:
        made = begun(ann, beds(120))["id"]
        row = f'href="/tables/sites?draft={made}&amp;f.site_id=%3DA1"'
        edit = f'href="/tables/sites?draft={made}">Edit in the tables'
        for client, own in ((ann, True), (lead, False)):
            shown = client.get(f"/drafts/{made}").text
            assert (row in shown, edit in shown) == (True, own)
        rows = ann.get(f"/tables/sites?draft={made}&f.site_id=%3DA1").text
        assert ("A1" in rows, "A2" in rows.partition('id="without-script"')[2]) == (True, False)

    def test_a_row_that_a_draft_deletes_leads_to_its_history(self, ann: TestClient) -> None:
        made = begun(ann, {"table": "capacity", "where": {"site_id": "A1", "course_id": "D"}, "delete": True})
        led = link_of(ann, made["id"])
        assert led == "/history?table=capacity&key=A1&key=D&key="
        assert ann.get(led).status_code == 200

    @pytest.mark.parametrize("note", ["roof", "roof | walls"], ids=["plain", "with the sign between filters"])
    def test_a_row_that_a_draft_adds_is_there_whatever_its_key_says(self, ann: TestClient, note: str) -> None:
        closure = {"site_id": "A1", "first_day": "2026-02-02", "last_day": "2026-02-08", "note": note}
        made = begun(ann, {"table": "closures", "insert": closure})
        assert note in ann.get(link_of(ann, made["id"])).text.partition('id="without-script"')[2]


def link_of(client: TestClient, draft: int) -> str:
    """Where the one row leads that a draft changes."""
    page = client.get(f"/drafts/{draft}").text
    (found,) = re.findall(r'<th scope="rowgroup"[^>]*>\s*<a href="([^"]+)"', page)
    return html.unescape(found)
