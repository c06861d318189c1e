"""Chromium on pages of the service: who looks at what, and what it must never do meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.paged import host_of
from tests.support.processes import PATIENCE
from tests.support.served import SITE
from trainopt.web.asking import COOKIE

axe_api = pytest.importorskip("axe_playwright_python.sync_playwright")

expect.set_options(timeout=PATIENCE * 1000)
WIDE, PHONE = (1440, 900), (390, 844)
"""A planner's screen and a telephone's, in pixels."""


@dataclass
class Visits:
    """All that was opened in a test, and what it complained of."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def visit(
        self,
        path: str,
        *,
        secret: str = "",
        size: tuple[int, int] = WIDE,
        dark: bool = False,
        language: str = "en-GB",
        script: bool = True,
        forgive: tuple[str, ...] = (),
    ) -> Page:
        """A page as somebody sees it; `secret` is that of their session, blank for who has not signed in.

        What the page complains of fails the test, but for what has one of the texts of `forgive` in it.
        """
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        self.contexts.append(context)
        if secret:
            cookie = {"name": COOKIE, "value": secret, "url": SITE}
            context.add_cookies([cookie | {"secure": True, "httpOnly": True}])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda message: self.hear(message.type, message.text, forgive))
        page.on("pageerror", lambda error: self.hear("error", str(error), forgive))
        page.on("request", lambda request: self.hear_request(request.url))
        page.goto(self.address + path)
        return page

    def hear(self, kind: str, text: str, forgive: tuple[str, ...]) -> None:
        """What stands in the console."""
        if kind in ("error", "warning") and not any(one in text for one in forgive):
            self.complaints.append(f"{kind}: {text}")

    def hear_request(self, url: str) -> None:
        """What is asked for must be here."""
        if not url.startswith(("data:", "blob:")) and host_of(url) != host_of(self.address):
            self.complaints.append(f"asked for {url}")

    def end(self) -> None:
        """Close all that was opened; nothing may have been complained of."""
        for context in self.contexts:
            context.close()
        assert self.complaints == []


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def axe(page: Page) -> None:
    """What axe finds by WCAG 2.2 A and AA, and by its best practices, fails the test."""
    found = axe_api.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def sideways(page: Page) -> int:
    """By how many pixels the page as a whole can be moved sideways: 0 is right."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
