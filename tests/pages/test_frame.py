"""What every page has: navigation, the marking, languages, colours, forms that keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import PHONE, axe, sideways
from tests.support.paged import MARKING, Served

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.mark.parametrize("language", ["en-GB", "uk-UA"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_frame_is_read_by_everybody(visit: Visit, language: str, dark: bool) -> None:
    for path in ("/", "/password"):
        axe(visit("cora", path, language=language, dark=dark))
    axe(visit("", "/sign-in", language=language, dark=dark))


def test_on_a_phone_no_page_goes_sideways(visit: Visit) -> None:
    for language in ("en-GB", "uk-UA"):
        page = visit("cora", "/", size=PHONE, language=language)
        assert sideways(page) == 0
        axe(page)


def test_the_first_key_leads_past_the_navigation(visit: Visit) -> None:
    page = visit("cora", "/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_one_reads_on_in_the_language_that_one_chooses(visit: Visit) -> None:
    page = visit("", "/sign-in?next=/plan")
    page.get_by_role("button", name="Українська").click()
    page.get_by_role("heading", name="Вхід").wait_for()
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.locator("input[name=next][value='/plan']").count() == 1
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_one_signs_in_by_the_labelled_fields(visit: Visit, served: Served) -> None:
    from tests.support.people import GOOD

    page = visit("", "/sign-in")
    page.get_by_label("Name").fill("rita")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Today").wait_for()
    assert page.locator(".marking").first.inner_text() == MARKING
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_what_is_refused_is_not_lost_and_two_clicks_are_one(visit: Visit, served: Served) -> None:
    page = visit("cora", f"/proposals/{served.proposals['pawel']}", forgive=("422",))
    address = page.url
    said, button = (
        page.get_by_label("Comment", exact=True),
        page.get_by_role("button", name="Comment", exact=True),
    )
    said.fill("x" * 20_000)
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("1 to 4,000 characters")
    axe(page)
    expect(said).to_have_value("x" * 20_000)
    assert page.url == address
    page.reload()  # which sends nothing again
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(said).to_have_value("x" * 20_000)
    said.fill("once is enough")
    button.dblclick()
    expect(page.locator(".talk li")).to_have_text(re.compile("once is enough"))
    expect(said).to_have_value("")


def test_no_page_needs_a_script(visit: Visit) -> None:
    page = visit("cora", "/", script=False)
    assert page.get_by_role("heading", level=1).inner_text() == "Today"
