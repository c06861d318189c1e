"""Files and workbooks that the pages give out, and that come back as drafts."""

from __future__ import annotations

import html
import io
import re
import zipfile

import openpyxl
from openpyxl.workbook import Workbook
from starlette.testclient import TestClient

from tests.support.planning import beds
from tests.support.served import Service, begun, shown
from trainopt.tables import TABLES


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

    def test_the_marking_stands_on_every_sheet(self, planned: Service) -> None:
        lead = planned.browser("cora", "coordinator:all")
        marked = {"table": "plan", "set": {"marking": "EXERCISE & more"}}
        made = lead.post("/api/v1/drafts", json={"title": "marking", "changes": [marked]}).json()
        sent = lead.post(f"/api/v1/drafts/{made['id']}/submit", json={}).json()
        assert lead.post("/api/v1/proposals/accept", json={"ids": [sent["id"]]}).status_code == 201
        file = zipfile.ZipFile(io.BytesIO(lead.get(self.address(lead)).content))
        sheets = [file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(TABLES)
        assert all(sheet.count(b"EXERCISE &amp;&amp; more") == 2 for sheet in sheets)

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
