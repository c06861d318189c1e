"""What all tests of the service over HTTP need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.conftest import quick_hashes
from tests.support.served import Service, serve_store
from trainopt.runs.store import open_store

__all__ = ["quick_hashes"]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A new store that is served."""
    with open_store(str(tmp_path / "store.db")) as store:
        yield serve_store(store)
