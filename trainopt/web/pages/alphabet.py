"""The order in which readers look for words, where code points have another.

The grid does the same (`islands/src/grid/alphabet.ts`).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
PLACE = {letter: chr(0x0400 + place) for place, letter in enumerate(UKRAINIAN)}
"""Of each letter a sign that sorts as it does: capitals, which a text in small letters has none of."""
PLAIN = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
}  # fmt: skip
"""What letters are sorted as that no mark can be taken off."""
SILENT = frozenset("'’\N{MODIFIER LETTER APOSTROPHE}")
"""Apostrophes, which Ukrainian dictionaries pass over."""


def in_alphabet(text: str) -> tuple[str, str]:
    """What a text is sorted by: its letters in the order of the alphabet, and itself among equals."""
    small = text.lower()
    return small if small.isascii() else _folded(small), small


@lru_cache(maxsize=20_000)
def _folded(small: str) -> str:
    return "".join(map(_sorted_as, unicodedata.normalize("NFC", small)))


def _sorted_as(letter: str) -> str:
    if letter in PLACE or letter in SILENT:
        return PLACE.get(letter, "")
    plain = [one for one in unicodedata.normalize("NFD", letter) if unicodedata.category(one)[0] != "M"]
    return PLAIN.get(letter, "".join(PLACE.get(one, one) for one in plain))
