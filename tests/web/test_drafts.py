"""Versions, drafts and proposals, as programs have them: one path from an edit to the next version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.running import write_mini
from tests.support.served import Service
from trainopt.service import drafts
from trainopt.service.actors import operator
from trainopt.service.datasets import bring_in


@pytest.fixture
def mini(service: Service, tmp_path: Path) -> Service:
    """The service with the small dataset of two nations, AA with two sites and BB with one, as version 1."""
    bring_in(service.store, operator(), write_mini(tmp_path / "mini"))
    return service


def beds(quantity: int, site: str = "A1") -> dict[str, Any]:
    return {"table": "sites", "where": {"site_id": site}, "set": {"beds": quantity}}


def begun(client: TestClient, *changes: dict[str, Any], title: str = "more beds") -> dict[str, Any]:
    made = client.post("/api/v1/drafts", json={"title": title, "changes": list(changes)})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def submitted(client: TestClient, *changes: dict[str, Any], title: str = "more beds") -> int:
    draft = begun(client, *changes, title=title)
    made = client.post(f"/api/v1/drafts/{draft['id']}/submit", json={"reason": "a new hall"})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def beds_now(client: TestClient, site: str = "A1") -> str:
    items = client.get("/api/v1/versions/latest/tables/sites").json()["items"]
    return str(next(row["beds"] for row in items if row["site_id"] == site))


class TestFromAnEditToTheNextVersion:
    def test_the_whole_way(self, mini: Service) -> None:
        planner, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        draft = begun(planner, beds(120))
        assert (draft["base"], draft["faults"], draft["author"]) == (1, [], "ann")
        proposal = planner.post(f"/api/v1/drafts/{draft['id']}/submit", json={"reason": "a new hall"}).json()
        (edit,) = proposal["edits"]
        assert (edit["key"], edit["before"]["beds"], edit["after"]["beds"]) == (["A1"], "100", "120")
        waiting = lead.get("/api/v1/proposals").json()["items"]
        assert [one["id"] for one in waiting] == [proposal["id"]]
        version = lead.post("/api/v1/proposals/accept", json={"ids": [proposal["id"]]})
        assert (version.status_code, version.json()["number"], version.json()["parent"]) == (201, 2, 1)
        assert beds_now(planner) == "120"
        history = planner.get("/api/v1/history", params={"table": "sites", "key": "A1"}).json()["items"]
        assert [(one["author"], one["reason"], one["after"]["beds"]) for one in history] == [
            ("ann", "more beds: a new hall", "120")
        ]
        back = lead.post("/api/v1/versions", json={"set_back_to": 1, "reason": "the hall burnt down"})
        assert (back.status_code, back.json()["number"]) == (201, 3)
        assert beds_now(planner) == "100"
        listed = lead.get("/api/v1/versions", params={"most": 2}).json()
        assert [one["number"] for one in listed["items"]] == [3, 2]
        rest = lead.get("/api/v1/versions", params={"before": listed["next"]}).json()
        assert ([one["number"] for one in rest["items"]], rest["next"]) == ([1], None)

    def test_a_rejected_one_changes_nothing_and_its_author_reads_why(self, mini: Service) -> None:
        planner, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        number = submitted(planner, beds(120))
        unsaid = lead.post(f"/api/v1/proposals/{number}/reject", json={})
        assert unsaid.status_code == 422
        assert lead.post(f"/api/v1/proposals/{number}/reject", json={"reason": "no money"}).status_code == 200
        assert planner.get(f"/api/v1/proposals/{number}").json()["word"] == "no money"
        assert beds_now(lead) == "100"

    def test_sent_back_it_is_open_again_with_a_word(self, mini: Service) -> None:
        planner, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        number = submitted(planner, beds(120))
        sent = lead.post(f"/api/v1/proposals/{number}/send-back", json={"reason": "say from when"})
        draft = planner.get(f"/api/v1/drafts/{sent.json()['draft']}").json()
        assert (draft["status"], draft["note"]) == ("open", "say from when")


class TestDrafts:
    def test_all_faults_by_change_and_cell(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        capacity = {"table": "capacity", "where": {"site_id": "A1", "course_id": "C"}}
        wrong = capacity | {"set": {"parallel_classes": "many"}}
        draft = begun(planner, beds(120), wrong)
        (fault,) = draft["faults"]
        assert fault["change"] == "change 2 (capacity)"
        assert fault["message"]
        refused = planner.post(f"/api/v1/drafts/{draft['id']}/submit", json={})
        assert refused.status_code == 422
        assert len(refused.json()["error"]["faults"]) == 1

    def test_in_a_list_they_are_not_judged(self, mini: Service) -> None:
        ann = mini.program("ann", "planner:nation:AA")
        number = begun(ann, beds(-1))["id"]
        assert [one["faults"] for one in ann.get("/api/v1/drafts").json()["items"]] == [None]
        assert len(ann.get(f"/api/v1/drafts/{number}").json()["faults"]) == 1

    def test_whoever_was_slower_is_told(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        made = planner.post("/api/v1/drafts", json={"title": "more beds", "changes": [beds(120)]})
        address, seen = made.headers["location"], made.headers["etag"]
        assert planner.patch(address, json={"title": "x"}).status_code == 428
        first = planner.patch(address, json={"changes": [beds(130)]}, headers={"if-match": seen})
        assert first.status_code == 200
        assert first.headers["etag"] != seen
        second = planner.patch(address, json={"changes": [beds(140)]}, headers={"if-match": seen})
        assert second.status_code == 412
        now = planner.get(address)
        assert now.json()["changes"][0]["set"] == {"beds": 130}
        assert now.headers["etag"] == first.headers["etag"]

    @pytest.mark.parametrize("way", ["", "/move"])
    def test_any_state_and_several_that_were_seen(self, mini: Service, way: str) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        address = f"/api/v1/drafts/{begun(planner, beds(120))['id']}"

        def sent(seen: str) -> int:
            send = planner.post if way else planner.patch
            body = {} if way else {"changes": [beds(130)]}
            return send(address + way, json=body, headers={"if-match": seen}).status_code

        assert [sent(seen) for seen in ("*", " * ", '"7", "3"', 'W/"4"')] == [200] * 4
        assert [sent(seen) for seen in ('"7", "3"', '"*"', '"4", *', '""', "", ",")] == [412] * 6
        assert planner.get(address).headers["etag"] == '"5"'
        assert planner.patch("/api/v1/drafts/9", json={}, headers={"if-match": "*"}).status_code == 404

    def test_any_state_is_any_also_while_somebody_else_writes(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        address = f"/api/v1/drafts/{begun(planner, beds(120))['id']}"
        others = iter([beds(125)])
        change = drafts.change_draft

        def first_another(*given: Any, **more: Any) -> Any:
            for one in others:
                change(*given, title=None, changes=[one])
            return change(*given, **more)

        monkeypatch.setattr(drafts, "change_draft", first_another)
        made = planner.patch(address, json={"changes": [beds(130)]}, headers={"if-match": "*"})
        assert (made.status_code, made.headers["etag"]) == (200, '"3"')

    def test_rows_of_others_are_refused_and_those_unseen_are_not_there(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        course = {"table": "courses", "where": {"course_id": "C"}, "set": {"class_max": 9}}
        refused = planner.post("/api/v1/drafts", json={"title": "bigger", "changes": [course]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
        assert refused.json()["error"]["faults"][0]["file"] == "courses"
        unseen, none = begun(planner, beds(120, site="B1")), begun(planner, beds(120, site="B9"))
        assert unseen["faults"]
        assert str(unseen["faults"]).replace("B1", "B9") == str(none["faults"])

    def test_others_drafts_are_not_there(self, mini: Service) -> None:
        draft = begun(mini.program("ann", "planner:nation:AA"), beds(120))
        bob = mini.program("bob", "planner:nation:AA")
        address = f"/api/v1/drafts/{draft['id']}"
        answers = [
            bob.get(address),
            bob.patch(address, content=b"{no json", headers={"if-match": '"1"'}),
            bob.delete(address),
            bob.post(f"{address}/submit", content=b"{no json"),
            bob.get("/api/v1/drafts/x"),
            bob.get("/api/v1/drafts/99"),
        ]
        assert [one.status_code for one in answers] == [404] * 6
        assert bob.get("/api/v1/drafts").json() == {"items": [], "next": None}

    def test_whoever_was_invited_works_on_it_too(self, mini: Service) -> None:
        ann = mini.program("ann", "planner:nation:AA")
        draft = begun(ann, beds(120))
        bob, cis = mini.program("bob", "planner:nation:AA"), mini.program("cis", "planner:nation:BB")
        address = f"/api/v1/drafts/{draft['id']}"
        assert ann.post(f"{address}/guests", json={"name": "bob"}).json()["guests"] == ["bob"]
        assert bob.patch(address, json={"title": "ours"}, headers={"if-match": '"1"'}).status_code == 200
        assert ann.post(f"{address}/guests", json={"name": "cis"}).status_code == 422
        assert cis.get(address).status_code == 404

    def test_withdrawn_it_is_no_longer_changed(self, mini: Service) -> None:
        ann = mini.program("ann", "planner:nation:AA")
        draft = begun(ann, beds(120))
        address = f"/api/v1/drafts/{draft['id']}"
        assert ann.delete(address).status_code == 204
        assert ann.get("/api/v1/drafts").json()["items"] == []
        assert ann.patch(address, json={"title": "x"}, headers={"if-match": '"1"'}).status_code == 422


class TestTheHistoryOfARow:
    def test_the_settings_have_one_too(self, mini: Service) -> None:
        lead, nation = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:nation:AA")
        assert lead.get("/api/v1/history?table=plan").json()["items"] == []
        number = submitted(lead, {"table": "plan", "set": {"freeze_weeks": 7}})
        lead.post("/api/v1/proposals/accept", json={"ids": [number]})
        (change,) = lead.get("/api/v1/history", params={"table": "plan"}).json()["items"]
        assert (change["author"], change["after"]["freeze_weeks"]) == ("lead", "7")
        assert nation.get("/api/v1/history?table=plan").json()["items"] == []
        for row in ("table=sites", "table=sites&key=A1&key=A2", "table=nothing&key=A1"):
            assert lead.get(f"/api/v1/history?{row}").status_code == 404


class TestConflicts:
    def test_a_cell_that_two_change_needs_a_choice(self, mini: Service) -> None:
        ann, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        numbers = [submitted(ann, beds(120)), submitted(ann, beds(140))]
        assert lead.post("/api/v1/proposals/accept", json={"ids": numbers[:1]}).status_code == 201
        refused = lead.post("/api/v1/proposals/accept", json={"ids": numbers[1:]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "conflict")
        (conflict,) = refused.json()["conflicts"]
        assert conflict == {
            "proposal": numbers[1],
            "change": 1,
            "table": "sites",
            "key": ["A1"],
            "column": "beds",
            "base": "100",
            "theirs": "120",
            "mine": "140",
        }
        assert lead.get(f"/api/v1/proposals/{numbers[1]}").json()["conflicts"] == [conflict]

    @pytest.mark.parametrize(
        ("take", "comes"), [("theirs", "120"), ("mine", "140"), ("133", "133"), (133, "133")]
    )
    def test_the_choice_is_taken(self, mini: Service, take: str | int, comes: str) -> None:
        ann, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        first, number = submitted(ann, beds(120)), submitted(ann, beds(140))
        lead.post("/api/v1/proposals/accept", json={"ids": [first]})
        choice = {"proposal": number, "table": "sites", "key": ["A1"], "column": "beds", "take": take}
        made = lead.post("/api/v1/proposals/accept", json={"ids": [number], "choices": [choice]})
        assert made.status_code == 201, made.text
        assert beds_now(lead) == comes

    def test_a_conflict_as_it_was_told_is_a_choice_with_take_beside_it(self, mini: Service) -> None:
        ann, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        first, second, third = (submitted(ann, beds(number)) for number in (120, 140, 150))
        lead.post("/api/v1/proposals/accept", json={"ids": [first]})
        conflicts = lead.post("/api/v1/proposals/accept", json={"ids": [second]}).json()["conflicts"]
        chosen = [conflict | {"take": "mine"} for conflict in conflicts]
        sent = {"ids": [second], "choices": chosen}
        assert lead.post("/api/v1/proposals/accept", json=sent).status_code == 201
        assert beds_now(lead) == "140"
        stale = [conflict | {"proposal": third, "take": "mine"} for conflict in conflicts]
        refused = lead.post("/api/v1/proposals/accept", json={"ids": [third], "choices": stale})
        assert (refused.status_code, refused.json()["conflicts"][0]["theirs"]) == (409, "140")

    def test_a_draft_moves_onto_the_newest_version(self, mini: Service) -> None:
        ann, lead = mini.program("ann", "planner:nation:AA"), mini.program("lead", "coordinator:all")
        draft = begun(ann, beds(140))
        lead.post("/api/v1/proposals/accept", json={"ids": [submitted(ann, beds(120))]})
        address = f"/api/v1/drafts/{draft['id']}/move"
        refused = ann.post(address, json={}, headers={"if-match": '"1"'})
        assert refused.status_code == 409
        choice = {"table": "sites", "key": ["A1"], "column": "beds", "take": "mine"}
        moved = ann.post(address, json={"choices": [choice]}, headers={"if-match": '"1"'}).json()
        assert (moved["base"], moved["faults"]) == (2, [])
        number = ann.post(f"/api/v1/drafts/{draft['id']}/submit", json={}).json()["id"]
        assert lead.post("/api/v1/proposals/accept", json={"ids": [number]}).status_code == 201
        assert beds_now(lead) == "140"


class TestTables:
    def test_a_scope_sees_its_rows_alone(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        got = planner.get("/api/v1/versions/1/tables/sites").json()
        assert [row["site_id"] for row in got["items"]] == ["A1", "A2"]
        assert got["columns"][:2] == ["site_id", "nation_id"]
        assert planner.get("/api/v1/versions/1/tables/demand").status_code == 404
        assert planner.get("/api/v1/versions/7/tables/sites").status_code == 404
        assert planner.get("/api/v1/versions/1/tables/nothing").status_code == 404

    def test_as_csv(self, mini: Service) -> None:
        reader = mini.program("ann", "reader:all")
        got = reader.get("/api/v1/versions/latest/tables/nations", headers={"accept": "text/csv"})
        assert got.headers["content-type"].startswith("text/csv")
        assert got.text.splitlines() == [
            "nation_id,name,max_trainees,max_weekly_arrivals",
            "AA,Aland,,",
            "BB,Bland,,",
        ]

    @pytest.mark.parametrize(
        ("accept", "kind"),
        [
            ("Text/CSV", "text/csv"),
            ("text/csv, */*;q=0.1", "text/csv"),
            ("application/json;q=0.5, text/csv", "text/csv"),
            ("application/json, text/csv;q=0.5", "application/json"),
            ("text/csv;q=0", "application/json"),
            ("*/*", "application/json"),
            ("", "application/json"),
        ],
    )
    def test_the_form_that_is_accepted_most(self, mini: Service, accept: str, kind: str) -> None:
        reader = mini.program("ann", "reader:all")
        got = reader.get("/api/v1/versions/latest/tables/nations", headers={"accept": accept})
        assert got.headers["content-type"].partition(";")[0] == kind

    def test_an_admin_sees_none_by_that_alone(self, mini: Service) -> None:
        admin = mini.program("root", "admin")
        paths = ("versions", "versions/1", "versions/1/tables/sites", "drafts", "proposals")
        assert {admin.get(f"/api/v1/{path}").status_code for path in paths} == {403}

    def test_only_a_coordinator_sets_back_or_decides(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:all")
        number = submitted(planner, beds(120))
        answers = [
            planner.post("/api/v1/versions", content=b"{no json"),
            planner.post("/api/v1/proposals/accept", json={"ids": [number]}),
            planner.post(f"/api/v1/proposals/{number}/reject", json={"reason": "mine"}),
        ]
        assert [one.status_code for one in answers] == [403] * 3


class TestUploads:
    def test_a_table_becomes_a_draft_of_what_it_changes(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        got = planner.get("/api/v1/versions/latest/tables/sites", headers={"accept": "text/csv"})
        sent = {"file": ("sites.csv", got.text.replace("A1,AA,One,100", "A1,AA,One,130"), "text/csv")}
        made = planner.post("/api/v1/drafts/upload", files=sent, data={"title": "beds from the field"})
        assert made.status_code == 201, made.text
        (change,) = made.json()["changes"]
        assert (change["table"], change["where"], change["set"]) == (
            "sites",
            {"site_id": "A1"},
            {"beds": "130"},
        )

    def test_rows_of_others_are_refused_by_their_cells(self, mini: Service) -> None:
        planner, reader = mini.program("ann", "planner:nation:AA"), mini.program("eve", "reader:all")
        got = reader.get("/api/v1/versions/latest/tables/courses", headers={"accept": "text/csv"})
        sent = {"file": ("courses.csv", got.text.replace("Cook,", "Bake,"), "text/csv")}
        refused = planner.post("/api/v1/drafts/upload", files=sent)
        assert refused.status_code == 403
        assert refused.json()["error"]["faults"]
        assert reader.post("/api/v1/drafts/upload", files=sent).status_code == 403


class TestSentTwice:
    def test_a_write_with_its_key_is_done_once(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        sent = {"title": "more beds", "changes": [beds(120)]}
        answers = [
            planner.post("/api/v1/drafts", json=sent, headers={"idempotency-key": "k1"}) for _ in range(2)
        ]
        assert [one.status_code for one in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        assert answers[0].headers["etag"] == answers[1].headers["etag"]
        assert len(planner.get("/api/v1/drafts").json()["items"]) == 1
        other = planner.post(
            "/api/v1/drafts", json=sent | {"title": "else"}, headers={"idempotency-key": "k1"}
        )
        assert other.status_code == 422

    def test_what_failed_may_be_sent_again_with_its_key(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        key = {"idempotency-key": "k1"}
        assert planner.post("/api/v1/drafts", json={"title": ""}, headers=key).status_code == 422
        assert planner.post("/api/v1/drafts", json={"title": "more"}, headers=key).status_code == 201

    def test_keys_are_each_persons_own(self, mini: Service) -> None:
        sent, key = {"title": "more", "changes": [beds(120)]}, {"idempotency-key": "k1"}
        made = [
            mini.program(name, "planner:nation:AA").post("/api/v1/drafts", json=sent, headers=key).json()
            for name in ("ann", "bob")
        ]
        assert [one["author"] for one in made] == ["ann", "bob"]
