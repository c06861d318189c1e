"""Signing in by an identity provider that is really there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from starlette.testclient import TestClient

from tests.support.served import SITE, Service
from trainopt.service.actors import operator
from trainopt.service.people import add_person, disable_person
from trainopt.web.app import make_app
from trainopt.web.asking import COOKIE
from trainopt.web.provider import COOKIE_OF_WAY, provider_of
from trainopt.web.settings import WebSettings

# The provider of the tests says this of itself.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def organised(service: Service, issuer: str) -> Service:
    """The service, with the provider set up and ann known to it."""
    settings = WebSettings(service.store.name, SITE, issuer, "trainopt", "hush")
    add_person(service.store, operator(), "ann", ["reader:all"], subject="ann@army.example")
    return Service(service.store, make_app(settings, service.store))


def sent_back(browser: TestClient, subject: str) -> str:
    """The address that the provider sends a browser back to, once somebody has signed in there."""
    gone = browser.get("/sign-in/provider")
    assert gone.status_code == 303
    answer = httpx.post(gone.headers["location"], data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"].removeprefix(SITE)


def test_whoever_has_an_account_is_signed_in(organised: Service) -> None:
    browser = organised.anybody()
    assert "/sign-in/provider" in browser.get("/sign-in").text
    answer = browser.get(sent_back(browser, "ann@army.example"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/api/v1/me").json()["name"] == "ann"
    assert COOKIE_OF_WAY not in browser.cookies


def test_a_stranger_is_told_so(organised: Service) -> None:
    browser = organised.anybody()
    answer = browser.get(sent_back(browser, "eve@elsewhere.example"))
    assert answer.status_code == 401
    assert "there is no account for this identity" in answer.text
    assert COOKIE not in browser.cookies


def test_a_closed_account_stays_closed(organised: Service) -> None:
    disable_person(organised.store, operator(), "ann")
    browser = organised.anybody()
    assert browser.get(sent_back(browser, "ann@army.example")).status_code == 401


def test_another_browser_cannot_come_back_in_its_place(organised: Service) -> None:
    way = sent_back(organised.anybody(), "ann@army.example")
    other = organised.anybody()
    assert other.get(way).status_code == 401
    other.get("/sign-in/provider")
    assert other.get(way).status_code == 401
    assert COOKIE not in other.cookies


def test_a_code_is_good_once(organised: Service) -> None:
    browser = organised.anybody()
    way = sent_back(browser, "ann@army.example")
    kept = browser.cookies[COOKIE_OF_WAY]
    assert browser.get(way).status_code == 303
    again = organised.anybody()
    again.cookies.set(COOKIE_OF_WAY, kept)
    assert again.get(way).status_code == 401


def test_a_token_of_another_sign_in_is_refused(organised: Service) -> None:
    browser = organised.anybody()
    way = sent_back(browser, "ann@army.example")
    state, _, verifier = browser.cookies[COOKIE_OF_WAY].split(".")
    assert parse_qs(urlsplit(way).query)["state"] == [state]
    other = organised.anybody()
    other.cookies.set(COOKIE_OF_WAY, f"{state}.another-nonce.{verifier}")
    assert other.get(way).status_code == 401


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?state=&code="])
def test_what_the_provider_never_sent(organised: Service, query: str) -> None:
    assert organised.anybody().get(f"/sign-in/provider/back{query}").status_code == 401


def test_a_provider_that_does_not_answer_or_is_another(
    service: Service, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    for answered in (502, 200):
        other = httpx.Response(answered, json=described, request=httpx.Request("GET", issuer))
        monkeypatch.setattr("trainopt.web.provider.httpx.get", lambda *_, other=other, **__: other)
        provider_of.cache_clear()
        settings = WebSettings(service.store.name, SITE, "https://id.example", "trainopt", "hush")
        browser = Service(service.store, make_app(settings, service.store)).anybody()
        assert browser.get("/sign-in/provider").status_code == 401


def test_without_one_there_is_no_such_page(service: Service) -> None:
    assert service.anybody().get("/sign-in/provider").status_code == 404
    assert "provider" not in service.anybody().get("/sign-in").text
