"""Runs and what-ifs in a browser: from a cell to a plan in force, watched as it goes; without script, too."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from tests.pages.test_run_pages import hold_back
from tests.support.browsing import PHONE, axe, sideways
from tests.support.paged import Served, who
from tests.support.people import GOOD
from trainopt.runs.store.service_schema import sessions
from trainopt.service.queueing import RunKind, add_event, ask_for_run, cancel_run
from trainopt.service.taking import take_next
from trainopt.service.wishes import DataCell, sweep
from trainopt.service.working import work
from trainopt.web import streams

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_goes_on")]

Visit = Callable[..., Page]
CELL = "table=sites&key=PL-02&column=beds"


@contextmanager
def worker(served: Served) -> Iterator[None]:
    """A worker in this process for a while."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(served.store,), kwargs={"stop": stop})
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_from_a_cell_to_the_plan_in_force(visit: Visit, served: Served) -> None:
    page = visit("cora", f"/what-ifs/new?{CELL}")
    field = page.get_by_label("New value of beds")
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(field).to_have_value("125")
    expect(page.locator("output")).to_have_text("5 more than now")
    axe(page)
    page.get_by_text("Title and time limit").click()
    page.get_by_label("Time limit").fill("5s")
    page.get_by_role("button", name="Make the draft and plan it").click()
    expect(page.locator(".now")).to_have_text("It waits for a worker. Nights go first, then plans.")
    address = page.url
    with worker(served):
        page.get_by_role("heading", name="What came of it").wait_for()  # it is loaded anew at its end
    expect(page.locator("[aria-labelledby=tiers] tbody tr")).to_have_count(6)
    assert page.url == address
    axe(page)
    page.get_by_role("link", name="What differs, and for whom").click()
    page.get_by_role("heading", name="For whom").wait_for()
    axe(page)
    hold_back(served, int(address.rpartition("/")[2]))
    page.goto(address)
    page.get_by_label("Why it is published").fill("agreed by phone")
    page.get_by_label("Publish anyway").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".badge", has_text="in force")).to_be_visible()
    page.get_by_label("Why it is withdrawn").fill("it was but a test")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".notice.good")).to_contain_text(f"The plan of run {served.night} is in force")


def test_where_a_run_waits_is_told_anew_until_it_has_begun(visit: Visit, served: Served) -> None:
    first, second = (ask_for_run(served.store, who("cora"), RunKind.PLAN, seconds=60).number for _ in "ab")
    page = visit("cora", f"/runs/{second}")
    facts = page.locator("#facts-now")
    expect(facts).to_contain_text("One run is taken before it.")
    with served.store.begin() as connection:
        assert take_next(connection, "w") is not None
    expect(facts).to_contain_text("It is taken next. If all take their whole time, it begins at about")
    cancel_run(served.store, who("cora"), first)
    with served.store.begin() as connection:
        assert take_next(connection, "w") is not None
    expect(facts).to_contain_text("Begun")
    expect(facts).not_to_contain_text("In the queue")


@contextmanager
def going(served: Served) -> Iterator[int]:
    """A run that a worker has, as far as the store knows."""
    run = ask_for_run(served.store, who("cora"), RunKind.NIGHT, seconds=60).number
    with served.store.begin() as connection:
        taken = take_next(connection, "w")
        assert taken is not None
        assert taken.number == run
    yield run
    cancel_run(served.store, who("cora"), run)


def told(served: Served, run: int, seconds: float, value: int) -> None:
    tiers = [{"term": "unmet", "value": value, "bound": 100}]
    with served.store.begin() as connection:
        add_event(connection, run, {"state": "running", "seconds": seconds, "placed": 400, "tiers": tiers})


def test_a_page_loaded_anew_goes_on_where_it_was(visit: Visit, served: Served) -> None:
    with going(served) as run:
        told(served, run, 1, 300)
        page = visit("cora", f"/runs/{run}", size=PHONE)
        expect(page.locator(".now")).to_have_text("After 1 s: 400 trainees placed.")
        told(served, run, 2, 200)
        expect(page.locator(".tiers tbody td").first).to_have_text("200")
        expect(page.locator(".picture svg")).to_be_visible()
        before = page.locator(".picture .incumbent").get_attribute("d")
        assert before is not None
        assert before.count("V") == 1  # one step since it began
        page.reload()
        expect(page.locator(".picture .incumbent")).to_have_attribute("d", before)
        assert sideways(page) == 0
        axe(page)
        own = visit("pawel", f"/runs/{run}", dark=True)
        expect(own.locator(".now")).to_have_text("It has run for 2 s.")
        assert own.locator(".tiers tbody tr").count() == 0


def test_a_page_whose_session_has_ended_says_so_and_one_goes_on_from_there(
    visit: Visit, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "ALIVE_EVERY", 0.2)
    with going(served) as run:
        told(served, run, 1, 300)
        page = visit("cora", f"/runs/{run}", forgive=("401",))
        expect(page.locator(".now")).to_have_text("After 1 s: 400 trainees placed.")
        with served.store.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.person == "cora").values(ended=True))
        expect(page.locator("#watched").get_by_text("You are signed out.")).to_be_visible()
        axe(page)
        page.get_by_role("link", name="Sign in and go on").click()
        page.get_by_label("Name").fill("cora")
        page.get_by_label("Password").fill(GOOD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("h1")).to_have_text(f"Run {run}: night")
        told(served, run, 2, 200)
        expect(page.locator(".now")).to_have_text("After 2 s: 400 trainees placed.")


def test_without_a_script_a_page_says_how_it_stands(visit: Visit, served: Served) -> None:
    with going(served) as run:
        told(served, run, 3, 300)
        page = visit("cora", f"/runs/{run}", script=False)
        expect(page.locator(".now")).to_have_text("After 3 s: 400 trainees placed.")
        told(served, run, 4, 200)
        page.get_by_role("link", name="Refresh").click()
        expect(page.locator(".now")).to_have_text("After 4 s: 400 trainees placed.")


def placed(served: Served, address: str) -> int:
    """How many trainees have a place in the plan of the run at an address, in what pawel may see of it."""
    number = re.findall(r"\d+", address)[0]
    table = f"/api/v1/runs/{number}/tables/assignments"
    rows = served.client("pawel").get(table, params={"limit": 1000}).json()["items"]
    return sum({row["cohort_id"]: int(row["trainees"]) for row in rows}.values())


def test_a_grid_fills_as_its_runs_end(visit: Visit, served: Served) -> None:
    cell = DataCell("sites", ("PL-02",), "beds")
    drafts = [one.number for one in sweep(served.store, who("pawel"), [(cell, ["130", "140"])])]
    for draft in drafts:
        ask_for_run(served.store, who("pawel"), RunKind.WHATIF, drafts=[draft], seconds=6)
    page = visit("pawel", f"/what-ifs?drafts={drafts[0]},{drafts[1]}")
    expect(page.locator("#grid-now .badge", has_text="waiting")).to_have_count(2)
    page.get_by_label("Choose PL-02 beds = 140").uncheck()
    with worker(served):
        expect(page.locator("#grid-now .badge")).to_have_count(0)
    first = page.locator("#grid-now tbody td.number a").first
    run = str(first.get_attribute("href"))
    expect(first).to_have_text(f"{run.replace('/runs/', 'run ')}: {placed(served, run)}")
    expect(page.get_by_label("Choose PL-02 beds = 130")).to_be_checked()
    expect(page.get_by_label("Choose PL-02 beds = 140")).not_to_be_checked()
    axe(page)


PATHS = (
    "/runs",
    "/runs/audit",
    "/runs/1",
    "/runs/2/difference",
    "/what-ifs?everybody=true",
    "/drafts/1",
    "/what-ifs/new?site=PL-02",
    f"/what-ifs/sweep?{CELL}",
)


@pytest.mark.parametrize(("place", "path"), list(enumerate(PATHS)), ids=PATHS)
def test_on_a_telephone_too(visit: Visit, place: int, path: str) -> None:
    dark, language = ((False, "en-GB"), (True, "uk-UA"))[place % 2]
    page = visit("cora", path, size=PHONE, dark=dark, language=language)
    assert sideways(page) == 0
    axe(page)
