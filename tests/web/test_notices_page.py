"""Notices in the page: the bell, what is new, what was read, and the wish for a daily mail."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import beds, mini, submitted
from tests.web.test_proposal_pages import ann, bob, lead, led_to, text_of
from trainopt.service.notices import NoticeKind
from trainopt.service.told import Told
from trainopt.service.topics import Topic
from trainopt.web.told import shown_to
from trainopt.words.reader import reader_of

__all__ = ["ann", "bob", "lead", "mini"]


def told(client: TestClient) -> list[str]:
    found: list[str] = re.findall(r'name="notice" value="(\d+)"', client.get("/notices").text)
    return found


class TestTheList:
    def test_what_was_decided_is_told_until_it_was_read(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        assert "There is nothing new for you" in text_of(ann, "/notices")
        lead.post(f"/proposals/{number}/reject", data={"word": "no <i>money"})
        shown = ann.get("/notices").text
        assert f'<a href="/proposals/{number}">' in shown
        assert "no &lt;i&gt;money" in shown
        assert "Notices: one is new" in ann.get("/proposals").text
        assert led_to(ann.post("/notices/seen", data={"notice": told(ann)})) == "/notices"
        assert told(ann) == []
        assert "was rejected" in text_of(ann, "/notices?show=all")
        assert "is new" not in ann.get("/proposals").text

    def test_nobody_reads_or_marks_those_of_others(
        self, ann: TestClient, lead: TestClient, bob: TestClient
    ) -> None:
        lead.post(f"/proposals/{submitted(ann, beds(120))}/reject", data={"word": "no"})
        (number,) = set(told(ann))
        bob.post("/notices/seen", data={"notice": number})
        assert told(ann)
        assert told(bob) == []
        assert bob.post("/notices/seen", data={"notice": "x"}).status_code == 404

    def test_the_interface_for_programs_has_all_kinds(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        ann.post("/api/v1/comments", params={"on": f"proposal:{number}"}, json={"said": "@lead please"})
        lead.post(f"/proposals/{number}/reject", data={"word": "no"})
        (one,) = ann.get("/api/v1/me/notices").json()["items"]
        assert (one["kind"], one["on"], one["said"], one["facts"]["word"]) == (
            "decided",
            f"proposal:{number}",
            None,
            "no",
        )
        (other,) = lead.get("/api/v1/me/notices").json()["items"]
        assert (other["kind"], other["said"], other["author"]) == ("comment", "@lead please", "ann")


@pytest.mark.parametrize(
    ("before", "address"),
    [(3, "/runs/4/difference?with=3&scope=unit%3ABDE-A#moved"), (None, "/runs/4")],
    ids=["known", "not kept"],
)
def test_cohorts_that_moved_are_shown_beside_the_plan_of_before(before: int | None, address: str) -> None:
    facts = {"cohorts": 1, "before": before, "scope": "unit:BDE-A"}
    notice = Told(1, NoticeKind.MOVED, Topic.RUN, "4", "2027-01-04T07:00:00Z", False, None, facts)
    assert shown_to(reader_of("en"), notice).address == address


class TestTheMail:
    def test_it_is_wished_for_and_ended(self, ann: TestClient) -> None:
        wanted = {"address": "ann@example.org", "kind": ["decided", "moved"]}
        assert led_to(ann.post("/notices/mail", data=wanted)) == "/notices#mail"
        shown = ann.get("/notices").text
        assert "A mail goes to ann@example.org" in shown
        assert re.findall(r'value="([^"]+)" checked', shown) == ["decided", "moved"]
        ann.post("/notices/mail", data={"address": ""})
        assert "No mail is sent to you" in text_of(ann, "/notices")

    def test_what_is_wrong_is_said(self, ann: TestClient, mini: Service) -> None:
        for wrong in ({"address": "x"}, {"address": "a@b.c"}, {"address": "a@b.c", "kind": "moon"}):
            assert ann.post("/notices/mail", data=wrong).status_code == 422
        assert mini.anybody().post("/notices/mail", data={}).status_code == 303
