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


def test_a_column_is_found_from_any_page(visit: Visit) -> None:
    page = visit("pawel", "/")
    page.get_by_role("link", name="Help").click()
    page.get_by_role("link", name="Tables of the data").click()
    page.get_by_role("heading", name="capacity.csv").wait_for()
