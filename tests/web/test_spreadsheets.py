"""Spreadsheets of one's own layout on the page and by program: mapped by the form, seen, made a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest
from starlette.testclient import TestClient

from tests.mapping.test_own_sheets import in_order
from tests.service.test_spreadsheets import BEDS, OFFER, SHEET
from tests.support.own_sheets.corpus import OWN_SHEETS
from tests.support.own_sheets.sheet import LIKE, OwnSheet, Rows
from tests.support.people import actor
from tests.support.planning import OP
from tests.support.served import Service, serve_store
from trainopt.dataset import read_dataset, write_dataset
from trainopt.runs.store import open_store
from trainopt.service import datasets, spreadsheets
from trainopt.tables import TABLES

BY_NAME = {own.name: own for own in OWN_SHEETS}
LEAD = actor("lead", "coordinator:all")


class FormFields(HTMLParser):
    """What a browser sends of the form with an address, as it stands on a page."""

    def __init__(self, action: str, text: str) -> None:
        super().__init__()
        self.action = action
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._select = ""
        self._first: str | None = None
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = told.get("action") == self.action
        elif self._inside and tag == "input" and "name" in told:
            if told.get("type") != "checkbox" or "checked" in told:
                self.fields.append((told["name"], told.get("value", "")))
        elif self._inside and tag == "select":
            self._select, self._first = told["name"], None
        elif self._inside and tag == "option" and self._select:
            self._option(told)
        elif self._inside and tag == "textarea":
            self._area = told["name"]
            self.fields.append((self._area, ""))

    def _option(self, told: dict[str, str]) -> None:
        value = told.get("value")
        if value is None:  # its text is its value
            self._area = "option selected" if "selected" in told else ""
        elif "selected" in told:
            self.fields.append((self._select, value))
            self._first = None
        elif self._first is None and (self._select, value) not in self.fields:
            self._first = value

    def handle_data(self, data: str) -> None:
        if self._area == "option selected":
            self.fields.append((self._select, data))
            self._area = ""
        elif self._area and self._inside:
            name, before = self.fields[-1]
            self.fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            sent = {name for name, _ in self.fields}
            if self._inside and self._select not in sent:
                self.fields.append((self._select, self._first or ""))
            self._select = ""


def sent(client: TestClient, number: int, text: str, do: str, **changed: str) -> str:
    """Send the form of columns as it stands on a page, with fields changed; where one is led."""
    action = f"/tables/spreadsheets/{number}"
    found = FormFields(action, text).fields
    assert changed.keys() <= {name for name, _ in found}, changed
    data: dict[str, list[str]] = {}
    for name, value in found:
        data.setdefault(name, []).append(changed.get(name, value))
    answer = client.post(action, data=data | {"do": [do]})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def uploaded(client: TestClient, name: str, content: bytes, **form: str) -> str:
    answer = client.post("/tables/upload", files={"file": (name, content)}, data=form)
    assert answer.status_code == 303, re.sub(r"<[^>]*>", "", answer.text)
    return str(answer.headers["location"])


def number_in(address: str) -> int:
    found = re.match(r"/tables/spreadsheets/(\d+)", address)
    assert found, address
    return int(found[1])


@pytest.fixture(scope="module")
def own_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, TestClient]]:
    """A service with the dataset of the twenty spreadsheets, and a planner of all."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "data").mkdir()
    for name, text in LIKE.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    with open_store(str(folder / "store.db")) as store, pytest.MonkeyPatch.context() as patched:
        patched.setattr("trainopt.web.pace.AT_ONCE", 1e9)
        datasets.bring_in(store, OP, folder / "data")
        service = serve_store(store)
        yield service, service.program("lead", "coordinator:all")


@pytest.mark.parametrize("own", OWN_SHEETS, ids=lambda own: own.name)
def test_the_form_says_what_the_map_says(
    own: OwnSheet, own_world: tuple[Service, TestClient], tmp_path: Path
) -> None:
    """What a map says, shown as a form and sent back as it stands, gives the same rows."""
    service, client = own_world
    path = own.write(tmp_path)
    number = number_in(uploaded(client, path.name, path.read_bytes(), own="true"))
    address = f"/tables/spreadsheets/{number}"
    given = client.post(f"{address}/text", data={"text": dedent(own.mapping), "do": "form"})
    assert given.headers["location"] == address
    assert sent(client, number, client.get(address).text, "rows") == f"{address}/rows"
    held = spreadsheets.show_spreadsheet(service.store, LEAD, number)
    layout = spreadsheets.read_held(service.store, LEAD, held)
    assert layout.blocking == ()
    for table, rows in own.rows.items():
        columns = list(TABLES[table].columns)
        assert layout.read.mapped.texts(table) == [in_order(row, columns) for row in rows]
    shown = client.get(f"{address}/rows")
    assert shown.status_code == 200
    assert all(f">{table} " in shown.text for table in own.rows)
    spreadsheets.drop_spreadsheet(service.store, LEAD, number)


class TestTheWay:
    def test_from_a_suggestion_to_a_draft_and_the_next_file_straight_to_its_rows(
        self, planned: Service
    ) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        where = uploaded(ann, "grafik.csv", SHEET.replace("Ośrodek", "Camp").encode(), title="offers")
        assert where == "/tables/spreadsheets/1?title=offers"
        page = ann.get(where).text
        assert "AURA Drawsko" in page
        assert 'value="Podstawowy"' in page, "what is no known course is asked for"
        told = sent(ann, 1, page, "rows", **{"r0.course_id.to": "BASIC"})
        rows = ann.get(told).text
        assert "grafik.csv:3" in rows
        made = ann.post("/tables/spreadsheets/1/draft", data={"base": "1", "title": "offers"})
        assert made.headers["location"] == "/drafts/1"
        assert ann.get("/api/v1/drafts/1").json()["faults"] == []
        next_file = SHEET.replace("Ośrodek", "Camp").replace(";3;4", ";5;6")
        assert uploaded(ann, "next.csv", next_file.encode()) == "/tables/spreadsheets/2/rows"

    def test_a_fault_stands_at_its_cell_and_what_blocks_makes_no_draft(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.replace("AURA Drawsko", "nowhere <b>").encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        page = ann.get("/tables/spreadsheets/1/rows").text
        assert re.search(r'class="faulty">[^<]*<span class="at-fault">3: is neither an id', page)
        assert "nowhere &lt;b&gt;" in page
        assert "/draft" not in re.findall(r'action="([^"]*)"', page)
        refused = ann.post("/tables/spreadsheets/1/draft", data={"base": "1"})
        assert refused.status_code == 422
        assert ann.get("/api/v1/drafts/1").status_code == 404

    def test_for_another_table_the_columns_are_suggested_anew(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        sheet = "Grafik;;\nGdzie;KW 1;KW 2\nAURA Drawsko;1;2\n"
        uploaded(ann, "grafik.csv", sheet.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": '[[table]]\ntable = "units"\ncolumns = {}\n'})
        page = ann.get("/tables/spreadsheets/1").text
        told = sent(ann, 1, page, "form", **{"r0.table": "capacity", "r0.heading_rows": "2"})
        fields = dict(FormFields("/tables/spreadsheets/1", ann.get(told).text).fields)
        assert fields["r0.c0"] == "site_id"
        assert (fields["r0.weeks.value"], fields["r0.weeks.first"]) == ("parallel_classes", "valid_from")

    def test_one_more_table_on_a_sheet(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        told = sent(ann, 1, ann.get("/tables/spreadsheets/1").text, "add-0")
        page = ann.get(told).text
        assert 'id="r1.title"' in page
        gone = ann.get(sent(ann, 1, page, "form", **{"r1.table": ""})).text
        assert 'id="r1.title"' not in gone

    def test_what_a_form_cannot_mean_is_told(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        page = ann.get("/tables/spreadsheets/1").text
        fields = dict(FormFields("/tables/spreadsheets/1", page).fields)
        wrong = {"r0.area": "1-2", "r0.heading_rows": "x", "r0.first_row": "0", "r0.c2": fields["r0.c0"]}
        answer = ann.post("/tables/spreadsheets/1", data=fields | wrong)
        assert answer.status_code == 422
        for said in (
            "area: must be letters",
            "heading rows: must be",
            "first_row: must be",
            "site_id: is said of",
        ):
            assert said in answer.text

    def test_a_form_that_says_no_count_leaves_the_map_as_it_is(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        fields = dict(FormFields("/tables/spreadsheets/1", ann.get("/tables/spreadsheets/1").text).fields)
        for count in ("", "0", "1001", "x"):
            answer = ann.post("/tables/spreadsheets/1", data=fields | {"regions": count})
            assert answer.status_code == 422
            assert "this page is out of date" in answer.text
        assert "PL-01" in ann.get("/tables/spreadsheets/1/rows").text

    def test_a_workbook_of_many_sheets_keeps_its_map(self, planned: Service, tmp_path: Path) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        lines: Rows = [line.split(";") for line in SHEET.splitlines()]
        sheets: dict[str, Rows] = {f"S{n}": [["x"]] for n in range(70)} | {"Grafik": lines}
        path = OwnSheet("many", "", {}, sheets).write(tmp_path)
        uploaded(ann, path.name, path.read_bytes())
        text = OFFER.replace('table = "capacity"', 'table = "capacity"\nsheet = "Grafik"')
        ann.post("/tables/spreadsheets/1/text", data={"text": text})
        told = sent(ann, 1, ann.get("/tables/spreadsheets/1").text, "rows")
        assert "Grafik!" in ann.get(told).text

    def test_a_sheet_that_is_not_there_is_told(self, planned: Service, tmp_path: Path) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        lines = [line.split(";") for line in SHEET.splitlines()]
        path = OwnSheet("two", "", {}, {"Title": [["x"]], "Grafik": lines}).write(tmp_path)
        uploaded(ann, path.name, path.read_bytes())
        for name, is_told in (("Grafik", False), ("Grafk", True)):
            text = OFFER.replace('table = "capacity"', f'table = "capacity"\nsheet = "{name}"')
            ann.post("/tables/spreadsheets/1/text", data={"text": text})
            assert ("there is no such sheet" in ann.get("/tables/spreadsheets/1").text) is is_told

    def test_digits_of_other_scripts_and_nul_are_refused(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        fields = dict(FormFields("/tables/spreadsheets/1", ann.get("/tables/spreadsheets/1").text).fields)
        way = next(name for name in fields if name.endswith(".way"))
        for odd in ("²", "9" * 5_000):
            assert ann.post("/tables/spreadsheets/1", data=fields | {way: odd}).status_code == 303
        refused = ann.post("/tables/spreadsheets/1/text", data={"text": OFFER + "# \0"})
        assert (refused.status_code, "NUL" in refused.text) == (422, True)

    def test_too_many_tables_are_no_empty_map(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER * 61})
        assert "has more than 60 tables" in ann.get("/tables/spreadsheets/1").text

    def test_a_version_that_is_not_there_is_not_found(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        ann.post("/tables/spreadsheets/1/text", data={"text": OFFER})
        assert ann.post("/tables/spreadsheets/1/draft", data={"base": "99"}).status_code == 404

    def test_what_is_no_map_is_told_beside_its_text(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        uploaded(ann, "grafik.csv", SHEET.encode())
        for text, said in (("[[table", "is not TOML"), ('[[table]]\ntabel = "x"', "did you mean")):
            ann.post("/tables/spreadsheets/1/text", data={"text": text})
            page = ann.get("/tables/spreadsheets/1").text
            assert said in page
            assert text.replace('"', "&#34;") in page
            assert ann.get("/tables/spreadsheets/1/rows").headers["location"] == "/tables/spreadsheets/1"

    def test_a_workbook_of_trainopt_goes_the_other_way_unless_one_says_so(
        self, planned: Service, tmp_path: Path
    ) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        text = "site_id,nation_id,name,beds\nPL-01,PL,AURA Drawsko,130\nPL-02,PL,AURA Orzysz,80\n"
        assert uploaded(ann, "sites.csv", text.encode()) == "/drafts/1"
        assert uploaded(ann, "sites.csv", text.encode(), own="true") == "/tables/spreadsheets/1"
        write_dataset(read_dataset(tmp_path / "data"), tmp_path / "data.xlsx")
        lead = planned.browser("lead", "coordinator:all")
        whole = ("data.xlsx", (tmp_path / "data.xlsx").read_bytes())
        assert lead.post("/tables/upload", files={"file": whole}).status_code == 422, "it changes nothing"

    def test_nobody_else_comes_near_it(self, planned: Service) -> None:
        ann, bob = (planned.browser(name, "planner:nation:PL") for name in ("ann", "bob"))
        uploaded(ann, "grafik.csv", SHEET.encode())
        address = "/tables/spreadsheets/1"
        assert [bob.get(address + end).status_code for end in ("", "/rows")] == [404, 404]
        for end, data in (("", {}), ("/text", {"text": "x"}), ("/draft", {"base": "1"}), ("/drop", {})):
            assert bob.post(address + end, data=data).status_code == 404, end
        assert ann.post(f"{address}/drop").headers["location"] == "/tables"
        assert ann.get(address).status_code == 404


class TestKeptMaps:
    def test_uploaded_renamed_downloaded_deleted(self, planned: Service) -> None:
        ann, bob = (planned.browser(name, "planner:nation:PL") for name in ("ann", "bob"))
        given = ann.post("/tables/mappings", files={"file": ("Мій.toml", OFFER)})
        assert given.headers["location"] == "/tables/mappings"
        assert "Мій" in ann.get("/tables/mappings").text
        assert "Мій" not in bob.get("/tables/mappings").text
        file = ann.get("/tables/mappings/1.toml")
        assert (file.text, file.headers["content-type"]) == (OFFER, "application/toml")
        assert "filename*=UTF-8''%D0%9C%D1%96%D0%B9.toml" in file.headers["content-disposition"]
        assert ann.post("/tables/mappings/1", data={"name": ""}).status_code == 422
        assert ann.post("/tables/mappings/1", data={"name": "new"}).status_code == 303
        assert bob.get("/tables/mappings/1.toml").status_code == 404
        assert bob.post("/tables/mappings/1", data={"name": "x"}).status_code == 404
        assert bob.post("/tables/mappings/1/delete").status_code == 404
        assert ann.post("/tables/mappings/1/delete").status_code == 303
        assert ann.get("/tables/mappings/1.toml").status_code == 404

    def test_a_stranger_is_asked_to_sign_in_before_the_file_is_looked_at(self, service: Service) -> None:
        form = {"Content-Type": "multipart/form-data; boundary=x"}
        assert service.anybody().post("/tables/mappings", content=b"none", headers=form).status_code == 303

    def test_what_is_no_map_is_refused_with_its_faults(self, planned: Service) -> None:
        ann = planned.browser("ann", "planner:nation:PL")
        refused = ann.post("/tables/mappings", files={"file": ("m.toml", OFFER.replace("site_id", "sit_id"))})
        assert refused.status_code == 422
        assert "did you mean" in refused.text
        assert ann.post("/tables/mappings", files={"file": ("m.toml", b"\xff\0")}).status_code == 422


class TestPrograms:
    def test_a_spreadsheet_with_its_map_becomes_a_draft(self, planned: Service) -> None:
        ann = planned.program("ann", "planner:nation:PL")
        files = {"file": ("grafik.csv", SHEET), "map": ("grafik.toml", OFFER)}
        made = ann.post("/api/v1/drafts/upload", files=files, data={"delete_missing": "true"})
        assert made.status_code == 201, made.text
        kinds = ["insert" if "insert" in change else "delete" for change in made.json()["changes"]]
        assert kinds == ["insert"] * 2 + ["delete"] * 3

    def test_faults_have_the_places_of_the_spreadsheet(self, planned: Service) -> None:
        ann = planned.program("ann", "planner:nation:PL")

        def refused(sheet: str, mapping: str) -> tuple[int, list[tuple[str, int, str]]]:
            files = {"file": ("grafik.csv", sheet), "map": ("grafik.toml", mapping)}
            answer = ann.post("/api/v1/drafts/upload", files=files)
            faults = answer.json()["error"]["faults"]
            return answer.status_code, [(one["file"], one["line"], one["column"]) for one in faults]

        assert refused(SHEET.replace("AURA", "X"), OFFER) == (422, [("grafik.csv", 3, "site_id")])
        assert refused(SHEET.replace("AURA Drawsko", "DE-01"), OFFER)[0] == 403
        status, faults = refused(SHEET, BEDS.replace("beds", "bedz"))
        assert (status, {one[0] for one in faults}) == (422, {"grafik.toml"})

    def test_maps_are_kept_listed_and_deleted(self, planned: Service) -> None:
        ann, bob = (planned.program(name, "planner:nation:PL") for name in ("ann", "bob"))
        made = ann.post("/api/v1/mappings", json={"name": "mine", "text": OFFER})
        assert (made.status_code, made.headers["location"]) == (201, "/api/v1/mappings/1")
        assert ann.get("/api/v1/mappings").json() == {"items": [made.json()], "next": None}
        assert bob.get("/api/v1/mappings").json()["items"] == []
        assert bob.delete("/api/v1/mappings/1").status_code == 404
        assert ann.post("/api/v1/mappings", json={"name": "x", "text": "[[table]]"}).status_code == 422
        assert ann.delete("/api/v1/mappings/1").status_code == 204
        assert ann.get("/api/v1/mappings/1").status_code == 404


def test_what_makes_room_for_a_file_is_said_unasked(own_world: tuple[Service, TestClient]) -> None:
    """Whoever sends the file sees which row goes before they make a draft of it."""
    service, client = own_world
    sheet = "Site;Course;Groups at once;From\nPL-01;BASIC;3;11.01.2027\n"
    number = number_in(uploaded(client, "offer.csv", sheet.encode(), own="true"))
    form = client.get(f"/tables/spreadsheets/{number}").text
    rows = client.get(sent(client, number, form, "rows")).text
    assert "<details open>\n    <summary>One row makes room for these" in rows
    assert "<li>site_id = PL-01; course_id = BASIC; parallel_classes = 1</li>" in rows
    assert '<th scope="col" lang="en">parallel_classes</th>' in rows
    spreadsheets.drop_spreadsheet(service.store, LEAD, number)


TAKING = """
[[table]]
table = "capacity"
columns = { site_id = "Site", course_id = "Course", valid_from = "From" }
"""


@pytest.mark.parametrize(("groups", "taken"), [("", True), ("Groups at once", False)])
def test_what_a_new_row_takes_over_is_marked_in_the_preview(
    own_world: tuple[Service, TestClient], groups: str, taken: bool
) -> None:
    """Of a column that the spreadsheet fills nothing is taken over, and then no legend stands there."""
    service, client = own_world
    sheet = "Site;Course;From;Groups at once\nPL-01;BASIC;11.01.2027;3\n"
    number = number_in(uploaded(client, "taken.csv", sheet.encode(), own="true"))
    text = TAKING.replace(" }\n", f', parallel_classes = "{groups}" }}\n') if groups else TAKING
    client.post(f"/tables/spreadsheets/{number}/text", data={"text": text, "do": "rows"})
    rows = client.get(f"/tables/spreadsheets/{number}/rows").text
    cell = '<td class="taken">1<span class="unseen"> (taken over)</span></td>'
    legend = '<span class="taken">taken over</span>: the spreadsheet says nothing of it'
    assert '<th scope="col" lang="en">parallel_classes</th>' in rows
    assert [one in rows for one in (cell, legend, "<td>3</td>")] == [taken, taken, not taken]
    spreadsheets.drop_spreadsheet(service.store, LEAD, number)
