"""The states in which pages are looked at: each fills a store, as a day of work would."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import PASSWORD, Program, wait_for, worker
from tests.support.looks import FAULTY, SWEPT
from trainopt.dataset import write_dataset
from trainopt.generate.generate import generate
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, feeds, proposals, talk, tokens, whatifs, wishes
from trainopt.service.actors import Actor, operator, parse_grant
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, RunState, ask_for_run, show_queued
from trainopt.service.shares import plan_share
from trainopt.service.topics import Topic
from trainopt.service.wishes import DataCell
from trainopt.service.working import work

DATA = Path(__file__).resolve().parent.parent.parent / "data"
UNDER_WAY = 3_600.0
"""Seconds that a run may take which is looked at while it goes on."""

GRANTS = {"cora": ("coordinator:all",), "adm": ("admin",), "nil": ()}
"""Who looks; beside them each state has a planner of a nation and one of a unit."""

CORA = Actor("cora", tuple(map(parse_grant, GRANTS["cora"])), "127.0.0.1")


@dataclass(frozen=True)
class Filling:
    """A store that is being filled: its dataset, a folder to work in, and seconds for each plan."""

    store: Store
    data: Path
    seconds: float

    def first(self, table: str) -> str:
        """The first row of a table, by its id."""
        return datasets.show_table(self.store, operator(), table).keys[0][0]

    def person(self, name: str, *grants: str) -> Actor:
        """A new account."""
        add_person(self.store, operator(), name, grants, PASSWORD)
        return Actor(name, tuple(map(parse_grant, grants)), "127.0.0.1")


# What happens in a store


def bare(filling: Filling) -> None:
    """Accounts, and no dataset yet."""
    for name, grants in GRANTS.items():
        filling.person(name, *grants)


def empty(filling: Filling) -> None:
    """A version, and nobody has done anything."""
    bare(filling)
    datasets.bring_in(filling.store, operator(), filling.data)


def nothing_asked(filling: Filling) -> None:
    """A dataset that nobody asks anything of, planned and published."""
    for table in ("demand", "actuals", "pins"):
        place = filling.data / f"{table}.csv"
        with place.open(encoding="utf-8", newline="") as file:
            headings = next(csv.reader(file))
        place.write_text(",".join(headings) + "\n", encoding="utf-8")
    empty(filling)
    _published(filling, filling.seconds)


def worked(filling: Filling) -> None:
    """Drafts, also a faulty one, proposals that clash, what-ifs, answers, a failed run, two publications."""
    empty(filling)
    ask_for_run(filling.store, CORA, RunKind.EXPLAIN, subject=filling.first("demand"))
    _done(filling)  # which fails: no plan is in force yet
    _published(filling, filling.seconds / 2)
    _accepted(filling)
    _published(filling, filling.seconds)
    _drafted(filling)
    _submitted(filling)
    _asked(filling)
    tokens.make_token(filling.store, CORA, "figures every morning", 30)
    feeds.make_feed(filling.store, CORA, "site", filling.first("sites"))


def _done(filling: Filling) -> None:
    work(filling.store, once=True)


def _published(filling: Filling, seconds: float) -> None:
    run = ask_for_run(filling.store, CORA, RunKind.PLAN, seconds=seconds)
    _done(filling)
    publish_plan(filling.store, CORA, run.number, "agreed with the hosts", anyway=True)


def _beds(filling: Filling, more: int, place: int = 0) -> dict[str, object]:
    sites = datasets.show_table(filling.store, operator(), "sites")
    beds = int(sites.rows[place].get("beds") or 100) + more
    return {"table": "sites", "where": {"site_id": sites.keys[place][0]}, "set": {"beds": beds}}


def _accepted(filling: Filling) -> None:
    """A second version."""
    made = drafts.begin_draft(filling.store, CORA, "Two tents more", [_beds(filling, 20)])
    sent = proposals.submit_draft(filling.store, CORA, made.number, "the host has put up two tents more")
    proposals.accept_proposals(filling.store, CORA, [sent.number], reason="as agreed by phone")


def _drafted(filling: Filling) -> None:
    beds = DataCell("sites", (filling.first("sites"),), "beds")
    now = int(wishes.wished_cell(filling.store, CORA, beds).now or 100)
    wishes.sweep(filling.store, CORA, [(beds, [str(now + more) for more in (10, 20, 40)])], SWEPT)
    demand = datasets.show_table(filling.store, operator(), "demand")
    wrong = [{"trainees": "many"}, {"due": "soon"}, {"priority": -1}, {"ready_from": "2027-13-01"}]
    rows = [
        {"table": "demand", "where": {"demand_id": key[0]}, "set": wrong[place % len(wrong)]}
        for place, key in enumerate(demand.keys[:40])
    ]
    drafts.begin_draft(filling.store, CORA, FAULTY, rows)
    title = "A place more for the first unit, as its commander asked by letter of 12 January"
    drafts.begin_draft(filling.store, CORA, title, [_beds(filling, 60)])


def _submitted(filling: Filling) -> None:
    """Two proposals that clash, and what was said of them."""
    nation = datasets.show_table(filling.store, operator(), "sites").rows[0]["nation_id"]
    hosts = [filling.person("hanna", f"planner:nation:{nation}"), filling.person("olaf", "planner:all")]
    cohort = (
        plan_share(filling.store, operator())["assignments.csv"].decode().splitlines()[1].partition(",")[0]
    )
    talk.say(filling.store, hosts[1], Topic.COHORT, cohort, "Their bus comes on Sunday, @cora knows.")
    for host, more in zip(hosts, (5, 15), strict=True):
        made = drafts.begin_draft(filling.store, host, f"{more} beds more", [_beds(filling, more)])
        sent = proposals.submit_draft(filling.store, host, made.number, "the barracks were measured anew")
        talk.say(filling.store, host, Topic.PROPOSAL, str(sent.number), "@cora please look at this today")


def _asked(filling: Filling) -> None:
    """What-ifs of the sweep planned, a demand explained, capacity valued."""
    swept = [one.number for one in drafts.list_drafts(filling.store, CORA) if one.title.startswith(SWEPT)]
    whatifs.plan_each(filling.store, CORA, swept, filling.seconds / 2)
    ask_for_run(
        filling.store, CORA, RunKind.EXPLAIN, subject=filling.first("demand"), seconds=filling.seconds
    )
    ask_for_run(filling.store, CORA, RunKind.VALUE, seconds=filling.seconds)
    _done(filling)


# While something goes on


def under_way(store: Store) -> Program:
    """A run that is being made by a worker, and one that waits; end it with `leave`."""
    run = ask_for_run(store, operator(), RunKind.PLAN, seconds=UNDER_WAY)
    ask_for_run(store, operator(), RunKind.PLAN, seconds=UNDER_WAY)
    program = worker(store.name)
    program.start()
    wait_for(lambda: show_queued(store, operator(), run.number).state is RunState.RUNNING)
    return program


# All of them


@dataclass(frozen=True)
class GalleryState:
    """What fills a store, of which dataset, seconds for each plan; `goes_on`: a run is under way."""

    fill: Callable[[Filling], None]
    dataset: str
    seconds: float
    goes_on: bool = False


STATES: Mapping[str, GalleryState] = {
    "bare": GalleryState(bare, "example", 0),
    "empty": GalleryState(empty, "example", 0),
    "nothing-asked": GalleryState(nothing_asked, "example", 2),
    "example": GalleryState(worked, "example", 4),
    "coalition": GalleryState(worked, "coalition", 20, goes_on=True),
    "huge": GalleryState(worked, "huge", 40),
}


def fill(store: Store, name: str, folder: Path) -> None:
    """Fill a store as a state says."""
    state = STATES[name]
    data = folder / "data"
    if (DATA / state.dataset).is_dir():
        shutil.copytree(DATA / state.dataset, data)
    else:
        write_dataset(generate(state.dataset, seed=1), data)
    with (data / "plan.toml").open("a", encoding="utf-8") as file:
        file.write('\nmarking = "EXERCISE"\n')
    state.fill(Filling(store, data, state.seconds))
