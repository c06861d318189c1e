"""Who reads: words in their language, and dates and numbers as they write them.

Texts are Fluent messages: a folder a language beside this module, a file a page or a kind of file, ids that
begin with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from pkgutil import get_data
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentSerializer
from fluent.syntax.ast import Message, Term

from trainopt.words.voice import LANGUAGES

REGIONS: Mapping[str, str] = {"en": "GB", "uk": "UA"}
"""How dates and numbers are written where the reader names a language and no region of it."""
CATALOGUES = Path(__file__).parent
ENDING = ".ftl"

WEIGHED = re.compile(
    r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-\w+)*\s*(?:;\s*q=([\d.]{1,5}))?"
)


@dataclass(frozen=True)
class Reader:
    """Who reads: one of the languages, and the locale of their dates and numbers."""

    language: str
    locale: Locale

    def t(self, id: str, /, **values: Any) -> str:
        """A text by its id, with its values. Raises LookupError for an id that there is not."""
        bundle = _bundle(self.language, str(self.locale))
        message = bundle.get_message(id)
        if message.value is None:
            raise LookupError(f"{id} has no text")
        return str(bundle.format_pattern(message.value, values)[0])

    def number(self, value: float, digits: int | None = None) -> str:
        """A number; `digits` behind the point, else as many as it has, three at most."""
        pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, pattern, locale=self.locale))

    def percent(self, share: float, digits: int = 0) -> str:
        """A share from 0 to 1 with `digits` behind the point: `67 %`."""
        return f"{self.number(100 * share, digits)}\N{NO-BREAK SPACE}%"

    def day(self, value: date | str) -> str:
        """A day; text is as in a table, `2027-01-18`."""
        found = date.fromisoformat(value) if isinstance(value, str) else value
        return str(format_date(found, "medium", locale=self.locale))

    def month(self, value: date | str, short: bool = False) -> str:
        """The month of a day; `short` is without its year. Text is as in a table, `2027-01`."""
        found = date.fromisoformat(f"{value}-01") if isinstance(value, str) else value
        return str(format_skeleton("MMM" if short else "yMMM", found, locale=self.locale))

    def moment(self, value: datetime | str) -> str:
        """A moment, in UTC; text is as in the store, `2027-01-18T05:00:00Z`."""
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        at = found.astimezone(UTC)
        return f"{self.day(at.date())}, {format_time(at.time(), 'short', locale=self.locale)} UTC"

    def for_islands(self, prefixes: Iterable[str]) -> dict[str, str]:
        """What a page hands to its islands: the locale, and the messages whose ids begin so, as Fluent."""
        wanted = tuple(prefixes)
        entries = _entries(self.language)
        found = [text for id, text in entries.items() if id.startswith(("-", *wanted))]
        return {"locale": str(self.locale).replace("_", "-"), "messages": "\n".join(found)}


def reader_of(accepted: str, chosen: str = "") -> Reader:
    """The reader by what their browser accepts (`Accept-Language`) and the language that they have chosen."""
    return _reader(accepted[:500], chosen if chosen in LANGUAGES else "")


@lru_cache(maxsize=256)
def _reader(accepted: str, chosen: str) -> Reader:
    asked = [(language, region) for language, region in _asked(accepted) if language in LANGUAGES]
    language = chosen or (asked[0][0] if asked else next(iter(LANGUAGES)))
    region = next((region for known, region in asked if known == language and region), REGIONS[language])
    try:
        return Reader(language, Locale(language, region))
    except UnknownLocaleError:
        return Reader(language, Locale(language, REGIONS[language]))


def _asked(accepted: str) -> list[tuple[str, str]]:
    """Languages and regions, the most wanted first."""
    found = [WEIGHED.fullmatch(part.strip()) for part in accepted.split(",")]
    weighed = [(_weight(one[3]), one[1].lower(), (one[2] or "").upper()) for one in found if one]
    return [(language, region) for weight, language, region in sorted(weighed, key=_wanted) if weight > 0]


def _wanted(one: tuple[float, str, str]) -> float:
    return -one[0]


def _weight(text: str | None) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0


# The catalogues


@cache
def _bundle(language: str, locale: str) -> FluentBundle:
    bundle = FluentBundle([locale.replace("_", "-")], use_isolating=False)
    for resource in _resources(language):
        bundle.add_resource(resource)
    return bundle


def _resources(language: str) -> Iterable[Any]:
    names = sorted(path.name for path in CATALOGUES.joinpath(language).iterdir() if path.suffix == ENDING)
    for name in names:
        yield FluentResource(catalogue(language, name))


def catalogue(language: str, name: str) -> str:
    """The file of a catalogue, as it is written."""
    return (get_data("trainopt.words", f"{language}/{name}") or b"").decode()


@cache
def _entries(language: str) -> Mapping[str, str]:
    """Every message as it is written, and every term by its id behind a dash."""
    serializer = FluentSerializer()
    found: dict[str, str] = {}
    for resource in _resources(language):
        for entry in resource.body:
            if isinstance(entry, Message | Term):
                dash = "-" if isinstance(entry, Term) else ""
                found[dash + entry.id.name] = serializer.serialize_entry(entry)
    return found
