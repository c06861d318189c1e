"""What is not kept, or told in the wrong order: secrets of repeated writes, streams that end, figures."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.people import GOOD
from tests.support.served import Service
from tests.web.test_drafts import begun, mini
from tests.web.test_runs import queued
from trainopt.errors import NotSignedIn
from trainopt.runs.store.service_schema import idempotency
from trainopt.service.actors import operator
from trainopt.service.people import revoke_grants
from trainopt.service.working import work
from trainopt.web import streams
from trainopt.web.streams import Newsroom, follow

__all__ = ["mini"]

ONCE = {"idempotency-key": "the key of ann"}


class TestRepeatedWrites:
    def test_a_secret_is_answered_once_and_kept_nowhere(self, service: Service) -> None:
        ann = service.browser("ann", "reader:all")
        wanted = {"name": "export", "days": 1}
        first, again = (ann.post("/api/v1/me/tokens", json=wanted, headers=ONCE).json() for _ in range(2))
        assert first["secret"].startswith("trainopt_")
        assert again == first | {"secret": None}
        assert len(ann.get("/api/v1/me/tokens").json()["items"]) == 1
        assert not {first["secret"], ONCE["idempotency-key"], GOOD} & set(self.kept(service))

    def kept(self, service: Service) -> list[Any]:
        with service.store.look() as connection:
            rows = connection.execute(select(idempotency)).all()
        assert rows
        return [value for row in rows for value in (row.given, row.request, *row.answer["body"].split('"'))]

    def test_who_may_do_less_since_is_not_answered_as_before(self, mini: Service) -> None:
        ann = mini.program("ann", "planner:nation:AA")
        body = {"title": "more"}
        assert ann.post("/api/v1/drafts", json=body, headers=ONCE).status_code == 201
        assert ann.post("/api/v1/drafts", json=body, headers=ONCE).status_code == 201
        revoke_grants(mini.store, operator(), "ann", ["planner:nation:AA"])
        assert ann.post("/api/v1/drafts", json=body, headers=ONCE).status_code == 422


class TestOrder:
    def test_a_stranger_is_not_told_that_an_upload_is_malformed(self, service: Service) -> None:
        kind = {"content-type": "multipart/form-data; boundary=a"}
        for client, status in ((service.anybody(), 401), (service.program("ann", "planner:all"), 422)):
            answer = client.post("/api/v1/drafts/upload", content=b"xx", headers=kind)
            assert answer.status_code == status

    def test_who_sees_a_proposal_is_told_that_only_its_author_withdraws_it(self, mini: Service) -> None:
        ann, bob = mini.program("ann", "planner:nation:AA"), mini.program("bob", "planner:nation:AA")
        change = {"table": "sites", "where": {"site_id": "A1"}, "set": {"beds": 120}}
        draft = begun(ann, change)
        number = ann.post(f"/api/v1/drafts/{draft['id']}/submit", json={}).json()["id"]
        answers = [client.post(f"/api/v1/proposals/{number}/withdraw") for client in (bob, ann)]
        assert [one.status_code for one in answers] == [403, 200]

    def test_numbers_that_no_store_holds_are_faults(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        huge = 10**30
        answers = [
            lead.get(f"/api/v1/drafts?before={huge}"),
            lead.post("/api/v1/proposals/accept", json={"ids": [huge]}),
            lead.post("/api/v1/runs", json={"kind": "whatif", "drafts": [huge]}),
            lead.post("/api/v1/versions", json={"set_back_to": huge, "reason": "x"}),
        ]
        assert [one.status_code for one in answers] == [422] * 4
        assert lead.get("/api/v1/comments", params={"on": f"run:{huge}"}).status_code == 404


class TestTotals:
    def test_what_came_of_a_run_counts_everybodys_and_is_told_to_who_sees_all(self, mini: Service) -> None:
        lead, ann = mini.program("lead", "coordinator:all"), mini.program("ann", "planner:nation:AA")
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        messages = [one.get(f"/api/v1/runs/{number}").json()["message"] for one in (lead, ann)]
        assert messages[0].startswith("unmet")
        assert messages[1] == ""
        assert [one["message"] for one in ann.get("/api/v1/runs").json()["items"]] == [""]


def test_a_stream_ends_with_the_session(mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "ALIVE_EVERY", 0.01)
    lead = mini.program("lead", "coordinator:all")
    number = queued(lead, kind="plan")["number"]

    def ended() -> Any:
        raise NotSignedIn("the session has ended")

    async def read() -> list[str]:
        told = follow(Newsroom(mini.store), mini.store, operator(), number, 0, ended)
        return [text async for text in told]

    with ThreadPoolExecutor(1) as apart:  # where a browser is, this thread has a loop already
        told = apart.submit(lambda: asyncio.run(asyncio.wait_for(read(), 20))).result()
    assert "event: end" not in "".join(told)
