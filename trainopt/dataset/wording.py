"""Words that messages share: counts, shortened lists, and the known name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice

from trainopt.errors import shown
from trainopt.kinds import is_id, looks_like

MOST_LISTED = 3
MOST_HINTS = 10
"""To find a near name among ten thousand takes a tenth of a second."""


def as_column(name: str) -> str:
    """A name as the column of a message: as written where it is a word, else in quotes and shortened."""
    return name if is_id(name) else shown(name)


def listed(words: Sequence[str], separator: str = ", ") -> str:
    """The first few words and how many there are more."""
    more = len(words) - MOST_LISTED
    rest = f" and {more} more" if more > 0 else ""
    return separator.join(words[:MOST_LISTED]) + rest


def closest(words: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The known id most like each of the words, in whatever case; of the first words only, where one is."""
    # The last of the names that differ in case only stands for all of them.
    by_lower = {name.lower(): name for name in sorted(known) if is_id(name)}
    found: dict[str, str] = {}
    for word in islice(dict.fromkeys(words), MOST_HINTS):
        for match in get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6):
            found[word] = by_lower[match]
    return found


def did_you_mean(name: str | None) -> str:
    """The hint at the end of a message; blank where no name is near."""
    return f"; did you mean {name}?" if name else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint with the known id most like the word, and with the letter in it that only looks Latin."""
    return f"{did_you_mean(closest([word], known).get(word))}{looks_like(word)}"
