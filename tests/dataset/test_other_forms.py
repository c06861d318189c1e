"""Datasets as LibreOffice saves them (.ods), and packed (.zip): read as folders are, and as bounded."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dataset.test_faulty_corpus import ids, lines_of
from tests.support.faulty.base import write
from tests.support.faulty.cases import BASE, CASES, Faulty
from tests.support.ods import cell, ods, ods_of, packed, row, sheet, sheet_of
from tests.support.processes import PATIENCE
from tests.support.running import trainopt
from tests.support.workbooks import said
from trainopt.dataset import Dataset, read_dataset, write_dataset

NATIONS = BASE["nations.csv"]
WIDE = row(cell("x", times=15), 'table:number-rows-repeated="90000"')


def base(tmp_path: Path) -> Dataset:
    (tmp_path / "base").mkdir()
    write(tmp_path / "base", {})
    return read_dataset(tmp_path / "base")


class TestOds:
    def test_it_gives_the_rows_of_the_folder(self, tmp_path: Path) -> None:
        assert read_dataset(ods(tmp_path / "b.ods")) == base(tmp_path)

    def test_values_are_read_as_what_they_are(self, tmp_path: Path) -> None:
        head, first, *others = BASE["demand.csv"].splitlines()
        typed = [cell(text) for text in first.split(",")]
        columns = head.split(",")
        typed[columns.index("trainees")] = cell("1.200,00", 'office:value-type="float" office:value="1200"')
        due = 'office:value-type="date" office:date-value="2026-08-28"'
        typed[columns.index("due")] = cell("28.08.26", due)
        lines = [map(cell, columns), typed, *(map(cell, other.split(",")) for other in others)]
        rows = "".join(row("".join(cells)) for cells in lines)
        demand = read_dataset(ods(tmp_path / "b.ods", demand=sheet("demand", rows))).demand[0]
        assert (demand.trainees, str(demand.due)) == (1200, "2026-08-28")

    def test_rows_and_cells_that_stand_there_several_times_are_counted(self, tmp_path: Path) -> None:
        rows = row(cell("nation_id") + cell("name")) + "<table:table-row/>" + row(cell("DE", times=2))
        rows += row("<table:table-cell/>" + cell("x"), 'table:number-rows-repeated="2"')
        faults = said(ods(tmp_path / "b.ods", nations=sheet("nations", rows)))[0]
        assert [fault for fault in faults if fault.startswith("nations!")] == [
            "nations!A4: nation_id: must be filled",
            "nations!A5: nation_id: must be filled",
        ]

    def test_a_note_is_no_part_of_its_cell(self, tmp_path: Path) -> None:
        noted = "<office:annotation><text:p>two letters</text:p></office:annotation>"
        text = sheet_of("nations.csv", NATIONS).replace("<text:p>nation_id", f"{noted}<text:p>nation_id")
        assert read_dataset(ods(tmp_path / "b.ods", nations=text)) == base(tmp_path)

    def test_a_fault_names_sheet_and_cell(self, tmp_path: Path) -> None:
        files = BASE | {"demand.csv": BASE["demand.csv"].replace(",INF,", ",INFX,", 1)}
        assert said(ods(tmp_path / "b.ods", files))[0][0].startswith("demand!C2: pipeline_id: is not in")

    def test_an_error_and_a_formula_without_a_value_are_faults(self, tmp_path: Path) -> None:
        failed = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
        rows = row(cell("nation_id") + cell("name")) + row(cell("DE") + cell("#N/A", failed))
        rows += row(cell("PL") + '<table:table-cell table:formula="of:=1+1"/>')
        faults = said(ods(tmp_path / "b.ods", nations=sheet("nations", rows)))[0]
        assert "nations!B2: name: shows the error '#N/A'; mend its formula or type a value" in faults
        assert any(fault.startswith("nations!B3: name: holds a formula that was never") for fault in faults)

    def test_merged_cells_are_a_fault(self, tmp_path: Path) -> None:
        wide = cell("DE", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')
        rows = row(cell("nation_id") + cell("name")) + row(wide + "<table:covered-table-cell/>")
        faults = said(ods(tmp_path / "b.ods", nations=sheet("nations", rows)))[0]
        assert "nations!A2: nation_id: the cells A2:B2 are merged; split them and fill each" in faults

    def test_a_filtered_row_is_read_and_warned_of(self, tmp_path: Path) -> None:
        text = sheet_of("nations.csv", NATIONS)
        head, first, rest = text.split("<table:table-row >", 2)
        hidden = f'{head}<table:table-row >{first}<table:table-row table:visibility="filter">{rest}'
        faults, warnings = said(ods(tmp_path / "b.ods", nations=hidden))
        assert faults == []
        assert "nations!A2: 1 row hidden, by a filter perhaps, and read all the same" in warnings

    def test_a_hidden_sheet_is_read_and_warned_of(self, tmp_path: Path) -> None:
        styles = (
            '<style:style style:name="ta2" style:family="table">'
            '<style:table-properties table:display="false"/></style:style>'
        )
        sheets = {name: sheet_of(name, text) for name, text in BASE.items()}
        shown = sheets["nations.csv"].replace("<table:table ", '<table:table table:style-name="ta2" ')
        body = "".join((sheets | {"nations.csv": shown}).values())
        faults, warnings = said(ods_of(tmp_path / "b.ods", body, styles))
        assert (faults, "nations: the sheet is hidden, and is read all the same" in warnings) == ([], True)

    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            (sheet("nations", row(cell("x", times=9_000))), "nations: has more than 1,000 columns"),
            (sheet("nations", row(cell("x"), 'table:number-rows-repeated="1048576"')), "uses cells as far"),
            (sheet("nations", row(cell("x"), 'table:number-rows-repeated="-3"')), "repeats something '-3'"),
            (sheet("nations", row(cell("x" * 40_000))), "holds a text of more than 32,767 characters"),
            (sheet("nations", "") * 1_001, "has 1,001 sheets, at most 1,000 can be"),
            (
                "".join(sheet(f"more {n}", WIDE) for n in range(5)),
                "has more than 6,000,000 cells in all of its sheets",
            ),
            ("<table:table", "is no workbook that can be read"),
            ("", "is no dataset"),
        ],
        ids=[
            *("columns", "rows", "a number below 0", "a long text"),
            *("sheets", "cells in all sheets", "no XML", "no sheets"),
        ],
    )
    def test_what_is_too_much_is_refused(self, body: str, fault: str, tmp_path: Path) -> None:
        assert fault in "\n".join(said(ods_of(tmp_path / "b.ods", body))[0])

    def test_what_is_no_archive_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "b.ods").write_bytes(b"no archive")
        assert "is no workbook that can be read" in said(tmp_path / "b.ods")[0][0]

    def test_as_libreoffice_saves_it(self, tmp_path: Path) -> None:
        office = shutil.which("soffice")
        if office is None:
            pytest.skip("LibreOffice is not installed")
        dataset = base(tmp_path)
        write_dataset(dataset, tmp_path / "b.xlsx")
        home = f"-env:UserInstallation=file://{tmp_path}/home"
        words = [office, home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
        subprocess.run([*words, str(tmp_path / "b.xlsx")], check=True, capture_output=True, timeout=PATIENCE)
        assert read_dataset(tmp_path / "b.ods") == dataset


WHOLE = tuple(case for case in CASES if all(isinstance(text, str) for text in case.files.values()))
"""The faulty datasets all of whose files are text: none is missing, is a folder or is no UTF-8."""


class TestZip:
    @pytest.mark.parametrize("folder", ["", "our data/", "a/b/"])
    def test_it_gives_the_rows_of_the_folder(self, folder: str, tmp_path: Path) -> None:
        assert read_dataset(packed(tmp_path / "b.zip", folder=folder)) == base(tmp_path)

    def test_what_a_mac_packs_besides_does_not_count(self, tmp_path: Path) -> None:
        files = {f"data/{name}": text for name, text in BASE.items()}
        files["__MACOSX/data/._demand.csv"] = "x"
        files["data/.DS_Store"] = files["data/._demand.csv"] = "x"
        read, unpacked = read_dataset(packed(tmp_path / "b.zip", files)), base(tmp_path)
        assert (read, read.warnings) == (unpacked, unpacked.warnings)

    @pytest.mark.parametrize(
        "besides",
        [
            {"data/old/demand.csv": "x", "data/old/plan.toml": "x"},
            {"plans/night/demand.csv": "x", "plans/night/sites.csv": "x", "plans/night/assignments.csv": "x"},
            {"data/data.zip": "x", "notes.txt": "x"},
        ],
        ids=["a copy within", "a plan beside it", "other files"],
    )
    def test_what_a_folder_is_read_without_does_not_count(
        self, besides: dict[str, str], tmp_path: Path
    ) -> None:
        files = {f"data/{name}": text for name, text in BASE.items()} | besides
        assert read_dataset(packed(tmp_path / "b.zip", files)) == base(tmp_path)

    def test_a_path_may_be_written_as_windows_does(self, tmp_path: Path) -> None:
        files = {"data\\": ""} | {f"data\\{name}": text for name, text in BASE.items()}
        assert read_dataset(packed(tmp_path / "b.zip", files)) == base(tmp_path)

    def test_a_file_that_stands_there_twice_is_refused(self, tmp_path: Path) -> None:
        """Else nobody knew which of the two was planned."""
        files = {f"data/{name}": text for name, text in BASE.items()} | {"data\\demand.csv": "x"}
        faults = said(packed(tmp_path / "b.zip", files))[0]
        assert faults == ["demand.csv: stands in the archive several times: pack it once"]

    @pytest.mark.parametrize("case", WHOLE[::10], ids=ids(WHOLE[::10]))
    def test_its_faults_are_those_of_the_folder(self, case: Faulty, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        write(tmp_path / "data", case.files)
        files = {name: text for name, text in (BASE | case.files).items() if isinstance(text, str)}
        assert lines_of(packed(tmp_path / "b.zip", files)) == lines_of(tmp_path / "data")

    @pytest.mark.parametrize(
        ("files", "fault"),
        [
            ({"a/demand.csv": "x", "b/demand.csv": "x"}, "b.zip: holds several datasets: 'a', 'b'"),
            ({"notes.txt": "x"}, "b.zip: is no dataset: neither plan.toml nor any table is in it"),
            ({"a/c.zip": "x"}, "any table is in it; unpack 'a/c.zip', which is in it, first"),
            ({"plan/demand.csv": "x", "plan/assignments.csv": "x"}, "b.zip: is no dataset"),
            ({}, "b.zip: is no dataset: neither plan.toml nor any table is in it"),
            ({"demand.csv": "a" * (65 * 1024**2)}, "demand.csv: is larger than 64 MiB"),
            ({"plan.toml": "a" * (2 * 1024**2)}, "plan.toml: is larger than 1 MiB"),
            (
                {f"{n}.csv": "a" * (50 * 1024**2) for n in (1, 2)} | {"demand.csv": "a" * (50 * 1024**2)},
                "demand.csv: is not read: the folder holds more than 128 MiB",
            ),
            ({"demand.csv": "x"} | {f"{n}.csv": "" for n in range(1_100)}, "b.zip: holds 1,101 CSV files"),
            ({f"{n}.txt": "" for n in range(10_001)}, "b.zip: holds 10,001 files, at most 10,000 can be"),
        ],
        ids=[
            "two",
            "none",
            "an archive",
            "a plan",
            "empty",
            "a large table",
            "large settings",
            "large",
            "many tables",
            "many files",
        ],
    )
    def test_what_is_none_or_too_much_is_refused(
        self, files: dict[str, str], fault: str, tmp_path: Path
    ) -> None:
        faults = said(packed(tmp_path / "b.zip", files))[0]
        assert [line for line in faults if fault in line], faults[:3]

    @pytest.mark.parametrize(
        ("flags", "mode", "fault"),
        [(1, 0, "demand.csv: is locked by a password"), (0, 0o120777, "demand.csv: is no plain file")],
        ids=["a password", "a link"],
    )
    def test_a_file_that_is_locked_or_a_link_is_refused(
        self, flags: int, mode: int, fault: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "b.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in BASE.items():
                entry = zipfile.ZipInfo(name)
                entry.external_attr = mode << 16 if name == "demand.csv" else 0
                archive.writestr(entry, text)
        if flags:
            data = path.read_bytes()
            at = data.index(b"PK\x01\x02")
            while data[at + 46 :][: len("demand.csv")] != b"demand.csv":
                at = data.index(b"PK\x01\x02", at + 1)
            path.write_bytes(data[: at + 8] + b"\x01" + data[at + 9 :])
        assert [line for line in said(path)[0] if line.startswith(fault)] != []

    @pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
    def test_what_is_damaged_is_refused_however_it_is_packed(self, packing: int, tmp_path: Path) -> None:
        path = packed(tmp_path / "b.zip")
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "c.zip", "w", packing) as other:
            for name in archive.namelist():
                other.writestr(name, archive.read(name))
        assert read_dataset(tmp_path / "c.zip") == base(tmp_path)
        data = bytearray((tmp_path / "c.zip").read_bytes())
        data[60:80] = b"\xa5" * 20
        (tmp_path / "c.zip").write_bytes(data)
        assert said(tmp_path / "c.zip")[0] == ["plan.toml: is damaged in the archive: copy it here again"]

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no more of it", b"no archive"])
    def test_what_is_no_archive_is_refused(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "b.zip").write_bytes(data)
        assert "is no archive that can be read" in said(tmp_path / "b.zip")[0][0]


@pytest.mark.parametrize("form", [ods, packed], ids=["ods", "zip"])
def test_every_command_reads_it(form: Callable[[Path], Path], tmp_path: Path) -> None:
    path = form(tmp_path / ("data.ods" if form is ods else "data.zip"))
    plan, brief = tmp_path / "plan", ("--time-limit", "5s", "--quiet")
    assert trainopt("solve", path, "--out", plan, *brief).code == 0
    assert trainopt("verify", path, plan).code == 0
    assert trainopt("convert", path, tmp_path / "folder").code == 0
    assert read_dataset(tmp_path / "folder") == read_dataset(path)
    words = ("whatif", path, "--close", "DE:2026-08", "--baseline", plan, "--out", tmp_path / "whatifs")
    assert trainopt(*words, *brief).code == 0
    night = ("nightly", path, "--store", tmp_path / "s.db", "--out", tmp_path / "out", "--time-limit", "9s")
    assert trainopt(*night).code in (0, 7)


def test_no_dataset_is_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    write(tmp_path / "base", {})
    ran = trainopt("convert", tmp_path / "base", tmp_path / "b.ods")
    assert (ran.code, "must end in .xlsx" in ran.err) == (2, True)
