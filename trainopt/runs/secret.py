"""Passwords in what is printed and kept."""

from __future__ import annotations

import re

IN_URL = re.compile(r"(\w://[^:/@\s]*:)\S*@")
IN_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&\s]*", re.IGNORECASE)
QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
IN_DSN = re.compile(rf"""((?<![?&])\b(?:ssl|pg)?password["']?\s*[=:]\s*)(?:{QUOTED}|\S+)""", re.IGNORECASE)
"""As libpq takes it (`password = 'a b'`), as the environment has it, and as Python shows it."""


TOKEN = re.compile(r"\btrainopt_[\w-]{43}")
"""What programs sign in by."""


def without_passwords(text: str) -> str:
    """The text with stars in the place of every password of a URL or of a connection string."""
    return IN_DSN.sub(r"\1***", IN_QUERY.sub(r"\1***", IN_URL.sub(r"\1***@", text)))


def without_secrets(text: str) -> str:
    """The text with stars in the place of passwords, and of tokens of programs."""
    return TOKEN.sub("trainopt_***", without_passwords(text))
