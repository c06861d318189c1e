"""What a file that cannot be read, is cut off, empty or of another kind is told to be, and what to do."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from tests.support.faulty.base import BASE, write
from trainopt.dataset import read_dataset
from trainopt.dataset.folder import WORKBOOKS
from trainopt.dataset.plain import Unread, read_named
from trainopt.dataset.workbook import READ_ENDINGS
from trainopt.errors import DatasetFaults


def faults(path: Path) -> list[str]:
    with pytest.raises(DatasetFaults) as told:
        read_dataset(path)
    return [str(fault) for fault in told.value.faults]


def with_files(folder: Path, **files: bytes) -> Path:
    """The base dataset, with other bytes in some files."""
    write(folder, {})
    for name, data in files.items():
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def packed(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in BASE.items():
            archive.writestr(name, text)
    return path.read_bytes()


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n"])
def test_an_empty_table_is_said_to_be_empty(data: bytes, tmp_path: Path) -> None:
    assert faults(with_files(tmp_path, demand=data)) == [
        "demand.csv:1: is empty; its first line must name its columns"
    ]


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "a workbook or an archive under another name"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old workbook (.xls) under another name"),
    ],
)
def test_what_is_no_text_is_named_as_what_it_is(begins: bytes, kind: str, tmp_path: Path) -> None:
    assert faults(with_files(tmp_path, demand=begins + bytes(99), units=begins)) == [
        f"units.csv: is {kind}; save it as CSV UTF-8",
        f"demand.csv: is {kind}; save it as CSV UTF-8",
    ]


def test_a_folder_in_the_place_of_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    write(tmp_path, {})
    for name in ("demand.csv", "plan.toml"):
        (tmp_path / name).unlink()
        (tmp_path / name).mkdir()
    what = "is a folder; put a file of this name in its place"
    assert faults(tmp_path) == [f"plan.toml: {what}", f"demand.csv: {what}"]


def test_whose_file_may_not_be_read_is_told_whom_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for whoever is not root, whom the machine lets read everything."""
    write(tmp_path, {})
    opened = os.open

    def refused(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if Path(path).name == "demand.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refused)
    assert faults(tmp_path) == [
        "demand.csv: cannot be read: Permission denied; ask whoever owns it for the right to read it"
    ]


@pytest.mark.parametrize("kept", [0, 4, 0.5, -10], ids=["nothing", "its mark", "a half", "all but its end"])
def test_an_archive_that_is_cut_off_is_to_be_copied_again(kept: float, tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    whole = packed(path)
    path.write_bytes(whole[: int(len(whole) * kept) if 0 < kept < 1 else int(kept)])
    (fault,) = faults(path)
    assert fault.startswith(f"{path}: is no archive that can be read, or is cut off: copy it here again (")


def test_each_damaged_file_of_an_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    data = bytearray(packed(path))
    for name in (b"demand.csv", b"units.csv"):
        begin = data.index(name) + len(name)
        data[begin : begin + 20] = b"\xa5" * 20
    path.write_bytes(data)
    what = "is damaged in the archive: copy it here again"
    assert faults(path) == [f"units.csv: {what}", f"demand.csv: {what}"]


def test_joined_files_repeat_their_header(tmp_path: Path) -> None:
    """One fault a header, and the rows after it count."""
    header, *rows = BASE["demand.csv"].splitlines()
    text = "\n".join([header, rows[0], header.upper(), *rows[1:], header])
    assert faults(with_files(tmp_path, demand=text.encode())) == [
        "demand.csv:3: repeats the header; delete the row",
        f"demand.csv:{len(rows) + 3}: repeats the header; delete the row",
    ]


def test_a_table_that_every_dataset_has_with_a_header_alone_is_a_warning(tmp_path: Path) -> None:
    """Not one that a dataset may lack."""
    headers = {name: BASE[f"{name}.csv"].splitlines()[0].encode() for name in ("demand", "pins", "closures")}
    dataset = read_dataset(with_files(tmp_path, **headers))
    said = "has a header alone; if rows should follow, the file was cut off: save it again"
    assert [str(warning) for warning in dataset.warnings] == [f"demand.csv: {said}"]


def test_a_workbook_called_as_a_table_is_not_read_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {})
    for name in ("demand.xlsx", "Units.ods", "notes.xlsx"):
        (tmp_path / name).write_bytes(b"")
    assert [str(warning) for warning in read_dataset(tmp_path).warnings] == [
        "Units.ods: is not read, but units.csv is: save the sheet as CSV UTF-8 under that name",
        "demand.xlsx: is not read, but demand.csv is: save the sheet as CSV UTF-8 under that name",
    ]


def test_a_workbook_called_as_a_table_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "pins.csv").unlink()
    (tmp_path / "pins.xlsx").write_bytes(b"")
    assert [str(warning) for warning in read_dataset(tmp_path).warnings] == [
        "pins.xlsx: is not read: save the sheet as CSV UTF-8 under the name pins.csv"
    ]


def test_a_folder_that_is_given_for_a_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Unread, match=r"^is a folder; give a file in it$"):
        read_named(tmp_path, 1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("demand.csv", "is one file of a dataset: give the folder in which it lies"),
        ("data.xls", "is an old workbook: save it as .xlsx"),
        ("data.odt", "is neither a folder nor a workbook (.xlsx, .ods) nor an archive (.zip)"),
    ],
)
def test_what_is_given_in_place_of_a_folder_is_told_by_its_ending(
    name: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    assert faults(path) == [f"{path}: {said}"]


def test_every_workbook_that_is_read_by_itself_is_known_beside_tables() -> None:
    assert set(READ_ENDINGS) <= set(WORKBOOKS)
