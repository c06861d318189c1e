"""Fixtures of several test files."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.once import made_once
from tests.support.postgres import Server, postgres
from tests.support.root import ROOT
from tests.support.running import trainopt
from tests.support.shown import SOLVED, said_by
from trainopt.runs.store import Store, open_store
from trainopt.search.starter import kept_starter

# Whatever the machine's speed.
settings.register_profile("trainopt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("trainopt")

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[None]:
    """Solver processes of the tests' own process are forked from one that has loaded what they need."""
    with kept_starter():
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres() as one:
        yield one


@pytest.fixture(scope="session")
def example_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`data/example` solved to proof: once, for all processes that run tests.

    Beside the plan lies what the command said.
    """

    def solve(folder: Path) -> None:
        (folder / "data").symlink_to(ROOT / "data")
        with chdir(folder):
            ran = trainopt(*shlex.split(SOLVED)[1:], "--time-limit", "10m")
        assert (ran.code, ran.err) == (0, "")
        said_by(folder / "plans" / "example").write_text(ran.out, encoding="utf-8")

    return made_once(tmp_path_factory, "example", solve) / "plans" / "example"


@pytest.fixture(params=DATABASES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    server: Server = request.getfixturevalue("server")
    return server.database()


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on each database in turn: a copy of one that was migrated."""
    if request.param == "sqlite":
        where = str(shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db"))
    else:
        server: Server = request.getfixturevalue("server")
        where = server.database(request.getfixturevalue("migrated_database"))
    with open_store(where) as opened:
        yield opened


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    open_store(path).close()
    return path


@pytest.fixture(scope="session")
def migrated_database(server: Server) -> str:
    """The name of a database on the server."""
    url = server.database()
    open_store(url).close()
    return server.name_of(url)
