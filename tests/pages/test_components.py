"""The page of components is as accessible as what is made of them, and its picture is of now.

To make the picture anew: `KEEP_PICTURES=1 pytest tests/pages/test_components.py`, and look at it.
"""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Browser

from tests.pages.test_pictures import FONT, MOST_DIFFERENT, font_of, in_blocks, part_that_differs
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


def test_the_picture_of_the_components_is_of_now(browser: Browser) -> None:
    kept = COMPONENTS.with_suffix(".png")
    page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme="light")
    page.goto(COMPONENTS.as_uri())
    seen, font = page.screenshot(full_page=True), font_of(page)
    page.close()
    if os.environ.get("KEEP_PICTURES"):
        kept.write_bytes(seen)
    if font != FONT:
        pytest.skip("this machine has another font than the kept picture")
    assert part_that_differs(in_blocks(seen), in_blocks(kept.read_bytes())) <= MOST_DIFFERENT


def test_every_component_that_is_shown_has_its_style() -> None:
    style = ROOT.joinpath("trainopt", "web", "static", "style.css").read_text(encoding="utf-8")
    shown = re.findall(r'class="([^"]+)"', COMPONENTS.read_text(encoding="utf-8"))
    missing = {name for names in shown for name in names.split() if not re.search(rf"\.{name}\b", style)}
    assert missing == set()
