"""Folders to work in: gone when the work is done, and those of runs that were killed at the next one's start.

Whoever works in a folder holds a lock on it, which the system lets go of however its process ends. So nobody
needs to know who made a folder, on which machine, or how long ago.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "trainopt-work-"
RANDOM = "[a-z0-9_]{8}"  # what tempfile puts into a name
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for temporary files, readable by nobody else."""
    with scratch_folder(Path(tempfile.gettempdir()), PREFIX, "") as folder:
        yield folder


@contextmanager
def scratch_folder(parent: Path, prefix: str, suffix: str) -> Iterator[Path]:
    """A new folder of a name that begins and ends so; others like it that nobody works in are removed.

    At the end what then has its name is removed, with all that is in it. Raises OSError.
    """
    remove_left_over(parent, prefix, suffix)
    folder, lock = _made(parent, prefix, suffix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_left_over(parent: Path, prefix: str, suffix: str) -> None:
    """Remove the folders of such a name that nobody works in, as far as this user may."""
    made = re.compile(re.escape(prefix) + RANDOM + re.escape(suffix))
    with suppress(OSError):
        for folder in parent.iterdir():
            if made.fullmatch(folder.name):
                _remove_unless_locked(folder)


def _remove_unless_locked(folder: Path) -> None:
    with suppress(OSError), _opened(folder) as descriptor:
        if _lock(descriptor) is True:
            shutil.rmtree(folder, ignore_errors=True)


def _made(parent: Path, prefix: str, suffix: str) -> tuple[Path, int]:
    """A new folder and the descriptor that holds the lock on it.

    One that another run has found before it was locked is left to be removed.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=parent))
        with suppress(FileNotFoundError):
            descriptor = os.open(folder, FOLDER)
            if _lock(descriptor) is not False and folder.exists():
                return folder, descriptor
            os.close(descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, FOLDER)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool | None:
    """Lock a folder: whether that came about; None on file systems that know no locks.

    There nothing is ever taken for left over.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
