"""What others say, on a page: in the reader's language, or marked as English."""

from __future__ import annotations

import re
from datetime import date, timedelta

from markupsafe import Markup, escape

from trainopt.words.reader import Reader
from trainopt.words.sayings import GIVEN, is_known, tell, translated
from trainopt.words.voice import SPOKEN_FIRST

STRETCH = re.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})")
"""Weeks in a row, as a calendar writes them: their first day and their last."""


def say(reader: Reader, text: str) -> Markup:
    """What was said, in the reader's language; what no catalogue has stands in English and is marked so."""
    found = translated(reader, text)
    if found is None:
        return Markup('<span lang="{}">{}</span>').format(SPOKEN_FIRST, text)
    return escape(found)


def weeks_told(reader: Reader, text: str) -> list[str]:
    """Stretches of weeks with commas between them, each as the reader has it; a week alone as its Monday."""
    return [_stretch(reader, one) for one in text.split(", ")] if text else []


def _stretch(reader: Reader, text: str) -> str:
    found = STRETCH.fullmatch(text)
    if found is None:
        return text
    first, last = (date.fromisoformat(day) for day in found.groups())
    return reader.day(first) if last - first < timedelta(7) else f"{reader.day(first)} – {reader.day(last)}"


def given(reader: Reader, text: str) -> str:
    """A title or a reason: the service's own in the reader's language, somebody's as they wrote it."""
    return tell(reader, text, GIVEN) if is_known(reader, text, GIVEN) else text
