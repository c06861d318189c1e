"""The one page of a draft: what it changes, what its runs came to, planning and submitting."""

from __future__ import annotations

import pytest

from tests.pages.test_run_pages import shown
from tests.pages.test_whatif_pages import ideas, led_to
from tests.support.paged import Served, who
from trainopt.service.drafts import show_draft
from trainopt.service.queueing import RunState
from trainopt.service.taking import finish, take_next

pytestmark = pytest.mark.usefixtures("nothing_goes_on")


def finished(served: Served, run: int) -> None:
    """Take runs until this one was taken, and end it."""
    while True:
        with served.store.begin() as connection:
            taken = take_next(connection, "w")
            assert taken is not None
            finish(connection, taken.number, "w", RunState.DONE, {})
        if taken.number == run:
            return


def test_it_says_what_is_changed_and_what_came_of_it_and_is_planned_and_submitted_there(
    served: Served,
) -> None:
    (number,) = ideas(served, "pawel", 180)
    pawel = served.client("pawel")
    assert pawel.get(f"/what-ifs/{number}").headers["location"] == f"/drafts/{number}"
    said = shown(pawel, f"/drafts/{number}")
    order = [
        "It was not planned yet",
        "Plan it as a what-if",
        "One row is changed",
        "Submit as a proposal",
    ]
    assert [said.index(part) for part in order] == sorted(said.index(part) for part in order)
    sent = {"draft": number, "time_limit": "7s"}
    run = led_to(pawel.post("/what-ifs/plan", data=sent))
    going = '<div id="results-now" data-island="refresh" data-going-on>'
    page = pawel.get(f"/drafts/{number}").text
    assert going in page
    assert f'<a href="/runs/{run}">' in page
    finished(served, run)
    assert going not in pawel.get(f"/drafts/{number}").text


def test_it_is_planned_as_long_as_it_is_open_or_submitted(served: Served) -> None:
    pawel, offered = served.client("pawel"), "Plan it as a what-if"
    submitted, withdrawn = ideas(served, "pawel", 185, 186)
    for number in (submitted, withdrawn):
        assert offered in shown(pawel, f"/drafts/{number}")
    led_to(pawel.post(f"/drafts/{submitted}/submit", data={"reason": "a new hall"}))
    assert offered in shown(pawel, f"/drafts/{submitted}")
    pawel.post(f"/drafts/{withdrawn}/withdraw")
    said = shown(pawel, f"/drafts/{withdrawn}")
    assert ("withdrawn" in said, offered in said) == (True, False)


def test_a_draft_is_submitted_with_a_reason(served: Served) -> None:
    (number,) = ideas(served, "pawel", 230)
    pawel = served.client("pawel")
    refused = served.client("cora").post(f"/drafts/{number}/submit", data={"reason": "x"})
    assert refused.status_code == 403
    assert led_to(pawel.post(f"/drafts/{number}/submit", data={"reason": "a new hall"}))
    assert show_draft(served.store, who("pawel"), number).status == "submitted"
    assert pawel.post(f"/drafts/{number}/submit", data={"reason": "again"}).status_code == 422
