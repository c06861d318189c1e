"""People, tokens, sessions and the audit, as programs have them."""

from __future__ import annotations

import pytest

from tests.support.people import GOOD, OTHER
from tests.support.served import Service, sign_in
from tests.web.test_drafts import mini
from trainopt.errors import UsageError

__all__ = ["mini"]


def gone(*_: object) -> None:
    raise UsageError("the store no longer holds the data")


class TestPeople:
    def test_an_account_from_its_first_day_to_its_last(self, service: Service) -> None:
        admin = service.program("root", "admin")
        made = admin.post("/api/v1/people", json={"name": "ann", "grants": ["planner:nation:PL"]})
        assert made.status_code == 201
        once = made.json()["password"]
        assert sign_in(service.anybody(), "ann", once).status_code == 303
        changed = admin.patch("/api/v1/people/ann", json={"grants": ["reader:all"], "reset_password": True})
        assert changed.json()["grants"] == ["reader:all"]
        assert changed.json()["password"] not in (None, once)
        assert sign_in(service.anybody(), "ann", once).status_code == 401
        closed = admin.patch("/api/v1/people/ann", json={"disabled": True}).json()
        assert (closed["disabled"], closed["grants"], closed["password"]) == (True, ["reader:all"], None)
        listed = admin.get("/api/v1/people").json()
        assert [(one["name"], one["password"]) for one in listed["items"]] == [("ann", None), ("root", None)]
        assert listed["next"] is None

    def test_no_password_is_made_that_could_not_be_told(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = mini.program("root", "admin")
        mini.person("ann", "reader:nation:AA")
        monkeypatch.setattr("trainopt.service.absent.data_at", gone)
        bob = {"name": "bob", "grants": ["reader:nation:AA"]}
        assert admin.post("/api/v1/people", json=bob).status_code == 422
        assert admin.patch("/api/v1/people/ann", json={"reset_password": True}).status_code == 422
        monkeypatch.undo()
        assert [one["name"] for one in admin.get("/api/v1/people").json()["items"]] == ["ann", "root"]
        assert sign_in(mini.anybody(), "ann", GOOD).status_code == 303

    def test_what_the_data_lack_of_new_grants_is_told_at_once(self, mini: Service) -> None:
        admin = mini.program("root", "admin")
        made = admin.post("/api/v1/people", json={"name": "ann", "grants": ["reader:nation:XX"]})
        assert made.json()["absent"] == ["reader:nation:XX"]
        changed = admin.patch("/api/v1/people/ann", json={"grants": ["reader:nation:YY"]})
        assert changed.json()["absent"] == ["reader:nation:YY"]

    def test_a_change_happens_whole_or_not_at_all(self, service: Service) -> None:
        admin = service.program("root", "admin")
        service.person("ann", "reader:all")
        refused = admin.patch("/api/v1/people/ann", json={"disabled": True, "grants": ["reader:moon:1"]})
        assert refused.status_code == 422
        (ann,) = (one for one in admin.get("/api/v1/people").json()["items"] if one["name"] == "ann")
        assert (ann["disabled"], ann["grants"]) == (False, ["reader:all"])

    def test_whom_there_is_not(self, service: Service) -> None:
        admin = service.program("root", "admin")
        assert admin.patch("/api/v1/people/nobody", json={"disabled": True}).status_code == 404

    def test_an_admin_sees_no_data_by_that_alone(self, service: Service) -> None:
        admin = service.program("root", "admin")
        areas = {line["area"] for line in admin.get("/api/v1/audit").json()["items"]}
        assert areas == {"people"}


class TestOneself:
    def test_a_token_from_making_to_its_end(self, service: Service) -> None:
        browser = service.browser("ann", "planner:nation:PL", "reader:all")
        wanted = {"name": "export", "days": 7, "grants": ["reader:all"]}
        made = browser.post("/api/v1/me/tokens", json=wanted).json()
        program = service.anybody()
        program.headers["authorization"] = f"Bearer {made['secret']}"
        assert program.get("/api/v1/me").json() == {
            "name": "ann",
            "grants": ["reader:all"],
            "by": "token",
            "must_change": False,
        }
        (listed,) = browser.get("/api/v1/me/tokens").json()["items"]
        assert (listed["name"], listed["secret"]) == ("export", None)
        assert browser.delete(f"/api/v1/me/tokens/{made['number']}").status_code == 204
        assert program.get("/api/v1/me").status_code == 401

    def test_a_token_has_no_more_than_its_person(self, service: Service) -> None:
        browser = service.browser("ann", "reader:nation:PL")
        answer = browser.post("/api/v1/me/tokens", json={"name": "more", "grants": ["reader:all"]})
        assert answer.status_code == 422

    def test_others_tokens_are_not_there(self, service: Service) -> None:
        made = service.browser("ann", "reader:all").post("/api/v1/me/tokens", json={"name": "a"}).json()
        bob = service.browser("bob", "reader:all")
        answers = [bob.delete(f"/api/v1/me/tokens/{number}") for number in (made["number"], 99, "x", "²")]
        assert [one.status_code for one in answers] == [404] * 4

    def test_a_session_is_ended_from_another(self, service: Service) -> None:
        here = service.browser("ann", "reader:all")
        there = service.anybody()
        sign_in(there, "ann", GOOD)
        listed = here.get("/api/v1/me/sessions").json()["items"]
        (other,) = (one["number"] for one in listed if not one["current"])
        assert here.delete(f"/api/v1/me/sessions/{other}").status_code == 204
        assert there.get("/api/v1/me").status_code == 401
        assert here.get("/api/v1/me").status_code == 200

    def test_a_changed_password_counts_at_once(self, service: Service) -> None:
        browser = service.browser("ann", "reader:all")
        assert browser.post("/api/v1/me/password", json={"old": "no", "new": OTHER}).status_code == 422
        assert browser.post("/api/v1/me/password", json={"old": GOOD, "new": OTHER}).status_code == 204
        assert sign_in(service.anybody(), "ann", GOOD).status_code == 401
        assert sign_in(service.anybody(), "ann", OTHER).status_code == 303


class TestAudit:
    def test_it_is_read_in_parts_from_the_newest_on(self, service: Service) -> None:
        admin = service.program("root", "admin")
        for name in ("ann", "bob", "cis"):
            admin.post("/api/v1/people", json={"name": name})
        seen, cursor = [], ""
        while cursor is not None:
            asked = {"most": "2"} | ({"before": cursor} if cursor else {})
            got = admin.get("/api/v1/audit", params=asked).json()
            seen += [(line["who"], line["action"], line["object"]) for line in got["items"]]
            cursor = got["next"]
        added = [thing for _, action, thing in seen if action == "add person"]
        assert added == ["cis", "bob", "ann", "root"]
        assert ("root", "add person", "ann") in seen

    def test_no_secret_stands_in_it(self, service: Service) -> None:
        admin = service.program("root", "admin")
        once = admin.post("/api/v1/people", json={"name": "ann"}).json()["password"]
        sign_in(service.anybody(), "ann", "wrong-but-typed")
        text = admin.get("/api/v1/audit").text
        assert once not in text
        assert "wrong-but-typed" not in text
        assert GOOD not in text

    def test_who_may_read_none_of_it(self, service: Service) -> None:
        assert service.program("ann", "planner:nation:PL").get("/api/v1/audit").status_code == 403
