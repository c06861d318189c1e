"""Right requests to every endpoint: about what is everybody's, one's own, and another's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tests.support.people import GOOD
from tests.support.scoped import GRANTS, PLANNERS, READERS, SEES, World
from trainopt.tables import TABLES

API = "/api/v1"
EVERYBODY = set(GRANTS)
LEAD, ADMIN = {"cora"}, {"adm"}
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A request: who knows of what it is about, and who may do it.

    Who does not know gets 404, who knows and may not 403, a stranger 401. Of what is `anybody`'s address
    but not there, 404 comes to those who may, too.
    """

    endpoint: str
    path: Plain = field(default_factory=dict)
    query: Plain = field(default_factory=dict)
    body: Any = None
    knows: set[str] = field(default_factory=lambda: EVERYBODY)
    may: set[str] = field(default_factory=lambda: EVERYBODY)
    missing: bool = False
    headers: Plain = field(default_factory=dict)
    file: tuple[str, str] | None = None
    own_map: tuple[str, str] | None = None


def of_data() -> Iterator[Case]:
    yield Case(f"GET {API}/versions", may=READERS)
    for number in (1, 2, 3, 4, 5, "latest"):
        yield Case(f"GET {API}/versions/{{number}}", {"number": number}, may=READERS)
    for table, kind in product(("plan", *TABLES), ("text/csv", "application/json")):
        path, knows = {"number": "latest", "table": table}, _table_knows(table)
        address = f"GET {API}/versions/{{number}}/tables/{{table}}"
        yield Case(address, path, knows=knows, may=READERS, headers={"accept": kind})
    yield Case(f"POST {API}/versions", body={"set_back_to": 99, "reason": "TOPQ"}, may=LEAD, missing=True)
    for table, key, scope in ROWS:
        query = {"table": table, "key": key}
        yield Case(f"GET {API}/history", query=query, knows=_row_knows(table, scope), may=READERS)


ROWS = (
    ("sites", "PL-02", "PL"),
    ("sites", "DE-02", "DE"),
    ("demand", "AAQ2", "A"),
    ("demand", "BBQ2", "B"),
    ("units", "BN-A1", "A"),
    ("units", "BN-B1", "B"),
)


def _row_knows(table: str, scope: str) -> set[str]:
    units = SEES["A"] | SEES["B"]
    return SEES[scope] | units if table == "sites" else SEES[scope]


def _table_knows(table: str) -> set[str]:
    nations, units = SEES["PL"] | SEES["DE"], SEES["A"] | SEES["B"]
    if table in ("units", "demand"):
        return units
    return nations if table in ("resources", "capacity", "closures", "course_resources") else READERS


def of_drafts(world: World) -> Iterator[Case]:
    yield Case(f"GET {API}/drafts", query={"every": True}, may=READERS)
    yield Case(f"GET {API}/proposals", query={"every": True}, may=READERS)
    for change in HOSTILE:
        body = {"title": "what is there", "changes": [change]}
        yield Case(f"POST {API}/drafts", body=body, may=PLANNERS, knows=EVERYBODY)
    for name, text in FILES:
        yield Case(f"POST {API}/drafts/upload", file=(name, text), may=PLANNERS)
    for name in ("pawel", "dora", "anna", "boris"):
        path = {"number": world.numbers[f"draft {name}"]}
        one, knows = f"{API}/drafts/{{number}}", {name, "cora"}
        etag = {"if-match": '"1"'}
        yield Case(f"GET {one}", path, knows=knows)
        yield Case(f"PATCH {one}", path, body={"title": "newer"}, headers=etag, knows=knows, may={name})
        yield Case(f"POST {one}/move", path, body={}, headers={"if-match": '"2"'}, knows=knows, may={name})
        guest = {"name": "paul"}
        yield Case(f"POST {one}/guests", path, body=guest, knows=knows, may={name})
        seen = _proposal_knows(name)
        path = {"number": world.numbers[f"proposal {name}"]}
        one = f"{API}/proposals/{{number}}"
        yield Case(f"GET {one}", path, knows=seen)
        for word in ("reject", "send-back"):
            yield Case(f"POST {one}/{word}", path, body={}, knows=seen, may=LEAD)
        yield Case(f"POST {one}/withdraw", path, knows=seen, may={name})
    yield Case(f"POST {API}/proposals/accept", body={"ids": [99]}, may=LEAD, missing=True)


def of_mappings(world: World) -> Iterator[Case]:
    yield Case(f"GET {API}/mappings", may=PLANNERS)
    for text in ("[[table]]\n", OWN_MAP):
        yield Case(f"POST {API}/mappings", body={"name": "mine", "text": text}, may=PLANNERS)
    for name in ("pawel", "dora", "anna", "boris"):
        path = {"number": world.numbers[f"mapping {name}"]}
        yield Case(f"GET {API}/mappings/{{number}}", path, knows={name}, may=PLANNERS)
    for sheet in OWN_SHEETS_OF_OTHERS:
        file, own_map = ("own.csv", sheet), ("map.toml", OWN_MAP)
        yield Case(f"POST {API}/drafts/upload", file=file, own_map=own_map, may=PLANNERS)
    yield Case(f"DELETE {API}/mappings/{{number}}", {"number": 99}, knows=set(), may=PLANNERS)


OWN_MAP = """
[[table]]
table = "pins"
columns = { cohort_id = "Who", step = { value = 1 }, site_id = "Where", start = "From" }
"""
OWN_SHEETS_OF_OTHERS = (
    "Who,Where,From\nBBQ2-01,DE-02,2027-01-18\n",
    "Who,Where,From\nAAQ2-01,PL-02,2027-01-18\n",
    "Who,Where,From\nBBQ2-01,DEQnam,2027-01-18\nAAQ2-01,PLQnam,1/2/2027\n",
)
"""Rows of others, and names that are nearly those of others' sites: no hint may tell them."""


def _proposal_knows(name: str) -> set[str]:
    return SEES[{"pawel": "PL", "dora": "DE", "anna": "A", "boris": "B"}[name]]


MONDAY = {"step": 1, "start": "2027-01-18"}
HOSTILE: tuple[dict[str, Any], ...] = (
    {"table": "sites", "where": {"site_id": "DE-02"}, "set": {"nosuch": 1}},
    {"table": "sites", "set": {"beds": "many"}},
    {"table": "demand", "set": {"trainees": "many"}},
    {"table": "demand", "where": {"demand_id": "BBQ2"}, "delete": True},
    {
        "table": "pins",
        "insert": MONDAY | {"cohort_id": "BBQ2-01", "site_id": "PL-02"},
    },
    {
        "table": "pins",
        "insert": MONDAY | {"cohort_id": "AAQ2-01", "site_id": "DE-02"},
    },
    {"table": "limits", "insert": {"owner_id": "PL-02", "limit": "max_away", "quantity": 3}},
    {"table": "demand", "insert": {"demand_id": "BBQ2", "unit_id": "BN-A1", "pipeline_id": "SHORT"}},
    {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": 1}},
    {"table": "units", "where": {"unit_id": "BN-A1"}, "set": {"allowed_nations": "DE"}},
)
"""Changes with faults, with rows of others, and with what contradicts rows of others."""

FILES = (
    ("sites.csv", "site_id,nation_id,name,beds\nDE-02,DE,x,1\n"),
    ("demand.csv", "demand_id,unit_id,pipeline_id,trainees,due\nBBQ2,BN-B1,SHORT,1,2027-03-14\n"),
    ("pins-v99999999999999999999.csv", "cohort_id,step,site_id,start\nBBQ2-01,1,PL-02,2027-01-18\n"),
    ("units.csv", "unit_id,name\nx,y,z\n"),
)


def of_runs(world: World) -> Iterator[Case]:
    yield Case(f"GET {API}/runs", may=READERS)
    yield Case(f"GET {API}/plan", may=READERS)
    for table, scope in product((*PLAN_TABLES, "nosuch"), ("", *SCOPES)):
        knows = SCOPES.get(scope, READERS) if table != "nosuch" else set()
        query = {"scope": scope} if scope else {}
        yield Case(f"GET {API}/plan/tables/{{table}}", {"table": table}, query, knows=knows, may=READERS)
    for what, knows in _run_knows(world).items():
        number = world.numbers[what]
        one, path = f"GET {API}/runs/{{number}}", {"number": number}
        yield Case(one, path, knows=knows)
        yield Case(f"{one}/events", path, knows=knows)
        planned = knows if what == "night" or what.startswith("whatif") else set()
        for scope in ("", *SCOPES) if what == "night" else ("",):
            query = {"scope": scope} if scope else {}
            seen = planned & SCOPES.get(scope, READERS)
            which = {"number": number, "table": "assignments"}
            yield Case(f"{one}/tables/{{table}}", which, query, knows=seen, may=READERS)
        for download in ("report.html", "plan.xlsx", "compare"):
            yield Case(f"{one}/{download}", path, knows=planned, may=READERS)
            moon = {"scope": "nation:XX"}
            yield Case(f"{one}/{download}", path, moon, knows=set(), may=READERS)
        answered = set() if planned else knows
        yield Case(f"{one}/answer", path, knows=answered, may=READERS)
        for kind, name, scope in CALENDARS:
            calendar = path | {"kind": kind, "name": name}
            seen = planned & SEES[scope] & {"rita", "paul", "cora"} if planned else set()
            mine = calendar_is_everybodys(planned, name, scope)
            case = Case(f"{one}/calendar/{{kind}}/{{name}}.ics", calendar, knows=seen | mine, may=READERS)
            yield case
        ends = f"DELETE {API}/runs/{{number}}"
        authors = {what.partition(" ")[2], "cora"} & EVERYBODY
        yield Case(ends, path, knows=knows, may=authors | ({"pawel"} if what == "value" else set()))
        yield Case(f"POST {API}/runs/{{number}}/publish", path, body={}, knows=knows, may=LEAD)
    for name in ("pawel", "dora", "anna", "boris"):
        body = {"kind": "whatif", "drafts": [world.numbers[f"draft {name}"]], "time_limit": -1}
        yield Case(f"POST {API}/runs", body=body, may=PLANNERS)
    yield Case(f"POST {API}/runs", body={"kind": "night"}, may=LEAD)
    yield Case(f"POST {API}/plan/withdraw", body={}, may=LEAD)


SCOPES = {
    "all": {"rita", "paul", "cora"},
    "nation:PL": SEES["PL"],
    "nation:DE": SEES["DE"],
    "unit:BDE-A": SEES["A"],
    "unit:BDE-B": SEES["B"],
}
PLAN_TABLES = ("assignments", "classes", "demand", "unmet", "load", "changes", "kpis")
CALENDARS = (("site", "PL-01", "PL"), ("site", "DE-01", "DE"), ("unit", "BN-A1", "A"), ("unit", "BN-B1", "B"))


def calendar_is_everybodys(planned: set[str], name: str, scope: str) -> set[str]:
    """A site's calendar is its nation's and, as far as they go there, its guests'; so is a unit's."""
    together = {"PL": "A", "DE": "B", "A": "PL", "B": "DE"}
    return planned & (SEES[scope] | SEES[together[scope]])


def _run_knows(world: World) -> dict[str, set[str]]:
    own = {what: {what.partition(" ")[2], *ALL_SEEING} for what in world.numbers if _is_own(what)}
    return own | {"night": READERS, "value": {"pawel", *ALL_SEEING}}


ALL_SEEING = ("rita", "paul", "cora")


def _is_own(what: str) -> bool:
    return what.startswith(("whatif", "explain"))


def of_talk(world: World) -> Iterator[Case]:
    for topic, knows in _topics(world):
        yield Case(f"GET {API}/comments", query={"on": topic}, knows=knows, may=READERS)
        said = {"said": "@dora @anna look"}
        yield Case(f"POST {API}/comments", query={"on": topic}, body=said, knows=knows, may=READERS)
        yield Case(f"POST {API}/follows", query={"on": topic}, body={}, knows=knows, may=READERS)
    yield Case(f"GET {API}/comments", query={"on": "draft:" + "9" * 30}, knows=set(), may=READERS)


def _topics(world: World) -> Iterator[tuple[str, set[str]]]:
    for name in ("pawel", "dora", "anna", "boris"):
        yield f"draft:{world.numbers[f'draft {name}']}", {name, "paul", "cora"}  # paul was invited
        yield f"proposal:{world.numbers[f'proposal {name}']}", _proposal_knows(name)
    for table, key, scope in ROWS:
        yield f"row:{json.dumps([table, key])}", _row_knows(table, scope)
    yield f"run:{world.numbers['whatif boris']}", {"boris", *ALL_SEEING}
    yield "cohort:AAQ2-01", SEES["A"] | SEES["PL"]
    yield "cohort:BBQ2-01", SEES["B"] | SEES["DE"]


def of_people() -> Iterator[Case]:
    yield Case(f"GET {API}/people", may=ADMIN)
    yield Case(f"POST {API}/people", body={"name": "new", "grants": ["reader:nation:XX"]}, may=ADMIN)
    yield Case(f"PATCH {API}/people/{{name}}", {"name": "nobody"}, body={}, may=ADMIN, missing=True)
    yield Case(f"GET {API}/settings", may=ADMIN)
    yield Case(f"PATCH {API}/settings", body={}, may=ADMIN)
    yield Case(f"GET {API}/audit", may=LEAD | ADMIN)
    yield Case(f"GET {API}/me")
    yield Case(f"POST {API}/me/password", body={"old": "x", "new": GOOD})
    for name in ("tokens", "sessions", "feeds", "notices"):
        yield Case(f"GET {API}/me/{name}")
    for name in ("tokens", "sessions", "feeds"):
        yield Case(f"DELETE {API}/me/{name}/{{number}}", {"number": 99}, knows=set(), may=READERS)
    yield Case(f"POST {API}/me/tokens", body={"name": "x", "grants": ["reader:nation:DE"]})
    yield Case(f"POST {API}/me/notices/seen", body={"notices": [1, 2, 3]})
    for kind, subject, scope in CALENDARS:
        yield Case(f"POST {API}/me/feeds", body={"kind": kind, "subject": subject}, knows=SEES[scope])


def of_ends(world: World) -> Iterator[Case]:
    """What comes last, as the drafts are gone then."""
    yield Case(f"DELETE {API}/me/feeds/{{number}}", {"number": 1}, knows={"pawel"})
    for name in ("pawel", "dora", "anna", "boris"):
        path, knows = {"number": world.numbers[f"draft {name}"]}, {name, "paul", "cora"}
        one = f"{API}/drafts/{{number}}"
        yield Case(f"POST {one}/submit", path, body={"reason": "go"}, knows=knows, may={name})
        yield Case(f"DELETE {one}", path, knows=knows, may={name})


def all_cases(world: World) -> list[Case]:
    return [
        *of_data(),
        *of_drafts(world),
        *of_mappings(world),
        *of_runs(world),
        *of_talk(world),
        *of_people(),
        *of_ends(world),
    ]
