"""Who asks is asked first, then whether they may, then what they sent; browsers obey our pages alone."""

from __future__ import annotations

import asyncio
import re

import pytest
from fastapi import Request
from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.people import GOOD, OTHER
from tests.support.served import SITE, Service, sign_in
from trainopt.service.actors import operator
from trainopt.service.people import disable_person, reset_password, revoke_grants
from trainopt.web import answers
from trainopt.web.asking import COOKIE, Asker, recognise

READS = ("/api/v1/me", "/api/v1/people", "/api/v1/audit", "/api/v1/me/tokens", "/api/v1/me/sessions")


def code_of(answer: Response) -> str:
    return str(answer.json()["error"]["code"])


class TestWhoAsks:
    def test_every_address_of_the_interface_asks_who_it_is_before_all_else(self, service: Service) -> None:
        paths = service.app.openapi()["paths"]
        answers = [
            service.anybody().request(method, re.sub(r"{\w+}", "1", path), content=b"{no json")
            for path, methods in paths.items()
            for method in methods
        ]
        assert len(answers) > 10
        assert {(one.status_code, code_of(one)) for one in answers} == {(401, "not_signed_in")}
        assert {one.headers["www-authenticate"] for one in answers} == {"Bearer"}

    def test_where_there_is_nothing_it_is_asked_beside_all_other_requests(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []

        def recognised(request: Request) -> Asker:
            with pytest.raises(RuntimeError):  # it would hold up all others
                asyncio.get_running_loop()
            asked.append(request.url.path)
            return recognise(request)

        monkeypatch.setattr(answers, "recognise", recognised)
        assert service.browser("ann", "reader:all").get("/nowhere").status_code == 404
        assert asked == ["/nowhere"]

    @pytest.mark.parametrize("given", ["Bearer no-such-token", "Bearer ", "Basic YTpi", "Bearer \N{SNOWMAN}"])
    def test_a_token_that_is_none_is_refused_also_beside_a_session(
        self, service: Service, given: str
    ) -> None:
        browser = service.browser("ann", "reader:all")
        answer = browser.get("/api/v1/me", headers={b"authorization": given.encode()})
        assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")

    def test_a_token_acts_with_its_persons_grants_as_they_are_now(self, service: Service) -> None:
        program = service.program("ann", "admin", "reader:nation:PL")
        assert program.get("/api/v1/me").json()["grants"] == ["admin", "reader:nation:PL"]
        revoke_grants(service.store, operator(), "ann", ["admin"])
        assert program.get("/api/v1/me").json()["grants"] == ["reader:nation:PL"]
        assert program.get("/api/v1/people").status_code == 403
        disable_person(service.store, operator(), "ann")
        assert program.get("/api/v1/me").status_code == 401

    @pytest.mark.parametrize(
        "path", ["//elsewhere.example", "//[", "https://elsewhere.example", "/\\elsewhere"]
    )
    def test_from_there_nobody_is_led_elsewhere(self, service: Service, path: str) -> None:
        shown = service.anybody().get("/sign-in", params={"next": path})
        form = shown.text.partition('action="/sign-in"')[2]
        assert (shown.status_code, re.findall(r'name="next" value="([^"]*)"', form)) == (200, [""])

    def test_a_page_leads_to_where_one_signs_in_and_from_there_back(self, service: Service) -> None:
        led = service.anybody().get("/password")
        assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=%2Fpassword")
        shown = service.anybody().get(led.headers["location"])
        assert 'value="/password"' in shown.text

    @pytest.mark.parametrize(
        ("sent_from", "leads_to"),
        [
            (f"{SITE}/plan/classes/A?by=unit", "/sign-in?next=%2Fplan%2Fclasses%2FA%3Fby%3Dunit"),
            (f"{SITE}/", "/sign-in"),
            ("https://elsewhere.example/plan", "/sign-in"),
            ("", "/sign-in"),
        ],
    )
    def test_what_is_sent_once_a_session_has_ended_leads_back_to_its_page(
        self, service: Service, sent_from: str, leads_to: str
    ) -> None:
        led = service.anybody().post("/drafts/1/submit", headers={"referer": sent_from})
        assert (led.status_code, led.headers["location"]) == (303, leads_to)


class TestThenWhetherTheyMay:
    def test_who_may_not_is_not_told_what_a_right_request_is(self, service: Service) -> None:
        reader = service.program("ann", "reader:all")
        for sent in (b"{no json", b'{"name": 7}', b'{"name": "bob", "grants": []}'):
            answer = reader.post("/api/v1/people", content=sent)
            assert (answer.status_code, code_of(answer)) == (403, "not_allowed")

    def test_who_may_is_told_all_that_is_wrong(self, service: Service) -> None:
        admin = service.program("ann", "admin")
        answer = admin.post("/api/v1/people", json={"grants": "all", "colour": "red"})
        assert (answer.status_code, code_of(answer)) == (422, "faults")
        faults = answer.json()["error"]["faults"]
        assert {fault["column"] for fault in faults} == {"name", "grants", "colour"}
        assert {fault["file"] for fault in faults} == {"body"}

    @pytest.mark.parametrize(
        ("method", "path", "grant", "status"),
        [
            ("POST", "comments?on=draft:1", "reader:all", 404),
            ("POST", "comments?on=draft:1", "admin", 403),
            ("GET", "comments", "admin", 403),
            ("GET", "history", "admin", 403),
            ("PATCH", "people/nobody", "admin", 404),
            ("PATCH", "people/nobody", "reader:all", 403),
            ("DELETE", "runs/1", "reader:all", 404),
            ("POST", "runs/1/publish", "planner:all", 404),
        ],
    )
    def test_what_is_not_there_is_told_before_the_body_is_read(
        self, service: Service, method: str, path: str, grant: str, status: int
    ) -> None:
        answer = service.program("ann", grant).request(method, f"/api/v1/{path}", content=b"{no json")
        assert answer.status_code == status, answer.text

    @pytest.mark.parametrize("sent", [b"{no json", b"\xff", b"[]", b"", b"[" * 100_000])
    def test_what_is_no_body_is_a_fault(self, service: Service, sent: bytes) -> None:
        answer = service.program("ann", "admin").post("/api/v1/people", content=sent)
        assert answer.status_code == 422

    def test_a_one_time_password_lets_nothing_be_done_but_to_choose_another(self, service: Service) -> None:
        service.person("ann", "admin")
        once = reset_password(service.store, operator(), "ann")
        browser = service.anybody()
        assert sign_in(browser, "ann", once).headers["location"] == "/password"
        assert browser.get("/api/v1/people").status_code == 403
        assert browser.get("/").headers["location"] == "/password"
        shown = browser.get("/password")
        mark = re.search('name="csrf" content="([0-9a-f]+)"', shown.text)
        assert mark is not None
        sent = {"csrf": mark[1], "old": once, "new": OTHER, "again": OTHER}
        assert browser.post("/password", data=sent).status_code == 303
        assert browser.get("/api/v1/people").status_code == 200


class TestSigningIn:
    def test_the_cookie_is_kept_to_this_host_and_from_scripts(self, service: Service) -> None:
        service.person("ann", "reader:all")
        cookie = sign_in(service.anybody(), "ann", GOOD).headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
            "httponly",
            "secure",
            "samesite=lax",
            "path=/",
        }

    def test_each_sign_in_has_a_session_of_its_own(self, service: Service) -> None:
        service.person("ann", "reader:all")
        browser = service.anybody()
        secrets = []
        for _ in range(2):
            sign_in(browser, "ann", GOOD)
            secrets.append(browser.cookies[COOKIE])
        assert secrets[0] != secrets[1]

    def test_a_wrong_password_is_said_on_the_page_and_nobody_is_signed_in(self, service: Service) -> None:
        service.person("ann", "reader:all")
        browser = service.anybody()
        answer = sign_in(browser, "ann", "<b>wrong</b>")
        assert answer.status_code == 401
        assert "the name or the password is wrong" in answer.text
        assert "<b>" not in answer.text
        assert not browser.cookies

    @pytest.mark.parametrize(
        ("wanted", "led"),
        [
            ("/password", "/password"),
            ("/runs?status=done", "/runs?status=done"),
            ("https://elsewhere.example/", "/"),
            ("//elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\telsewhere", "/"),
            ("", "/"),
        ],
    )
    def test_from_there_one_is_led_within_the_service_alone(
        self, service: Service, wanted: str, led: str
    ) -> None:
        service.person("ann", "reader:all")
        assert sign_in(service.anybody(), "ann", GOOD, next=wanted).headers["location"] == led

    def test_signing_out_ends_the_session_itself(self, service: Service) -> None:
        browser = service.browser("ann", "reader:all")
        secret = browser.cookies[COOKIE]
        assert browser.post("/sign-out").headers["location"] == "/sign-in"
        stolen = service.anybody()
        stolen.cookies.set(COOKIE, secret)
        assert stolen.get("/api/v1/me").status_code == 401


class TestWhatABrowserSends:
    def write(self, browser: TestClient, **headers: str) -> Response:
        return browser.post("/api/v1/me/tokens", json={"name": "export"}, headers=headers)

    def test_with_the_pages_mark_it_is_done(self, service: Service) -> None:
        browser = service.browser("ann", "reader:all")
        assert self.write(browser, origin=SITE, **{"sec-fetch-site": "same-origin"}).status_code == 201

    @pytest.mark.parametrize(
        "headers",
        [
            {"x-csrf-token": ""},
            {"x-csrf-token": "0" * 64},
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"origin": "https://["},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ],
    )
    def test_without_it_or_from_elsewhere_nothing_is(self, service: Service, headers: dict[str, str]) -> None:
        browser = service.browser("ann", "reader:all")
        answer = self.write(browser, **headers)
        assert (answer.status_code, code_of(answer)) == (403, "not_fresh")
        assert browser.get("/api/v1/me/tokens").json()["items"] == []

    def test_a_form_may_hold_what_a_page_shows(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = service.browser("ann", "reader:all")
        many = {"notice": [str(number) for number in range(1, 2_001)]}
        assert browser.post("/notices/seen", data=many).status_code == 303
        monkeypatch.setattr("trainopt.web.asking.MOST_FIELDS", 1_999)
        assert browser.post("/notices/seen", data=many).status_code == 422

    def test_another_sessions_mark_does_not_count(self, service: Service) -> None:
        ann, bob = service.browser("ann", "reader:all"), service.browser("bob", "reader:all")
        assert self.write(ann, **{"x-csrf-token": bob.headers["x-csrf-token"]}).status_code == 403

    def test_nobody_is_signed_in_by_a_page_from_elsewhere(self, service: Service) -> None:
        service.person("ann", "reader:all")
        browser = service.anybody()
        browser.headers["origin"] = "https://elsewhere.example"
        assert sign_in(browser, "ann", GOOD).status_code == 403
        assert not browser.cookies

    def test_a_program_needs_no_mark(self, service: Service) -> None:
        program = service.program("ann", "admin")
        assert program.post("/api/v1/people", json={"name": "bob"}).status_code == 201
