"""What is in force is read for every scope before anybody asks, and again once it changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.testclient import TestClient

from tests.support.processes import wait_until
from tests.support.served import Service
from tests.web.test_drafts import beds, mini, submitted
from tests.web.test_results import lead
from tests.web.test_runs import queued
from trainopt.errors import TrainoptError
from trainopt.plan import extract
from trainopt.runs.store import Store
from trainopt.service import shares
from trainopt.service.actors import Actor, Role
from trainopt.service.contents import Kept
from trainopt.service.working import work
from trainopt.web import warming
from trainopt.web.warming import Warmer

__all__ = ["lead", "mini"]


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose shares were cut since; nothing was kept before."""
    monkeypatch.setattr(warming, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(shares, "_SHARES", Kept(1 << 20, lambda files: sum(map(len, files.values()))))
    found: list[str] = []
    whole = extract.write_share

    def counted(*given: object, nation: str | None = None, unit: str | None = None, **more: object) -> object:
        found.append(str(nation or unit))
        return whole(*given, nation=nation, unit=unit, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(shares, "write_share", counted)
    return found


@pytest.fixture
def warmer(mini: Service) -> Iterator[Warmer]:
    """At work, with nothing read yet."""
    made = Warmer(mini.store)
    made.start()
    yield made
    made.stop()


class TestWarmer:
    def test_nobody_waits_for_a_plan_that_is_in_force(
        self, mini: Service, lead: TestClient, cut: list[str], warmer: Warmer
    ) -> None:
        unit = mini.program("uta", "reader:unit:U")
        wait_until(lambda: cut)
        assert unit.get("/api/v1/plan/tables/assignments").json()["items"]
        assert cut == ["U"]

    def test_a_scope_that_is_gone_holds_nobody_up(
        self, mini: Service, lead: TestClient, cut: list[str], warmer: Warmer
    ) -> None:
        mini.person("ann", "reader:nation:GONE")
        mini.person("uta", "reader:unit:U")
        wait_until(lambda: cut == ["U"])

    @pytest.mark.parametrize(
        "error", [KeyError("cohort_id"), PoolTimeout("no connection"), TrainoptError("no")]
    )
    def test_an_error_of_a_scope_holds_no_other_up_and_it_is_tried_again_with_the_next_plan(
        self, service: Service, cut: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        def read(_: Store, actor: Actor) -> None:
            cut.append(str(actor.scopes(Role.READER)[0]))
            if cut[-1] == "nation:AA":
                raise error

        plans = iter(["first"] * 5)
        monkeypatch.setattr(warming, "in_force_now", lambda _: (next(plans, "second"),))
        monkeypatch.setattr(warming, "read_for", read)
        for name, scope in (("ann", "nation:AA"), ("uta", "unit:U")):
            service.person(name, f"reader:{scope}")
        made = Warmer(service.store)
        made.start()
        wait_until(lambda: len(cut) == 4)
        made.stop()
        assert cut == ["nation:AA", "unit:U"] * 2

    @pytest.mark.parametrize("error", [PoolTimeout("no connection"), TrainoptError("no")])
    def test_what_is_in_force_is_looked_at_again_after_an_error(
        self, service: Service, cut: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        errors = iter([error, error])

        def looked(_: Store) -> tuple[object, ...]:
            for one in errors:
                raise one
            return ("first",)

        monkeypatch.setattr(warming, "in_force_now", looked)
        monkeypatch.setattr(warming, "read_for", lambda _, actor: cut.append(actor.name))
        service.person("uta", "reader:unit:U")
        made = Warmer(service.store)
        made.start()
        wait_until(lambda: cut)
        made.stop()
        assert len(cut) == 1

    def test_another_plan_in_force_is_read_too(
        self, mini: Service, lead: TestClient, cut: list[str], warmer: Warmer
    ) -> None:
        mini.person("uta", "reader:unit:U")
        wait_until(lambda: cut)
        made = submitted(lead, beds(1))
        accepted = lead.post("/api/v1/proposals/accept", json={"ids": [made]})
        assert accepted.status_code == 201, accepted.text
        number = queued(lead, kind="plan")["number"]
        work(mini.store, once=True)
        answer = lead.post(f"/api/v1/runs/{number}/publish", json={"reason": "new", "anyway": True})
        assert answer.status_code == 200
        wait_until(lambda: cut == ["U", "U"])

    def test_only_for_those_who_may_look(self, mini: Service) -> None:
        mini.person("ada", "admin")
        assert warming.granted_scopes(mini.store) == []
        mini.person("bo", "planner:nation:AA")
        mini.person("cy", "reader:all")
        assert [str(scope) for scope in warming.granted_scopes(mini.store)] == ["all", "nation:AA"]

    def test_what_is_in_force(self, service: Service) -> None:
        assert warming.in_force_now(service.store) == (None, None)
