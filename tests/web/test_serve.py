"""`trainopt serve` as a process: it starts, answers, and leaves in good order."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.running import trainopt, write_mini
from trainopt.errors import UsageError
from trainopt.web.server import ServeOrder
from trainopt.web.settings import WebSettings

pytestmark = pytest.mark.alone


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A service that answers: its process, its address, and what it said before."""
    command = [sys.executable, "-m", "trainopt", "serve", "--port", "0", *options]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"trainopt is at (\S+)", line):
                yield process, found[1], said
                break
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0, said


def got(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_answers_until_it_is_told_to_stop(tmp_path: Path, processes: str) -> None:
    with served(tmp_path, "--processes", processes, "--first-admin", "root") as (_, address, said):
        assert got(f"{address}/healthz") == (200, "ok\n")
        assert got(f"{address}/readyz")[0] == 200
        assert "Sign in" in got(f"{address}/")[1]
        assert "root signs in with this one-time password" in said
    assert (tmp_path / "plans" / "store.db").is_file()
    with served(tmp_path, "--first-admin", "root") as (_, _, said):
        assert "there are people already" in said


def test_a_dataset_is_brought_in_where_there_is_none(tmp_path: Path) -> None:
    mini = write_mini(tmp_path / "mini")
    with served(tmp_path, str(mini)) as (_, _, said):
        assert "mini is version 1" in said
    with served(tmp_path, str(mini)) as (_, _, said):
        assert "was not brought in: the store has version 1 already" in said


def test_ctrl_c_leaves_in_good_order_too(tmp_path: Path) -> None:
    with served(tmp_path) as (process, address, _):
        got(f"{address}/healthz")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with served(tmp_path) as (_, address, _):
        port = address.rpartition(":")[2]
        run = trainopt("serve", "--store", tmp_path / "other.db", "--port", port)
        assert run.code == 2
        assert f"127.0.0.1:{port} cannot be had" in run.err


def test_passwords_do_not_go_over_a_network_as_they_are() -> None:
    with pytest.raises(UsageError, match="put TLS in front"):
        ServeOrder(WebSettings("store.db"), host="0.0.0.0")
    ServeOrder(WebSettings("store.db"), host="0.0.0.0", openly=True)
    ServeOrder(WebSettings("store.db", "https://plan.example"), host="0.0.0.0")
