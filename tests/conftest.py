"""Fixtures of several test files."""

from __future__ import annotations

import fcntl
import os
import shlex
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Server, postgres
from tests.support.root import ROOT
from tests.support.running import trainopt
from tests.support.shown import SOLVED, said_by
from trainopt.runs.store import Store, open_store

# Whatever the machine's speed.
settings.register_profile("trainopt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("trainopt")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres() as one:
        yield one


@pytest.fixture(scope="session")
def example_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`data/example` solved to proof: once, for all processes that run tests.

    Beside the plan lies what the command said.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    plan = folder / "plans" / "example"
    with (folder / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not plan.exists():
            (folder / "data").symlink_to(ROOT / "data")
            with chdir(folder):
                ran = trainopt(*shlex.split(SOLVED)[1:], "--time-limit", "10m")
            assert (ran.code, ran.err) == (0, "")
            said_by(plan).write_text(ran.out, encoding="utf-8")
    return plan


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    server: Server = request.getfixturevalue("server")
    return server.database()


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    """An empty store, on each database in turn."""
    with open_store(where) as opened:
        yield opened
