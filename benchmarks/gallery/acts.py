"""Pages that only an act leads to: what is refused, what clashes, what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

Act = Callable[[Page], None]

FAULTY = "demand_id,trainees,colour\nA1,many,red\n,,\n"
"""A table with a column that is none, and a cell that is no number."""
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
        page.locator("form[action='/tables/upload'] button").click()

    return act


def accept_both(page: Page) -> None:
    """Accept all that waits: what clashes is asked for."""
    for box in page.locator("input[name=id]").all():
        box.check()
    page.locator("form[action='/proposals/accept'] button").first.click()


def sign_in_wrongly(page: Page) -> None:
    """A password that is none."""
    page.locator("#name").fill("cora")
    page.locator("#password").fill("none of hers")
    page.locator("button.primary").click()


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


ACTS: Mapping[str, tuple[str, str, Act]] = {
    "upload-refused": (
        "cora",
        "/tables",
        upload("demand.csv", FAULTY),
    ),
    "upload-lacking": ("cora", "/tables", upload("nations.csv", "nation_id,name\nPL,Poland\n")),
    "clashes": ("cora", "/proposals", accept_both),
    "sign-in-refused": ("", "/sign-in", sign_in_wrongly),
    "plan-panel": ("cora", "/plan?by=unit", open_first_bar),
    "table-typed": ("cora", "/tables/demand", edit_a_cell),
    "too-large": ("cora", "/account", too_large),
    "bug": ("cora", "/a-bug-of-ours", lambda page: None),
}
"""Who does what and where, by the name of the page that it leads to."""
