"""What all tests of the service over HTTP need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.conftest import quick_hashes
from tests.support.planning import with_dataset
from tests.support.scoped import World, planted
from tests.support.served import Service, serve_store
from trainopt.runs.store import open_store

__all__ = ["quick_hashes"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A module's own copy of the store with everybody's planted words, served."""
    with planted(tmp_path_factory) as made:
        yield made


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A new store that is served."""
    with open_store(str(tmp_path / "store.db")) as store:
        yield serve_store(store)


@pytest.fixture
def planned(service: Service, tmp_path: Path) -> Service:
    """The service with the dataset of two nations and two brigades."""
    with_dataset(service.store, tmp_path)
    return service
