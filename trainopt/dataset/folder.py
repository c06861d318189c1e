"""A dataset folder, or one packed into a .zip: read once and without trust.

The files of an archive stand at its top, or all in one folder, as most programs pack a folder. What lies
below that folder does not count, as in a folder that is not packed; nor does a plan beside it. Files are
measured and unpacked in memory; nothing is written, so no name in it can lead anywhere.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trainopt.dataset.csvfile import read_csv
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.in_force import PUBLISHED_FILE
from trainopt.dataset.limits import LARGEST_DOCUMENT, LARGEST_FILE, LARGEST_FOLDER, MIB, MOST_FILES
from trainopt.dataset.plain import NO_PLAIN_FILE, TooLarge, Unread, is_there, read_inside, read_named
from trainopt.dataset.settings import FILE, read_settings
from trainopt.dataset.sheet import Sheet, absent, typed, unreadable
from trainopt.dataset.source import Places, file_names
from trainopt.dataset.wording import nearest
from trainopt.dataset.workbook_parts import DAMAGED
from trainopt.errors import DatasetFaults, Fault, shown
from trainopt.tables import CSV, TABLES, Settings, Table

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""How the names of workbooks end, of those too that are not read."""
SUMS = "SHA256SUMS"
"""What an upload may hold besides: the hashes of its files."""


@dataclass(frozen=True)
class Folder:
    """A folder that holds at least one file of a dataset.

    `unread` are the faults of those not read, `beside` the names of workbooks that are called as tables are.
    """

    content: Mapping[str, bytes]
    unread: Mapping[str, Fault]
    beside: Sequence[str] = ()

    def settings(self) -> tuple[Settings | None, list[Fault]]:
        """plan.toml, or every fault of it."""
        if FILE in self.unread:
            return None, [self.unread[FILE]]
        if FILE not in self.content:
            return None, [Fault(FILE, 0, "", "the file is missing")]
        return read_settings(self.content[FILE])

    def sheets(self, deadline: Deadline = NEVER) -> dict[str, Sheet]:
        """Every table. Raises NoPlanInTime where the time is up."""
        return {name: self._sheet(table, deadline) for name, table in TABLES.items()}

    def _sheet(self, table: Table, deadline: Deadline) -> Sheet:
        if table.file in self.unread:
            return typed(table, unreadable(self.unread[table.file]))
        if table.file not in self.content:
            return absent(table, "file")
        return typed(table, read_csv(self.content[table.file], table, deadline), deadline)

    def faults(self) -> Iterator[Fault]:
        """What is in the folder beside the dataset's files and should not be."""
        names = file_names(CSV)
        yield from (fault for name, fault in self.unread.items() if name not in names)

    def warnings(self) -> Iterator[Fault]:
        """A CSV file that is no table may be a misspelt one: say that it is not read."""
        names = file_names(CSV)
        missing = [name for name in names if name not in self.content]
        for name in self.content:
            if name not in (*names, SUMS):
                yield Fault(name, 0, "", f"is no table of a dataset and is not read{nearest(name, missing)}")

        for name in self.beside:
            table = f"{Path(name).stem.lower()}{CSV.ending}"
            message = f"is not read: save the sheet as CSV UTF-8 under the name {table}"
            if table in self.content:
                message = f"is not read, but {table} is: save the sheet as CSV UTF-8 under that name"
            yield Fault(name, 0, "", message)

    def places(self) -> Places:
        """Lines of CSV files."""
        return Places()

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file of the dataset, by name."""
        names = (name for name in file_names(CSV) if name in self.content)
        return {name: hashlib.sha256(self.content[name]).hexdigest() for name in names}


def open_folder(path: Path) -> Folder:
    """The folder, its files read. Raises DatasetFaults where it is none, or no dataset."""
    if not path.is_dir():
        raise DatasetFaults([Fault(str(path), 0, "", _no_folder(path))])
    if not any(is_there(path / name) for name in file_names(CSV)):
        raise DatasetFaults(
            [Fault(str(path), 0, "", f"is no dataset: neither {FILE} nor any table is in it")]
        )
    return read_folder(path)


def _no_folder(path: Path) -> str:
    """What else a path is, and what to give in its stead."""
    if not path.exists():
        return "no such folder"
    if path.suffix.lower() == CSV.ending:
        return "is one file of a dataset: give the folder in which it lies"
    if path.suffix.lower() in WORKBOOKS:
        return "is an old workbook: save it as .xlsx"
    return "is neither a folder nor a workbook (.xlsx, .ods) nor an archive (.zip)"


def read_folder(path: Path) -> Folder:
    """The files of a folder that are or may be meant as a dataset's, as far as they may be read.

    Raises DatasetFaults where there are too many of them.
    """
    names = dataset_names(path)
    if len(names) > MOST_FILES:
        raise too_many(path, len(names))
    content, unread, left = {}, {}, LARGEST_FOLDER
    for name in names:
        try:
            most = LARGEST_FILE if name.lower().endswith(CSV.ending) else LARGEST_DOCUMENT
            content[name] = read_inside(path, name, min(most, left))
            left -= len(content[name])
        except TooLarge as error:
            full = f"is not read: the folder holds more than {LARGEST_FOLDER // MIB} MiB"
            unread[name] = Fault(name, 0, "", str(error) if left >= most else full)
        except Unread as error:
            unread[name] = Fault(name, 0, "", str(error))
    return Folder(content, unread, workbooks_of_tables(path))


def workbooks_of_tables(path: Path) -> list[str]:
    """The names of a folder's workbooks that are called as a table is: somebody went on in them, maybe."""
    found = (entry.name for entry in path.iterdir() if is_text(entry.name))
    return sorted(
        name for name in found if name.lower().endswith(WORKBOOKS) and Path(name).stem.lower() in TABLES
    )


def too_many(path: Path, count: int) -> DatasetFaults:
    """The fault of a folder with more files than are looked at."""
    message = f"holds {count:,} CSV files, at most {MOST_FILES:,} can be"
    return DatasetFaults([Fault(str(path), 0, "", message)])


def is_dataset_name(name: str) -> bool:
    """Whether a file's name is that of a dataset's, or may be meant so; hidden ones, as a Mac's, are none."""
    return name in (SUMS, FILE) or (name.lower().endswith(CSV.ending) and not name.startswith("."))


def dataset_names(path: Path) -> list[str]:
    """The names of all that is or may be meant as a dataset's in a folder, in order.

    No file of a dataset has a name that is not UTF-8.
    """
    names = [entry.name for entry in path.iterdir() if is_text(entry.name)]
    return sorted(filter(is_dataset_name, names))


def is_text(name: str) -> bool:
    """Whether a file's name is text: one that is not UTF-8 cannot be stored as such."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


ENDING = ".zip"
LARGEST_ARCHIVE = 64 * MIB
MOST_ENTRIES = 10_000
ENCRYPTED = 0x1


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
    except DAMAGED as error:
        message = f"is no archive that can be read, or is cut off: copy it here again ({error})"
        raise DatasetFaults([Fault(str(path), 0, "", message)]) from error


Entries = Mapping[str, Sequence[zipfile.ZipInfo]]
"""The files of a folder of an archive by name; of each there should be one."""


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
    for name, found in sorted(files.items()):
        problem = _problem(name, found, left)
        try:
            if not problem:
                content[name] = archive.read(found[0])
                left -= len(content[name])
        except DAMAGED:
            problem = "is damaged in the archive: copy it here again"
        if problem:
            unread[name] = Fault(name, 0, "", problem)
    return Folder(content, unread)


def _of_the_dataset(path: Path, entries: Iterable[zipfile.ZipInfo]) -> Entries:
    """The files of the one folder in which a dataset stands, by their names."""
    folders: dict[PurePosixPath, dict[str, list[zipfile.ZipInfo]]] = {}
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))  # some programs of Windows write it so
        if not entry.is_dir() and is_dataset_name(place.name):
            folders.setdefault(place.parent, {}).setdefault(place.name, []).append(entry)
    holding = {folder for folder, files in folders.items() if _holds_dataset(files)}
    datasets = [folder for folder in holding if holding.isdisjoint(folder.parents)]
    if len(datasets) != 1:
        raise DatasetFaults([Fault(str(path), 0, "", _none_or_several(sorted(datasets), entries))])
    return folders[datasets[0]]


def _holds_dataset(names: Collection[str]) -> bool:
    """Whether files of these names are a dataset's: a plan has some that are called as a dataset's are."""
    return FILE in names or (PUBLISHED_FILE not in names and not set(names).isdisjoint(file_names(CSV)))


def _none_or_several(datasets: Sequence[PurePosixPath], entries: Iterable[zipfile.ZipInfo]) -> str:
    if datasets:
        return f"holds several datasets: {', '.join(shown(str(folder)) for folder in datasets[:3])}"
    packed = [entry.filename for entry in entries if entry.filename.lower().endswith(ENDING)]
    hint = f"; unpack {shown(packed[0])}, which is in it, first" if packed else ""
    return f"is no dataset: neither {FILE} nor any table is in it{hint}"


def _problem(name: str, found: Sequence[zipfile.ZipInfo], left: int) -> str:
    """Why a file is not unpacked; blank where it is. What it unpacks to never exceeds the size it says."""
    most = LARGEST_DOCUMENT if name in (FILE, SUMS) else LARGEST_FILE
    entry = found[0]
    if len(found) > 1:
        return "stands in the archive several times: pack it once"
    if entry.flag_bits & ENCRYPTED:
        return "is locked by a password: pack it without one"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return NO_PLAIN_FILE
    if entry.file_size > most:
        return f"is larger than {most // MIB} MiB"
    if entry.file_size > left:
        return f"is not read: the folder holds more than {LARGEST_FOLDER // MIB} MiB"
    return ""
