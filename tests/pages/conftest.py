"""What all tests of the pages need: a store that is served, people of each role, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from trainopt.service import passwords

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

from playwright.sync_api import Browser, Page

from tests.support.browsing import Visits, chromium
from tests.support.chromium import CHROMIUM
from tests.support.paged import Served, end_all_runs, fill_store, serving

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The store that each module has a copy of, and what is in it."""
    path = tmp_path_factory.mktemp("filled") / "store.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", lambda: QUICK)
        return path, fill_store(path)


@pytest.fixture(scope="module")
def served(
    filled: tuple[Path, dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A module's own copy of the store, served; nobody is held up for asking fast."""
    path = tmp_path_factory.mktemp("served") / "store.db"
    shutil.copy(filled[0], path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", lambda: QUICK)
        patched.setattr("trainopt.web.pace.AT_ONCE", 1e9)
        with serving(path, filled[1]) as found:
            yield found


@pytest.fixture
def nothing_goes_on(served: Served) -> Iterator[None]:
    """No run waits or is made in the store that a module shares: none was left there, and none is left."""
    end_all_runs(served.store)
    yield
    end_all_runs(served.store)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all modules."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody: `visit("cora", "/plan", dark=True)`; a blank name is nobody's."""
    visits = Visits(browser, served.address)

    def visit(name: str, path: str, **how: Any) -> Page:
        return visits.visit(path, secret=served.secret(name) if name else "", **how)

    yield visit
    visits.end()
