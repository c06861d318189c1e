"""What others say, on a page: in the reader's language, or marked as English."""

from __future__ import annotations

from markupsafe import Markup, escape

from trainopt.words.reader import Reader
from trainopt.words.sayings import translated
from trainopt.words.voice import SPOKEN_FIRST


def say(reader: Reader, text: str) -> Markup:
    """What was said, in the reader's language; what no catalogue has stands in English and is marked so."""
    found = translated(reader, text)
    if found is None:
        return Markup('<span lang="{}">{}</span>').format(SPOKEN_FIRST, text)
    return escape(found)
