"""A dataset's files as one moment has them: what is read is what the store keeps, and an upload is whole.

A folder may hold `SHA256SUMS`, as `sha256sum plan.toml *.csv` writes it. Whoever uploads a dataset puts it
there last; then a file that is missing, cut off or left over from the day before is a fault.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from trainopt.dataset import read_dataset
from trainopt.dataset.folder import SUMS, dataset_names, is_archive, is_text, open_archive, read_folder
from trainopt.dataset.limits import MOST_FILES
from trainopt.dataset.plain import Unread, looked_into, read_inside
from trainopt.dataset.whole import work_folder
from trainopt.dataset.workbook import is_workbook
from trainopt.dataset.workbook_parts import LARGEST_WORKBOOK
from trainopt.errors import DatasetFaults, Fault

UPLOAD = "the upload is not complete"
LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](?:\./)?(\S.*)")

Stamp = tuple[str, int, int]


def take_snapshot(source: Path) -> dict[str, bytes]:
    """The bytes of every file of a dataset folder by name, packed or not, or of a workbook.

    Raises DatasetFaults where there is no dataset, or where a file cannot be read or changes meanwhile.
    """
    with looked_into(source, DatasetFaults):
        return _taken(source)


def _taken(source: Path) -> dict[str, bytes]:
    if is_one_file(source) and not is_text(source.name):
        raise DatasetFaults([Fault(repr(source.name), 0, "", "the file's name is not UTF-8: rename it")])
    if not source.exists() or not (is_one_file(source) or (source.is_dir() and dataset_names(source))):
        read_dataset(source)  # which says what is wrong with it
    before = _stamps(source)
    content, faults = _read_all(source)
    for name in sorted({stamp[0] for stamp in set(before) ^ set(_stamps(source))}):
        faults.append(Fault(name, 0, "", "was changed while it was read; an upload is under way"))
    if faults:
        raise DatasetFaults(faults)
    return content


def is_one_file(source: Path) -> bool:
    """Whether a dataset is a file by itself and no folder."""
    return is_workbook(source) or is_archive(source)


def _read_all(source: Path) -> tuple[dict[str, bytes], list[Fault]]:
    if not is_workbook(source):
        folder = open_archive(source) if is_archive(source) else read_folder(source)
        return dict(folder.content), list(folder.unread.values())
    try:
        return {source.name: read_inside(source.parent, source.name, LARGEST_WORKBOOK)}, []
    except Unread as error:
        return {}, [Fault(source.name, 0, "", str(error))]


def _stamps(source: Path) -> list[Stamp]:
    """Name, size and time of change of the one file, or of all that is or may be meant as a dataset's."""
    stamps = []
    for path in [source] if is_one_file(source) else [source / name for name in dataset_names(source)]:
        try:
            found = path.stat()
        except OSError:
            stamps.append((path.name, -1, -1))
        else:
            stamps.append((path.name, found.st_size, found.st_mtime_ns))
    return stamps


def check_sums(content: Mapping[str, bytes], *, required: bool) -> None:
    """Raise DatasetFaults where the files are not those that SHA256SUMS lists; without it, if required."""
    if SUMS not in content:
        if required:
            raise DatasetFaults([Fault(SUMS, 0, "", f"the file is missing: {UPLOAD}")])
        return
    listed, faults = _listed(content[SUMS])
    for name in sorted(content.keys() - {SUMS} - listed.keys()):
        faults.append(Fault(name, 0, "", f"is not listed in {SUMS}: is it from an earlier upload?"))
    for name, sha256 in listed.items():
        if name not in content:
            faults.append(Fault(name, 0, "", f"is listed in {SUMS} and is not there: {UPLOAD}"))
        elif hashlib.sha256(content[name]).hexdigest() != sha256:
            faults.append(Fault(name, 0, "", f"is not the file that {SUMS} lists: {UPLOAD}"))
    if faults:
        raise DatasetFaults(sorted(faults))


def _listed(text: bytes) -> tuple[dict[str, str], list[Fault]]:
    lines = text.decode("utf-8", errors="replace").splitlines()
    if len(lines) > MOST_FILES:
        return {}, [Fault(SUMS, 0, "", f"has more than {MOST_FILES:,} lines")]
    listed, faults = {}, []
    for number, line in enumerate(lines, 1):
        found = LINE.fullmatch(line.strip())
        if found:
            listed[found[2]] = found[1].lower()
        elif line.strip():
            faults.append(Fault(SUMS, number, "", "is no line that sha256sum writes"))
    return listed, faults


@contextmanager
def laid_out(content: Mapping[str, bytes]) -> Iterator[Path]:
    """The files in a folder of their own, which is gone afterwards."""
    with work_folder() as folder:
        put_files(folder, content)
        yield folder


@contextmanager
def laid_out_dataset(content: Mapping[str, bytes]) -> Iterator[Path]:
    """A dataset's files in a folder of their own, or the workbook in it, for `read_dataset`."""
    with laid_out(content) as folder:
        workbooks = [folder / name for name in content if is_workbook(folder / name)]
        yield workbooks[0] if workbooks else folder


def put_files(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write the files into the folder."""
    for name, data in content.items():
        (folder / name).write_bytes(data)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder that is ours alone, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
