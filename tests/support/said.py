"""What the core can say, by its source, and whether the Ukrainian catalogues have it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fluent.syntax.ast import BaseNode, TextElement
from fluent.syntax.visitor import Visitor

from tests.support.root import ROOT
from trainopt.words.reader import reader_of
from trainopt.words.sayings import SPOKEN, spoken, translated

PACKAGE = ROOT / "trainopt"
UKRAINIAN = reader_of("uk")
WORDS = re.compile(r"[a-z]{2,}[ ,:;]+[a-z]{2,}")
"""Two words of English after each other: what says something, and is no name."""
VALUES = re.compile(r"\{[^{}]*\}|\d[\d,.]*| \(got.*")
"""Where a value stands in a text: a field of `format`, a number, what was found."""


def unsaid(messages: Iterable[str]) -> list[str]:
    """Those that cannot be said in Ukrainian."""
    return [message for message in dict.fromkeys(messages) if translated(UKRAINIAN, message) is None]


class Texts(Visitor):
    """The texts of a message, without its values."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: TextElement) -> None:
        self.found.append(" ".join(str(node.value).split()))


def texts_of(node: BaseNode) -> list[str]:
    """The texts of a node of a catalogue."""
    texts = Texts()
    texts.visit(node)
    return texts.found


@cache
def spoken_texts(catalogues: tuple[str, ...] = SPOKEN) -> str:
    """All English of the catalogues of what others say, a text a line."""
    return "\n".join(text for message in spoken("en", catalogues) for text in texts_of(message))


def sentences(path: Path) -> Iterator[str]:
    """The pieces of English in a module: of texts, and of those with values between the values."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(_without_docstrings(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (" ".join(piece.split()).strip(" .,;:()-") for piece in VALUES.split(node.value))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    """The module without texts that stand alone, which say something to who reads the source."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text_alone(one)]  # type: ignore[attr-defined]
    return tree


def _is_text_alone(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
