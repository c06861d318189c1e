"""The help that is shipped: the dictionaries of all columns, and the guides of the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pkgutil import get_data

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from trainopt.dictionary import data_dictionary
from trainopt.errors import NotThere
from trainopt.plan.dictionary import plan_dictionary
from trainopt.runs.answers import answers_dictionary
from trainopt.web.sayings import translated
from trainopt.web.words import Reader

DICTIONARIES: Mapping[str, Callable[[], str]] = {
    "data-dictionary": data_dictionary,
    "plan-dictionary": plan_dictionary,
    "answers-dictionary": answers_dictionary,
}
"""What every column means, in which unit, made from the tables themselves."""
GUIDES = ("service", "own-spreadsheets", "whatif", "explain", "no-shows", "expected", "glossary", "gaps")
"""Pages of the documentation, which the build copies into `guides/`."""

COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
LINK = re.compile(r"([\w-]+)\.md(#[\w.-]+)?")
NOT_IN_A_SLUG = re.compile(r"[^\w\s.-]")


def known_guides() -> list[str]:
    """The guides that are there: all, or none where the package was not built since."""
    return [name for name in GUIDES if _source(name) is not None]


def guide(name: str, reader: Reader) -> tuple[str, Markup]:
    """A page's title and HTML; a dictionary in the reader's language, a guide as it is. Raises NotThere."""
    if name in DICTIONARIES:
        return _made(DICTIONARIES[name](), reader)
    source = _source(name) if name in GUIDES else None
    if source is None:
        raise NotThere("there is no such page of help")
    return _made(source)


@cache
def _source(name: str) -> str | None:
    try:
        content = get_data("trainopt.web", f"guides/{name}.md")
    except OSError:
        return None
    return None if content is None else content.decode()


@cache
def _made(source: str, reader: Reader | None = None) -> tuple[str, Markup]:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(COMMENT.sub("", source))
    _name_headings(tokens)
    if reader is not None:
        _translate(tokens, reader, markdown)
    title = next(tokens[place + 1].content for place, one in enumerate(tokens) if one.type == "heading_open")
    for token in tokens:
        token.children = _with_links(token.children or []) if token.type == "inline" else token.children
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    return title, Markup(html)


def _translate(tokens: list[Token], reader: Reader, markdown: MarkdownIt) -> None:
    """Put what is said into the reader's language; names, and what no catalogue has, stay."""
    for token in tokens:
        if token.type == "inline":
            token.content = translated(reader, " ".join(token.content.split())) or token.content
            token.children = markdown.parseInline(token.content)[0].children


def _name_headings(tokens: list[Token]) -> None:
    """Give each heading an id, by which it is linked: `capacity.csv` is `#capacity.csv`."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = NOT_IN_A_SLUG.sub("", tokens[place + 1].content.lower())
            token.attrSet("id", "-".join(words.split()))


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
