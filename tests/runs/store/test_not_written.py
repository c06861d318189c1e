"""A store that can be read and not written is told apart from one that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.not_written import full, only_read
from tests.support.store_runs import new_run
from trainopt.errors import StoreDown, StoreNotWritten
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.records import newest_runs


def test_a_store_that_is_only_read(where: str) -> None:
    with open_store(where) as store:
        number = new_run(store, name="x")
        with only_read(store):
            with pytest.raises(StoreNotWritten, match="cannot be used"):
                new_run(store, name="y")
            with store.look() as connection:
                assert [run.number for run in newest_runs(connection)] == [number]
        assert new_run(store, name="z") > number


def fill(store: Store) -> None:
    for name in range(1000):
        new_run(store, name=str(name) * 1000)


def test_a_store_that_is_full(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "s.db")) as store:
        with full(store), pytest.raises(StoreNotWritten, match="is full"):
            fill(store)
        assert new_run(store, name="room again")


def test_what_else_goes_wrong_is_not_that(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "s.db")) as store:
        with pytest.raises(StoreDown) as told, store.begin() as connection:
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))
        assert not isinstance(told.value, StoreNotWritten)
