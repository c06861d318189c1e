"""The pages of the plan: each address, in both languages, and nothing of another's scope anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest
from starlette.testclient import TestClient

from tests.support.planning import OP, lay_out
from tests.support.scoped import World, everything_in, named_in, planted, who
from tests.support.served import Service
from tests.web.test_words import messages
from trainopt.plan.reasons import CODES
from trainopt.report.bars import TIP_LINES, bars_document, facts_in
from trainopt.report.lists import changes_list, notice_list, reason_parts
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.report.words import late_because
from trainopt.service import datasets, explaining
from trainopt.service.access import Action, allowed
from trainopt.service.actors import Actor
from trainopt.service.explaining import MOST_EXPLANATIONS, explanations_of, values_of
from trainopt.service.publication import publish_plan, withdraw_publication
from trainopt.service.queueing import QueuedRun, RunKind, ask_for_run, cancel_run
from trainopt.service.shares import share_laid_out
from trainopt.web.pages.plan.drawn import SEATS, heat_table, site_map
from trainopt.web.pages.plan.rows import of_months

LINK = re.compile(r'(?:href|data-source)="((?:/plan|/runs/\d+/plan)[^"#]*)')
LANGUAGES = ("en", "uk")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The store with everybody's planted words, served."""
    with planted(tmp_path_factory) as world:
        yield world


def bars_of(client: TestClient, root: str = "/plan") -> dict[str, list[str]]:
    """The ids that somebody's timeline has, by what they are of."""
    told = json.loads(client.get(f"{root}/bars.json").text)
    return {
        "classes": told["classes"]["id"],
        "cohorts": told["cohorts"]["id"],
        "sites": [site for site, *_ in told["sites"]],
        "units": [unit for unit, _ in told["units"]],
    }


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
        seen = {name for name, client in world.clients.items() if words in _english(client, page)}
        assert seen == {"anna", "rita", "paul", "cora"}


class TestTalk:
    def test_who_may_say_something_of_a_cohort_may_here(self, world: World) -> None:
        page = "/plan/cohorts/AAQ2-01"
        fields = {"on": "cohort:AAQ2-01", "said": "PLQ please look", "back": page}
        assert world.clients["pawel"].post("/comments", data=fields).status_code == 303
        seen = {
            name for name in ("pawel", "anna", "rita") if "PLQ please" in _english(world.clients[name], page)
        }
        assert seen == {"pawel", "anna", "rita"}
        night = world.numbers["night"]
        assert "PLQ please" not in _english(world.clients["rita"], f"/runs/{night}{page}")

    def test_of_a_class_a_planner_may_try_what_would_happen(self, world: World) -> None:
        key = next(key for key in bars_of(world.clients["anna"])["classes"] if key.startswith("PL-01"))
        offered = {
            name
            for name, client in world.clients.items()
            if "/what-ifs/new?class=" in _english(client, f"/plan/classes/{key}")
        }
        assert offered == {"pawel", "paul", "cora"}  # whose a site's capacity is to change
        assert world.clients["pawel"].get(f"/what-ifs/new?class={key}").status_code == 200


class TestValues:
    def test_what_capacity_is_worth_is_told_to_who_may_see_that_run(self, world: World) -> None:
        store, number = world.service.store, world.numbers["value"]
        rows = world.clients["cora"].get(f"/api/v1/runs/{number}/answer").json()["tables"]["values"]
        assert rows
        places, course = {row["place"] for row in rows}, rows[0]["course_id"]
        of_course = [row for row in rows if row["course_id"] in ("", course)]
        assert list(values_of(store, who("cora"), places, course)) == of_course
        own = values_of(store, who("pawel"), places, course)
        assert {row["place"] for row in own} <= {"PL", "PL-01", "PL-02"}
        assert values_of(store, who("dora"), places, course) == ()
        assert values_of(store, who("cora"), ["XX"], course) == ()

    def test_of_the_months_of_a_class_alone(self) -> None:
        held = SimpleNamespace(start=pd.Timestamp("2027-01-18"), end=pd.Timestamp("2027-02-21"))
        valued = tuple({"month": month} for month in ("2026-12", "2027-01", "2027-02", "2027-03"))
        assert [row["month"] for row in of_months(held, valued)] == ["2027-01", "2027-02"]


def _english(client: TestClient, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).text


class TestAsking:
    def test_who_plans_may_ask_for_their_own(self, world: World) -> None:
        offered = {
            name
            for name, client in world.clients.items()
            if "/why" in _english(client, "/plan/cohorts/AAQ2-01")
        }
        assert offered == {"anna", "paul", "cora"}
        asked = world.clients["anna"].post("/plan/cohorts/AAQ2-01/why")
        assert (asked.status_code, asked.headers["location"]) == (303, "/plan/cohorts/AAQ2-01")
        newest = world.clients["anna"].get("/api/v1/runs").json()["items"][0]
        assert (newest["kind"], newest["subject"]) == (RunKind.EXPLAIN, "AAQ2-01")

    def test_nobody_else_does(self, world: World) -> None:
        got = {
            name: world.clients[name].post("/plan/cohorts/AAQ2-01/why").status_code
            for name in ("arno", "boris", "pawel", "nil")
        }
        assert got == {"arno": 403, "boris": 404, "pawel": 404, "nil": 403}

    def test_of_those_that_came_to_nothing_only_one_with_none_after_it_is_told(self, world: World) -> None:
        store, paul = world.service.store, who("paul")

        def told() -> list[int]:
            return [one.run.number for one in explanations_of(store, paul, "AAQ2", ("AAQ2-01",))]

        before = told()
        for _ in range(2):
            asked = ask_for_run(store, paul, RunKind.EXPLAIN, subject="AAQ2-01").number
            assert told()[0] == asked
            cancel_run(store, paul, asked)
            assert told() == [asked, *before][:MOST_EXPLANATIONS]

    def test_those_that_came_to_nothing_are_not_read(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, paul = world.service.store, who("paul")
        for _ in range(2 * MOST_EXPLANATIONS):
            cancel_run(store, paul, ask_for_run(store, paul, RunKind.EXPLAIN, subject="AAQ2-01").number)
        looked_at: list[int] = []

        def noted(actor: Actor, action: Action, run: QueuedRun) -> bool:
            looked_at.append(run.number)
            return allowed(actor, action, run)

        monkeypatch.setattr(explaining, "allowed", noted)
        told = explanations_of(store, paul, "AAQ2", ("AAQ2-01",))
        assert len(told) <= len(looked_at) <= 1 + MOST_EXPLANATIONS


class TestBeside:
    def test_beside_the_plan_in_force_stands_the_one_before_it(self, world: World) -> None:
        store, cora = world.service.store, who("cora")
        assert 'name="beside"' not in world.clients["cora"].get("/plan").text
        now = world.numbers["whatif boris"]
        publish_plan(store, cora, now, "to be seen beside the one before", anyway=True)
        try:
            for name in ("cora", "pawel", "boris"):
                client = world.clients[name]
                assert 'name="beside"' in client.get("/plan").text
                told = client.get("/plan/bars.json?beside=plan")
                assert named_in(name, everything_in(told)) == set()
                both = [_tables(world, name, number) for number in (now, world.numbers["night"])]
                assert json.loads(told.text) == json.loads(json.dumps(bars_document(*both)))
        finally:
            withdraw_publication(store, cora, "it was seen")


def _tables(world: World, name: str, number: int) -> PlanTables:
    with share_laid_out(world.service.store, who(name), number) as folder:
        return read_plan_tables(folder)


class TestTables:
    def test_the_table_has_what_the_timeline_has(self, world: World) -> None:
        client = world.clients["rita"]
        ids = bars_of(client)
        by_site, by_unit = (client.get(f"/plan?by={by}").text for by in ("site", "unit"))
        assert [one for one in ids["classes"] if f"/plan/classes/{one}" not in by_site] == []
        assert [one for one in ids["cohorts"] if f"/plan/cohorts/{one}" not in by_unit] == []

    def test_late_and_unmet_only(self, world: World) -> None:
        client = world.clients["rita"]
        text = client.get("/plan?by=unit&late=yes").text
        assert "/plan/cohorts/BBQ3-01" in text
        assert "/plan/cohorts/AAQ2-01" not in text

    def test_a_cohort_leads_to_its_steps_and_a_class_to_its_cohorts(self, world: World) -> None:
        client = world.clients["rita"]
        cohort = client.get("/plan/cohorts/AAQ2-01").text
        (held,) = set(re.findall(r'href="(/plan/classes/[^"]+)"', cohort))
        assert "/plan/cohorts/AAQ2-01" in client.get(held).text

    def test_what_is_not_there_is_not_there(self, world: World) -> None:
        client = world.clients["rita"]
        for address in ("sites/XX", "units/XX", "classes/XX", "cohorts/XX", "load?pool=XX", "xx"):
            assert client.get(f"/plan/{address}").status_code == 404
        for address in ("/runs/x/plan", "/runs/99/plan", "/runs/99999999999999999999/plan"):
            assert client.get(address).status_code == 404
        for query in ("by=moon", "page=0", "from=x", "weeks=--"):
            assert client.get(f"/plan?{query}").status_code == 422


def test_before_a_plan_is_in_force_the_page_says_so(
    service: Service, tmp_path_factory: pytest.TempPathFactory
) -> None:
    datasets.bring_in(service.store, OP, lay_out(tmp_path_factory.mktemp("data") / "data"))
    rita = service.program("rita", "reader:all")
    assert "No plan is in force yet" in rita.get("/plan").text
    assert rita.get("/plan/lists").status_code == 404


class TestPictures:
    def test_a_week_has_what_is_taken_of_what_there_is(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        from tests.support.reported import write_plan_of

        tables = read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))
        found = heat_table(tables, SEATS)
        assert [(row.kind, row.owner) for row in found.rows] == [("site", "DE-1"), ("site", "PL-1")]
        first = found.rows[0].cells
        assert [(cell.taken, cell.whole, cell.step) for cell in first[:2]] == [(8, 12, 5), (14, 24, 4)]
        assert first[3].whole is None
        assert sum(weeks for _, weeks in found.months) == len(found.weeks)
        assert heat_table(tables, SEATS, "PL-1").rows[0].owner == "PL-1"
        assert [row.owner for row in heat_table(tables, "beds").rows] == ["DE-1", "PL-1"]

    def test_the_map_has_the_sites_that_have_coordinates(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        from tests.support.reported import PLAN, write_plan_of

        tables = read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))
        found = site_map(tables)
        assert found is not None
        left, top, width, height = found.view
        assert {place.site.site_id for place in found.places} >= {"DE-1", "PL-1"}
        assert all(left < at.x < left + width and top < at.y < top + height for at in found.places)
        bare = {"sites": PLAN["sites"].splitlines()[0] + "\n"}
        assert site_map(read_plan_tables(write_plan_of(tmp_path_factory.mktemp("bare") / "p", bare))) is None


class TestWords:
    """The ids that templates and the island put together are in the catalogue, too."""

    KNOWN = messages("en", "plan.ftl")

    def test_every_line_of_a_tooltip_tells_its_facts(self) -> None:
        for line in TIP_LINES:
            assert self.KNOWN[f"plan-tip-{line}"] == set(facts_in(line)), line

    def test_every_reason_has_words(self) -> None:
        for code in CODES:
            kind, resource = reason_parts(code)
            assert self.KNOWN[f"plan-reason-{kind}"] == ({"resource"} if resource else set())

    def test_every_heading_cause_and_state_has_words(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        from tests.support.reported import write_plan_of

        tables = read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))
        headings = {*changes_list(tables).headings, *notice_list(tables).headings}
        ids = {f"plan-heading-{heading.replace(' ', '-')}" for heading in headings}
        day = tables.span[0]
        ids |= {f"plan-late-{late_because(day, day, waited, 2).cause}" for waited in (0, 1, 2)}
        ids |= {f"plan-run-{state}" for state in ("queued", "running", "done", "failed", "cancelled")}
        ids |= {f"plan-pool-{pool}" for pool in (SEATS, "beds", "trainees", "arrivals", "away")}
        ids |= {f"plan-change-{change}" for change in ("added", "moved", "removed")}
        assert ids - self.KNOWN.keys() == set()


def test_a_way_leads_to_the_page_of_whoever_has_it(world: World) -> None:
    client = world.clients["rita"]
    known = bars_of(client)
    for kind in ("cohorts", "units"):
        id = known[kind][0]
        assert f'href="/plan/{kind}/{id}">{id}</a></p>' in client.get("/plan", params={"way": id}).text
    others = set(known["cohorts"]) - set(bars_of(world.clients["boris"])["cohorts"])
    page = _english(world.clients["boris"], f"/plan?way={min(others)}")
    assert "Nobody of the id" in page
    assert f"/plan/cohorts/{min(others)}" not in page
