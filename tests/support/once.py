"""What takes long to make is made once, for all processes that run tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder in which `make` has laid something: whoever asks first makes it, the others wait for it.

    It is everybody's, so nobody may change what is in it.
    """
    together = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    folder, done = together / name, together / f"{name}.made"
    with (together / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what was left where making it failed
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
