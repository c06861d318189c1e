"""Plain files: bytes of a folder to which anybody may have written, read without trust in what lies there.

A link may lead to a password file, a pipe never ends, a device has no size. So nothing is read but plain
files, of a folder only those inside it, and no more of them than their limit; whatever is put in the place
of a file while it is opened is not followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from trainopt.dataset.limits import LARGEST_FILE, MIB
from trainopt.errors import Fault, InputFaults

NO_PLAIN_FILE = "is no plain file; put the file itself there"
IS_FOLDER = "is a folder; put a file of this name in its place"
IS_NAMED_FOLDER = "is a folder; give a file in it"
"""What to do where a dataset needs a file of this name, and where the user has named a folder."""
NOT_LET = "; ask whoever owns it for the right to read it"
"""What to do where the machine does not let this user read."""
LEADS_OUT = "is a link that leads out of its folder; put the file itself there"
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
NOT_WAITING = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
"""A pipe that nobody writes to would keep whoever opens it waiting for ever."""


class Unread(Exception):
    """The file is not read; the message says why, as the end of a line that begins with its name."""


class TooLarge(Unread):
    """The file is larger than it may be."""


def read_inside(folder: Path, name: str, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a plain file of a folder, at most so many. Raises Unread."""
    with _told(), _inside(folder, name) as file:
        return _bounded(file, most)


def read_named(path: Path, most: int) -> bytes:
    """The bytes of a plain file that the user has named, wherever a link to it leads. Raises Unread."""
    with _told():
        _check_plain(path.stat(), IS_NAMED_FOLDER)
        with os.fdopen(os.open(path, NOT_WAITING), "rb") as file:
            return _bounded(file, most)


def is_there(path: Path) -> bool:
    """Whether anything stands there, be it a link that leads nowhere; also where that cannot be seen."""
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return True


@contextmanager
def looked_into(path: Path, faults: Callable[[Sequence[Fault]], InputFaults]) -> Iterator[None]:
    """Whatever keeps a place from being looked into in the block is a fault of it. Raises `faults`."""
    try:
        yield
    except OSError as error:
        raise faults([Fault(str(path), 0, "", _said(error))]) from error


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unread(_said(error)) from error


def _said(error: OSError) -> str:
    advice = NOT_LET if isinstance(error, PermissionError) else ""
    return f"cannot be read: {error.strerror or error}{advice}"


@contextmanager
def _inside(folder: Path, name: str) -> Iterator[BinaryIO]:
    """The file, opened from the folder on, part by part, none of which may be a link by then."""
    root = Path(os.path.realpath(folder))
    target = Path(os.path.realpath(root / name))
    if not target.is_relative_to(root) or target == root:
        raise Unread(LEADS_OUT)
    *folders, last = target.relative_to(root).parts
    with ExitStack() as opened:
        here = os.open(root, FOLDER)
        opened.callback(os.close, here)
        for part in folders:
            here = os.open(part, FOLDER | os.O_NOFOLLOW, dir_fd=here)
            opened.callback(os.close, here)
        _check_plain(os.stat(last, dir_fd=here, follow_symlinks=False))
        file = os.fdopen(os.open(last, NOT_WAITING | os.O_NOFOLLOW, dir_fd=here), "rb")
        yield opened.enter_context(file)


def _check_plain(found: os.stat_result, of_folder: str = IS_FOLDER) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise Unread(of_folder)
    if not stat.S_ISREG(found.st_mode):
        raise Unread(NO_PLAIN_FILE)


def _bounded(file: BinaryIO, most: int) -> bytes:
    """All of an open file. Raises Unread where it is not plain, or larger; it may grow meanwhile."""
    found = os.fstat(file.fileno())
    _check_plain(found)
    data = file.read(most + 1) if found.st_size <= most else b""
    if max(found.st_size, len(data)) > most:
        raise TooLarge(f"is larger than {most // MIB} MiB")
    return data
