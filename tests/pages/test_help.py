"""Help as it is seen, on a phone and in the dark too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browsing import PHONE, axe, sideways

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.mark.parametrize("path", ["/help", "/help/data-dictionary", "/help/glossary"])
def test_help_is_read_by_everybody(visit: Visit, path: str) -> None:
    for language, size, dark in (("en-GB", PHONE, False), ("uk-UA", (1440, 900), True)):
        page = visit("pawel", path, language=language, size=size, dark=dark)
        axe(page)
        assert sideways(page) == 0


def test_on_a_phone_a_meaning_takes_no_line_for_each_word(visit: Visit) -> None:
    page = visit("pawel", "/help/data-dictionary", size=PHONE)
    meanings = page.locator("table:has(thead th:nth-child(4)) tbody td:nth-child(2)")
    widths = meanings.evaluate_all("all => all.map(one => one.clientWidth)")
    assert len(widths) > 50
    assert min(widths) >= 200


def test_a_column_is_found_from_any_page(visit: Visit) -> None:
    page = visit("pawel", "/")
    page.get_by_role("link", name="Help").click()
    page.get_by_role("link", name="Tables of the data").click()
    page.get_by_role("heading", name="capacity.csv").wait_for()
