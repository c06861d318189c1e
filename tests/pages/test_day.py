"""A day of four people on one plan, from signing in to the plan that is published: by mouse, and by keyboard.

One `trainopt serve` with its worker and four browsers at once. A nation's planner and a brigade's each make a
draft; both want the same cohort elsewhere. The coordinator plans, compares, decides and publishes; a reader
looks on.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsing import PHONE, WIDE, Visits, axe, sideways
from tests.support.hands import Hand, Keyboard, Mouse
from tests.support.paged import PEOPLE, who
from tests.support.people import GOOD
from tests.support.root import ROOT
from tests.support.serve_process import serve_process
from trainopt.runs.store import open_store
from trainopt.service import datasets, passwords
from trainopt.service.actors import operator
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, ask_for_run
from trainopt.service.working import work

pytestmark = pytest.mark.slow

FOUR = ("pawel", "anna", "cora", "rita")
SHEET = """owner_id\tresource\tvalid_from\tquantity
PL-02\tinstructor\t4 Jan 2027\t36
PL-02\tinstructor\t29 March 2027\t36
PL\tinterpreter\t\t24
"""
"""The instructors and interpreters for two more classes, as a spreadsheet has them on the clipboard."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store as it was left the evening before: the example, four people, a plan in force."""
    from tests.pages.conftest import QUICK

    path = tmp_path_factory.mktemp("evening") / "store.db"
    with pytest.MonkeyPatch.context() as patched, open_store(str(path)) as store:
        patched.setattr(passwords, "_hasher", lambda: QUICK)
        datasets.bring_in(store, operator("op"), ROOT / "data" / "example")
        for name in FOUR:
            add_person(store, operator("op"), name, PEOPLE[name], GOOD)
        run = ask_for_run(store, who("cora"), RunKind.PLAN, seconds=60).number
        work(store, once=True)
        publish_plan(store, who("cora"), run, "the first plan")
    return path


class Day:
    """What the four do, in its order; whichever hands they have."""

    def __init__(self, visits: Visits, hands: dict[str, Hand]) -> None:
        self.visits = visits
        self.pawel, self.anna, self.cora, self.rita = (hands[name] for name in FOUR)

    def stand(self, hand: Hand) -> None:
        """Where somebody is now: axe finds nothing, nothing goes sideways, no browser has complained."""
        axe(hand.page)
        assert sideways(hand.page) == 0
        assert self.visits.complaints == []

    def sign_in(self, hand: Hand, name: str) -> None:
        hand.reads("Sign in")
        hand.write("Name", name)
        hand.write("Password", GOOD)
        hand.button("Sign in")
        hand.reads("Today")

    def a_nation_offers_two_classes(self) -> None:
        hand = self.pawel
        hand.go("Tables")
        hand.opens_table("capacity")
        hand.go_to_cell("MED", "course_id")
        hand.add_row()
        hand.types("PL-02", "BCT", "2", "1.2.2027")
        hand.has_saved()
        self.stand(hand)
        hand.opens_table("resources")
        hand.go_to_cell("PL-02", "quantity")
        hand.pastes(SHEET)
        hand.has_saved()
        self.stand(hand)
        hand.opens_table("pins")
        hand.go_to_cell("F1-02", "start")
        hand.types("25 Jan 2027")
        hand.has_saved()
        self.submit(hand, "capacity", "A second hall is free from February")

    def a_brigade_changes_a_due_date(self) -> None:
        hand = self.anna
        hand.go("Tables")
        hand.opens_table("demand")
        hand.go_to_cell("A2", "due")
        hand.types("18.4.2027")
        hand.has_saved()
        self.stand(hand)
        hand.opens_table("pins")
        hand.go_to_cell("F1-02", "start")
        hand.types("18 Jan 2027")
        hand.has_saved()
        self.submit(hand, "demand", "They come back from leave two weeks later")

    def submit(self, hand: Hand, table: str, reason: str) -> None:
        hand.follow(f"Draft “Changes to {table}”: changes, faults, submit")
        hand.reads("Changes to")
        self.stand(hand)
        hand.write("Why it is asked for", reason)
        hand.button("Submit as a proposal")
        hand.sees("It is submitted, and waits to be decided.")
        self.stand(hand)

    def a_coordinator_sees_what_one_would_bring(self) -> None:
        hand = self.cora
        hand.go("Proposals")
        self.stand(hand)
        hand.follow("Changes to capacity")
        hand.sees("A second hall is free from February")
        hand.button("Plan it as a what-if")
        hand.sees("weeks late, weighted")
        hand.sees("For whom")
        self.stand(hand)

    def and_accepts_both_with_what_clashes_decided(self) -> None:
        hand = self.cora
        hand.go("Proposals")
        for number in (1, 2):
            hand.tick(hand.page.get_by_role("checkbox", name=f"Choose proposal {number}"))
        hand.write("Reason (it stands in the history of each row)", "agreed with both by phone")
        hand.button("Accept the chosen ones as one act")
        hand.reads("Conflicts: choose for each")
        hand.sees("or several of these proposals change them")
        clash = hand.page.get_by_role("group", name="pins F1-02 · 1 · start")
        self.stand(hand)
        hand.tick(clash.get_by_role("radio", name="2027-01-18"))
        hand.button("Accept with these choices")
        hand.reads("Version 2")
        hand.sees("agreed with both by phone")
        self.stand(hand)

    def and_plans_compares_and_publishes(self) -> None:
        hand = self.cora
        hand.follow("Plan it")
        hand.reads("Runs")
        hand.write("Time limit of the plan", "60s")
        hand.button("Plan now")
        hand.reads("Run 3: plan")
        hand.sees("What came of it")
        self.stand(hand)
        hand.follow("What differs, and for whom")
        hand.sees("For whom")
        self.stand(hand)
        hand.follow("Run 3: plan")
        hand.reads("Run 3: plan")
        hand.write("Why it is published", "the second hall, and leave for F1")
        hand.button("Publish")
        hand.sees("The plan of run 3 is in force: published by cora")
        self.stand(hand)

    def the_planners_are_told(self) -> None:
        for hand, table in ((self.pawel, "capacity"), (self.anna, "demand")):
            hand.go("Today")
            hand.sees(f"“Changes to {table}” was accepted")
            self.stand(hand)

    def a_reader_looks_and_changes_nothing(self) -> None:
        hand = self.rita
        hand.go("Today")
        hand.sees("The plan of run 3 is in force. cora published it")
        self.stand(hand)
        hand.go("Plan")
        hand.pick("Rows", "by unit")
        hand.button("Show")
        hand.arrives("by=unit")
        self.stand(hand)
        hand.pick("Rows", "by site")
        hand.write("Whole way of", "F1-02")
        hand.button("Show")
        hand.arrives("way=F1-02")
        hand.follow("F1-02")
        hand.reads("Cohort F1-02")
        hand.sees("18 Jan 2027")
        self.stand(hand)
        hand.go("Tables")
        hand.opens_table("pins")
        hand.go_to_cell("F1-02", "start")
        hand.types("1 Feb 2027")
        hand.sees("You see this table and may not change it here.")
        assert hand.page.get_by_role("button", name="Add a row").count() == 0
        hand.go("Runs")
        hand.follow("3")
        hand.reads("Run 3: plan")
        assert hand.page.get_by_role("button", name="Publish").count() == 0
        assert hand.page.get_by_role("button", name="Withdraw").count() == 0
        self.stand(hand)


@pytest.mark.parametrize(("kind", "on_phone"), [(Mouse, "rita"), (Keyboard, "anna")])
def test_a_day(evening: Path, tmp_path: Path, browser: Browser, kind: type[Hand], on_phone: str) -> None:
    shutil.copy(evening, tmp_path / "store.db")
    with serve_process(tmp_path, "--store", str(tmp_path / "store.db"), work=True) as service:
        visits = Visits(browser, service.address.replace("127.0.0.1", "localhost"))
        hands = {name: kind(at_the_door(visits, PHONE if name == on_phone else WIDE)) for name in FOUR}
        day = Day(visits, hands)
        for name, hand in hands.items():
            day.sign_in(hand, name)
        day.a_nation_offers_two_classes()
        day.a_brigade_changes_a_due_date()
        day.a_coordinator_sees_what_one_would_bring()
        day.and_accepts_both_with_what_clashes_decided()
        day.and_plans_compares_and_publishes()
        day.the_planners_are_told()
        day.a_reader_looks_and_changes_nothing()
        visits.end()


def at_the_door(visits: Visits, size: tuple[int, int]) -> Page:
    """A browser of somebody's own, who may paste; 409 is how clashes are asked about."""
    page = visits.visit("/sign-in", size=size, forgive=("409",))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page
