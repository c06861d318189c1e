"""Today, People and account, as they are seen and used."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browsing import PHONE, axe, sideways
from tests.support.paged import Served
from tests.support.people import GOOD

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.mark.parametrize("language", ["en-GB", "uk-UA"])
def test_everybody_reads_their_morning(visit: Visit, language: str) -> None:
    for name in ("cora", "pawel", "bella", "adm", "nil"):
        page = visit(name, "/", language=language, dark=name == "pawel")
        axe(page)
        assert sideways(page) == 0
    page = visit("cora", "/", size=PHONE, language=language, dark=True)
    axe(page)
    assert sideways(page) == 0


def test_a_coordinator_sees_the_plan_what_waits_and_what_was_said(visit: Visit, served: Served) -> None:
    page = visit("cora", "/")
    text = page.locator("main").inner_text()
    assert f"The plan of run {served.night} is in force. cora published it" in text
    assert "of 678 trainees have a place" in text
    for name in ("pawel", "anna"):
        assert page.get_by_role("link", name=f"{name}’s proposal").get_attribute("href") == (
            f"/proposals/{served.proposals[name]}"
        )
    assert "@cora please look at this" in text


def test_a_nation_reads_what_it_hosts_and_a_unit_who_is_unmet(visit: Visit) -> None:
    hosts = visit("pawel", "/").locator("main").inner_text()
    assert "trainees come in" in hosts
    assert "Without a place" not in hosts
    assert "anna" not in hosts
    unit = visit("bella", "/")
    assert unit.get_by_role("heading", name="Without a place").count() == 1
    assert "101" not in unit.locator("main").inner_text()


def test_accounts_are_seen_in_both_languages_and_sizes(visit: Visit) -> None:
    for path in ("/people", "/people/cora", "/account"):
        for language, size, dark in (("en-GB", (1440, 900), True), ("uk-UA", PHONE, False)):
            page = visit("adm", path, language=language, size=size, dark=dark)
            axe(page)
            assert sideways(page) == 0
    axe(visit("cora", "/account"))


def test_somebody_is_added_by_keyboard_alone(visit: Visit) -> None:
    page = visit("adm", "/people")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("newcomer")
    page.keyboard.press("Tab")
    page.keyboard.type("reader:all")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="newcomer was added").wait_for()
    axe(page)


def test_what_was_typed_is_there_when_the_page_is_loaded_anew(visit: Visit) -> None:
    page = visit("adm", "/people")
    page.get_by_label("Name", exact=True).fill("half-typed")
    page.reload()
    assert page.get_by_label("Name", exact=True).input_value() == "half-typed"
    page.get_by_text("What you typed before stands here again.").wait_for()


def test_whose_session_has_ended_signs_in_and_finds_what_was_typed(visit: Visit) -> None:
    page = visit("adm", "/people", forgive=("401",))
    page.get_by_label("Name", exact=True).fill("typed-before")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_label("Name").fill("adm")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("What you typed before stands here again.").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "typed-before"


def test_without_a_connection_a_form_waits_and_keeps(visit: Visit) -> None:
    page = visit("adm", "/people", forgive=("ERR_INTERNET_DISCONNECTED",))
    page.get_by_label("Name", exact=True).fill("lost")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_text("There is no connection.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_role("status").filter(has_text="lost was added").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == ""
