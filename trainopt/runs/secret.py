"""Passwords in what is printed and kept."""

from __future__ import annotations

import re

IN_URL = re.compile(r"(\w://[^:/@\s]*:)\S*@")
IN_QUERY = re.compile(r"([?&]password=)[^&\s]*", re.IGNORECASE)


def without_passwords(text: str) -> str:
    """The text with stars in the place of every password of a URL."""
    return IN_QUERY.sub(r"\1***", IN_URL.sub(r"\1***@", text))
