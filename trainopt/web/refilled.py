"""A page with one of its forms as it was sent: its fields have what was typed, and above them stands why.

Which form it was is told by where it leads and by its hidden fields, what stood in which field by their
names: so it holds for every form of every page, and none has to be written for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import unquote, urlsplit

Typed = Mapping[str, Sequence[str]]
"""What stood in the fields of a form, by their names, in their order."""

BACK = "back"
"""The field that says of which page a form is: a page that answers a form has another address."""
OF_THE_PAGE = {"csrf", "revision", BACK}
"""Hidden fields that do not say what a form is about."""
WAS = "was."
"""Begins those that have what stood in a field before anybody typed: what differs was typed."""
FIELDS = {"input", "select", "textarea"}
UNTYPED = {"hidden", "password", "file", "submit", "button", "reset", "image"}
"""Kinds of fields in which nothing that was typed is put: a password is not sent back."""
TICKED = {"checkbox", "radio"}
MAIN = "main"


@dataclass(frozen=True)
class Tag:
    """A tag of a page and where it stands; `end` is behind it. One that closes is called `/` and its name."""

    name: str
    has: Mapping[str, str]
    start: int
    end: int

    @property
    def field(self) -> str:
        """The name under which it is sent; blank for what is not sent."""
        return self.has.get("name", "") if self.name in FIELDS and "disabled" not in self.has else ""

    @property
    def kind(self) -> str:
        """The kind of a field."""
        return self.has.get("type", "text") if self.name == "input" else self.name


@dataclass(frozen=True)
class FormOnPage:
    """A form of a page: its tag, what is in it or belongs to it, and what it is folded away in."""

    tag: Tag
    tags: tuple[Tag, ...]
    folds: tuple[Tag, ...]

    @property
    def hidden(self) -> Counter[tuple[str, str]]:
        """The hidden fields that say what it is about."""
        found = [tag for tag in self.tags if tag.kind == "hidden" and tag.field]
        return Counter(
            (tag.field, tag.has.get("value", ""))
            for tag in found
            if tag.field not in OF_THE_PAGE and not tag.field.startswith(WAS)
        )

    @property
    def fields(self) -> list[Tag]:
        """The fields into which one types, ticks or chooses."""
        return [tag for tag in self.tags if tag.field and tag.kind not in UNTYPED]

    def leads_to(self, path: str) -> bool:
        """Whether it, or one of its buttons, is sent there."""
        actions = [self.tag.has.get("action", ""), *(tag.has.get("formaction", "") for tag in self.tags)]
        return path in {unquote(urlsplit(action).path) for action in actions if action}

    def likeness(self, typed: Typed) -> tuple[bool, int]:
        """How much it looks like the one that was sent: first by what it is about, then by its fields."""
        sent = Counter((name, text) for name, texts in typed.items() for text in texts)
        buttons = {tag.has.get("name", "") for tag in self.tags if tag.name == "button"}
        names = {tag.field for tag in self.tags} | buttons
        lacking = {tag.field for tag in self.fields if tag.kind not in TICKED} - typed.keys()
        return self.hidden <= sent, len(names & typed.keys()) - len(lacking)


@dataclass(frozen=True)
class PageEdit:
    """What takes the place of a stretch of a page."""

    start: int
    end: int
    text: str


def refilled(page: str, path: str, typed: Typed | None, notice: str, back: str) -> str | None:
    """The page with the form that was sent to `path` as it was typed, below the `notice`; None without one.

    Without what was `typed`, as where too much was sent to be read, its fields stay as they are. Each form of
    the page says that it is of the page `back`.
    """
    tags = _tags_of(page)
    forms = list(_forms(tags))
    found = [form for form in forms if form.leads_to(path)]
    if not found:
        return None
    form = max(found, key=lambda one: one.likeness(typed or {}))
    edits = [*_with_way_back(forms, back), PageEdit(form.tag.end, form.tag.end, notice)]
    edits += [PageEdit(fold.end - 1, fold.end - 1, " open") for fold in form.folds]
    if typed is not None:
        edits += _as_typed(page, form, typed)
    return _edited(page, edits)


def with_notice(page: str, notice: str, back: str) -> str:
    """The page with the `notice` at the top of what it says."""
    tags = _tags_of(page)
    at = next((tag.end for tag in tags if tag.name == MAIN), 0)
    return _edited(page, [*_with_way_back(_forms(tags), back), PageEdit(at, at, notice)])


def _edited(page: str, edits: Sequence[PageEdit]) -> str:
    parts, done = [], 0
    for edit in sorted(edits, key=lambda one: one.start):
        parts += [page[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, page[done:]])


def _with_way_back(forms: Iterator[FormOnPage] | Sequence[FormOnPage], back: str) -> Iterator[PageEdit]:
    field = f'<input type="hidden" name="{BACK}" value="{escape(back)}">'
    for form in forms:
        if not any(tag.field == BACK for tag in form.tags):
            yield PageEdit(form.tag.end, form.tag.end, field)


# What was typed


def _as_typed(page: str, form: FormOnPage, typed: Typed) -> Iterator[PageEdit]:
    """What makes the fields of a form say what was typed; of fields of one name each the next text."""
    left = {name: iter(texts) for name, texts in typed.items()}
    for place, tag in enumerate(form.tags):
        if not tag.field or tag.kind in UNTYPED - {"hidden"}:
            continue
        if tag.kind in TICKED:
            yield _ticked(page, tag, tag.has.get("value", "on") in typed.get(tag.field, ()))
            continue
        text = next(left.get(tag.field, iter(())), None)
        if text is None or tag.kind == "hidden":
            continue
        yield from _filled(page, tag, form.tags[place + 1 :], text)


def _ticked(page: str, tag: Tag, ticked: bool) -> PageEdit:
    return _with(page, tag, {"checked": ""} if ticked else {}, without="checked")


def _filled(page: str, tag: Tag, behind: Sequence[Tag], text: str) -> Iterator[PageEdit]:
    if tag.kind == "textarea":
        kept = "\n" if text.startswith(("\n", "\r")) else ""  # a browser drops the first line break of one
        yield PageEdit(tag.end, _closing(behind, "/textarea").start, kept + escape(text, quote=False))
    elif tag.kind == "select":
        yield from _chosen(page, behind, text)
    else:
        yield _with(page, tag, {"value": text}, without="value")


def _chosen(page: str, behind: Sequence[Tag], text: str) -> Iterator[PageEdit]:
    within = behind[: behind.index(_closing(behind, "/select"))]
    for place, tag in enumerate(within):
        if tag.name == "option":
            closed = _closing([*within[place:], *behind[len(within) :]], "/option")
            value = tag.has.get("value", page[tag.end : closed.start].strip())
            yield _with(page, tag, {"selected": ""} if value == text else {}, without="selected")


def _closing(tags: Sequence[Tag], name: str) -> Tag:
    return next(tag for tag in tags if tag.name == name)


def _with(page: str, tag: Tag, more: Mapping[str, str], *, without: str) -> PageEdit:
    """A tag with other attributes."""
    has = {name: text for name, text in tag.has.items() if name != without} | dict(more)
    told = "".join(f' {name}="{escape(text)}"' for name, text in has.items())
    return PageEdit(tag.start, tag.end, f"<{tag.name}{told}>")


# The tags of a page


class _Reading(HTMLParser):
    """The tags of a page in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Tag] = []
        self.lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens something."""
        start = self._here()
        text = self.get_starttag_text() or ""
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}, start, start + len(text)))

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes it."""
        self.found.append(Tag(f"/{tag}", {}, self._here(), self._here()))

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column


def _tags_of(page: str) -> list[Tag]:
    return _Reading(page).found


def _forms(tags: Sequence[Tag]) -> Iterator[FormOnPage]:
    """The forms that are sent by POST."""
    folds: list[Tag] = []
    begun: int | None = None
    for place, tag in enumerate(tags):
        if tag.name == "details":
            folds.append(tag)
        elif tag.name == "/details":
            folds.pop()
        elif tag.name == "form" and tag.has.get("method", "").lower() == "post":
            begun = place
        elif tag.name == "/form" and begun is not None:
            yield _form(tags, begun, place, folds)
            begun = None


def _form(tags: Sequence[Tag], begun: int, ended: int, folds: Sequence[Tag]) -> FormOnPage:
    form = tags[begun]
    id = form.has.get("id")
    outside = [tag for tag in tags if tag.has.get("form") == id] if id else []
    closed = tuple(fold for fold in folds if "open" not in fold.has)
    return FormOnPage(form, (*tags[begun + 1 : ended], *outside), closed)
