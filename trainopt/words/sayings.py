"""What is said in English by whatever knows it, in the reader's language.

Meanings of columns, reasons, faults and refusals are sentences of the parts that know them, in English, for
the command line, files and programs alike. Some lie in the store as text. The catalogues of `SPOKEN` have
each of them as a pattern: its English finds the values in a sentence, the reader's language says it with
them. So have those of `FileWords` what stands in files that are made for people.

The English of such a message says of each value how it is written: `{ NUMBER($n) }`, `{ DAY($day) }`,
`{ PERCENT($share) }`, `{ ID($id) }`, any text as `{ $text }`; `{ SAID($what) }` is a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, product
from typing import Any, NamedTuple

from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    FunctionReference,
    Message,
    Pattern,
    Placeable,
    SelectExpression,
    StringLiteral,
    TextElement,
    VariableReference,
)

from trainopt.words.reader import ENDING, Reader, catalogue
from trainopt.words.voice import SPOKEN_FIRST, for_people

SPOKEN = ("meanings", "reasons", "faults", "refusals")
"""The catalogues of what others say to pages."""
GIVEN = ("given", "reasons")
"""Those of titles and reasons that the service gives where nobody does."""
LONGEST = 2_000
"""Characters: nothing that is said is longer, and no text of somebody's own is looked through for ever."""
MOST_JOINED = 12
"""Sentences in one text."""
DEEPEST = 12
"""Sentences within each other."""
BETWEEN = "; "
"""What stands between sentences in one text."""


@dataclass(frozen=True)
class Listener:
    """Who is told: the reader, by which catalogues, and how deep in other sentences the text lies."""

    reader: Reader
    catalogues: tuple[str, ...]
    depth: int = 0

    def deeper(self) -> Listener:
        """The same, of a part of what is said."""
        return replace(self, depth=self.depth + 1)


class Kind(NamedTuple):
    """How a value is written in English, and what the reader's language is given of it.

    `read` gives None for what only looks like one.
    """

    written: str
    read: Callable[[Listener, str], Any]


def _number(_: Listener, text: str) -> float:
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _as_it_is(_: Listener, text: str) -> str:
    return text


def _day(listener: Listener, text: str) -> str | None:
    try:
        return listener.reader.day(text)
    except ValueError:
        return None


def _percent(listener: Listener, text: str) -> str:
    number = text.removesuffix("%").rstrip()
    return listener.reader.percent(float(number) / 100, len(number.partition(".")[2]))


def _said(listener: Listener, text: str) -> str | None:
    return _translated(listener.deeper(), text) if text else text


ANY_TEXT = ".+?"
VALUE_KINDS: Mapping[str, Kind] = {
    "": Kind(ANY_TEXT, _as_it_is),
    "ID": Kind(r"[A-Za-z0-9][\w.\-]*", _as_it_is),
    "NUMBER": Kind(r"-?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,15})?", _number),
    "PERCENT": Kind(r"\d{1,15}(?:\.\d{1,15})? ?%", _percent),
    "DAY": Kind(r"\d{4}-\d{2}-\d{2}", _day),
    "SAID": Kind(ANY_TEXT, _said),
}
"""By the function around the value."""


class Saying(NamedTuple):
    """A pattern of a sentence: the message that it is of, and the kinds of its values by name.

    `begins` and `ends` are its text before the first value and behind the last, `longest` the longest of its
    texts, `certain` how many characters of it are no value's: of two patterns that fit the one with more of
    them is meant.
    """

    id: str
    fits: re.Pattern[str]
    kinds: Mapping[str, str]
    begins: str
    ends: str
    longest: str
    certain: int


def tell(reader: Reader, text: str, catalogues: tuple[str, ...] = SPOKEN) -> str:
    """What was said, in the reader's language; what no catalogue has stands in English."""
    return translated(reader, text, catalogues) or text


def translated(reader: Reader, text: str, catalogues: tuple[str, ...] = SPOKEN) -> str | None:
    """A text of one or more sentences in the reader's language; None where a catalogue lacks one of them.

    English stays as it was said, but for days and shares, which are written as on pages.
    """
    if reader.language == SPOKEN_FIRST or not text:
        return for_people(text, reader.day)
    return _recognised(Listener(reader, catalogues), text)


def is_known(reader: Reader, text: str, catalogues: tuple[str, ...]) -> bool:
    """Whether these catalogues have a text, so that it is nobody's own."""
    return _recognised(Listener(reader, catalogues), text) is not None


def _recognised(listener: Listener, text: str) -> str | None:
    return None if len(text) > LONGEST else _translated(listener, text)


@lru_cache(maxsize=4096)
def _translated(listener: Listener, text: str) -> str | None:
    if listener.depth > DEEPEST:
        return None
    known = _sayings(listener.catalogues)
    if text in known.exact:
        return listener.reader.t(known.exact[text])
    joined = _joined(listener, text)
    if joined is not None:
        return joined
    for saying in known.that_may_fit(text):
        values = _values(listener, saying, text)
        if values is not None:
            return listener.reader.t(saying.id, **values)
    return None


def _values(listener: Listener, saying: Saying, text: str) -> dict[str, Any] | None:
    """The values of the pattern in the text; None where it does not fit, or one is none of its kind."""
    found = saying.fits.fullmatch(text)
    if found is None:
        return None
    values: dict[str, Any] = {}
    for name, kind in saying.kinds.items():
        value = VALUE_KINDS[kind].read(listener, found[name])
        if value is None:
            return None
        values[name] = value
    return values


def _joined(listener: Listener, text: str) -> str | None:
    """A text of several sentences, each of which may have in itself what stands between them.

    It comes before the patterns, in which a value that is any text would take up the sentences behind it.
    """
    parts = text.split(BETWEEN)
    if not 1 < len(parts) <= MOST_JOINED:
        return None
    for end in range(1, len(parts)):
        first = _translated(listener.deeper(), BETWEEN.join(parts[:end]))
        rest = None if first is None else _translated(listener.deeper(), BETWEEN.join(parts[end:]))
        if rest is not None:
            return f"{first}{BETWEEN}{rest}"
    return None


# The patterns


class Sayings(NamedTuple):
    """The messages without values by their text, and the patterns of all others, most text first.

    `patterns` go by the letters that they begin and end with, blank where that is a value's.
    """

    exact: Mapping[str, str]
    patterns: Mapping[tuple[str, str], Sequence[Saying]]

    def that_may_fit(self, text: str) -> list[Saying]:
        """The patterns whose own text a text begins and ends with, and has in it."""
        letters = product(("", text[:1]), ("", text[-1:]))
        chosen = chain.from_iterable(self.patterns.get(both, ()) for both in letters)
        return sorted((saying for saying in chosen if _may_fit(saying, text)), key=_certain_first)


def _may_fit(saying: Saying, text: str) -> bool:
    return saying.longest in text and text.startswith(saying.begins) and text.endswith(saying.ends)


def _certain_first(saying: Saying) -> int:
    return -saying.certain


@cache
def _sayings(catalogues: tuple[str, ...]) -> Sayings:
    exact: dict[str, str] = {}
    patterns: dict[tuple[str, str], list[Saying]] = {}
    for message in spoken(SPOKEN_FIRST, catalogues):
        assert message.value is not None  # a test asks that every message has a text
        for parts in _ways(message.value):
            text = "".join(part for part in parts if isinstance(part, str))
            if all(isinstance(part, str) for part in parts):
                exact.setdefault(text, message.id.name)
            else:
                saying = _saying(message.id.name, parts)
                patterns.setdefault((saying.begins[:1], saying.ends[-1:]), []).append(saying)
    return Sayings(exact, {ends: sorted(found, key=_certain_first) for ends, found in patterns.items()})


def spoken(language: str, catalogues: tuple[str, ...] = SPOKEN) -> Iterator[Message]:
    """Every message of these catalogues in a language."""
    for name in catalogues:
        content = catalogue(language, f"{name}{ENDING}")
        for entry in FluentParser(with_spans=False).parse(content).body:
            if isinstance(entry, Message):
                yield entry


class SpokenValue(NamedTuple):
    """A value in a pattern: its name and its kind."""

    name: str
    kind: str


def _ways(pattern: Pattern) -> Iterable[tuple[str | SpokenValue, ...]]:
    """The ways to say it: one for each choice of its variants."""
    ways = [_ways_of(element) for element in pattern.elements]
    for chosen in product(*ways):
        yield tuple(part for parts in chosen for part in parts)


def _ways_of(element: TextElement | Placeable) -> list[tuple[str | SpokenValue, ...]]:
    if isinstance(element, TextElement):
        return [(str(element.value),)]
    expression: Any = element.expression
    if isinstance(expression, SelectExpression):
        return [way for variant in expression.variants for way in _ways(variant.value)]
    if isinstance(expression, StringLiteral):
        return [(str(expression.parse()["value"]),)]
    kind = ""
    if isinstance(expression, FunctionReference):
        kind, expression = expression.id.name, expression.arguments.positional[0]
    assert isinstance(expression, VariableReference)
    return [(SpokenValue(expression.id.name, kind),)]


def _saying(id: str, parts: tuple[str | SpokenValue, ...]) -> Saying:
    kinds: dict[str, str] = {}
    pieces = [""]
    for part in parts:
        if isinstance(part, str):
            pieces[-1] += re.escape(part)
            continue
        assert part.name not in kinds  # a test asks that no message has a value twice
        kinds[part.name] = part.kind
        written = VALUE_KINDS[part.kind].written
        if written == ANY_TEXT:
            pieces.append("")
        pieces[-1] += f"(?P<{part.name}>{written})"
    texts = [part if isinstance(part, str) else "" for part in parts]
    longest = max(texts, key=len)
    return Saying(id, re.compile(_at_once(pieces)), kinds, texts[0], texts[-1], longest, sum(map(len, texts)))


def _at_once(pieces: Sequence[str]) -> str:
    """The pattern of pieces that each begin with a value of any text, but for the first.

    Where a piece first fits, it stays: what it leaves, the value that begins the next one takes up. To try
    further places for each of them would take for ever with a text that only nearly fits.
    """
    first, *others = pieces
    return "".join([first, *(f"(?>{piece})" for piece in others[:-1]), *others[-1:]])
