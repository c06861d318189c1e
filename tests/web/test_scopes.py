"""Nothing names what is outside a scope: every endpoint asked by everybody, every answer read.

A new endpoint needs its cases in `tests/support/scope_cases.py`: the first test names those that have none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from tests.support.scope_cases import Case, Plain, all_cases
from tests.support.scoped import World, everything_in, named_in, planted

COUNTED: Counter[str] = Counter()
"""Requests that were sent and answers that were looked at."""


def send(client: TestClient, case: Case) -> Any:
    """Send it and read the whole answer."""
    method, _, address = case.endpoint.partition(" ")
    given: dict[str, Any] = {"params": case.query, "headers": dict(case.headers)}
    if case.file:
        given["files"] = {"file": case.file} | ({"map": case.own_map} if case.own_map else {})
    elif isinstance(case.body, bytes):
        given["content"] = case.body
    elif case.body is not None:
        given["json"] = case.body
    COUNTED["requests"] += 1
    return client.request(method, address.format(**case.path), **given)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The store with everybody's planted words, served; nobody is held up for asking fast."""
    with planted(tmp_path_factory) as world, start_blocking_portal() as portal:
        for client in (world.stranger, *world.clients.values()):
            client.portal = portal  # one thread answers all, in place of one begun for each request
        yield world


def described(world: World) -> set[str]:
    paths = world.service.app.openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


SLOW = ("report.html", "plan.xlsx", "compare", ".ics")
"""Downloads that take long: of those who see all, who read the same, one asks for them."""


def wrong_of(name: str, case: Case, status: int) -> str:
    """What is wrong with a status; blank where nothing is."""
    if name not in case.knows or (case.missing and name in case.may):
        right = status == 404 or (status == 403 and name not in case.may)
    elif name not in case.may:
        right = status == 403
    else:
        right = status < 500 and status not in (401, 404) and (status != 403 or bool(case.file or case.body))
    return "" if right else f"{status} to {name}"


def look_at(name: str, case: Case, answer: Any, said: set[str]) -> Iterator[str]:
    """What is wrong with an answer."""
    COUNTED["answers looked at"] += 1
    asked = f"{case.endpoint} {case.path} {case.query} {case.body} {case.file}"
    said |= named_in(name, asked)
    found = named_in(name, everything_in(answer)) - said
    if found:
        yield f"{asked} tells {name} of {sorted(found)}"
    if answer.status_code >= 400 and set(answer.json()["error"]) != {"code", "message", "faults"}:
        yield f"{asked}: an error of another shape"


def test_every_endpoint_of_the_description_has_cases(world: World) -> None:
    assert {case.endpoint for case in all_cases(world)} == described(world)


def test_nothing_tells_of_another_scope(world: World) -> None:
    wrong: list[str] = []
    for case in all_cases(world):
        answer = send(world.stranger, case)
        wrong += look_at("stranger", case, answer, world.said["stranger"])
        wrong += [] if answer.status_code == 401 else [f"{case.endpoint}: {answer.status_code} to a stranger"]
        for name, client in world.clients.items():
            if name in ("rita", "paul") and case.endpoint.endswith(SLOW):
                continue
            answer = send(client, case)
            wrong += look_at(name, case, answer, world.said[name])
            found = wrong_of(name, case, answer.status_code)
            wrong += [f"{case} {found}: {answer.text[:200]}"] if found else []
    print(*(f"{count:,} {what}" for what, count in COUNTED.items()), sep=", ")
    assert wrong == []


BAD_BODIES = (b"{no json", b"[]", b'{"zzz": 1}', b'{"title": "x", "changes": [{"set": {"a": NaN}}]}', b"\xff")
BAD_PARTS = ("x", "-1", "1" + "0" * 17, "1" + "0" * 30, "%00", "'")
BAD_QUERIES = ({"before": "9" * 30}, {"most": "0"}, {"scope": "moon"}, {"on": "run:0"}, {"with": "9" * 30})


def _takes(endpoint: str, query: Plain) -> bool:
    """Whether a query is worth asking: a download looks at its scope alone, and takes long."""
    return endpoint.startswith("GET") and (not endpoint.endswith(SLOW) or "scope" in query)


def test_malformed_requests_tell_no_more(world: World) -> None:
    wrong: list[str] = []
    askers = {"stranger": world.stranger} | {name: world.clients[name] for name in ("pawel", "anna", "cora")}
    for endpoint, (name, client) in product(sorted(described(world)), askers.items()):
        parts = BAD_PARTS if "{" in endpoint else ("",)
        names = {"number": "1", "table": "sites", "kind": "site", "name": "DE-01"}
        for case in (
            *(Case(endpoint, dict.fromkeys(names, part)) for part in parts),
            *(Case(endpoint, names, query) for query in BAD_QUERIES if _takes(endpoint, query)),
            *(Case(endpoint, names, body=body) for body in BAD_BODIES if not endpoint.startswith("GET")),
        ):
            answer = send(client, case)
            wrong += look_at(name, case, answer, world.said[name] | {"DE-01"})
            if answer.status_code >= 500 or (name == "stranger" and answer.status_code not in (401, 404)):
                wrong.append(f"{case}: {answer.status_code} to {name}")
    print(*(f"{count:,} {what}" for what, count in COUNTED.items()), sep=", ")
    assert wrong == []
