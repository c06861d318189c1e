"""What tells rows apart and ties them together: keys and references. One function per rule."""

from __future__ import annotations

from collections.abc import Iterator

from trainopt.dataset.sheet import Key, Sheet, Sheets
from trainopt.dataset.wording import closest, did_you_mean
from trainopt.errors import Fault
from trainopt.kinds import is_id, seemingly

LISTS = ("allowed_nations",)
"""Columns in which a cell holds several ids."""


def keys_are_unique(sheets: Sheets) -> Iterator[Fault]:
    """No two rows of a table have the same key."""
    for sheet in sheets.tables.values():
        content = sheet.content
        # Where a column of the key may be misspelt, rows that differ in it look alike.
        if content.header_is_sound or set(sheet.table.key) <= set(content.columns):
            yield from _doubled(sheet)


def _doubled(sheet: Sheet) -> Iterator[Fault]:
    first: dict[Key, int] = {}
    for line, key in sheet.keys.items():
        if key in first:
            got = " ".join(part for part in key if part)
            yield sheet.fault(line, sheet.table.key[0], f"has the same key as {sheet.at(first[key])}", got)
        first.setdefault(key, line)


def references_exist(sheets: Sheets) -> Iterator[Fault]:
    """Every id that a row refers to stands in its table, where that table shows all its ids."""
    for sheet in sheets.tables.values():
        for name, column in sheet.table.columns.items():
            targets = [(sheets[table], sheets[table].table.key[0]) for table in column.refers_to]
            if targets and all(target.tells(key) for target, key in targets):
                known = set().union(*(target.texts(key) for target, key in targets))
                files = " or ".join(target.table.file for target, _ in targets)
                meant = set().union(*(target.meant(key) for target, key in targets))
                other_words = _by_other_words(targets)
                for fault, word in _dangling(sheet, name, known, files, other_words):
                    if seemingly(word) not in meant:
                        yield fault


def _by_other_words(targets: list[tuple[Sheet, str]]) -> dict[str, str]:
    """Ids by what people type in their stead: the name, in any case, or the id without its zeros."""
    words: dict[str, str] = {}
    for target, key in targets:
        for row in target.rows:
            id_ = str(getattr(row, key))
            words[str(getattr(row, "name", id_)).lower()] = id_
            words.setdefault(id_.lstrip("0"), id_)
    return words


def _dangling(
    sheet: Sheet, column: str, known: set[str], files: str, other_words: dict[str, str]
) -> Iterator[tuple[Fault, str]]:
    """The faults of ids that stand nowhere, each with the id."""
    unknown = [
        (record.line, word)
        for record in sheet.content.records
        for word in _words(record.cells.get(column, ""), column)
        if word not in known and is_id(word)  # what is no id is a fault of its own
    ]
    near = closest((word for _, word in unknown), known)
    for line, word in unknown:
        meant = other_words.get(word.lower()) or other_words.get(word.lstrip("0")) or near.get(word)
        yield sheet.fault(line, column, f"is not in {files}{did_you_mean(meant)}", word), word


def _words(cell: str, column: str) -> list[str]:
    return cell.split() if column in LISTS else [cell]
