"""What every page has, by what stands in it: who is led where, the marking, the language, kept files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.people import OTHER
from tests.support.planning import with_dataset
from tests.support.served import Service, serve_store, sign_in
from trainopt.report.style import ON_DARK, ON_LIGHT
from trainopt.runs.store import open_store
from trainopt.service.access import Action
from trainopt.service.actors import operator
from trainopt.service.people import reset_password
from trainopt.web import templates
from trainopt.web.static_files import address_of_static


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Service]:
    """The dataset of two nations, served; its marking is EXERCISE."""
    with open_store(str(tmp_path / "store.db")) as store:
        yield serve_store(with_dataset(store, tmp_path))


def led_to(service: Service, name: str, *grants: str) -> list[str]:
    """The addresses that somebody's navigation has."""
    text = service.browser(name, *grants).get("/").text
    found = re.search(r"<nav.*?</nav>", text, re.DOTALL)
    return re.findall(r'href="([^"]*)"', found[0]) if found else []


@pytest.mark.parametrize(
    ("path", "stands"),
    [
        ("/", ("/", "page")),
        ("/tables", ("/tables", "page")),
        ("/tables/sites", ("/tables", "true")),
        ("/drafts", ("/tables", "true")),
        ("/history?table=sites&key=PL-01", ("/tables", "true")),
        ("/versions", ("/proposals", "true")),
        ("/versions/1", ("/proposals", "true")),
        ("/help", None),
    ],
)
def test_the_navigation_says_where_one_is(filled: Service, path: str, stands: tuple[str, str] | None) -> None:
    text = filled.browser("cora", "coordinator:all").get(path).text
    within = text.partition('<nav class="pages"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)" aria-current="(\w+)"', within) == ([] if stands is None else [stands])


def test_everybody_is_led_to_what_they_may_use(filled: Service) -> None:
    seen = ["/", "/plan", "/tables"]
    assert led_to(filled, "rita", "reader:all") == [*seen, "/proposals", "/runs"]
    planner = [*seen, "/what-ifs", "/proposals", "/happened", "/runs"]
    assert led_to(filled, "pawel", "planner:nation:PL") == planner
    assert led_to(filled, "cora", "coordinator:all") == planner
    assert led_to(filled, "adm", "admin") == ["/", "/people"]
    assert led_to(filled, "nil") == ["/"]


def test_everything_that_one_is_led_to_is_there(filled: Service) -> None:
    for name, grant in (("cora", "coordinator:all"), ("pola", "reader:nation:PL"), ("adm", "admin")):
        browser = filled.browser(name, grant)
        found = re.findall(r'<a [^>]*href="(/[^"#]*)"', browser.get("/").text)
        answers = {address: browser.get(address).status_code for address in dict.fromkeys(found)}
        assert answers == dict.fromkeys(answers, 200)
        assert len(answers) >= 4


def test_the_marking_is_for_who_sees_data(filled: Service) -> None:
    marked = 'class="marking"'
    assert marked in filled.browser("pola", "reader:nation:PL").get("/").text
    assert "EXERCISE" not in filled.browser("adm", "admin").get("/").text
    assert "EXERCISE" not in filled.anybody().get("/sign-in").text


def test_where_there_is_nothing_one_finds_the_way_on(filled: Service) -> None:
    lost = filled.browser("pola", "reader:nation:PL").get("/nothing-of-ours")
    assert lost.status_code == 404
    assert "<nav" in lost.text
    assert 'class="marking"' in lost.text
    stranger = filled.anybody().get("/nothing-of-ours")
    assert (stranger.status_code, "<nav" in stranger.text) == (404, False)
    assert "EXERCISE" not in stranger.text


def test_what_one_may_not_is_said_in_a_sentence(filled: Service) -> None:
    said = filled.browser("pola", "reader:nation:PL").get("/people")
    assert said.status_code == 403
    assert "pola may not administer people" in said.text
    assert [action for action in Action if not VERB.match(action)] == []


VERB = re.compile(
    r"(see|change|begin|submit|send|accept|bring|plan|cancel|publish|take|read|administer|have)\b"
)
"""What somebody may or may not: with it every action begins."""


def test_the_language_is_the_browsers_until_one_is_chosen(service: Service) -> None:
    browser = service.anybody()
    browser.headers["accept-language"] = "de, uk;q=0.8, en;q=0.5"
    assert 'lang="uk"' in browser.get("/sign-in").text
    chosen = browser.post("/language", data={"language": "en", "next": "/sign-in?next=/plan"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in?next=/plan")
    assert '<html lang="en">' in browser.get("/sign-in").text


@pytest.mark.parametrize(
    "next", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_choosing_a_language_leads_nowhere_else(service: Service, next: str) -> None:
    answer = service.anybody().post("/language", data={"language": "uk", "next": next})
    assert answer.headers["location"] == "/"


def test_a_language_that_there_is_not_is_refused(service: Service) -> None:
    assert service.anybody().post("/language", data={"language": "xx"}).status_code == 422


def test_a_page_from_elsewhere_changes_no_language(service: Service) -> None:
    answer = service.anybody().post(
        "/language", data={"language": "uk"}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_signing_in_leads_on_to_what_was_asked_for_with_its_filters(service: Service) -> None:
    asked = service.anybody().get("/password?by=unit&late=1")
    assert asked.headers["location"] == "/sign-in?next=%2Fpassword%3Fby%3Dunit%26late%3D1"


def test_who_has_a_one_time_password_chooses_their_own_first(filled: Service) -> None:
    filled.person("ann", "reader:all")
    once = reset_password(filled.store, operator(), "ann")
    browser = filled.anybody()
    assert sign_in(browser, "ann", once).headers["location"] == "/password"
    for path in ("/", "/password"):
        answer = browser.get(path)
        assert "EXERCISE" not in answer.text
    text = browser.get("/password").text
    mark = re.search(r'name="csrf" content="(\w+)"', text)
    assert mark
    sent = {"csrf": mark[1], "old": once, "new": OTHER, "again": OTHER}
    assert browser.post("/password", data=sent).headers["location"] == "/"
    assert "EXERCISE" in browser.get("/").text


def test_a_browser_keeps_what_has_its_state_in_its_address(service: Service) -> None:
    text = service.anybody().get("/sign-in").text
    found = re.search(r'href="(/static/style\.css\?v=\w+)"', text)
    assert found
    kept = service.anybody().get(found[1])
    assert "immutable" in kept.headers["cache-control"]
    for other in ("/static/style.css", "/static/style.css?v=0", "/static/nothing.css"):
        assert service.anybody().get(other).headers["cache-control"] != kept.headers["cache-control"]


def test_the_style_sheet_of_shades_is_made_of_those_of_the_report(service: Service) -> None:
    address = address_of_static("made/shades.css")
    made = service.anybody().get(address)
    assert made.status_code == 200
    assert made.headers["content-type"].startswith("text/css")
    assert "immutable" in made.headers["cache-control"]
    either = [f"light-dark({a}, {b})".lower() for a, b in zip(ON_LIGHT.steps, ON_DARK.steps, strict=True)]
    assert [made.text.count(one) for one in either] == [1] * len(either)
    assert service.anybody().get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert service.anybody().get("/static/made/others.css").status_code == 404


def test_what_ifs_have_their_title_and_time_limit_from_one_place() -> None:
    """The list has a field of its own for each kind of run, without a title."""
    folder = Path(templates.__file__).parent / "templates" / "whatifs"
    titles = [one.name for one in folder.glob("*.html") if 'name="title"' in one.read_text(encoding="utf-8")]
    assert titles == ["parts.html"]
    both = re.compile(r"title_and_limit\((.*?)\)")
    asked = {one.name: both.findall(one.read_text(encoding="utf-8")) for one in folder.glob("*.html")}
    assert [asked[name] for name in ("new.html", "weeks.html", "sweep.html")] == [
        ['"-" ~ loop.index'],
        [""],
        [""],
    ]
