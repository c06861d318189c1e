"""The help that is shipped: the dictionaries of all columns, and the guides of the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from trainopt.dictionary import data_dictionary
from trainopt.errors import NotThere
from trainopt.plan.dictionary import plan_dictionary
from trainopt.runs.answers import answers_dictionary
from trainopt.words.reader import Reader
from trainopt.words.sayings import translated
from trainopt.words.voice import SPOKEN_FIRST

DICTIONARIES: Mapping[str, Callable[[], str]] = {
    "data-dictionary": data_dictionary,
    "plan-dictionary": plan_dictionary,
    "answers-dictionary": answers_dictionary,
}
"""What every column means, in which unit, made from the tables themselves."""
GUIDES = (
    "planning",
    "reading",
    "editing",
    "service",
    "own-spreadsheets",
    "whatif",
    "explain",
    "no-shows",
    "expected",
    "glossary",
    "gaps",
)
"""Pages of the documentation, which the build copies into `guides/`, in each language of the pages."""

COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
LINK = re.compile(r"(?:\.\./)?([\w-]+)\.md(#[\w.-]+)?")
SCROLLED = {
    "<table": '<div class="scroll" tabindex="0"><table',
    "</table>": "</table></div>",
    "<pre>": '<pre tabindex="0">',
}
"""What may be wider than a page, so that keys move it sideways, too."""
NOT_IN_A_SLUG = re.compile(r"[^\w\s.-]")


def known_guides() -> list[str]:
    """The guides that are there: all, or none where the package was not built since."""
    return [name for name in GUIDES if _source(name) is not None]


@dataclass(frozen=True)
class Guide:
    """A page of help: its title, and what stands below it."""

    title: str
    html: Markup


def guide(name: str, reader: Reader) -> Guide:
    """A dictionary or a guide, in the reader's language. Raises NotThere."""
    if name in DICTIONARIES:
        return Guide(*_made(DICTIONARIES[name](), reader))
    source = _source(name, reader.language) if name in GUIDES else None
    if source is None:
        raise NotThere("there is no such page of help")
    return Guide(*_made(source, english=_source(name)))


@cache
def _source(name: str, language: str = SPOKEN_FIRST) -> str | None:
    folder = "" if language == SPOKEN_FIRST else f"{language}/"
    try:
        content = get_data("trainopt.web", f"guides/{folder}{name}.md")
    except OSError:
        return None
    return None if content is None else content.decode()


@cache
def _made(source: str, reader: Reader | None = None, english: str | None = None) -> tuple[str, Markup]:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(COMMENT.sub("", source))
    _name_headings(tokens, tokens if english is None else markdown.parse(COMMENT.sub("", english)))
    if reader is not None:
        _translate(tokens, reader, markdown)
    title = next(tokens[place + 1].content for place, one in enumerate(tokens) if one.type == "heading_open")
    _name_tables(tokens)
    _head_rows(tokens)
    for token in tokens:
        token.children = _with_links(token.children or []) if token.type == "inline" else token.children
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    for found, put in SCROLLED.items():
        html = html.replace(found, put)
    return title, Markup(html)


def _translate(tokens: list[Token], reader: Reader, markdown: MarkdownIt) -> None:
    """Put what is said into the reader's language; names, and what no catalogue has, stay."""
    for token in tokens:
        if token.type == "inline":
            token.content = translated(reader, " ".join(token.content.split())) or token.content
            token.children = markdown.parseInline(token.content)[0].children


def _name_headings(tokens: list[Token], english: list[Token]) -> None:
    """Give each heading an id, by which it is linked from every language: `capacity.csv` is `#capacity.csv`.

    It is made of the words of the heading in its place in English.
    """
    headings = [token for token in tokens if token.type == "heading_open"]
    words = [english[at + 1].content for at, token in enumerate(english) if token.type == "heading_open"]
    for token, text in zip(headings, words, strict=False):
        token.attrSet("id", "-".join(NOT_IN_A_SLUG.sub("", text.lower()).split()))


def _name_tables(tokens: list[Token]) -> None:
    """A table is called as what it stands below."""
    heading = ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[place + 1].content.replace("`", "")
        elif token.type == "table_open":
            token.attrSet("aria-label", heading)


def _head_rows(tokens: list[Token]) -> None:
    """The first cell of a row says what the others are of, if anything stands in it."""
    for row, first in enumerate(tokens[1:-2], start=1):
        if first.type == "td_open" and tokens[row - 1].type == "tr_open" and tokens[row + 1].content:
            first.tag = tokens[row + 2].tag = "th"
            first.attrSet("scope", "row")


def _with_links(children: list[Token]) -> list[Token]:
    """Links to other pages lead to help where it has them, else their words stand alone."""
    kept: list[Token] = []
    dropped = False
    for token in children:
        if token.type == "link_open":
            found = LINK.fullmatch(str(token.attrs.get("href", "")))
            dropped = found is None or found[1] not in (*GUIDES, *DICTIONARIES)
            if found and not dropped:
                token.attrSet("href", f"/help/{found[1]}{found[2] or ''}")
        if dropped and token.type in ("link_open", "link_close"):
            continue
        kept.append(token)
    return kept
