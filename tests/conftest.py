"""Fixtures of several test files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Server, postgres
from trainopt.runs.store import Store, open_store


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres() as one:
        yield one


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
