"""A map to begin with: columns by what their headings are called and by what stands below them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from trainopt.dataset import Dataset
from trainopt.dataset.wording import listed
from trainopt.errors import shown
from trainopt.mapping.cells import Reading
from trainopt.mapping.dates import Period, periods_said
from trainopt.mapping.grid import SheetGrid, open_grids
from trainopt.mapping.headings import labels, plain
from trainopt.mapping.names import KnownIds
from trainopt.mapping.text import as_toml
from trainopt.mapping.vocabulary import TOTALS, YES_OR_NO, called
from trainopt.tables import TABLES, Table

SUGGESTION = "# A suggested map"
"""How its text begins."""
MOST_TITLES, SAMPLE = 30, 60
"""So many rows from the top may hold a heading, so many below it show what stands in a column."""
MOST_WIDE = 500
"""Columns of all sheets: of more nothing is suggested."""
LIKE_ENOUGH, KNOWN_ENOUGH = 0.86, 0.6
MOST_DIGITS = 9
NUMBERED = "demand_id"
"""Ids that spreadsheets often lack, and that nothing else in them refers to."""
FILLED_BY_WEEKS: dict[str, tuple[str | None, ...]] = {
    "capacity": ("parallel_classes", "valid_from", "valid_to"),
    "resources": ("quantity", "valid_from", "valid_to"),
    "limits": ("quantity", "valid_from", "valid_to"),
    "pins": ("site_id", "start", None),
}
"""What weeks as columns fill in each table that has something by the week."""


class _Looked:
    """A sheet that is looked through: what stands in it, and what of that is known, is found out once."""

    def __init__(self, grid: SheetGrid, known: KnownIds) -> None:
        self.grid, self.known = grid, known
        self._texts: dict[tuple[int, int], list[str]] = {}
        self._is_known: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._count: dict[tuple[int, int, tuple[str, ...]], int] = {}

    def texts(self, row: int, column: int) -> list[str]:
        """What stands in a column below a row, blanks left out."""
        place = row, column
        if place not in self._texts:
            below = range(row + 1, min(row + 1 + SAMPLE, len(self.grid.rows)))
            self._texts[place] = [text for row in below if (text := self.grid.text(row, column))]
        return self._texts[place]

    def is_known(self, text: str, tables: tuple[str, ...]) -> bool:
        """Whether a text is an id or a name of one of the tables."""
        asked = text, tables
        if asked not in self._is_known:
            self._is_known[asked] = bool(self.known.known(text, tables))
        return self._is_known[asked]

    def count_known(self, row: int, column: int, tables: tuple[str, ...]) -> int:
        """How many of the texts below a row in a column are ids or names of one of the tables."""
        asked = row, column, tables
        if asked not in self._count:
            self._count[asked] = sum(self.is_known(text, tables) for text in self.texts(row, column))
        return self._count[asked]


@dataclass(frozen=True)
class _Guess:
    """A table on a sheet: the rows of its heading, where each of its columns stands, and its weeks."""

    sheet: _Looked
    table: Table
    rows: Sequence[int]
    labels: dict[int, str]
    columns: dict[str, int]
    periods: dict[int, Period] = field(default_factory=dict)

    @property
    def by_weeks(self) -> tuple[str | None, ...]:
        """The columns of the table that its weeks fill."""
        return FILLED_BY_WEEKS[self.table.name] if self.periods else ()

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """How well it fits: required columns found less those missing and less numbers that it has no
        place for, these numbers, all found, few and early rows."""
        found = {*self.columns, *self.by_weeks}
        needed = [name for name in self.table.required if name not in self.table.key[:1]]
        hits = sum(name in found for name in needed)
        fits, homeless = 2 * hits - len(needed), self.homeless
        return fits - homeless, -homeless, len(self.columns), -len(self.rows), -self.rows[0]

    @property
    def homeless(self) -> int:
        """How many columns of whole numbers have no place in the table: it may be another one's sheet."""
        taken = {*self.columns.values(), *self.periods}
        spare = sum(column not in taken and _has_numbers(self.texts(column)) for column in self.labels)
        kinds, found = self.table.kinds, {*self.columns, *self.by_weeks}
        room = sum(kinds[name] is int and name not in found for name in self.table.columns)
        return max(0, spare - room)

    def texts(self, column: int) -> list[str]:
        """What stands below a heading, blanks left out."""
        return self.sheet.texts(self.rows[-1], column)


def _has_numbers(texts: Sequence[str]) -> bool:
    """Whether most cells are whole numbers, and not those of the rows."""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < MOST_DIGITS]
    runs_on = numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1
    return len(numbers) > len(texts) / 2 and not runs_on


def suggest_text(path: Path, like: Dataset | None = None) -> str:
    """A map for a spreadsheet as TOML, one table for each sheet; what could not be told is a comment in it.

    Raises DatasetFaults where the spreadsheet cannot be read, UsageError where nothing is installed that
    reads it.
    """
    year = like.settings.start.year if like else date.today().year
    return suggested_text(open_grids(path), KnownIds.of(like), year)


def suggested_text(grids: Sequence[SheetGrid], known: KnownIds, year: int) -> str:
    """The same of sheets that were opened; `year` is that of weeks and months that name none."""
    width = sum(len(grid.columns) for grid in grids)
    parts = [_sheet_text(_Looked(grid, known), year) for grid in grids if width <= MOST_WIDE]
    if width > MOST_WIDE:
        parts = [f"# Nothing is suggested: the sheets have more than {MOST_WIDE:,} columns.\n"]
    head = (
        f"{SUGGESTION}: look at each line. What could not be told stands behind a #.\n"
        "# A second table on a sheet needs a [[table]] of its own.\n"
    )
    return "\n".join([head, *parts])


def suggested_table(
    grid: SheetGrid, table: str, rows: Sequence[int], known: KnownIds, year: int
) -> dict[str, Any]:
    """The keys of one table of a map, where it is known which table stands under which headings.

    The rows of the headings are counted from 0.
    """
    found = labels(grid, rows, grid.columns)
    guess = _guess(_Looked(grid, known), TABLES[table], rows, found, year)
    keys: dict[str, Any] = tomllib.loads("\n".join(_lines(guess, year)))["table"][0]
    return keys


def _sheet_text(sheet: _Looked, year: int) -> str:
    guesses = [guess for rows in _headings(sheet.grid) for guess in _guesses(sheet, rows, year)]
    best = max(guesses, key=lambda guess: guess.rank, default=None)
    if best is None:
        return f"# {shown(sheet.grid.name)}: no row looks like the headings of a table.\n"
    return "\n".join(_lines(best, year)) + "\n"


def _headings(grid: SheetGrid) -> Iterator[Sequence[int]]:
    top = range(min(len(grid.rows), MOST_TITLES))
    yield from ([row] for row in top)
    yield from pairwise(top)


def _guesses(sheet: _Looked, rows: Sequence[int], year: int) -> Iterator[_Guess]:
    """Each table of which two columns at least are found."""
    found = labels(sheet.grid, rows, sheet.grid.columns)
    for table in TABLES.values():
        guess = _guess(sheet, table, rows, found, year)
        if len(guess.columns) + bool(guess.periods) >= 2:
            yield guess


def _guess(sheet: _Looked, table: Table, rows: Sequence[int], found: dict[int, str], year: int) -> _Guess:
    """What of a table is found under headings."""
    lower = {column: text for column in found if (text := sheet.grid.own_text(rows[-1], column))}
    columns = _by_heading(table, found)
    _by_values(_Guess(sheet, table, rows, found, columns))
    taken = set(columns.values())
    rest = {column: text for column, text in lower.items() if column not in taken}
    periods = periods_said(rest, year) if table.name in FILLED_BY_WEEKS else {}
    if len(periods) < 2:
        periods = {}
    by_weeks = FILLED_BY_WEEKS[table.name] if periods else ()
    columns = {name: column for name, column in columns.items() if name not in by_weeks}
    return _Guess(sheet, table, rows, found, columns, periods)


def _by_heading(table: Table, found: dict[int, str]) -> dict[str, int]:
    """The columns whose heading is called as theirs is, the best first, each heading for one."""
    order = list(table.columns)
    scored = sorted(
        (-likeness, column, order.index(name))
        for column, label in found.items()
        for (of, name), likeness in _meant(label).items()
        if of == table.name
    )
    columns: dict[str, int] = {}
    for _, column, place in scored:
        if order[place] not in columns and column not in columns.values():
            columns[order[place]] = column
    return columns


@lru_cache(maxsize=100_000)
def _meant(label: str) -> dict[tuple[str, str], float]:
    """The columns, by table and name, that are called as a heading or nearly so, and how nearly."""
    text = plain(label).strip(".:*# ")
    meant: dict[tuple[str, str], float] = {}
    for word in sorted({word for end in _ends(text) for word in _words_by_end().get(end, ())}):
        likeness = _likeness(text, word)
        for place in _columns_called()[word] if likeness >= LIKE_ENOUGH else ():
            meant[place] = max(likeness, meant.get(place, 0.0))
    return meant


def _likeness(text: str, word: str) -> float:
    if text == word:
        return 1.0
    if abs(len(text) - len(word)) > 2 or min(len(text), len(word)) <= 3:
        return 0.0
    return SequenceMatcher(None, text, word).ratio()


def _ends(text: str) -> tuple[str, str]:
    """The first two letters and the last two: of words that are nearly alike one of them is the same."""
    return f"{text[:2]}…", f"…{text[-2:]}"


@cache
def _columns_called() -> dict[str, list[tuple[str, str]]]:
    """The columns, by table and name, that are called by each word."""
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table in TABLES.values():
        for name in table.columns:
            for word in called(table, name):
                places[word].append((table.name, name))
    return places


@cache
def _words_by_end() -> dict[str, set[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for word in _columns_called():
        for end in _ends(word):
            words[end].add(word)
    return words


def _by_values(guess: _Guess) -> None:
    """Give columns of ids without a heading that says so one whose cells are such ids or names."""
    for name in guess.table.columns:
        tables = Reading(guess.table, name).tables
        if name in guess.columns or not tables:
            continue
        for column in guess.labels:
            texts = guess.texts(column) if column not in guess.columns.values() else []
            hits = guess.sheet.count_known(guess.rows[-1], column, tables) if texts else 0
            if texts and hits >= KNOWN_ENOUGH * len(texts):
                guess.columns[name] = column
                break


def _lines(guess: _Guess, year: int) -> Iterator[str]:
    yield f"[[table]]\ntable = {as_toml(guess.table.name)}"
    if guess.sheet.grid.has_cells:
        yield f"sheet = {as_toml(guess.sheet.grid.name)}"
    rows = [row + 1 for row in guess.rows]
    yield f"heading_rows = {rows[0] if len(rows) == 1 else rows}"
    below = {text for column in guess.labels for text in guess.texts(column)}
    if totals := sorted(text for text in below if plain(text) in TOTALS):
        yield f"skip = {as_toml(totals)}"
    yield "[table.columns]"
    for name, column in guess.columns.items():
        yield from _column_lines(guess, name, column)
    yield from _not_told(guess)
    if guess.periods:
        keys = zip(("value", "first", "last"), FILLED_BY_WEEKS[guess.table.name], strict=True)
        said = [f"{key} = {as_toml(name)}" for key, name in keys if name]
        yield "\n".join(["[table.weeks]", f"year = {year}", *said])


def _not_told(guess: _Guess) -> Iterator[str]:
    """What must be filled and stands nowhere, and the headings that say nothing."""
    filled = {*guess.columns, *guess.by_weeks}
    for name in guess.table.required:
        if name == NUMBERED and name not in filled:
            yield f'{name} = {{ numbered = "D" }}   # the sheet has none'
        elif name not in filled:
            yield f'# {name} = ""   # must be filled: {guess.table.columns[name].meaning}'
    for column, label in guess.labels.items():
        if column not in guess.columns.values() and column not in guess.periods:
            yield f"# not told: {as_toml(label)}, e.g. {as_toml(listed(guess.texts(column)))}"


def _column_lines(guess: _Guess, name: str, column: int) -> Iterator[str]:
    """A column with what its cells ask for; of those that cannot be read, a comment."""
    said = {"heading": as_toml(guess.labels[column])}
    texts = guess.texts(column)
    reading = Reading(guess.table, name)
    if reading.kind is bool:
        words = {text: YES_OR_NO[plain(text)] for text in texts if plain(text) in YES_OR_NO}
        said["values"] = "{ " + ", ".join(f"{as_toml(t)} = {as_toml(w)}" for t, w in words.items()) + " }"
    elif reading.kind is date and (order := _order(texts)):
        said["dates"] = as_toml(order)
    yield f"{name} = {{ {', '.join(f'{key} = {value}' for key, value in said.items())} }}"
    rows = (text for text in texts if plain(text) not in TOTALS)  # those of totals are not read
    ids = [text for text in rows if not guess.sheet.is_known(text, reading.tables)]
    unknown = dict.fromkeys(ids) if reading.tables else ()
    if unknown:
        told = as_toml(listed(list(unknown)))
        yield f"# {name}: no known id or name: {told}; say which they are with values = {{ … }}"


def _order(texts: Sequence[str]) -> str:
    """What slashes mean, where one of the days tells; blank where none does."""
    pairs = [tuple(map(int, found.groups())) for t in texts if (found := re.match(r"(\d\d?)/(\d\d?)/\d", t))]
    if any(first > 12 for first, _ in pairs):
        return "day first"
    return "month first" if any(second > 12 for _, second in pairs) else ""
