"""What all tests of the service need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.planning import with_dataset
from trainopt.runs.store import Store, open_store
from trainopt.service import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; what is tested here is the same with less of it."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


@pytest.fixture
def planning(store: Store, tmp_path: Path) -> Store:
    """A store with a dataset, on each database in turn."""
    return with_dataset(store, tmp_path)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Store]:
    """A store with a dataset, on SQLite alone: for what SQL has no part in."""
    with open_store(tmp_path / "quick.db") as opened:
        yield with_dataset(opened, tmp_path)
