"""A dataset folder packed into one file (.zip), unpacked in memory and measured before that.

Its files stand at the top, or all in one folder, as most programs pack a folder. Nothing is written, so no
name in it can lead anywhere.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from trainopt.dataset.folder import SUMS, Folder, is_dataset_name, too_many
from trainopt.dataset.limits import LARGEST_DOCUMENT, LARGEST_FILE, LARGEST_FOLDER, MIB, MOST_FILES
from trainopt.dataset.plain import NO_PLAIN_FILE, Unread, read_named
from trainopt.dataset.settings import FILE
from trainopt.dataset.source import file_names
from trainopt.errors import DatasetFaults, Fault, shown
from trainopt.tables import CSV

ENDING = ".zip"
LARGEST_ARCHIVE = 64 * MIB
MOST_ENTRIES = 10_000
ENCRYPTED = 0x1
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for an archive that is damaged, or packed in a way that it does not know."""


def is_archive(path: Path) -> bool:
    """Whether a path is an archive's, by its ending."""
    return path.suffix.lower() == ENDING and not path.is_dir()


def open_archive(path: Path) -> Folder:
    """The folder that is packed. Raises DatasetFaults where it is none, no dataset, or cannot be read."""
    try:
        data = read_named(path, LARGEST_ARCHIVE)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(path, archive)
    except Unread as error:
        message = str(error) if path.exists() else "no such file"
        raise DatasetFaults([Fault(str(path), 0, "", message)]) from error
    except UNREADABLE as error:
        raise DatasetFaults([Fault(str(path), 0, "", f"is no archive that can be read ({error})")]) from error


def _unpacked(path: Path, archive: zipfile.ZipFile) -> Folder:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        message = f"holds {len(entries):,} files, at most {MOST_ENTRIES:,} can be"
        raise DatasetFaults([Fault(str(path), 0, "", message)])
    files = _of_the_dataset(path, entries)
    if len(files) > MOST_FILES:
        raise too_many(path, len(files))
    content: dict[str, bytes] = {}
    unread: dict[str, Fault] = {}
    left = LARGEST_FOLDER
    for name, entry in sorted(files.items()):
        problem = _problem(name, entry, left)
        if problem:
            unread[name] = Fault(name, 0, "", problem)
        else:
            content[name] = archive.read(entry)
            left -= len(content[name])
    return Folder(content, unread)


def _of_the_dataset(path: Path, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files of the one folder in which a dataset stands, by their names."""
    folders: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        place = PurePosixPath(entry.filename)
        if not entry.is_dir() and is_dataset_name(place.name):
            folders.setdefault(str(place.parent), {})[place.name] = entry
    known = set(file_names(CSV))
    datasets = [folder for folder, files in folders.items() if known & files.keys()]
    if len(datasets) != 1:
        several = f"holds several datasets: {', '.join(shown(name) for name in sorted(datasets)[:3])}"
        none = f"is no dataset: neither {FILE} nor any table is in it"
        raise DatasetFaults([Fault(str(path), 0, "", several if datasets else none)])
    return folders[datasets[0]]


def _problem(name: str, entry: zipfile.ZipInfo, left: int) -> str:
    """Why a file is not unpacked; blank where it is. What it unpacks to never exceeds the size it says."""
    most = LARGEST_DOCUMENT if name in (FILE, SUMS) else LARGEST_FILE
    if entry.flag_bits & ENCRYPTED:
        return "is locked by a password: pack it without one"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return NO_PLAIN_FILE
    if entry.file_size > most:
        return f"is larger than {most // MIB} MiB"
    if entry.file_size > left:
        return f"is not read: the folder holds more than {LARGEST_FOLDER // MIB} MiB"
    return ""
