"""Folders and files that appear whole or not at all: built beside their place, then moved there at once."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainopt.errors import UsageError


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A new folder to write into; at the end it stands in the place of `folder`, or nothing has changed.

    What stood there before is removed. Raises UsageError where the folder cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as made:
            yield made
            _put(made, target)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from error


def check_new_file(path: Path, *, overwrite: bool) -> None:
    """Raise UsageError where a file cannot be written, before any work is done."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; choose another file")
    if not overwrite and (path.exists() or path.is_symlink()):
        raise UsageError(f"{path} exists; choose another file or say --overwrite")


@contextmanager
def file_written_whole(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A path to write a file to; at the end the file stands at `path`, or nothing has changed.

    Raises UsageError where it cannot be written.
    """
    check_new_file(path, overwrite=overwrite)
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as folder:
            made = folder / target.name
            yield made
            made.replace(target)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new folder on the same file system, gone afterwards with whatever is then in it."""
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put(made: Path, target: Path) -> None:
    """Move the made folder to its place; a folder that stood there is left in its stead, to be removed."""
    if not target.exists():
        made.rename(target)
    elif not _exchange(made, target):
        old = made.with_suffix(".old")
        target.rename(old)
        made.rename(target)
        old.rename(made)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step of the kernel; False where it cannot (then three renames must do)."""
    exchange, here = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of renameat2(2)
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)
