"""Opening a store: a path or a URL, SQLite or PostgreSQL, its schema brought up to date."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from trainopt.dataset.source import Where
from trainopt.dataset.whole import make_file
from trainopt.errors import StoreDown, StoreNotWritten, UsageError
from trainopt.extras import missing
from trainopt.runs.secret import without_passwords
from trainopt.runs.store.migrate import bring_up_to_date, check_schema

PATIENCE = 30.0
"""Seconds that a transaction waits for another one to end, or for a connection."""
MOST_IDLE = 300.0
"""Seconds that PostgreSQL waits for a writer of whom nothing is heard: it may be gone, and others wait."""
TURN = 7_246_687
"""By which PostgreSQL knows who writes to a store: any number that no other program in the database uses."""

UNHURRIED = "unhurried"
VERSION_TABLE = "alembic_version"
POSTGRES = ("postgres", "postgresql")
SQLITE_PRIMARY = 0xFF
"""What of an error's code by SQLite is not its finer meaning."""
SQLITE_REFUSALS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL)
POSTGRES_REFUSALS = ("25006", "53100")
"""By PostgreSQL: a transaction that only reads, a full disk."""
CONNECTION_STRING = re.compile(r"(?:^|\s)(?:host|hostaddr|port|dbname|user|password|service)\s*=")


class Store:
    """An open store. `name` is how messages call it; a password does not stand in it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: everything in it happens, or nothing does. Who writes waits for who writes already.

        Raises StoreNotWritten where the database is full or read-only, StoreDown where it is gone or damaged.
        """
        with self._transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def begin_unhurried(self) -> Iterator[Connection]:
        """The same, each of whose statements may take as long as it needs, as one of a migration does."""
        with self._transaction(self.engine.execution_options(**{UNHURRIED: True})) as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it as one moment had it: it waits for nobody who writes.

        Raises StoreDown where the database cannot do it.
        """
        options = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with self._transaction(self.engine.execution_options(only_reads=True, **options)) as connection:
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            said = without_passwords(_first_line(error))
            kind = StoreNotWritten if _is_of_writing(error) else StoreDown
            raise kind(f"the store {self.name} cannot be used: {said}") from error

    @contextmanager
    def as_one(self) -> Iterator[Store]:
        """The store, in which all transactions are parts of one: all that they do happens, or nothing does.

        It begins with the first that writes; from then on it keeps other writers waiting, to its end.
        """
        with ExitStack() as stack:
            yield _AsOne(self, stack)

    def close(self) -> None:
        """End its connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _AsOne(Store):
    """A store within `as_one`; `stack` holds the transaction once there is one."""

    def __init__(self, store: Store, stack: ExitStack) -> None:
        super().__init__(store.engine, store.name)
        self._store = store
        self._stack = stack
        self._connection: Connection | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A part of the transaction: where it fails, what it did is undone."""
        if self._connection is None:
            self._connection = self._stack.enter_context(self._store.begin())
        with self._connection.begin_nested():
            yield self._connection

    @contextmanager
    def as_one(self) -> Iterator[Store]:
        """A part of the one that it is."""
        yield self

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """What was written so far is seen, too."""
        if self._connection is None:
            with self._store.look() as connection:
                yield connection
        else:
            yield self._connection


def _is_of_writing(error: DBAPIError | PoolTimeout | sqlite3.Error) -> bool:
    """Whether the database refused to write, and could read."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & SQLITE_PRIMARY in SQLITE_REFUSALS
    return getattr(cause, "sqlstate", None) in POSTGRES_REFUSALS


def _first_line(error: DBAPIError | PoolTimeout | sqlite3.Error) -> str:
    if isinstance(error, PoolTimeout):
        return "all its connections are in use"
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause).strip()
    return text.splitlines()[0] if text else type(cause).__name__


def open_store(where: Where, *, create: bool = True, look: bool = False) -> Store:
    """The store at a path or a SQLAlchemy URL. An older schema is migrated.

    `look`: nothing will be written, so whoever may only read the file or the tables can open it, too, and so
    it can be where no room is left.
    Raises UsageError where it cannot be opened, where its schema is newer than this version knows, and
    where there is none and `create` is false: then another program's database is left as it is.

    >>> with trainopt.open_store("runs.db") as store:
    ...     store.name
    'runs.db'
    """
    given = os.fspath(where)
    url = _url(given)
    name = url.database or given if _is_sqlite(url) else without_passwords(url.render_as_string())
    if _is_sqlite(url) and not create:
        _check_file(Path(name))
    if not (look and _is_sqlite(url)):
        return _checked(Store(_engine(url), name), create=create)
    if _may_write(Path(name)):
        # SQLite needs room beside the file even where nothing is written: on a full disk there is none.
        with suppress(StoreDown):
            return _checked(Store(_engine(url), name), create=create)
    return _checked(Store(_reading_engine(Path(name)), name), create=create, only_read=True)


def _checked(store: Store, *, create: bool, only_read: bool = False) -> Store:
    """The store once it is seen to be one, of this version's schema; else it is closed. Raises UsageError."""
    name = store.name
    try:
        with store.begin_unhurried() as connection:
            if not create and not inspect(connection).has_table(VERSION_TABLE):
                raise UsageError(f"{name} is no run store")
            if only_read:
                check_schema(connection, name)
            else:
                bring_up_to_date(connection, name)
    except BaseException:
        store.close()
        raise
    return store


def _check_file(path: Path) -> None:
    """Raise UsageError for no file, and for another program's: to open it as a store would change it."""
    if not path.is_file():
        raise UsageError(f"there is no store at {path}")
    named = "SELECT count(*) FROM sqlite_master WHERE name = ?"
    with suppress(sqlite3.Error):  # what cannot be read is told when the store is opened
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute(named, (VERSION_TABLE,)).fetchone()
        if not found:
            raise UsageError(f"{path} is no run store")


def _url(where: str) -> URL:
    """A path is a SQLite file; of PostgreSQL's drivers there is one."""
    if "://" not in where:
        if CONNECTION_STRING.search(where):
            raise UsageError("a store is a path or postgresql://USER@HOST/DATABASE, and no connection string")
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise UsageError(f"no path and no URL of a store: {without_passwords(where)}") from None
    if url.get_backend_name() in POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if not _is_sqlite(url) or not url.database:
        raise UsageError(f"a store is a SQLite file or a PostgreSQL database, not {url.drivername}")
    return url


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _is_plain(url: URL) -> bool:
    """Whether SQLite takes the name for a path: it may also be in memory, or a URI with a will of its own."""
    return url.database != ":memory:" and "uri" not in url.query


def _engine(url: URL) -> Engine:
    if not _is_sqlite(url):
        try:
            from trainopt.runs.store.postgres import NOTICED, connect_patiently, patient_again

            waits = {name: value for name, value in NOTICED.items() if name not in url.query}
            engine = create_engine(url, pool_pre_ping=True, connect_args=waits, hide_parameters=True)
        except (ModuleNotFoundError, NoSuchModuleError):
            raise missing("a PostgreSQL store needs psycopg", "postgres") from None
        event.listen(engine, "do_connect", connect_patiently)
        event.listen(engine, "begin", _begin_in_turn)
        event.listen(engine, "checkin", patient_again)
        return engine
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} for the store {path.name}")
    if _is_plain(url):
        with suppress(OSError):  # what cannot be made is told when it is opened
            make_file(path)
    engine = create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _may_write(path: Path) -> bool:
    """Whether the file can be written, and beside it what SQLite keeps there."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def _reading_engine(path: Path) -> Engine:
    """For who may only read. Without a log beside it nobody has the file open, and it stands as it is."""
    log = path.with_name(f"{path.name}-wal")
    still = "" if log.is_file() and log.stat().st_size else "&immutable=1"
    file = f"{path.resolve().as_uri()}?mode=ro{still}"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(file, uri=True, timeout=PATIENCE))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """The driver shall not begin transactions by itself: it does so late, and updates are lost."""
    connection.isolation_level = None
    _use_wal(connection)
    for pragma in (
        "synchronous = FULL",  # what was published is on the disk when the run says so
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else REPLACE deletes without asking the triggers
    ):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    """Where several open a new store at once, SQLite tells all but one to come back; it does not wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads(connection) else "BEGIN IMMEDIATE")


def _begin_in_turn(connection: Connection) -> None:
    """On PostgreSQL too one writes at a time: what a transaction has read holds until it has written.

    Who only reads waits no longer than who writes: for another program that has locked a table.
    """
    from trainopt.runs.store.postgres import MOST_SILENT

    driver: Any = connection.connection.driver_connection
    driver.patience = None if connection.get_execution_options().get(UNHURRIED) else MOST_SILENT
    waits = f"SET LOCAL lock_timeout = '{PATIENCE:g}s'"
    leaves = f"SET LOCAL idle_in_transaction_session_timeout = '{MOST_IDLE:g}s'"
    turn = f"; {leaves}; SELECT pg_advisory_xact_lock({TURN})"
    connection.exec_driver_sql(waits if _only_reads(connection) else f"{waits}{turn}")


def _only_reads(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("only_reads", False))
