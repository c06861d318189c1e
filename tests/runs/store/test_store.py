"""The run store on both databases: what is put in comes out, once, and nothing that counts can be changed."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.support.postgres import Server
from tests.support.store_runs import new_run
from tests.support.stores import DATA, PLAN
from trainopt.errors import UsageError
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import (
    add_folder,
    folder_id_of,
    hashes_in,
    hashes_of,
    read_folder,
    read_if_there,
)
from trainopt.runs.store.publishing import entries, in_force, publish
from trainopt.runs.store.records import (
    RunStatus,
    add_line,
    begin_run,
    end_dead_runs,
    last_sound_run,
    log_of,
    newest_runs,
    run_by_number,
)
from trainopt.runs.store.schema import audit, files, folder_files, folders, publications

OUTSIDE = ["../../x", "..", ".", "", "/etc/x", "a/b", "..\\x"]


def forged(connection: Connection, content: dict[str, bytes]) -> None:
    """A folder as whoever may write to the database puts it in."""
    hashes = hashes_of(content)
    folder_id = folder_id_of(hashes)
    connection.execute(insert(folders).values(folder_id=folder_id, added_at=""))
    for name, sha256 in hashes.items():
        row = {"sha256": sha256, "size": len(content[name]), "data": zlib.compress(content[name])}
        connection.execute(insert(files).values(row))
        connection.execute(insert(folder_files).values(folder_id=folder_id, name=name, sha256=sha256))


class TestFolders:
    def test_what_is_put_in_comes_out(self, store: Store) -> None:
        with store.begin() as connection:
            folder_id = add_folder(connection, DATA)
        with store.begin() as connection:
            assert read_folder(connection, folder_id) == DATA
            assert set(hashes_in(connection, folder_id) or {}) == set(DATA)

    def test_the_same_bytes_are_there_once(self, store: Store) -> None:
        with store.begin() as connection:
            first = add_folder(connection, DATA)
            again = add_folder(connection, dict(reversed(DATA.items())))
            other = add_folder(connection, DATA | {"plan.toml": b'name = "y"\n'})
            assert connection.scalar(select(func.count()).select_from(files)) == 3
        assert first == again != other

    def test_they_are_compressed(self, store: Store) -> None:
        with store.begin() as connection:
            add_folder(connection, DATA)
            size = connection.scalar(select(func.sum(func.length(files.c.data))))
        assert size is not None
        assert size < sum(map(len, DATA.values())) / 5

    def test_what_was_damaged_is_not_handed_out(self, store: Store) -> None:
        with store.begin() as connection:
            folder_id = add_folder(connection, PLAN)
            connection.execute(update(files).values(data=b"x"))
        with pytest.raises(UsageError, match="the store is damaged"), store.begin() as connection:
            read_folder(connection, folder_id)

    @pytest.mark.slow
    @pytest.mark.parametrize("name", OUTSIDE)
    def test_a_name_that_leads_out_of_the_folder_is_refused(self, store: Store, name: str) -> None:
        """Whoever writes to the database can give a folder the id that its names and hashes have."""
        with pytest.raises(UsageError, match="cannot be stored"), store.begin() as connection:
            add_folder(connection, {name: b"x"})
        with store.begin() as connection:
            forged(connection, {"plan.toml": b"y", name: b"x"})
        for read in (read_folder, read_if_there):
            with pytest.raises(UsageError, match="is no name of a file"), store.begin() as connection:
                read(connection, folder_id_of(hashes_of({"plan.toml": b"y", name: b"x"})))

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["..csv", "...", "a b.csv", "потреба.csv", "-rf", "~", "C:x"])
    def test_other_names_are_kept(self, store: Store, name: str) -> None:
        with store.begin() as connection:
            assert read_folder(connection, add_folder(connection, {name: b"x"})) == {name: b"x"}

    def test_what_is_not_there_is_said(self, store: Store) -> None:
        with pytest.raises(UsageError, match="no longer holds"), store.begin() as connection:
            read_folder(connection, "f" * 64)


class TestRuns:
    def test_a_run_is_begun_logged_ended_and_read(self, store: Store) -> None:
        number = new_run(store, RunStatus.HELD_BACK, name="x", outcome={"tiers": []}, summary="# x")
        with store.begin() as connection:
            for word in ("one", "two"):
                add_line(connection, number, {"message": word})
            run = run_by_number(connection, number)
            assert [line["message"] for line in log_of(connection, number)] == ["one", "two"]
        assert (run.status, run.exit_code, run.name, run.parameters) == ("held back", 0, "x", {"seed": 1})
        assert run.ended_at is not None

    def test_the_newest_comes_first_whatever_the_clock_says(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        times = iter(["2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "1999-01-01T00:00:00Z"])
        monkeypatch.setattr("trainopt.runs.store.records.now", lambda: next(times, "1998-01-01T00:00:00Z"))
        first, second = new_run(store), new_run(store)
        with store.begin() as connection:
            assert [run.number for run in newest_runs(connection)] == [second, first]
            last = last_sound_run(connection)
            assert last is not None
            assert last.number == second > first

    def test_runs_that_never_ended_were_killed(self, store: Store) -> None:
        ended, dead = new_run(store), new_run(store, RunStatus.RUNNING)
        with store.begin() as connection:
            assert end_dead_runs(connection) == [dead]
            assert end_dead_runs(connection) == []
            assert run_by_number(connection, dead).status == "killed"
            assert run_by_number(connection, ended).status == "published"

    def test_only_a_run_that_came_to_a_plan_has_sound_data(self, store: Store) -> None:
        sound = new_run(store)
        for status in (RunStatus.FAULTY, RunStatus.FAILED, RunStatus.KILLED, RunStatus.RUNNING):
            new_run(store, status)
        with store.begin() as connection:
            found = last_sound_run(connection)
        assert found is not None
        assert found.number == sound

    def test_there_is_no_such_run(self, store: Store) -> None:
        with pytest.raises(UsageError, match="there is no run 7"), store.begin() as connection:
            run_by_number(connection, 7)


class TestPublications:
    def test_the_last_one_is_in_force_and_all_are_in_the_audit(self, store: Store) -> None:
        runs = [new_run(store), new_run(store)]
        with store.begin() as connection:
            assert in_force(connection) is None
            for run in runs:
                publish(connection, run, "a" * 64, "ann@ops", "why")
            last = in_force(connection)
            assert last is not None
            assert (last.run, last.published_by) == (runs[1], "ann@ops")
            assert [entry.run for entry in entries(connection)] == runs
            assert [entry.detail for entry in entries(connection, runs[0])] == ["why"]

    @pytest.mark.parametrize("table", [audit, publications], ids=lambda table: table.name)
    @pytest.mark.parametrize("verb", ["update", "delete"])
    def test_they_can_only_be_added_to(self, store: Store, table: Any, verb: str) -> None:
        run = new_run(store)
        with store.begin() as connection:
            publish(connection, run, "a" * 64, "ann@ops", "why")
        statement = delete(table) if verb == "delete" else update(table).values(run=None)
        with (
            pytest.raises((DBAPIError, UsageError), match="can only be added to"),
            store.begin() as connection,
        ):
            connection.execute(statement)
        with store.begin() as connection:
            assert connection.scalar(select(func.count()).select_from(table)) == 1

    def test_not_by_way_of_replacing_either(self, tmp_path: Path) -> None:
        with open_store(str(tmp_path / "s.db")) as store:
            run = new_run(store)
            with store.begin() as connection:
                publish(connection, run, "a" * 64, "ann@ops", "why")
            replacing = text("INSERT OR REPLACE INTO audit SELECT * FROM audit")
            with pytest.raises(DBAPIError, match="can only be added to"), store.begin() as connection:
                connection.execute(replacing)

    def test_postgresql_cannot_truncate_them(self, server: Server) -> None:
        refused = pytest.raises(UsageError, match="can only be added to")
        with open_store(server.database()) as store, refused, store.begin() as connection:
            connection.execute(text("TRUNCATE audit"))


def failing(after: int) -> Callable[..., None]:
    """A listener that fails like a full disk, at the n-th writing statement."""
    count = iter(range(after))

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and next(count, None) is None:
            raise sqlite3.OperationalError("database or disk is full")

    return listen


def publish_all(store: Store, run: int) -> None:
    """Five writing statements for the folder, two to publish it, one more."""
    with store.begin() as connection:
        publish(connection, run, add_folder(connection, PLAN), "ann", "x")
        add_line(connection, run, {})


@pytest.mark.parametrize("after", range(8))
def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    with open_store(str(tmp_path / "s.db")) as store:
        run = new_run(store)
        event.listen(store.engine, "before_cursor_execute", failing(after))
        with pytest.raises(UsageError, match="database or disk is full"):
            publish_all(store, run)
    with open_store(str(tmp_path / "s.db")) as store, store.begin() as connection:
        assert in_force(connection) is None
        assert entries(connection) == []
        assert connection.scalar(select(func.count()).select_from(files)) == 0
        assert log_of(connection, run) == []


def test_a_run_is_what_it_was(store: Store) -> None:
    """The frozen row type takes every column, so a new one cannot be forgotten."""
    number = new_run(store)
    with store.begin() as connection:
        run = run_by_number(connection, number)
    assert replace(run) == run


class TestReading:
    def test_who_reads_does_not_wait_for_who_writes_and_sees_one_moment(self, store: Store) -> None:
        with store.look() as reading, store.begin() as writing:
            assert newest_runs(reading) == []
            begin_run(writing, {}, {}, None)
            assert newest_runs(reading) == []
        with store.look() as reading:
            assert len(newest_runs(reading)) == 1
