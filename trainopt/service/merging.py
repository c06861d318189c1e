"""Edits applied to what has changed meanwhile, cell by cell: every clash is named, nothing lost silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from trainopt.errors import UsageError
from trainopt.runs.nightly.differences import RowCells
from trainopt.service.differences import RowEdit, RowKey, TextRows, TextTables, row_words


@dataclass(frozen=True)
class Clash:
    """A cell that is no longer as the draft saw it, or with a blank `column` a whole row.

    `base` is what the draft saw, `theirs` what stands there now, `mine` what the draft says; all as text, a
    row that is not there blank. `change` is the number of the draft's change, 0 where that is not known.
    """

    proposal: int
    change: int
    table: str
    key: tuple[str, ...] = field(repr=False)
    column: str
    base: str
    theirs: str
    mine: str


class Clashes(UsageError):
    """Cells that others changed meanwhile: each needs a choice."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        lines = (
            f"{clash.table}: {' '.join(filter(None, clash.key))}: {clash.column or 'the row'}: was "
            f"{clash.base or 'blank'}, is now {clash.theirs or 'blank'}, here {clash.mine or 'blank'}"
            for clash in clashes
        )
        super().__init__("\n".join(lines))


class Take(StrEnum):
    """What to take where two differ."""

    THEIRS = "theirs"
    MINE = "mine"
    VALUE = "value"


@dataclass(frozen=True)
class ClashChoice:
    """What to take for a clash. Where it says `theirs`, it holds as long as that is what stands there."""

    proposal: int
    table: str
    key: tuple[str, ...] = field(repr=False)
    column: str
    take: Take
    value: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class MergedRows:
    """What came of a merge: the rows, what was really changed, and the clashes without a choice."""

    text: TextTables
    edits: tuple[RowEdit, ...]
    clashes: tuple[Clash, ...]


def merge(
    text: TextTables, edits: Iterable[RowEdit], choices: Iterable[ClashChoice] = (), proposal: int = 0
) -> MergedRows:
    """Apply edits to rows that may have changed since; the rows given stay as they are.

    A table that no edit changes is the very same in the result.

    Other cells of a row merge, equal values are no clash. Where two clash and nothing is chosen, what stands
    there stays, and the clash is in the result.
    """
    merging = _Merging(text, proposal, choices)
    for edit in edits:
        merging.apply(edit)
    return MergedRows(merging.text, tuple(merging.done), tuple(merging.clashes))


class _Merging:
    def __init__(self, text: TextTables, proposal: int, choices: Iterable[ClashChoice]) -> None:
        self.text = dict(text)
        self.proposal = proposal
        self.choices: Mapping[tuple[str, RowKey, str], ClashChoice] = {
            (choice.table, tuple(choice.key), choice.column): choice
            for choice in choices
            if choice.proposal == proposal
        }
        self.done: list[RowEdit] = []
        self.clashes: list[Clash] = []
        self._own: set[str] = set()

    def apply(self, edit: RowEdit) -> None:
        now = self.text[edit.table].get(edit.key)
        if edit.before is not None and edit.after is not None and now is not None:
            self._put(edit, now, self._cells(edit, edit.before, edit.after, now))
        elif now == edit.after:
            return  # somebody else did the same
        elif now == edit.before or self._takes_mine(edit, now):
            self._put(edit, now, edit.after)

    def _cells(self, edit: RowEdit, before: RowCells, after: RowCells, now: RowCells) -> RowCells:
        cells = dict(now)
        for column in edit.columns:
            base, mine, theirs = (row.get(column, "") for row in (before, after, now))
            if theirs not in (base, mine):
                mine = self._chosen(edit, column, base, theirs, mine)
            if mine:
                cells[column] = mine
            else:
                cells.pop(column, None)
        return cells

    def _chosen(self, edit: RowEdit, column: str, base: str, theirs: str, mine: str) -> str:
        clash = Clash(self.proposal, edit.change, edit.table, edit.key, column, base, theirs, mine)
        choice = self._choice(clash)
        if choice is None:
            self.clashes.append(clash)
            return theirs
        return {Take.THEIRS: theirs, Take.MINE: mine, Take.VALUE: choice.value}[choice.take]

    def _takes_mine(self, edit: RowEdit, now: RowCells | None) -> bool:
        """Whether a whole row, which is no longer as the draft saw it, is to be as the draft has it."""
        words = (row_words(edit.table, row) for row in (edit.before, now, edit.after))
        clash = Clash(self.proposal, edit.change, edit.table, edit.key, "", *words)
        choice = self._choice(clash)
        if choice is None or choice.take is Take.VALUE:
            self.clashes.append(clash)
            return False
        return choice.take is Take.MINE

    def _choice(self, clash: Clash) -> ClashChoice | None:
        """What was chosen, if it was chosen for what stands there now."""
        choice = self.choices.get((clash.table, clash.key, clash.column))
        return None if choice is None or choice.theirs not in (None, clash.theirs) else choice

    def _put(self, edit: RowEdit, now: RowCells | None, after: RowCells | None) -> None:
        if after == now:
            return
        rows = self._rows_of(edit.table)
        if after is None:
            del rows[edit.key]
        else:
            rows[edit.key] = after
        self.done.append(RowEdit(edit.table, edit.key, now, after, edit.change))

    def _rows_of(self, table: str) -> TextRows:
        """The rows of a table, to be changed."""
        if table not in self._own:
            self._own.add(table)
            self.text[table] = dict(self.text[table])
        return self.text[table]


def take_all(clashes: Iterable[Clash], take: Take) -> list[ClashChoice]:
    """The same for every clash: to let what stands there stand, or to overrule it."""
    return [ClashChoice(clash.proposal, clash.table, clash.key, clash.column, take) for clash in clashes]
