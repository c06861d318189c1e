"""Runs, as programs have them: queued, followed, cancelled, published, withdrawn."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.served import Service
from tests.web.test_drafts import beds, begun, mini
from trainopt.runs.nightly.order import NightOrder
from trainopt.runs.store.records import run_by_number
from trainopt.search.params import Params
from trainopt.service.nights import nightly
from trainopt.service.queueing import add_event, events_of
from trainopt.service.taking import take_next
from trainopt.service.working import work
from trainopt.web import streams

__all__ = ["mini"]


def queued(client: TestClient, **wanted: Any) -> dict[str, Any]:
    made = client.post("/api/v1/runs", json={"time_limit": 5} | wanted)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def events(client: TestClient, number: int, **headers: str) -> list[tuple[str, str, Any]]:
    """The events of a run that has ended: id, kind, data."""
    answer = client.get(f"/api/v1/runs/{number}/events", headers=headers)
    assert "content-encoding" not in answer.headers  # each is passed on as it comes
    text = answer.text
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in fields:
            found.append((fields.get("id", ""), fields["event"], json.loads(fields["data"])))
    return found


class TestFromTheQueueToThePlanInForce:
    def test_the_whole_way(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        assert lead.get("/api/v1/plan").status_code == 404
        run = queued(lead, kind="plan")
        assert (run["status"], run["version"], run["time_limit"]) == ("queued", 1, 5.0)
        assert work(mini.store, once=True) == 1
        done = lead.get(f"/api/v1/runs/{run['number']}").json()
        assert (done["status"], done["has_plan"]) == ("done", True)
        published = lead.post(f"/api/v1/runs/{run['number']}/publish", json={"reason": "the first"})
        assert published.status_code == 200, published.text
        assert lead.get("/api/v1/plan").json()["run"] == run["number"]
        withdrawn = lead.post("/api/v1/plan/withdraw", json={"reason": "too early"})
        assert withdrawn.json() == {"plan": None}
        assert lead.get("/api/v1/plan").status_code == 404

    def test_one_that_waits_says_where_and_one_that_runs_when_it_was_asked_for(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        planner = mini.program("ann", "planner:nation:AA")
        draft = begun(planner, beds(120))["id"]
        own = queued(planner, kind="whatif", drafts=[draft])
        assert (own["runs_before"], own["begins_by"], own["began_at"]) == (0, None, None)
        plan = queued(lead, kind="plan")
        assert (plan["runs_before"], plan["asked_at"] != "") == (0, True)
        assert planner.get(f"/api/v1/runs/{own['number']}").json()["runs_before"] == 1
        with mini.store.begin() as connection:
            take_next(connection, "w")
        listed = {run["number"]: run for run in lead.get("/api/v1/runs").json()["items"]}
        waits, runs = listed[own["number"]], listed[plan["number"]]
        assert (waits["runs_before"], waits["begins_by"] > waits["asked_at"]) == (0, True)
        assert (runs["runs_before"], runs["begins_by"]) == (None, None)
        assert (runs["asked_at"], runs["began_at"] >= plan["asked_at"]) == (plan["asked_at"], True)
        assert planner.get(f"/api/v1/runs/{own['number']}").json()["begins_by"] is None

    def test_what_the_publication_rules_hold_back_needs_anyway(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lead = mini.program("lead", "coordinator:all")
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        fails = {"rules": [{"name": "most_changes", "holds": False, "said": "7 move, 5 may"}]}

        def judged(*given: Any) -> Any:
            run = run_by_number(*given)
            run.outcome.update(fails)
            return run

        monkeypatch.setattr("trainopt.service.publication.run_by_number", judged)
        address = f"/api/v1/runs/{number}/publish"
        refused = lead.post(address, json={"reason": "the first"})
        assert (refused.status_code, refused.json()["rules"]) == (409, ["7 move, 5 may"])
        assert lead.get("/api/v1/plan").status_code == 404
        assert lead.post(address, json={"reason": "the first", "anyway": True}).status_code == 200

    def test_a_what_if_of_a_draft(self, mini: Service) -> None:
        planner = mini.program("ann", "planner:nation:AA")
        draft = begun(planner, beds(120))
        run = queued(planner, kind="whatif", drafts=[draft["id"]], time_limit="5s")
        assert work(mini.store, once=True) == 1
        assert planner.get(f"/api/v1/runs/{run['number']}").json()["status"] == "done"


class TestOneOfTheCommandLine:
    @pytest.fixture
    def night(self, mini: Service) -> int:
        """A night that no queue has; its plan is in force."""
        return nightly(NightOrder(None, Params(seconds=5), who="op"), mini.store).run

    def test_it_is_seen_read_and_published_like_any_other(self, mini: Service, night: int) -> None:
        lead, planner = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:nation:AA")
        address = f"/api/v1/runs/{night}"
        shown = lead.get(address).json()
        assert (shown["kind"], shown["status"], shown["author"], shown["version"]) == ("night", "done", "", 0)
        assert [one["number"] for one in planner.get("/api/v1/runs").json()["items"]] == [night]
        assert planner.get(f"{address}/tables/classes").json()["table"] == "classes"
        assert lead.post("/api/v1/plan/withdraw", json={"reason": "too early"}).json() == {"plan": None}
        assert planner.post(f"{address}/publish", json={"reason": "again"}).status_code == 403
        assert lead.post(f"{address}/publish", json={"reason": "again"}).json()["run"] == night

    def test_what_a_queue_does_is_refused_in_words(self, mini: Service, night: int) -> None:
        lead, planner = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:nation:AA")
        address = f"/api/v1/runs/{night}"
        for answer in (lead.delete(address), lead.get(f"{address}/events")):
            assert answer.status_code == 422
            assert "made at the command line" in answer.json()["error"]["message"]
        assert planner.delete(address).status_code == 403
        assert lead.delete(f"/api/v1/runs/{night + 1}").status_code == 404


class TestFollowing:
    def test_the_events_of_a_run_from_any_of_them_on(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        told = events(lead, number)
        assert [kind for _, kind, _ in told][-1] == "end"
        numbers = [int(one) for one, kind, _ in told if kind == "progress"]
        assert numbers == list(range(1, len(numbers) + 1))
        assert any("terms" in data or "tiers" in data or "state" in data for _, _, data in told)
        rest = events(lead, number, **{"last-event-id": str(numbers[0])})
        assert rest == told[1:]

    def test_those_of_a_run_that_was_long_all_come(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lead = mini.program("lead", "coordinator:all")
        number = queued(lead, kind="plan")["number"]
        with mini.store.begin() as connection:
            for seconds in range(9):
                add_event(connection, number, {"state": "running", "seconds": seconds})
        assert lead.delete(f"/api/v1/runs/{number}").status_code == 200
        monkeypatch.setattr(streams, "events_of", partial(events_of, most=4))
        told = events(lead, number)
        assert [id for id, kind, _ in told if kind == "progress"] == [str(one) for one in range(1, 11)]
        assert told[-1][1] == "end"

    def test_a_scoped_planner_hears_state_and_time_alone(self, mini: Service) -> None:
        lead, planner = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:nation:AA")
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        told = {key for _, kind, data in events(planner, number) if kind == "progress" for key in data}
        assert told <= {"state", "seconds", "at"}

    def test_a_cancelled_run_ends_its_stream(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        number = queued(lead, kind="plan")["number"]
        assert lead.delete(f"/api/v1/runs/{number}").json()["status"] == "cancelled"
        assert events(lead, number)[-1][1] == "end"
        assert lead.delete(f"/api/v1/runs/{number}").status_code == 422


class TestWhoMay:
    def test_only_a_coordinator_plans_publishes_and_withdraws(self, mini: Service) -> None:
        lead, planner = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:all")
        number = queued(lead, kind="plan")["number"]
        answers = [
            planner.post("/api/v1/runs", json={"kind": "plan"}),
            planner.post("/api/v1/runs", json={"kind": "night"}),
            planner.post(f"/api/v1/runs/{number}/publish", content=b"{no json"),
            planner.post("/api/v1/plan/withdraw", content=b"{no json"),
            planner.delete(f"/api/v1/runs/{number}"),
        ]
        assert [one.status_code for one in answers] == [403] * 5

    def test_others_what_ifs_are_not_there(self, mini: Service) -> None:
        ann, bob = mini.program("ann", "planner:nation:AA"), mini.program("bob", "planner:nation:AA")
        number = queued(ann, kind="whatif", drafts=[begun(ann, beds(120))["id"]])["number"]
        address = f"/api/v1/runs/{number}"
        answers = [bob.get(address), bob.delete(address), bob.get(f"{address}/events")]
        answers += [bob.post(f"{address}/publish", content=b"{no json"), bob.get("/api/v1/runs/99")]
        assert [one.status_code for one in answers] == [404] * 5
        assert bob.get("/api/v1/runs").json()["items"] == []

    def test_a_reader_asks_for_no_run(self, mini: Service) -> None:
        reader = mini.program("ann", "reader:all")
        assert reader.post("/api/v1/runs", content=b"{no json").status_code == 403

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "lunch"},
            {"kind": "plan", "time_limit": "-5s"},
            {"kind": "plan", "time_limit": "soon"},
            {"kind": "plan", "drafts": [1]},
            {"kind": "whatif"},
        ],
    )
    def test_what_is_asked_wrongly_is_told(self, mini: Service, wrong: dict[str, Any]) -> None:
        lead = mini.program("lead", "coordinator:all")
        assert lead.post("/api/v1/runs", json=wrong).status_code == 422
