"""Workbooks that are refused before they are read: what is none, bombs, sheets that are too large."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.support.faulty.base import BASE
from tests.support.faulty.cases import write
from tests.support.running import trainopt
from tests.support.workbooks import put, said, with_part, workbook
from trainopt.dataset import read_dataset, workbook_parts, write_dataset
from trainopt.errors import DatasetFaults, UsageError
from trainopt.extras import install_command


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "base.xlsx"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no workbook that can be read"),
        (b"site_id,name\n", "is no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is locked by a password or is an old .xls"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, why: str, path: Path) -> None:
    path.write_bytes(data)
    (fault,) = said(path)[0]
    assert fault.startswith(f"{path}: {why}")


def test_a_workbook_that_is_not_there_is_refused(path: Path) -> None:
    assert said(path)[0] == [f"{path}: no such file"]
    assert trainopt("check", path).code == 3


def test_an_archive_without_a_workbook_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert said(path)[0] == [
        f"{path}: is no workbook that can be read, or is cut off: copy it here again, "
        "or save it as .xlsx (Excel workbook)"
    ]


def test_a_workbook_without_any_table_is_no_dataset(path: Path) -> None:
    openpyxl.Workbook().save(path)
    assert said(path)[0] == [f"{path}: is no dataset: neither the sheet plan nor that of any table is in it"]


def test_a_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    workbook(path)
    with_part(path, "xl/worksheets/sheet2.xml", lambda data: data + b" " * 5 * 1024**2)
    assert said(path)[0] == [f"{path}: is packed more than 200 times: it looks like a ZIP bomb"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(path)
    assert said(path)[0] == []
    monkeypatch.setattr(workbook_parts, "LARGEST_PARTS", 20_000)
    assert "unpacks to 0 MiB, at most" in said(path)[0][0]


def test_a_part_whose_size_is_a_lie_is_refused(path: Path) -> None:
    workbook(path)
    name = "xl/worksheets/sheet2.xml"
    with_part(path, name, lambda data: data + b" " * 900_000)
    data = bytearray(path.read_bytes())
    at = data.rindex(
        name.encode()
    )  # in the directory of the archive, the sizes stand 22 bytes before the name
    size = int.from_bytes(data[at - 22 : at - 18], "little")
    data[at - 22 : at - 18] = (size - 900_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert "Bad CRC-32" in said(path)[0][0]


def test_a_file_that_is_too_large_or_has_too_many_parts_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(path)
    monkeypatch.setattr(workbook_parts, "MOST_PARTS", 5)
    assert "at most 5 can be" in said(path)[0][0]
    monkeypatch.setattr(workbook_parts, "LARGEST_WORKBOOK", 1024)
    assert "is larger than 0 MiB" in said(path)[0][0]


@pytest.mark.parametrize("cell", ["XFD1048576", "A100001", "ALM2"])
def test_a_cell_far_away_is_refused_by_its_sheet(cell: str, path: Path) -> None:
    faults = said(workbook(path, put("nations", **{cell: "x"})))[0]
    assert faults == [
        f"nations: uses cells as far as {cell}; at most 100,000 rows, 1,000 columns and 2,000,000 cells "
        "can be; delete the rows and columns that are not needed"
    ]


def test_cells_within_the_limits_are_read(path: Path) -> None:
    assert said(workbook(path, put("nations", A100000="ZZ", B100000="last")))[0] == []


def test_a_long_text_shared_by_many_cells_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_TEXT", 20_000)
    workbook(path, put("closures", **{f"F{row}": "x" * 900 for row in range(2, 30)}))
    assert said(path)[0][0].startswith("closures: holds more than")


def test_a_text_that_cells_share_counts_for_each_of_them(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closures = "".join(f"PL,,MEDIC,2026-0{month}-01,2026-0{month}-07,{'x' * 900}\n" for month in range(1, 9))
    write(tmp_path, {"closures.csv": BASE["closures.csv"] + closures})
    write_dataset(read_dataset(tmp_path), path)
    monkeypatch.setattr(workbook_parts, "MOST_TEXT", 8 * 900)
    assert said(path)[0] == ["closures: holds more than 0 MiB of text"]


def test_a_text_longer_than_a_cell_can_hold_is_refused(path: Path) -> None:
    workbook(path)
    longer = b"<sst><si><t>" + b"ab" * 20_000 + b"</t></si></sst>"
    with_part(path, "xl/sharedStrings.xml", lambda _: longer)
    assert said(path)[0] == [f"{path}: holds a text of more than 32,767 characters"]


def test_a_document_type_is_refused(path: Path) -> None:
    workbook(path)
    with_part(path, "xl/worksheets/sheet2.xml", lambda data: b'<!DOCTYPE x [<!ENTITY a "b">]>' + data)
    assert said(path)[0] == [f"nations: {workbook_parts.NO_WORKBOOK} (it declares a document type)"]


def test_damaged_workbooks_are_refused_or_read_and_nothing_else(path: Path) -> None:
    workbook(path)
    whole = path.read_bytes()
    for step in range(0, len(whole), 191):
        path.write_bytes(whole[:step] + bytes([whole[step] ^ 0x55]) + whole[step + 1 :])
        said(path)
        path.write_bytes(whole[:step])
        said(path)


def test_without_what_reads_workbooks_one_line_says_what_to_install(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(path)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UsageError, match=re.escape(install_command("excel"))):
        read_dataset(path)
    ran = trainopt("check", path)
    assert (ran.code, len(ran.messages)) == (2, 1)


def test_another_ending_is_said_not_to_be_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "data.odt"
    path.write_bytes(b"x")
    with pytest.raises(DatasetFaults, match="is neither a folder nor a workbook"):
        read_dataset(path)
