"""The pages of the plan: what they show and offer, as documents, in pictures and in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from starlette.testclient import TestClient

from tests.support.planning import OP, lay_out
from tests.support.scoped import World, bars_of, everything_in, named_in, who
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
from trainopt.service.explaining import MOST_EXPLANATIONS, ExplanationSeen, explanations_of, values_of
from trainopt.service.publication import publish_plan, withdraw_publication
from trainopt.service.queueing import QueuedRun, RunKind, ask_for_run, cancel_run
from trainopt.service.shares import share_laid_out
from trainopt.web.pages.plan.drawn import SEATS
from trainopt.web.pages.plan.rows import of_months
from trainopt.web.pages.plan.shown import PlanShown
from trainopt.web.templates import environment
from trainopt.words.reader import reader_of


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("none",), "No change was found that helps."),
        (("none", "no time"), "There was no time left to look: give it more."),
        (("planning on",), "Planning on helps all of them, with nothing changed."),
        ((), "there was nothing to help."),
    ],
)
def test_a_cohort_is_told_why_nothing_is_offered(
    world: World, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...], told: str
) -> None:
    run: Any = SimpleNamespace(number=1, state="done", message="")
    seen = ExplanationSeen(run, tuple({"answer": one} for one in answers))
    monkeypatch.setattr(explaining, "explanations_of", lambda *_: [seen])
    page = english(world.clients["rita"], "/plan/cohorts/AAQ2-01")
    every = ("No change was found", "no time left to look", "Planning on helps", "nothing to help")
    assert [one for one in every if one in page] == [one for one in every if one in told]
    assert '<span class="badge" data-state="done">done</span>' in page.partition("Explained by run")[2]


class TestTalk:
    def test_who_may_say_something_of_a_cohort_may_here(self, world: World) -> None:
        page = "/plan/cohorts/AAQ2-01"
        fields = {"on": "cohort:AAQ2-01", "said": "PLQ please look", "back": page}
        assert world.clients["pawel"].post("/comments", data=fields).status_code == 303
        seen = {
            name for name in ("pawel", "anna", "rita") if "PLQ please" in english(world.clients[name], page)
        }
        assert seen == {"pawel", "anna", "rita"}
        night = world.numbers["night"]
        assert "PLQ please" not in english(world.clients["rita"], f"/runs/{night}{page}")

    def test_of_a_class_a_planner_may_try_what_would_happen(self, world: World) -> None:
        key = next(key for key in bars_of(world.clients["anna"])["classes"] if key.startswith("PL-01"))
        offered = {
            name
            for name, client in world.clients.items()
            if "/what-ifs/new?class=" in english(client, f"/plan/classes/{key}")
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


def english(client: TestClient, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).text


class TestAsking:
    def test_who_plans_may_ask_for_their_own(self, world: World) -> None:
        offered = {
            name
            for name, client in world.clients.items()
            if "/why" in english(client, "/plan/cohorts/AAQ2-01")
        }
        assert offered == {"anna", "paul", "cora"}
        asked = world.clients["anna"].post("/plan/cohorts/AAQ2-01/why")
        assert (asked.status_code, asked.headers["location"]) == (303, "/plan/cohorts/AAQ2-01#explained")
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

    def test_any_page_of_a_long_table_is_reached_at_once_with_the_same_filters(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = world.clients["rita"]
        go_to = '<input name="page" type="number"'
        assert go_to not in client.get("/plan?by=unit").text
        monkeypatch.setattr("trainopt.web.pages.plan.rows.ROWS_A_PAGE", 1)
        cohorts = bars_of(client)["cohorts"]
        page = client.get("/plan?by=unit&way=BBQ3-01").text
        form = page.partition('action="/plan#table"')[2].partition("</form>")[0]
        assert f'max="{len(cohorts)}"' in form
        assert set(re.findall(r'name="(\w+)" value="([^"]+)"', form)) == {("by", "unit"), ("way", "BBQ3-01")}
        last = client.get(f"/plan?by=unit&page={len(cohorts)}").text
        assert f"/plan/cohorts/{cohorts[-1]}" in last

    def test_who_has_no_place_stands_first_in_the_lists_by_priority(self, world: World) -> None:
        page = world.clients["rita"].get("/plan/lists").text
        shown = re.findall(r'<th scope="row" class="short">\s*<a href="/plan/cohorts/([^"]+)"', page)
        unmet = _tables(world, "rita", world.numbers["night"]).unmet
        unmet = unmet.sort_values("priority", ascending=False, kind="stable")
        assert len(unmet) > 0
        ranks = dict(zip(unmet["cohort_id"], unmet["priority"], strict=True))
        assert [ranks.get(one, 0) for one in shown[: len(unmet)]] == list(unmet["priority"])

    def test_of_very_many_changes_the_first_are_listed_unless_all_are_asked_for(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = _tables(world, "rita", world.numbers["night"]).assignments.head(3)
        columns = ["cohort_id", "step", "course_id", "site_id", "start", "trainees"]
        changes = held[columns].assign(
            change="added", site_id_before="", start_before=pd.Series(pd.NaT, index=held.index)
        )
        changed = property(lambda shown: replace(shown.at_hand.tables, changes=changes))
        monkeypatch.setattr(PlanShown, "tables", changed)
        client = world.clients["rita"]
        assert "rows=all" not in client.get("/plan/lists").text
        monkeypatch.setattr("trainopt.web.pages.plan.rows.MOST_LISTED", 1)
        page = english(client, "/plan/lists")
        assert "The first 1 of 3 rows." in page
        (all_of_them,) = re.findall(r'href="([^"]*rows=all)#plan-changes"', page)
        assert [_listed(page), _listed(english(client, all_of_them))] == [1, 3]

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


def test_a_page_of_the_plan_says_what_may_take_its_place(world: World) -> None:
    cora = world.clients["cora"]

    def said(kind: RunKind, *addresses: str) -> list[bool]:
        asked = ask_for_run(world.service.store, who("cora"), kind)
        found = ["none is under way" in cora.get(address).text.partition("<main")[2] for address in addresses]
        cancel_run(world.service.store, who("cora"), asked.number)
        return found

    assert said(RunKind.PLAN, "/plan", "/plan/lists", "/") == [True, True, True]
    assert said(RunKind.VALUE, "/plan", "/plan/lists", "/") == [False, False, True]


def test_the_plan_of_a_run_says_of_which_it_is_and_whether_it_is_in_force(world: World) -> None:
    cora, night = world.clients["cora"], world.numbers["night"]
    whatif = world.numbers["whatif pawel"]
    for number, badge in ((whatif, "warn"), (night, "good")):
        text = cora.get(f"/runs/{number}/plan").text
        assert f"<h1>Plan of run {number}" in text
        words = {"warn": "not in force", "good": "in force"}[badge]
        assert f'The plan of run {number} <span class="badge {badge}">{words}</span>' in text
    assert "<h1>Plan</h1>" in cora.get("/plan").text


def test_of_what_is_worth_most_it_is_said_which_were_tried(world: World) -> None:
    cora, told = world.clients["cora"], "<caption>The first were planned again, as far as the time allowed"
    assert told in english(cora, f"/runs/{world.numbers['value']}")
    assert told not in english(cora, f"/runs/{world.numbers['explain anna']}")


def test_who_is_held_nowhere_has_no_way_through_the_sites(world: World) -> None:
    rita = world.clients["rita"]
    held = _tables(world, "rita", world.numbers["night"]).assignments.cohort_id.iloc[0]
    unmet = _tables(world, "rita", world.numbers["night"]).unmet.cohort_id.iloc[0]
    said = [english(rita, f"/plan/cohorts/{cohort}") for cohort in (held, unmet)]
    assert ["Its way through the sites" in one for one in said] == [True, False]


@pytest.mark.parametrize(("expected", "told"), [("", ""), ("8", "8.0"), ("7.5", "7.5")])
def test_who_is_expected_is_told_also_where_it_is_everybody(expected: str, told: str) -> None:
    parts: Any = (
        environment()
        .get_template("plan/parts.html")
        .make_module({"known": pd.notna, "number": reader_of("en").number})
    )
    one = SimpleNamespace(trainees=8, expected=float(expected or "nan"))
    assert parts.expected(one) == told


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
    page = english(world.clients["boris"], f"/plan?way={min(others)}")
    assert "Nobody of the id" in page
    assert f"/plan/cohorts/{min(others)}" not in page


def test_for_an_id_that_nobody_has_those_like_it_are_offered(world: World) -> None:
    client = world.clients["rita"]
    found = _offered(english(client, "/plan?way=aaq2"))
    assert "/plan/cohorts/AAQ2-01" in found
    assert "/plan/cohorts/BBQ3-01" not in found
    assert "/plan/sites/PL-01" in _offered(english(client, "/plan?way=l-0"))
    assert "href" not in _offered(english(client, "/plan?way=nobody+at+all"))
    for other in ("boris", "dirk"):
        assert "href" not in _offered(english(world.clients[other], "/plan?way=aaq2"))


def _listed(page: str) -> int:
    """How many rows the list of changes has."""
    return page.partition('id="plan-changes"')[2].partition("</table>")[0].count('<th scope="row">')


def _offered(page: str) -> str:
    """What stands in the notice of an id that nobody has."""
    found = re.search(r'<p class="notice warn" role="status">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return found[1]
