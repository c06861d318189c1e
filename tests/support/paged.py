"""The example dataset served to people of each role, for the tests of the pages."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.testclient import TestClient
from uvicorn import Config, Server

from tests.support.people import GOOD, actor
from tests.support.processes import wait_until
from tests.support.root import ROOT
from tests.support.served import Service, serve_store
from trainopt.runs.store import Store, open_store
from trainopt.service import datasets, drafts, proposals, talk
from trainopt.service.actors import Actor, operator
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, RunState, ask_for_run
from trainopt.service.runs_seen import runs_under_way
from trainopt.service.sessions import sign_in
from trainopt.service.taking import finish
from trainopt.service.talk import Topic
from trainopt.service.working import work
from trainopt.web.asking import COOKIE, mark_of

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "cora": ("coordinator:all",),
    "paul": ("planner:all",),
    "pawel": ("planner:nation:PL",),
    "dora": ("planner:nation:DE",),
    "anna": ("planner:unit:101-BDE",),
    "rita": ("reader:all",),
    "bella": ("reader:unit:202-BDE",),
    "adm": ("admin",),
    "nil": (),
}
"""Everybody who can sign in, with the password `GOOD`."""

MARKING = "EXERCISE"


@dataclass(frozen=True)
class Served:
    """A store that is served at an address, and what is in it.

    `night` is the run whose plan is in force; `pawel` and `anna` each have a draft and a proposal that waits.
    """

    service: Service
    address: str
    night: int
    drafts: Mapping[str, int]
    proposals: Mapping[str, int]

    @property
    def store(self) -> Store:
        """What is served."""
        return self.service.store

    def secret(self, name: str) -> str:
        """A new session of somebody."""
        return sign_in(self.store, name, GOOD).secret

    def client(self, name: str) -> TestClient:
        """Somebody's browser without a screen: what it sends carries its page's mark."""
        client, secret = self.service.anybody(), self.secret(name)
        client.cookies.set(COOKIE, secret)
        client.headers["x-csrf-token"] = mark_of(secret)
        return client


def who(name: str) -> Actor:
    """Somebody as the service knows them."""
    return actor(name, *PEOPLE[name])


EDITS = {
    "pawel": {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": 140}},
    "anna": {"table": "demand", "where": {"demand_id": "A2"}, "set": {"trainees": 30}},
}
NAMES = ("night", "drafts", "proposals")


def fill_store(path: Path) -> dict[str, object]:
    """A store at a path with the example, everybody, a published night, drafts, proposals and a what-if."""
    with open_store(str(path)) as store:
        data = path.parent / "data"
        shutil.copytree(ROOT / "data" / "example", data)
        with (data / "plan.toml").open("a", encoding="utf-8") as file:
            file.write(f'marking = "{MARKING}"\n')
        datasets.bring_in(store, operator("op"), data)
        for name, held in PEOPLE.items():
            add_person(store, operator("op"), name, held, GOOD)
        begun, sent = {}, {}
        for name, change in EDITS.items():
            begun[name] = drafts.begin_draft(store, who(name), f"{name}’s idea", [change]).number
            idea = drafts.begin_draft(store, who(name), f"{name}’s proposal", [change])
            sent[name] = proposals.submit_draft(
                store, who(name), idea.number, f"because {name} says so"
            ).number
        talk.say(store, who("anna"), Topic.PROPOSAL, str(sent["anna"]), "@cora please look at this")
        night = ask_for_run(store, who("cora"), RunKind.NIGHT, seconds=2).number
        ask_for_run(store, who("pawel"), RunKind.WHATIF, drafts=[begun["pawel"]], seconds=2)
        work(store, once=True)
        publish_plan(store, who("cora"), night, "the first plan", anyway=True)
    return dict(zip(NAMES, (night, begun, sent), strict=True))


def end_all_runs(store: Store) -> None:
    """Cancel what waits and end what is made, whoever has it."""
    for run in runs_under_way(store, who("cora")):
        with store.begin() as connection:
            finish(connection, run.number, None, RunState.CANCELLED, {})


@contextmanager
def serving(path: Path, known: Mapping[str, object]) -> Iterator[Served]:
    """A store served by a thread of this process at a port of its own."""
    with open_store(str(path)) as store, socket.create_server(("127.0.0.1", 0)) as listener:
        service = serve_store(store)
        server = Server(Config(service.app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        address = f"http://localhost:{listener.getsockname()[1]}"
        yield Served(service, address, **known)  # type: ignore[arg-type]
        server.should_exit = True
        thread.join()


def host_of(address: str) -> str:
    """Where an address is: its host and port."""
    return urlsplit(address).netloc
