"""What came of a run, as programs have it: the actor's share of tables, comparison, downloads and feeds."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import mini, submitted
from tests.web.test_runs import queued
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder, read_folder
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, run_by_number
from trainopt.runs.store.schema import folder_files, folders, runs
from trainopt.service import shares
from trainopt.service.contents import Kept
from trainopt.service.working import work
from trainopt.web import results

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

    def test_entries_say_when_the_plan_was_made_whenever_they_are_fetched(
        self, mini: Service, lead: TestClient
    ) -> None:
        with mini.store.begin() as connection:
            connection.execute(update(runs).values(ended_at="2026-01-02T03:04:05Z"))
        calendar = lead.get("/api/v1/runs/1/calendar/site/A1.ics").text
        assert set(re.findall(r"DTSTAMP:(\S+)", calendar)) == {"20260102T030405Z"}

    def test_a_feed_until_it_is_revoked(self, mini: Service, lead: TestClient) -> None:
        made = lead.post("/api/v1/me/feeds", json={"kind": "site", "subject": "A1"}).json()
        path = made["address"].removeprefix("https://localhost")
        assert mini.anybody().get(path).text.startswith("BEGIN:VCALENDAR")
        assert lead.get("/api/v1/me/feeds").json()["items"][0]["address"] is None
        assert lead.delete(f"/api/v1/me/feeds/{made['id']}").status_code == 204
        assert mini.anybody().get(path).status_code == 404
        assert mini.anybody().get("/calendar/guessed.ics").status_code == 404

    def test_what_a_calendar_program_has_already_is_not_sent_again(
        self, mini: Service, lead: TestClient
    ) -> None:
        path, program = feed_of(lead, "A1"), mini.anybody()
        first = program.get(path)
        has = {"if-none-match": f'"other", {first.headers["etag"]}'}
        again = program.get(path, headers=has)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert program.get(path, headers={"if-none-match": '"other"'}).content == first.content
        named = {"table": "sites", "where": {"site_id": "A1"}, "set": {"name": "The new hall"}}
        lead.post("/api/v1/proposals/accept", json={"ids": [submitted(lead, named)]})
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        published = lead.post(f"/api/v1/runs/{number}/publish", json={"reason": "anew", "anyway": True})
        assert published.status_code == 200
        newer = program.get(path, headers=has)
        assert (newer.status_code, "The new hall" in newer.text) == (200, True)

    def test_a_feed_is_of_one_plan_though_another_is_put_in_force_meanwhile(
        self, mini: Service, lead: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(results, "_CALENDARS", Kept(8))
        run, empty = 1, plan_without_classes(mini.store)
        laid_out = shares.share_laid_out

        def after_another(*given: Any) -> AbstractContextManager[Path]:
            with mini.store.begin() as connection:
                made = run_by_number(connection, empty)
                publish(connection, empty, made.plan_id or "", "op", "meanwhile")
            return laid_out(*given)

        monkeypatch.setattr(shares, "share_laid_out", after_another)
        fed = lead.get(feed_of(lead, "A1")).text
        monkeypatch.setattr(shares, "share_laid_out", laid_out)
        assert "BEGIN:VEVENT" in fed
        assert lead.get(f"/api/v1/runs/{run}/calendar/site/A1.ics").text == fed
        assert "BEGIN:VEVENT" not in lead.get(feed_of(lead, "A1")).text

    def test_of_a_plan_that_was_pruned_nothing_is_shown_though_it_was_made_before(
        self, mini: Service, lead: TestClient
    ) -> None:
        files = [f"/api/v1/runs/1/{name}" for name in ("calendar/site/A1.ics", "report.html")]
        assert [lead.get(file).status_code for file in files] == [200, 200]
        with mini.store.begin() as connection:
            plan_id = run_by_number(connection, 1).plan_id
            connection.execute(delete(folder_files).where(folder_files.c.folder_id == plan_id))
            connection.execute(delete(folders).where(folders.c.folder_id == plan_id))
        assert ["pruned" in lead.get(file).text for file in files] == [True, True]

    def test_a_feed_of_a_site_without_classes_is_a_calendar_without_entries(
        self, mini: Service, lead: TestClient
    ) -> None:
        empty = mini.anybody().get(feed_of(lead, "B1"))
        assert empty.status_code == 200
        assert empty.text.startswith("BEGIN:VCALENDAR")
        assert "VEVENT" not in empty.text


def plan_without_classes(store: Store) -> int:
    """A run whose plan is that of run 1 without any class; it is not in force."""
    with store.begin() as connection:
        first = run_by_number(connection, 1)
        files = dict(read_folder(connection, first.plan_id or ""))
        for name in ("classes.csv", "assignments.csv"):
            files[name] = files[name].splitlines(keepends=True)[0]
        run, plan_id = begin_run(connection, {}, {}, None), add_folder(connection, files)
        end_run(connection, run, RunStatus.DONE, 0, plan_id=plan_id, dataset_id=first.dataset_id)
    return run


def feed_of(client: TestClient, site: str) -> str:
    """The path of a new feed of a site."""
    made = client.post("/api/v1/me/feeds", json={"kind": "site", "subject": site}).json()
    return str(made["address"].removeprefix("https://localhost"))


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
