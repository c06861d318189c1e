"""The text of pages as lines take it: no day and no id is broken over two of them.

Every page goes through `unbroken`, so that neither templates nor sentences need to see to it. What programs
and files get does not, and keeps its plain spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from re import Match, Pattern

from babel import Locale

from trainopt.words.reader import REGIONS

NO_BREAK = "\N{NO-BREAK SPACE}"
ID = re.compile(r"(?<![\w./:@#-])[A-Za-z0-9][A-Za-z0-9_.]*(?:-[A-Za-z0-9_.]*[A-Za-z0-9_])+(?![\w/@-])")
"""What has hyphens, at which alone a browser breaks it; in running text most such words are no ids."""
LONGEST_KEPT = 24
"""Letters of an id that is kept whole in any case: a line of a telephone has room for it."""

PROGRAM = r"<(?P<program>script|style|textarea|option|title|pre)\b.*?</(?P=program)>"
ONE_LINE = r"<t[dh](?=[^>]* class=\"(?:[^\"]* )?(?:short|number)\b).*?</t[dh]>"
PARTED = r"(?P<parted><(?P<part>label|legend|svg)\b.*?</(?P=part)>|<a class=\"button\b.*?</a>)"
"""Elements whose text is laid out in parts, so that a part more would take a line or a gap of its own."""
LEFT = re.compile(rf"{PROGRAM}|{ONE_LINE}|{PARTED}|<[^>]*>", re.DOTALL)
LEFT_IN_PARTED = re.compile(rf"{PROGRAM}|<[^>]*>", re.DOTALL)


def unbroken(html: str) -> str:
    """A page whose days have no-break spaces, and whose ids are marked as whole.

    An id longer than `LONGEST_KEPT` is broken only where it is wider than its line. Attributes, scripts and
    what is typed stay as they are.
    """
    return _in_texts(html, LEFT, lambda text: _with_ids(_with_days(text)))


def _in_texts(html: str, left: Pattern[str], change: Callable[[str], str]) -> str:
    """The page with its texts changed, but for what is left; of what is in parts the days are."""
    pieces: list[str] = []
    place = 0
    for found in left.finditer(html):
        if found.start() > place:
            pieces.append(change(html[place : found.start()]))
        parted = found.groupdict().get("parted") if found.lastgroup else None
        pieces.append(_in_texts(parted, LEFT_IN_PARTED, _with_days) if parted else found[0])
        place = found.end()
    return "".join([*pieces, change(html[place:])])


def _with_days(text: str) -> str:
    return _day().sub(_with_no_breaks, text) if " " in text else text


def _with_no_breaks(found: Match[str]) -> str:
    return found[0].replace(" ", NO_BREAK)


@cache
def _day() -> Pattern[str]:
    """A day as `Reader.day` writes it in any language and region, also where somebody wrote it so."""
    locales = [Locale(language) for language in REGIONS] + [Locale(*both) for both in REGIONS.items()]
    widths = [locale.months["format"][width] for locale in locales for width in ("abbreviated", "wide")]
    names = sorted({name for months in widths for name in months.values()}, key=len, reverse=True)
    month = "|".join(map(re.escape, names))
    return re.compile(rf"\b(?:\d{{1,2}} (?:{month}) \d{{4}}|(?:{month}) \d{{1,2}}, \d{{4}})\b")


def _with_ids(text: str) -> str:
    return ID.sub(_whole, text) if "-" in text else text


def _whole(found: Match[str]) -> str:
    id = found[0]
    if not (id.isupper() or any(map(str.isdigit, id))):
        return id  # `what-if`, `T-shirt`
    return f'<span class="{"whole" if len(id) <= LONGEST_KEPT else "whole lengthy"}">{id}</span>'
