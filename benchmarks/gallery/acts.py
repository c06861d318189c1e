"""Pages that only an act leads to: what is refused, what clashes, what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], None]

FAULTY = "demand_id,trainees,colour\nA1,many,red\n,,\n"
"""A table with a column that is none, and a cell that is no number."""
LACKING = "nation_id,name\nPL,Poland\n"
"""A table without most of its rows."""
LARGE = """() => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/comments";
    const field = document.createElement("textarea");
    form.append(Object.assign(field, {name: "said", value: "x".repeat(11 * 2 ** 20)}));
    document.body.append(form);
    form.submit();
}"""
"""A form with more than a request may have."""


def upload(name: str, text: str) -> Act:
    """Upload a file of these rows."""

    def act(page: Page) -> None:
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("input[name=file]").set_input_files(file)  # type: ignore[arg-type]
        _sent(page, "form[action='/tables/upload'] button")

    return act


def _sent(page: Page, button: str) -> None:
    """Send a form, and wait for its answer: a page that is just left may never answer what is asked of it."""
    with page.expect_navigation():
        page.locator(button).first.click()


def accept_both(page: Page) -> None:
    """Accept all that waits: what clashes is asked for."""
    for box in page.locator("input[name=id]").all():
        box.check()
    _sent(page, "form[action='/proposals/accept'] button")


def sign_in_wrongly(page: Page) -> None:
    """A password that is none."""
    page.locator("#name").fill("cora")
    page.locator("#password").fill("none of hers")
    _sent(page, "button.primary")


def open_first_bar(page: Page) -> None:
    """Choose the first bar of the timeline and open it beside."""
    page.get_by_role("application").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator("#panel h2").wait_for()


def too_large(page: Page) -> None:
    """Send more than a request may have."""
    page.evaluate(LARGE)
    page.wait_for_url("**/comments")


def edit_a_cell(page: Page) -> None:
    """Type what is none into the first cell of a grid."""
    page.locator('[row-index="0"] [col-id="trainees"]').click()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    page.wait_for_function("() => performance.getEntriesByName('grid-checked').length > 0")


@dataclass(frozen=True)
class PageByAct:
    """Who does what and where; `needs` is what of `places_of` must be there, blank for nothing."""

    who: str
    path: str
    act: Act
    needs: str = ""


ACTS: Mapping[str, PageByAct] = {
    "upload-refused": PageByAct("cora", "/tables", upload("demand.csv", FAULTY), "site"),
    "upload-lacking": PageByAct("cora", "/tables", upload("nations.csv", LACKING), "site"),
    "clashes": PageByAct("cora", "/proposals", accept_both, "proposal"),
    "sign-in-refused": PageByAct("", "/sign-in", sign_in_wrongly),
    "plan-panel": PageByAct("cora", "/plan?by=unit", open_first_bar, "cohort"),
    "table-typed": PageByAct("cora", "/tables/demand", edit_a_cell, "cohort"),
    "too-large": PageByAct("cora", "/account", too_large),
    "bug": PageByAct("cora", "/a-bug-of-ours", lambda page: None),
}
"""Each by the name of the page that it leads to."""
