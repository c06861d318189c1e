"""In which language a file speaks: what it says is known in English, and said by the catalogues."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import isnan
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainopt.errors import UsageError, shown
from trainopt.extras import missing

if TYPE_CHECKING:
    from trainopt.words.reader import Reader

LANGUAGES: Mapping[str, str] = {"en": "English", "uk": "Українська"}
"""The languages of the catalogues, by their own names; the first where none of them is asked for."""
SPOKEN_FIRST = next(iter(LANGUAGES))
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
"""As British English shortens them, which is how days are written where the reader names no region."""
DAY_IN_TEXT = re.compile(r"(?<![\w.:/'`-])(?<!\bas )(\d{4}-\d{2}-\d{2})(?![\w/'`-]|[.:]\w)")
"""A day that a sentence tells: none within an id, quoted, or shown as it is to be typed (`as 2027-01-18`)."""
KEY_OF_ROW = re.compile(
    r"\brow [^\s,;:()]+(?: [^\s,;:()]+){0,5}? (?:in|of) (?=\w)"
    r"|\brow (?:[^\s,;:()]*[A-Z\d][^\s,;:()]* ?)+"
    r"|(?<!\S)[^\s,;:()]+(?: [^\s,;:()]+){0,5}? is not yours to change"
    r"|^\w+: [^:]+(?=: (?:\w+|the row): was )"
)
"""A row as it stands in a sentence, by its key: a day in that is left as whoever searches for it types it."""
SHARE_IN_TEXT = re.compile(r"(?<=\d) %")
STAND_IN = re.compile(r"Name(\d+)inAText")
"""What stands for a name in a sentence while that is said: an id to the catalogues, and no word of theirs."""


class FileWords(StrEnum):
    """The catalogues of kinds of files. What one has, it says before those of what pages are told."""

    REPORT = "report"
    CALENDARS = "calendars"
    WORKBOOKS = "workbooks"
    NIGHTS = "nights"


def for_people(text: str, write: Callable[[date], str]) -> str:
    """An English text with its days as people write them, and each share's sign held to its number.

    The keys of rows stay as they are in their tables.
    """

    def written(found: re.Match[str]) -> str:
        try:
            return write(date.fromisoformat(found[1]))
        except ValueError:
            return found[0]

    keys = [found.span() for found in KEY_OF_ROW.finditer(text)]

    def unless_of_a_key(found: re.Match[str]) -> str:
        within = any(first <= found.start() < last for first, last in keys)
        return found[0] if within else written(found)

    return SHARE_IN_TEXT.sub("\N{NO-BREAK SPACE}%", DAY_IN_TEXT.sub(unless_of_a_key, text))


def day_in_english(day: date) -> str:
    """`18 Jan 2027`."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class Voice:
    """A language that files of a kind are written in, one of `LANGUAGES`.

    Days in English sentences of a report are written to people; what is in other files, programs read too.
    """

    language: str = SPOKEN_FIRST
    words: FileWords = FileWords.REPORT

    def say(self, text: str) -> str:
        """A text of a file in this language; what no catalogue has stands in English."""
        if self.language == SPOKEN_FIRST or not text:
            return for_people(text, day_in_english) if self.words is FileWords.REPORT else text
        from trainopt.words.sayings import SPOKEN, tell

        return tell(self._reader, text, (self.words, *SPOKEN))

    def say_with(
        self, sentence: str, names: Mapping[str, str], facts: Mapping[str, object] = MappingProxyType({})
    ) -> str:
        """A sentence with its names and facts, each at its `{name}`, in this language.

        What a name holds is never taken for words of the sentence, and one that differs from another in
        names alone is recognised once. Raises KeyError where a value is not given.
        """
        if self.language == SPOKEN_FIRST:
            told = {name: self.say(one) if isinstance(one, str) else one for name, one in facts.items()}
            return self.say(sentence).format_map({**told, **names})
        stand_ins = {name: f"Name{place}inAText" for place, name in enumerate(names)}
        said, values = self.say(sentence.format_map({**facts, **stand_ins})), list(names.values())
        return STAND_IN.sub(lambda found: values[int(found[1])], said)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with so many digits behind its point; a dash where it is not known."""
        if isnan(value):
            return "–"
        return f"{value:,.{digits}f}" if self.language == SPOKEN_FIRST else self._reader.number(value, digits)

    @cached_property
    def _reader(self) -> Reader:
        from trainopt.words.reader import reader_of

        return reader_of("", self.language)


ENGLISH = Voice()
Say = Callable[[str], str]
"""What says a text in the reader's language."""


def voice_of(language: str, words: FileWords) -> Voice:
    """The voice of a language in files of a kind.

    Raises UsageError for one that no catalogue is of, and where what reads catalogues is not installed.
    """
    if language not in LANGUAGES:
        raise UsageError(f"language must be one of {', '.join(LANGUAGES)} (got {shown(language)})")
    if language != SPOKEN_FIRST:
        try:
            import babel  # noqa: F401
            import fluent.runtime  # noqa: F401
        except ImportError as error:
            raise missing("other languages need babel and fluent.runtime", "web") from error
    return Voice(language, words)
