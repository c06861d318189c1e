"""In which language a file speaks: what it says is known in English, and said by the catalogues."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
STAND_IN = re.compile(r"Name(\d+)inAText")
"""What stands for a name in a sentence while that is said: an id to the catalogues, and no word of theirs."""


class FileWords(StrEnum):
    """The catalogues of kinds of files. What one has, it says before those of what pages are told."""

    REPORT = "report"
    CALENDARS = "calendars"
    WORKBOOKS = "workbooks"
    NIGHTS = "nights"


@dataclass(frozen=True)
class Voice:
    """A language that files of a kind are written in, one of `LANGUAGES`."""

    language: str = SPOKEN_FIRST
    words: FileWords = FileWords.REPORT

    def say(self, text: str) -> str:
        """A text of a file in this language; what no catalogue has stands in English."""
        if self.language == SPOKEN_FIRST or not text:
            return text
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
            return sentence.format_map({**facts, **names})
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
