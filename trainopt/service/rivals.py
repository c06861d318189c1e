"""Proposals that wait and want different things of the same cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from trainopt.service.differences import RowEdit, RowKey
from trainopt.service.proposals import Proposal

EditOfRow = tuple[int, RowEdit]
"""The number of a proposal, and what it makes of a row."""


def rivals_among(found: Iterable[Proposal]) -> Mapping[int, list[int]]:
    """By the number of each of these proposals that has any: the numbers of those that it clashes with.

    They do where both change a cell and not to the same, or where one deletes or adds a row and the other
    has it otherwise.
    """
    return _rivals(_by_row(found).values())


def rivals_of(proposal: Proposal, others: Iterable[Proposal]) -> list[int]:
    """The numbers of those of the others that the proposal clashes with; it may be among them."""
    rows = {(edit.table, edit.key) for edit in proposal.edits}
    everybody = {one.number: one for one in (*others, proposal)}
    edits = (edits for row, edits in _by_row(everybody.values()).items() if row in rows)
    return _rivals(edits).get(proposal.number, [])


def _by_row(found: Iterable[Proposal]) -> Mapping[tuple[str, RowKey], list[EditOfRow]]:
    of_row: dict[tuple[str, RowKey], list[EditOfRow]] = defaultdict(list)
    for proposal in found:
        for edit in proposal.edits:
            of_row[edit.table, edit.key].append((proposal.number, edit))
    return of_row


def _rivals(rows: Iterable[Collection[EditOfRow]]) -> Mapping[int, list[int]]:
    rivals: dict[int, set[int]] = defaultdict(set)
    for edits in rows:
        for wants in _wants(edits) if len(edits) > 1 else ():
            everybody = set().union(*wants)
            for same in wants:
                for number in same:
                    rivals[number] |= everybody - same
    return {number: sorted(others) for number, others in rivals.items() if others}


def _wants(edits: Iterable[EditOfRow]) -> Iterator[Collection[set[int]]]:
    """What is wanted of a row, one question after the other: each time the proposals by what they want.

    The questions are those of its cells that are changed, and for each way of adding or deleting the row
    whether it is to be so.
    """
    cells: dict[str, dict[str | None, set[int]]] = defaultdict(lambda: defaultdict(set))
    wholes: dict[Any, set[int]] = defaultdict(set)
    kept: dict[Any, set[int]] = defaultdict(set)
    for number, edit in edits:
        after = None if edit.after is None else frozenset(edit.after.items())
        if edit.before is None or edit.after is None:
            wholes[after].add(number)
            continue
        kept[after].add(number)
        for column in edit.columns:
            cells[column][edit.after.get(column)].add(number)
    for after, same in wholes.items():
        others = (*wholes.items(), *kept.items())
        yield same, set().union(*(numbers for other, numbers in others if other != after))
    yield from (wants.values() for wants in cells.values())
