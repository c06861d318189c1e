"""A store in which each scope's every place holds words of its own, and who looks at it.

Nation PL hosts brigade A alone, and nation DE brigade B: nothing of the one may be told to the other. `PLQ`,
`DEQ`, `AAQ`, `BBQ` stand before every word that is planted, in names, notes, titles, reasons and comments.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.once import made_once
from tests.support.people import GOOD, actor
from tests.support.planning import OP, TABLES, beds, lay_out
from tests.support.served import Service, serve_store
from trainopt.runs.store import Store, open_store
from trainopt.service import datasets, drafts, feeds, mappings, proposals, spreadsheets, talk
from trainopt.service.actors import Actor
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, ask_for_run
from trainopt.service.talk import Topic
from trainopt.service.tokens import make_token
from trainopt.service.working import work

GRANTS: Mapping[str, tuple[str, ...]] = {
    "pola": ("reader:nation:PL",),
    "pawel": ("planner:nation:PL",),
    "dirk": ("reader:nation:DE",),
    "dora": ("planner:nation:DE",),
    "arno": ("reader:unit:BDE-A",),
    "anna": ("planner:unit:BDE-A",),
    "bella": ("reader:unit:BDE-B",),
    "boris": ("planner:unit:BDE-B",),
    "nil": (),
    "adm": ("admin",),
    "rita": ("reader:all",),
    "paul": ("planner:all",),
    "cora": ("coordinator:all",),
}
"""Everybody who is signed in, those who see least first."""

SEES = {
    "PL": {"pola", "pawel", "rita", "paul", "cora"},
    "DE": {"dirk", "dora", "rita", "paul", "cora"},
    "A": {"arno", "anna", "rita", "paul", "cora"},
    "B": {"bella", "boris", "rita", "paul", "cora"},
}
READERS = set(GRANTS) - {"nil", "adm"}
PLANNERS = {"pawel", "dora", "anna", "boris", "paul", "cora"}

_OF_DE = r"DEQ\w*|DE-0\d|\b471157\b"
_OF_PL = r"PLQ\w*|PL-0\d|\b417757\b"
_OF_B = r"BBQ\w*|BDE-B|BN-B1|\b917,?357\b"
_OF_A = r"AAQ\w*|BDE-A|BN-A1"
_ABOVE = "TOPQ"
_SAID = r"Q\w*(?<!Qname)"

FORBIDDEN: Mapping[str, str] = (
    dict.fromkeys(("pola", "pawel"), f"{_OF_DE}|{_OF_B}|{_ABOVE}")
    | dict.fromkeys(("dirk", "dora"), f"{_OF_PL}|{_OF_A}|{_ABOVE}")
    | dict.fromkeys(("arno", "anna"), rf"(?:DE|PL){_SAID}(?!\w)|\b471157\b|\b417757\b|{_OF_B}|{_ABOVE}")
    | dict.fromkeys(("bella", "boris"), rf"(?:DE|PL){_SAID}(?!\w)|\b471157\b|\b417757\b|{_OF_A}|{_ABOVE}")
    | dict.fromkeys(("nil", "adm", "stranger"), f"{_OF_DE}|{_OF_PL}|{_OF_A}|{_OF_B}|{_ABOVE}")
)
"""What must never be told to each; a unit is told ids and names of nations and sites, and which host it."""

EVERY_PLACE: Mapping[str, str] = {
    "nations": "nation_id,name,max_trainees\nDE,DEQname,\nPL,PLQname,\n",
    "sites": (
        "site_id,nation_id,name,beds\nDE-01,DE,DEQname,471157\nDE-02,DE,DEQname,90\n"
        "PL-01,PL,PLQname,417757\nPL-02,PL,PLQname,80\n"
    ),
    "courses": (
        "course_id,name,duration_weeks,class_min,class_max\n"
        "BASIC,Basic,2,4,30\nLEAD,Leaders,1,2,20\nBIG,Big,2,1,999999\n"
    ),
    "resources": (
        "owner_id,resource,quantity\nDE,instructor,12\nDE,DEQpool,3\nDE-02,instructor,6\n"
        "PL,instructor,10\nPL,PLQpool,3\nPL-02,instructor,4\n"
    ),
    "course_resources": "course_id,resource,per_class\nBASIC,instructor,2\n",
    "capacity": TABLES["capacity.csv"] + "DE-02,BIG,1\n",
    "closures": (
        "nation_id,site_id,course_id,first_day,last_day,note\n"
        ",DE-02,,2027-03-01,2027-03-14,DEQnote\n,PL-02,,2027-03-01,2027-03-14,PLQnote\n"
        "DE,,,2027-04-05,2027-04-11,DEQnote\nPL,,,2027-04-05,2027-04-11,PLQnote\n"
    ),
    "pipelines": TABLES["pipelines.csv"] + "HUGE,1,BIG\n",
    "units": (
        "unit_id,name,parent_unit_id,max_away,allowed_nations\nTOPQ,TOPQ Command,,,\n"
        "BDE-A,AAQ Brigade,TOPQ,,PL\nBN-A1,AAQ Battalion,BDE-A,,PL\n"
        "BDE-B,BBQ Brigade,TOPQ,,DE\nBN-B1,BBQ Battalion,BDE-B,,DE\n"
    ),
    "demand": (
        "demand_id,unit_id,pipeline_id,trainees,due\nAAQ1,BDE-A,FULL,40,2027-03-28\n"
        "AAQ2,BN-A1,SHORT,30,2027-03-14\nBBQ1,BDE-B,FULL,35,2027-03-28\nBBQ2,BN-B1,SHORT,25,2027-03-14\n"
        "BBQ3,BN-B1,HUGE,917357,2027-03-28\n"
    ),
    "pins": (
        "cohort_id,step,site_id,start\nAAQ2-01,1,PL-01,2027-01-18\nBBQ2-01,1,DE-01,2027-01-18\n"
    ),
}  # fmt: skip
"""Tables in place of those of `planning`. Of BBQ3 nobody is trained: a total tells its 917,357."""


@dataclass
class World:
    """The store as it was filled, and the numbers of what is in it by whose it is."""

    service: Service
    clients: Mapping[str, TestClient]
    stranger: TestClient
    numbers: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What of others each has named themselves."""


def who(name: str) -> Actor:
    """Somebody as the service knows them."""
    return actor(name, *GRANTS[name])


@contextmanager
def planted(factory: pytest.TempPathFactory) -> Iterator[World]:
    """A copy of the store with everybody's planted words, served; nobody is held up for asking fast."""
    made, folder = made_once(factory, "planted", _plant), factory.mktemp("planted")
    shutil.copy(made / "store.db", folder)
    known = json.loads((made / "known.json").read_text(encoding="utf-8"))
    with open_store(folder / "store.db") as store, pytest.MonkeyPatch.context() as patched:
        patched.setattr("trainopt.web.pace.AT_ONCE", 1e9)
        service = serve_store(store)
        clients = {name: service.bearer(token) for name, token in known["tokens"].items()}
        yield World(service, clients, service.anybody(), known["numbers"], known["secrets"])


def _plant(folder: Path) -> None:
    """A store with everybody, and of each drafts, proposals, runs, comments, feeds: something of everything.

    Beside it stands what `World` has of it, and everybody's token.
    """
    with open_store(folder / "store.db") as store:
        known = _fill(store, folder)
    (folder / "known.json").write_text(json.dumps(known), encoding="utf-8")


def _fill(store: Store, folder: Path) -> dict[str, dict[str, Any]]:
    known: dict[str, Any] = {}
    secrets = {}
    datasets.bring_in(store, OP, lay_out(folder / "data", **EVERY_PLACE))
    tokens = {name: _token(store, name, *held) for name, held in GRANTS.items()}
    for name, word, change in _EDITS:
        open_one = drafts.begin_draft(store, who(name), f"{word}title", [change])
        known[f"draft {name}"] = open_one.number
        talk.say(store, who(name), Topic.DRAFT, str(open_one.number), f"{word}said, @cora")
        if name in ("pawel", "boris"):
            asked = ask_for_run(store, who(name), RunKind.WHATIF, drafts=[open_one.number], seconds=5)
            known[f"whatif {name}"] = asked.number
        sent = drafts.begin_draft(store, who(name), f"{word}idea", [change])
        known[f"proposal {name}"] = proposals.submit_draft(store, who(name), sent.number, f"{word}why").number
        accepted = drafts.begin_draft(store, who(name), f"{word}past", [_later(change)])
        done = proposals.submit_draft(store, who(name), accepted.number, f"{word}cause")
        proposals.accept_proposals(store, OP, [done.number], reason=f"{word}word")
        known[f"mapping {name}"] = mappings.keep_mapping(store, who(name), f"{word}map", _map(word)).number
        sheet = f"{word}heading,Site\n{word}cell,{word}cell\n".encode()
        known[f"spreadsheet {name}"] = spreadsheets.hold_spreadsheet(
            store, who(name), f"{word}sheet.csv", sheet
        ).number
        subject = change["where"].get("demand_id")
        row = talk.row_object(change["table"], [str(subject or change["where"]["site_id"])])
        talk.say(store, who(name), Topic.ROW, row, f"{word}{'row' if subject else 'name'}")
    known["night"] = ask_for_run(store, who("cora"), RunKind.NIGHT, seconds=15).number
    work(store, once=True)
    publish_plan(store, who("cora"), known["night"], "TOPQ reason", anyway=True)
    for name, subject in (("anna", "AAQ1"), ("boris", "BBQ1")):
        known[f"explain {name}"] = ask_for_run(
            store, who(name), RunKind.EXPLAIN, subject=subject, seconds=5
        ).number
    known["value"] = ask_for_run(store, who("pawel"), RunKind.VALUE, seconds=5).number
    for name, kind, subject in (("pawel", "site", "PL-01"), ("boris", "unit", "BN-B1")):
        secrets[name] = feeds.make_feed(store, who(name), kind, subject).secret
    work(store, once=True)
    return {"numbers": known, "secrets": secrets, "tokens": tokens}


def _token(store: Store, name: str, *grants: str) -> str:
    """That of a new person."""
    add_person(store, OP, name, grants, GOOD)
    return make_token(store, OP, "test", 1, person=name).secret


_EDITS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("pawel", "PLQ", beds("PL-02", 70)),
    ("dora", "DEQ", beds("DE-02", 70)),
    ("anna", "AAQ", {"table": "demand", "where": {"demand_id": "AAQ2"}, "set": {"trainees": 28}}),
    ("boris", "BBQ", {"table": "demand", "where": {"demand_id": "BBQ2"}, "set": {"trainees": 21}}),
)


def _map(word: str) -> str:
    """A map with words of its own."""
    columns = f'site_id = "{word}heading", nation_id = {{ value = "PL" }}, name = "{word}name", beds = "Beds"'
    return f'[[table]]\ntable = "sites"\ncolumns = {{ {columns} }}\n'


def _later(change: dict[str, Any]) -> dict[str, Any]:
    return change | {"set": {column: value + 1 for column, value in change["set"].items()}}


PACKED = re.compile(r'"bdata":"[^"]*"')
"""Numbers of a picture, in base64: what they spell is chance."""


def everything_in(answer: Response) -> str:
    """All that an answer tells: headers and body, a workbook unpacked, a calendar's lines unfolded."""
    told = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "x-request-id")
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            parts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
            return "\n".join([told, *book.namelist(), *parts])
    text = re.sub(r"\r?\n ", "", answer.text)
    return f"{told}\n{PACKED.sub('', text)}"


def named_in(name: str, text: str) -> set[str]:
    """What a text names that somebody must not be told."""
    forbidden = FORBIDDEN.get(name)
    return set() if forbidden is None else set(_found(forbidden, text))


@lru_cache(32)
def _found(forbidden: str, text: str) -> frozenset[str]:
    """Those who see the same are answered the same, and a report is long: it is looked through once."""
    return frozenset(re.findall(forbidden, text))


def bars_of(client: TestClient, root: str = "/plan") -> dict[str, list[str]]:
    """The ids that somebody's timeline has, by what they are of."""
    told = json.loads(client.get(f"{root}/bars.json").text)
    return {
        "classes": told["classes"]["id"],
        "cohorts": told["cohorts"]["id"],
        "sites": [site for site, *_ in told["sites"]],
        "units": [unit for unit, _ in told["units"]],
    }
