"""What a person does to a page, in words that a mouse and a keyboard share.

A keyboard presses keys and nothing else: what it does not reach by few of them, a person would not find.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

import pytest
from playwright.sync_api import Locator, Page, expect

REACH = 30
"""So many keys a person presses at most to get to something on a page."""

# The key that leads on: out of a grid, past what a link skips, in choices and toolbars by arrows, else Tab.
WAY = """one => {
  const at = document.activeElement;
  if (at === one) return "";
  const grid = at.closest(".grid-page");
  const isAbove = at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
  if (at.closest(".grid-host") && !one.closest(".grid-host")) return "Escape";
  if (grid && grid !== at && at.id !== "grid-find" && isAbove && !grid.contains(one)) return "Escape";
  const skips = [...document.querySelectorAll("a.skip")];
  const past = skips.filter((skip) => document.querySelector(skip.hash)?.contains(one)).pop();
  if (at === past) return "Enter";
  if (at.type === "radio" && one.type === "radio" && at.name === one.name) return "ArrowDown";
  const bar = one.closest("[role=toolbar]");
  if (bar?.contains(at) && at.matches("button") && one.matches("button")) return "ArrowRight";
  return at !== document.body && isAbove ? "Shift+Tab" : "Tab";
}"""
IN_GRID = "document.activeElement.closest('.grid-host') !== null"
IN_CELL = "document.activeElement.getAttribute('col-id') ?? ''"


class Hand(ABC):
    """Somebody's hand on a page of the service."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def press(self, target: Locator) -> None:
        """Press a button, or follow a link."""

    @abstractmethod
    def write(self, label: str, text: str) -> None:
        """Write into the field of this label, in place of what stands there."""

    @abstractmethod
    def tick(self, target: Locator) -> None:
        """Tick a box, or choose one of several."""

    @abstractmethod
    def pick(self, name: str, option: str) -> None:
        """Pick an option of a list."""

    @abstractmethod
    def go_to_cell(self, row: str, column: str) -> None:
        """Go to the cell of the first row that has a text."""

    @abstractmethod
    def add_row(self) -> None:
        """Add a row behind the one that one is in, and be in its first cell."""

    # What both do alike

    def button(self, name: str) -> None:
        """Press a button by its name."""
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Follow the link of this name in what the page is about."""
        self.press(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def go(self, name: str) -> None:
        """Go to a page by the navigation."""
        pages = self.page.get_by_role("navigation", name="Pages")
        self.press(pages.get_by_role("link", name=name, exact=True))
        self.reads(name)

    def reads(self, heading: str) -> None:
        """Be on the page of this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def arrives(self, part: str) -> None:
        """Be at an address that has this in it."""
        expect(self.page).to_have_url(re.compile(re.escape(part)))

    def sees(self, text: str) -> None:
        """See a text in what the page is about."""
        expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()

    def opens_table(self, name: str) -> None:
        """Follow the link to a table, and wait for its grid."""
        self.follow(name)
        self.reads(name)
        self.page.locator("html[data-grid]").wait_for(state="attached")

    def types(self, *texts: str) -> None:
        """Type into the cell in focus, and into those beside it."""
        for place, text in enumerate(texts):
            if place:
                self.page.keyboard.press("Tab")
                self.page.locator(".cell-field input:focus").wait_for()
            self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def pastes(self, text: str) -> None:
        """Paste what was copied in another program."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")

    def has_saved(self) -> None:
        """Wait until all that was typed is in the draft, without a fault."""
        expect(self.page.locator(".grid-standing")).to_have_text("Saved in the draft.")


class Mouse(Hand):
    """A hand that points; only what must be typed is typed."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def tick(self, target: Locator) -> None:
        target.check()

    def pick(self, name: str, option: str) -> None:
        self.page.get_by_role("combobox", name=name, exact=True).select_option(label=option)

    def go_to_cell(self, row: str, column: str) -> None:
        """Of a narrow grid the key stands in a part of its own, in a row with the same index."""
        index = self.page.locator(".ag-row").filter(has_text=row).first.get_attribute("row-index")
        self.page.locator(f'[row-index="{index}"] [col-id="{column}"]').click()

    def add_row(self) -> None:
        self.button("Add a row")
        self.page.locator(".is-added .ag-cell-focus").wait_for()


class Keyboard(Hand):
    """A hand that has no mouse."""

    def reach(self, target: Locator) -> None:
        """Go to something by keys."""
        expect(target).to_be_visible()
        for _ in range(REACH):
            key = target.evaluate(WAY)
            if not key:
                return
            self.page.keyboard.press(key)
        pytest.fail(f"{target} is not reached by {REACH} keys on {self.page.url}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, target: Locator) -> None:
        self.reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def pick(self, name: str, option: str) -> None:
        target = self.page.get_by_role("combobox", name=name, exact=True)
        self.reach(target)
        options = target.locator("option").all_inner_texts()
        now = options.index(target.locator("option:checked").inner_text())
        steps = options.index(option) - now
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(target.locator("option:checked")).to_have_text(option)

    def go_to_cell(self, row: str, column: str) -> None:
        finder = self.page.get_by_label("Find", exact=True)
        if self.page.evaluate(IN_GRID):
            self.page.keyboard.press("Control+f")
        self.reach(finder)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(row)
        self.page.keyboard.press("Enter")
        self.page.locator(".ag-cell-focus").filter(has_text=row).wait_for()
        self.reach(finder)
        self.page.keyboard.press("Escape")
        self.page.wait_for_function(IN_CELL)
        for _ in range(REACH):
            if self.page.evaluate(IN_CELL) == column:
                return
            self.page.keyboard.press("ArrowRight")
        pytest.fail(f"no {column} on the right of {row}")

    def add_row(self) -> None:
        self.page.keyboard.press("Control+Insert")
        self.page.locator(".is-added .ag-cell-focus:focus").wait_for()
