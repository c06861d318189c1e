"""A rich console on which a text is nothing but text: no markup, no emoji, nothing that a terminal obeys."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from trainopt.errors import printable


class PlainConsole(Console):
    """A console for texts that other people have written. Styles are given as such."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """A text, each of its lines made printable: all that is printed comes here, cells of tables too."""
        lines = "\n".join(printable(line) for line in text.split("\n"))
        return super().render_str(lines, **options)
