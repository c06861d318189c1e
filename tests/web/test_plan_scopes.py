"""The pages of the plan: each address, in both languages, and nothing of another's scope anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.support.scoped import World, bars_of, everything_in, named_in

LINK = re.compile(r'(?:href|data-source)="((?:/plan|/runs/\d+/plan)[^"#]*)')
LANGUAGES = ("en", "uk")
ENGLISH = {"accept-language": "en"}


def walked(client: TestClient, *begin: str) -> Iterator[tuple[str, str]]:
    """Every page of the plan that links lead to, with all that it says."""
    known, ahead = set(begin), list(begin)
    while ahead:
        address = ahead.pop()
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[-800:]}"
        yield address, everything_in(answer)
        links = {unescape(link) for link in LINK.findall(answer.text) if "scope=" not in link} - known
        known |= links
        ahead += sorted(links)


class TestScopes:
    @pytest.mark.parametrize("name", ["pola", "arno", "boris", "rita"])
    def test_no_page_that_links_lead_to_tells_of_another_scope(self, world: World, name: str) -> None:
        client, night = world.clients[name], world.numbers["night"]
        client.headers["accept-language"] = LANGUAGES[len(name) % 2]
        begin = ["/plan", "/plan?by=unit&late=yes", "/plan/load?pool=beds", f"/runs/{night}/plan?beside=plan"]
        begin = [one for one in begin if "pool" not in one or name[0] not in "ab"]
        pages = dict(walked(client, *begin))
        assert {"/plan/map", "/plan/lists", "/plan/load"} <= pages.keys()
        assert sum("/cohorts/" in page for page in pages) >= 2
        told = {page: found for page, text in pages.items() if (found := named_in(name, text))}
        assert told == {}

    def test_what_a_scope_does_not_show_is_not_there(self, world: World) -> None:
        whole = bars_of(world.clients["rita"])
        wrong = []
        for name in ("pola", "dirk", "arno", "bella"):
            client = world.clients[name]
            own = bars_of(client)
            for kind, ids in whole.items():
                for key in ids:
                    got = client.get(f"/plan/{kind}/{key}").status_code
                    if got != (200 if key in own[kind] else 404):
                        wrong.append(f"{name} {kind} {key}: {got}")
            assert own["cohorts"] != whole["cohorts"]
        assert wrong == []

    def test_another_scope_is_not_to_be_asked_for(self, world: World) -> None:
        for address in ("/plan", "/plan/bars.json", "/plan/load", "/plan/map", "/plan/lists"):
            asked = {scope: f"{address}?scope={scope}" for scope in ("nation:PL", "nation:DE", "all")}
            got = {scope: world.clients["pola"].get(to).status_code for scope, to in asked.items()}
            assert got == {"nation:PL": 200, "nation:DE": 404, "all": 404}

    def test_who_sees_no_data_sees_no_plan(self, world: World) -> None:
        for name, status in (("nil", 403), ("adm", 403)):
            for address in ("/plan", "/plan/bars.json", "/plan/sites/PL-01", "/plan/cohorts/AAQ1-01"):
                assert world.clients[name].get(address).status_code == status
        assert world.service.anybody().get("/plan").status_code in (303, 307)

    def test_a_scope_that_is_kept_stands_in_every_link(self, world: World) -> None:
        text = world.clients["rita"].get("/plan?scope=nation:PL&by=unit").text
        assert named_in("pola", text) == set()
        links = LINK.findall(text.partition("</header>")[2])
        assert [link for link in links if "scope=nation" not in link] == []

    def test_who_sees_all_is_led_to_what_others_see(self, world: World) -> None:
        rita, arno = world.clients["rita"], world.clients["arno"]
        page = rita.get("/plan/units/BDE-A").text
        (link,) = (unescape(link) for link in LINK.findall(page) if "scope=" in link)
        below = rita.get(link).text
        assert named_in("arno", below) == set()
        assert "/plan/cohorts/AAQ2-01" in below  # of a battalion of the brigade
        assert "/plan/cohorts/AAQ2-01" not in page.partition("</header>")[2]
        assert "?scope=" not in arno.get("/plan/units/BDE-A").text

    def test_of_a_run_that_one_may_not_know_there_is_no_plan(self, world: World) -> None:
        number = world.numbers["whatif pawel"]
        assert world.clients["dora"].get(f"/runs/{number}/plan").status_code == 404
        assert world.clients["dora"].get(f"/runs/{number}/plan/bars.json").status_code == 404

    def test_an_explanation_is_shown_to_who_may_see_its_run(self, world: World) -> None:
        words = f"Explained by run {world.numbers['explain anna']}"
        page = "/plan/cohorts/AAQ1-01"
        seen = {
            name for name, client in world.clients.items() if words in client.get(page, headers=ENGLISH).text
        }
        assert seen == {"anna", "rita", "paul", "cora"}


@pytest.fixture(scope="module")
def tess(world: World) -> TestClient:
    """Somebody who reads a nation's share and plans a unit elsewhere."""
    return world.service.program("tess", "reader:nation:DE", "planner:unit:BDE-A")


class TestTwoGrants:
    """Notices and colleagues send addresses without a scope: they lead whoever has two to the right one."""

    def test_what_one_of_the_scopes_shows_is_found(self, world: World, tess: TestClient) -> None:
        assert "unit:BDE-A" not in tess.get("/plan").text.partition("<main")[2].partition("<form")[0]
        of_anna = bars_of(world.clients["anna"])
        for kind in ("cohorts", "classes", "units"):
            answer = tess.get(f"/plan/{kind}/{of_anna[kind][0]}")
            assert answer.status_code == 200, answer.text
            assert "scope=unit%3ABDE-A" in answer.text
        assert tess.get("/plan/sites/DE-01").status_code == 200

    def test_what_none_shows_is_not_there_nor_what_the_one_that_is_named_does_not(
        self, world: World, tess: TestClient
    ) -> None:
        both = world.service.program("toni", "reader:nation:PL", "planner:unit:BDE-A")
        assert both.get("/plan/cohorts/BBQ2-01").status_code == 404
        assert tess.get("/plan/cohorts/AAQ2-01", params={"scope": "nation:DE"}).status_code == 404
        assert tess.get("/plan/cohorts/AAQ2-01", params={"scope": "unit:BDE-B"}).status_code == 404

    def test_who_asks_why_or_says_something_stays_in_the_scope(self, tess: TestClient) -> None:
        here = "/plan/cohorts/AAQ2-01?scope=unit%3ABDE-A"
        shown = tess.get(here).text
        assert shown.count(f'name="back" value="{here}"') == 3
        asked = tess.post("/plan/cohorts/AAQ2-01/why", data={"back": here})
        assert asked.headers["location"] == f"{here}#explained"
        led_away = tess.post("/plan/cohorts/AAQ2-01/why", data={"back": "//elsewhere.example"})
        assert led_away.headers["location"] == "/plan/cohorts/AAQ2-01#explained"

    def test_the_morning_leads_to_the_timeline_of_the_scope_that_is_read(self, tess: TestClient) -> None:
        text = tess.get("/", params={"scope": "unit:BDE-A"}).text
        plans = [unescape(link) for link in re.findall(r'href="(/plan[^"]*)"', text.partition("<main")[2])]
        assert plans
        assert [link for link in plans if "scope=unit%3ABDE-A" not in link] == []
