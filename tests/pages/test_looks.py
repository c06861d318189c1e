"""On a phone no page goes sideways, cuts off its text, or has what a thumb would miss; a script sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.support.browsing import PHONE, WIDE
from tests.support.looks import FAULTY, PAGES, findings_on, pages_of, places_of, settle
from tests.support.paged import Served, who
from trainopt.service.drafts import begin_draft

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""A screen of 1280 by 1024 pixels at 400 per cent (WCAG 1.4.10)."""


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, tuple[str, str]]:
    """Every page that the store has, with who looks and the address."""
    cells = {"trainees": "many", "due": "2027-13-01"}
    wrong = {"table": "demand", "where": {"demand_id": "A1"}, "set": cells}
    begin_draft(served.store, who("cora"), FAULTY, [wrong])
    return pages_of(places_of(served.store))


@pytest.mark.parametrize("part", range(4))
def test_on_a_phone_and_magnified_every_page_keeps_its_shape(
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
        page[who_looks].set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        found[name] += [one for one in findings_on(page[who_looks]) if one.kind == "broken"]
        page[who_looks].set_viewport_size(MAGNIFIED)
        found[f"{name}, magnified"] = findings_on(page[who_looks])
        page[who_looks].set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", ["runs", "run-night", "proposals", "versions", "tables", "plan-cohort"])
def test_on_a_phone_rows_of_many_cells_are_cards(
    visit: Visit, addresses: dict[str, tuple[str, str]], name: str
) -> None:
    person, address = addresses[name]
    tables = visit(person, address, size=PHONE).locator(".scroll:has(table.stacked)")
    beyond = tables.evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert beyond
    assert set(beyond) == {0}


BESIDE = "one => getComputedStyle(one).getPropertyValue('--beside')"
"""How what is moved sideways ends on the right: opaque, unless there is more."""
TO_THE_END = "one => { one.scrollLeft = one.scrollWidth; return new Promise(requestAnimationFrame); }"
OPAQUE = "rgb(0, 0, 0)"


def test_on_a_phone_what_is_moved_sideways_says_so_until_its_end_and_keeps_the_names_of_rows(
    visit: Visit, served: Served, addresses: dict[str, tuple[str, str]]
) -> None:
    person, address = addresses["plan-load"]
    page = visit(person, address, size=PHONE)
    load = page.locator(".scroll.heat")
    first = load.locator("tbody th").first
    left = first.evaluate("one => one.getBoundingClientRect().left")
    assert load.evaluate(BESIDE) not in ("", OPAQUE)
    load.evaluate(TO_THE_END)
    page.wait_for_function(f"() => ({BESIDE})(document.querySelector('.scroll.heat')) === '{OPAQUE}'")
    assert abs(first.evaluate("one => one.getBoundingClientRect().left") - left) <= 1
    page.goto(served.address + addresses["runs"][1])
    cards = page.locator(".scroll").evaluate_all(f"all => all.map({BESIDE})")
    assert set(cards) == {OPAQUE}, "cards are no wider than the screen"


def test_on_a_phone_the_link_of_a_card_is_as_high_as_a_thumb_needs(
    visit: Visit, addresses: dict[str, tuple[str, str]]
) -> None:
    """A link lies right below it: where its text is no wider, the two lie too near each other."""
    person, address = addresses["plan-sites"]
    page = visit(person, address, size=PHONE)
    links = page.locator("table.stacked tbody th > a")
    links.first.wait_for()
    assert min(links.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")) >= 24


def test_on_a_phone_days_before_and_after_are_seen_at_once(
    visit: Visit, served: Served, addresses: dict[str, tuple[str, str]]
) -> None:
    person, address = addresses["draft-faulty"]
    page = visit(person, address, size=PHONE)
    assert page.locator(".differs del", has_text="2027-04-11").count() == 1
    assert page.locator(".scroll:has(.differs)").evaluate("one => one.scrollWidth - one.clientWidth") == 0
    lines = page.locator(".differs :is(del, ins)").evaluate_all(
        "all => all.map(one => one.getClientRects().length)"
    )
    assert set(lines) == {1}


@pytest.mark.parametrize(("size", "shown"), [(PHONE, "block"), (WIDE, "table-row")])
def test_on_a_phone_cohorts_and_classes_are_cards_and_nothing_is_moved_sideways(
    visit: Visit, served: Served, addresses: dict[str, tuple[str, str]], size: tuple[int, int], shown: str
) -> None:
    page = visit("cora", "/help", size=size)
    for name in ("plan-lists", "plan-units", "plan-sites", "plan-class", "today", "audit"):
        page.goto(served.address + addresses[name][1])
        rows = page.locator(".stacked tbody tr")
        assert rows.first.evaluate("one => getComputedStyle(one).display") == shown, name
        over = page.locator(".scroll:has(.stacked)").evaluate_all(
            "all => all.map(one => one.scrollWidth - one.clientWidth)"
        )
        assert size == WIDE or set(over) == {0}, name
    called = "one => getComputedStyle(one, '::before').content"
    page.goto(served.address + addresses["plan-units"][1])
    label = page.locator(".stacked [data-what]").first.evaluate(called)
    assert (label != "none") == (size == PHONE), label


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
    "close": "<div>" + 2 * "<button style='display: block'>One of two</button>" + "</div>",
    "broken": "<p style='width: 12ch'>from 24 Oct 2027 at UNIT-2027</p>",
    "plain": "<p>123456 trainees</p>",
}
EVEN_SO = {
    "wide": "<div class='scroll'><div style='width: 900px'>it scrolls</div></div>",
    "cut": f"<p title='whole' {CUT}",
    "small": "<p>See <a href='/' style='font-size: 8px'>a link in a sentence</a> here.</p>",
    "close": "<p class='tools'><a class='button' href='/'>One</a> <button>Another</button></p>",
    "broken": "<p style='width: 12ch'>24\xa0Oct\xa02027 <span class='whole'>UNIT-2027</span>, what-ifs</p>",
    "plain": "<p>On 2027-01-18 came 2027, in 1,234 <code>123456</code> <ins>123456</ins></p>",
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
