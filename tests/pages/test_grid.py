"""The grid in a browser: paste, fill, undo, faults in cells, lost connections, the keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import PHONE, axe, sideways
from tests.support.paged import Served, who
from trainopt.service.drafts import begin_draft
from trainopt.web.pages.tables import PAGE_ROWS

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
OFFLINE = "ERR_INTERNET_DISCONNECTED"


def opened(visit: Visit, name: str, path: str, **how: Any) -> Page:
    """The page of a table, with its grid."""
    page = visit(name, path, **how)
    page.locator("html[data-grid]").wait_for(state="attached")
    return page


def cell(page: Page, row: int, column: str) -> Any:
    """A cell by the number of its row, from 0, and its column."""
    return page.locator(f'.ag-center-cols-container [row-index="{row}"] [col-id="{column}"]')


def saved(page: Page, draft: int | None = None) -> dict[str, Any]:
    """The draft, once all that was typed is in it."""
    page.locator(".grid-standing").filter(has_text="Saved").wait_for()
    number = page.url.partition("draft=")[2].partition("&")[0]
    address = f"/api/v1/drafts/{number}"
    found: dict[str, Any] = page.evaluate("address => fetch(address).then(one => one.json())", address)
    assert draft in (None, found["id"])
    return found


def types(page: Page, text: str, *keys: str) -> Callable[[], None]:
    """Type a text and press keys."""

    def step() -> None:
        page.keyboard.type(text)
        for key in keys:
            page.keyboard.press(key)

    return step


def does(page: Page, step: Callable[[], object]) -> dict[str, Any]:
    """Do something that is saved, and wait until it is."""
    before = len(marks(page))
    step()
    page.wait_for_function("seen => performance.getEntriesByName('grid-checked').length > seen", arg=before)
    return saved(page)


def marks(page: Page) -> list[float]:
    """When something was saved, since the page was opened."""
    times: list[float] = page.evaluate(
        "performance.getEntriesByName('grid-checked').map(one => one.startTime)"
    )
    return times


def paste(page: Page, text: str) -> None:
    """Paste a text as a browser does it."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_block_is_pasted_and_copied_again_as_it_was(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/nations")
    cell(page, 0, "name").click()
    draft = does(page, lambda: paste(page, '"Germany, ""north"""\t1 000\r\nPoland\t900\r\n'))
    sets = [change["set"] for change in draft["changes"]]
    assert sets[0] == {"name": 'Germany, "north"', "max_trainees": "1000"}
    assert sets[1]["max_trainees"] == "900"
    page.keyboard.down("Shift")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.up("Shift")
    copied = page.evaluate(
        """() => {
            const data = new DataTransfer();
            const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
            return data.getData("text/plain");
        }"""
    )
    assert copied.startswith('"Germany, ""north"""\t1000\r\n')


def test_a_fault_stands_in_its_cell_with_the_words_of_the_service(visit: Visit) -> None:
    page = opened(visit, "pawel", "/tables/sites")
    cell(page, 0, "beds").click()
    draft = does(page, types(page, "many", "Enter"))
    (fault,) = draft["faults"]
    faulty = page.locator(".is-faulty")
    assert fault["message"] in faulty.inner_text() or fault["message"] in (faulty.text_content() or "")
    assert faulty.locator("[title]").get_attribute("title") == fault["message"]
    assert page.locator(".faults summary").inner_text() == "One fault"
    axe(page)
    mended = does(page, lambda: page.keyboard.press("Control+z"))
    assert (mended["faults"], mended["changes"]) == ([], [])
    assert page.locator(".is-faulty").count() == 0


def test_a_fault_of_a_draft_leads_to_its_cell(visit: Visit, served: Served) -> None:
    change = {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": "many"}}
    number = begin_draft(served.store, who("pawel"), "not right yet", [change]).number
    page = visit("pawel", f"/drafts/{number}")
    page.locator(".notice.bad li a").click()
    page.wait_for_function("() => document.activeElement.getAttribute('col-id') === 'beds'")
    assert page.evaluate("document.activeElement.textContent").startswith("many")
    assert "must be a whole number" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("at", "said"),
    [("&f.site_id==PL-01#at-3-", "the filter does not show it"), ("#at-99-", "is no longer there")],
)
def test_a_cell_that_an_address_names_and_is_not_shown(
    visit: Visit, served: Served, at: str, said: str
) -> None:
    change = {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": "few"}}
    number = begin_draft(served.store, who("pawel"), "not right either", [change]).number
    text = served.client("pawel").get(f"/drafts/{number}").text
    link = re.search(r"/tables/sites\?draft=\d+#at-3-beds", text)
    assert link
    page = visit("pawel", link[0].replace("#at-3-", at))
    expect(page.locator(".grid-note")).to_contain_text(said)


def test_by_the_keyboard_alone(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand")
    page.locator(".grid-tools [data-do=undo], .grid-tools [data-do=fill]").last.focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.grid-host') !== null"):
            break
    page.keyboard.press("ArrowDown")
    while page.evaluate("document.activeElement.getAttribute('col-id')") != "trainees":
        page.keyboard.press("ArrowRight")
    typed = does(page, types(page, "77", "Enter"))
    assert typed["changes"][0]["set"] == {"trainees": "77"}
    page.keyboard.press("ArrowUp")
    page.keyboard.down("Shift")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.up("Shift")
    filled = does(page, lambda: page.keyboard.press("Control+d"))
    assert [change["set"] for change in filled["changes"]] == [{"trainees": "77"}] * 3
    note = page.locator(".grid-note")
    expect(note).to_have_text("Done: cells were filled down")
    does(page, lambda: page.keyboard.press("Control+z"))
    expect(note).to_have_text("Undone: cells were filled down")
    again = does(page, lambda: page.keyboard.press("Control+y"))
    assert again["changes"] == filled["changes"]
    blank = does(page, lambda: page.keyboard.press("Delete"))
    assert len(blank["faults"]) == 3
    does(page, lambda: page.keyboard.press("Control+z"))
    page.keyboard.press("Control+Insert")
    expect(note).to_have_text("Done: a row was added")
    added = does(page, types(page, "NEW", "Enter"))
    assert added["changes"][-1] == {"table": "demand", "insert": {"demand_id": "NEW"}}
    page.keyboard.press("Control+f")
    page.keyboard.type("new")
    page.keyboard.press("Enter")
    page.locator('.ag-cell-focus[col-id="demand_id"]').filter(has_text="NEW").wait_for()
    page.keyboard.press("Escape")


def test_many_are_set_at_once_and_undone_from_another_table(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand?f.demand_id=A")
    cell(page, 0, "trainees").click()
    page.keyboard.press("Control+Enter")
    page.locator("#set-rows").select_option("shown")
    page.locator("#set-column").select_option("priority")
    page.locator("#set-text").fill("5")
    draft = does(page, lambda: page.locator("dialog .primary").click())
    assert {change["where"]["demand_id"][0] for change in draft["changes"]} == {"A"}
    assert all(change["set"] == {"priority": "5"} for change in draft["changes"])
    expect(page.locator(".grid-note")).to_have_text(f"Done: priority was set in {len(draft['changes'])} rows")
    page.locator(".all-tables").get_by_text("sites", exact=True).click()
    page.locator("html[data-grid]").wait_for(state="attached")
    undone = does(page, lambda: page.locator("[data-do=undo]").click())
    assert (undone["id"], undone["changes"]) == (draft["id"], [])


def test_what_is_typed_without_a_connection_is_kept_and_sent(visit: Visit, served: Served) -> None:
    page = opened(visit, "pawel", "/tables/sites", forgive=(OFFLINE,))
    cell(page, 0, "beds").click()
    page.context.set_offline(True)
    page.keyboard.type("131")
    page.keyboard.press("Enter")
    page.locator('.grid-standing[data-is="waiting"]').wait_for()
    context = page.context
    again = context.new_page()
    page.close()
    context.set_offline(False)
    again.goto(f"{served.address}/tables/sites")
    again.locator("html[data-grid]").wait_for(state="attached")
    assert saved(again)["changes"] == [
        {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": "131"}}
    ]


def test_what_may_not_be_changed_says_so(visit: Visit) -> None:
    page = opened(visit, "pawel", "/tables/courses")
    cell(page, 0, "name").click()
    page.keyboard.type("x")
    page.locator(".grid-note").filter(has_text="may not change it").wait_for()
    assert page.locator(".ag-cell-inline-editing").count() == 0
    assert page.locator("[data-do=fill]").count() == 0


def test_two_on_one_draft_lose_nothing(visit: Visit, served: Served) -> None:
    page = opened(visit, "pawel", f"/tables/sites?draft={served.drafts['pawel']}", forgive=("412",))
    client = served.client("pawel")
    address = f"/api/v1/drafts/{served.drafts['pawel']}"
    now = client.get(address)
    changes = [
        *now.json()["changes"],
        {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"name": "Theirs"}},
    ]
    seen = {"if-match": now.headers["etag"], "content-type": "application/json"}
    assert client.patch(address, content=json.dumps({"changes": changes}), headers=seen).status_code == 200
    cell(page, 0, "beds").click()
    draft = does(page, types(page, "90", "Enter"))
    by_row = {change["where"]["site_id"]: change["set"] for change in draft["changes"]}
    assert by_row == {"PL-01": {"name": "Theirs", "beds": "90"}, "PL-02": {"beds": "140"}}


@pytest.mark.parametrize("how", [{"dark": True, "language": "uk-UA"}, {"size": PHONE}, {"script": False}])
def test_the_pages_can_be_read_by_everybody(visit: Visit, served: Served, how: dict[str, Any]) -> None:
    script = bool(how.get("script", True))
    for path in ("/tables", "/tables/capacity", f"/drafts/{served.drafts['pawel']}", "/drafts"):
        page = visit("pawel", path, **how)
        if path == "/tables/capacity" and script:
            page.locator("html[data-grid]").wait_for(state="attached")
        if how.get("language") == "uk-UA" and path == "/tables/capacity":
            said = page.locator(".ag-cell input[type=checkbox]").first.get_attribute("aria-label") or ""
            assert said.startswith("Пробіл")
        if script:
            axe(page)
            assert sideways(page) == 0
        else:
            rows = page.locator(".plain-table tbody tr").count()
            assert path != "/tables/capacity" or 0 < rows <= PAGE_ROWS


@pytest.mark.parametrize(("how", "kept"), [({}, "#"), ({"size": PHONE}, "demand_id")])
def test_what_row_it_is_stays_in_view(visit: Visit, how: dict[str, Any], kept: str) -> None:
    page = opened(visit, "paul", "/tables/demand", **how)
    cell(page, 0, "trainees").click()
    pinned = page.locator('.ag-pinned-left-cols-container [row-index="0"] [col-id]')
    assert pinned.evaluate_all("all => all.map(one => one.getAttribute('col-id'))")[1:] == [kept]
    box, chosen = pinned.last.bounding_box(), cell(page, 0, "trainees").bounding_box()
    assert box
    assert chosen
    assert 0 < box["x"] + box["width"] <= chosen["x"] + 1


def test_escape_leads_out_of_the_grid_and_to_the_top(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand")
    where = (
        "document.activeElement.closest('#content > *, .grid-tools, .grid-told, .grid-host, main').className"
    )
    cell(page, 0, "trainees").click()
    page.keyboard.type("5")
    page.keyboard.press("Escape")  # which gives up editing, and no more
    assert "grid-host" in page.evaluate(where)
    page.keyboard.press("Escape")
    assert page.evaluate(where) == "grid-tools"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.do") == "about"
    cell(page, 0, "trainees").click()
    does(page, types(page, "78", "Enter"))
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").startswith("To the draft")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_focus_goes_back_to_what_opened_and_what_changes_is_told_once(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand")
    focus, panel, about = page.locator(":focus"), page.locator(".row-panel"), page.locator("[data-do=about]")
    about.focus()
    about.press("Enter")
    expect(panel).to_be_focused()
    expect(about).to_have_attribute("aria-expanded", "true")
    panel.locator("textarea").fill("Their bus is late.")
    panel.get_by_role("button", name="Leave it").press("Enter")
    expect(focus).to_contain_text("Their bus is late.")  # what came
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(about).to_be_focused()
    expect(about).to_have_attribute("aria-expanded", "false")
    cell(page, 0, "trainees").click()
    page.keyboard.press("Control+Enter")
    page.locator("#set-column").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".ag-cell-focus:focus")).to_have_attribute("col-id", "trainees")

    page.locator("details:has(#filters) > summary").click()
    page.locator("[id='f-demand_id']").fill("=A1")
    expect(page.locator(".grid-note")).to_have_text(re.compile(r"^1 of \d+ rows are shown\.$"))
    page.get_by_label("Name of this view").fill("mine")
    page.get_by_role("button", name="Keep this view").press("Enter")
    expect(focus).to_have_text("mine")
    page.get_by_role("button", name="Forget the view mine").press("Enter")
    expect(focus).to_have_text("Keep this view")

    told = page.locator(".grid-page > [role=status]").first
    page.evaluate(
        "one => { window.told = []; new MutationObserver(() => told.push(one.textContent))"
        ".observe(one, {childList: true}); }",
        told.element_handle(),
    )
    cell(page, 0, "trainees").click()
    does(page, types(page, "71", "Enter"))
    expect(told).to_have_text("Saved in the draft.")
    does(page, types(page, "72", "Enter"))  # the same, which is told by nobody
    does(page, types(page, "many", "Enter"))
    expect(told).to_contain_text("with one fault. trainees: ")
    assert len(page.evaluate("window.told")) == 2
    faulty = "one => getComputedStyle(one).textDecorationStyle"
    assert cell(page, 0, "trainees").evaluate(faulty) == "solid"
    page.emulate_media(forced_colors="active")
    assert cell(page, 0, "trainees").evaluate(faulty) == "wavy"


def test_the_way_to_the_draft_stands_once(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand")
    ways = page.locator("a[data-with-draft=page]:visible")
    assert ways.count() == 0
    cell(page, 0, "trainees").click()
    does(page, types(page, "78", "Enter"))
    assert ways.all_text_contents() == ["To the draft: changes, faults, submit"]
    page.reload()
    cell(page, 0, "trainees").click()
    assert ways.all_text_contents() == ["Draft “Changes to demand”: changes, faults, submit"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == ways.text_content()


def test_one_goes_on_in_the_cell_that_was_found(visit: Visit) -> None:
    page = opened(visit, "paul", "/tables/demand")
    page.get_by_label("Find", exact=True).focus()
    page.keyboard.type("202-M")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    found = page.locator(".ag-cell-focus:focus")
    expect(found).to_have_text("202-M")
    page.keyboard.press("Control+i")
    expect(page.locator(".row-panel")).to_contain_text("Nothing has changed")
    assert page.evaluate("document.activeElement.className") == "row-panel"
    page.keyboard.press("Escape")
    expect(found).to_have_text("202-M")
