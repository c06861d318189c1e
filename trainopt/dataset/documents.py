"""Text files that anybody may have written: UTF-8, TOML and JSON of a size that makes sense, or a fault."""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from trainopt.dataset.limits import DEEPEST, LARGEST_DOCUMENT, MOST_DIGITS, MOST_DOTS, MOST_VALUES
from trainopt.dataset.plain import Unread, read_named
from trainopt.errors import Fault
from trainopt.kinds import day_of

OTHER_KINDS = {
    b"PK\x03\x04": "is a workbook or an archive under another name",
    b"\xd0\xcf\x11\xe0": "is an old workbook (.xls) under another name",
}
"""What files are that begin so."""
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
    for begins, kind in OTHER_KINDS.items():
        if data.startswith(begins):
            return Fault(name, 0, "", f"{kind}; {advice}")
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


NO_VALUE = (ValueError, RecursionError)
"""What the parsers raise: of text that is none, of numbers of thousands of digits, of deep nesting."""


def parse_toml(file: str, text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any] | Fault:
    """The values of a TOML document, or the fault that it has as such."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            return Fault(file, number, "", f"has more than {MOST_DOTS} dots in a line")
    if text.count(".") > MOST_VALUES:
        return Fault(file, 0, "", f"has more than {MOST_VALUES:,} dots")
    try:
        values = tomllib.loads(text, parse_float=parse_float)
    except NO_VALUE as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        message = re.sub(r" \(at .*\)$", "", str(error))
        number = int(place.group(1)) if place else 0
        hint = _date_in(text.split("\n")[number - 1]) if number else ""
        return Fault(file, number, "", f"is not TOML: {message}{hint}")
    problem = _out_of_size(values)
    return Fault(file, 0, "", problem) if problem else values


def _date_in(line: str) -> str:
    """The end of a message: how TOML has the day that a line seems to say otherwise."""
    found = re.search(r"=\s*([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})", line)
    day = day_of(found[1]) if found else None
    return f"; in TOML that day is {day}" if day else ""


def json_value(text: str) -> Any:
    """The value of a JSON document that can be written again. Raises what `NO_VALUE` names."""
    value = json.loads(text)
    # NaN, an infinite number and half a character are read, and could not be shown as JSON or be stored.
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    return value


def parse_json(file: str, text: str, most_values: int = MOST_VALUES) -> Any:
    """The value of a JSON document, or the fault that it has as such."""
    try:
        value = json_value(text)
    except NO_VALUE as error:
        return Fault(file, 0, "", f"is not JSON: {error}")
    problem = _out_of_size(value, most_values)
    return Fault(file, 0, "", problem) if problem else value


def _out_of_size(document: object, most_values: int = MOST_VALUES) -> str:
    """What makes a document one that nobody meant; blank where nothing does."""
    level, depth, count = [document], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > DEEPEST:
            return f"is nested more than {DEEPEST} deep"
        if count > most_values:
            return f"holds more than {most_values:,} values"
        if any(map(_is_too_long, level)):
            return f"holds a number of more than {MOST_DIGITS:,} digits"
        level = [inner for value in level for inner in _inside(value)]
    return ""


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_too_long(value: object) -> bool:
    """Whether a number has more digits than can be written down; what is infinite has none."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and (value.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS)
    return isinstance(value, int) and abs(value) >= 10**MOST_DIGITS
