"""Hostile inputs: each with its exit code, in so many seconds of a processor and with so much memory."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.confined import confined
from tests.support.faulty.base import write
from tests.support.hostile import (
    SECRET,
    Make,
    both,
    is_folder,
    link,
    listener,
    many_files,
    more,
    mounted_by_kubernetes,
    parts,
    pipe,
    rows,
    setting,
    sparse,
    text,
    through_a_linked_folder,
)
from trainopt.dataset import read_dataset, write_dataset

pytestmark = pytest.mark.slow

SECONDS, MEGABYTES = 20, 1_000
"""Of a processor, and beside what the program itself takes: the most that any of them may use."""

OUT = "is a link that leads out of its folder"
ODD = "is no plain file"
DEMANDS = "D{n},BN-12,INF,12,,,2026-08-28,,,"


@dataclass(frozen=True)
class Hostile:
    """An input: what is put into a sound dataset, the place that is blamed and why, and the exit code."""

    name: str
    make: Make
    said: str
    code: int = 3


FOLDERS = (
    Hostile("a table is a link to a file elsewhere", link("pins.csv", "../secret"), f"pins.csv: {OUT}"),
    Hostile("a required table is one", link("demand.csv", "../secret"), f"demand.csv: {OUT}"),
    Hostile("the settings are one", link("plan.toml", "../secret"), f"plan.toml: {OUT}"),
    Hostile("what is no table is one", link("notes.csv", "../secret"), f"notes.csv: {OUT}"),
    Hostile("the sums are one", link("SHA256SUMS", "../secret"), f"SHA256SUMS: {OUT}"),
    Hostile("a link to the password file", link("pins.csv", "/etc/passwd"), f"pins.csv: {OUT}"),
    Hostile("a link to the process itself", link("pins.csv", "/proc/self/environ"), f"pins.csv: {OUT}"),
    Hostile("a link to an endless device", link("pins.csv", "/dev/zero"), f"pins.csv: {OUT}"),
    Hostile("a link to the terminal", link("plan.toml", "/dev/tty"), f"plan.toml: {OUT}"),
    Hostile("a link to the standard input", link("pins.csv", "/dev/stdin"), f"pins.csv: {OUT}"),
    Hostile("a link through a linked folder", through_a_linked_folder, f"pins.csv: {OUT}"),
    Hostile("a link to nothing elsewhere", link("pins.csv", "../nothing"), f"pins.csv: {OUT}"),
    Hostile("a link to nothing here", link("pins.csv", "nothing"), "pins.csv: cannot be read"),
    Hostile("a link to itself", link("pins.csv", "pins.csv"), f"pins.csv: {ODD}"),
    Hostile("a link to the folder", link("pins.csv", "."), f"pins.csv: {OUT}"),
    Hostile("a pipe", pipe("pins.csv"), f"pins.csv: {ODD}"),
    Hostile("the settings are a pipe", pipe("plan.toml"), f"plan.toml: {ODD}"),
    Hostile("what is no table is a pipe", pipe("notes.csv"), f"notes.csv: {ODD}"),
    Hostile("the sums are a pipe", pipe("SHA256SUMS"), f"SHA256SUMS: {ODD}"),
    Hostile("a link to a pipe", both(pipe("p"), link("pins.csv", "p")), f"pins.csv: {ODD}"),
    Hostile("a socket", listener, f"pins.csv: {ODD}"),
    Hostile("a folder", is_folder("pins.csv"), "pins.csv: is a folder; put a file of this name in its place"),
    Hostile("a table of 2 GiB", sparse("demand.csv", 2), "demand.csv: is larger than 64 MiB"),
    Hostile("settings of 2 GiB", sparse("plan.toml", 2), "plan.toml: is larger than 1 MiB"),
    Hostile("what is no table has 2 GiB", sparse("notes.csv", 2), "notes.csv: is larger than 64 MiB"),
    Hostile(
        "three files of 60 MiB",
        both(*(sparse(f"notes{n}.csv", 0.058) for n in (1, 2, 3))),
        "notes3.csv: is not read: the folder holds more than 128 MiB",
    ),
    Hostile("more than a thousand files", many_files, "CSV files, at most 1,000 can be"),
    Hostile("links that stay inside", mounted_by_kubernetes, "", 0),
)

LINES = "has more than 2,000,000 lines"
ROWS = "has more than 100,000 rows"


def units(content: Callable[[], str]) -> Make:
    """More of units.csv."""
    return more("units.csv", content)


def circle(count: int) -> str:
    return "".join(f"U{n},u,U{(n + 1) % count},,\n" for n in range(count))


def wide(count: int) -> str:
    commas = "," * 900
    return f"unit_id,name{commas}\n" + f"U,n{commas}\n" * count


SIZES = (
    Hostile("60 MiB of nothing", sparse("demand.csv", 0.06), "demand.csv:7: holds a NUL byte"),
    Hostile(
        "300,000 faulty rows", rows("demand.csv", 300_000, "{n},x" + 8 * ","), f"demand.csv:100002: {ROWS}"
    ),
    Hostile("1,000,000 rows", rows("demand.csv", 1_000_000, DEMANDS), f"demand.csv:100002: {ROWS}"),
    Hostile(
        "100,000 faulty rows", rows("demand.csv", 100_000, "D{n},N-{n},INF,x,,,soon,,,"), "300,000 faults"
    ),
    Hostile(
        "90,000 times one row",
        rows("demand.csv", 90_000, DEMANDS.format(n=7)),
        "demand.csv:90001: demand_id: has",
    ),
    Hostile("rows of quotes", rows("units.csv", 400_000, 'U{n},"a"b,,,'), f"units.csv:100002: {ROWS}"),
    Hostile("a quote that never ends", units(lambda: '"' + "a\n" * 20_000_000), "units.csv:5: a quote is"),
    Hostile("line ends", units(lambda: "\n" * 60_000_000), LINES),
    Hostile("returns", units(lambda: "\r" * 60_000_000), LINES),
    Hostile("lines of separators", units(lambda: ",,,,\n" * 9_000_000), LINES),
    Hostile("line ends before the header", text("units.csv", lambda: "\n" * 60_000_000), LINES),
    Hostile(
        "100,000 columns", text("units.csv", lambda: "unit_id," * 100_000), "units.csv:1: has 100,001 cells"
    ),
    Hostile(
        "20,000,000 cells in a row", units(lambda: "a," * 20_000_000), "units.csv:5: has 20,000,001 cells"
    ),
    Hostile("60,000,000 letters", units(lambda: "a" * 60_000_000), "units.csv:5: the row has 1 cell"),
    Hostile(
        "14,000,000 emoji", units(lambda: "U," + "\U0001f600" * 14_000_000 + ",,,"), "has 14,000,000 char"
    ),
    Hostile(
        "900 columns of nothing", text("units.csv", lambda: wide(60_000)), "has more than 2,000,000 cells"
    ),
    Hostile(
        "81,000,000 cohorts",
        rows("demand.csv", 90_000, "D{n},BN-12,INF,900,1,,2026-08-28,,,"),
        "cohorts in all",
    ),
    Hostile("90,000 units in a chain", rows("units.csv", 90_000, "U{n},u,U1{n},,"), "is not in units.csv"),
    Hostile(
        "90,000 units in a circle", units(lambda: circle(90_000)), "units.csv:5: parent_unit_id: U0 → U1"
    ),
)


def keys(count: int, key: str = "k{n} = 1") -> Make:
    return setting(lambda: "".join(f"{key.format(n=n)}\n" for n in range(count)))


DOCUMENTS = (
    Hostile("100,000 keys", keys(100_000, "k{n}=1"), "plan.toml: holds more than 20,000 values"),
    Hostile("19,000 keys", keys(19_000), "plan.toml:19007: k18999: no such key"),
    Hostile("a text of 2 MB", setting(lambda: f'marking = "{"a" * 2_000_000}"'), "is larger than 1 MiB"),
    Hostile("100,000 dots", setting(lambda: ".".join("a" * 100_000) + " = 1"), "has more than 200 dots"),
    Hostile("199 dots in 900 lines", keys(900, "k{n}" + ".a" * 199 + " = 1"), "has more than 20,000 dots"),
    Hostile("199 dots in 90 lines", keys(90, "k{n}" + ".a" * 199 + " = 1"), "is nested more than 20 deep"),
    Hostile("lists in lists", setting(lambda: "x = " + "[" * 100_000), "is not TOML"),
    Hostile("lists in lists that end", setting(lambda: f"x = {'[' * 200}{']' * 200}"), "more than 20 deep"),
    Hostile("5,000 digits", setting(lambda: "x = " + "9" * 5_000), "is not TOML"),
    Hostile("5,000 hexadecimal digits", setting(lambda: "x = 0x" + "f" * 5_000), "more than 1,000 digits"),
    Hostile("90 digits", setting(lambda: "x = 1" + "0" * 90), "plan.toml:8: x: no such key"),
    Hostile("an infinite number", setting(lambda: "x = inf"), "plan.toml:8: x: no such key"),
    Hostile("19,000 terms", setting(lambda: f"x = {list(range(19_000))}"), "plan.toml:8: x: no such key"),
)


def sheet(old: bytes, new: bytes) -> Make:
    """A workbook of the dataset with these bytes of its sheet `nations` replaced."""
    return parts(NATIONS, old, new)


NATIONS = "xl/worksheets/sheet3.xml"
CELL, ROW, END = b'<c r="A2"', b'<row r="2"', b"</sheetData>"
FIRST_TEXT = rb't="s"><v>[0-9]+</v>(?=</c><c r="B2")'
NINES = b"9" * 18
MERGED = b'<mergeCells><mergeCell ref="A1:%s"/></mergeCells>'

WORKBOOKS = (
    Hostile("a row of 18 digits", sheet(CELL, b'<c r="A' + NINES + b'"'), "nations: has a cell 'A9999999999"),
    Hostile("a row of 10 digits", sheet(CELL, b'<c r="A9999999999"'), "nations: has a cell 'A9999999999'"),
    Hostile("a column of 14 letters", sheet(CELL, b'<c r="AAAAAAAAAAAAAA2"'), "nations: has a cell 'AAAA"),
    Hostile("row 0", sheet(CELL, b'<c r="A0"'), "nations: has a cell 'A0'"),
    Hostile("a cell without a row", sheet(CELL, b'<c r="A"'), "nations: has a cell 'A'"),
    Hostile("a cell in small letters", sheet(CELL, b'<c r="a2"'), "nations: has a cell 'a2'"),
    Hostile("the last cell there is", sheet(CELL, b'<c r="XFD1048576"'), "nations: uses cells as far as"),
    Hostile("row 18 digits away", sheet(ROW, b'<row r="' + NINES + b'"'), "nations: has a row '9999999999"),
    Hostile("a row below 0", sheet(ROW, b'<row r="-2"'), "nations: has a row '-2'"),
    Hostile("a range that is all", sheet(b'ref="A1:D4"', b'ref="A1:XFD1048576"'), "", 0),
    Hostile("a range of 18 digits", sheet(b'ref="A1:D4"', b'ref="A1:A' + NINES + b'"'), "", 0),
    Hostile("all cells merged", sheet(END, END + MERGED % b"XFD1048576"), "nations!A1: nation_id: the cells"),
    Hostile(
        "18 digits merged", sheet(END, END + MERGED % (b"A" + NINES)), "nations!A1: nation_id: the cells"
    ),
    Hostile("what is merged is none", sheet(END, END + MERGED % b"x"), "Range is missing"),
    Hostile(
        "a text of no number", sheet(FIRST_TEXT, b't="s"><v>' + NINES + b"</v>"), "string index not found"
    ),
    Hostile(
        "an infinite number",
        sheet(FIRST_TEXT, b't="n"><v>1e999</v>'),
        "sites!B2: nation_id: is not in",
    ),
    Hostile("elements in elements", sheet(END, END + b"<a>" * 90_000), "is no workbook that can be read"),
    Hostile("a bomb", sheet(END, END + b" " * 90_000_000), "it looks like a ZIP bomb"),
    Hostile(
        "a sheet elsewhere",
        parts("xl/_rels/workbook.xml.rels", b"worksheets/sheet3.xml", b"/etc/passwd"),
        "is no",
    ),
)


def ids(cases: tuple[Hostile, ...]) -> list[str]:
    return [case.name for case in cases]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a sound dataset, the secret beside it, and room for what is printed."""
    (tmp_path / "data").mkdir()
    (tmp_path / "printed").mkdir()
    write(tmp_path / "data", {})
    (tmp_path / "secret").write_text(f"{SECRET}\nmore of it\n", encoding="utf-8")
    return tmp_path


def run(place: Path, *words: object) -> tuple[int, str]:
    code, out, err = confined([str(word) for word in words], place / "printed", SECONDS, MEGABYTES)
    assert "TOPSECRET" not in out + err
    assert [line for line in (out + err).split("\n") if not line.isprintable()] == []
    return code, out + err


@pytest.mark.parametrize("case", [*FOLDERS, *SIZES, *DOCUMENTS], ids=ids((*FOLDERS, *SIZES, *DOCUMENTS)))
def test_it_ends_in_seconds_and_with_a_fault(case: Hostile, place: Path) -> None:
    case.make(place / "data")
    code, printed = run(place, "check", place / "data")
    assert (code, case.said in printed) == (case.code, True), printed[:2_000]


@pytest.mark.parametrize("case", WORKBOOKS, ids=ids(WORKBOOKS))
def test_a_workbook_does_as_well(case: Hostile, place: Path) -> None:
    book = place / "data.xlsx"
    write_dataset(read_dataset(place / "data"), book)
    case.make(book)
    code, printed = run(place, "check", book)
    assert (code, case.said in printed) == (case.code, True), printed[:2_000]


@pytest.mark.parametrize("case", FOLDERS, ids=ids(FOLDERS))
def test_a_night_says_the_same_and_keeps_nothing_of_it(case: Hostile, place: Path) -> None:
    case.make(place / "data")
    words = ("nightly", place / "data", "--store", place / "store.db", "--out", place / "out")
    code, printed = run(place, *words, "--time-limit", "8s", "--workers", "1")
    assert (code, case.said in printed) == (case.code, True), printed[:2_000]
    if case.code:
        assert stored(place / "store.db") == []
    assert "TOPSECRET" not in "".join(p.read_text() for p in (place / "out").glob("*.md"))


def stored(path: Path) -> list[bytes]:
    with sqlite3.connect(path) as store:
        return [zlib.decompress(data) for (data,) in store.execute("select data from files")]
