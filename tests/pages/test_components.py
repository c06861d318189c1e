"""The page of components is as accessible as what is made of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.support.browsing import PHONE, WIDE, axe, sideways
from tests.support.root import ROOT

pytestmark = pytest.mark.slow

COMPONENTS = ROOT / "docs" / "components.html"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_components_are_read_by_everybody(browser: Browser, dark: bool) -> None:
    for wide, high in (WIDE, PHONE):
        page = browser.new_page(
            viewport={"width": wide, "height": high}, color_scheme="dark" if dark else "light"
        )
        page.goto(COMPONENTS.as_uri())
        axe(page)
        assert sideways(page) == 0
        page.close()


def test_every_component_that_is_shown_has_its_style() -> None:
    style = ROOT.joinpath("trainopt", "web", "static", "style.css").read_text(encoding="utf-8")
    shown = re.findall(r'class="([^"]+)"', COMPONENTS.read_text(encoding="utf-8"))
    missing = {name for names in shown for name in names.split() if not re.search(rf"\.{name}\b", style)}
    assert missing == set()
