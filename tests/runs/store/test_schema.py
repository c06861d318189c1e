"""The store's schema on both databases: migrated from older ones, refused where newer, and taken back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, delete, func, insert, inspect, select, table, text, update
from sqlalchemy.exc import DBAPIError

from tests.support.store_runs import at_revision, new_run
from tests.support.stores import PLAN
from tests.support.threads import beside
from trainopt.errors import UsageError
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import add_folder, read_folder
from trainopt.runs.store.migrate import bring_up_to_date, take_back
from trainopt.runs.store.publishing import add_entry, entries, in_force
from trainopt.runs.store.records import begin_run, newest_runs
from trainopt.runs.store.schema import METADATA, audit, publications, runs
from trainopt.runs.store.service_schema import people, queue

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
