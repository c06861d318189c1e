"""What came of a run, as programs have it: the actor's share of tables, comparison, downloads and feeds."""

from __future__ import annotations

import io
import zipfile

import pytest
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import mini
from tests.web.test_runs import queued
from trainopt.service.working import work

__all__ = ["mini"]


@pytest.fixture
def lead(mini: Service) -> TestClient:
    """A coordinator, with run 1 done and its plan in force."""
    lead = mini.program("lead", "coordinator:all")
    number = queued(lead, kind="plan")["number"]
    work(mini.store, once=True)
    assert lead.post(f"/api/v1/runs/{number}/publish", json={"reason": "the first"}).status_code == 200
    return lead


class TestTables:
    def test_all_and_a_scopes_share(self, mini: Service, lead: TestClient) -> None:
        whole = lead.get("/api/v1/runs/1/tables/assignments").json()
        assert {row["unit_id"] for row in whole["items"]} == {"U", "V"}
        assert lead.get("/api/v1/plan/tables/assignments").json() == whole
        unit = mini.program("uta", "reader:unit:U")
        own = unit.get("/api/v1/plan/tables/assignments").json()["items"]
        assert {row["unit_id"] for row in own} == {"U"}
        assert unit.get("/api/v1/plan/tables/assignments?scope=unit:V").status_code == 404
        assert unit.get("/api/v1/plan/tables/assignments?scope=all").status_code == 404

    def test_as_csv_and_what_is_no_table(self, lead: TestClient) -> None:
        got = lead.get("/api/v1/plan/tables/classes", headers={"accept": "text/csv"})
        assert got.text.startswith("class_id,site_id,")
        assert lead.get("/api/v1/plan/tables/manifest").status_code == 404
        assert lead.get("/api/v1/runs/9/tables/classes").status_code == 404

    def test_compared_with_itself_nothing_moves(self, lead: TestClient) -> None:
        tables = lead.get("/api/v1/runs/1/compare").json()["tables"]
        assert tables["moved"] == []
        assert {row["term"] for row in tables["tiers"]} >= {"unmet", "lateness"}


class TestDownloads:
    def test_report_workbook_and_calendar(self, lead: TestClient) -> None:
        report = lead.get("/api/v1/runs/1/report.html")
        assert report.text[:15].lower() == "<!doctype html>"
        assert "sandbox" in report.headers["content-security-policy"]
        assert report.headers["content-disposition"] == 'attachment; filename="run-1.html"'
        book = lead.get("/api/v1/runs/1/plan.xlsx")
        assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book.content)).namelist()
        calendar = lead.get("/api/v1/runs/1/calendar/site/A1.ics")
        assert calendar.headers["content-type"].startswith("text/calendar")
        assert calendar.text.startswith("BEGIN:VCALENDAR")
        missing = [lead.get(f"/api/v1/runs/1/calendar/{of}.ics") for of in ("site/B1", "moon/A1")]
        assert [one.status_code for one in missing] == [404, 404]

    def test_a_feed_until_it_is_revoked(self, mini: Service, lead: TestClient) -> None:
        made = lead.post("/api/v1/me/feeds", json={"kind": "site", "subject": "A1"}).json()
        path = made["address"].removeprefix("https://localhost")
        assert mini.anybody().get(path).text.startswith("BEGIN:VCALENDAR")
        assert lead.get("/api/v1/me/feeds").json()["items"][0]["address"] is None
        assert lead.delete(f"/api/v1/me/feeds/{made['id']}").status_code == 204
        assert mini.anybody().get(path).status_code == 404
        assert mini.anybody().get("/calendar/guessed.ics").status_code == 404


class TestComments:
    def test_whoever_is_named_and_may_see_it_is_told(self, mini: Service, lead: TestClient) -> None:
        ann, bob = mini.program("ann", "reader:all"), mini.program("bob", "reader:nation:BB")
        on = {"on": "run:1"}
        left = lead.post("/api/v1/comments", params=on, json={"said": "look, @ann and @nobody"}).json()
        assert (left["told"], left["not_told"]) == (["ann"], ["nobody"])
        assert [one["said"] for one in ann.get("/api/v1/comments", params=on).json()["items"]] == [
            "look, @ann and @nobody"
        ]
        (told,) = ann.get("/api/v1/me/notices").json()["items"]
        assert (told["on"], told["seen"]) == ("run:1", False)
        assert ann.post("/api/v1/me/notices/seen", json={"notices": [told["notice"]]}).status_code == 204
        assert ann.get("/api/v1/me/notices").json()["items"][0]["seen"] is True
        assert bob.get("/api/v1/me/notices").json()["items"] == []

    def test_of_what_one_does_not_see_there_are_none(self, mini: Service, lead: TestClient) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        asked = ("run:9", "draft:1", 'row:["sites","B1"]', "moon:1", "run:", "run:x")
        answers = [planner.get("/api/v1/comments", params={"on": on}) for on in asked]
        answers += [planner.post("/api/v1/comments", params={"on": on}, json={"said": "x"}) for on in asked]
        assert [one.status_code for one in answers] == [404] * 12
