"""What is refused of a form is told in that form, with what was typed: of every form of every page.

The forms are those that the pages have which one comes to from Today: one that is added is tried by itself.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.forms import FieldSeen, FormSeen, forms_of, links_of
from tests.support.people import GOOD
from tests.support.scoped import World, planted, who
from tests.support.served import SITE, Service, sign_in
from tests.web.test_drafts import beds, begun, mini, submitted
from trainopt.service.actors import operator
from trainopt.service.proposals import show_proposal
from trainopt.service.queueing import RunKind, ask_for_run
from trainopt.web import refused_forms
from trainopt.web.bodies import INTERFACE
from trainopt.web.pace import Pace
from trainopt.web.refused_forms import is_of_a_page
from trainopt.words.reader import reader_of

__all__ = ["mini"]

PEOPLE = ("cora", "pawel", "anna", "adm")
OF_A_KIND = 2
"""Pages of one pattern that are looked at, besides those that are named."""
WHY = "a form is not sent with an Idempotency-Key"
"""For which any form is refused, before anything is done."""
ON_ITS_OWN = {
    "/said": "asked by scripts",
    "/happened/classes": "sent by a script, which tells the answer in the form",
    "/sign-in": "asked of whoever they are, not by a key",
    "/language": "has buttons alone",
    "/tables/first": "where there is no data yet",
    "/drafts/{number}/delete-rows": "on the page that answers an upload",
    "/happened/shares": "a button, where shares were counted",
    "/tables/spreadsheets/{number}/draft": "where rows come out without a fault",
}
"""Where a form leads that no page here has, and why."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A store with something of everything, served; a run waits, a class was told."""
    with planted(tmp_path_factory) as world:
        waits = ask_for_run(world.service.store, who("cora"), RunKind.PLAN, seconds=5)
        sign_in(world.service.anybody(), "cora", GOOD)
        world.numbers["waits"] = waits.number
        told = forms_of(world.clients["pawel"].get("/happened?show=all").text)
        (form, *_) = [one for one in told if one.action == "/happened"]
        assert sent(world.clients["pawel"], form, "/happened", SITE + "/happened").status_code == 303
        yield world


def more(world: World, name: str) -> list[str]:
    """Pages to which scripts or fields lead, and those of which one would not come first."""
    numbers = world.numbers
    submitted = show_proposal(world.service.store, who("cora"), numbers["proposal pawel"]).draft
    every = {
        "cora": [
            *(f"/runs/{numbers[run]}" for run in ("night", "whatif pawel", "waits")),
            *("/tables/plan", "/what-ifs/sweep?table=sites&key=PL-01&column=beds", "/password", "/account"),
            f"/drafts/{submitted}",
        ],
        "pawel": [
            f"/drafts/{submitted}",
            "/happened?show=all",
            "/tables/mappings",
            f"/tables/spreadsheets/{numbers['spreadsheet pawel']}",
        ],
        "adm": ["/people/cora"],
    }
    return every.get(name, [])


def patterns(service: Service, method: str) -> dict[str, re.Pattern[str]]:
    """The addresses of pages as patterns, by how their routes are written."""
    found = {
        route.path_format: route.path_regex
        for context in iter_route_contexts(service.app.routes)
        if isinstance(route := context.original_route, APIRoute)
        and not route.include_in_schema
        and method in (route.methods or ())
    }
    return {path: regex for path, regex in found.items() if not path.startswith(INTERFACE)}


def pattern_of(known: dict[str, re.Pattern[str]], address: str) -> str:
    """The route of an address: of several that fit the one with most text of its own."""
    path = address.partition("?")[0]
    fitting = [route for route, regex in known.items() if regex.match(path)]
    return max(fitting, key=lambda route: len(re.sub(r"{.*?}", "", route)), default="")


def pages(world: World, name: str) -> Iterator[tuple[str, str]]:
    """The pages that somebody comes to, each with its address."""
    known, seen = patterns(world.service, "GET"), Counter[str]()
    named = more(world, name)
    queue, met = deque([*named, "/"]), {*named, "/"}
    while queue:
        address = queue.popleft()
        seen[pattern_of(known, address)] += address not in named
        if seen[pattern_of(known, address)] > OF_A_KIND:
            continue
        answer = world.clients[name].get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        yield address, answer.text
        queue.extend(link for link in links_of(answer.text) if link not in met)
        met |= set(links_of(answer.text))


def typed_into(form: FormSeen) -> None:
    """Something else stands in each field than before, as far as one may type there."""
    for place, one in enumerate(form.fields):
        if not one.is_typed:
            continue
        if one.kind in ("checkbox", "radio"):
            one.chosen = one.kind == "checkbox" or not any(
                other.name == one.name and other.chosen for other in form.fields[:place]
            )
        elif one.kind == "select":
            one.value = one.options[-1]
        else:
            one.value = {"number": f"{7 + place}", "date": f"2027-02-0{1 + place % 9}"}.get(
                one.kind, f'<typed> & "{place}"'
            )


def sent(client: TestClient, form: FormSeen, action: str, referer: str, **headers: str) -> Response:
    """What a browser sends of a form."""
    data: dict[str, list[str]] = {}
    for name, value in form.sent():
        data.setdefault(name, []).append(value)
    files = {one.name: ("some.csv", b"a,b\n") for one in form.fields if one.kind == "file"}
    return client.post(action, data=data, files=files or None, headers={"referer": referer, **headers})


def stands(one: FieldSeen) -> tuple[str, str, str, bool]:
    """What a field shows of what was typed; passwords nothing."""
    return (one.name, one.kind, "" if one.kind == "password" else one.value, one.chosen)


def wrong_of(answer: Response, form: FormSeen, action: str, why: str) -> str:
    """What is wrong with the answer to a form that was refused; blank where it is as it should be."""
    if answer.status_code not in (404, 409, 412, 413, 422):
        return f"answers {answer.status_code}"
    if "data-refused" not in answer.text:
        return "does not say that it was refused"
    if reader_of("en").t("base-not-possible-here") in answer.text:
        return "is told on a page of its own"
    told = [one for one in forms_of(answer.text) if why in one.text]
    if len(told) != 1 or action not in told[0].actions:
        return f"is told in {[one.action for one in told]}"
    before = [stands(one) for one in form.fields if one.is_typed]
    after = [stands(one) for one in told[0].fields if one.is_typed]
    return "" if before == after else f"has {after} in place of {before}"


@pytest.mark.slow
def test_every_form_tells_in_itself_what_is_refused_of_it(world: World) -> None:
    known = patterns(world.service, "POST")
    tried: set[str] = set()
    wrong: list[str] = []
    for name in PEOPLE:
        client, done = world.clients[name], set[tuple[str, ...]]()
        for address, text in pages(world, name):
            for form in forms_of(text):
                shape = (pattern_of(known, form.action), *(one.name for one in form.fields))
                if shape in done or shape[0] in ON_ITS_OWN:
                    continue
                done.add(shape)
                typed_into(form)
                for action in form.actions:
                    tried.add(pattern_of(known, action))
                    where = f"{address}: {action}"
                    answer = sent(client, form, action, SITE + address, **{"idempotency-key": "a"})
                    wrong += [f"{where}: {one}" for one in [wrong_of(answer, form, action, WHY)] if one]
                    # and again, from the page that refused it, whose address is that of the form
                    again = [one for one in forms_of(answer.text) if WHY in one.text]
                    for shown in again[:1]:
                        answer = sent(client, shown, action, SITE + action, **{"idempotency-key": "a"})
                        told = wrong_of(answer, shown, action, WHY)
                        wrong += [f"{where}, again: {told}"] if told else []
    assert wrong == []
    assert known.keys() - tried == ON_ITS_OWN.keys()


TOO_LONG = "x" * 4_001


@pytest.mark.parametrize(
    ("page", "action", "typed", "why"),
    [
        ("/drafts/1?rows=all", "/comments", {"said": TOO_LONG}, "a comment has 1 to 4,000 characters"),
        ("/drafts", "/drafts", {"title": " "}, "a draft has a title of 1 to 200 characters"),
        ("/drafts/1", "/drafts/1/title", {"title": " "}, "a draft has a title of 1 to 200 characters"),
        ("/drafts/1", "/drafts/1/guests", {"name": "nobody"}, "nobody"),
        ("/notices", "/notices/mail", {"address": "no address"}, "address"),
        ("/account", "/account/tokens", {"title": "", "days": "3"}, "a token has a name"),
        ("/account", "/account/feeds", {"kind": "site", "subject": "XX-99"}, "there is no site XX-99"),
        ("/runs", "/runs", {"kind": "plan", "time_limit": "soon"}, "soon"),
        (
            "/what-ifs/sweep?table=sites&key=A1&column=beds",
            "/what-ifs/sweep",
            {"cell": "sites\tbeds\tA1", "values": "1..500", "title": "many"},
            "a sweep makes 1 to 25 drafts",
        ),
    ],
)
def test_what_is_mistyped_is_told_beside_it(
    mini: Service, page: str, action: str, typed: dict[str, str], why: str
) -> None:
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    before = forms_of(lead.get(page).text)
    (form, *_) = [one for one in before if action in one.actions]
    hidden = {one.name: one.value for one in form.fields if one.kind == "hidden"}
    answer = lead.post(action, data=hidden | typed, headers={"referer": SITE + page})
    assert answer.status_code in (404, 422)
    (told,) = [one for one in forms_of(answer.text) if why in one.text]
    shown = [(one.name, one.value) for one in told.fields]
    assert [one for one in typed.items() if one not in shown] == []
    assert len(forms_of(answer.text)) == len(before)


@pytest.mark.parametrize(
    ("referer", "own"), [("/drafts/1", False), ("/drafts", False), ("/nowhere", True), ("", True)]
)
def test_where_the_form_is_gone_it_is_told_on_the_page(mini: Service, referer: str, own: bool) -> None:
    """What it leads to is no page; nor have those above it the form, where nobody says whence it was sent."""
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    assert lead.post("/drafts/1/withdraw", data={"x": "y"}).status_code == 303
    headers = {"referer": SITE + referer} if referer else {}
    answer = lead.post("/drafts/1/title", data={"revision": "1", "title": "late"}, headers=headers)
    assert (answer.status_code, "draft 1 is withdrawn" in answer.text) == (422, True)
    assert (reader_of("en").t("base-not-possible-here") in answer.text) is own


def test_what_is_no_page_at_all_is_told_on_a_page_of_its_own(mini: Service) -> None:
    lead = mini.browser("lead", "coordinator:all")
    answer = lead.post("/drafts/99/title", data={"revision": "1", "title": "late"})
    assert (answer.status_code, "data-refused" in answer.text) == (404, True)


@pytest.mark.parametrize("path", ["/drafts/1/title", "/drafts/1/withdraw"])
@pytest.mark.parametrize("referer", ["/drafts/1", ""])
def test_what_others_did_meanwhile_is_told_of_a_form_that_is_gone(
    mini: Service, path: str, referer: str
) -> None:
    lead = mini.browser("lead", "coordinator:all")
    submitted(lead, beds(120))
    headers = {"referer": SITE + referer} if referer else {}
    answer = lead.post(path, data={"revision": "1", "title": "late"}, headers=headers)
    assert (answer.status_code, "data-refused" in answer.text) == (422, True)
    assert ("draft 1 is submitted" in answer.text) or ("draft 1 is no longer open" in answer.text)
    assert (reader_of("en").t("base-not-possible-here") in answer.text) is (not referer)


@pytest.mark.parametrize(
    ("path", "typed", "status"),
    [
        ("/drafts/1/title", {"title": " "}, 422),
        ("/drafts", {"title": " ", "back": "/nosuch"}, 422),
        ("/comments", {"on": "cohort:nosuch", "said": "where?", "back": "/plan"}, 404),
        ("/comments", {"on": "draft:99", "said": "where?", "back": "/drafts"}, 404),
        ("/nosuch/x", {"back": "/drafts"}, 404),
        ("/nosuch/x", {"back": "/drafts/99"}, 404),
    ],
)
def test_wherever_a_form_says_that_it_is_from_it_is_answered(
    mini: Service, path: str, typed: dict[str, str], status: int
) -> None:
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    answer = lead.post(path, data=typed)
    assert (answer.status_code, "data-refused" in answer.text) == (status, True)


def test_the_page_that_a_form_names_comes_before_the_one_that_the_browser_names(mini: Service) -> None:
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    answer = lead.post("/nosuch/x", data={"back": "/drafts/1"}, headers={"referer": SITE + "/drafts"})
    assert '"/drafts/1/title"' in answer.text
    assert (answer.status_code, "data-refused" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "how",
    [
        {"data": {"back": "/drafts/99"}},
        {"json": {"back": "/drafts"}, "headers": {"referer": SITE + "/drafts"}},
        {"data": {"back": "/drafts"}, "headers": {"origin": "https://elsewhere.example"}},
    ],
    ids=["of a page that is not there", "no form", "from elsewhere"],
)
def test_what_no_form_of_a_page_of_ours_sent_is_told_on_a_page_of_its_own(
    mini: Service, how: dict[str, Any]
) -> None:
    answer = mini.browser("lead", "coordinator:all").post("/nosuch/x", **how)
    assert answer.status_code == 404
    assert reader_of("en").t("base-not-possible-here") in answer.text


def test_what_nobody_known_sends_to_no_page_is_told_on_a_page_of_its_own(mini: Service) -> None:
    answer = mini.anybody().post("/nosuch/x", data={"back": "/sign-in"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert reader_of("en").t("base-not-possible-here") in answer.text


@pytest.mark.parametrize(
    "back",
    ["/api/v1/runs/{run}/events", "/api/v1/runs/{run}", "/static/style.css", "/tables/sites/rows.json"],
)
def test_a_form_that_says_it_is_from_what_is_no_page_is_told_on_a_page_of_its_own(
    mini: Service, back: str
) -> None:
    """A stream would be read without end, and nobody else be answered."""
    lead = mini.browser("lead", "coordinator:all")
    run = ask_for_run(mini.store, operator(), RunKind.PLAN, seconds=5).number
    begun(lead)
    answer = lead.post("/follows", data={"on": "draft:99", "back": back.format(run=run)})
    assert (answer.status_code, "data-refused" in answer.text) == (404, True)
    assert reader_of("en").t("base-not-possible-here") in answer.text


def test_only_pages_are_asked_for_again(mini: Service) -> None:
    known = patterns(mini, "GET")
    assert {path for path in known if not is_of_a_page(path)} == {
        *("/plan/bars.json", "/runs/{number}/plan/bars.json", "/runs/{number}/tables/{table}.csv"),
        *("/tables/mappings/{number}.toml", "/tables/{table}/rows.json", "/tables/{table}/{name}.csv"),
        *("/tables/{name}.xlsx", "/calendar/{secret}.ics", "/healthz", "/readyz"),
    }
    assert not is_of_a_page("/nosuch")


def test_the_first_page_that_a_form_names_is_asked_for_and_no_other(mini: Service) -> None:
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    own = reader_of("en").t("base-not-possible-here")
    for back, is_own in ((["/nosuch", "/drafts"], True), (["/drafts", "/nosuch"], False)):
        answer = lead.post("/follows", data={"on": "draft:99", "back": back})
        assert (answer.status_code, own in answer.text) == (404, is_own)


def test_who_is_too_fast_has_no_page_made_for_it(mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = mini.browser("lead", "coordinator:all")
    own = reader_of("en").t("base-not-possible-here")
    slow = lead.post("/drafts", data={"title": " ", "back": "/drafts"})
    assert (slow.status_code, own in slow.text) == (422, False)
    monkeypatch.setattr("trainopt.web.pace.AT_ONCE", 1.0)
    mini.app.state.pace = Pace(lambda: 0.0)
    mini.app.state.pace.take("lead")
    fast = lead.post("/drafts", data={"title": " ", "back": "/drafts"})
    assert (fast.status_code, own in fast.text) == (429, True)


def test_while_a_page_is_filled_others_are_answered(mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of it is done where requests are taken from."""
    seen: list[tuple[str, bool]] = []

    def watch(name: str) -> None:
        work = getattr(refused_forms, name)

        def watched(*given: Any, **named: Any) -> Any:
            seen.append((name, sniffed()))
            return work(*given, **named)

        monkeypatch.setattr(refused_forms, name, watched)

    for name in ("refilled", "with_notice", "known_to_pages"):
        watch(name)
    lead = mini.browser("lead", "coordinator:all")
    begun(lead)
    lead.post("/follows", data={"on": "draft:99", "back": "/plan"})
    assert set(seen) == {("refilled", False), ("with_notice", False), ("known_to_pages", False)}


def sniffed() -> bool:
    """Whether a loop of events waits for what is done here."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
