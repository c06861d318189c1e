"""A store whose database is locked by another program, hangs, or has no connection left."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection, create_engine, text

from tests.support.postgres import Server
from tests.support.processes import PATIENCE
from trainopt.errors import StoreDown
from trainopt.runs.store import Store, open_store, postgres
from trainopt.runs.store import engine as stores

pytestmark = pytest.mark.timeout(PATIENCE)


@pytest.fixture
def kept(server: Server) -> Iterator[Store]:
    """A store on PostgreSQL."""
    with open_store(server.database()) as store:
        yield store


@contextmanager
def stopped(connection: Connection) -> Iterator[None]:
    """The server's process for a connection stands still."""
    pid = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_who_looks_does_not_wait_for_ever_for_who_has_locked_a_table(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "PATIENCE", 0.5)
    other = create_engine(kept.engine.url)
    with other.begin() as connection:
        connection.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreDown, match="lock timeout"), kept.look() as looking:
            looking.execute(text("SELECT count(*) FROM runs"))
    with kept.look() as looking:
        assert looking.execute(text("SELECT count(*) FROM runs")).scalar_one() == 0
    other.dispose()


@pytest.mark.parametrize("how", ["look", "begin"])
def test_a_server_that_hangs_is_given_up(kept: Store, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "MOST_SILENT", 1.0)
    with ExitStack() as stack:

        def ask() -> None:
            with getattr(kept, how)() as connection:
                stack.enter_context(stopped(connection))
                connection.execute(text("SELECT 1"))

        with pytest.raises(StoreDown, match="has not answered for 1 s"):
            ask()
    with kept.look() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_it_is_given_up_also_where_it_hangs_after_a_migration(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each connection is asked whether it is alive before it is used again."""
    monkeypatch.setattr(postgres, "MOST_SILENT", 1.0)
    with kept.begin_unhurried() as connection:
        pid = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    os.kill(pid, signal.SIGSTOP)
    try:
        with kept.look() as connection:
            assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    finally:
        os.kill(pid, signal.SIGCONT)


def test_what_is_given_up_keeps_nobody_waiting(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "MOST_SILENT", 1.0)
    with pytest.raises(StoreDown, match="has not answered"), kept.begin() as connection:
        connection.execute(text(f"SELECT pg_sleep({PATIENCE})"))
    monkeypatch.setattr(postgres, "MOST_SILENT", PATIENCE)
    with kept.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize(("ready", "given_up"), [(1, False), (0, True)])
def test_a_server_that_answers_bit_by_bit_is_waited_for(
    ready: int, given_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = SimpleNamespace(monotonic=itertools.count(0.0, 4.0).__next__)
    monkeypatch.setattr(postgres, "time", moments)

    def answer() -> PQGen[str]:
        for _ in range(10):
            assert (yield Wait.R) in (Ready.NONE, ready)
        return "said"

    waited = postgres._within(answer(), 10.0)
    next(waited)

    def wait() -> None:
        for one in itertools.cycle((ready, Ready.NONE)):
            waited.send(one)

    with pytest.raises(postgres.ServerSilent if given_up else StopIteration):
        wait()


@pytest.mark.parametrize(("how", "bound"), [("look", "0"), ("begin", "5min")])
def test_who_only_reads_may_think_as_long_as_it_likes(kept: Store, how: str, bound: str) -> None:
    with getattr(kept, how)() as connection:
        said = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert said == bound


def test_a_migration_may_take_as_long_as_it_needs(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "MOST_SILENT", 0.2)
    with kept.begin_unhurried() as connection:
        assert connection.execute(text("SELECT pg_sleep(1)")).rowcount == 1
    with pytest.raises(StoreDown, match="has not answered"), kept.begin() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))


def test_a_machine_that_is_gone_is_noticed(server: Server) -> None:
    where = server.database()
    with open_store(f"{where}&keepalives_idle=7") as store, store.look() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, postgres.PatientConnection)
        given = driver.info.get_parameters()
    assert {name: given[name] for name in postgres.NOTICED} == {
        **{name: str(value) for name, value in postgres.NOTICED.items()},
        "keepalives_idle": "7",
    }


def test_that_all_connections_are_in_use_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "s.db") as store, ExitStack() as stack:
        monkeypatch.setattr(store.engine.pool, "_timeout", 0.1)

        def take_all() -> None:
            for _ in range(100):
                stack.enter_context(store.look())

        with pytest.raises(StoreDown, match="all its connections are in use"):
            take_all()
