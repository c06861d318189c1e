"""Words in Latin letters that are left in what should be in Ukrainian, but for ids, names and acronyms."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from trainopt.kinds import DATED_LIMITS, STATES, Location
from trainopt.plan.results import RESULTS
from trainopt.tables import TABLES, Settings

ID = re.compile(r"(?<!\w)(?=[\w.-]*[\d_])[A-Za-z0-9][\w.-]*|(?<!\w)[A-Z][A-Z0-9.-]*(?!\w)")
"""What has a digit or an underscore in it, or is in capitals."""
WORD = re.compile(r"[A-Za-z]{2,}")
ACRONYMS = {"trainopt", "JavaScript", "whatif", "check", "about", "notes", "csv"}
"""Names of programs, files and commands."""
COLUMNS = {
    *Settings.model_fields,
    *(name for table in (*TABLES.values(), *RESULTS.values()) for name in (table.name, *table.columns)),
}
"""What is the same in every language, since it is read again."""
CODES = {
    *get_args(Location),
    *DATED_LIMITS,
    *STATES,
    *("yes", "no", "planned", "expected", "added", "moved", "removed", "plan", "scenarios", "xlsx"),
    *("basic", "leader", "specialist", "collective", "instructor", "interpreter", "range", "simulator"),
}
"""What cells may say, which a note on their heading names, and examples of it."""
SHORTENED = 29
"""Characters that a picture shows of a long name."""


def names_in(*folders: Path) -> list[str]:
    """The ids and names that the tables of datasets and plans hold, the longest first."""
    found: set[str] = set()
    for folder in folders:
        for path in folder.glob("plan.toml"):
            found.add(tomllib.loads(path.read_text(encoding="utf-8"))["name"])
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    found |= {cell for column, cell in row.items() if is_name(column) and cell}
    return sorted(found, key=lambda name: (-len(name), name))


def is_name(column: str) -> bool:
    """Whether a column holds ids or names of somebody, and no words of ours."""
    return column in ("name", "note", "id", "resource", "owner_kind") or column.endswith("_id")


def left_in(texts: Iterable[str], names: Iterable[str], allowed: Iterable[str] = ()) -> list[str]:
    """The texts that have a Latin word in them which is no id, name or acronym, nor allowed."""
    known = [name for name in names if WORD.search(ID.sub("", name))]
    words = {*ACRONYMS, *COLUMNS, *allowed}
    return [text for text in dict.fromkeys(texts) if not words.issuperset(_words(text, known))]


def _words(text: str, names: Iterable[str]) -> Iterator[str]:
    plain = ID.sub("", text)
    if not WORD.search(plain):
        return
    for name in names:
        shortened = f"{name[:SHORTENED].rstrip()}" if len(name) > SHORTENED else name
        text = text.replace(name, "") if name in text else _without_shortened(text, shortened)
    yield from WORD.findall(ID.sub("", text))


def _without_shortened(text: str, name: str) -> str:
    """The text without a name wherever a picture cut it off: `DE-02 Artillery and air-def…`."""
    if "…" in text:
        for length in range(len(name), 3, -1):
            text = text.replace(f"{name[:length].rstrip()}…", "")
    return text
