"""On a telephone tables are cards, ids are whole, and full weeks stand out; on paper rows are rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.pages.test_whatif_pages import BLOCK, WEEK, answered
from tests.service.test_whatifs import HELP, WORTH
from tests.support.browsing import PHONE, axe, sideways
from tests.support.looks import pages_of, places_of, settle
from tests.support.paged import Served, end_all_runs, who
from trainopt.report.style import ON_DARK, ON_LIGHT, contrast
from trainopt.service.proposals import accept_proposals
from trainopt.service.queueing import RunKind, add_event, ask_for_run
from trainopt.service.taking import take_next
from trainopt.web.unbroken import unbroken

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]

OF_CARDS = (
    "run-explain", "run-value", "run-running", "plan-map", "plan-lists", "run-difference", "people", "person",
    "account", "drafts", "what-ifs", "version", "history",
)  # fmt: skip
"""Pages all of whose tables are cards on a telephone."""
AGREED = "as agreed by phone with all who are there in that week, once the barracks had been measured anew"
SHEET = (703, 1000)
"""A4 without its margins, in pixels."""
OVER = "all => all.map(one => one.scrollWidth - one.clientWidth)"


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, tuple[str, str]]:
    """The pages of the store, with who looks and the address.

    Two runs have answered, one goes on, and a version changed a site.
    """
    end_all_runs(served.store)
    accept_proposals(served.store, who("cora"), [served.proposals["pawel"]], reason=AGREED)
    ways = [BLOCK.format(weeks=f'"{", ".join([WEEK] * 5)}"', users="D1 D2 D3") for _ in range(3)]
    answered(served, RunKind.EXPLAIN, HELP | {"blocks.csv": HELP["blocks.csv"] + "".join(ways)})
    answered(served, RunKind.VALUE, WORTH)
    goes_on = ask_for_run(served.store, who("cora"), RunKind.PLAN, seconds=600).number
    tiers = [{"term": "cost", "value": 97_645_230, "bound": 66_012_345}]
    with served.store.begin() as connection:
        assert take_next(connection, "w") is not None
        add_event(connection, goes_on, {"state": "running", "seconds": 9, "placed": 400, "tiers": tiers})
    found = pages_of(places_of(served.store))
    return found | {"history": ("cora", "/history?table=sites&key=PL-02")}


class TestCards:
    @pytest.mark.parametrize(("language", "dark"), [("en-GB", False), ("uk-UA", True)])
    @pytest.mark.parametrize("name", OF_CARDS)
    def test_nothing_is_moved_sideways(
        self, visit: Visit, addresses: dict[str, tuple[str, str]], name: str, language: str, dark: bool
    ) -> None:
        name_of, address = addresses[name]
        page = visit(name_of, address, size=PHONE, dark=dark, language=language)
        settle(page)
        assert page.locator(".stacked tbody tr").count()
        assert set(page.locator(".scroll").evaluate_all(OVER)) == {0}
        assert sideways(page) == 0
        axe(page)

    def test_each_is_a_row_with_its_heading_to_readers_of_screens(
        self, visit: Visit, addresses: dict[str, tuple[str, str]]
    ) -> None:
        for name in ("run-explain", "people"):
            name_of, address = addresses[name]
            page = visit(name_of, address, size=PHONE)
            rows = page.locator(".stacked tbody tr").count()
            headed = page.locator(".stacked tbody tr:has(th)").count()
            headings = page.locator(".stacked tbody th").count()
            tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
            roles = Counter(node["role"]["value"] for node in tree if not node["ignored"])
            assert (roles["row"], roles["rowheader"]) == (rows, headings)
            assert headed == rows > 0
            assert roles["table"] == page.locator("table.stacked").count()

    def test_an_empty_cell_says_nothing(self, visit: Visit, addresses: dict[str, tuple[str, str]]) -> None:
        name_of, address = addresses["run-value"]
        page = visit(name_of, address, size=PHONE)
        cell = page.locator(".stacked td.number[data-what]").first
        shown = "one => getComputedStyle(one).display"
        assert cell.evaluate(shown) == "inline-block"
        cell.evaluate("one => one.replaceChildren()")
        assert cell.evaluate(shown) == "none"

    @pytest.mark.parametrize("name", [*OF_CARDS, "runs", "tables", "plan-late"])
    def test_on_paper_rows_are_rows(
        self, visit: Visit, addresses: dict[str, tuple[str, str]], name: str
    ) -> None:
        name_of, address = addresses[name]
        page = visit(name_of, address, size=SHEET)
        settle(page)
        page.emulate_media(media="print")
        rows = page.locator(".stacked tbody tr").filter(visible=True)
        assert set(rows.evaluate_all("all => all.map(one => getComputedStyle(one).display)")) == {"table-row"}
        assert page.locator(".stacked thead").first.is_visible()
        assert sideways(page) == 0


TOPS = """all => all.map(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return (one.matches("input") ? one : range).getClientRects()[0];
}).map(one => (one.top + one.bottom) / 2)"""
"""The middle of the first line of each."""


class TestLines:
    """What belongs together on a card stands on one line."""

    def test_what_is_chosen_and_its_box(self, visit: Visit, addresses: dict[str, tuple[str, str]]) -> None:
        page = visit("cora", addresses["what-ifs"][1], size=PHONE)
        card = page.locator(".beside tbody tr").first
        box, title = (card.locator(one).evaluate_all(TOPS)[0] for one in ("input", "th a"))
        assert abs(box - title) < 8

    def test_a_run_its_kind_and_how_it_stands(
        self, visit: Visit, addresses: dict[str, tuple[str, str]]
    ) -> None:
        page = visit("cora", addresses["runs"][1], size=PHONE)
        card = page.locator("#runs-now tbody tr", has_text="night").first
        tops = card.locator("th, td.brief").evaluate_all(TOPS)
        assert len(tops) == 3
        assert max(tops) - min(tops) < 8

    def test_a_fact_has_the_room_that_its_name_leaves(
        self, visit: Visit, addresses: dict[str, tuple[str, str]]
    ) -> None:
        page = visit("cora", addresses["run-night"][1], size=PHONE)
        ends = page.locator("dl.facts dt").evaluate_all(
            "all => all.map(one => { const words = document.createRange();"
            "words.selectNodeContents(one); return words.getBoundingClientRect().right; })"
        )
        begins = page.locator("dl.facts dd").first.evaluate("one => one.getBoundingClientRect().left")
        assert 8 < begins - max(ends) < 24

    def test_goals_that_a_script_draws_are_the_same_cards(
        self, visit: Visit, addresses: dict[str, tuple[str, str]]
    ) -> None:
        words = "all => all.map(one => [one.dataset.what, one.textContent])"
        cells = "#watched .stacked td"
        before = visit("cora", addresses["run-running"][1], size=PHONE, script=False).locator(cells)
        page = visit("cora", addresses["run-running"][1], size=PHONE)
        page.locator("#watched .picture svg").wait_for()
        drawn = page.locator(cells).evaluate_all(words)
        assert drawn == before.evaluate_all(words)
        assert [what for what, _ in drawn] == ["Value", "Proven at least", "Gap"]


LINES = """id => {
    const range = document.createRange();
    const found = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const lines = [];
    while (found.nextNode()) {
        const at = found.currentNode.data.indexOf(id);
        if (at < 0) continue;
        range.setStart(found.currentNode, at);
        range.setEnd(found.currentNode, at + id.length);
        lines.push(new Set([...range.getClientRects()].map(one => Math.round(one.top))).size);
    }
    return lines;
}"""
"""On how many lines an id stands, each time that it does."""


class TestIds:
    @pytest.mark.parametrize(("name", "kind"), [("plan-class", "class_id"), ("what-if-new", "class_id")])
    def test_the_id_of_a_class_is_not_broken_in_two(
        self, visit: Visit, served: Served, addresses: dict[str, tuple[str, str]], name: str, kind: str
    ) -> None:
        found = places_of(served.store)[kind]
        assert "-" in found
        address = f"/what-ifs/new?class={found}" if name == "what-if-new" else addresses[name][1]
        page = visit("cora", address, size=PHONE)
        broken = []
        for wide in range(320, 420, 4):
            page.set_viewport_size({"width": wide, "height": 844})
            lines = page.evaluate(LINES, found)
            assert lines
            broken += [wide] if max(lines) > 1 else []
        assert broken == []

    def test_a_link_that_is_an_id_looks_like_one(
        self, visit: Visit, addresses: dict[str, tuple[str, str]]
    ) -> None:
        line = (  # that of a link is drawn under what is no block in it
            "one => { const own = getComputedStyle(one); const drawn = own.display === 'inline'"
            " ? getComputedStyle(one.parentElement) : own; return drawn.textDecorationLine; }"
        )
        page = visit("cora", addresses["plan-class"][1])
        assert page.locator("main a > .whole").first.evaluate(line) == "underline"
        page = visit("cora", f"/what-ifs/new?class={page.locator('main a > .whole').first.inner_text()}")
        assert page.locator("main a > .whole").first.evaluate(line) == "underline"

    def test_nor_on_its_card(
        self, visit: Visit, served: Served, addresses: dict[str, tuple[str, str]]
    ) -> None:
        page = visit("cora", "/plan?by=site", size=PHONE)
        ids = page.locator(".stacked tbody th").all_inner_texts()
        assert max(page.evaluate(LINES, ids[0])) == 1

    def test_what_does_not_fit_at_all_is(
        self, visit: Visit, served: Served, addresses: dict[str, tuple[str, str]]
    ) -> None:
        page = visit("cora", addresses["plan-class"][1], size=PHONE)
        long = "A-LONG-ONE-" * 9 + "1"
        page.evaluate("html => { document.querySelector('h1').innerHTML = html; }", unbroken(long))
        lines = page.evaluate(LINES, long)
        assert max(lines) > 1
        assert sideways(page) == 0


class TestShades:
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_the_fuller_a_week_the_more_it_stands_out_from_the_ground(self, visit: Visit, dark: bool) -> None:
        page = visit("cora", "/plan/load", size=PHONE, dark=dark)
        ground = "getComputedStyle(document.body).backgroundColor"
        shade = "all => all.map(one => getComputedStyle(one).backgroundColor)"
        shades = page.locator(".shades [class^=s]").evaluate_all(shade)
        apart = [contrast(hexed(one), hexed(page.evaluate(ground))) for one in shades]
        assert apart == sorted(apart)
        assert apart[-1] > 7
        assert [hexed(one) for one in shades] == [*(ON_DARK if dark else ON_LIGHT).steps]
        cells = page.locator(".heat td[class^=s]")
        steps = [int(one[1:]) for one in cells.evaluate_all("all => all.map(one => one.className)")]
        assert cells.evaluate_all(shade) == [shades[step] for step in steps]
        axe(page)

    def test_on_paper_they_are_those_of_the_report(self, visit: Visit) -> None:
        page = visit("cora", "/plan/load", dark=True)
        page.emulate_media(media="print")
        shade = "one => getComputedStyle(one).backgroundColor"
        assert hexed(page.locator(".shades .s7").evaluate(shade)) == ON_LIGHT.steps[-1]


def hexed(colour: str) -> str:
    """`rgb(8, 29, 88)` as `#081D58`."""
    return "#" + "".join(f"{int(part):02X}" for part in colour[4:-1].split(","))
