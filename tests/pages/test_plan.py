"""The plan in a browser: it draws, is moved by keys, opens what is chosen, and its table says the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browsing import PHONE, axe, sideways
from tests.support.paged import Served
from trainopt.words.reader import reader_of

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


BESIDE = "With the plan in force beside it"


def drawn(page: Page) -> int:
    """How many rows the timeline has, once it is drawn."""
    place = page.locator("[data-island=timeline][data-drawn]")
    place.wait_for()
    return int(place.get_attribute("data-drawn") or 0)


def colours(page: Page) -> int:
    """How many colours the canvas shows."""
    found: int = page.evaluate(
        "() => { const c = document.querySelector('canvas');"
        "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "return new Set(new Uint32Array(d.buffer)).size; }"
    )
    return found


def test_it_draws_and_the_table_says_the_same(visit: Visit, served: Served) -> None:
    told = served.client("cora").get("/plan/bars.json").json()
    page = visit("cora", "/plan?by=unit")
    assert drawn(page) == len(told["cohorts"]["id"]) == page.locator("tbody tr").count()
    assert colours(page) > 8
    assert page.locator("tbody th[scope=row]").all_inner_texts() == told["cohorts"]["id"]
    axe(page)


MOST = """() => {
    const canvas = document.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Uint32Array(data.buffer);
    const counts = new Map();
    for (const one of seen) counts.set(one, (counts.get(one) ?? 0) + 1);
    return Math.max(...counts.values()) / seen.length;
}"""
"""The share of the canvas that has the colour of most of it."""


def test_where_the_system_has_its_own_colours_bars_and_shades_are_seen(visit: Visit) -> None:
    page = visit("cora", "/plan?by=unit")
    page.emulate_media(forced_colors="active")
    page.reload()
    drawn(page)
    assert page.evaluate(MOST) < 0.9
    shade = "all => all.map(one => getComputedStyle(one).backgroundColor)"
    assert len(set(page.locator(".shades [class^=s]").evaluate_all(shade))) == 8


def test_keys_choose_open_zoom_and_close(visit: Visit) -> None:
    page = visit("cora", "/plan?by=unit")
    drawn(page)
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    first = page.locator("tbody th[scope=row]").first.inner_text()
    assert first in page.locator(".tl-frame [role=status]").inner_text()
    page.keyboard.press("+")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url("**weeks=*")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    panel.get_by_role("heading", level=2).wait_for()
    assert first in panel.inner_text()
    axe(page)
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "application"
    page.reload()
    drawn(page)
    assert "weeks=" in page.url


def test_the_pointer_tells_and_opens_a_class(visit: Visit) -> None:
    page = visit("cora", "/plan?site=x")
    drawn(page)
    told = page.evaluate("fetch('/plan/bars.json').then((answer) => answer.json())")
    canvas = page.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    classes, labels, axis, row = told["classes"], 220, 40, 20
    week = (box["width"] - labels) / told["weeks"]
    x = labels + (classes["start"][0] + 0.5) * week
    y = axis + (classes["lane"][0] + 0.5) * row
    canvas.hover(position={"x": x, "y": y})
    page.locator(".tl-tip").wait_for()
    assert classes["id"][0] in page.locator(".tl-tip").inner_text()
    canvas.click(position={"x": x, "y": y})
    page.locator("#panel").get_by_text(classes["id"][0]).wait_for()


def test_all_rows_at_once_and_a_whole_way(visit: Visit) -> None:
    page = visit("cora", "/plan?way=101-1", dark=True, language="uk-UA")
    drawn(page)
    button = page.get_by_role("button", name=reader_of("uk").t("plan-density"))
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert colours(page) > 8
    axe(page)


def test_beside_a_run_the_plan_in_force_is_offered_where_it_is_another(visit: Visit, served: Served) -> None:
    page = visit("cora", f"/runs/{served.night}/plan")
    assert drawn(page)
    assert page.get_by_label(BESIDE).count() == 0
    runs = served.client("cora").get("/api/v1/runs").json()["items"]
    (whatif,) = (run["number"] for run in runs if run["kind"] == "whatif")
    page = visit("cora", f"/runs/{whatif}/plan?by=unit&beside=plan")
    assert drawn(page)
    assert page.get_by_label(BESIDE).is_checked()


@pytest.mark.parametrize("address", ["/plan", "/plan/load", "/plan/map", "/plan/lists", "/plan/units/101-1"])
def test_on_a_phone_in_the_dark_nothing_goes_sideways(visit: Visit, address: str) -> None:
    page = visit("anna", address, size=PHONE, dark=True, language="uk-UA")
    page.wait_for_load_state("networkidle")
    assert sideways(page) == 0
    axe(page)


def test_on_a_phone_weeks_have_most_of_the_width_and_names_are_told_whole(visit: Visit) -> None:
    page = visit("cora", "/plan/load", size=PHONE)
    names = page.locator(".heat tbody th")
    assert max(names.evaluate_all("all => all.map(one => one.offsetWidth)")) <= 140
    long = page.locator(".heat tbody th:has(.name)").first
    assert long.get_attribute("title") == long.inner_text()


def test_on_a_phone_a_sign_stands_beside_what_it_means(visit: Visit) -> None:
    page = visit("cora", "/plan?by=unit", size=PHONE)
    drawn(page)
    signs = page.locator(".legend .key")
    assert signs.count() == 3
    apart = signs.evaluate_all(
        "all => all.filter(one => { const words = document.createRange();"
        "words.selectNodeContents(one.parentElement); words.setStartAfter(one);"
        "const [sign, text] = [one.getBoundingClientRect(), words.getBoundingClientRect()];"
        "return text.left < sign.right || text.left - sign.right > 20; }).length"
    )
    assert apart == 0


def test_without_a_script_there_is_the_table(visit: Visit) -> None:
    page = visit("pawel", "/plan", script=False)
    page.locator("tbody a").first.click()
    assert page.get_by_role("heading", name="Why here").count() == 1
    page.locator("article table tbody a").first.click()
    assert page.get_by_role("heading", name="Steps").count() == 1


def test_on_paper_stand_the_marking_and_the_table(visit: Visit) -> None:
    page = visit("cora", "/plan?by=unit")
    drawn(page)
    page.emulate_media(media="print")
    assert page.locator(".marking").first.is_visible()
    assert page.locator("tbody").first.is_visible()
    assert not page.locator(".tl-tools").is_visible()
    assert not page.locator("form.filters").is_visible()
    assert page.locator(".on-paper").is_visible()
    assert not page.locator("a.button").filter(visible=True).count()
    kinds = (
        "['header', 'footer'].map((one) => getComputedStyle(document.querySelector(`body > ${one}`)).display)"
    )
    assert page.evaluate(kinds) == ["table-header-group", "table-footer-group"]  # so they are on each sheet
    over = "[...document.querySelectorAll('.marking')].map((one) => getComputedStyle(one).position)"
    assert page.evaluate(over) == ["static", "static"]  # with room of their own there


def test_on_paper_all_weeks_of_the_load_fit_a_sheet_across(visit: Visit) -> None:
    page = visit("cora", "/plan/load")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).page") == "across"
    page.set_viewport_size({"width": 1032, "height": 700})  # 273 mm: A4 without its margins
    assert sideways(page) == 0
    page.goto(page.url.replace("/load", ""))
    assert page.evaluate("getComputedStyle(document.body).page") == "auto"


def test_on_paper_the_audit_is_not_cut_off(visit: Visit) -> None:
    page = visit("cora", "/runs/audit", size=(1032, 700))
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).page") == "across"
    assert sideways(page) == 0
