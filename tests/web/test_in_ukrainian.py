"""Pages in Ukrainian have no English but what is marked as such, what people wrote, and ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from tests.support.people import GOOD
from tests.support.planning import OP, TABLES, beds, lay_out
from tests.support.served import serve_store
from trainopt.runs.store import open_store
from trainopt.service import datasets, drafts, passwords, proposals
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, ask_for_run
from trainopt.service.working import work

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
WRITTEN = (
    *("nobody leads", "two was brought in", "this is why", "two ideas", "because of it"),
    *("unmet lateness changes transfers waiting cost",),
)
"""What people wrote, cells of tables, and what a version says where nobody gave a reason."""
DEMAND = (
    TABLES["demand.csv"]
    + "A8,BDE-A,FULL,20,2027-01-10\nB9,BDE-B,FULL,600,2027-02-14\nB8,BN-B1,SHORT,3,2027-03-28\n"
)
"""With somebody who is late for certain, and more than there are seats for."""
ASIDE = {"code", "script", "style", "ins", "del", "option"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
READ_ALOUD = {"title", "aria-label", "alt", "placeholder"}
ENGLISH = re.compile(r"(?<![\w:.-])(?!trainopt )[a-z]{2,} [a-z]{2,}(?![\w:.-])")
"""Two words after each other, no command: one alone may be an id."""
A_KIND = 1
"""Pages of a kind that are looked at: of one draft, not of each."""
LEAST_PAGES = 35
ALLOWED_PAGES = re.compile(r"/(.*\.(csv|json|xlsx|ics|html|toml)$|static|calendar)")
"""What is no page."""


class Read(HTMLParser):
    """The texts of a page that are not marked as English, and the links on it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.texts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        aside = (self.open[-1:] == [True]) or tag in ASIDE or given.get("lang") == "en"
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if not aside:
            self.texts += [str(given[name]) for name in READ_ALOUD & given.keys()]
        if tag not in VOID:
            self.open.append(aside)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != [True]:
            self.texts.append(data)


def english_in(text: str) -> list[str]:
    """The texts of a page with English words in them that nobody wrote."""
    page = Read()
    page.feed(text)
    found = [" ".join(one.split()) for one in page.texts]
    for words in WRITTEN:
        found = [one.replace(words, "") for one in found]
    return [one for one in found if ENGLISH.search(one)]


@pytest.fixture(scope="module")
def cora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Who sees all, reading Ukrainian: a plan with people late and unmet, a draft with faults, runs."""
    folder = tmp_path_factory.mktemp("ukrainian")
    with open_store(str(folder / "store.db")) as store, pytest.MonkeyPatch.context() as patched:
        patched.setattr("trainopt.web.pace.AT_ONCE", 1e9)
        patched.setattr(passwords, "_hasher", lambda: QUICK)
        datasets.bring_in(store, OP, lay_out(folder / "data", demand=DEMAND))
        service = serve_store(store)
        client = service.program("cora", "coordinator:all", "admin")
        client.headers["accept-language"] = "uk"
        night = ask_for_run(store, OP, RunKind.NIGHT, seconds=1).number
        work(store, once=True)
        publish_plan(store, OP, night, "this is why", anyway=True)
        faulty: list[dict[str, Any]] = [
            {"table": "demand", "where": {"demand_id": "A1"}, "set": {"trainees": 0, "unit_id": "BN-A9"}},
            {"table": "capacity", "where": {"site_id": "DE-01"}, "scale": {"parallel_classes": 2}},
            beds("DE-09", 5),
        ]
        drafts.begin_draft(store, OP, "two ideas", faulty)
        sent = drafts.begin_draft(store, OP, "two ideas", [beds("DE-01", 90)])
        proposals.submit_draft(store, OP, sent.number, "because of it")
        ask_for_run(store, OP, RunKind.EXPLAIN, seconds=2)
        ask_for_run(store, OP, RunKind.VALUE, seconds=1)
        ask_for_run(store, OP, RunKind.REPLAY, subject=str(night), seconds=1)
        work(store, once=True)
        add_person(store, OP, "somebody", ["reader:all"], GOOD)
        yield client


def kind_of(link: str) -> str:
    """What a link leads to, whichever of its kind: `/drafts/#`."""
    path = unquote(link.partition("?")[0])
    return re.sub(r"/[^/]*[\dA-Z][^/]*", "/#", path)


def test_no_page_has_english(cora: TestClient) -> None:
    seen: Counter[str] = Counter()
    done: set[str] = set()
    left: dict[str, list[str]] = {}
    waiting = ["/", "/help", "/account", "/notices", "/people", "/versions", "/runs/audit"]
    while waiting:
        link = waiting.pop(0).partition("#")[0]
        if (
            not link.startswith("/")
            or link in done
            or ALLOWED_PAGES.match(link)
            or seen[kind_of(link)] >= A_KIND
        ):
            continue
        done.add(link)
        seen[kind_of(link)] += 1
        answer = cora.get(link)
        assert answer.status_code < 500, link
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = Read()
        page.feed(answer.text)
        waiting += page.links
        if found := english_in(answer.text):
            left[link] = found
    assert left == {}
    assert len(done) >= LEAST_PAGES, sorted(done)
    assert {"/drafts/#", "/runs/#", "/plan/cohorts/#", "/plan/classes/#", "/tables/demand"} <= seen.keys()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/drafts/99", "чернетки 99 немає"),
        ("/runs/99", "розрахунку 99"),
        ("/help/nothing", "такої сторінки довідки немає"),
        ("/plan/cohorts/NOBODY-01", "команди"),
        ("/tables/nothing", "таблиці nothing немає"),
        ("/nowhere", "такого немає"),
    ],
)
def test_what_is_not_there_is_told_in_ukrainian(cora: TestClient, address: str, said: str) -> None:
    answer = cora.get(address)
    assert answer.status_code == 404
    assert said in answer.text
    assert english_in(answer.text) == []


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/drafts/1/submit", {"revision": "1", "reason": "x"}),
        ("/runs/1/publish", {"reason": ""}),
        ("/runs/1/publish", {"reason": "x"}),
        ("/drafts/1/title", {"revision": "9", "title": "x"}),
        ("/what-ifs/plan", {"time_limit": "long"}),
        ("/what-ifs/plan", {"draft": "1"}),
        ("/proposals/1/reject", {"reason": ""}),
        ("/people", {"name": "%", "grants": "reader:all"}),
        ("/people", {"name": "new", "grants": "everything"}),
        ("/people", {"name": "somebody", "grants": "reader:all"}),
        ("/account/tokens", {"name": "", "days": "0"}),
        ("/comments", {"on": "draft 99", "text": ""}),
    ],
)
def test_what_is_refused_is_told_in_ukrainian(cora: TestClient, address: str, fields: dict[str, str]) -> None:
    answer = cora.post(address, data=fields)
    assert answer.status_code != 500
    if answer.status_code >= 400:
        assert english_in(answer.text) == []


def test_an_upload_is_refused_in_ukrainian(cora: TestClient) -> None:
    content = "site_id,nation_id,name,beds\nDE-01,DE\nDE-0 3,XX,BORA Nowhere,1\n"
    answer = cora.post("/tables/upload", files={"file": ("sites.csv", content)})
    assert answer.status_code == 422
    assert "у рядку 2 клітинки" in answer.text  # noqa: RUF001
    assert english_in(answer.text) == []


def test_english_would_be_found() -> None:
    page = '<p>Тут <span lang="en">not found</span> <code>a b</code> two ideas <b title="the title">x</b></p>'
    assert english_in(page) == ["the title"]
    assert english_in("<p>must be filled</p>") == ["must be filled"]
