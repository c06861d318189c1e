"""What stands around each request."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.processes import PATIENCE
from tests.support.said import unsaid
from tests.support.served import SITE, Service
from trainopt.errors import StoreDown
from trainopt.web import shield
from trainopt.web.pace import Pace
from trainopt.web.refusals import TooMany
from trainopt.web.settings import WebSettings, from_environment


class TestHeaders:
    @pytest.mark.parametrize("path", ["/sign-in", "/api/v1/me", "/static/style.css", "/no/such", "/healthz"])
    def test_every_answer_has_them(self, service: Service, path: str) -> None:
        answer = service.anybody().get(path)
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert policy["frame-ancestors"] == "'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.headers["x-request-id"]) == 16

    def test_encrypted_it_stays_so(self, service: Service) -> None:
        from trainopt.web.app import make_app

        plain = service.anybody().get("/healthz").headers
        assert "strict-transport-security" not in plain
        service.app.state.settings = None
        app = make_app(WebSettings(service.store.name, SITE), service.store)
        encrypted = Service(service.store, app).anybody().get("/healthz").headers
        assert encrypted["strict-transport-security"].startswith("max-age=")

    def test_a_page_of_this_service_loads_nothing_from_elsewhere(self, service: Service) -> None:
        text = service.anybody().get("/sign-in").text
        assert "http://" not in text
        assert "https://" not in text
        assert "<script>" not in text
        assert "style=" not in text

    def test_large_answers_are_compressed_and_pages_are_not(self, service: Service) -> None:
        """A page has a mark beside words of its address: how long it is compressed would tell the mark."""
        client = service.anybody()
        described = client.get("/api/v1/openapi.json")
        assert described.headers["content-encoding"] == "gzip"
        assert described.headers["vary"] == "Accept-Encoding"
        assert int(described.headers["content-length"]) < len(described.content)
        plain = client.get("/api/v1/openapi.json", headers={"accept-encoding": "identity"})
        assert ("content-encoding" in plain.headers, plain.json()) == (False, described.json())
        for path in ("/sign-in", "/healthz", "/api/v1/me"):
            assert "content-encoding" not in client.get(path).headers
        assert len(client.get("/sign-in").content) > shield.LEAST_COMPRESSED


class TestRefused:
    def test_by_a_name_that_is_not_ours(self, service: Service) -> None:
        for host in ("elsewhere.example", "127.0.0.1.elsewhere.example", ""):
            assert service.anybody().get("/healthz", headers={"host": host}).status_code == 421
            told = service.anybody().get("/api/v1/me", headers={"host": host})
            assert (told.status_code, told.json()["error"]["code"]) == (421, "wrong_host")
        for host in ("127.0.0.1:8000", "localhost", "[::1]:8000"):
            assert service.anybody().get("/healthz", headers={"host": host}).status_code == 200

    def test_too_large(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shield, "MOST_BYTES", 100)
        admin = service.program("ann", "admin")
        told = admin.post("/api/v1/people", content=b"x" * 101)
        assert (told.status_code, told.json()["error"]["code"]) == (413, "too_much")

        def untold() -> Iterator[bytes]:
            for _ in range(50):
                yield b"x" * 10

        assert admin.post("/api/v1/people", content=untold()).status_code == 413
        assert admin.post("/api/v1/people", content=b'{"name": "bob"}').status_code == 201

    def test_a_form_that_is_too_large_is_told_so(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = service.browser("ann", "admin")
        monkeypatch.setattr(shield, "MOST_BYTES", 2 * shield.MEGABYTE)
        sent = {"said": "x" * 2 * shield.MEGABYTE}
        for language, told in (("en", "a request has at most 2 MB"), ("uk", "запит має щонайбільше 2 МБ")):
            answer = browser.post("/comments", data=sent, headers={"accept-language": language})
            assert answer.status_code == 413
            assert told in answer.text

    @pytest.mark.timeout(PATIENCE)
    def test_of_which_nothing_more_comes(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        """A part of it came, and whoever sent that is gone, or waits."""
        monkeypatch.setattr(shield, "SENT_IN", 0.1)
        token = service.program("ann", "admin").headers["authorization"]
        told: list[Any] = []

        async def ask() -> None:
            came = iter([{"type": "http.request", "body": b"{", "more_body": True}])
            nothing = asyncio.Event()

            async def receive() -> Any:
                for piece in came:
                    return piece
                await nothing.wait()

            async def send(message: Any) -> None:
                told.append(message)

            names = {"authorization": token, "host": "localhost", "content-type": "application/json"}
            await service.app(
                {
                    "type": "http", "method": "POST", "path": "/api/v1/people", "query_string": b"",
                    "headers": [(name.encode(), value.encode()) for name, value in names.items()],
                    "scheme": "https", "client": ("127.0.0.1", 1), "server": ("localhost", 443),
                },
                receive, send,
            )  # fmt: skip

        asyncio.run(ask())
        error = json.loads(told[-1]["body"])["error"]
        assert (told[0]["status"], error["code"]) == (408, "too_slow")
        assert unsaid([error["message"]]) == []

    def test_too_fast(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("trainopt.web.pace.AT_ONCE", 3.0)
        moment = 0.0
        pace = Pace(lambda: moment)
        for _ in range(3):
            pace.take("ann")
        with pytest.raises(TooMany):
            pace.take("ann")
        pace.take("bob")
        moment = 1.0
        pace.take("ann")


class TestToldApart:
    def test_a_bug_of_ours_says_nothing_of_itself(
        self, service: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError("secret inside")

        admin = service.program("ann", "admin")
        monkeypatch.setattr("trainopt.service.people.list_people", broken)
        answer = admin.get("/api/v1/people")
        assert answer.status_code == 500
        assert "secret inside" not in answer.text
        number = answer.headers["x-request-id"]
        assert number in answer.json()["error"]["message"]
        assert any(number in line.getMessage() and line.exc_info for line in caplog.records)

    def test_a_store_that_does_not_answer_is_nobodys_fault(
        self, service: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(*_: object) -> None:
            raise StoreDown("the store on db.secret cannot be used: gone")

        admin = service.program("ann", "admin")
        monkeypatch.setattr("trainopt.service.people.list_people", down)
        answer = admin.get("/api/v1/people")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_down")
        assert "db.secret" not in answer.text
        assert "db.secret" in caplog.text

    def test_a_page_that_is_not_there(self, service: Service) -> None:
        answer = service.browser("ann", "reader:all").get("/no/such<page>")
        assert answer.status_code == 404
        assert "there is no such thing" in answer.text

    def test_a_line_of_log_for_each_request_without_what_was_sent(
        self, service: Service, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "trainopt.web.requests")
        program = service.program("ann", "reader:all")
        program.delete("/api/v1/me/tokens/77?secret=hidden")
        (facts,) = [line.facts for line in caplog.records if hasattr(line, "facts")]
        assert facts["route"] == "/api/v1/me/tokens/{number}"
        assert (facts["method"], facts["status"], facts["who"]) == ("DELETE", 404, "ann")
        assert "hidden" not in json.dumps(facts)


class TestSettings:
    def test_they_come_back_from_the_environment(self) -> None:
        settings = WebSettings("store.db", "https://plan.example", "https://id.example", "trainopt", "hush")
        assert from_environment(settings.as_environment()) == settings
        assert "hush" not in repr(settings)
        assert "plan.example" in settings.hosts

    @pytest.mark.parametrize("wrong", [{"public_url": "plan.example"}, {"oidc_issuer": "https://id.example"}])
    def test_what_cannot_be_meant(self, wrong: dict[str, str]) -> None:
        from trainopt.errors import UsageError

        with pytest.raises(UsageError):
            WebSettings("store.db", **wrong)
