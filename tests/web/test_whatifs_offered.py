"""What-ifs ask nobody for what they cannot name: a nation sees no demands, a unit no classes of sites."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.support.scoped import World
from tests.support.served import Service
from tests.web.test_drafts import mini

__all__ = ["mini"]


@pytest.mark.parametrize(
    ("grant", "asked"),
    [
        ("planner:all", {"site", "demand"}),
        ("planner:nation:AA", {"site"}),
        ("planner:unit:U1", {"demand"}),
    ],
)
def test_each_is_asked_for_what_they_can_name(mini: Service, grant: str, asked: set[str]) -> None:
    """There is no plan in force, of which one could ask why somebody is late."""
    assert asked_for(mini.browser("ann", grant)) == asked


@pytest.mark.parametrize(
    ("name", "asked"),
    [("cora", {"subject", "site", "demand"}), ("pawel", {"site"}), ("anna", {"subject", "demand"})],
)
def test_of_a_plan_in_force_also_whom_it_is_about(world: World, name: str, asked: set[str]) -> None:
    assert asked_for(world.clients[name]) == asked


def asked_for(client: TestClient) -> set[str]:
    """Which fields for ids What-ifs has for somebody."""
    shown = client.get("/what-ifs")
    assert shown.status_code == 200
    return set(re.findall(r'name="(subject|site|demand)"', shown.text))


def test_no_ids_are_looked_for_where_none_are_offered(mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for who asks for nothing, nor where there are more than a field offers."""
    pages = "trainopt.web.pages.whatifs"
    planner = mini.browser("cora", "planner:all")
    assert '<option value="' in planner.get("/what-ifs").text
    monkeypatch.setattr(f"{pages}.datasets.show_table", lambda *_: pytest.fail("nobody is to ask for rows"))
    assert mini.browser("rita", "reader:all").get("/what-ifs").status_code == 200
    monkeypatch.setattr(f"{pages}.MOST_OFFERED", 0)
    assert '<option value="' not in planner.get("/what-ifs").text
