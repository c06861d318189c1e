"""Who may read a store and not write to it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.postgres import Server
from tests.support.root import ROOT
from tests.support.running import raising
from tests.support.store_runs import at_revision, new_run
from trainopt.errors import StoreDown, UsageError
from trainopt.runs.store import engine, open_store
from trainopt.runs.store.records import (
    newest_runs,
)

# Who may only read

READER = 65534

AsReader = Callable[..., subprocess.CompletedProcess[str]]

LOOK = """
import contextlib, io, os, sys
from trainopt.cli.app import run
user, store, other, *words = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    run([*words, "--store", other])  # all is loaded then: others may have no way to the interpreter
os.setgroups([])
os.setresgid(*[int(user)] * 3)
os.setresuid(*[int(user)] * 3)
sys.exit(run([*words, "--store", store]))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")
class TestWhoMayOnlyRead:
    @pytest.fixture
    def shared(self) -> Iterator[Path]:
        """The folder of a store as installed: its group may read."""
        folder = Path(tempfile.mkdtemp(dir="/tmp"))
        os.chown(folder, 0, READER)
        folder.chmod(0o750)
        yield folder / "s.db"
        shutil.rmtree(folder)

    @pytest.fixture
    def as_reader(self, shared: Path, tmp_path: Path) -> AsReader:
        """Runs a command on the store as another user; before that, on a store that is like it, as root."""
        other = str(tmp_path / "other.db")
        with open_store(other) as store:
            new_run(store, name="x")

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-c", LOOK, str(READER), str(shared), other, *words]
            return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        return run

    def test_can_list_and_show_runs(self, shared: Path, as_reader: AsReader) -> None:
        with open_store(str(shared)) as store:
            number = new_run(store, name="x")
        before = sorted(path.name for path in shared.parent.iterdir())
        listed = as_reader("runs", "list", "--json")
        assert (listed.returncode, json.loads(listed.stdout)["runs"][0]["run"]) == (0, number), listed.stderr
        assert as_reader("runs", "show", str(number)).returncode == 0
        assert as_reader("people", "list").returncode == 0
        assert sorted(path.name for path in shared.parent.iterdir()) == before

    def test_while_a_run_is_under_way_too(self, shared: Path, as_reader: AsReader) -> None:
        with open_store(str(shared)) as store:
            number = new_run(store, name="x")  # which is in the log beside the file alone
            listed = as_reader("runs", "list", "--json")
        assert [run["run"] for run in json.loads(listed.stdout)["runs"]] == [number], listed.stderr

    def test_cannot_publish_or_prune(self, shared: Path, as_reader: AsReader) -> None:
        with open_store(str(shared)) as store:
            new_run(store, name="x")
        for words in (("publish", "1", "--reason", "x"), ("prune", "--keep", "1")):
            told = as_reader("runs", *words)
            assert told.returncode == 2
            assert "cannot be used" in told.stderr

    def test_an_older_schema_is_left_to_who_may_write(self, shared: Path, as_reader: AsReader) -> None:
        with at_revision(str(shared), "0001"):
            pass
        told = as_reader("runs", "list")
        assert told.returncode == 2
        assert "is of an older version: whoever may write to it opens it first" in told.stderr


def test_where_no_room_is_left_runs_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite wants to put files beside the store whatever is done with it."""
    where = str(tmp_path / "s.db")
    with open_store(where) as store:
        number = new_run(store, name="x")
    monkeypatch.setattr(engine, "_use_wal", raising(sqlite3.OperationalError("disk I/O error")))
    with pytest.raises(StoreDown, match="disk I/O error"):
        open_store(where, create=False)
    with open_store(where, create=False, look=True) as store, store.look() as connection:
        assert [run.number for run in newest_runs(connection)] == [number]


def test_a_role_that_may_only_read_can_list_runs(server: Server) -> None:
    where = server.database()
    with open_store(where) as store:
        number = new_run(store, name="x")
        with store.begin() as connection:
            connection.execute(text("CREATE ROLE reader LOGIN"))
            connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    with open_store(where.replace("postgres@", "reader@"), create=False, look=True) as store:
        with store.begin() as connection:
            assert [run.number for run in newest_runs(connection)] == [number]
        with pytest.raises(UsageError, match="permission denied"):
            new_run(store)
