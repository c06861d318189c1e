"""What the rows that a scope does not show hold: ids and free texts that no answer to it may tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from trainopt.runs.nightly.differences import RowCells
from trainopt.service.actors import ALL, Scope
from trainopt.service.contents import DataAtHand
from trainopt.service.merging import Clash
from trainopt.tables import TABLES

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
FREE_TEXT = ("name", "note", "level")
LEAST_TEXT = 3
"""Characters: a shorter free text says nothing of whose it is, and may stand in any message."""
OTHERS = "others"


@dataclass(frozen=True)
class Hidden:
    """Ids and free texts of rows that are not shown, but for what shown rows say, too."""

    ids: frozenset[str]
    texts: frozenset[str]

    def named_in(self, message: str, said: frozenset[str] = frozenset()) -> bool:
        """Whether a message names any of them; what whoever reads it has `said` is no secret to them."""
        return any(name in self.ids for name in names_in(message, said)) or any(
            text in message for text in self.texts
        )

    def replaced(self, message: str) -> str:
        """The message with `others` in place of each of them."""
        for text in sorted(self.texts, key=len, reverse=True):
            message = message.replace(text, OTHERS)
        return WORD.sub(lambda word: OTHERS if self.named_in(word[0]) else word[0], message)


def hidden_from(data: DataAtHand, scopes: Iterable[Scope], said: frozenset[str] = frozenset()) -> Hidden:
    """What of a dataset these scopes do not show; nothing where one of them is all."""
    asked = tuple(scopes)
    if ALL in asked:
        return Hidden(frozenset(), frozenset())
    every: tuple[set[str], set[str]] = set(), set()
    seen: tuple[set[str], set[str]] = set(), set()
    for table in TABLES:
        for cells in data.text[table].values():
            gather(cells, every)
            gather(data.reaches.cut(asked, table, cells) or {}, seen)
    return Hidden(frozenset(every[0] - seen[0] - said), frozenset(every[1] - seen[1] - said))


def clashes_told(data: DataAtHand, scopes: Iterable[Scope], clashes: Iterable[Clash]) -> list[Clash]:
    """Clashes as who reads in these scopes may know them.

    What stands now in a row that has become another's is blank, as if the row were gone.
    """
    asked = tuple(scopes)

    def told(clash: Clash) -> Clash:
        now = data.text[clash.table].get(clash.key)
        shown = now is None or data.reaches.cut(asked, clash.table, now) == now
        return clash if shown else replace(clash, theirs="")

    return [told(clash) for clash in clashes]


def gather(cells: RowCells, found: tuple[set[str], set[str]]) -> None:
    """Take up the ids and the free texts of a row."""
    for column, text in cells.items():
        if column in FREE_TEXT:
            found[1].update([text] if len(text) >= LEAST_TEXT else [])
        elif column.endswith("_id") or column in ("resource", "allowed_nations"):
            found[0].update(text.split())


def names_in(message: str, said: frozenset[str] = frozenset()) -> Iterator[str]:
    """What may be ids in a message: words, what stands between their dots, and the demand of a cohort."""
    for word in WORD.findall(message):
        if word.rstrip(".") in said:
            continue
        for part in (word.rstrip("."), *word.split(".")):
            yield part
            yield part.rpartition("-")[0]
