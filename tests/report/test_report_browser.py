"""The report as a reader meets it: in Chromium with the network off, chosen, sorted, filtered, printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.processes import PATIENCE
from tests.support.reported import with_many_unmet, write_plan_of
from tests.support.running import trainopt

pytest.importorskip("plotly")
sync_api = pytest.importorskip("playwright.sync_api")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright")

from playwright.sync_api import Browser, Locator, Page  # noqa: E402

WIDTH, HEIGHT = 1366, 768  # a laptop's
PAPER = 700  # pixels of the width of A4 within its margins

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]


@dataclass
class Opened:
    """A page and what it did that a report must not: ask for something, or complain."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def section(self, key: str) -> Locator:
        """A section, brought into view and drawn."""
        found = self.page.locator(f"#{key}")
        found.scroll_into_view_if_needed()
        for plot in found.locator(".plot").all():
            plot.locator(".main-svg").first.wait_for()
        return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    a = write_plan_of(folder / "a", with_many_unmet(30))
    b = write_plan_of(folder / "b")
    assert trainopt("report", a, "--out", folder / "one.html").code == 0
    assert trainopt("report", a, "--compare", b, "--out", folder / "two.html").code == 0
    return {name: folder / f"{name}.html" for name in ("one", "two")}


@pytest.fixture(params=["one", "two"])
def opened(request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path]) -> Iterator[Opened]:
    yield from open_in(browser, reports[request.param])


@pytest.fixture(scope="module")
def one(browser: Browser, reports: dict[str, Path]) -> Iterator[Opened]:
    yield from open_in(browser, reports["one"])


def open_in(browser: Browser, path: Path) -> Iterator[Opened]:
    """The file opened offline; afterwards it must have asked for nothing and complained of nothing."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    context.set_default_timeout(PATIENCE * 1000)
    opened = Opened(context.new_page())
    opened.page.on("request", lambda request: opened.asked.append(request.url))
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto(path.as_uri())
    yield opened
    context.close()
    assert [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert opened.complaints == []


PICTURES = ("outcome", "classes", "cohorts", "load", "map")


def test_pictures_are_drawn_when_seen_and_read_well_with_a_screen_reader(opened: Opened) -> None:
    assert opened.page.locator("#map .main-svg").count() == 0
    for key in PICTURES:
        assert opened.section(key).locator("figcaption").first.inner_text()
    found = axe_api.Axe().run(opened.page)
    assert found.violations_count == 0, found.generate_report()


def test_another_view_is_chosen(one: Opened) -> None:
    section = one.section("cohorts")
    section.locator("select").select_option("U1")
    assert section.locator("figcaption").inner_text().startswith("U1 First: 1 cohort placed (8 trainees)")
    assert section.locator(".ytick text").all_text_contents() == ["D1-01  (8)"]
    section.get_by_role("button", name="Previous").click()
    assert section.locator("figcaption").inner_text().startswith("2 units")
    assert section.get_by_role("button", name="Previous").is_disabled()
    for _ in range(2):
        section.get_by_role("button", name="Next").click()
    assert section.get_by_role("button", name="Next").is_disabled()


def test_a_bar_tells_what_it_is(one: Opened) -> None:
    section = one.section("classes")
    section.locator("select").select_option("DE")
    section.locator(".bars .point path").first.hover(force=True)
    hover = section.locator(".hoverlayer .hovertext")
    hover.wait_for()
    assert "8 of 12 seats (67\N{NO-BREAK SPACE}%)" in (hover.text_content() or "")


def test_rows_are_sorted_by_mouse_and_by_keyboard(one: Opened) -> None:
    section = one.section("unmet")
    head = section.get_by_role("columnheader", name="trainees")
    head.get_by_role("button").click()
    assert (column(section, 4)[:3], head.get_attribute("aria-sort")) == (["1", "2", "3"], "ascending")
    head.get_by_role("button").press("Enter")
    assert (column(section, 4)[:3], head.get_attribute("aria-sort")) == (["30", "29", "28"], "descending")
    section.get_by_role("columnheader", name="cohort").get_by_role("button").press("Space")
    assert column(section, 1)[0] == "D3-01"
    assert head.get_attribute("aria-sort") is None


def test_rows_are_filtered_and_paged(one: Opened) -> None:
    section = one.section("unmet")
    status = section.get_by_role("status")
    assert (len(column(section, 1)), status.inner_text()) == (25, "Rows 1 to 25 of 30")
    section.get_by_role("button", name="Next rows").click()
    assert column(section, 1) == [f"D3-{n}" for n in range(26, 31)]
    section.get_by_role("searchbox").fill("d3-07 U2")
    assert (column(section, 1), status.inner_text()) == (["D3-07"], "Rows 1 to 1 of 1 found of 30")
    section.get_by_role("searchbox").fill("nobody")
    assert (column(section, 1), status.inner_text()) == ([], "No row of 30 has these words")
    section.get_by_role("searchbox").fill("")
    section.get_by_role("button", name="All rows").click()
    assert len(column(section, 1)) == 30


def column(section: Locator, number: int) -> list[str]:
    """The cells of a table's column, from the top."""
    return section.locator(f"tbody tr td:nth-child({number})").all_inner_texts()


def test_it_prints_with_every_picture(one: Opened) -> None:
    """All pictures are drawn for print, also those never seen, as wide as paper; then all is as before."""
    pdf = one.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3
    plots = one.page.locator(".plot .main-svg")
    assert plots.count() >= 2 * len(PICTURES)
    before = [width(plot) for plot in plots.all()]
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert {width(plot) for plot in plots.all()} == {PAPER}
    one.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert [width(plot) for plot in plots.all()] == before
    assert min(before) > PAPER


def test_all_rows_are_printed(browser: Browser, reports: dict[str, Path]) -> None:
    """Whatever page of them is shown; then that page is shown again."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(reports["one"].as_uri())
    rows = page.locator("#unmet tbody tr")
    shown = [rows.count()]
    for event in ("beforeprint", "afterprint"):
        page.evaluate(f"dispatchEvent(new Event('{event}'))")
        shown.append(rows.count())
    page.close()
    assert shown == [25, 30, 25]


def test_it_is_read_on_a_phone_without_going_sideways(browser: Browser, reports: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(reports["one"].as_uri())
    longest = "by unit, furthest behind first (113 to 168 of 168)"
    page.locator("#outcome-view").evaluate("(one, name) => one.add(new Option(name))", longest)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for place in page.locator(".scroll").all():
        assert place.evaluate("element => element.scrollWidth <= element.clientWidth")
    page.close()


@pytest.mark.parametrize(("wide", "gap", "scale"), [(390, 0, False), (1366, 1, True)])
def test_weeks_have_room_on_a_phone(
    browser: Browser, reports: dict[str, Path], wide: int, gap: int, scale: bool
) -> None:
    """On paper, which is as wide from a telephone, there is room for all."""
    page = browser.new_page(viewport={"width": wide, "height": 844})
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(reports["one"].as_uri())
    section = page.locator("#cohorts")
    section.scroll_into_view_if_needed()
    plot = section.locator(".plot")
    plot.locator(".main-svg").first.wait_for()
    shown = "plot => [plot.data[0].xgap, plot.data[0].showscale]"
    assert plot.evaluate(shown) == [gap, scale]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert plot.evaluate(shown) == [1, True]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert plot.evaluate(shown) == [gap, scale]
    page.close()


def test_no_month_is_cut_off_or_lies_over_another_on_a_phone(
    browser: Browser, example_plan: Path, tmp_path: Path
) -> None:
    """Also where months have longer names than in English."""
    assert trainopt("report", example_plan, "--language", "uk", "--out", tmp_path / "page.html").code == 0
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE * 1000)
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("#classes").scroll_into_view_if_needed()
    picture = page.locator("#classes .plot .main-svg").first.bounding_box()
    names = [name.bounding_box() for name in page.locator("#classes .xtick text").all()]
    page.close()
    assert picture
    assert names
    for name, following in zip(names, [*names[1:], None], strict=True):
        assert name
        assert name["y"] >= picture["y"]
        assert following is None or name["x"] + name["width"] <= following["x"]


def width(element: Locator) -> int:
    """How wide an element is, in whole pixels."""
    box = element.bounding_box()
    assert box is not None
    return round(box["width"])
