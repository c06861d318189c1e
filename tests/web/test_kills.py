"""What is killed while people edit loses nothing that was acknowledged, and leaves the store whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import Counted, killed_with
from tests.support.planning import lay_out
from tests.support.postgres import Server

pytestmark = pytest.mark.alone


def assert_nothing_lost(counted: Counted, kills: int) -> None:
    print(counted)
    assert (counted.lost, counted.broken) == ([], [])
    assert (counted.whole, sum(counted.kills.values())) == (kills, kills)
    assert counted.known.submitted
    assert counted.known.accepted


def test_of_sqlite_the_server(tmp_path: Path) -> None:
    counted = killed_with(str(tmp_path / "store.db"), lay_out(tmp_path / "data"), 2, 1, 20)
    assert_nothing_lost(counted, 1)


def test_of_postgresql_server_worker_and_database(tmp_path: Path, server: Server) -> None:
    counted = killed_with(server.database(), lay_out(tmp_path / "data"), 3, 3, 12, server)
    assert_nothing_lost(counted, 3)
    assert counted.kills == {"server": 1, "worker": 1, "database": 1}
