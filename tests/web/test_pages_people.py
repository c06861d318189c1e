"""The pages People and account, by what stands in them and what their forms do."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from tests.support.people import GOOD
from tests.support.planning import with_dataset
from tests.support.served import SITE, Service, sign_in
from tests.web.test_accounts import gone
from trainopt.runs.store.service_schema import tokens


def once(text: str) -> str:
    """What a page shows this once."""
    found = re.search(r'class="notice good".*?<code>([^<]+)</code>', text, re.DOTALL)
    assert found, text
    return found[1]


@pytest.fixture
def admin(service: Service) -> TestClient:
    return service.browser("root", "admin")


def test_somebody_is_added_and_signs_in(service: Service, admin: TestClient) -> None:
    shown = admin.post("/people", data={"name": "ann", "grants": "reader:nation:PL\nplanner:unit:B"}).text
    assert sign_in(service.anybody(), "ann", once(shown)).headers["location"] == "/password"
    assert once(shown) not in admin.get("/people").text
    assert "planner:unit:B, reader:nation:PL" in admin.get("/people").text


def test_what_is_no_grant_is_told_and_what_was_typed_stays(admin: TestClient) -> None:
    answer = admin.post("/people", data={"name": "ann", "grants": "reader:moon"})
    assert answer.status_code == 422
    assert "a scope is all, nation:ID or unit:ID" in answer.text
    assert 'value="ann"' in answer.text
    assert ">reader:moon</textarea>" in answer.text
    assert "/people/ann" not in admin.get("/people").text


def test_accounts_are_found_by_words_in_name_or_grants(service: Service, admin: TestClient) -> None:
    service.person("ann", "reader:nation:PL")
    service.person("bob", "reader:nation:DE")
    text = admin.get("/people", params={"q": "nation:pl READER"}).text
    assert "/people/ann" in text
    assert "/people/bob" not in text


def test_a_grant_for_what_the_data_does_not_have_is_given_and_told(
    service: Service, admin: TestClient, tmp_path: Path
) -> None:
    told = "No row of the newest data names nation:HU, unit:BDE-Z: whoever"
    grants = "reader:nation:HU planner:nation:PL reader:unit:BDE-Z reader:all"
    assert "newest data" not in admin.post("/people", data={"name": "bob", "grants": grants}).text
    with_dataset(service.store, tmp_path)
    assert told in admin.post("/people", data={"name": "ann", "grants": grants}).text
    assert told in admin.get("/people/ann").text
    marks = r'([a-z]+:[a-z]+:[A-Za-z-]+) <span class="badge warn">not in the data</span>'
    absent = re.findall(marks, admin.get("/people").text)
    assert absent == ["reader:nation:HU", "reader:unit:BDE-Z"] * 2
    admin.post("/people/ann", data={"grants": "planner:nation:PL"})
    assert "newest data" not in admin.get("/people/ann").text


def test_whoever_has_such_a_grant_reads_why_pages_are_empty(service: Service, tmp_path: Path) -> None:
    with_dataset(service.store, tmp_path)
    ann = service.browser("ann", "reader:nation:HU", "planner:nation:PL")
    bob = service.browser("bob", "planner:nation:PL")
    for path in ("/", "/tables", "/tables/sites", "/tables/courses"):
        said = ann.get(path)
        assert said.status_code == 200
        assert said.text.count("You have a grant for nation HU, which no row of the newest data names") == 1
        assert "newest data" not in bob.get(path).text


def test_grants_are_changed_and_an_account_closed_and_opened(service: Service, admin: TestClient) -> None:
    service.person("ann", "reader:all")
    assert admin.post("/people/ann", data={"grants": "reader:nation:PL, reader:nation:DE"}).status_code == 303
    assert "reader:nation:DE\nreader:nation:PL</textarea>" in admin.get("/people/ann").text
    for wanted, status in (("yes", 401), ("no", 303)):
        assert admin.post("/people/ann", data={"disabled": wanted}).status_code == 303
        assert sign_in(service.anybody(), "ann", GOOD).status_code == status
    assert "disable" in admin.get("/people/ann").text


def test_all_grants_are_taken_by_an_emptied_field_and_none_without_one(
    service: Service, admin: TestClient
) -> None:
    service.person("ann", "reader:all")
    assert admin.post("/people/ann", data={"disabled": "no"}).status_code == 303
    assert ">reader:all</textarea>" in admin.get("/people/ann").text
    assert admin.post("/people/ann", data={"grants": ""}).status_code == 303
    assert "reader:all</textarea>" not in admin.get("/people/ann").text


def test_a_new_one_time_password_is_shown_once(service: Service, admin: TestClient) -> None:
    service.person("ann", "reader:all")
    password = once(admin.post("/people/ann", data={"reset": "yes"}).text)
    assert sign_in(service.anybody(), "ann", GOOD).status_code == 401
    assert sign_in(service.anybody(), "ann", password).status_code == 303


def test_no_secret_is_made_that_could_not_be_shown(
    service: Service, admin: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_dataset(service.store, tmp_path)
    service.person("ann", "reader:nation:PL")
    monkeypatch.setattr("trainopt.service.absent.data_at", gone)
    for path, sent in (
        ("/people", {"name": "bob", "grants": "reader:nation:PL"}),
        ("/people/ann", {"reset": "yes"}),
        ("/people/ann/tokens", {"title": "export", "days": "5"}),
    ):
        assert admin.post(path, data=sent).status_code == 422
    monkeypatch.undo()
    assert admin.get("/people/bob").status_code == 404
    assert "/people/ann/tokens/1" not in admin.get("/people/ann").text
    assert sign_in(service.anybody(), "ann", GOOD).status_code == 303


def test_a_token_is_made_for_somebody_and_revoked(service: Service, admin: TestClient) -> None:
    service.person("ann", "reader:all")
    made = admin.post("/people/ann/tokens", data={"title": "export", "days": "5"})
    program = service.anybody()
    program.headers["authorization"] = f"Bearer {once(made.text)}"
    assert program.get("/api/v1/me").status_code == 200
    number = re.search(r'action="/people/ann/tokens/(\d+)"', made.text)
    assert number
    assert admin.post(f"/people/ann/tokens/{number[1]}").headers["location"] == "/people/ann"
    assert program.get("/api/v1/me").status_code == 401
    assert admin.post("/people/ann/tokens", data={"title": "x", "days": "9999"}).status_code == 422


@pytest.mark.parametrize("path", ["/people", "/people/root"])
def test_who_is_no_admin_sees_no_accounts(service: Service, admin: TestClient, path: str) -> None:
    cora = service.browser("cora", "coordinator:all")
    for answer in (cora.get(path), cora.post(path, data={"name": "x", "disabled": "yes"})):
        assert answer.status_code == 403
        assert "root" not in answer.text.replace(path, "")


def test_whom_there_is_not(admin: TestClient) -> None:
    assert admin.get("/people/nobody").status_code == 404
    assert admin.post("/people/nobody/tokens", data={"title": "x"}).status_code == 404
    for number in ("x", "9" * 40):
        assert admin.post(f"/people/root/tokens/{number}").status_code == 404


def test_another_session_is_ended_from_the_account(service: Service) -> None:
    here, there = service.browser("ann", "reader:all"), service.anybody()
    sign_in(there, "ann", GOOD)
    (other,) = re.findall(r'action="/account/sessions/(\d+)"', here.get("/account").text)
    assert here.post(f"/account/sessions/{other}").status_code == 303
    assert there.get("/account").headers["location"].startswith("/sign-in")
    assert here.get("/account").status_code == 200


def test_a_token_of_ones_own_has_no_more_than_oneself(service: Service) -> None:
    ann = service.browser("ann", "reader:nation:PL")
    refused = ann.post("/account/tokens", data={"title": "more", "grants": "reader:all"})
    assert (refused.status_code, "no grant that covers" in refused.text) == (422, True)
    made = ann.post("/account/tokens", data={"title": "mine"}, headers={"referer": f"{SITE}/account"}).text
    assert 'data-answers="/account"' in made  # loaded anew it is that page, and makes no other token
    assert "data-answers" not in ann.get("/account").text
    (number,) = re.findall(r'action="/account/tokens/(\d+)"', made)
    bob = service.browser("bob", "reader:all")
    assert bob.post(f"/account/tokens/{number}").status_code == 404
    assert ann.post(f"/account/tokens/{number}").status_code == 303
    assert f"/account/tokens/{number}" not in ann.get("/account").text


def test_a_token_whose_time_is_over_says_so_and_is_not_revoked(service: Service) -> None:
    ann = service.browser("ann", "reader:all")
    ann.post("/account/tokens", data={"title": "mine"})
    assert ">ended<" not in ann.get("/account").text
    with service.store.begin() as connection:
        connection.execute(update(tokens).values(ends=1))
    shown = ann.get("/account").text
    assert (">ended<" in shown, 'action="/account/tokens/' in shown) == (True, False)


def test_a_page_without_its_mark_changes_nothing(service: Service, admin: TestClient) -> None:
    del admin.headers["x-csrf-token"]
    assert admin.post("/people", data={"name": "ann"}).status_code == 403
    assert "/people/ann" not in admin.get("/people").text


@pytest.mark.parametrize(
    ("grant", "offered"),
    [
        ("reader:nation:PL", {"PL-01", "PL-02"}),
        ("reader:unit:BDE-A", {"BDE-A", "BN-A1"}),
        ("admin", set()),
    ],
)
def test_a_feed_is_offered_of_what_it_can_be_of(
    service: Service, tmp_path: Path, grant: str, offered: set[str]
) -> None:
    ann = service.browser("ann", grant)
    assert subjects(ann) == set()  # there is no data yet
    with_dataset(service.store, tmp_path)
    assert subjects(ann) == offered
    for kind, subject in itertools.product(("site", "unit"), offered):
        made = ann.post("/account/feeds", data={"kind": kind, "subject": subject})
        assert made.status_code == (200 if (kind == "site") == ("-0" in subject) else 422)


def subjects(client: TestClient) -> set[str]:
    """What the field for a feed offers."""
    page = client.get("/account").text
    return set(
        re.findall(r'<option value="([^"]*)"', page.partition('id="subjects"')[2].partition("</datalist>")[0])
    )
