"""The interface for programs holds to its description: schemathesis asks all of it whatever that allows.

The quick profile tries a few requests of each endpoint, the same ones each time; the slow one many more, and
with what the description forbids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.support.running import write_mini
from tests.support.served import SITE, Service, serve_store
from tests.web.test_drafts import begun
from tests.web.test_runs import queued
from trainopt.runs.store import open_store
from trainopt.service.actors import operator
from trainopt.service.datasets import bring_in
from trainopt.service.queueing import RunState

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with something of everything; its streams end at once, and nobody is too fast."""
    folder = tmp_path_factory.mktemp("described")
    with open_store(str(folder / "store.db")) as store, pytest.MonkeyPatch.context() as patched:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patched.setattr("trainopt.service.passwords._hasher", lambda: quick)
        patched.setattr("trainopt.web.pace.AT_ONCE", 1e9)
        patched.setattr("trainopt.web.streams.ENDED", tuple(RunState))
        bring_in(store, operator(), write_mini(folder / "mini"))
        service = serve_store(store)
        lead = service.program("lead", "coordinator:all", "admin")
        bed = {"table": "sites", "where": {"site_id": "A1"}, "set": {"beds": 90}}
        for _ in range(2):
            draft = begun(lead, bed)
        lead.post(f"/api/v1/drafts/{draft['id']}/submit", json={})
        queued(lead, kind="plan")
        yield service


def wrong_of(service: Service, mode: GenerationMode, examples: int) -> list[str]:
    """What schemathesis finds wrong with the answers to so many requests of each endpoint."""
    schema = schemathesis.openapi.from_dict(service.app.openapi())
    wrong: list[str] = []
    for number, found in enumerate(schema.get_all_operations()):
        assert isinstance(found, Ok)
        operation = found.ok()
        client = service.program(f"{mode.value[:3]}-{examples}-{number}", *GRANTS)  # who may end their own
        # Whatever number there may be, and one that is there.
        for path in (None, {"number": "1"}) if "{number}" in operation.path else (None,):
            try:
                ask(client, operation.as_strategy(generation_mode=mode, path_parameters=path), examples)
            except Unsatisfiable:
                continue  # nothing is forbidden here
            except Exception as error:  # each endpoint is asked, whatever another one did
                wrong.append(f"{operation.label}: {error}")
    return wrong


def ask(client: TestClient, cases: SearchStrategy[Any], examples: int) -> None:
    """Send so many requests. Raises what is wrong with an answer."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url=SITE, headers=dict(client.headers))
        sent.pop("cookies", None)  # none is described
        if isinstance(sent.get("data"), str | bytes):
            sent["content"] = sent.pop("data")  # as httpx calls it
        if sent.get("files"):
            sent["files"] = [(name, as_part(value)) for name, value in parts_of(sent["files"])]
        answer = client.request(**sent)
        answer.request.read()
        COUNTED[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    send()


def parts_of(files: Any) -> list[tuple[str, Any]]:
    """The parts of a form by name, given in either way that requests takes."""
    return list(files.items() if isinstance(files, dict) else files)


def as_part(value: Any) -> Any:
    """A part as httpx takes it: text or bytes, maybe with the name of a file before it."""
    if isinstance(value, tuple):
        return tuple(one if one is None else as_part(one) for one in value)
    return value if isinstance(value, bytes) else str(value)


GRANTS = ("coordinator:all", "admin")
FEW, MANY = 3, 10
"""Requests of each kind; they are the same ones each time, so that more would find no more another time."""
COUNTED: Counter[int] = Counter()
"""Answers by status."""


def test_what_is_described_is_answered(asked: Service) -> None:
    assert wrong_of(asked, POSITIVE, FEW) == []
    assert COUNTED[401] == 0
    assert COUNTED[200] > 30  # and not refused alone


@pytest.mark.slow
@pytest.mark.parametrize("mode", [POSITIVE, NEGATIVE])
def test_whatever_is_asked_is_answered_as_described(asked: Service, mode: GenerationMode) -> None:
    assert wrong_of(asked, mode, MANY) == []
    print(*(f"{count:,} answers of {status}" for status, count in sorted(COUNTED.items())), sep=", ")
