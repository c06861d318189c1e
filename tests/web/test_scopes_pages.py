"""Nothing on a page names what is outside a scope: each address asked by everybody, every answer read.

The addresses are those that the service has: a page that is added is walked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from tests.support.scoped import GRANTS, World, everything_in, named_in
from trainopt.web.bodies import INTERFACE

pytestmark = pytest.mark.slow

ASKING = ("pawel", "dora", "anna", "boris", "cora")
"""Of each scope who may most; who sees all is asked that nothing breaks."""
SEEING_NOTHING = ("stranger", "nil", "adm")
"""Who sees no data asks of each address for a few things."""
FEW, MANY = 3, 12
"""Things that are asked for at an address, at most."""
KNOWN = {"adm": named_in("adm", str(GRANTS))}
"""An admin sees which scopes were granted."""
THINGS = ("PL-02", "DE-02", "BN-A1", "BN-B1", "AAQ2-01", "BBQ2-01", "BBQ2", "PL", "nosuch")
"""What an address may be about."""
PARTS = {"table": ("sites", "demand", "capacity", "plan", "assignments", "nosuch"), "secret": ("nosuch",)}
"""What stands for a part of an address, by its name; for others numbers and things do."""
PART = re.compile(r"\{(\w+)(?::\w+)?\}")
QUERIES = ("", "?site=DE-02&unit=BN-B1&q=BBQ2&by=unit&with=1&before=x&version=1&scope=nation:DE")
NOT_PAGES = {"/healthz", "/readyz"}
LEAST = 4
"""Addresses: fewer would mean that they are not found."""


def addresses(world: World, method: str) -> list[str]:
    """The addresses of pages, and of what stands beside them, that a method is for."""
    found = {
        route.path_format
        for context in iter_route_contexts(world.service.app.routes)
        if isinstance(route := context.original_route, APIRoute)
        and not route.include_in_schema
        and method in (route.methods or ())
    }
    return sorted(one for one in found if one not in NOT_PAGES and not one.startswith(INTERFACE))


def asked(world: World, address: str) -> Iterator[str]:
    """An address with what may stand in its parts."""
    numbers = tuple(str(number) for number in dict.fromkeys(world.numbers.values()))
    names = PART.findall(address)
    values = [PARTS.get(name, numbers if name == "number" else (*THINGS, *numbers[:2])) for name in names]
    every = list(product(*values))
    for chosen in every[:: len(every) // MANY + 1]:
        filled = iter(chosen)
        yield PART.sub(lambda _: next(filled), address)  # noqa: B023


def wrong_of(name: str, client: TestClient, method: str, address: str) -> Iterator[str]:
    """What is wrong with an answer: what was asked for may stand in it, and what the asker may know of."""
    answer = client.request(method, address)
    told = named_in(name, everything_in(answer)) - named_in(name, address) - KNOWN.get(name, set())
    if told:
        yield f"{method} {address} tells {name} of {sorted(told)}"
    if answer.status_code >= 500:
        yield f"{method} {address}: {answer.status_code} to {name}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_tells_of_another_scope(world: World, method: str) -> None:
    found = addresses(world, method)
    assert len(found) >= LEAST
    clients = {**world.clients, "stranger": world.service.anybody()}
    queries = QUERIES if method == "GET" else ("",)
    wrong: list[str] = []
    for address, name in product(found, (*ASKING, *SEEING_NOTHING)):
        some = islice(asked(world, address), FEW if name in SEEING_NOTHING else MANY)
        for one, query in product(some, queries):
            wrong += wrong_of(name, clients[name], method, one + query)
    assert wrong == []


def test_a_stranger_is_led_to_sign_in(world: World) -> None:
    stranger = world.service.anybody()
    open_to_all = {"/sign-in", "/calendar/{secret}.ics"}
    for address in addresses(world, "GET"):
        if address in open_to_all or address.startswith("/sign-in"):
            continue
        answer = stranger.get(next(iter(asked(world, address))))
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), address


def test_what_must_not_be_told_is_found(world: World) -> None:
    """So that the walk can fail: who sees all is told all, and of that others must not be told."""
    text = everything_in(world.clients["cora"].get(f"{INTERFACE}/versions/latest/tables/sites"))
    assert named_in("pawel", text) >= {"DE-02", "DEQname"}
