"""Proposals, versions, histories and comments: each page and form, and nothing of another scope."""

from __future__ import annotations

import json
import re

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import beds, beds_now, mini, submitted
from trainopt.service.working import work

__all__ = ["mini"]


def led_to(answer: Response) -> str:
    """Where a form led."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def text_of(client: TestClient, address: str, status: int = 200) -> str:
    """The words of a page, without its tags."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
def ann(mini: Service) -> TestClient:
    """A planner of the nation AA, with two sites."""
    return mini.browser("ann", "planner:nation:AA")


@pytest.fixture
def lead(mini: Service) -> TestClient:
    """A coordinator."""
    return mini.browser("lead", "coordinator:all")


@pytest.fixture
def bob(mini: Service) -> TestClient:
    """A planner of the nation BB."""
    return mini.browser("bob", "planner:nation:BB")


class TestTheList:
    def test_who_sees_which(self, ann: TestClient, lead: TestClient, bob: TestClient) -> None:
        number = submitted(ann, beds(120))
        for client in (ann, lead):
            assert "more beds" in text_of(client, "/proposals")
        assert "No proposal waits" in text_of(bob, "/proposals")
        assert "Accept the chosen ones" in text_of(lead, "/proposals")
        assert "Accept the chosen ones" not in text_of(ann, "/proposals")
        lead.post(f"/proposals/{number}/reject", data={"word": "no money"})
        assert "more beds" not in text_of(lead, "/proposals")
        decided = text_of(ann, "/proposals?show=decided")
        assert ("rejected" in decided, "no money" in decided) == (True, True)

    def test_what_each_changes_and_with_which_it_clashes(self, ann: TestClient, lead: TestClient) -> None:
        one, other = submitted(ann, beds(120)), submitted(lead, beds(130), title="tents")
        apart = submitted(lead, beds(70, "A2"), title="a barrack")
        listed = lead.get("/proposals")
        assert "sites A1 : beds 100 → 120" in text_of(lead, "/proposals")
        assert "/history?table=sites&amp;key=A1" in listed.text
        clashes = dict(
            re.findall(r'name="id" value="(\d+)".*?(?:conflicts with (\d+)|</tr>)', listed.text, re.S)
        )
        assert clashes == {str(apart): "", str(other): str(one), str(one): str(other)}

    def test_what_was_sent_back_waits_for_its_author(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        assert led_to(lead.post(f"/proposals/{number}/send-back", data={"word": "which hall?"}))
        assert "Waits for you: sent back more beds: “which hall?”" in text_of(ann, "/proposals")
        assert "which hall?" not in text_of(lead, "/proposals")

    def test_without_data_there_is_nothing(self, mini: Service) -> None:
        assert mini.browser("adm", "admin").get("/proposals").status_code == 403
        assert mini.anybody().get("/proposals").status_code == 303


class TestAProposal:
    def test_its_difference_and_reason(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        shown = text_of(lead, f"/proposals/{number}")
        assert "a new hall" in shown
        assert re.search(r"A1 beds 100 120", shown)
        assert "It is not planned yet" in shown

    def test_which_others_want_something_else_of_its_cells(self, ann: TestClient, lead: TestClient) -> None:
        told = "Others that wait want something else of the same cells."
        one, other = submitted(ann, beds(120)), submitted(lead, beds(130), title="tents")
        same = submitted(lead, beds(120), title="a hall")
        assert re.search(f"{re.escape(told)}.* Proposal {other}: tents", text_of(ann, f"/proposals/{one}"))
        assert f"Proposal {same}" not in text_of(ann, f"/proposals/{one}")
        lead.post(f"/proposals/{other}/withdraw")
        assert told not in text_of(ann, f"/proposals/{one}")

    def test_decided_without_a_what_if_it_is_not_said_to_be_planned_yet(
        self, ann: TestClient, lead: TestClient
    ) -> None:
        number = submitted(ann, beds(120))
        lead.post("/proposals/accept", data={"id": number})
        shown = text_of(lead, f"/proposals/{number}")
        assert ("not planned yet" in shown, "It was not planned as a what-if." in shown) == (False, True)

    def test_rows_that_are_new_or_gone(self, ann: TestClient) -> None:
        closure = {"site_id": "A1", "first_day": "2027-02-01", "last_day": "2027-02-07", "note": "range"}
        number = submitted(ann, {"table": "closures", "insert": closure})
        shown = text_of(ann, f"/proposals/{number}")
        assert "new row" in shown
        assert "A1 · 2027-02-01 · 2027-02-07 · range" in shown

    def test_of_what_is_not_theirs_there_is_none(self, ann: TestClient, bob: TestClient) -> None:
        number = submitted(ann, beds(120))
        assert bob.get(f"/proposals/{number}").status_code == 404
        for word in ("reject", "send-back", "withdraw", "plan", "settle"):
            assert bob.post(f"/proposals/{number}/{word}", data={"word": "x"}).status_code == 404, word
        assert bob.get("/proposals/x").status_code == 404

    def test_only_coordinators_decide_and_only_authors_withdraw(
        self, ann: TestClient, lead: TestClient
    ) -> None:
        number = submitted(ann, beds(120))
        for word in ("reject", "send-back"):
            assert ann.post(f"/proposals/{number}/{word}", data={"word": "x"}).status_code == 403
        assert ann.post("/proposals/accept", data={"id": number}).status_code == 403
        assert lead.post(f"/proposals/{number}/withdraw").status_code == 403
        assert "Reject" not in text_of(ann, f"/proposals/{number}")
        assert led_to(ann.post(f"/proposals/{number}/withdraw")) == f"/proposals/{number}"
        assert "withdrawn" in text_of(ann, f"/proposals/{number}")

    def test_a_decision_needs_a_word(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        for word in ("reject", "send-back"):
            assert lead.post(f"/proposals/{number}/{word}", data={"word": " "}).status_code == 422

    def test_a_form_from_elsewhere_decides_nothing(self, mini: Service, ann: TestClient) -> None:
        number = submitted(ann, beds(120))
        lead = mini.browser("lead", "coordinator:all")
        del lead.headers["x-csrf-token"]
        assert lead.post("/proposals/accept", data={"id": number}).status_code == 403
        assert beds_now(ann) == "100"


class TestItsDraft:
    def test_it_says_what_was_decided_and_leads_to_it(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        draft = ann.get(f"/api/v1/proposals/{number}").json()["draft"]
        assert "decided it on" not in text_of(ann, f"/drafts/{draft}")
        lead.post(f"/proposals/{number}/reject", data={"word": "no money"})
        assert re.search("lead decided it on .* What was said: no money", text_of(ann, f"/drafts/{draft}"))
        assert f'href="/proposals/{number}"' in ann.get(f"/drafts/{draft}").text

    def test_sent_back_it_is_open_and_nothing_is_decided(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        draft = ann.get(f"/api/v1/proposals/{number}").json()["draft"]
        lead.post(f"/proposals/{number}/send-back", data={"word": "which hall?"})
        shown = text_of(ann, f"/drafts/{draft}")
        assert ("which hall?" in shown, "decided it on" in shown) == (True, False)
        assert ann.post(f"/drafts/{draft}/take-back").status_code == 404


class TestItsEffect:
    def test_it_is_planned_when_asked_for(self, mini: Service, ann: TestClient, lead: TestClient) -> None:
        first = lead.post("/api/v1/runs", json={"kind": "plan", "time_limit": 5}).json()["number"]
        work(mini.store, once=True)
        lead.post(f"/api/v1/runs/{first}/publish", json={"reason": "x"})
        number = submitted(ann, beds(4))
        assert led_to(ann.post(f"/proposals/{number}/plan")) == f"/proposals/{number}#effect"
        assert "waits for its turn" in text_of(ann, f"/proposals/{number}")
        work(mini.store, once=True)
        whole = text_of(lead, f"/proposals/{number}")
        assert re.search(r"Goals, most important first .*without a place, weighted \d+ \d+", whole)
        assert "For whom Demands that fare otherwise, those that differ most first. Before → after." in whole
        assert "Demand Unit Priority" in whole
        scoped = text_of(ann, f"/proposals/{number}")
        assert "For whom" in scoped
        assert not re.search(r"weighted \d+ \d+ [+-]?\d+ ", scoped)  # the tiers are everybody's


class TestConflicts:
    def clashing(self, ann: TestClient, lead: TestClient) -> int:
        mine = submitted(ann, beds(120))
        theirs = submitted(lead, beds(130), title="tents")
        assert lead.post("/proposals/accept", data={"id": theirs}).status_code == 303
        return mine

    def chosen(self, number: int, take: str, value: str = "", theirs: str = "130") -> dict[str, object]:
        clash = json.dumps([number, "sites", ["A1"], "beds", theirs])
        return {"id": number, "clash": clash, "take-0": take, "value-0": value}

    def test_they_are_shown_as_base_theirs_and_mine(self, ann: TestClient, lead: TestClient) -> None:
        number = self.clashing(ann, lead)
        shown = text_of(lead, f"/proposals/{number}")
        for words in ("Was: 100", "Stands there now: 130", "As proposed: 120"):
            assert words in shown

    @pytest.mark.parametrize(
        ("take", "value", "stands"), [("theirs", "", "130"), ("mine", "", "120"), ("value", "125", "125")]
    )
    def test_one_is_chosen(
        self, ann: TestClient, lead: TestClient, take: str, value: str, stands: str
    ) -> None:
        number = self.clashing(ann, lead)
        assert led_to(lead.post("/proposals/accept", data=self.chosen(number, take, value))) == "/versions/3"
        assert beds_now(lead) == stands

    def test_without_a_choice_it_is_asked_for(self, ann: TestClient, lead: TestClient) -> None:
        number = self.clashing(ann, lead)
        asked = lead.post("/proposals/accept", data={"id": number, "reason": "as agreed"})
        assert asked.status_code == 409
        assert "several of these proposals" not in asked.text
        assert 'value="as agreed"' in asked.text
        assert f'name="id" value="{number}"' in asked.text
        assert f'<a href="/proposals/{number}">Proposal {number}: more beds</a>' in asked.text
        assert beds_now(lead) == "130"

    def test_who_sends_the_choices_without_one_is_told(self, ann: TestClient, lead: TestClient) -> None:
        number = self.clashing(ann, lead)
        asked = lead.post("/proposals/accept", data={"id": number})
        again = lead.post("/proposals/accept", data=self.chosen(number, ""))
        assert (asked.status_code, again.status_code) == (409, 409)
        told = "Some have no choice yet"
        assert (told in asked.text, told in again.text) == (False, True)

    def test_a_choice_does_not_hold_for_what_changed_again(self, ann: TestClient, lead: TestClient) -> None:
        number = self.clashing(ann, lead)
        stale = lead.post("/proposals/accept", data=self.chosen(number, "mine", theirs="110"))
        assert stale.status_code == 409
        assert "changed again" in stale.text
        assert (
            lead.post("/proposals/accept", data={"id": number, "clash": "x", "take-0": "mine"}).status_code
            == 422
        )

    def test_two_that_clash_with_each_other_are_asked_about_together(
        self, ann: TestClient, lead: TestClient
    ) -> None:
        one, two = submitted(ann, beds(120)), submitted(lead, beds(130))
        asked = lead.post("/proposals/accept", data={"id": [one, two]})
        assert asked.status_code == 409
        for words in ("several of these proposals", f"Proposal {two}", "by another that you accept with it"):
            assert words in asked.text
        clash = json.dumps([two, "sites", ["A1"], "beds", "120"])
        sent = {"id": [one, two], "clash": clash, "take-0": "theirs"}
        assert led_to(lead.post("/proposals/accept", data=sent)) == "/versions/2"
        assert beds_now(lead) == "120"

    def test_its_author_chooses_and_it_is_submitted_anew(self, ann: TestClient, lead: TestClient) -> None:
        number = self.clashing(ann, lead)
        unsaid = ann.post(f"/proposals/{number}/settle", data={})
        assert unsaid.status_code == 409
        assert "waiting" in text_of(ann, f"/proposals/{number}")
        anew = led_to(ann.post(f"/proposals/{number}/settle", data=self.chosen(number, "mine")))
        shown = text_of(ann, anew)
        assert ("beds 130 120" in shown, "Stands there now" in shown) == (True, False)
        assert "withdrawn" in text_of(ann, f"/proposals/{number}")
        lead.post("/proposals/accept", data={"id": anew.rpartition("/")[2]})
        assert beds_now(lead) == "120"

    def test_who_chooses_none_is_told_so(self, lead: TestClient) -> None:
        answer = lead.post("/proposals/accept", data={})
        assert (answer.status_code, "each once" in answer.text) == (422, True)


class TestVersions:
    def test_from_a_proposal_to_a_version_and_back(self, ann: TestClient, lead: TestClient) -> None:
        number = submitted(ann, beds(120))
        assert led_to(lead.post("/proposals/accept", data={"id": number})) == "/versions/2"
        shown = text_of(lead, "/versions/2")
        assert ("newest" in shown, "beds 100 120" in shown, f"proposal {number}" in shown) == (
            True,
            True,
            True,
        )
        assert lead.post("/versions/1/set-back", data={"reason": ""}).status_code == 422
        assert led_to(lead.post("/versions/1/set-back", data={"reason": "it burnt"})) == "/versions/3"
        listed = text_of(lead, "/versions")
        assert ("set back as version 1" in listed, "it burnt" in listed) == (True, True)
        history = text_of(ann, "/history?table=sites&key=A1")
        assert "beds : 120 → 100" in history

    def test_only_a_coordinator_sets_back(self, ann: TestClient, lead: TestClient) -> None:
        lead.post("/proposals/accept", data={"id": submitted(ann, beds(120))})
        assert "Set back" in text_of(lead, "/versions/1")
        assert "Set back" not in text_of(ann, "/versions/1")
        assert 'href="/runs">Plan it</a>' in lead.get("/versions/2").text
        for client, version in ((lead, 1), (ann, 2)):
            assert "Plan it" not in text_of(client, f"/versions/{version}")
        assert ann.post("/versions/1/set-back", data={"reason": "x"}).status_code == 403
        assert lead.post("/versions/9/set-back", data={"reason": "x"}).status_code == 404

    def test_a_part_sees_that_there_was_a_change_and_no_more(
        self, ann: TestClient, lead: TestClient, bob: TestClient
    ) -> None:
        lead.post("/proposals/accept", data={"id": submitted(ann, beds(120))})
        shown = text_of(bob, "/versions/2")
        assert "Nothing that you see" in shown
        for word in ("A1", "beds", "hall", "ann"):
            assert word not in shown.replace("trainopt", "")
        assert bob.get("/history?table=sites&key=A1").status_code == 404
        assert bob.get("/history?table=nosuch&key=A1").status_code == 404
        assert bob.get("/versions/9").status_code == 404


class TestTalk:
    def test_a_comment_and_following_without_script(
        self, mini: Service, ann: TestClient, lead: TestClient
    ) -> None:
        number = submitted(ann, beds(120))
        on, back = f"proposal:{number}", f"/proposals/{number}"
        said = {"on": on, "back": back, "said": "@ann which hall?\n<b>"}
        assert led_to(lead.post("/comments", data=said)) == f"{back}#comments"
        assert "<b>" not in lead.get(back).text
        assert "@ann which hall?" in text_of(ann, back)
        assert led_to(lead.post("/follows", data={"on": on, "back": "//evil.example"})) == f"{back}#comments"
        assert "You are told" in text_of(lead, back)
        assert led_to(lead.post("/follows", data={"on": on, "back": back, "undo": "true"}))
        assert "You are told" not in text_of(lead, back)
        unseen = lead.post("/comments", data=said | {"said": "@bob look"})
        assert (unseen.status_code, "@bob" in unseen.text) == (200, True)  # it was left, and he was not told

    def test_on_what_is_not_theirs_nobody_talks(self, ann: TestClient, bob: TestClient) -> None:
        number = submitted(ann, beds(120))
        for on in (f"proposal:{number}", "moon:1", "", 'row:["sites","A1"]'):
            assert bob.post("/comments", data={"on": on, "said": "x"}).status_code == 404
            assert bob.post("/follows", data={"on": on}).status_code == 404
