"""A store is opened on both databases, with transactions that lose nothing; what cannot be opened is said."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import event, select, text, update

from tests.support.threads import beside
from trainopt.errors import UsageError
from trainopt.extras import install_command
from trainopt.runs.store import open_store
from trainopt.runs.store.schema import lock


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
