"""What happened, entered by the plain form and by what the island sends; and notices in the page."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.service.conftest import quick_hashes
from tests.service.test_happened import BASIC, LEAD, begun
from tests.support.served import Service, serve_store
from tests.web.test_proposal_pages import led_to, text_of
from trainopt.runs.store import Store
from trainopt.service.sessions import sign_in
from trainopt.web.asking import COOKIE, mark_of

__all__ = ["begun", "quick_hashes"]

GOOD_FORM = {
    "class": BASIC,
    "start": "2027-01-04",
    "cohort": ["A1-01", "A1-02"],
    "trainees-A1-01": "19",
    "trainees-A1-02": "20",
}
GOOD_ENTRY = {
    "class_id": BASIC,
    "start": "2027-01-04",
    "cohorts": [{"cohort": "A1-01", "trainees": "18", "state": "running"}],
}


@pytest.fixture
def service(begun: Store) -> Service:
    """A store in which classes have begun, served."""
    return serve_store(begun)


def browser(service: Service, name: str) -> TestClient:
    """Somebody of the store's people."""
    from tests.support.people import GOOD

    client, secret = service.anybody(), sign_in(service.store, name, GOOD).secret
    client.cookies.set(COOKIE, secret)
    client.headers["x-csrf-token"] = mark_of(secret)
    return client


class TestThePage:
    def test_the_host_sees_its_classes_and_enters_one(self, service: Service) -> None:
        pawel = browser(service, "pawel")
        shown = pawel.get("/happened").text
        assert re.findall(r'data-class="([^"]+)"', shown) == [BASIC]
        assert f"B1-01: {'What was before it'}" in shown
        assert led_to(pawel.post("/happened", data=GOOD_FORM)) == "/happened#draft"
        after = text_of(pawel, "/happened")
        assert "Draft 1 says what became of 2 cohorts" in after
        assert "in your draft" in after
        proposal = led_to(pawel.post("/happened/submit", data={"draft": "1", "reason": "seen myself"}))
        assert re.search(r"A1-01 · 1 .*trainees blank 19", text_of(pawel, proposal))

    def test_a_cohort_of_which_two_steps_are_entered_is_one(self, service: Service) -> None:
        boris = browser(service, "boris")
        form = {"class": LEAD, "start": "2027-01-18", "cohort": ["B1-01"], "trainees-B1-01": "16"}
        boris.post("/happened", data=form)
        assert len(boris.get("/api/v1/drafts/1").json()["changes"]) == 2
        assert "Draft 1 says what became of one cohort." in text_of(boris, "/happened")
        boris.headers["accept-language"] = "uk"
        assert "чернетці 1 — дані про 1 команду" in text_of(boris, "/happened")

    def test_a_class_that_was_not_held(self, service: Service) -> None:
        pawel = browser(service, "pawel")
        pawel.post("/happened", data=GOOD_FORM | {"not_held": "on"})
        assert (
            re.findall("not_held", str(pawel.get("/api/v1/drafts/1").json()["changes"])) == ["not_held"] * 2
        )

    def test_of_a_site_and_all_of_them(self, service: Service) -> None:
        cora = browser(service, "cora")
        assert "DE-01.BASIC" in cora.get("/happened").text
        assert "DE-01.BASIC" not in cora.get("/happened?site=PL-01").text
        browser(service, "pawel").post("/happened", data=GOOD_FORM)
        lead = browser(service, "cora")
        lead.post("/proposals/accept", data={"id": self.submit(service)})
        assert f'data-class="{BASIC}"' not in lead.get("/happened").text
        assert f'data-class="{BASIC}"' in lead.get("/happened?show=all").text

    def submit(self, service: Service) -> str:
        sent = browser(service, "pawel").post("/happened/submit", data={"draft": "1"})
        return led_to(sent).rpartition("/")[2]

    def test_who_only_reads_enters_nothing(self, service: Service) -> None:
        service.person("rita", "reader:all")
        rita = browser(service, "rita")
        shown = rita.get("/happened").text
        assert ("A1-01" in shown, "data-class" in shown) == (True, False)
        assert rita.post("/happened", data=GOOD_FORM).status_code == 403

    def test_what_is_wrong_is_said(self, service: Service) -> None:
        pawel = browser(service, "pawel")
        wrongs: tuple[dict[str, object], ...] = ({"start": "soon"}, {"cohort": []}, {"state-A1-01": "lost"})
        for wrong in wrongs:
            assert pawel.post("/happened", data=GOOD_FORM | wrong).status_code == 422
        late = pawel.post("/happened", data=GOOD_FORM | {"start": "2027-02-01"})
        assert (late.status_code, "it cannot have begun" in late.text) == (422, True)
        assert "This must be mended first" in text_of(pawel, "/happened")
        assert pawel.post("/happened", data=GOOD_FORM | {"class": LEAD}).status_code == 404
        dora = browser(service, "dora")
        assert dora.post("/happened", data=GOOD_FORM).status_code == 404
        assert dora.post("/happened/submit", data={"draft": "1"}).status_code == 404

    def test_a_mark_is_asked_for(self, service: Service) -> None:
        pawel = browser(service, "pawel")
        del pawel.headers["x-csrf-token"]
        assert pawel.post("/happened", data=GOOD_FORM).status_code == 403
        assert pawel.post("/happened/classes", json=GOOD_ENTRY).status_code == 403


class TestWhatTheIslandSends:
    def test_the_same_entry_is_entered_once(self, service: Service) -> None:
        pawel = browser(service, "pawel")
        key = {"idempotency-key": "k1"}
        first = pawel.post("/happened/classes", json=GOOD_ENTRY, headers=key)
        assert (first.status_code, first.json()) == (201, {"draft": 1, "faults": []})
        newer = {**GOOD_ENTRY, "cohorts": [{"cohort": "A1-01", "trainees": "17"}]}
        assert (
            pawel.post("/happened/classes", json=newer, headers={"idempotency-key": "k2"}).status_code == 201
        )
        again = pawel.post("/happened/classes", json=GOOD_ENTRY, headers=key)
        assert again.json() == first.json()
        (change,) = pawel.get("/api/v1/drafts/1").json()["changes"]
        assert change["insert"]["trainees"] == "17"

    def test_faults_come_with_the_answer(self, service: Service) -> None:
        late = {**GOOD_ENTRY, "start": "2027-02-01"}
        answer = browser(service, "pawel").post("/happened/classes", json=late).json()
        assert "it cannot have begun" in answer["faults"][0]

    def test_who_is_not_signed_in_is_led_to_sign_in(self, service: Service) -> None:
        answer = service.anybody().post("/happened/classes", json=GOOD_ENTRY)
        assert led_to(answer).startswith("/sign-in")


class TestShares:
    def test_they_stand_there_and_become_a_draft(self, service: Service) -> None:
        pawel, cora = browser(service, "pawel"), browser(service, "cora")
        pawel.post("/happened", data=GOOD_FORM | {"trainees-A1-01": "15"})
        number = led_to(pawel.post("/happened/submit", data={"draft": "1"})).rpartition("/")[2]
        cora.post("/proposals/accept", data={"id": number})
        shown = text_of(cora, "/happened")
        assert re.search(r"passed BASIC Basic 40 35 87.5", shown)
        assert "Draft one change" in shown
        assert "Draft one change" not in text_of(pawel, "/happened")
        draft = led_to(cora.post("/happened/shares")).rpartition("/")[2]
        (change,) = cora.get(f"/api/v1/drafts/{draft}").json()["changes"]
        assert change["set"] == {"pass_percent": 88}
        assert pawel.post("/happened/shares").status_code == 422
