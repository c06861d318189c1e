"""Text files: UTF-8, or the fault that says what they are instead."""

from __future__ import annotations

import codecs
from pathlib import Path

from trainopt.dataset.limits import LARGEST_DOCUMENT
from trainopt.dataset.plain import Unread, read_named
from trainopt.errors import Fault

ENCODINGS = {  # UTF-32's mark begins as UTF-16's does
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}


def read_document(path: Path) -> str | Fault:
    """The text of a file that the user has named, or the fault that keeps it from being read."""
    try:
        return decode(path.name, read_named(path, LARGEST_DOCUMENT))
    except Unread as error:
        return Fault(path.name, 0, "", str(error))


def decode(name: str, data: bytes) -> str | Fault:
    """A file's text, or the fault that keeps it from being read."""
    advice = "save it as CSV UTF-8" if name.endswith(".csv") else "save it as UTF-8"
    for encoding, marks in ENCODINGS.items():
        if data.startswith(marks):
            return Fault(name, 1, "", f"is {encoding}; {advice}")
    if b"\0" in data:
        return Fault(name, _line_at(data, data.index(b"\0")), "", f"holds a NUL byte; {advice}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        line = _line_at(data, error.start)
        return Fault(name, line, "", f"is not UTF-8; {advice} (got byte 0x{byte:02x})")


def _line_at(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
