"""`trainopt serve` as a process: it starts, answers, and leaves in good order."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.support.processes import PATIENCE, command_line, finds_children, processes_under, wait_until
from tests.support.running import trainopt, write_mini
from tests.support.serve_process import serve_process
from trainopt.errors import UsageError
from trainopt.runs.store import open_store
from trainopt.service.actors import operator
from trainopt.service.queueing import RunKind, RunState, ask_for_run, show_queued
from trainopt.web.server import ServeOrder
from trainopt.web.settings import WebSettings

pytestmark = pytest.mark.alone


def got(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_answers_until_it_is_told_to_stop(tmp_path: Path, processes: str) -> None:
    with serve_process(tmp_path, "--processes", processes, "--first-admin", "root") as service:
        assert got(f"{service.address}/healthz") == (200, "ok\n")
        assert got(f"{service.address}/readyz")[0] == 200
        assert "Sign in" in got(f"{service.address}/")[1]
        assert "root signs in with this one-time password" in service.said
    assert (tmp_path / "plans" / "store.db").is_file()
    with serve_process(tmp_path, "--first-admin", "root") as service:
        assert "there are people already" in service.said


def test_a_dataset_is_brought_in_where_there_is_none(tmp_path: Path) -> None:
    mini = write_mini(tmp_path / "mini")
    with serve_process(tmp_path, str(mini)) as service:
        assert "mini is version 1" in service.said
    with serve_process(tmp_path, str(mini)) as service:
        assert "was not brought in: the store has version 1 already" in service.said


def test_ctrl_c_leaves_in_good_order_too(tmp_path: Path) -> None:
    with serve_process(tmp_path) as service:
        got(f"{service.address}/healthz")
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(timeout=PATIENCE) == 0


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with serve_process(tmp_path) as service:
        port = service.address.rpartition(":")[2]
        run = trainopt("serve", "--store", tmp_path / "other.db", "--port", port)
        assert run.code == 2
        assert f"127.0.0.1:{port} cannot be had" in run.err


def test_passwords_do_not_go_over_a_network_as_they_are() -> None:
    with pytest.raises(UsageError, match="put TLS in front"):
        ServeOrder(WebSettings("store.db"), host="0.0.0.0")
    ServeOrder(WebSettings("store.db"), host="0.0.0.0", openly=True)
    ServeOrder(WebSettings("store.db", "https://plan.example"), host="0.0.0.0")


def test_its_worker_takes_queued_runs_and_leaves_with_it(tmp_path: Path) -> None:
    with (
        serve_process(tmp_path, str(write_mini(tmp_path / "mini")), work=True),
        open_store(str(tmp_path / "plans" / "store.db")) as store,
    ):
        run = ask_for_run(store, operator(), RunKind.PLAN, seconds=10)
        wait_until(lambda: show_queued(store, operator(), run.number).state is RunState.DONE)
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert f"{sys.executable} -m trainopt work" not in lines


@finds_children
def test_its_worker_leaves_also_where_it_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainopt", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: processes_under(process.pid, "trainopt work"))
        (worker,) = processes_under(process.pid, "trainopt work")
        process.kill()
    wait_until(lambda: not command_line(worker))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_tells_metrics_of_all_its_processes_and_logs_each_request(tmp_path: Path, processes: str) -> None:
    with serve_process(
        tmp_path, "--processes", processes, "--metrics-port", "0", "--log-format", "json"
    ) as service:
        metrics = re.findall(r"metrics are at (\S+)", service.said)[0]
        for _ in range(5):
            got(f"{service.address}/healthz")
        told = got(metrics)[1]
        counted = re.findall(r'requests_total\{method="GET",route="/healthz",status="200"\} (\S+)', told)
        assert list(map(float, counted)) == [5.0]
        assert "trainopt_store_answers 1.0" in told
        with pytest.raises(HTTPError, match="404"):
            got(f"{service.address}/metrics")
        assert service.process.stderr is not None
        lines = [json.loads(service.process.stderr.readline()) for _ in range(5)]
    assert {line["route"] for line in lines} == {"/healthz"}
    assert len({line["request"] for line in lines}) == 5
