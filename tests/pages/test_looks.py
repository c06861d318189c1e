"""On a phone no page goes sideways, cuts off its text, or has what a thumb would miss; a script sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browsing import PHONE
from tests.support.looks import FAULTY, PAGES, findings_on, pages_of, places_of, settle
from tests.support.paged import Served, who
from trainopt.service.drafts import begin_draft

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, tuple[str, str]]:
    """Every page that the store has, with who looks and the address."""
    wrong = {"table": "demand", "where": {"demand_id": "A1"}, "set": {"trainees": "many"}}
    begin_draft(served.store, who("cora"), FAULTY, [wrong])
    return pages_of(places_of(served.store))


@pytest.mark.parametrize("part", range(4))
def test_on_a_phone_every_page_keeps_its_shape(
    visit: Visit, served: Served, addresses: dict[str, tuple[str, str]], part: int
) -> None:
    pages = dict(list(addresses.items())[part::4])
    people = {who_looks for who_looks, _ in pages.values()}
    page = {name: visit(name, "/help", size=PHONE, forgive=("status of 40",)) for name in people}
    found = {}
    for name, (who_looks, address) in pages.items():
        page[who_looks].goto(served.address + address)
        settle(page[who_looks])
        found[name] = findings_on(page[who_looks])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_most_pages_are_looked_at(addresses: dict[str, tuple[str, str]]) -> None:
    """What the store has not: a grid of drafts, answers, and a run that goes on."""
    left = PAGES.keys() - addresses.keys()
    assert len(left) <= len(PAGES) // 4, left


LINK = "<a href='/' style='display: block; height: 12px'>to somewhere</a>"
CUT = "style='width: 60px; overflow: hidden; white-space: nowrap'>cut off on the right</p>"
DEFECTS = {
    "sideways": "<div style='width: 900px'>wider than any telephone</div>",
    "wide": "<div style='width: 900px'>wider than any telephone</div>",
    "cut": f"<p {CUT}",
    "small": f"<div>{LINK}{LINK}</div>",
    "plain": "<p>123456 trainees</p>",
}
EVEN_SO = {
    "wide": "<div class='scroll'><div style='width: 900px'>it scrolls</div></div>",
    "cut": f"<p title='whole' {CUT}",
    "small": "<p>See <a href='/' style='font-size: 8px'>a link in a sentence</a> here.</p>",
    "plain": "<p>On 2027-01-18 came 2027, in 1,234 <code>123456</code></p>",
}


@pytest.mark.parametrize("kind", DEFECTS)
def test_a_defect_is_seen(visit: Visit, kind: str) -> None:
    page = visit("", "/sign-in", size=PHONE, forgive=("Content Security Policy",))
    assert findings_on(page) == []
    _put_in(page, DEFECTS[kind])
    assert kind in {one.kind for one in findings_on(page)}


@pytest.mark.parametrize("kind", EVEN_SO)
def test_what_is_no_defect_is_not(visit: Visit, kind: str) -> None:
    page = visit("", "/sign-in", size=PHONE, forgive=("Content Security Policy",))
    _put_in(page, EVEN_SO[kind])
    assert findings_on(page) == []


def _put_in(page: Page, html: str) -> None:
    """Put a part into the page; styles by script, since the policy forbids those of attributes."""
    page.evaluate(
        """html => {
            const part = document.createElement("section");
            part.innerHTML = html.replaceAll("style=", "data-style=");
            for (const one of part.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
            document.querySelector("main").append(part);
        }""",
        html,
    )
