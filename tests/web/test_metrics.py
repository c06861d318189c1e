"""Metrics and the log of requests: what they tell, and what they never tell."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, text, update

from tests.support.people import GOOD
from tests.support.processes import PATIENCE
from tests.support.served import Service
from tests.web.test_drafts import mini
from tests.web.test_runs import queued
from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import people, queue
from trainopt.service.health import figures_of
from trainopt.service.logs import LOGGED, log_in
from trainopt.service.passwords import new_secret
from trainopt.service.taking import take_next
from trainopt.service.tokens import PREFIX
from trainopt.web.metrics import LIVE, StoreCollector, metrics_served

__all__ = ["mini"]

Metrics = dict[tuple[str, ...], float]


def scraped(port: int) -> Metrics:
    """The metrics as Prometheus reads them: by name and the values of labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        said = answer.read().decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(said)
        for sample in family.samples
    }


class TestMetrics:
    def test_requests_are_counted_by_pattern_and_status(self, service: Service) -> None:
        ann = service.program("ann", "reader:all")
        route = "/api/v1/versions/{number}/tables/{table}"
        with metrics_served(service.store, "127.0.0.1", 0, several=False) as port:
            before = scraped(port).get(("trainopt_requests_total", "GET", route, "404"), 0)
            ann.get("/api/v1/versions/1/tables/SECRETNAME?x=SECRETQUERY")
            ann.request("SPAM1", "/nowhere/SECRETPATH")
            after = scraped(port)
        assert after["trainopt_requests_total", "GET", route, "404"] == before + 1
        assert after["trainopt_requests_total", "other", "", "404"] >= 1
        assert after["trainopt_request_seconds_count", "GET", route] >= 1
        assert not [key for key in after if "SECRET" in str(key) or "SPAM" in str(key)]

    def test_what_waits_and_who_is_here(self, mini: Service) -> None:
        lead = mini.program("lead", "coordinator:all")
        mini.browser("ann", "reader:all")
        queued(lead, kind="plan")
        queued(lead, kind="plan")
        with mini.store.begin() as connection:
            assert take_next(connection, "w") is not None
        with metrics_served(mini.store, "127.0.0.1", 0, several=False) as port:
            found = scraped(port)
        assert found["trainopt_store_answers",] == 1
        assert found["trainopt_runs", "queued"] == 1
        assert found["trainopt_runs", "running"] == 1
        assert found["trainopt_runs", "failed"] == 0
        assert found["trainopt_oldest_queued_seconds",] >= 0
        assert found["trainopt_heartbeat_age_seconds", "1"] >= 0
        assert found["trainopt_open_sessions",] == 1
        assert found["trainopt_open_streams",] == 0

    def test_a_heartbeat_that_stands_still_gets_older_and_one_that_beats_is_new(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queued(mini.program("lead", "coordinator:all"), kind="plan")
        with mini.store.begin() as connection:
            take_next(connection, "w")
        moment = 100.0
        monkeypatch.setattr("trainopt.web.metrics.time.monotonic", lambda: moment)
        registry = CollectorRegistry()
        registry.register(StoreCollector(mini.store))

        def age() -> float | None:
            return registry.get_sample_value("trainopt_heartbeat_age_seconds", {"run": "1"})

        assert age() == 0
        moment = 130.0
        assert age() == 30
        with mini.store.begin() as connection:
            connection.execute(update(queue).values(beat=queue.c.beat + 1))
        assert age() == 0

    def test_a_session_that_ended_is_not_here(self, service: Service) -> None:
        ann = service.browser("ann", "reader:all")
        assert figures_of(service.store).sessions == 1
        ann.post("/sign-out")
        assert figures_of(service.store).sessions == 0

    def test_a_store_that_does_not_answer(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        def silent(_: Store) -> None:
            raise UsageError("gone")

        monkeypatch.setattr("trainopt.web.metrics.figures_of", silent)
        registry = CollectorRegistry()
        registry.register(StoreCollector(service.store))
        assert registry.get_sample_value("trainopt_store_answers") == 0

    def test_a_port_that_is_taken(self, service: Service) -> None:
        with (
            metrics_served(service.store, "127.0.0.1", 0, several=False) as port,
            pytest.raises(UsageError, match=f"127.0.0.1:{port} cannot be had"),
            metrics_served(service.store, "127.0.0.1", port, several=False),
        ):
            pass

    def test_several_processes_are_summed_and_streams_of_dead_ones_forgotten(self, service: Service) -> None:
        with metrics_served(service.store, "127.0.0.1", 0, several=True) as port:
            for _ in range(2):
                subprocess.run([sys.executable, "-c", COUNTS], check=True, timeout=PATIENCE)
            folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
            assert len([path for path in folder.iterdir() if LIVE.fullmatch(path.name)]) == 2
            found = scraped(port)
            assert [path for path in folder.iterdir() if LIVE.fullmatch(path.name)] == []
        assert found["trainopt_requests_total", "GET", "/x", "200"] == 2
        assert found.get(("trainopt_open_streams",), 0) == 0
        assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


COUNTS = """
from trainopt.web.metrics import STREAMS, count_request
count_request("GET", "/x", 200, 0.1)
STREAMS.inc()
"""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged as JSON meanwhile."""
    said = io.StringIO()
    loggers = [logging.getLogger(name) for name in LOGGED]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    log_in("json", said)
    yield said
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


class TestLog:
    def test_a_line_has_the_number_that_the_answer_has(self, service: Service, log: io.StringIO) -> None:
        ann = service.program("ann", "reader:all")
        answer = ann.get("/api/v1/me")
        (line,) = lines(log)
        assert line["request"] == answer.headers["x-request-id"]
        assert (line["who"], line["route"], line["status"]) == ("ann", "/api/v1/me", 200)
        assert (line["level"], str(line["at"])[-1]) == ("info", "Z")

    def test_no_secret_stands_in_it(
        self, service: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of passwords, tokens, cookies, feeds and one-time passwords, also where a bug tells of them."""
        browser = service.browser("ann", "admin", "reader:all")
        made = browser.post("/api/v1/me/tokens", json={"name": "export"}).json()["secret"]
        new = browser.post("/api/v1/people", json={"name": "bob"}).json()["password"]
        service.anybody().get(f"/calendar/{made}.ics?secret={made}")
        service.anybody().get("/api/v1/me", headers={"authorization": f"Bearer {made}"})
        cookie = next(iter(browser.cookies.values()))

        def broken(*_: object) -> None:
            with service.store.begin() as connection:
                connection.execute(select(people).where(text("nosuch = :secret")), {"secret": GOOD})

        monkeypatch.setattr("trainopt.service.people.list_people", broken)
        assert browser.get("/api/v1/people").status_code == 503

        def bug(*_: object) -> None:
            raise RuntimeError(f"postgresql://op:{GOOD.replace(' ', '')}@host/db and {made}")

        monkeypatch.setattr("trainopt.service.people.list_people", bug)
        assert browser.get("/api/v1/people").status_code == 500
        said = log.getvalue()
        assert "RuntimeError" in said
        secrets = {GOOD, GOOD.replace(" ", ""), made, new, cookie, browser.headers["x-csrf-token"]}
        assert [secret for secret in secrets if secret in said] == []
        bugs = [line for line in lines(log) if "error" in line]
        assert len(bugs) == 1
        assert bugs[0]["request"] in [line["request"] for line in lines(log) if line.get("status") == 500]

    def test_plain_lines_are_for_who_watches(self, service: Service, log: io.StringIO) -> None:
        log_in("plain", log)
        number = service.anybody().get("/healthz").headers["x-request-id"]
        assert f"{number} GET /healthz: 200 in" in log.getvalue()


def test_a_token_is_known_wherever_it_stands() -> None:
    from trainopt.runs.secret import without_secrets

    token = PREFIX + new_secret()
    assert without_secrets(f"a={token}, {token}.") == "a=trainopt_***, trainopt_***."
    assert without_secrets("trainopt_heartbeat_age_seconds") == "trainopt_heartbeat_age_seconds"
