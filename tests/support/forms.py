"""The forms of a page, as a browser has them, and what it sends of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TICKED = ("checkbox", "radio")
UNTYPED = ("hidden", "file", "submit")


@dataclass
class FieldSeen:
    """A field of a form; `value` is what is sent of it, `options` what a list has to choose from."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = True
    options: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether somebody types into it, ticks it or chooses."""
        return self.kind not in UNTYPED


@dataclass
class FormSeen:
    """A form: where it is sent, its fields in their order, and the text that stands in it."""

    action: str
    is_file: bool
    id: str = ""
    fields: list[FieldSeen] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    text: str = ""

    def sent(self) -> list[tuple[str, str]]:
        """What is sent of it, as its fields stand."""
        fields = [one for one in self.fields if one.chosen and one.kind not in ("file", "submit")]
        return [(one.name, one.value) for one in fields]


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormSeen] = []
        self.at: FormSeen | None = None
        self.open: FieldSeen | None = None
        self.outside: list[tuple[str, FieldSeen]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method") == "post":
            is_file = has.get("enctype") == "multipart/form-data"
            self.at = FormSeen(has["action"], is_file, has.get("id", ""), actions=[has["action"]])
            self.forms.append(self.at)
        if "formaction" in has:
            owner = self._owner(has)
            if owner is not None:
                owner.actions.append(has["formaction"])
        if tag in ("input", "select", "textarea") and has.get("name") and "disabled" not in has:
            self._field(tag, has)
        if tag == "option" and self.open is not None:
            value = has.get("value", "")
            self.open.options.append(value)
            if "selected" in has or len(self.open.options) == 1:
                self.open.value = value

    def _owner(self, has: dict[str, str]) -> FormSeen | None:
        if "form" in has:
            return next((one for one in self.forms if one.id == has["form"]), None)
        return self.at

    def _field(self, tag: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text") if tag == "input" else tag
        seen = FieldSeen(has["name"], kind, has.get("value", "on" if kind in TICKED else ""))
        seen.chosen = "checked" in has if kind in TICKED else True
        owner = self._owner(has)
        if owner is not None:
            owner.fields.append(seen)
            self.open = seen if tag in ("select", "textarea") else None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            if self.open is not None and tag == "textarea":
                self.open.value = self.open.value.removeprefix("\n")
            self.open = None
        elif tag == "form":
            self.at = None

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.open.kind == "textarea":
            self.open.value += data
        elif self.at is not None:
            self.at.text += data


def forms_of(page: str) -> list[FormSeen]:
    """The forms of a page that are sent by POST."""
    reading = _Reading()
    reading.feed(page)
    reading.close()
    return reading.forms


def links_of(page: str) -> Iterator[str]:
    """The addresses within the service that a page leads to."""

    class Links(HTMLParser):
        found: list[str] = []  # noqa: RUF012  of this page alone

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            address = dict(attrs).get("href") or ""
            if tag == "a" and address.startswith("/"):
                self.found.append(address.partition("#")[0])

    reading = Links()
    reading.found = []
    reading.feed(page)
    yield from dict.fromkeys(reading.found)
