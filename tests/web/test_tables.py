"""The pages of tables and drafts as documents: what they show to whom, and that they work without script."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from starlette.testclient import TestClient

from tests.support.planning import beds, with_dataset
from tests.support.root import ROOT
from tests.support.served import Service
from trainopt.tables import TABLES
from trainopt.web.pages.filters import compared, passes, seen_in, view_of

CASES = json.loads((ROOT / "islands" / "test" / "grid" / "filters.json").read_text(encoding="utf-8"))


@pytest.fixture
def planned(service: Service, tmp_path: Path) -> Service:
    """The service with the dataset of two nations and two brigades."""
    with_dataset(service.store, tmp_path)
    return service


def begun(client: TestClient, *changes: object, title: str = "more beds") -> int:
    made = client.post("/api/v1/drafts", json={"title": title, "changes": list(changes)})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def shown(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.text


def rows(text: str) -> list[str]:
    """The first cells of the plain table."""
    table = text.partition('class="plain-table"')[2].partition("</table>")[0]
    return re.findall(r"<tr[^>]*>\s*<td[^>]*>([^<]*)</td>", table)


class TestFilters:
    @pytest.mark.parametrize(("wanted", "cell", "kept"), CASES["kept"])
    def test_a_filter_keeps_what_the_grid_keeps(self, wanted: str, cell: str, kept: bool) -> None:
        assert passes(wanted, cell) is kept

    def test_rows_are_sorted_as_the_grid_sorts_them(self) -> None:
        cells = [{"a": text} for text in reversed(CASES["sorted"])]
        found = seen_in(view_of({"sort": "a"}, ["a"]), cells, lambda row: row)
        assert [row["a"] for row in found] == CASES["sorted"]
        down = seen_in(view_of({"sort": "-a"}, ["a"]), cells, lambda row: row)
        assert [row["a"] for row in down] == [*reversed(CASES["sorted"][:-1]), ""]
        assert compared("9", "10") < 0 < compared("b", "A")

    def test_what_is_no_column_is_passed_over(self) -> None:
        view = view_of({"f.x": "1", "sort": "x,-a", "name": "mine", "f.a": " "}, ["a"])
        assert (view.filters, view.sort, view.name) == ({}, ("-a",), "mine")


class TestTables:
    def test_the_tables_of_a_scope_with_their_rows(self, planned: Service) -> None:
        lead, nation = planned.browser("lead", "coordinator:all"), planned.browser("ann", "planner:nation:PL")
        assert 'href="/tables/demand"' in shown(lead, "/tables")
        text = shown(nation, "/tables")
        assert 'href="/tables/capacity"' in text
        assert 'href="/tables/demand"' not in text
        assert 'action="/tables/upload"' in text
        assert 'action="/tables/upload"' not in shown(planned.browser("rita", "reader:all"), "/tables")

    def test_a_table_holds_the_rows_of_the_scope_alone(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        text = shown(nation, "/tables/sites")
        assert rows(text) == ["PL-01", "PL-02"]
        assert "BORA" not in text
        assert "BORA" not in shown(nation, "/tables/sites/rows.json")
        assert nation.get("/tables/demand").status_code == 404
        assert nation.get("/tables/demand/rows.json").status_code == 404
        assert nation.get("/tables/plan/rows.json").status_code == 404  # the settings are a form

    def test_filter_sort_and_name_are_in_the_address(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        text = shown(lead, "/tables/sites?f.beds=>=90&sort=-beds&name=large")
        assert rows(text) == ["PL-01", "DE-01", "DE-02"]
        assert "sites · large" in text
        assert 'value="&gt;=90"' in text
        assert rows(shown(lead, "/tables/sites?find=orzysz")) == ["PL-02"]

    def test_its_styles_alone_may_be_added(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        first, second = lead.get("/tables/sites"), lead.get("/tables/sites")
        nonces = [re.findall(r'data-nonce="([^"]+)"', answer.text)[0] for answer in (first, second)]
        assert nonces[0] != nonces[1]
        policy = first.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonces[0]}'" in policy
        assert "script-src 'self';" in policy

    def test_a_draft_shows_in_the_table_and_the_rows_of_the_grid(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        number = begun(
            nation, beds("PL-01", 7), {"table": "sites", "where": {"site_id": "PL-02"}, "delete": True}
        )
        text = shown(nation, f"/tables/sites?draft={number}")
        assert re.findall(r'<tr class="is-(\w+)"', text) == ["set", "gone"]
        found = nation.get(f"/tables/sites/rows.json?draft={number}").json()
        assert (found["draft"]["id"], found["draft"]["may_change"], found["locked"]) == (number, True, [])
        assert (
            planned.browser("bob", "planner:nation:DE").get(f"/tables/sites?draft={number}").status_code
            == 404
        )

    def test_a_file_is_named_by_its_version_and_finds_its_way_back(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        answer = nation.get("/tables/sites/sites-v1.csv")
        assert 'filename="sites-v1.csv"' in answer.headers["content-disposition"]
        assert nation.get("/tables/sites/sites-v2.csv").status_code == 404
        assert nation.get("/tables/sites/other-v1.csv").status_code == 404
        changed = answer.text.replace(",120", ",130")
        made = nation.post("/tables/upload", files={"file": ("sites-v1.csv", changed)})
        assert (made.status_code, made.headers["location"]) == (303, "/drafts/1")


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


class TestUploads:
    def test_what_would_be_deleted_is_listed_first(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        text = "site_id,course_id,valid_from,parallel_classes\nPL-01,BASIC,,3\n"
        listed = nation.post("/tables/upload", files={"file": ("capacity.csv", text)})
        assert listed.status_code == 200
        assert "capacity: PL-01 LEAD" in listed.text
        assert "DE-01" not in listed.text
        assert len(nation.get("/api/v1/drafts/1").json()["changes"]) == 1
        given = html.unescape(re.findall(r'name="rows" value="([^"]*)"', listed.text)[0])
        done = nation.post("/drafts/1/delete-rows", data={"rows": given, "revision": "1"})
        assert done.status_code == 303
        changes = nation.get("/api/v1/drafts/1").json()["changes"]
        assert [sorted(change) for change in changes[1:]] == [["delete", "table", "where"]] * 2
        again = nation.post("/drafts/1/delete-rows", data={"rows": given, "revision": "1"})
        assert again.status_code == 412

    def test_what_is_refused_is_told_with_its_places_and_nothing_is_made(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        text = "site_id,nation_id,name,beds\nDE-01,DE,x,5\n"
        refused = nation.post("/tables/upload", files={"file": ("sites.csv", text)})
        assert refused.status_code == 422
        assert "sites.csv:2" in refused.text
        assert nation.post("/tables/upload", files={"file": ("x.zip", "a,b\n")}).status_code == 422
        assert nation.post("/drafts/1/delete-rows", data={"rows": "[]", "revision": "1"}).status_code == 404

    def test_a_reader_uploads_nothing_and_a_stranger_is_led_to_sign_in(self, planned: Service) -> None:
        reader = planned.browser("rita", "reader:all")
        assert reader.post("/tables/upload", files={"file": ("sites.csv", "x")}).status_code == 403
        assert planned.anybody().post("/tables/upload", files={"file": ("a.csv", "x")}).status_code == 303


class TestTheWorkbook:
    def address(self, client: TestClient) -> str:
        (found,) = re.findall(r'href="(/tables/[^"]+\.xlsx)"', shown(client, "/tables"))
        return str(found)

    def test_what_is_changed_in_it_comes_back_as_a_draft(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        address = self.address(nation)
        book = openpyxl.load_workbook(io.BytesIO(nation.get(address).content))
        assert "demand" not in book.sheetnames
        assert [row[0].value for row in book["sites"].iter_rows(min_row=2)] == ["PL-01", "PL-02"]
        name = address.rpartition("/")[2]
        assert nation.post("/tables/upload", files={"file": (name, saved(book))}).status_code == 422
        book["sites"]["D2"] = 133
        lead = planned.program("lead", "coordinator:all")
        newer = begun(lead, beds("PL-02", 70))
        proposal = lead.post(f"/api/v1/drafts/{newer}/submit", json={}).json()["id"]
        lead.post("/api/v1/proposals/accept", json={"ids": [proposal]})
        sent = nation.post("/tables/upload", files={"file": (name, saved(book))})
        draft = nation.get(f"/api/v1{sent.headers['location']}").json()
        assert (draft["base"], draft["changes"]) == (
            1,
            [{"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": "133"}}],
        )

    def test_who_sees_all_has_every_table(self, planned: Service) -> None:
        reader = planned.browser("rita", "reader:all")
        book = openpyxl.load_workbook(io.BytesIO(reader.get(self.address(reader)).content))
        assert set(book.sheetnames) == set(TABLES)  # what is not taken up again has no sheet

    def test_under_another_name_it_is_not_there(self, planned: Service) -> None:
        reader = planned.browser("rita", "reader:all")
        address = self.address(reader)
        for wrong in (address.replace("-v1", "-v2"), "/tables/x-v1.xlsx", "/tables/.xlsx"):
            assert reader.get(wrong).status_code == 404
        assert planned.browser("root", "admin").get(address).status_code == 403


def saved(book: Workbook) -> bytes:
    """A workbook as it is uploaded."""
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


class TestDrafts:
    def test_its_changes_in_words_and_its_faults_by_cell(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        number = begun(nation, beds("PL-01", 130), beds("PL-02", "many"))
        text = shown(nation, f"/drafts/{number}")
        assert re.search(r"<code>beds</code></td>\s*<td><del>120</del></td>\s*<td><ins>130</ins>", text)
        assert "sites!D3" in text
        assert 'action="/what-ifs/plan"' not in text
        assert re.search(r'<button class="primary" disabled>', text)
        refused = nation.post(f"/drafts/{number}/submit", data={"reason": "x"})
        assert refused.status_code == 422

    def test_from_submitting_to_sending_back(self, planned: Service) -> None:
        nation, lead = planned.browser("ann", "planner:nation:PL"), planned.browser("lead", "coordinator:all")
        number = begun(nation, beds("PL-01", 130))
        assert 'action="/what-ifs/plan"' in shown(nation, f"/drafts/{number}")
        assert nation.post(f"/drafts/{number}/submit", data={"reason": "a hall"}).status_code == 303
        assert f"/drafts/{number}/take-back" in shown(nation, f"/drafts/{number}")
        assert nation.post(f"/drafts/{number}/send-back", data={"word": "x"}).status_code == 403
        assert lead.post(f"/drafts/{number}/send-back", data={"word": " "}).status_code == 422
        assert lead.post(f"/drafts/{number}/send-back", data={"word": "say when"}).status_code == 303
        assert "say when" in shown(nation, f"/drafts/{number}")
        nation.post(f"/drafts/{number}/submit", data={"reason": "from May"})
        assert nation.post(f"/drafts/{number}/take-back").status_code == 303
        assert nation.post(f"/drafts/{number}/withdraw").status_code == 303
        assert nation.post(f"/drafts/{number}/withdraw").status_code == 422
        assert nation.post(f"/drafts/{number}/take-back").status_code == 404

    def test_it_is_renamed_shared_and_talked_about(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        planned.person("pia", "planner:nation:PL")
        planned.person("bob", "planner:nation:DE")
        number = begun(nation, beds("PL-01", 130))
        assert nation.post(f"/drafts/{number}/guests", data={"name": "pia"}).status_code == 303
        assert nation.post(f"/drafts/{number}/guests", data={"name": "bob"}).status_code == 422
        assert nation.post(f"/drafts/{number}/guests", data={"name": "nobody"}).status_code == 422
        said = {"on": f"draft:{number}", "said": "look <b>here</b>", "back": f"/drafts/{number}"}
        assert nation.post("/comments", data=said).headers["location"] == f"/drafts/{number}#comments"
        assert (
            nation.post(f"/drafts/{number}/title", data={"title": "Beds", "revision": "1"}).status_code == 303
        )
        assert nation.post(f"/drafts/{number}/title", data={"title": "B", "revision": "1"}).status_code == 412
        text = shown(nation, f"/drafts/{number}")
        assert "look &lt;b&gt;here&lt;/b&gt;" in text
        assert "with pia" in text

    def test_moved_onto_a_newer_version_each_clash_is_chosen(self, planned: Service) -> None:
        nation, lead = planned.browser("ann", "planner:nation:PL"), planned.browser("lead", "coordinator:all")
        number = begun(nation, beds("PL-01", 130))
        other = begun(lead, beds("PL-01", 99))
        lead.post(f"/api/v1/drafts/{other}/submit", json={})
        lead.post("/api/v1/proposals/accept", json={"ids": [1]})
        assert f"/drafts/{number}/move" in shown(nation, f"/drafts/{number}")
        asked = nation.post(f"/drafts/{number}/move", data={"revision": "1"})
        assert asked.status_code == 409
        clash = html.unescape(re.findall(r'name="clash" value="([^"]*)"', asked.text)[0])
        chosen = {"clash": clash, "take-0": "mine", "revision": "1"}
        moved = nation.post(f"/drafts/{number}/move", data=chosen)
        assert moved.status_code == 303
        found = nation.get(f"/api/v1/drafts/{number}").json()
        assert (found["base"], found["changes"][0]["set"]) == (2, {"beds": "130"})
        assert nation.post(f"/drafts/{number}/move", data={"revision": "x"}).status_code == 422

    def test_others_drafts_are_not_there(self, planned: Service) -> None:
        number = begun(planned.browser("ann", "planner:nation:PL"), beds("PL-01", 130))
        other = planned.browser("bob", "planner:nation:DE")
        assert other.get(f"/drafts/{number}").status_code == 404
        for act in ("submit", "withdraw", "take-back", "send-back", "guests", "move", "title"):
            answer = other.post(f"/drafts/{number}/{act}", data={"revision": "1"})
            assert answer.status_code == 404, act
        assert "more beds" not in shown(other, "/drafts?every=true")

    def test_one_begins_with_a_title(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        made = nation.post("/drafts", data={"title": "beds", "table": "sites"})
        assert (made.status_code, made.headers["location"]) == (303, "/tables/sites?draft=1")
        assert "beds" in shown(nation, "/drafts")
