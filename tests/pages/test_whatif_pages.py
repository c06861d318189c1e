"""Pages of what-ifs, by what stands in them: from a cell to a draft, beside each other, in a grid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.pages.test_run_pages import shown, words_of
from tests.service.test_whatifs import HELP, WORTH
from tests.support.paged import Served, who
from trainopt.runs.store.folders import add_folder
from trainopt.service.drafts import begin_draft, draft_edits, list_drafts
from trainopt.service.queueing import RunKind, RunState, ask_for_run
from trainopt.service.runs_seen import runs_seen
from trainopt.service.taking import finish, take_next
from trainopt.service.whatifs import MOST_OFFERS

pytestmark = pytest.mark.usefixtures("nothing_goes_on")

BEDS = {"table": "sites", "key": "PL-02", "column": "beds"}
LEADING = re.compile(r"/(?:drafts|runs|proposals)/(\d+)$")


def led_to(answer: object) -> int:
    """The number of what one is led to."""
    found = LEADING.search(answer.headers["location"])  # type: ignore[attr-defined]
    assert found is not None
    return int(found[1])


def answered(served: Served, kind: RunKind, files: Mapping[str, str]) -> int:
    """A run of the coordinator's that has found these files."""
    subject = "A2" if kind is RunKind.EXPLAIN else ""
    run = ask_for_run(served.store, who("cora"), kind, subject=subject).number
    with served.store.begin() as connection:
        assert take_next(connection, "w") is not None
        found = add_folder(connection, {name: text.encode() for name, text in files.items()})
        finish(connection, run, "w", RunState.DONE, {"message": "1 demand"}, result_id=found)
    return run


def ideas(served: Served, name: str, *numbers: int) -> list[int]:
    """Drafts that give the site so many beds."""
    changes = [{"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": n}} for n in numbers]
    return [begin_draft(served.store, who(name), f"{name}: beds", [one]).number for one in changes]


class TestFromACellToADraft:
    def test_in_two_clicks(self, served: Served) -> None:
        pawel = served.client("pawel")
        page = pawel.get("/what-ifs/new", params=BEDS | {"value": "300"})
        assert 'name="value" type="number" min="0" step="1" value="300"' in page.text
        assert "Now: 120." in words_of(page.text)
        number = led_to(pawel.post("/what-ifs/new", data=BEDS | {"value": "300"}))
        assert draft_edits(served.store, who("pawel"), number)[0].columns == ["beds"]
        said = shown(pawel, f"/drafts/{number}")
        assert "PL-02 beds = 300" in said
        assert "beds 120 300" in said

    def test_and_planned_at_once(self, served: Served) -> None:
        made = served.client("pawel").post(
            "/what-ifs/new", data=BEDS | {"value": "310", "plan": "true", "time_limit": "5s"}
        )
        assert made.headers["location"].startswith("/runs/")
        (run,) = [one for one in runs_seen(served.store, who("pawel")) if one.number == led_to(made)]
        assert (run.kind, run.seconds, len(run.drafts)) == (RunKind.WHATIF, 5.0, 1)

    def test_with_a_fault_it_is_shown_and_not_planned(self, served: Served) -> None:
        made = served.client("pawel").post("/what-ifs/new", data=BEDS | {"value": "-1", "plan": "true"})
        assert made.headers["location"].startswith("/drafts/")
        said = shown(served.client("pawel"), made.headers["location"])
        assert "One fault: mend it before you submit" in said
        assert "Plan it" not in said

    def test_the_same_value_and_a_wrong_limit_are_told_on_the_page(self, served: Served) -> None:
        pawel = served.client("pawel")
        for sent, said in (
            ({"value": "120"}, "is 120 already"),
            ({"value": "9", "time_limit": "x"}, "duration"),
        ):
            answer = pawel.post("/what-ifs/new", data=BEDS | sent)
            assert (answer.status_code, said in answer.text) == (422, True)

    @pytest.mark.parametrize(
        ("name", "about", "offered"),
        [
            ("pawel", "site=PL-02", ["beds", "parallel_classes", "quantity"]),
            ("anna", "demand=A2", ["due", "trainees", "What would help A2"]),
            ("anna", "cohort=A2-01", ["due", "What would help A2-01"]),
            ("anna", "unit=101-BDE", ["max_away", "What would help 101-BDE"]),
        ],
    )
    def test_from_a_thing_to_what_it_depends_on(
        self, served: Served, name: str, about: str, offered: list[str]
    ) -> None:
        said = shown(served.client(name), f"/what-ifs/new?{about}")
        assert [one for one in offered if one not in said] == []

    def test_from_a_class(self, served: Served) -> None:
        cora = served.client("cora")
        table = cora.get(f"/api/v1/runs/{served.night}/tables/classes").json()["items"]
        said = shown(cora, f"/what-ifs/new?class={table[0]['class_id']}")
        assert f"class {table[0]['class_id']}" in said
        assert f"capacity {table[0]['site_id']} {table[0]['course_id']}" in said

    @pytest.mark.parametrize(
        ("name", "query", "status"),
        [
            ("pawel", "table=sites&key=DE-01&column=beds", 404),
            ("pawel", "site=DE-01", 404),
            ("pawel", "demand=A2", 404),
            ("dora", "table=sites&key=PL-02&column=beds", 404),
            ("cora", "table=sites&key=PL-02&column=moons", 404),
            ("cora", "", 404),
            ("rita", "site=PL-02", 403),
            ("adm", "site=PL-02", 403),
        ],
    )
    def test_who_may_not(self, served: Served, name: str, query: str, status: int) -> None:
        client = served.client(name)
        assert client.get(f"/what-ifs/new?{query}").status_code == status
        if query.startswith("table"):
            assert client.get(f"/what-ifs/sweep?{query}").status_code == status
            sent = dict(part.split("=") for part in query.split("&")) | {"value": "7"}
            assert client.post("/what-ifs/new", data=sent).status_code == status

    def test_what_is_seen_and_not_ones_own_is_refused(self, served: Served) -> None:
        course = {"table": "courses", "column": "class_max", "value": "7", "key": "BCT"}
        assert served.client("pawel").post("/what-ifs/new", data=course).status_code == 403


class TestBesideEachOther:
    def test_with_what_the_plan_in_force_comes_to(self, served: Served) -> None:
        number = served.drafts["pawel"]
        for address in ("/what-ifs?everybody=true", f"/drafts/{number}"):
            said = shown(served.client("cora"), address)
            assert re.search(r": \d+ placed, \d+ on time, \d+ late, \d+ unmet\.", said), address
        hosted = shown(served.client("pawel"), f"/drafts/{number}")
        assert re.search(r": \d+ placed, \d+ on time, \d+ late\.", hosted)

    def test_one_with_faults_says_so_before_it_is_planned(self, served: Served) -> None:
        sound, faulty = ideas(served, "pawel", 141, -1)
        for number, said in ((sound, "not planned"), (faulty, "has faults")):
            row = shown(served.client("pawel"), f"/what-ifs?drafts={number}")
            assert [words in row for words in ("not planned", "has faults")] == [
                words == said for words in ("not planned", "has faults")
            ]

    def test_those_in_the_address_with_what_is_known(self, served: Served) -> None:
        number = served.drafts["pawel"]
        said = shown(served.client("cora"), f"/what-ifs?drafts={number}")
        assert "pawel’s idea" in said
        assert "What is known" in said
        assert re.search(r"No difference was found|[Bb]etter|[Ww]orse|[Cc]hance|the same", said)
        own = shown(served.client("pawel"), f"/what-ifs?drafts={number}")
        assert "You see your own share" in own
        assert "not ruled out" not in own

    def test_others_drafts_are_not_there(self, served: Served) -> None:
        number = served.drafts["pawel"]
        for name in ("dora", "anna", "rita"):
            client = served.client(name)
            assert client.get(f"/what-ifs?drafts={number}").status_code == 404
            assert client.get(f"/what-ifs/{number}").status_code == 404
            assert client.get(f"/drafts/{number}").status_code == 404
            assert "pawel" not in client.get("/what-ifs").text
        assert served.client("adm").get("/what-ifs").status_code == 403
        assert served.client("cora").get("/what-ifs?drafts=1,x").status_code == 404
        assert "pawel’s idea" not in shown(served.client("cora"), "/what-ifs")
        assert "pawel’s idea" in shown(served.client("cora"), "/what-ifs?everybody=true")

    def test_ticked_ones_are_planned_each_or_together_or_shown(self, served: Served) -> None:
        pawel, (one, two) = served.client("pawel"), ideas(served, "pawel", 210, 220)
        each = pawel.post("/what-ifs/plan", data={"draft": [one, two], "time_limit": "5s"})
        assert each.headers["location"] == f"/what-ifs?drafts={one},{two}"
        together = led_to(pawel.post("/what-ifs/plan", data={"draft": [one, two], "together": "true"}))
        (run,) = [run for run in runs_seen(served.store, who("pawel")) if run.number == together]
        assert run.drafts == (one, two)
        beside = pawel.post("/what-ifs/beside", data={"draft": [two, one]})
        assert beside.headers["location"] == f"/what-ifs?drafts={two},{one}"
        assert pawel.post("/what-ifs/beside").headers["location"] == "/what-ifs"
        assert pawel.post("/what-ifs/plan").status_code == 422
        assert served.client("dora").post("/what-ifs/plan", data={"draft": [one]}).status_code == 404
        assert served.client("rita").post("/what-ifs/plan", data={"draft": [one]}).status_code == 403

    def test_a_draft_with_faults_is_refused_with_them(self, served: Served) -> None:
        (number,) = ideas(served, "pawel", -5)
        answer = served.client("pawel").post("/what-ifs/plan", data={"draft": [number]})
        assert (answer.status_code, "beds" in words_of(answer.text)) == (422, True)


class TestSweeps:
    def sent(self, *values: str, **more: str) -> dict[str, object]:
        cells = ["sites\tbeds\tPL-02", "sites\tbeds\tPL-01"][: len(values)]
        return {"cell": cells, "values": list(values), **more}

    def test_a_form_offers_so_many_more(self, served: Served) -> None:
        said = served.client("pawel").get("/what-ifs/sweep", params=BEDS).text
        assert 'value="120, 121, 122, 123, 124, 125"' in said
        assert "parallel_classes" in said

    def test_each_combination_stands_in_a_grid(self, served: Served) -> None:
        pawel = served.client("pawel")
        made = pawel.post("/what-ifs/sweep", data=self.sent("121..123", "90 95"))
        said = shown(pawel, made.headers["location"])
        assert "The grid" in said
        assert len(made.headers["location"].partition("=")[2].split(",")) == 6
        assert "sites PL-01 beds ↓ · sites PL-02 beds →" in said
        assert said.count("not planned") >= 6
        assert "data-going-on" not in pawel.get(made.headers["location"]).text

    def test_they_are_planned_as_far_as_one_may_have_wait(self, served: Served) -> None:
        answer = served.client("pawel").post("/what-ifs/sweep", data=self.sent("131..137", plan="true"))
        said = words_of(answer.text)
        assert (answer.status_code, "wait already" in said, "The grid" in said) == (200, True, True)
        assert "data-going-on" in answer.text
        whole = served.client("cora").post("/what-ifs/sweep", data=self.sent("131..137", plan="true"))
        assert whole.status_code == 303
        wish = served.client("pawel").post("/what-ifs/new", data=BEDS | {"value": "138", "plan": "true"})
        said = words_of(wish.text)
        assert (wish.status_code, "wait already" in said, "PL-02 beds = 138" in said) == (422, True, True)

    def test_a_range_of_numbers_that_no_table_has_is_a_value_with_a_fault(self, served: Served) -> None:
        pawel = served.client("pawel")
        made = pawel.post("/what-ifs/sweep", data=self.sent("9" * 5_000 + "..5"))
        number = made.headers["location"].partition("=")[2]
        said = shown(pawel, f"/drafts/{number}")
        assert "One fault: mend it before you submit" in said
        assert "Plan it as a what-if" not in said

    @pytest.mark.parametrize(
        ("values", "status"), [(("1..99",), 422), (("1..6", "1..6"), 422), ((" ",), 422), ((), 422)]
    )
    def test_too_many_or_none(self, served: Served, values: tuple[str, ...], status: int) -> None:
        before = len(list_drafts(served.store, who("pawel"), every=True))
        answer = served.client("pawel").post("/what-ifs/sweep", data=self.sent(*values))
        assert answer.status_code == status
        assert len(list_drafts(served.store, who("pawel"), every=True)) == before

    def test_of_others_cells_there_is_none(self, served: Served) -> None:
        assert served.client("dora").post("/what-ifs/sweep", data=self.sent("7")).status_code == 404
        assert served.client("rita").post("/what-ifs/sweep", data=self.sent("7")).status_code == 403


class TestWhatIsNotThere:
    def test_what_was_typed_wrongly_is_told_beside_where_it_was(self, served: Served) -> None:
        cora = served.client("cora")
        answers = [
            cora.get("/what-ifs/new?site=&demand=Z9"),
            cora.post("/what-ifs/ask", data={"kind": "explain", "subject": "Z9"}),
        ]
        for answer in answers:
            assert answer.status_code == 404
            assert re.search(r'role="alert"[^>]*>\s*<p>there is no demand[^<]* Z9', answer.text)
            assert 'name="subject"' in answer.text
            assert 'name="demand"' in answer.text


class TestWhatWouldHelp:
    def asked(self, client: TestClient, **sent: str) -> object:
        return client.post("/what-ifs/ask", data={"time_limit": "5s"} | sent)

    def test_it_is_asked_of_ones_own(self, served: Served) -> None:
        run = led_to(self.asked(served.client("anna"), kind="explain", subject="A2"))
        (asked,) = [one for one in runs_seen(served.store, who("anna")) if one.number == run]
        assert (asked.kind, asked.subject) == (RunKind.EXPLAIN, "A2")
        assert self.asked(served.client("anna"), kind="explain", subject="D1").status_code == 404  # type: ignore[attr-defined]
        assert self.asked(served.client("anna"), kind="night").status_code == 422  # type: ignore[attr-defined]
        assert self.asked(served.client("rita"), kind="value").status_code == 403  # type: ignore[attr-defined]
        assert led_to(self.asked(served.client("pawel"), kind="value"))

    def test_each_result_is_one_click_from_a_draft(self, served: Served) -> None:
        files = {name: text.replace("A1", "A2").replace("DE-01", "PL-02") for name, text in HELP.items()}
        run = answered(served, RunKind.EXPLAIN, files)
        cora = served.client("cora")
        said = shown(cora, f"/runs/{run}")
        assert "A2 of BDE-A: 40 unmet, 0 late" in said
        assert "beds of PL-02: 130" in said
        assert said.count("Make a draft") == 3
        number = led_to(cora.post(f"/what-ifs/offers/{run}", data={"name": "relief-02"}))
        assert draft_edits(served.store, who("cora"), number)[0].key == ("PL-02",)
        assert cora.post(f"/what-ifs/offers/{run}", data={"name": "relief-09"}).status_code == 404
        assert served.client("anna").post(f"/what-ifs/offers/{run}", data={"name": "x"}).status_code == 404


BLOCK = "A2,1,BASIC,PL-01,{weeks},1,beds of PL-01,3,trainees,{users}\n"
WEEK = "2027-01-18 to 2027-01-24"


@pytest.mark.parametrize("rows", [MOST_OFFERS, MOST_OFFERS + 1])
def test_what_stands_in_the_way_is_cut_off_with_a_word(served: Served, rows: int) -> None:
    weeks = ", ".join([WEEK] * 14)
    block = BLOCK.format(weeks=f'"{weeks}"', users=" ".join(f"D{n}" for n in range(14)))
    head = HELP["blocks.csv"]
    files = {name: text.replace("A1", "A2") for name, text in HELP.items() if name != "reliefs.csv"}
    run = answered(served, RunKind.EXPLAIN, files | {"blocks.csv": head + rows * block})
    page = served.client("cora").get(f"/runs/{run}").text.partition('id="blocks"')[2]
    assert page.count("beds of PL-01") == MOST_OFFERS
    assert (f"The first {MOST_OFFERS} of {rows} rows" in page) is (rows > MOST_OFFERS)
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert row.count(">18 Jan 2027,</span>") == 13
    assert row.count(">18 Jan 2027</span>") == 1
    assert re.sub(r"\s+", " ", row).endswith(
        "D10 D11 <details><summary>and 2 more</summary>D12 D13</details></td>"
    )


def test_of_few_demands_none_is_hidden(served: Served) -> None:
    files = HELP | {"blocks.csv": HELP["blocks.csv"] + BLOCK.format(weeks=WEEK, users="D1 D2")}
    run = answered(served, RunKind.EXPLAIN, files)
    row = served.client("cora").get(f"/runs/{run}").text.partition('id="blocks"')[2]
    assert "D1 D2" in row
    assert "<details>" not in row.partition("</table>")[0]


def test_the_month_of_a_value_is_the_readers(served: Served) -> None:
    run = answered(served, RunKind.VALUE, WORTH)
    assert (
        '<td class="short" data-what="Month">Jan 2027</td>' in served.client("cora").get(f"/runs/{run}").text
    )


def test_a_page_from_elsewhere_makes_nothing(served: Served) -> None:
    pawel = served.client("pawel")
    before = len(list_drafts(served.store, who("pawel"), every=True))
    del pawel.headers["x-csrf-token"]
    sent = BEDS | {"value": "300"}
    number = served.drafts["pawel"]
    answers = [
        pawel.post("/what-ifs/new", data=sent),
        pawel.post("/what-ifs/new", data=sent | {"csrf": "wrong"}),
        pawel.post("/what-ifs/sweep", data={"cell": "sites\tbeds\tPL-02", "values": "7"}),
        pawel.post("/what-ifs/plan", data={"draft": number}),
        pawel.post("/what-ifs/ask", data={"kind": "value"}),
        pawel.post("/what-ifs/beside", data={"draft": number}),
        pawel.post(f"/drafts/{number}/submit", data={"reason": "x"}),
        pawel.post("/what-ifs/offers/1", data={"name": "more-01"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 8
    assert len(list_drafts(served.store, who("pawel"), every=True)) == before


def test_in_ukrainian_too(served: Served) -> None:
    pawel = served.client("pawel")
    pawel.headers["accept-language"] = "uk-UA"
    assert "Варіанти" in shown(pawel, "/what-ifs")
    assert "Нове значення beds" in unescape(pawel.get("/what-ifs/new", params=BEDS).text)
