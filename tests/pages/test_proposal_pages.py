"""Proposals, versions, notices and What happened in a browser: a conflict chosen, a connection cut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.support.browsing import PHONE, WIDE, axe, sideways
from tests.support.paged import Served, who
from tests.support.people import GOOD
from trainopt.service import drafts, proposals
from trainopt.service.proposals import accept_proposals, submit_draft

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
CUT = ("ERR_INTERNET_DISCONNECTED",)
"""What a browser says in its console where there is no connection."""


@pytest.fixture(scope="module")
def clashing(served: Served) -> Served:
    """The coordinator has changed the cell of pawel's proposal, and moved `as_of`: classes have begun."""
    changes = [
        {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": 150}},
        {"table": "plan", "set": {"as_of": "2027-03-01"}},
    ]
    draft = drafts.begin_draft(served.store, who("cora"), "tents", changes)
    number = submit_draft(served.store, who("cora"), draft.number, "tents came").number
    accept_proposals(served.store, who("cora"), [number])
    return served


def test_forms_beside_each_other_begin_on_one_line(visit: Visit, served: Served) -> None:
    page = visit("cora", f"/proposals/{served.proposals['anna']}")
    boxes = [
        page.get_by_label(name).bounding_box() for name in ("What is to be changed", "Why it is rejected")
    ]
    first, second = (box["y"] for box in boxes if box is not None)
    assert first == second


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("cora", "/proposals"),
        ("pawel", "/proposals?show=decided"),
        ("cora", "/proposals/{pawel}"),
        ("pawel", "/proposals/{pawel}"),
        ("cora", "/versions"),
        ("cora", "/versions/1"),
        ("anna", "/versions/2"),
        ("cora", "/history?table=sites&key=PL-02"),
        ("cora", "/notices"),
        ("pawel", "/happened"),
        ("rita", "/happened?show=all"),
    ],
)
def test_each_page_is_sound_wide_and_on_a_phone(clashing: Served, visit: Visit, name: str, path: str) -> None:
    path = path.format(**clashing.proposals)
    for size, dark, language in ((WIDE, False, "en-GB"), (PHONE, True, "uk-UA")):
        page = visit(name, path, size=size, dark=dark, language=language)
        expect(page.locator("h1")).to_have_count(1)
        assert sideways(page) == 0
        axe(page)


def test_on_a_phone_how_many_and_what_became_of_them_stand_in_one_line(
    clashing: Served, visit: Visit
) -> None:
    cohort = visit("pawel", "/happened", size=PHONE).locator("form[data-class] li").first
    boxes = [cohort.locator(one).bounding_box() for one in (".who", "input[type=number]", "select")]
    who, came, became = (box for box in boxes if box)
    assert who["y"] + who["height"] <= came["y"]
    assert abs(came["y"] + came["height"] - became["y"] - became["height"]) < 2
    assert came["x"] + came["width"] < became["x"]


def test_a_host_enters_a_class_on_a_phone_while_the_connection_is_cut(clashing: Served, visit: Visit) -> None:
    page = visit("pawel", "/happened", size=PHONE, forgive=CUT)
    form = page.locator("form[data-class]").first
    came = form.get_by_label("Came, or are left").first
    came.fill("9")
    page.context.set_offline(True)
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text("kept on this device")
    expect(page.locator(".waiting")).to_contain_text("One entry waits")
    came.fill("8")
    form.get_by_role("button").click()
    expect(page.locator(".waiting")).to_contain_text("One entry waits")
    assert own_entries(clashing) == []
    page.context.set_offline(False)
    expect(form.get_by_role("status")).to_contain_text("Entered, in draft")
    expect(form.get_by_role("status").get_by_role("link")).to_have_attribute(
        "href", re.compile("/drafts/[0-9]+")
    )
    expect(page.locator(".waiting")).to_have_text("All entries were sent.")
    axe(page)
    assert "8" in own_entries(clashing)
    page.reload()
    expect(page.locator("#draft")).to_contain_text("Draft")
    page.locator("#draft").get_by_role("button").click()
    expect(page.locator("h1")).to_contain_text("What happened")


@pytest.mark.parametrize("connected", [True, False], ids=["connected", "cut off"])
def test_the_first_entry_is_followed_by_a_second_and_submitted_without_loading_the_page(
    clashing: Served, visit: Visit, connected: bool
) -> None:
    page = visit("dora", "/happened?show=all", size=PHONE, forgive=CUT)
    draft, forms = page.locator("#draft"), page.locator("form[data-class]")
    expect(draft.get_by_role("button")).to_have_count(0)
    page.evaluate("document.body.dataset.stays = 'yes'")
    classes = []
    for place in range(2):
        form = forms.nth(place)
        classes.append(form.get_attribute("data-class"))
        page.context.set_offline(not connected)
        form.get_by_label("Came, or are left").first.fill(str(3 + place))
        form.get_by_role("button").click()
        if not connected:
            expect(form.get_by_role("status")).to_contain_text("kept on this device")
            page.context.set_offline(False)
        expect(form.get_by_role("status")).to_contain_text("Entered, in draft")
        expect(page.locator(f"[data-said-of='{classes[-1]}']")).to_have_text("in your draft")
        expect(draft.get_by_role("button")).to_have_count(1)
    axe(page)
    assert page.locator("body").get_attribute("data-stays") == "yes"
    draft.get_by_label("Remark for whoever decides").fill("seen by the host")
    draft.get_by_role("button").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    number = page.url.rpartition("/")[2]
    edits = clashing.client("dora").get(f"/api/v1/proposals/{number}").json()["edits"]
    told = {edit["after"]["trainees"] for edit in edits}
    assert {"3", "4"} <= told


def test_what_a_host_typed_outlives_the_page_until_they_sign_out(clashing: Served, visit: Visit) -> None:
    page = visit("pawel", "/happened", size=PHONE)
    came = page.locator("form[data-class]").first.get_by_label("Came, or are left").first
    before = came.input_value()
    came.fill("7")
    page.reload()
    expect(came).to_have_value("7")
    expect(page.locator("form[data-class]").first.get_by_role("status")).to_contain_text("stands here again")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    again = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "7" not in again
    page.get_by_label("Name").fill("pawel")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{clashing.address}/happened")
    expect(came).to_have_value(before)


def test_what_happened_opens_without_a_connection_until_one_signs_out(clashing: Served, visit: Visit) -> None:
    page = visit("pawel", "/happened", size=PHONE, forgive=(*CUT, "ERR_FAILED"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto(f"{clashing.address}/happened")
    expect(page.get_by_role("status").first).to_contain_text("This page is as it was at")
    axe(page)
    form = page.locator("form[data-class]").first
    form.get_by_label("Came, or are left").first.fill("6")
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text("kept on this device")
    page.goto(f"{clashing.address}/happened?site=PL-01")
    expect(
        page.get_by_text("This is the view that was kept, not the one that was asked for.")
    ).to_be_visible()
    with pytest.raises(Error):
        page.goto(f"{clashing.address}/plan")  # it answers for the one page
    page.context.set_offline(False)
    page.goto(f"{clashing.address}/happened")
    expect(page.locator(".waiting")).to_have_text("All entries were sent.")
    assert "6" in own_entries(clashing)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.wait_for_function("caches.keys().then((kept) => kept.length === 0)")
    page.context.set_offline(True)
    with pytest.raises(Error):
        page.goto(f"{clashing.address}/happened")


def own_entries(served: Served) -> list[str]:
    """How many are left of each cohort, by pawel's draft of what happened."""
    found = served.client("pawel").get("/api/v1/drafts").json()["items"]
    changes = [change for draft in found for change in draft["changes"] if change["table"] == "actuals"]
    return [change["insert"]["trainees"] for change in changes]


def test_a_conflict_is_chosen_and_accepted_with_the_keyboard(clashing: Served, visit: Visit) -> None:
    number = clashing.proposals["pawel"]
    page = visit("cora", f"/proposals/{number}")
    expect(page.get_by_text("Stands there now: 150")).to_be_visible()
    page.get_by_label("Another value for sites PL-02").fill("145")
    page.get_by_role("radio", name="Another value:").press(" ")
    page.get_by_role("button", name="Accept with these choices").press("Enter")
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    expect(page.locator("ins")).to_have_text("145")
    told = visit("pawel", "/notices")
    told.get_by_role("link", name=f"Proposal {number}").click()
    expect(told.locator("h1 .badge")).to_have_text("accepted")


def test_without_script_everything_goes_too(clashing: Served, visit: Visit) -> None:
    draft = drafts.begin_draft(
        clashing.store,
        who("pawel"),
        "fewer",
        [{"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": 90}}],
    )
    number = proposals.submit_draft(clashing.store, who("pawel"), draft.number).number
    page = visit("cora", f"/proposals/{number}", script=False)
    page.get_by_label("Comment", exact=True).fill("why fewer, @pawel?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".talk")).to_contain_text("why fewer")
    page.get_by_role("button", name="Plan it as a what-if").click()
    expect(page.locator("#effect")).to_contain_text("waits for its turn")
    page.get_by_label("Why it is rejected").fill("no")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("h1 .badge")).to_have_text("rejected")
    entering = visit("anna", "/happened", size=PHONE, script=False)
    entering.locator("form[data-class]").first.get_by_role("button").click()
    expect(entering.locator("#draft")).to_contain_text("Draft")
