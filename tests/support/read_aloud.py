"""What a reader of screens is told of a page: the names of what leads or acts, and which row a cell is of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
OF_THE_PAGE = frozenset({"csrf", "revision", "back"})
"""Hidden fields that do not say what a form is about."""


@dataclass
class Element:
    """An element of a page, with what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Element]:
        """All elements in it of these tags, all where none is named."""
        for one in self.inside:
            if isinstance(one, Element):
                if not tags or one.tag in tags:
                    yield one
                yield from one.every(*tags)

    def text(self) -> str:
        """What is told of it, without what is hidden."""
        if self.attributes.get("aria-hidden") == "true":
            return ""
        return " ".join("".join(one if isinstance(one, str) else one.text() for one in self.inside).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def page_of(document: str) -> Element:
    """A document as a tree."""
    tree = _Tree()
    tree.feed(document)
    return tree.root


def rows_without_heading(page: Element) -> list[str]:
    """The rows of tables of which no cell says what the others are of."""
    found = []
    for part in page.every("tbody"):
        of_group = any(one.attributes.get("scope") == "rowgroup" for one in part.every("th"))
        for row in part.every("tr"):
            if not of_group and not any(one.attributes.get("scope") == "row" for one in row.every("th")):
                found.append(row.text()[:80])
    return found


def tables_without_name(page: Element) -> list[str]:
    """Tables with no caption, no name of their own and none of a region around them."""
    named = {
        id(table)
        for one in page.every()
        if one.attributes.get("aria-label") or one.attributes.get("aria-labelledby")
        for table in (one, *one.every("table"))
    }
    tables = page.every("table")
    return [one.text()[:80] for one in tables if id(one) not in named and not any(one.every("caption"))]


def same_names(page: Element) -> dict[str, set[str]]:
    """Names of links, and of buttons, that lead or do more than one thing; each by what it leads to."""
    ids = {one.attributes["id"]: one for one in page.every() if "id" in one.attributes}
    leads: defaultdict[str, set[str]] = defaultdict(set)
    for link in page.every("a"):
        if "href" in link.attributes:
            leads[f"link {_name(link, ids)}"].add(link.attributes["href"])
    for form in page.every("form"):
        about = [
            one.attributes.get("value", "")
            for one in form.every("input")
            if one.attributes.get("type") == "hidden" and one.attributes.get("name") not in OF_THE_PAGE
        ]
        for button in form.every("button"):
            own = [button.attributes.get(name, "") for name in ("formaction", "name", "value")]
            does = " ".join([form.attributes.get("action", ""), *about, *own])
            leads[f"button {_name(button, ids)}"].add(does)
    return {name: to for name, to in leads.items() if len(to) > 1}


def _name(element: Element, ids: dict[str, Element]) -> str:
    labelled = element.attributes.get("aria-labelledby", "").split()
    if labelled:
        return " ".join(ids[one].text() for one in labelled)
    return element.attributes.get("aria-label") or element.text() or element.attributes.get("title", "")
