"""What people call columns, weeks, months and totals, in five languages: `vocabulary.toml` beside this."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from trainopt.mapping.headings import plain
from trainopt.tables import Table

WORDS = tomllib.loads(files("trainopt.mapping").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
MONTHS = {plain(word): number for number, words in enumerate(WORDS["month"], start=1) for word in words}
WEEK_WORDS = frozenset(map(plain, WORDS["week"]))
TOTALS = frozenset(map(plain, WORDS["total"]))
YES_OR_NO = {plain(word): said for said in ("yes", "no") for word in WORDS[said]}


def called(table: Table, column: str) -> Iterator[str]:
    """What headings call a column of a table, its own name among them."""
    yield plain(column.replace("_", " "))
    yield column
    for key in (column, f"{table.name}.{column}"):
        yield from map(plain, WORDS["columns"].get(key, ()))
