"""Folders and files that appear whole or not at all: built beside their place, then moved there at once.

It is on the disk before it is moved, and so is the move afterwards: a machine that loses power has the old
or the new.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from trainopt.errors import UsageError


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A new folder to write into; at the end it stands in the place of `folder`, or nothing has changed.

    What stood there before is removed. Raises UsageError where the folder cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        make_folder(target.parent)
        with _beside(target) as made:
            yield made
            with _opened(made) as opened:
                os.fchmod(opened, _mode_within(target.parent))
            _hand_over(made, target.parent, itself=True)
            _to_disk(made)
            _put(made, target)
            _sync(target.parent)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from error


def try_to_write(path: Path) -> None:
    """Raise UsageError where neither a file nor a folder can be written at a path, before any work is done.

    It is tried: beside it, or in the nearest folder that is there, and leaves nothing.
    """
    target = Path(os.path.realpath(path))
    try:
        nearest = next(folder for folder in target.parents if folder.exists())
        with _beside(nearest / target.name) as made:
            (made / target.name).touch()
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is written, by how all of it begin: another one may take its place, and no other.

    A slip of the hand (`--log demand.csv`) must not cost a dataset. `is_one` looks further where many kinds
    begin alike.
    """

    name: str
    begins: tuple[bytes, ...]
    is_one: Callable[[Path], bool] = lambda _: True

    def may_replace(self, path: Path) -> bool:
        """Whether what stands at a path is nothing, empty, or of this kind: a pipe and a device are not.

        Of a link to a file the link goes, and the file stays.
        """
        if not path.is_file():
            return not path.exists()
        if path.is_symlink():
            return True
        with path.open("rb") as file:
            first = file.read(max(map(len, self.begins)))
        return not first or (first.startswith(self.begins) and self.is_one(path))


def try_to_write_file(path: Path, kind: FileKind) -> None:
    """Raise UsageError where no file of a kind can be written at a path, before any work is done."""
    try_to_write(path)
    if path.is_dir():
        raise UsageError(f"{path} is a folder; choose another file")
    try:
        replaceable = kind.may_replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be replaced: {error.strerror or error}") from error
    if not replaceable:
        raise UsageError(f"{path} is no {kind.name} and is not replaced; choose another file")


def check_new_file(path: Path, kind: FileKind, *, overwrite: bool) -> None:
    """Raise UsageError where a file of a kind cannot be written or may not, before any work is done."""
    try_to_write_file(Path(os.path.realpath(path)), kind)
    if not overwrite and (path.exists() or path.is_symlink()):
        raise UsageError(f"{path} exists; choose another file or say --overwrite")


@contextmanager
def file_written_whole(path: Path, kind: FileKind, *, overwrite: bool) -> Iterator[Path]:
    """A path to write a file to; at the end the file stands at `path`, or nothing has changed.

    Where `path` is a link, the file that it leads to is meant. Raises UsageError where it cannot be written.
    """
    check_new_file(path, kind, overwrite=overwrite)
    with whole_file(Path(os.path.realpath(path))) as made:
        yield made


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write a file to; at the end it takes the place of what stands at `path`, a link as well.

    The folders above it are made. It is written in a folder that nobody else can write to: no name in it can
    be a link that someone has put there. Raises UsageError where it cannot be written; then nothing has
    changed.
    """
    try:
        make_folder(path.parent)
        with _beside(path) as folder:
            made = folder / path.name
            yield made
            _hand_over(folder, path.parent, itself=False)
            _to_disk(made)
            made.replace(path)
            _sync(path.parent)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all. Raises UsageError."""
    with whole_file(path) as made:
        made.write_text(text, encoding="utf-8")


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, as far as they are not there. Raises OSError."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        with suppress(FileExistsError):  # of somebody else meanwhile, or `..` of one that is new
            _make_one(missing)
    folder.mkdir(exist_ok=True)  # which says so where something else stands there


def make_file(path: Path) -> None:
    """Make an empty file where none is. Raises OSError."""
    with suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            _give(made, path.parent.stat())
        finally:
            os.close(made)


def _make_one(folder: Path) -> None:
    """It is made and looked for where its parent was found: who owns what is above may move links there."""
    with _opened(folder.parent, os.O_RDONLY | os.O_DIRECTORY) as above:
        os.mkdir(folder.name, dir_fd=above)
        with _opened(folder.name, within=above) as made:
            _give(made, os.fstat(above))


def _beside(target: Path) -> AbstractContextManager[Path]:
    """A new folder on the same file system, gone afterwards with whatever is then in it."""
    return scratch_folder(target.parent, f".{target.name}.", ".partial")


def _mode_within(parent: Path) -> int:
    """Readable by all; those who share the parent folder may replace what lies in this one, and remove it."""
    return 0o755 | parent.stat().st_mode & stat.S_IWGRP


def _hand_over(folder: Path, parent: Path, *, itself: bool) -> None:
    """Give what root wrote into a folder beside somebody's files to that somebody, and maybe the folder.

    Who else could not replace it later, and may have put a link or another folder in its place: of that
    nothing is given.
    """
    owner = parent.stat()
    if not _is_given_to(owner):
        return
    with _opened(folder) as made:
        if os.fstat(made).st_uid != 0:
            raise PermissionError(errno.EPERM, "somebody has put another folder in its place")
        for name in os.listdir(made):  # noqa: PTH208, pathlib knows no descriptors
            os.chown(name, owner.st_uid, owner.st_gid, dir_fd=made, follow_symlinks=False)
        if itself:
            _give(made, owner)


def _give(made: int, owner: os.stat_result) -> None:
    """What root makes in somebody's folder is that somebody's."""
    if _is_given_to(owner):
        os.fchown(made, owner.st_uid, owner.st_gid)


def _is_given_to(owner: os.stat_result) -> bool:
    return os.geteuid() == 0 and owner.st_uid != 0


def _to_disk(made: Path) -> None:
    """See to it that a file, or a folder with its files, is on the disk."""
    for path in (*(made.iterdir() if made.is_dir() else ()), made):
        _sync(path)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; where the disk can tell."""
    opened = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems of networks do not
            os.fsync(opened)
    finally:
        os.close(opened)


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
def _opened(folder: Path | str, flags: int = FOLDER, within: int | None = None) -> Iterator[int]:
    descriptor = os.open(folder, flags, dir_fd=within)
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
