"""A workbook's parts, unpacked and measured before anything is made of them.

A workbook comes by mail from anywhere. It is a ZIP archive of XML, so a few kilobytes can stand for many
gigabytes; what reads it is handed nothing but the parts that were unpacked and found small enough here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.parsers import expat

from trainopt.dataset.limits import MIB
from trainopt.dataset.plain import Unread, is_there, read_inside

LARGEST_WORKBOOK = 64 * MIB
MOST_PARTS = 2_000
LARGEST_PARTS = 128 * MIB
"""All parts of XML together, unpacked."""
MOST_PACKED = 200
"""How many times smaller than its content a part of more than a MiB may be; sheets are 5 to 30 times."""
LONGEST_TEXT = 32_767
"""Spreadsheets hold no longer text in a cell."""
OLD_FILE = b"\xd0\xcf\x11\xe0"
WORKBOOK = "xl/workbook.xml"
NO_WORKBOOK = "is no workbook that can be read: save it as .xlsx (Excel workbook)"

Parts = dict[str, bytes]
"""The parts of XML by name."""


class Refused(Exception):
    """The file is not read; the message says why, as the end of a line that begins with its name."""


def read_parts(path: Path, main: str = WORKBOOK) -> tuple[bytes, Parts]:
    """The file as it is, and its parts of XML, `main` among them.

    Raises Refused where it is no workbook or too large.
    """
    data = _read(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _measured(archive.infolist())
            # What a part unpacks to never exceeds the size that was measured: zipfile stops there.
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(f"{NO_WORKBOOK} ({error})") from error
    if main not in parts:
        raise Refused(NO_WORKBOOK)
    return data, parts


def _read(path: Path) -> bytes:
    if not is_there(path):
        raise Refused("no such file")
    try:
        data = read_inside(path.parent, path.name, LARGEST_WORKBOOK)
    except Unread as error:
        raise Refused(str(error)) from error
    if data.startswith(OLD_FILE):
        raise Refused("is locked by a password or is an old .xls: save it as .xlsx without a password")
    return data


def _measured(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The parts of XML, of each name the last; pictures and the like are left packed."""
    if len(entries) > MOST_PARTS:
        raise Refused(f"has {len(entries):,} parts, at most {MOST_PARTS:,} can be")
    kept = {e.filename: e for e in entries if e.filename.endswith((".xml", ".rels"))}
    size = sum(entry.file_size for entry in kept.values())
    if size > LARGEST_PARTS:
        raise Refused(f"unpacks to {size // MIB:,} MiB, at most {LARGEST_PARTS // MIB} MiB can be")
    for entry in kept.values():
        if entry.file_size > MIB and entry.file_size > MOST_PACKED * max(entry.compress_size, 1):
            raise Refused(f"is packed more than {MOST_PACKED} times: it looks like a ZIP bomb")
    return list(kept.values())


def packed(parts: Parts) -> io.BytesIO:
    """The parts as a workbook again, not compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    made.seek(0)
    return made


Attributes = dict[str, str]


def walk(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Go through a part of XML, names without their prefix. Raises Refused where it is none."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(f"{NO_WORKBOOK} ({error})") from error


def _refuse_entities(*_: object) -> None:
    raise Refused(f"{NO_WORKBOOK} (it declares a document type)")


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relationship(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids = (value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
            sheets[attributes.get("name", "")] = next(iter(ids), "")

    walk(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relationship)
    walk(parts[WORKBOOK], sheet)
    return {name: targets[rid] for name, rid in sheets.items() if targets.get(rid) in parts}


def text_lengths(parts: Parts) -> list[int]:
    """How long each of the texts is that cells share. Raises Refused where one is too long for a cell."""
    lengths: list[int] = []

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)
            if lengths[-1] > LONGEST_TEXT:
                raise Refused(f"holds a text of more than {LONGEST_TEXT:,} characters")

    walk(_shared_texts(parts), start, text=text)
    return lengths


def _shared_texts(parts: Parts) -> bytes:
    names: Iterable[str] = (name for name in parts if name.lower() == "xl/sharedstrings.xml")
    return parts.get(next(iter(names), ""), b"<none/>")
