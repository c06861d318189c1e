"""The page of plan.toml, which is a form: a name, its value, what it means."""

from __future__ import annotations

import html
import re

from starlette.testclient import TestClient

from tests.support.planning import beds
from tests.support.served import Service, begun, shown


class TestSettings:
    """plan.toml is a form: a name, its value, what it means."""

    def test_what_is_typed_becomes_a_draft_and_goes_on_in_it(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        text = shown(lead, "/tables/plan")
        assert 'name="s.freeze_weeks"' in text
        assert "plain-table" not in text
        as_it_is = {"s.seats_on": "planned", "s.transfer_weeks": "0", "s.overbook_percent": ""}
        nothing = lead.post("/tables/plan", data={"version": "1", **as_it_is})
        assert (nothing.status_code, "this changes nothing" in nothing.text) == (422, True)
        typed = {"version": "1", **as_it_is, "s.freeze_weeks": "2", "s.objective": "unmet lateness"}
        made = lead.post("/tables/plan", data=typed)
        assert made.headers["location"] == "/tables/plan?draft=1"
        assert settings_of(lead, 1) == {"freeze_weeks": 2, "objective": ["unmet", "lateness"]}
        sent = {"draft": "1", "revision": "1", "s.freeze_weeks": "a few", "s.objective": "unmet waiting"}
        assert lead.post("/tables/plan", data=sent).status_code == 303
        text = shown(lead, "/tables/plan?draft=1")
        assert re.search(r'value="a few"[^>]*aria-invalid="true"', text)
        assert re.search(r'class="wrong" id="w-freeze_weeks"><p>\s*must be a whole number', text)
        assert 'aria-describedby="m-freeze_weeks w-freeze_weeks"' in text
        assert 'aria-describedby="m-weeks"' in text
        late = lead.post("/tables/plan", data=sent | {"s.freeze_weeks": "3"})
        assert (late.status_code, 'value="3"' in late.text) == (412, True)

    def test_another_table_of_the_draft_stays_and_what_is_set_back_goes(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        number = begun(lead, {"table": "plan", "set": {"freeze_weeks": 2}}, beds("PL-01", 7))
        sent = {"draft": str(number), "s.freeze_weeks": "4"}
        assert lead.post("/tables/plan", data=sent).status_code == 303
        assert lead.get(f"/api/v1/drafts/{number}").json()["changes"] == [beds("PL-01", 7)]

    def test_what_somebody_else_set_meanwhile_stays_when_it_is_sent_again(self, planned: Service) -> None:
        lead, other = planned.browser("lead", "coordinator:all"), planned.browser("cora", "coordinator:all")
        number = begun(lead, {"table": "plan", "set": {"transfer_weeks": 1}})
        assert lead.post(f"/drafts/{number}/guests", data={"name": "cora"}).status_code == 303
        form = fields_of(shown(lead, f"/tables/plan?draft={number}"))
        theirs = fields_of(shown(other, f"/tables/plan?draft={number}")) | {"s.weeks": "30"}
        assert other.post("/tables/plan", data=theirs).status_code == 303
        late = lead.post("/tables/plan", data=form | {"s.freeze_weeks": "3"})
        again = fields_of(late.text)
        assert (late.status_code, again["s.freeze_weeks"], again["s.weeks"]) == (412, "3", "30")
        assert lead.post("/tables/plan", data=again).status_code == 303
        assert settings_of(lead, number) == {"weeks": 30, "freeze_weeks": 3, "transfer_weeks": 1}

    def test_what_one_sets_oneself_stands_whatever_somebody_else_set_there(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        number = begun(lead, {"table": "plan", "set": {"freeze_weeks": 2}})
        form = fields_of(shown(lead, f"/tables/plan?draft={number}"))
        assert lead.post("/tables/plan", data=form | {"s.freeze_weeks": "3"}).status_code == 303
        late = fields_of(lead.post("/tables/plan", data=form | {"s.freeze_weeks": "5"}).text)
        assert lead.post("/tables/plan", data=late).status_code == 303
        assert settings_of(lead, number) == {"freeze_weeks": 5}

    def test_a_change_of_many_rows_stays_one_change(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        number = begun(lead, {"table": "sites", "scale": {"beds": 0.5}})
        before = lead.get(f"/api/v1/drafts/{number}").json()["changes"]
        sent = {"draft": str(number), "s.freeze_weeks": "3"}
        assert lead.post("/tables/plan", data=sent).status_code == 303
        changes = lead.get(f"/api/v1/drafts/{number}").json()["changes"]
        assert changes == [*before, {"table": "plan", "set": {"freeze_weeks": 3}}]

    def test_who_plans_a_part_reads_what_their_scope_shows(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        text = shown(nation, "/tables/plan")
        assert "<strong>weeks</strong>" in text
        assert "freeze_weeks" not in text
        assert 'name="s.' not in text
        assert nation.post("/tables/plan", data={"s.weeks": "3"}).status_code == 403
        reader = planned.browser("rita", "reader:all")
        assert "<strong>freeze_weeks</strong>" in shown(reader, "/tables/plan")
        assert reader.post("/tables/plan", data={"s.weeks": "3"}).status_code == 403


def fields_of(text: str) -> dict[str, str]:
    """The form of the settings as a browser sends it."""
    form = text.partition('action="/tables/plan"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r"<option selected>([^<]*)", options)[-1]
    return {name: html.unescape(value) for name, value in found.items()}


def settings_of(client: TestClient, draft: int) -> object:
    """What a draft sets in plan.toml, its only change."""
    (change,) = client.get(f"/api/v1/drafts/{draft}").json()["changes"]
    return change["set"]
