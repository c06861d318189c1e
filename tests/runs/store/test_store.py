"""The run store on both databases: what is put in comes out, once, and nothing that counts can be changed."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    Connection,
    column,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from tests.support.postgres import Server
from tests.support.store_runs import at_revision, new_run
from tests.support.stores import DATA, PLAN
from tests.support.threads import beside
from trainopt.errors import UsageError
from trainopt.extras import install_command
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import (
    add_folder,
    folder_id_of,
    hashes_in,
    hashes_of,
    read_folder,
    read_if_there,
)
from trainopt.runs.store.migrate import bring_up_to_date, take_back
from trainopt.runs.store.publishing import add_entry, entries, in_force, publish
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
from trainopt.runs.store.schema import (
    METADATA,
    audit,
    files,
    folder_files,
    folders,
    lock,
    publications,
    runs,
)
from trainopt.runs.store.service_schema import people, queue

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


OLDER_QUEUE = table("queue", *(column(c.name, c.type) for c in queue.columns if c.name != "asked_at"))
QUEUED: dict[str, Any] = {
    "kind": "plan", "state": "done", "rank": 1, "person": "ann", "party": "all", "scopes": [],
    "drafts": [], "subject": "", "seconds": 1.0, "asked": {}, "tries": 1, "beat": 0, "cancelled": False,
}  # fmt: skip
"""A run in the queue before it was kept there when each was asked for, but for its number."""


class TestTheSchema:
    def test_what_the_migrations_make_is_what_the_program_knows(self, store: Store) -> None:
        with store.begin() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []

    def test_an_older_one_is_migrated_and_its_publications_are_in_the_audit(self, where: str) -> None:
        with at_revision(where, "0001") as old, old.begin() as connection:
            plan_id = add_folder(connection, PLAN)
            number = begin_run(connection, {}, {}, None)
            row = {"run": number, "plan_id": plan_id, "published_at": "2026-01-01T00:00:00Z"}
            connection.execute(publications.insert().values(**row, published_by="ann@ops"))
        with open_store(where) as store, store.begin() as connection:
            found = in_force(connection)
            assert found is not None
            assert read_folder(connection, found.plan_id) == PLAN
            assert [(entry.who, entry.action, entry.run) for entry in entries(connection)] == [
                ("ann@ops", "publish", number)
            ]

    def test_runs_of_an_older_queue_were_asked_for_as_the_audit_says(self, where: str) -> None:
        begun, asked = "2026-01-01T02:00:00Z", "2026-01-01T01:00:00Z"
        with at_revision(where, "0005") as old, old.begin() as connection:
            with_line, without = [begin_run(connection, {}, {}, None) for _ in range(2)]
            connection.execute(update(runs).values(started_at=begun))
            connection.execute(insert(OLDER_QUEUE), [{**QUEUED, "run": one} for one in (with_line, without)])
            for at, action in ((asked, "queue run"), (begun, "cancel run")):
                line = {"at": at, "who": "ann", "action": action, "run": with_line, "detail": ""}
                connection.execute(insert(audit).values(line))
        with open_store(where) as store, store.begin() as connection:
            found = connection.execute(select(queue.c.run, queue.c.asked_at))
            known = {row.run: row.asked_at for row in found}
            assert known == {with_line: asked, without: begun}
            take_back(connection, "0005")
            assert "asked_at" not in {one["name"] for one in inspect(connection).get_columns("queue")}

    def test_when_they_were_asked_for_is_found_by_going_through_the_audit_once(self, tmp_path: Path) -> None:
        def steps(queued: int) -> int:
            """What SQLite does of the migration with so many runs and ten times as many lines, counted."""
            counted = 0

            def step() -> None:
                nonlocal counted
                counted += 1

            with at_revision(str(tmp_path / f"{queued}.db"), "0005") as old, old.begin() as connection:
                numbers = [begin_run(connection, {}, {}, None) for _ in range(queued)]
                connection.execute(insert(OLDER_QUEUE), [{**QUEUED, "run": number} for number in numbers])
                line = {"at": "2026-01-01T01:00:00Z", "who": "ann", "action": "queue run", "detail": ""}
                connection.execute(insert(audit), [line | {"run": number} for number in numbers * 10])
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.set_progress_handler(step, 10)
                bring_up_to_date(connection, "store", "0006")
                driver.set_progress_handler(None, 10)
            return counted

        assert steps(200) < 3 * steps(100)

    def test_a_newer_one_is_refused_in_one_line(self, where: str) -> None:
        with open_store(where) as store, store.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(UsageError, match=r"^the store .* has schema 9999, newer .* update trainopt$"):
            open_store(where)

    def test_two_that_open_an_empty_one_at_once_both_succeed(self, where: str) -> None:
        def look() -> None:
            with open_store(where) as store, store.begin() as connection:
                assert newest_runs(connection) == []

        with beside(*[look] * 4):
            pass


class TestOpening:
    def test_sqlite_is_in_wal_and_keeps_what_it_says(self, tmp_path: Path) -> None:
        with open_store(str(tmp_path / "s.db")) as store, store.begin() as connection:
            pragmas = ("journal_mode", "synchronous", "foreign_keys")
            assert [connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas] == ["wal", 2, 1]

    def test_transactions_begin_at_once_so_no_update_is_lost(self, where: str) -> None:
        """Each reads, waits and writes: with transactions that begin late, updates would be lost."""
        with open_store(where) as store:

            def count() -> None:
                for _ in range(10):
                    with store.begin() as connection:
                        row = select(lock.c.beat).where(lock.c.name == "run").with_for_update()
                        value = connection.execute(row).scalar_one()
                        time.sleep(0.001)
                        connection.execute(update(lock).values(beat=value + 1))

            with beside(*[count] * 4):
                pass
            with store.begin() as connection:
                assert connection.scalar(select(lock.c.beat)) == 40

    def test_without_begin_immediate_the_test_above_would_fail(self, tmp_path: Path) -> None:
        """What the driver does by itself: nothing is locked between reading and writing."""
        with open_store(str(tmp_path / "s.db")) as store:
            begun: list[str] = []
            event.listen(
                store.engine,
                "before_cursor_execute",
                lambda _c, _cursor, statement, *_: begun.append(statement),
            )
            with store.begin() as connection:
                connection.execute(select(lock.c.beat))
            assert begun[0] == "BEGIN IMMEDIATE"

    @pytest.mark.parametrize(
        ("where", "said"),
        [
            ("none/s.db", "there is no folder none"),
            ("mysql://host/db", "a SQLite file or a PostgreSQL database"),
            ("://", "no path and no URL"),
            ("postgresql://nobody@/x?host=/nowhere", "cannot be used"),
        ],
    )
    def test_what_cannot_be_opened_is_said_in_one_line(self, where: str, said: str) -> None:
        with pytest.raises(UsageError) as told:
            open_store(where)
        assert said in str(told.value)
        assert "\n" not in str(told.value)

    def test_a_file_that_is_no_database_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "s.db").write_bytes(b"no database at all" * 100)
        with pytest.raises(UsageError, match="file is not a database"):
            open_store(str(tmp_path / "s.db"))

    def test_who_only_looks_makes_none(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no store at"):
            open_store(str(tmp_path / "s.db"), create=False)
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_extra_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(UsageError, match=re.escape(install_command("postgres"))):
            open_store("postgresql://host/db")

    def test_no_password_is_ever_said(self) -> None:
        with pytest.raises(UsageError) as told:
            open_store("postgresql://ann:secret@/x?host=/nowhere")
        assert "secret" not in str(told.value)


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


class TestTheWayBack:
    def test_the_schema_goes_down_to_the_version_before_and_up_again(self, where: str) -> None:
        with open_store(where) as store:
            new_run(store)
            with store.begin() as connection:
                row = {"name": "ann", "must_change": False, "disabled": False}
                connection.execute(insert(people).values(**row, created_at="", created_by="op"))
                add_entry(connection, "op", "publish", 1, "before")
            with store.begin() as connection:
                take_back(connection, "0002")
                assert not inspect(connection).has_table("people")
                assert connection.scalar(text("SELECT detail FROM audit")) == "before"
        with open_store(where) as store, store.begin() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
            assert [entry.detail for entry in entries(connection)] == ["before"]
            assert connection.scalar(select(func.count()).select_from(people)) == 0
            assert len(newest_runs(connection)) == 1

    def test_the_audit_still_can_only_be_added_to(self, store: Store) -> None:
        with store.begin() as connection:
            add_entry(connection, "op", "publish", None, "x")
        for change in (update(audit).values(detail="y"), delete(audit)):
            with pytest.raises(DBAPIError, match="audit can only be added to"), store.engine.begin() as one:
                one.execute(change)
